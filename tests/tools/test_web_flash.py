"""The folder for a browser: where the files go, by the image's own table; the files themselves, read back out of littlefs."""

import dataclasses
import json
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from littlefs import LittleFS

from host_sim.errors import InputError
from tools import board, cli, firmware_file, web_flash

NVS = ("nvs", 1, 2, 0x9000, 0x6000)
PROGRAM = ("factory", 0, 0, 0x10000, 0x1F0000)
FILES = ("vfs", 1, 0x81, 0x200000, 0x200000)
CHIP = {"esp32": 0, "esp32c3": 5, "esp32s3": 9}


def firmware(chip, *parts):
    """An image as MicroPython's: a head with the chip's number, the table (ESP-IDF, Partition Tables), its MD5, a program."""
    start = firmware_file.START[chip]
    out = bytearray(b"\xff" * (0x10000 - start))
    out[:14] = b"\xe9" + bytes(11) + struct.pack("<H", CHIP[chip])
    at = 0x8000 - start
    for label, kind, subtype, offset, size in parts:
        out[at : at + 32] = struct.pack("<2sBBII16sI", b"\xaa\x50", kind, subtype, offset, size, label.encode(), 0)
        at += 32
    out[at : at + 16] = b"\xeb\xeb" + b"\xff" * 14
    return bytes(out) + b"program"


def mounted(image, size):
    """{path: bytes} of a file system, opened as MicroPython opens its own."""
    sizes = {"read_size": 32, "prog_size": 32, "cache_size": 128, "lookahead_size": 32}
    found = LittleFS(block_size=4096, block_count=size // 4096, mount=False, **sizes)
    found.context.buffer[:] = image
    found.mount()
    out = {}
    for folder, _folders, names in found.walk("/"):
        for name in names:
            path = f"{folder.rstrip('/')}/{name}"
            with found.open(path, "rb") as file:
                out[path.lstrip("/")] = file.read()
    return out


@pytest.mark.parametrize(
    ("chip", "parts", "flash", "offset", "size"),
    [
        ("esp32", (NVS, PROGRAM, FILES), 4, 0x200000, 0x200000),
        ("esp32s3", (NVS, PROGRAM, FILES), 8, 0x200000, 0x200000),
        ("esp32s3", (NVS, PROGRAM), 8, 0x200000, 0x600000),
        (
            "esp32c3",
            (NVS, ("ota_0", 0, 16, 0x20000, 0x180000), ("ota_1", 0, 17, 0x1A0000, 0x180000)),
            4,
            0x320000,
            0xE0000,
        ),
    ],
    ids=["the table has it", "and on a larger flash", "none since 1.26: the rest", "behind both slots"],
)
def test_the_files_lie_where_micropython_looks(chip, parts, flash, offset, size):
    start = firmware_file.START[chip]
    found = web_flash.file_system(web_flash.partitions(firmware(chip, *parts), start), flash << 20)
    assert (found.offset, found.size) == (offset, size)


@given(st.binary(max_size=400), st.sampled_from(["esp32", "esp32s3"]))
def test_any_table_is_read_or_refused(junk, chip):
    start = firmware_file.START[chip]
    data = bytearray(firmware(chip, NVS, PROGRAM))
    data[0x8000 - start : 0x8000 - start + len(junk)] = junk
    try:
        found = web_flash.file_system(web_flash.partitions(bytes(data), start), 4 << 20)
        assert found.offset >= 0
    except InputError as error:
        assert "\n" not in str(error)


@given(st.dictionaries(st.sampled_from(["boot.py", "a/b.mpy", "a/c/d.mpy", "page.html.gz"]), st.binary(max_size=9000)))
def test_files_come_out_as_they_went_in(files):
    image = web_flash.littlefs(files, 64 * 4096)
    assert mounted(image, 64 * 4096) == files
    assert web_flash.littlefs(files, 64 * 4096) == image


def test_too_many_files_are_told():
    with pytest.raises(InputError, match="not enough for the program"):
        web_flash.littlefs({"large": bytes(70 * 4096)}, 64 * 4096)


@pytest.fixture
def offered(tmp_path):
    path = tmp_path / "ESP32_GENERIC-20250911-v1.26.1.bin"
    path.write_bytes(firmware("esp32", NVS, PROGRAM, FILES))
    return firmware_file.given(path, board.load("esp32_devkitc"))


def test_the_folder_has_what_a_browser_needs(small_image, offered, tmp_path):
    made = dataclasses.replace(small_image, files={**small_image.files, "settings.json": b"{}"})
    folder = web_flash.write(made, offered, tmp_path)
    assert folder == tmp_path / "web" / "esp32_devkitc"
    told = json.loads((folder / "manifest.json").read_text())
    assert told["name"] == "Balancepoint", "what the board answers over Improv: else it is another firmware"
    assert told["new_install_prompt_erase"] is True and told["new_install_improv_wait_time"] > 0
    (build,) = told["builds"]
    assert build["chipFamily"] == "ESP32"
    assert [(part["path"], part["offset"]) for part in build["parts"]] == [
        ("micropython.bin", 0x1000),
        ("files.bin", 0x200000),
    ]
    assert (folder / "micropython.bin").read_bytes() == offered.path.read_bytes()
    assert mounted((folder / "files.bin").read_bytes(), 0x200000) == made.files
    again = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {path.name: path.read_bytes() for path in web_flash.write(made, offered, tmp_path).iterdir()} == again
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_the_page_loads_nothing_that_is_not_pinned(small_image, offered, tmp_path):
    text = (web_flash.write(small_image, offered, tmp_path) / "index.html").read_text()
    assert "{{" not in text
    hashes = json.loads(text.split('<script type="importmap">')[1].split("</script>")[0])["integrity"]
    outside = set(re.findall(r"https?://[^\s\"<>]+", text)) - {"http://localhost:8000/."}
    assert outside == set(hashes)
    assert all(
        re.fullmatch(r"https://unpkg\.com/esp-web-tools@\d+\.\d+\.\d+/dist/web/[\w-]+\.js", url) for url in outside
    )
    assert all(re.fullmatch(r"sha384-[\w+/]{64}", digest) for digest in hashes.values())
    entry = re.search(r'<script type="module" src="([^"]+)" integrity="([^"]+)" crossorigin', text)
    assert hashes[entry[1]] == entry[2]


def test_what_cannot_be_made_is_one_line(small_image, offered, tmp_path):
    offered.path.write_bytes(firmware("esp32", NVS))
    with pytest.raises(InputError, match="no partition table with a program"):
        web_flash.write(small_image, offered, tmp_path)
    early = ("vfs", 1, 0x81, 0x11000, 0x10000)
    offered.path.write_bytes(firmware("esp32", NVS, ("factory", 0, 0, 0x10000, 0x10000), early) + bytes(9999))
    with pytest.raises(InputError, match="longer than its place"):
        web_flash.write(small_image, offered, tmp_path)
    offered.path.write_bytes(firmware("esp32", NVS, PROGRAM, ("vfs", 1, 0x81, 0x200000, 0x400000)))
    with pytest.raises(InputError, match="behind a flash of 4 MB"):
        web_flash.write(small_image, offered, tmp_path)


def test_without_an_image_the_command_says_which(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    codes = []
    cli.main(["web-flash", "m5_atoms3r"], codes.append)
    assert codes == [2] and "ESP32_GENERIC_S3-SPIRAM_OCT" in capsys.readouterr().err


def test_settings_with_a_network_are_told(small_image):
    known = dataclasses.replace(small_image, files={"settings.json": b'{"network": {"ssid": "house"}}'})
    assert web_flash.secrets(known) and not web_flash.secrets(small_image)
