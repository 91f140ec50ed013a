"""Flashing that is cut, slow, or finds the flash full: the old program runs until the new one is whole."""

import pytest

from host_sim.errors import InputError
from tests.tools.flashing import before_each, changed, flashed, renewed, runs
from tools import port, remote
from tools.plan import NEW

CHANGED = 6  # files of the small image when it is renewed


@pytest.mark.parametrize("file", range(CHANGED))
def test_a_cut_at_any_file_leaves_the_old_program_running_and_is_resumed(
    make_board, small_image, tmp_path, monkeypatch, file
):
    board = make_board()
    flashed(small_image, board.url)
    old = board.files(tmp_path / "old")
    new = renewed(small_image)
    with monkeypatch.context() as patch:
        before_each(patch, "put", lambda times: board.tell("drop 90") if times == file else None)
        with pytest.raises(InputError, match="copying .*, nothing is changed on the board: the connection was lost"):
            flashed(new, board.url)
    board.tell("reset")
    assert runs(board)
    left = board.files(tmp_path / "left")
    assert {path: data for path, data in left.items() if not path.startswith(NEW)} == old
    report, said = flashed(new, board.url)
    assert report.resumed == file and report.sent == CHANGED - file
    assert board.files(tmp_path / "new") == new.files and said[-1] == "ready"


def test_the_small_image_is_what_these_tests_take_it_for(small_image):
    new = renewed(small_image).files
    assert len([path for path, data in small_image.files.items() if new[path] != data]) == CHANGED


@pytest.mark.parametrize("bytes_until", [0, 200, 1500])
def test_a_cut_when_the_new_program_is_whole_is_carried_through_at_the_next_start(
    make_board, small_image, tmp_path, monkeypatch, bytes_until
):
    board = make_board()
    flashed(small_image, board.url)
    new = renewed(small_image)
    with monkeypatch.context() as patch:
        before_each(patch, "swap", lambda times: board.tell(f"drop {bytes_until}") if times == 1 else None)
        with pytest.raises(InputError, match="putting the new program in place .* the connection was lost"):
            flashed(new, board.url)
    assert f"{NEW}complete" in board.files(tmp_path / "cut")
    board.tell("reset")
    assert runs(board)
    assert board.files(tmp_path / "new") == new.files


def test_a_swap_that_was_cut_is_carried_through_by_the_next_try(make_board, small_image, tmp_path):
    new = renewed(small_image)
    flash_of = tmp_path / "cut"
    orders = [path for path in new.files if path != "main.py"]
    for path, data in {
        **small_image.files, **{NEW + path: new.files[path] for path in orders}, f"{NEW}complete": "\n".join(orders).encode(),
        "boot.py": b"", "balancepoint/old.mpy": b"x",
    }.items():  # fmt: skip
        (flash_of / path).parent.mkdir(parents=True, exist_ok=True)
        (flash_of / path).write_bytes(data)
    board = make_board()
    board.tell(f"load {flash_of}")
    report, _ = flashed(new, board.url)
    assert (report.sent, report.removed) == (1, 1)
    assert board.files(tmp_path / "new") == new.files


def test_a_slow_board_is_waited_for_as_long_as_it_gives_signs_of_life(make_board, small_image, tmp_path, monkeypatch):
    board = make_board()
    flashed(small_image, board.url)
    new = changed(small_image, **{"balancepoint/control/small.mpy": small_image.files["balancepoint/control/long.mpy"]})
    longest = len(small_image.files["balancepoint/control/long.mpy"])
    board.tell("slow 150")
    monkeypatch.setattr(port, "PATIENCE", 2.0)
    assert longest / remote.SIGN * 0.15 > port.PATIENCE, "one answer takes longer than the patience"
    seen = []
    report, _ = flashed(new, board.url, progress=lambda *step: seen.append(step))
    assert report.sent == 1
    reading = [done for doing, done, _ in seen if doing == "reading"]
    assert len(reading) > longest / remote.SIGN and reading == sorted(reading)
    assert seen[-1] == ("copying", longest, longest)


def test_a_board_that_falls_silent_is_told_with_the_file(make_board, small_image, monkeypatch, capsys):
    board = make_board()
    flashed(small_image, board.url)
    monkeypatch.setattr(port, "PATIENCE", 0.5)
    board.tell("slow 2000")
    with pytest.raises(
        InputError, match=r"reading (boot|main|swap|balancepoint/.*)\.(py|mpy): no answer from the board for 0.5 s$"
    ):
        flashed(small_image, board.url)
    assert capsys.readouterr() == ("", ""), "the line is all that is said"


def test_a_flash_without_room_is_refused_before_anything_is_copied(make_board, small_image, tmp_path):
    board = make_board()
    flashed(small_image, board.url)
    board.tell("room 150000")
    with pytest.raises(
        InputError, match=r"flash has \d+ KB free, the new program needs \d+ KB beside the old one: remove files of"
    ):
        flashed(renewed(small_image), board.url)
    assert runs(board) and board.files(tmp_path / "after") == small_image.files


@pytest.mark.parametrize("beyond", [0, 20_000, 40_000])
def test_a_flash_that_gets_full_is_told_and_cleared_and_the_old_program_runs(
    make_board, small_image, tmp_path, monkeypatch, beyond
):
    """The board says that it has room; it has not (data that grows meanwhile, worn blocks)."""
    board = make_board()
    flashed(small_image, board.url)
    taken = sum(-(-len(data) // 4096) * 4096 for data in small_image.files.values())
    board.tell(f"room {taken + beyond} 1000000")
    with pytest.raises(InputError, match="copying .*, nothing is changed on the board: the board's flash is full$"):
        flashed(renewed(small_image), board.url)
    assert runs(board) and board.files(tmp_path / "after") == small_image.files


def test_what_stops_a_copy_lets_the_old_program_run(make_board, small_image, monkeypatch):
    board = make_board()
    flashed(small_image, board.url)

    def stop(times):
        if times == 3:
            raise KeyboardInterrupt

    before_each(monkeypatch, "put", stop)
    with pytest.raises(KeyboardInterrupt):
        flashed(renewed(small_image), board.url)
    assert runs(board)
