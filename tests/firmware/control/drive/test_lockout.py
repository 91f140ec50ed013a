"""Why the heat pump may not run: three thresholds that must not be mixed up, faults, and each one's way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.drive import lockout
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings, make_situation, values

HYSTERESIS = lockout._HYSTERESIS
PERSIST = lockout._PERSIST
LASTING = lockout._LEAST + 180  # s, more than it takes


class Bench:
    def __init__(self, **settings):
        self.settings = make_settings(**settings)
        self.memory = Memory()
        self.journal = Journal()
        self.lockout = lockout.Lockout(self.settings, self.memory, self.journal)
        self.now = 0
        self.heating = 1
        self.fault = 0
        self.s = make_situation()

    def at(self, outdoor, seconds=LASTING):
        for _ in range(seconds // 60):
            self.now += 60
            self.s.outdoor, self.s.unit_fault, self.s.cooling = outdoor, self.fault, 1 - self.heating
            self.lockout.step(self.s, self.now, 60)
        return self.s.lockout


def test_the_compressor_lockout_is_the_larger_of_the_makers_and_the_installers():
    for settings, limit in (
        ({}, -2600),
        ({"low_cutout": -2600, "compressor_lockout": -1500}, -1500),
        ({"low_cutout": -1500, "compressor_lockout": -2600}, -1500),
    ):
        bench = Bench(**settings)
        assert bench.at(limit) == 0
        assert bench.at(limit - 1) == j.LOCKED_COLD


def test_it_comes_back_warmer():
    bench = Bench(compressor_lockout=-1500)
    bench.at(-1600)
    assert bench.at(-1500 + HYSTERESIS - 1) == j.LOCKED_COLD
    assert bench.at(-1500 + HYSTERESIS) == 0
    assert bench.at(-1499) == 0
    assert values(bench.journal, j.LOCKOUT) == [j.LOCKED_COLD, 0]


def test_one_cold_sample_is_no_cold():
    bench = Bench()
    for _ in range(30):
        assert bench.at(-4000, 60) == 0
        assert bench.at(-1000, 60) == 0


def test_cold_must_last():
    bench = Bench()
    assert bench.at(-4000, PERSIST) == 0
    assert bench.at(-4000, 120) == j.LOCKED_COLD


def test_switch_over_leaves_the_compressor_lockout_alone():
    bench = Bench(aux_stages=1, switchover=-500, compressor_lockout=-1500)
    assert bench.at(-499) == 0
    assert bench.at(-501) == j.LOCKED_SWITCHOVER
    assert bench.at(-1600) == j.LOCKED_COLD
    assert bench.at(-1200) == j.LOCKED_SWITCHOVER, "warm enough for the compressor, still below the switch-over"
    assert bench.at(-500 + HYSTERESIS - 1) == j.LOCKED_SWITCHOVER
    assert bench.at(-500 + HYSTERESIS) == 0


def test_without_a_backup_there_is_nothing_to_switch_over_to():
    assert Bench(aux_stages=0, switchover=-500).at(-1000) == 0


def test_the_backup_lockout_is_not_looked_at():
    low = Bench(aux_stages=1, aux_lockout_start=-1000, aux_ceiling=-1000)
    assert low.at(-900) == low.at(-1100) == 0


def test_cold_and_switch_over_concern_heating_only():
    bench = Bench(aux_stages=1, switchover=-500, cooling_lockout=-4000)
    assert bench.at(-3900) == j.LOCKED_COLD
    bench.heating = 0
    assert bench.at(-3900) == 0


def test_a_switch_over_waits_for_what_runs():
    bench = Bench(aux_stages=1, switchover=-500)
    bench.s.run_time = 300
    assert bench.at(-600) == 0, "the compressor has its least run"
    bench.s.run_time = 600
    assert bench.at(-600, 60) == j.LOCKED_SWITCHOVER
    bench.s.run_time, bench.s.command.aux = 0, 1
    assert bench.at(0) == j.LOCKED_SWITCHOVER, "and the heater its stage"
    bench.s.command.aux = 0
    assert bench.at(0, 60) == 0


def test_no_cooling_below_the_low_ambient_limit():
    bench = Bench(cooling_lockout=-1000)
    bench.heating = 0
    assert bench.at(-1000) == 0
    assert bench.at(-1001) == j.LOCKED_LOW_AMBIENT
    assert bench.at(-1000 + HYSTERESIS - 1) == j.LOCKED_LOW_AMBIENT
    bench.s.freeze = 1
    assert bench.at(-1500) == 0, "frost is not cooled away"
    bench.s.freeze = 0
    assert bench.at(-1500) == j.LOCKED_LOW_AMBIENT
    bench.heating = 1
    assert bench.at(-1500) == 0, "heating is another matter"
    bench.heating = 0
    assert bench.at(-1000 + HYSTERESIS) == 0


def test_after_three_trips_it_rests_and_says_so():
    bench = Bench()
    for _ in range(3):
        assert bench.at(0, 1200) == 0
        bench.lockout.tripped(bench.now)
    assert bench.at(0, 3540) == j.LOCKED_TRIPS
    assert bench.at(0, 120) == 0
    bench.at(0, 600)
    bench.lockout.tripped(bench.now)
    assert bench.at(0, 60) == j.LOCKED_TRIPS, "the cause has stayed: one try after each rest"
    bench.s.freeze = 1
    assert bench.at(0, 60) == 0, "frost is the greater harm"
    bench.s.freeze = 0
    assert bench.at(0, 3600) == 0
    bench.at(0, 7200)
    bench.lockout.tripped(bench.now)
    bench.lockout.tripped(bench.now)
    assert bench.at(0, 60) == 0, "forgotten"


def test_a_fault_of_the_unit_locks_while_it_lasts():
    bench = Bench()
    bench.fault = 12
    assert bench.at(0, 60) == j.LOCKED_UNIT
    bench.heating = 0
    assert bench.at(0, 60) == j.LOCKED_UNIT
    bench.fault = UNKNOWN
    assert bench.at(0) == j.LOCKED_UNIT, "silence is no all-clear"
    bench.fault = 0
    assert bench.at(0, 60) == 0
    assert values(bench.journal, j.UNIT_FAULT) == [12, 0]


def test_a_fault_that_is_no_longer_told_of_locks_out_for_an_hour_and_is_told():
    bench = Bench()
    bench.fault = 7
    assert bench.at(0, 300) == j.LOCKED_UNIT
    bench.fault = UNKNOWN
    assert bench.at(0, 3540) == j.LOCKED_UNIT
    assert bench.at(0, 120) == 0
    bench.fault = 7
    assert bench.at(0, 60) == j.LOCKED_UNIT
    assert values(bench.journal, j.UNIT_FAULT) == [7, -1, 7]


def test_a_locked_valve_outlives_everything_until_released():
    bench = Bench()
    bench.memory.valve_locked = 1
    bench.fault = 3
    assert bench.at(-4000) == j.LOCKED_VALVE
    bench.memory.valve_locked = 0
    assert bench.at(-4000) == j.LOCKED_UNIT
    bench.fault = 0
    assert bench.at(-4000) == j.LOCKED_COLD


def test_unknown_outdoor_keeps_what_was_known():
    bench = Bench()
    assert bench.at(UNKNOWN) == 0
    bench.at(-4000)
    assert bench.at(UNKNOWN, 3600) == j.LOCKED_COLD


@pytest.mark.parametrize("settings", ({}, {"aux_stages": 1, "switchover": -500}))
@given(st.lists(st.one_of(st.just(UNKNOWN), st.integers(-5000, 3000)), max_size=80))
def test_any_weather(settings, weather):
    bench = Bench(**settings)
    changed = {}
    was = 0
    for outdoor in weather:
        reason = bench.at(outdoor, 60)
        assert reason in ((0, j.LOCKED_COLD, j.LOCKED_SWITCHOVER) if settings else (0, j.LOCKED_COLD))
        if reason != was:
            for state in {reason, was} - {0, j.LOCKED_SWITCHOVER}:
                assert bench.now - changed.get(state, -lockout._LEAST) >= lockout._LEAST, "each has its least time"
                changed[state] = bench.now
        was = reason
    told = values(bench.journal, j.LOCKOUT)
    assert all(a != b for a, b in zip(told, told[1:], strict=False)), "only changes are told"


@pytest.mark.parametrize("limit", ("low_cutout", "compressor_lockout", "switchover", "cooling_lockout"))
@pytest.mark.parametrize("period", (360, 1200, 2400, 7200))
@pytest.mark.parametrize("swing", (5, 40, 120, 400))
def test_weather_that_hovers_at_a_limit_wears_nothing(limit, period, swing):
    bench = Bench(**{"aux_stages": 1, "low_cutout": -5000, limit: -600})
    bench.heating = 0 if limit == "cooling_lockout" else 1
    way = [bench.at(-600 + (swing if minute * 60 % period * 2 < period else -swing), 60) for minute in range(24 * 60)]
    changes = [minute for minute in range(1, len(way)) if way[minute] != way[minute - 1]]
    assert all(b - a >= 30 for a, b in zip(changes, changes[1:], strict=False))
    assert len(changes) <= (1 if swing < 50 else 24)
