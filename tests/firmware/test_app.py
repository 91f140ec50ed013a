"""The whole application on a twin, in virtual time: starts, resets, broken settings, hung tasks, console, button."""

import json
import sys

import pytest

from balancepoint.services.bench_codec import ANSWER, HELLO, NO_SESSION, PROTOCOL, STEP, frame, unframe
from host_sim.twin.chip import PWRON, SOFT, WDT, Chip
from host_sim.twin.one_wire import Ds18b20
from tests.firmware.rig import BOARD, Rig, Silent


@pytest.fixture
def rig(tmp_path):
    return Rig(tmp_path)


# --- start ------------------------------------------------------------------------------------------------------------


def test_it_starts_says_who_it_is_and_ticks_once_a_second(rig):
    rig.run(3)
    lines = rig.firmware.port.lines()
    assert lines[0].startswith("Balancepoint ") and f"on {BOARD}" in lines[0]
    assert "ready" in lines
    assert rig.app.problems == []
    rig.run(57.5)
    assert rig.app.ticks in (60, 61)
    assert rig.app.crashes == {}
    assert rig.app.fed > 20


def test_the_first_tick_comes_at_once(rig):
    rig.run(1)
    assert rig.app.first_tick < 1000


def test_a_day_and_the_counter_wraps(tmp_path):
    rig = Rig(tmp_path)
    rig.chip = rig.firmware.chip = Chip(start_ms=(1 << 30) - 60_000)
    rig.chip.buses.update({"one_wire": rig.wire, "i2c": Silent()})
    rig.wire.clock = lambda: rig.chip.seconds
    rig.run(180)
    assert rig.app.ticks in (180, 181) and rig.app.crashes == {}
    assert rig.firmware.starts == []


def test_alive_toggles_at_4_hz_while_the_command_is_valid(rig):
    rig.run(20)
    gpio = rig.firmware.board.PINS["alive"]
    edges = [at for at, pin, _ in rig.chip.log if pin == gpio and at > 10]
    gaps = [b - a for a, b in zip(edges, edges[1:], strict=False)]
    assert max(gaps) < 0.3, "the monostable lets go after 0.75 s"
    assert len(edges) / 10 == pytest.approx(8, abs=1)


# --- a bench ----------------------------------------------------------------------------------------------------------


def test_a_bench_gets_a_start_of_its_own_and_the_house_one_after_it(rig):
    rig.run(5)
    rig.ask("set heat 22.5 °C")
    assert frames(rig.ask(frame(HELLO, 7, bytes((PROTOCOL, 1))), 0.5)) == [(NO_SESSION, 7, b"")]
    assert rig.ask(frame(HELLO, 8, bytes((PROTOCOL, 1))), 5)[-2].startswith("Balancepoint ")
    assert rig.firmware.starts == [SOFT] and rig.app.controller is None and rig.safe()
    assert frames(rig.ask(frame(HELLO, 9, bytes((PROTOCOL, 1))))) == [(HELLO | ANSWER, 9, b"")]
    assert any("bench" in line for line in rig.ask("status")) and rig.ask("set heat 20")[-1].startswith("error: ")
    assert rig.firmware.starts == [SOFT], "a host may be silent for 10 s"
    rig.run(12)
    assert rig.firmware.starts == [SOFT, SOFT] and rig.app.request.heat_setpoint == 2250
    assert rig.app.starts == 1 and rig.app.ticks and rig.app.problems == []


def test_a_bench_that_never_comes_is_not_waited_for(rig):
    rig.run(5).ask(frame(HELLO, 7, bytes((PROTOCOL, 1))), 20)
    assert rig.app.controller is None
    rig.run(20)
    assert rig.app.controller is not None and rig.firmware.starts == [SOFT, SOFT]


def test_frames_without_hello_do_not_disturb_the_house(rig):
    rig.run(5)
    assert frames(rig.ask(frame(STEP, 7, b"\x3c"))) == [(NO_SESSION, 7, b"")]
    assert rig.ask("@noise") == [] and rig.ask(frame(HELLO | ANSWER, 1, b"")) == []
    rig.run(60)
    assert rig.firmware.starts == [] and rig.app.ticks > 60


def frames(lines):
    return [found for line in lines if (found := unframe(line.encode()))]


# --- what survives ----------------------------------------------------------------------------------------------------


def test_a_wish_survives_a_power_cut_five_seconds_later(rig):
    rig.run(5)
    assert rig.ask("set heat 22.5 °C")[-1] == "ok"
    assert rig.ask("set mode heat")[-1] == "ok"
    rig.run(8)
    rig.firmware.restart(PWRON)
    rig.run(5)
    assert (rig.app.request.heat_setpoint, rig.app.request.mode) == (2250, 1)
    assert rig.app.controller.memory.heat_setpoint == 2250


def test_a_settings_file_that_does_not_parse_is_told_and_the_last_good_one_used(rig):
    rig.run(5)
    (rig.folder / "settings.json").write_text('{"version": 1, "unit": {"speed_min": "300 Hz"', encoding="utf-8")
    rig.firmware.restart(SOFT)
    rig.run(5)
    assert rig.app.controller is not None
    lines = rig.firmware.port.lines()
    assert any("settings.json" in line for line in lines[-6:]), lines
    assert any("last good settings" in line for line in lines[-6:])


def test_the_settings_file_is_read_once_and_again_when_it_changes(rig):
    text = (rig.folder / "settings.json").read_text(encoding="utf-8")
    other = text.replace("21 °C", "20.5 °C")
    for wanted, lines in ((1, text), (0, text), (1, other), (1, "{"), (0, "{"), (1, text), (0, text)):
        (rig.folder / "settings.json").write_text(lines, encoding="utf-8")
        rig.firmware.restart(PWRON)
        rig.run(2)
        rig.app.boots().good()
        assert bool(rig.app.store.writes) == wanted, "what was read is kept"
        assert bool(rig.app.problems) == (lines == "{") and rig.app.ticks
        told = rig.ask("settings", 60)
        assert any(line.startswith("sensors.1: ds18b20 reads room (given)") for line in told) and told[-1] == "ok"
        assert len(told) > 100


def test_what_was_kept_of_the_settings_is_read_anew_if_it_is_not_of_this_program(rig):
    rig.run(2)
    for kept in (None, {}, {"version": 1}, {"config": {}}, {"config": {"settings": 3}}):
        store = rig.app.store
        data = store.load("checked")[0]
        assert store.save("checked", {} if kept is None else {**data, **kept}) is None
        rig.firmware.restart(PWRON)
        rig.run(2)
        rig.app.boots().good()
        assert rig.app.ticks and rig.app.problems == [], kept


def test_settings_in_another_encoding_are_told_and_with_a_byte_order_mark_they_are_taken(rig):
    rig.run(5)
    data = (rig.folder / "settings.json").read_bytes()
    (rig.folder / "settings.json").write_bytes(data.replace("°".encode(), "°".encode("latin-1")))
    rig.firmware.restart(SOFT)
    rig.run(5)
    assert rig.app.controller is not None
    assert rig.app.problems == [
        "settings.json: is not UTF-8; save it again with that encoding", "the last good settings are in force"
    ]  # fmt: skip
    (rig.folder / "settings.json").write_bytes(b"\xef\xbb\xbf" + data)
    rig.firmware.restart(SOFT)
    rig.run(5)
    assert rig.app.problems == [] and rig.app.controller is not None


def test_no_settings_at_all_leaves_a_console_and_safe_outputs(tmp_path):
    rig = Rig(tmp_path, settings=False)
    rig.run(60)
    assert rig.app.controller is None and rig.safe()
    assert any("settings.json" in line for line in rig.firmware.port.lines())
    assert rig.ask("status")[-1] == "ok"
    assert rig.ask("set mode heat")[-1].startswith("error: ")
    assert rig.firmware.starts == [], "the watchdog is fed"


def test_a_damaged_memory_is_told_and_learned_anew(rig):
    rig.run(5)
    rig.ask("set heat 22 °C")
    rig.run(8)
    for path in (rig.folder / "data").glob("memory.*"):
        path.write_bytes(path.read_bytes()[:-20])
    rig.firmware.restart(PWRON)
    rig.run(5)
    assert rig.app.controller is not None
    assert any("memory" in line for line in rig.app.problems)


# --- what goes wrong --------------------------------------------------------------------------------------------------


def broken(rig, monkeypatch, raising=None):
    """The controller's step from now on, at every start."""

    async def hang():
        import asyncio

        await asyncio.sleep(1e9)

    def step(self, readings, request, now):
        raise raising

    if raising:
        monkeypatch.setattr("balancepoint.control.controller.Controller.step", step)
    else:
        rig.app.control = hang


def test_a_task_that_raises_is_told_and_begun_again_with_safe_outputs(rig, monkeypatch):
    rig.run(5)
    rig.app.command.aux = 0
    broken(rig, monkeypatch, ValueError("what is this"))
    rig.run(5)
    assert rig.safe(), "the lease has lapsed"
    assert "ValueError: what is this" in rig.app.crashes["control"][1]
    assert any("task control failed" in line for line in rig.ask("status"))
    monkeypatch.undo()


def test_a_hung_control_is_reset_by_the_watchdog_and_three_such_starts_end_in_safe_mode(rig, monkeypatch):
    rig.run(130)
    application = sys.modules["balancepoint.app"]

    async def hang(self):
        await application.sleep_ms(10**9)

    monkeypatch.setattr(application.App, "control", hang)
    rig.firmware.restart(PWRON)
    original = rig.firmware.load

    def load():
        app = original()
        if not app.safe_mode:
            monkeypatch.setattr(sys.modules["balancepoint.app"].App, "control", hang)
        return app

    monkeypatch.setattr(rig.firmware, "load", load)
    rig.run(80)
    assert rig.firmware.starts[1:4] == [WDT] * 3 and len(rig.firmware.starts) == 4
    assert rig.app.safe_mode and rig.app.controller is None and rig.safe()
    assert rig.ask("status")[-1] == "ok"
    assert any("safe mode" in line for line in rig.app.problems)
    monkeypatch.undo()
    rig.run(1800)
    assert rig.firmware.starts[-1] == SOFT, "one more attempt every half an hour"
    assert not rig.app.safe_mode and rig.app.controller is not None


def test_boot_leaves_safe_mode(rig):
    rig.run(1)
    for _ in range(3):
        rig.firmware.restart(PWRON)
        rig.run(1)
    assert rig.app.safe_mode
    rig.ask("boot")
    rig.run(3)
    assert not rig.app.safe_mode


def test_starts_that_last_are_good(rig):
    for _ in range(5):
        rig.run(130)
        rig.firmware.restart(PWRON)
    rig.run(2)
    assert not rig.app.safe_mode


# --- compressor: rest and starts --------------------------------------------------------------------------------------


def runs(rig, **values):
    """The board's own compressor at work: a relay, and nothing comes back from it."""
    settings = rig.settings()
    settings["drive"]["read_back"] = []
    settings["settings"].update(values)
    (rig.folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    rig.chip.drive(rig.firmware.board.PINS["high_pressure"], 0)  # the high-pressure switch is closed
    for device in rig.wire.devices:
        device.temperature = 17.0
    for _ in range(60):
        rig.run(10)
        if rig.level("run_enable"):
            return rig
    raise AssertionError("it does not start")


def rests(rig, since):
    """s from then on to the next start."""
    gpio = rig.firmware.board.PINS["run_enable"]
    rig.run(400)
    edges = [(at, level) for at, pin, level in rig.chip.log if pin == gpio and at > since]
    assert edges[0][1] == 0, "the lease is over"
    return edges[1][0] - edges[0][0]


@pytest.mark.parametrize("hang", (3.5, 7.0))
def test_a_hang_of_the_loop_lets_the_compressor_stop_and_rest_though_nothing_is_read_back(rig, hang):
    runs(rig).run(20.3)  # between two ticks: the outputs look first
    since = rig.chip.seconds
    rig.chip.advance(hang)
    assert rests(rig, since) >= 180


def test_starts_within_the_hour_survive_a_loss_of_power(rig):
    runs(rig, starts_an_hour=1)
    rig.run(3)
    rig.firmware.restart(PWRON)
    rig.run(400)
    assert not rig.level("run_enable") and rig.app.controller.drive.starts_within_hour(400) == 1
    assert any("waits" in line for line in rig.ask("journal"))


def test_a_latch_is_written_at_once(rig):
    rig.run(20)
    memory = rig.app.controller.memory
    memory.heater_latched, memory.valve_locked = 1, 1
    rig.run(2)
    rig.firmware.restart(PWRON)
    rig.run(5)
    memory = rig.app.controller.memory
    assert (memory.heater_latched, memory.valve_locked) == (1, 1)


# --- console ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["help", "status", "status all", "status room", "journal", "journal 5", "sensors", "settings", "version",
                "schedule", "schedule mon 06:30 home", "time 2026-11-28 18:30", "time", "acknowledge", "filter", "outdoor",
                "serviced", "save", "test relay valve", "set dial 1", "set dial none", "set preset away", "set cool 78 °F",
                "set mode OFF"],
)  # fmt: skip
def test_each_command_answers_ok(rig, command):
    rig.run(70)
    answer = rig.ask(command, seconds=30)
    assert answer[-1] == "ok", answer


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("stauts", "stauts"), ("set", "set what"), ("set mode warm", "warm"), ("set heat 5 °C", "5 °C"), ("set heat hot", "hot"),
        ("set colour red", "colour"), ("status rooom", "rooom"), ("journal x", "x"), ("schedule sun 06:30", "as in"),
        ("schedule sun 26:30 home", "26:30"), ("schedule someday 06:30 home", "someday"),
        ("schedule mon 06:30 follow", "follow"),
        ("test relay vlave", "vlave"), ("test", "test what"), ("time yesterday", "yesterday"),
        ("\x00\xff\x01", "no such command"),
        ("a" * 300, "at most"), ("__init__", "no such command"), ("set dial 9", "9"),
        ("help me", "nothing more comes after help"), ("reboot now", "nothing more comes after reboot"),
        ("status all of it", "one word comes after status"), ("journal 5 6", "one word comes after journal"),
        ("time 2026-11-28 18:30 CET", "two words come after time"), ("set mode heat now", "heat now"),
        ("set heat 21 °C warm", "21 °C warm"), ("schedule clear all", "as in"), ("test relay valve twice", "As in"),
        ("set dial True", "true"), ("set heat true", "true"), ("set heat NaN", "NaN"),
        ("set heat \u0662\u0661", "is not a number"),
        ("set heat 24 °C", "24 °C is not between 10 and 23 °C: heating is set to 21 °C, cooling to 25 °C, and 2 K must lie"),
        ("set cool 22 °C", "22 °C is not between 23 and 32 °C: heating is set to 21 °C, cooling to 25 °C, and 2 K must lie"),
    ],
)  # fmt: skip
def test_nonsense_gets_one_line_and_changes_nothing(rig, command, names):
    rig.run(3)
    before = [getattr(rig.app.request, name) for name in rig.app.request.__slots__]
    answer = rig.ask(command)
    assert len(answer) == 1 and answer[0].startswith("error: ") and names in answer[0], answer
    assert [getattr(rig.app.request, name) for name in rig.app.request.__slots__] == before
    assert rig.ask("version")[-1] == "ok"


def test_a_flood_does_not_hold_the_control(rig):
    rig.run(3)
    ticks = rig.app.ticks
    for _ in range(50):
        rig.firmware.port.type("status all\n")
    rig.firmware.port.waiting += bytes(range(256)) * 40
    rig.run(60)
    assert rig.app.ticks - ticks in (59, 60, 61)
    assert rig.app.crashes == {}


def test_journal_and_status_speak_plainly(rig):
    rig.run(70)
    assert any("Started up" in line for line in rig.ask("journal"))
    status = rig.ask("status")
    assert any(line.startswith("room: 20.0") for line in status), status


def test_a_schedule_is_kept(rig):
    rig.run(3)
    rig.ask("schedule mon 06:30 home")
    rig.ask("schedule mon 22:00 sleep")
    rig.run(70)
    assert rig.app.controller.memory.schedule == ((390, 0), (1320, 2))
    assert rig.ask("schedule")[:-1] == ["mon 06:30 home", "mon 22:00 sleep"]
    rig.ask("schedule clear")
    rig.run(70)
    assert rig.app.controller.memory.schedule == ()


def test_an_unknown_thermometer_on_the_wire_is_listed(rig):
    rig.run(3)
    rig.wire.devices.append(Ds18b20(strange(), 20.0))
    assert any(strange() in line and "not in the settings" in line for line in rig.ask("sensors"))


def strange():
    from host_sim.twin.one_wire import address

    return address(0xABCDEF)


def test_the_selftest_counts(rig):
    rig.run(15)
    answer = rig.ask("selftest", seconds=5)
    assert answer[-1] == "ok"
    passed, failed = (int(part.split()[0]) for part in answer[-2].split(", "))
    assert passed == sum(": passed" in line for line in answer) > 8
    assert failed == sum(": failed" in line for line in answer)
    assert any(line.startswith("watchdog: passed") for line in answer)


# --- lamp and button --------------------------------------------------------------------------------------------------


def test_a_press_turns_off_and_on_again(rig):
    rig.run(3)
    rig.ask("set mode cool")
    rig.press(0.2)
    assert rig.app.request.mode == 0
    rig.press(0.2)
    assert rig.app.request.mode == 2
    rig.press(0.01)
    assert rig.app.request.mode == 2, "a bounce"


def test_three_seconds_release_the_latches(rig):
    rig.run(3)
    rig.ask("set mode heat")
    rig.app.controller.memory.heater_latched = 1
    rig.app.controller.memory.filter_minutes = 60 * 9999
    rig.press(3.5)
    assert rig.app.controller.memory.heater_latched == 0
    assert rig.app.controller.memory.filter_minutes == 0
    assert rig.app.request.mode != 0


def test_ten_seconds_start_again(rig):
    rig.run(3)
    rig.press(11)
    assert rig.firmware.starts == [SOFT]


def test_a_stuck_button_does_nothing_but_be_told(rig):
    rig.run(3)
    rig.ask("set mode heat")
    rig.app.controller.memory.heater_latched = 1
    gpio = rig.firmware.board.PINS["button"]
    rig.chip.drive(gpio, 0)
    rig.run(40)
    assert [line for line in rig.app.problems if "button" in line]
    rig.chip.drive(gpio, 1)
    rig.run(1)
    assert rig.firmware.starts == [] and rig.app.request.mode == 1 and rig.app.controller.memory.heater_latched == 1
    assert not [line for line in rig.app.problems if "button" in line], "let go, and all is well"


def test_the_lamp_says_what_is_wrong(rig):
    rig.run(10)
    rig.app.controller.memory.heater_latched = 1
    rig.chip.log.clear()
    rig.run(30)
    assert set(rig.lit()) == {150}
    assert len(rig.lit()) in range(27, 34), "three flashes every 3 s"


# --- sensors ----------------------------------------------------------------------------------------------------------


def test_a_dead_probe_is_told_with_its_age(rig):
    rig.run(10)
    assert rig.ask("sensors")[0].startswith("room: 20 °C, ")
    rig.wire.devices[0].connected = False
    rig.run(20)
    assert any("does not answer" in line for line in rig.ask("sensors"))
    assert rig.app.crashes == {}
