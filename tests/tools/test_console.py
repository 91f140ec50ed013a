"""Console and board test: against the virtual board, and against a scripted peer on a pty for what a good board never does."""

import io
import os
import threading

import pytest

from host_sim.errors import InputError
from tools import console


@pytest.fixture
def running(make_board, small_image, tmp_path):
    board = make_board()
    for path, data in small_image.files.items():
        place = tmp_path / "flash" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    board.tell(f"load {tmp_path / 'flash'}")
    return board


def test_commands_are_answered_line_by_line(running):
    said = []
    assert console.run(running.url, ["status\n", "\n", "fine\n"], said.append)
    assert said[-3:] == ["mode heat", "ok", "ok"]


def test_an_error_is_told(running):
    said = []
    assert not console.run(running.url, ["nonsense"], said.append)
    assert said[-1] == "error: no such command"


def test_the_board_test_streams_and_fails_with_the_board(running):
    said = []
    assert console.board_test(running.url, "", said.append) is False
    assert said[-3:] == ["heap: passed 92 KB free", "relay run_enable: failed no read-back", "1 passed, 1 failed"]


@pytest.fixture
def peer():
    """A pty whose other end answers `selftest` with the text given."""
    master, slave = os.openpty()
    os.set_blocking(master, True)

    def answer(text):
        def serve():
            heard = b""
            while b"selftest" not in heard:
                heard += os.read(master, 100)
            os.write(master, text.encode())

        threading.Thread(target=serve, daemon=True).start()
        return os.ttyname(slave)

    yield answer
    os.close(slave)
    os.close(master)


def test_the_board_test_asks_which_board_it_is(running):
    said = []
    assert console.board_test(running.url, "esp32_devkitc", said.append) is False
    assert said[-1] == "1 passed, 1 failed"
    with pytest.raises(InputError, match="this is esp32_devkitc, not m5_atoms3$"):
        console.board_test(running.url, "m5_atoms3", said.append)


@pytest.mark.parametrize(
    "text, told",
    [
        (b"status\nmode \xff\n", "is no text in UTF-8"),
        (b"\xfe\xff\x00s\x00t", "is no text in UTF-8"),
        (b"status\nmo\x03de\n", "line 2: has the character 0x03: a command is a line of text"),
        (b"mode \x00\n", "line 1: has the character 0x00"),
        (b"\x1b[A\n", "line 1: has the character 0x1b"),
    ],
)
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_is_no_text_is_one_line_and_never_reaches_the_board(running, text, told, errors):
    """`errors`: as the locale has it, UTF-8 or C."""
    said = []
    with pytest.raises(InputError) as caught:
        console.run(running.url, io.TextIOWrapper(io.BytesIO(text), "utf-8", errors), said.append)
    assert told in str(caught.value) and "\n" not in str(caught.value)
    assert console.run(running.url, ["status"], said.append), "the program still runs"


def test_all_passed(peer):
    said = []
    where = peer("selftest\r\nheap: passed 90 KB\r\ntick: passed 4 ms\r\n2 passed, 0 failed\r\nok\r\n")
    assert console.board_test(where, "", said.append)
    assert said == ["heap: passed 90 KB", "tick: passed 4 ms", "2 passed, 0 failed"]


def test_a_lost_line_is_no_pass(peer):
    with pytest.raises(
        InputError, match="lines were lost: 1 passed and 0 failed were seen, 2 passed, 0 failed is told"
    ):
        console.board_test(peer("heap: passed 90 KB\r\n2 passed, 0 failed\r\nok\r\n"), "", lambda line: None)


def test_nothing_tested_is_no_pass(peer):
    assert not console.board_test(peer("0 passed, 0 failed\r\nok\r\n"), "", lambda line: None)


def test_a_summary_that_never_comes(peer):
    with pytest.raises(InputError, match="ended without a summary"):
        console.board_test(peer("heap: passed 90 KB\r\nok\r\n"), "", lambda line: None)


def test_silence(peer, monkeypatch):
    monkeypatch.setattr(console, "TEST_WITHIN", 0.5)
    with pytest.raises(InputError, match="no answer to 'selftest' within 0.5 s"):
        console.board_test(peer(""), "", lambda line: None)


def test_micropythons_prompt_is_not_the_program(peer):
    with pytest.raises(InputError, match="MicroPython's prompt answers, not the program"):
        console.board_test(peer(">>> selftest\r\nTraceback\r\n"), "", lambda line: None)
