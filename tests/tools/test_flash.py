"""Flashing, with mpremote's own code into a real MicroPython VM."""

import dataclasses
import zlib

import pytest

from host_sim.errors import InputError
from tests.tools.flashing import before_each, changed, flashed
from tools import board as boards
from tools import flash, image, port, remote
from tools.plan import NEW, digest, doubtful, plan


def test_a_new_board_gets_every_file_and_starts(make_board, small_image, tmp_path):
    board = make_board()
    report, said = flashed(small_image, board.url)
    assert report.sent == len(small_image.files) and report.same == 0
    assert board.files(tmp_path / "flash") == small_image.files
    assert said[-2].startswith(f"Balancepoint {image.version()} on esp32_devkitc") and said[-1] == "ready"


def test_the_second_time_nothing_is_copied_though_a_program_runs(make_board, small_image, tmp_path):
    board = make_board()
    flashed(small_image, board.url)
    report, said = flashed(small_image, board.url)
    assert (report.sent, report.sent_bytes, report.same) == (0, 0, len(small_image.files))
    assert said[-1] == "ready"


def test_only_what_changed_is_copied_and_what_is_gone_is_removed(make_board, small_image, tmp_path):
    board = make_board()
    flashed(changed(small_image, **{"balancepoint/old/gone.mpy": b"M\x06\x00\x1f"}), board.url)
    new = changed(small_image, **{"balancepoint/control/small.mpy": small_image.files["balancepoint/control/long.mpy"]})
    report, _ = flashed(new, board.url)
    assert (report.sent, report.removed) == (1, 1)
    assert board.files(tmp_path / "flash") == new.files


def test_the_owners_files_stay(make_board, small_image, tmp_path):
    mine = tmp_path / "mine"
    (mine / "data").mkdir(parents=True)
    owned = {"settings.json": b'{"mine": 1}', "data/memory.a": b"learned", "notes.txt": b"hello", "x.tmp": b"theirs"}
    for name, content in owned.items():
        (mine / name).write_bytes(content)
    board = make_board()
    board.tell(f"load {mine}")
    made = changed(small_image, **{"settings.json": b'{"example": 1}'})
    flashed(made, board.url)
    assert board.files(tmp_path / "one").items() >= owned.items()
    flashed(made, board.url, settings=True)
    after = board.files(tmp_path / "two")
    assert after["settings.json"] == b'{"example": 1}'
    assert after["data/memory.a"] == b"learned"


def test_settings_are_copied_where_there_are_none(make_board, small_image, tmp_path):
    board = make_board()
    flashed(changed(small_image, **{"settings.json": b"{}"}), board.url)
    assert board.files(tmp_path / "flash")["settings.json"] == b"{}"


@pytest.mark.parametrize("received", [700, 2500, 6000, 9000])
def test_a_cable_pulled_leaves_the_old_program_whole_and_the_next_try_ends_it(
    make_board, small_image, tmp_path, received
):
    board = make_board()
    flashed(small_image, board.url)
    before = board.files(tmp_path / "before")
    # Every module changes: text that deflate cannot shrink, so that the cut falls where it should.
    new = dataclasses.replace(
        small_image,
        files={
            path: data if path.endswith("board.mpy") or path == "boot.py"
            else data + bytes((7 * n * n + len(path)) % 251 for n in range(1500))
            if path.endswith(".mpy")
            else data
            for path, data in small_image.files.items()
        },
    )  # fmt: skip
    board.tell(f"drop {received}")
    with pytest.raises(InputError, match="connection was lost") as caught:
        flashed(new, board.url)
    assert "\n" not in str(caught.value)
    left = board.files(tmp_path / "left")
    assert {path: data for path, data in left.items() if not path.startswith(NEW)} == before
    report, _ = flashed(small_image, board.url)
    assert report.sent == 0, "the old program was whole"
    assert board.files(tmp_path / "clean") == before, "and no half file is left"


def test_a_second_try_goes_on_where_the_first_was_cut(make_board, small_image, tmp_path):
    board = make_board()
    board.tell("drop 6000")
    with pytest.raises(InputError):
        flashed(small_image, board.url)
    report, _ = flashed(small_image, board.url)
    assert report.resumed > 0
    assert report.sent + report.resumed == len(small_image.files)
    assert board.files(tmp_path / "flash") == small_image.files


def test_a_byte_that_changes_in_flash_is_found_and_nothing_is_activated(make_board, small_image, tmp_path):
    board = make_board()
    board.tell("spoil")
    with pytest.raises(InputError, match="hash differs after the copy, nothing is changed on the board"):
        flashed(small_image, board.url)
    assert all(path.startswith(NEW) for path in board.files(tmp_path / "flash"))


def test_a_firmware_that_is_too_old_says_which_is_needed(make_board, small_image, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    board = make_board(version="1.22.2")
    with pytest.raises(InputError, match=r"MicroPython 1.22.2 is too old: 1.24 or newer is needed \(ESP32_GENERIC\)"):
        flashed(small_image, board.url)
    assert board.files(tmp_path / "flash") == {}


def test_another_bytecode_is_refused(make_board, small_image, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(flash, "MPY", 7)
    with pytest.raises(InputError, match="reads bytecode 6, the image has 7"):
        flashed(small_image, make_board().url)


def test_a_wrong_chip_is_one_line(make_board, small_image, tmp_path):
    board = make_board(machine="Generic ESP32S3 module with ESP32S3")
    with pytest.raises(InputError, match="wrong chip: the board calls itself 'Generic ESP32S3.*has ESP32$"):
        flashed(small_image, board.url)
    assert board.files(tmp_path / "flash") == {}


def test_a_program_that_ends_is_told_with_its_last_words(make_board, small_image):
    with pytest.raises(InputError, match="the program ended after the restart; its last line was 'ZeroDivisionError"):
        flashed(changed(small_image, **{"main.py": b"print('half')\n1/0\n"}), make_board().url)


def test_a_program_that_never_gets_ready_is_told_with_its_last_words(make_board, small_image, monkeypatch):
    monkeypatch.setattr(flash, "READY_WITHIN", 2.0)
    program = b"import host\nprint('half')\nawait host.line()\n"
    with pytest.raises(InputError, match="no 'Balancepoint.*within 2 s of the restart; the last line was 'half'"):
        flashed(changed(small_image, **{"main.py": program}), make_board().url)


def test_a_program_by_cable_runs_whatever_came_over_the_air(make_board, small_image, tmp_path):
    board, folder = make_board(), tmp_path / "air"
    updated = {
        **small_image.files,
        "slot": b"b 0 0 0 %08x" % zlib.crc32(b"b 0 0 0"),
        "manifest": b"of an older program",
        "b/manifest": b"balancepoint update 1\n",
        "b/balancepoint/app.mpy": b"came over the air",
    }
    for path, data in updated.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    board.tell(f"load {folder}")
    report, said = flashed(small_image, board.url)
    assert (report.sent, report.removed) == (0, 2) and said[-1] == "ready"
    left = board.files(tmp_path / "after")
    assert {path: left.get(path) for path in small_image.files} == small_image.files
    assert "slot" not in left and "manifest" not in left and "b/manifest" in left, "what was before can wait there"


# --- the right MicroPython --------------------------------------------------------------------------------------------

S3 = "Generic ESP32S3 module with ESP32S3"


def test_a_micropython_that_sees_no_psram_is_the_wrong_image(make_board, firmware, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = image.make(boards.load("esp32s3_devkitc_n16r8"), firmware)
    board = make_board(machine=S3, heap=193_000)
    with pytest.raises(
        InputError,
        match=r"^wrong MicroPython image: esp32s3_devkitc_n16r8 has PSRAM, this MicroPython sees none in its 193 KB of memory; "
        r"flash ESP32_GENERIC_S3-SPIRAM_OCT \(FIRMWARE=ESP32_GENERIC_S3-SPIRAM_OCT-",
    ):
        flashed(made, board.url)
    assert board.files(tmp_path / "flash") == {}
    right = make_board(machine="Generic ESP32S3 module with Octal-SPIRAM with ESP32S3", heap=8_200_000)
    assert flashed(made, right.url)[1][-1] == "ready"


def test_more_memory_than_expected_is_welcome(make_board, firmware):
    made = image.make(boards.load("esp32s3_devkitc"), firmware)
    assert flashed(made, make_board(machine=S3, heap=2_200_000).url)[1][-1] == "ready"


def frozen_board(make_board, made, folder, name):
    """A virtual board whose program says that it is part of MicroPython."""
    module = image.board_module(boards.load(name), frozen=True)
    files = {**made.files, **image.compiled({"balancepoint/board.py": module}), "balancepoint/old.mpy": b"x"}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    board = make_board()
    board.tell(f"load {folder}")
    return board


def test_a_frozen_program_gets_settings_and_no_files(make_board, small_image, tmp_path, monkeypatch):
    board = frozen_board(make_board, small_image, tmp_path / "frozen", "esp32_devkitc")
    calls = before_each(monkeypatch, "put", lambda times: None)
    monkeypatch.setattr(
        flash, "_first_words", lambda transport, where, board, say: transport
    )  # the VM has nothing frozen
    made = changed(small_image, **{"settings.json": b"{}"})
    report, said = flashed(made, board.url)
    assert [path for path, *_ in calls] == ["settings.json", "complete.part"] and report.sent == 1
    assert any("the program is part of this MicroPython" in line for line in said)
    after = board.files(tmp_path / "after")
    assert after["settings.json"] == b"{}"
    assert not [path for path in after if path.startswith("balancepoint")], "files that would only take room"


def test_a_program_frozen_for_another_board_is_refused(make_board, small_image, tmp_path):
    board = frozen_board(make_board, small_image, tmp_path / "frozen", "m5_atom_lite")
    with pytest.raises(
        InputError, match="the program for m5_atom_lite is part of this MicroPython: build it anew for esp32_devkitc"
    ):
        flashed(small_image, board.url)


def test_nobody_answers(small_image, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="socket://127.0.0.1:9: cannot be opened"):
        flashed(small_image, "socket://127.0.0.1:9")


@pytest.mark.parametrize("where", ["", "/dev/ttyNONE", "telnet://host:1", "socket://host", "socket://host:port"])
def test_a_port_that_is_none(small_image, where):
    with pytest.raises(InputError) as caught:
        flashed(small_image, where)
    text = str(caught.value)
    assert "\n" not in text
    assert "there is none on this machine" in text or "there are " in text or "write socket://host:port" in text


def test_a_silent_port(small_image, tmp_path, monkeypatch):
    import os

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(remote, "STOPS_WITHIN", 2.0)
    master, slave = os.openpty()
    try:
        with pytest.raises(InputError, match="interrupting the program: no answer from MicroPython"):
            flashed(small_image, os.ttyname(slave))
    finally:
        os.close(master)
        os.close(slave)


def test_the_plan_is_complete():
    wanted = {"main.py": b"1", "balancepoint/a.mpy": b"2", "balancepoint/b.mpy": b"3", "settings.json": b"4"}
    there = {
        "main.py": digest(b"1"),
        "balancepoint.new/balancepoint/a.mpy": digest(b"2"),
        "balancepoint.new/balancepoint/b.mpy": digest(b"half"),
        "balancepoint/c.mpy": digest(b"5"),
        "settings.json": digest(b"mine"),
    }
    todo = plan(wanted, there, ("settings.json",))
    assert todo.send == ("balancepoint/b.mpy",)
    assert todo.resumed == ("balancepoint/a.mpy",)
    assert todo.stale == ("balancepoint.new/balancepoint/b.mpy",)
    assert todo.orders.split("\n") == ["balancepoint/a.mpy", "balancepoint/b.mpy", "-balancepoint/c.mpy"]
    assert todo.obsolete == ("balancepoint/c.mpy",)
    assert todo.same == 2
    sizes = {
        "main.py": 1,
        "balancepoint/a.mpy": 2,
        "balancepoint.new/balancepoint/a.mpy": 1,
        "settings.json": 1,
        "notes": 1,
    }
    assert doubtful(wanted, sizes, ("settings.json",)) == ("main.py", "balancepoint.new/balancepoint/a.mpy")
    assert plan(wanted, there).send == ("balancepoint/b.mpy", "settings.json")


def test_ports_are_listed_in_words(monkeypatch):
    class Port:
        def __init__(self, device, description):
            self.device, self.description = device, description

        def __lt__(self, other):
            return self.device < other.device

    monkeypatch.setattr(
        port.list_ports, "comports", lambda: [Port("/dev/ttyUSB1", "n/a"), Port("/dev/ttyUSB0", "CP2102N")]
    )
    with pytest.raises(
        InputError, match=r"/dev/ttyUSB7: no such port; there are /dev/ttyUSB0 \(CP2102N\), /dev/ttyUSB1"
    ):
        port.check("/dev/ttyUSB7")
