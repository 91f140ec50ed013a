"""Filter and outdoor unit by use, the week's efficiency, reminders once and then weekly, what a person resets."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.care import signals as f
from balancepoint.control.care.fdd import Fdd
from balancepoint.control.care.maintenance import Maintenance
from balancepoint.control.care.upkeep import FILTER, OUTDOOR, SERVICE, see_to
from balancepoint.control.command import FAN_AUTO
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.journal.words import words
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings, make_situation

HOUR = 3600
WEEK = 168 * HOUR


class Bench:
    """Maintenance on a machine that runs as the test says; `meter` is measured over the map's power."""

    def __init__(self, memory=None, **values):
        self.settings = make_settings(**values)
        self.memory = memory or Memory()
        self.journal = Journal()
        self.fdd = Fdd(self.settings, self.memory)
        self.maintenance = Maintenance(self.settings, self.memory, self.journal, self.fdd)
        self.side = UnitMap(self.settings).heating
        self.side.at(0)
        self.s = make_situation(self.memory, heating=1)
        self.command = self.s.command
        self.command.fan = FAN_AUTO
        self.meter = 1.0
        self.now = 0

    def run(self, seconds, speed=100, dt=60):
        power = self.side.power_for(self.side.heat_at(speed)) if speed else 4
        meter = self.s.readings.power
        self.s.turning = speed
        end = self.now + seconds
        while self.now < end:
            self.now += dt
            if self.meter is None:
                meter.clear()
            else:
                meter.set(round(power * self.meter))
            self.maintenance.watch(self.s, self.side, dt)
            if self.now % 300 < dt:
                self.maintenance.learn(self.now)
        return self

    def told(self, code):
        return [value for _time, found, value in self.journal.entries() if found == code]


def test_filter_hours_are_hours_of_air():
    assert Bench().run(10 * HOUR, speed=100).memory.filter_minutes == 600
    slow = Bench(airflow_low_m3h=300, airflow_high_m3h=600).run(10 * HOUR, speed=16)
    assert slow.memory.filter_minutes == 300
    fan = Bench(airflow_low_m3h=300, airflow_high_m3h=600)
    fan.command.fan = 3
    assert fan.run(10 * HOUR, speed=0).memory.filter_minutes == 450, "the fan alone soils it too"
    fan.command.fan = 0
    assert fan.run(10 * HOUR, speed=0).memory.filter_minutes == 450


def test_the_filter_is_told_once_and_then_weekly_until_it_is_cleaned():
    bench = Bench(filter_hours=50).run(49 * HOUR)
    assert bench.told(j.FILTER_DUE) == [] and not bench.maintenance.report()["filter_due"]
    bench.run(WEEK)
    assert bench.told(j.FILTER_DUE) == [50] and bench.maintenance.report()["filter_due"]
    bench.run(WEEK)
    assert len(bench.told(j.FILTER_DUE)) == 2
    see_to(bench.maintenance, FILTER, bench.now)
    bench.run(WEEK, speed=0)
    assert len(bench.told(j.FILTER_DUE)) == 2 and bench.maintenance.report()["filter_hours"] == 0
    bench.run(51 * HOUR)
    assert len(bench.told(j.FILTER_DUE)) == 3, "the next one is not held back by the last"


def test_the_outdoor_unit_wants_a_look_after_run_or_long_defrosts():
    by_run = Bench(outdoor_check_hours=200).run(201 * HOUR)
    assert by_run.told(j.OUTDOOR_DUE) == [200]
    by_defrosts = Bench()
    for length in (300, 590, 600, 600, 600, 600):
        by_defrosts.maintenance.defrosted(length)
    assert by_defrosts.run(HOUR, speed=0).told(j.OUTDOOR_DUE) == []
    by_defrosts.maintenance.defrosted(601)
    assert by_defrosts.run(HOUR, speed=0).told(j.OUTDOOR_DUE) == [-5]
    see_to(by_defrosts.maintenance, OUTDOOR, by_defrosts.now)
    assert by_defrosts.run(2 * WEEK, speed=0).told(j.OUTDOOR_DUE) == [-5]
    assert "5 defrosts" in words(0, j.OUTDOOR_DUE, -5)["text"]


def test_the_first_week_is_the_measure_of_the_others():
    bench = Bench().run(WEEK, speed=60)
    assert bench.told(j.EFFICIENCY) == [1000]
    bench.meter = 1.25
    bench.run(WEEK, speed=60)
    assert bench.told(j.EFFICIENCY)[1] == pytest.approx(800, abs=3)
    assert not words(0, j.EFFICIENCY, 800)["normal"]
    see_to(bench.maintenance, SERVICE, bench.now)
    bench.run(WEEK, speed=60)
    assert bench.told(j.EFFICIENCY)[2] == 1000, "measured anew"


def test_heat_that_is_missing_counts_like_power_that_is_wasted():
    bench = Bench().run(WEEK, speed=60)
    for signal in (f.COIL, f.AIR):
        bench.memory.trends[(0 * f.SIGNALS + signal) * f.TREND] = -120 * 16
    bench.run(WEEK, speed=60)
    assert bench.told(j.EFFICIENCY)[1] == pytest.approx(880, abs=3)


@pytest.mark.parametrize("meter, speed", ((None, 60), (1.0, 0)))
def test_no_meter_or_no_run_no_figure(meter, speed):
    bench = Bench()
    bench.meter = meter
    assert bench.run(3 * WEEK, speed=speed).told(j.EFFICIENCY) == []
    assert bench.maintenance.report()["efficiency"] is None


@settings(max_examples=15)
@given(st.integers(16, 100), st.sampled_from((60, 63, 77, 119)), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_nothing_is_lost_between_ticks_accounts_and_reboots(speed, dt, stays):
    """The same hours at any tick and over any number of reboots, to the minute that the rest holds."""
    bench = Bench()
    share = bench.maintenance._least + (1000 - bench.maintenance._least) * ((speed - 16) * 1000 // 84) // 1000
    lived = 0
    for hours in stays:
        begun = bench.now
        bench.run(hours * HOUR, speed, dt)
        lived += bench.now - begun
        bench.maintenance.learn(bench.now)
        memory = Memory.from_dict(json.loads(json.dumps(bench.memory.to_dict())))
        now, bench = bench.now, Bench(memory)
        bench.now = now
    assert abs(bench.memory.outdoor_minutes - lived / 60) <= len(stays)
    assert abs(bench.memory.filter_minutes - lived * share / 60000) <= len(stays)


def test_what_a_person_says_is_done_is_in_the_journal():
    bench = Bench()
    see_to(bench.maintenance, FILTER, 5)
    see_to(bench.maintenance, OUTDOOR, 6)
    see_to(bench.maintenance, SERVICE, 7)
    assert [words(*entry)["text"] for entry in bench.journal.entries()] == [
        "Done: filter cleaned.",
        "Done: outdoor unit looked at.",
        "Done: serviced; what is normal is learned anew.",
    ]
