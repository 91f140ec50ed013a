"""Firmware files and esptool."""

import os
import struct

import pytest

from host_sim.errors import InputError
from tools import board, firmware_file


def binary(path, chip_number, magic=0xE9):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack("<B11xH50x", magic, chip_number))
    return path


def test_a_file_for_another_chip_is_refused_before_anything_is_written(tmp_path):
    file = binary(tmp_path / "a.bin", 9)
    with pytest.raises(InputError, match="is made for ESP32-S3, esp32_devkitc has ESP32$"):
        firmware_file.given(file, board.load("esp32_devkitc"))
    assert firmware_file.given(file, board.load("m5_atoms3")).version is None


def test_the_official_image_without_psram_is_refused_where_the_board_has_it(tmp_path):
    chosen = board.load("m5_atoms3r")
    file = binary(tmp_path / "ESP32_GENERIC_S3-20251209-v1.27.0.bin", 9)
    with pytest.raises(InputError, match="finds no PSRAM, m5_atoms3r needs ESP32_GENERIC_S3-SPIRAM_OCT$"):
        firmware_file.given(file, chosen)
    assert firmware_file.given(file, board.load("m5_atoms3")).version == (1, 27, 0)
    for name in ("ESP32_GENERIC_S3-SPIRAM_OCT-20251209-v1.27.0.bin", "firmware.bin"):
        firmware_file.given(binary(tmp_path / name, 9), chosen)


def test_a_file_that_is_no_firmware(tmp_path):
    for content in (b"", b"hello", bytes(64)):
        (tmp_path / "a.bin").write_bytes(content)
        with pytest.raises(InputError, match="is no ESP32 firmware"):
            firmware_file.given(tmp_path / "a.bin", board.load("esp32_devkitc"))
    with pytest.raises(InputError, match="cannot be read"):
        firmware_file.given(tmp_path / "none.bin", board.load("esp32_devkitc"))


def test_the_newest_of_the_boards_own_build_is_found(tmp_path):
    for name in (
        "ESP32_GENERIC-20241129-v1.24.1.bin",
        "ESP32_GENERIC-20251209-v1.27.0.bin",
        "ESP32_GENERIC-20230426-v1.9.bin",
        "ESP32_GENERIC-SPIRAM-20260101-v1.28.0.bin",
        "ESP32_GENERIC-20260101-unstable.bin",
    ):
        binary(tmp_path / "fw" / name, 0)
    binary(tmp_path / "fw" / "ESP32_GENERIC_S3-20260101-v1.28.0.bin", 9)
    found = firmware_file.found(board.load("esp32_devkitc"), [tmp_path / "fw", tmp_path / "none"])
    assert found is not None and found.path.name == "ESP32_GENERIC-20251209-v1.27.0.bin" and found.version == (1, 27, 0)
    found = firmware_file.found(board.load("m5_atoms3"), [tmp_path / "fw"])
    assert found is not None and found.path.name == "ESP32_GENERIC_S3-20260101-v1.28.0.bin"
    assert firmware_file.found(board.load("esp32c3_devkitm"), [tmp_path / "fw"]) is None


@pytest.mark.parametrize(
    "name, number, start", [("esp32_devkitc", 0, "0x1000"), ("m5_atoms3", 9, "0x0"), ("esp32c3_devkitm", 5, "0x0")]
)
def test_esptool_gets_the_chip_and_its_address(tmp_path, monkeypatch, name, number, start):
    calls = tmp_path / "calls"
    fake = tmp_path / "python"
    fake.write_text(f'#!/bin/sh\necho "$@" > {calls}\n')
    fake.chmod(0o755)
    monkeypatch.setattr(firmware_file.sys, "executable", str(fake))
    chosen = board.load(name)
    firmware_file.write(firmware_file.given(binary(tmp_path / "a.bin", number), chosen), chosen, "/dev/ttyX")
    words = calls.read_text().split()
    assert words[:4] == ["-m", "esptool", "--chip", chosen.chip]
    assert words[-3:] == ["write-flash", start, str(tmp_path / "a.bin")]
    assert "erase-flash" not in words, "settings and data stay"


def test_the_wrong_chip_as_esptool_says_it_is_one_line(tmp_path, monkeypatch):
    fake = tmp_path / "python"
    told = "A fatal error occurred: This chip is ESP32-C3, not ESP32. Wrong chip argument?"
    fake.write_text(f'#!/bin/sh\necho esptool v5\necho "Connecting..."\necho "{told}"\necho "help: https://"\nexit 2\n')
    fake.chmod(0o755)
    monkeypatch.setattr(firmware_file.sys, "executable", str(fake))
    chosen = board.load("esp32_devkitc")
    with pytest.raises(
        InputError, match=r"^/dev/ttyX: esptool: This chip is ESP32-C3, not ESP32. Wrong chip argument\?$"
    ):
        firmware_file.write(firmware_file.given(binary(tmp_path / "a.bin", 0), chosen), chosen, "/dev/ttyX")


def test_esptool_itself_on_a_port_where_nobody_is(tmp_path):
    master, slave = os.openpty()
    chosen = board.load("esp32_devkitc")
    file = firmware_file.given(binary(tmp_path / "a.bin", 0), chosen)
    try:
        with pytest.raises(InputError) as caught:
            firmware_file.write(file, chosen, os.ttyname(slave))
    finally:
        os.close(master)
        os.close(slave)
    assert "\n" not in str(caught.value) and "esptool: " in str(caught.value)
