"""A unit led by the firmware over its wire, and left to itself: the link, its session and the front in simulated time."""

import json

import numpy as np
import pytest

from balancepoint.control.command import FAN_AUTO, LEASE, Command
from balancepoint.control.request import COOL, HEAT, OFF, Request
from host_sim import experiment, loop, scenario
from host_sim.plant.home import Home
from host_sim.virtual_units import comparison
from host_sim.virtual_units.alone import Alone
from host_sim.virtual_units.comparison import Figures, between, plan
from host_sim.virtual_units.fitted import Fitted, sensors_left
from host_sim.virtual_units.indoor import IndoorUnit
from host_sim.virtual_units.known import listed
from host_sim.virtual_units.led import EXCHANGES, Led
from tests.host_sim.test_cli import call, here  # noqa: F401  (a fixture)

PROTOS = ("cn105", "s21", "midea")


@pytest.fixture(scope="module")
def case():
    chosen = scenario.load("winter_week", [], {"days": 1})
    return chosen, experiment.prepare(chosen)


def led_in(case, proto, exchanges=EXCHANGES, profile="usual"):
    chosen, forcing = case
    options = experiment.home_options(chosen, experiment.UNIT_ALONE)
    options["sensors"] = sensors_left(options["sensors"])
    return Led(Home(chosen.house, chosen.unit, forcing, **options), Fitted(proto, profile), ["outdoor"], exchanges)


class Fixed:
    """Asks for heat at 22 °C, and tells the room as the wall has it."""

    def __init__(self):
        self.command = command = Command()
        command.mode, command.setpoint, command.wish, command.fan, command.valve = HEAT, 2200, 2100, FAN_AUTO, 1

    def step(self, readings, request, now):
        self.command.feed = readings.rooms[0].value or 0
        self.command.valid_until = now + LEASE
        return self.command


def live(led, case, hours, controller=None, from_step=0):
    readings = experiment.make_readings(case[0])
    loop.run(led, controller or Fixed(), readings, [(0, Request(HEAT))], hours * 360, 10)
    return readings


@pytest.mark.parametrize("proto", PROTOS)
def test_what_is_asked_arrives_and_what_is_told_comes_back(case, proto):
    led = led_in(case, proto)
    readings = live(led, case, 2)
    unit, said = led.unit, led.link.unit
    assert (unit.on, unit.mode, unit.setpoint) == (True, HEAT, 2200)
    assert led.link.session.linked and led.link.session.bad == 0 and not led.link.faults
    assert unit.writes <= 3  # nothing is told twice
    assert (said.said_mode, said.said_setpoint) == (HEAT, 2200)
    if said.tells_speed:
        assert abs(readings.speed.value - unit.speed) <= 8 and readings.speed.age <= 30
    if said.tells_power:
        assert readings.power.value == pytest.approx(unit.watts, rel=0.2)
    if proto == "cn105":
        assert unit.ear.fed(unit.now) == pytest.approx(readings.rooms[0].value, abs=40)
        assert readings.return_air.value is None
    else:
        assert readings.return_air.value == pytest.approx(unit.ear.head, abs=60)


@pytest.mark.parametrize("proto", PROTOS)
def test_the_same_again(case, proto):
    first, second = led_in(case, proto), led_in(case, proto)
    live(first, case, 1)
    live(second, case, 1)
    assert first.wire.record.lines() == second.wire.record.lines()
    assert first.unit.energy == second.unit.energy


def test_resting_the_line_changes_little(case):
    """At the protocol's own pace the house fares as with a few exchanges in 10 s."""
    own, resting = led_in(case, "cn105", None), led_in(case, "cn105")
    live(own, case, 2)
    live(resting, case, 2)
    assert own.front.heard > 2 * resting.front.heard
    assert own.home.room == pytest.approx(resting.home.room, abs=0.1)
    assert own.unit.energy == pytest.approx(resting.unit.energy, rel=0.02)


def test_a_command_that_has_lapsed_leaves_the_unit_to_itself(case):
    led = led_in(case, "cn105")
    live(led, case, 1)

    class Gone(Fixed):
        def step(self, readings, request, now):
            self.command.valid_until = now - 1
            self.command.aux = self.command.aux_contact = 1
            return self.command

    readings = experiment.make_readings(case[0])
    gone = Gone()
    for now in range(3600, 3720, 10):
        led.sense(readings, now)
        led.advance(gone.step(readings, None, now), 10)
    assert led.unit.ear.fed(led.unit.now) is None and led.unit.setpoint == 2100
    assert led.unit.command.aux == 0


def test_the_mains_of_the_unit_are_gone_for_a_while(case):
    led = led_in(case, "cn105", profile="slow_boot")
    live(led, case, 1)
    readings, controller = experiment.make_readings(case[0]), Fixed()
    for now in range(3600, 4000, 10):
        if now == 3620:
            led.unit.power(False)
        elif now == 3700:
            led.unit.power(True)
        led.sense(readings, now)
        led.advance(controller.step(readings, None, now), 10)
    assert led.link.session.linked
    assert (led.unit.on, led.unit.setpoint) == (True, 2200)  # it came back off; what was asked was not lost
    assert led.unit.ear.fed(led.unit.now) is not None


def test_the_handset_is_a_wish(case):
    led = led_in(case, "cn105")
    live(led, case, 1)
    request = Request(HEAT, 2100)
    readings, controller = experiment.make_readings(case[0]), Fixed()
    led.unit.press(setpoint=2350)
    wished = 0
    for now in range(3600, 3660, 10):
        led.sense(readings, now)
        wished += led.link.wish(request)
        led.advance(controller.step(readings, request, now), 10)
    assert wished == 1 and request.heat_setpoint == 2350


def test_sensors_of_the_unit_are_not_ours(case):
    left = sensors_left(case[0].sensors)
    assert not left.unit_link and not left.return_air.fitted and not left.discharge.fitted
    assert left.outdoor.fitted and left.rooms == case[0].sensors.rooms


@pytest.mark.parametrize(
    ("fitted", "settings"),
    [
        (Fitted("cn105"), (50, 1600, 3100, 2)),
        (Fitted("cn105", "MSZ-GE35VA"), (100, 1600, 3100, 2)),
        (Fitted("s21"), (100, 1800, 3000, 0)),
        (Fitted("midea"), (50, 1600, 3000, 0)),
    ],
)
def test_settings_that_follow_from_the_unit(case, fitted, settings):
    made = case[0].core_settings(fitted.settings())
    names = ("setpoint_step", "setpoint_low", "setpoint_high", "room_feed")
    assert made.managed == 1
    assert tuple(getattr(made, name) for name in names) == settings


def test_left_to_itself_it_is_set_as_people_ask():
    chosen = scenario.load("winter_week", [], {"days": 1})
    home = experiment.make_home(chosen, experiment.prepare(chosen), experiment.UNIT_ALONE)
    unit = IndoorUnit(home, Fitted("cn105").load().habits)
    alone = Alone(unit, aux_stages=2, shift=50)
    readings = experiment.make_readings(chosen)
    home.sense(readings, 0)
    alone.step(readings, Request(HEAT, 2100), 0)
    assert (unit.on, unit.mode, unit.setpoint) == (True, HEAT, 2150)
    unit.press(setpoint=2000)  # somebody at the handset
    assert alone.step(readings, Request(HEAT, 2100), 10).aux == 0 and unit.setpoint == 2000
    readings.rooms[0].set(1900)
    assert alone.step(readings, Request(HEAT, 2100), 20).aux == 2
    assert alone.step(readings, Request(COOL, 2100, 2600), 30).aux == 0 and unit.setpoint == 2650
    assert alone.step(readings, Request(OFF), 40).aux == 0 and not unit.on


def test_equal_mean_lies_between_neighbours():
    def run(mean, energy, starts):
        return Figures(mean, 0.1, None, energy, 0.0, starts)

    runs = [run(22.0, 110.0, 10), run(20.0, 90.0, 40), run(21.0, 100.0, 20)]
    assert between(21.5, runs) == (105.0, 15.0)
    assert between(20.0, runs) == (90.0, 40.0)
    assert between(22.1, runs) is None


def test_plan_of_a_comparison():
    jobs = plan(Fitted("s21"))
    assert [name for name, _ in jobs] == ["balancepoint"] + ["unit_alone"] * (4 + 7)
    assert [place.unit.head_offset for _, place in jobs[1:5]] == [0.0, 1.0, 2.0, 3.0]
    assert [place.unit.shift for _, place in jobs[5:]] == [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]


ALONE = f"--controller unit_alone: goes with --unit {listed()}, which have a thermostat of their own"
SHORT = ("--days", "1", "--step", "60")


def test_run_over_the_wire_writes_the_bytes(here, capfd):  # noqa: F811
    code, out, err = call(capfd, "run", "winter_week", "--unit", "cn105", "--no-compare", *SHORT)
    assert (code, err) == (0, "")
    folder = here / "out" / "winter_week+days-1+step-60+cn105" / "balancepoint"
    lines = [json.loads(line) for line in (folder / "wire.jsonl").read_text().splitlines()]
    assert lines[0] == {"ms": lines[0]["ms"], "dir": "out", "hex": "FC5A013002CA01A8", "proto": "cn105"}
    assert {line["dir"] for line in lines} == {"out", "in"}
    times = [line["ms"] for line in lines]
    assert times == sorted(times)
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["unit"]["protocol"] == "cn105" and summary["unit"]["bad_frames"] == 0
    assert summary["unit"]["own_interlocks_broken"] == {}
    assert summary["kpi"]["guard_violations"] == 0
    assert "wire.jsonl" in out and "virtual cn105 unit" in " ".join(out.split())


def test_unit_alone_over_the_command_line(here, capfd):  # noqa: F811
    code, out, _ = call(
        capfd, "run", "winter_week", "--unit", "s21", "--head-offset", "1", "--controller", "unit_alone", *SHORT
    )
    assert code == 0
    (folder,) = (here / "out").iterdir()
    assert folder.name == "winter_week+days-1+step-60+s21-offset-1"
    summary = json.loads((folder / "unit_alone" / "summary.json").read_text())
    assert summary["unit"] == {"protocol": "s21", "profile": "usual", "head_offset_K": 1.0, "shift_K": 0.0}
    assert np.isfinite(summary["kpi"]["energy_kWh"]["total"])


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--unit", "x"], f"virtual unit 'x': there is none; allowed are {listed()}"),
        (["--unit-profile", "old"], "--unit-profile, --head-offset: go with --unit, which says what unit it is"),
        (["--head-offset", "1"], "--unit-profile, --head-offset: go with --unit, which says what unit it is"),
        (["--unit", "s21", "--runtime", "micropython"], "--runtime micropython: with --unit the core runs in this process only"),
        (["--controller", "unit_alone"], ALONE),
        (["--unit", "modbus", "--head-offset", "1"], "--head-offset 1: a drive on Modbus has no thermostat of its own"),
        (["--unit", "modbus", "--controller", "unit_alone"],
         ALONE),
        (["--unit", "modbus", "--unit-profile", "optidrive"],
         "virtual unit modbus: no registers 'optidrive'; did you mean 'optidrive_e3'? Allowed are carel_power, copeland_ev2, "
         "danfoss_fc, generic, optidrive_e3 (or a .toml file)"),
        (["--unit", "s21", "--controller", "tpi"], "--controller tpi: no such controller; "
         "allowed are balancepoint, on_off, unit_alone"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(here, capfd, arguments, line):  # noqa: F811
    code, out, err = call(capfd, "run", "winter_week", *arguments)
    assert (code, out, err) == (2, "", line + "\n")
    assert not (here / "out").exists()


def test_compare_unit_prints_and_writes_its_figures(here, capfd, monkeypatch):  # noqa: F811
    monkeypatch.setattr(comparison, "FARTHEST", 1.0)
    options = ["--scenario", "winter_week", "--days", "1", "--set", "step=60", "--json", "rows.json"]
    code, out, err = call(capfd, "compare-unit", "cn105", *options)
    assert (code, err) == (0, "")
    (row,) = json.loads((here / "rows.json").read_text())
    assert row["unit"] == "cn105" and row["scenario"] == "winter_week" and row["violations"] == 0
    assert list(row["installed"]) == ["0", "1", "2", "3"]
    means = [installed["mean"] for installed in row["installed"].values()]
    assert means == sorted(means)
    assert "winter_week" in out and "as installed, target 2 K higher" in out
