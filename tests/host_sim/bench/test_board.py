"""The board: what is safe while it is down, what it starts from, what it is asked for afterwards."""

from host_sim.bench import board
from host_sim.bench.board import SAVE_EVERY, SAVE_WISH, SAVE_YOUNG, WATCHDOG, YOUNG

CUT = {"what": "board", "kind": "power_cut", "name": "cut", "at": "00:20", "lasts": "5 min"}
WISH = {"what": "wish", "kind": "console", "at": "00:10", "wish": {"heat_setpoint": 19.0}}


def test_saving_and_watchdog_are_the_firmware_s():
    import re
    from pathlib import Path

    firmware = Path(board.__file__).parents[2] / "firmware" / "balancepoint"
    app, hal = ((firmware / name).read_text(encoding="utf-8") for name in ("app.py", "hal.py"))
    found = [
        int(re.search(rf"^{name} = (\d+)", app, re.M)[1]) for name in ("_SAVE", "_SAVE_YOUNG", "_YOUNG", "_SAVE_WISH")
    ]
    assert found == [SAVE_EVERY, SAVE_YOUNG, YOUNG, SAVE_WISH]
    assert re.search(rf"^WATCHDOG = {WATCHDOG}_000 ", hal, re.M)


def test_without_power_all_is_safe_and_time_begins_anew(play):
    out = play([CUT])
    down = out.seen[120:150]
    assert not any(step.up for step in down) and all(step.up for step in out.seen[150:])
    assert down[-1].plant[1] == 0.0 and all(step.plant[11] == 0 for step in down)
    assert len(out.core.starts) == 1 and out.core.steps[0] == 0 and out.core.steps[-1] == 3600 - 1500 - 10
    assert out.times == {"the cut": [1200.0], "the cut end": [1500.0], "boot": [1500.0], **_of_plant(out.times)}


def _of_plant(times):
    return {name: at for name, at in times.items() if name not in ("the cut", "the cut end", "boot")}


def test_it_starts_from_what_was_saved(play):
    out = play([WISH, CUT])
    assert out.core.starts[0]["heat_setpoint"] == 1900
    assert out.seen[-1].asked == (1, 1900)


def test_a_wish_in_the_last_seconds_is_lost(play):
    out = play([WISH | {"at": "00:19:58"}, CUT], step=1)
    assert out.seen[1199].asked == (1, 1900)
    assert out.seen[-1].asked == (1, 2100)


def test_wishes_do_not_reach_a_board_that_is_down(play):
    out = play([CUT, WISH | {"at": "00:22"}])
    assert out.seen[-1].asked == (1, 2100)


def test_a_full_storage_keeps_what_was_there(play):
    out = play([{"what": "storage", "kind": "full", "at": "00:05"}, WISH, CUT])
    assert out.core.starts[0]["heat_setpoint"] == 2100 and out.seen[-1].asked == (1, 2100)


def test_a_lost_storage_leaves_what_the_installer_set(play):
    out = play([WISH, {"what": "storage", "kind": "lost", "at": "00:22"}, CUT])
    assert out.core.starts == [None] and out.seen[-1].asked == (1, 2100)


def test_the_copy_before_is_taken_for_a_corrupted_one(play):
    wishes = [WISH, WISH | {"at": "00:15", "wish": {"heat_setpoint": 18.0}}]
    out = play([*wishes, {"what": "storage", "kind": "corrupted", "at": "00:22"}, CUT])
    assert out.core.starts[0]["heat_setpoint"] == 1900


def test_a_blocked_loop_holds_the_compressor_and_lets_the_heater_go(play):
    out = play([{"what": "board", "kind": "blocked", "at": "00:20", "lasts": "8 s"}], step=1)
    assert all(step.plant[11] == 0 and step.plant[1] > 0 for step in out.seen[1200:1208])
    assert out.seen[1199].plant[11] == 3 and out.seen[1209].plant[11] == 3
    assert not out.core.starts


def test_the_watchdog_ends_a_longer_block(play):
    out = play([{"what": "board", "kind": "blocked", "at": "00:20", "lasts": "1 min"}], step=1)
    assert out.times["boot"] == [1200.0 + WATCHDOG] and len(out.core.starts) == 1


def test_the_time_comes_back_with_the_network(play):
    reset = {"what": "board", "kind": "reset", "at": "00:20"}
    told = [step.told["minute_of_week"][0][0] for step in play([reset]).seen]
    assert told[119] is not None and told[120] is None and told[125] is not None
    gone = {"what": "network", "kind": "gone", "at": "00:10", "lasts": "30 min"}
    told = [step.told["minute_of_week"][0][0] for step in play([reset, gone]).seen]
    assert all(minute is None for minute in told[120:240]) and told[250] is not None


def test_mains_take_the_unit_along_and_it_answers_later(play):
    out = play([{"what": "mains", "kind": "cut", "value": 60.0, "name": "cut", "at": "00:20", "lasts": "2 min"}])
    speeds = [step.plant[1] for step in out.seen]
    assert speeds[131] == 0.0 and speeds[137] == 0.0 and speeds[140] > 0.0
    ages = [step.told["speed"][0][1] for step in out.seen]
    assert ages[119] == 0 and ages[130] > 100 and ages[141] == 0


def test_a_deaf_unit_goes_on_until_its_time_out(play):
    out = play([{"what": "unit", "kind": "deaf", "value": 60.0, "at": "00:20", "lasts": "5 min"}])
    speeds = [step.plant[1] for step in out.seen]
    assert speeds[125] == speeds[119] > 0.0 and speeds[129] == 0.0 and speeds[152] > 0.0
