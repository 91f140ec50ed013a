"""What the parts of care are told, and when: defrosts, cycles of frost, windows of the side that is on, what a person did."""

import pytest

from balancepoint.control.care import faults
from balancepoint.control.care import signals as f
from balancepoint.control.care.care import Care
from balancepoint.control.care.cared_for import FILTER, OUTDOOR, SERVICED
from balancepoint.control.care.fdd import COMMISSIONING
from balancepoint.control.care.signals import COOLING, HEATING, STANDSTILL
from balancepoint.control.care.steady import SAMPLES
from balancepoint.control.command import FAN_AUTO
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import codes, make_settings, make_situation

LONG = 900  # s


class Bench:
    """A house's care at 20 °C, in a machine that rests in the dark."""

    def __init__(self):
        self.settings = make_settings()
        self.memory = Memory()
        self.journal = Journal()
        self.care = Care(self.settings, self.memory, self.journal, UnitMap(self.settings))
        self.s = make_situation(self.memory, minute=0)

    def defrost(self, by_time, length=LONG):
        self.s.defrosts += 1
        self.s.defrost_by_time = by_time
        self.s.defrost_length = length
        for now in range(3):
            self.care.watch(self.s, now, 60)

    def find(self, fault):
        self.memory.diagnosis = (fault << 16) + 800
        self.memory.trends[0] = 99


def test_each_defrost_that_time_ended_counts_once():
    bench = Bench()
    bench.care.watch(bench.s, 0, 60)
    assert bench.memory.long_defrosts == 0
    bench.defrost(by_time=1)
    assert bench.memory.long_defrosts == 1
    bench.defrost(by_time=0)
    assert bench.memory.long_defrosts == 1, "a long one that got the coil clear"
    bench.defrost(by_time=1, length=300)
    assert bench.memory.long_defrosts == 1, "one that was cut short"
    bench.defrost(by_time=1)
    assert bench.memory.long_defrosts == 2


def test_each_cycle_of_frost_is_compared_once():
    bench = Bench()
    s = bench.s
    bench.memory.commissioned = COMMISSIONING
    bench.care.watch(s, 60, 60)
    for k in range(f.LEARNED + 3):
        s.frost_approach = 400
        s.frost_cycles += 1
        for again in range(3):
            bench.care.learn(s, 7200 * k + 300 * again)
    rows = bench.memory.behaviour
    assert rows[1] == f.LEARNED and rows[2 + f.APPROACH] == 4000
    assert bench.care.fdd.seen[HEATING * f.SIGNALS + f.APPROACH] == 3
    assert bench.care.diagnosis.side == HEATING


@pytest.mark.parametrize("heating, kind", ((1, HEATING), (0, COOLING)))
def test_a_window_is_of_the_side_where_the_valve_stands(heating, kind):
    bench = Bench()
    s = bench.s
    s.heating = heating
    s.outdoor = 300 if heating else 3000
    s.compressor_on = 1
    s.run_time = 7200
    s.turning = s.command.speed = 50
    s.command.fan = FAN_AUTO
    for k in range(SAMPLES):
        bench.care.watch(s, 60 * k, 60)
    assert bench.care.fdd.steady.ready and bench.care.fdd.steady.kind == kind


def test_a_defrost_is_no_use_of_filter_and_unit():
    bench = Bench()
    s = bench.s
    s.heating = 1
    s.turning = s.command.speed = 100
    s.command.fan = FAN_AUTO
    for k in range(60):
        s.defrosting = 1 if k < 30 else 0
        bench.care.watch(s, 60 * k, 60)
    bench.care.learn(s, 3600)
    assert bench.memory.filter_minutes == bench.memory.outdoor_minutes == 30


CARED_FOR = ((FILTER, faults.DIRTY_FILTER), (OUTDOOR, faults.DIRTY_OUTDOOR))


@pytest.mark.parametrize("what, fault", CARED_FOR)
@pytest.mark.parametrize("found", range(faults.DIRTY_FILTER, faults.UNKNOWN_LOSS + 1))
def test_what_a_person_has_cleaned_is_wrong_no_more_and_nothing_else_is_forgotten(what, fault, found):
    bench = Bench()
    bench.find(found)
    bench.care.cared_for(what, 60)
    assert bench.care.diagnosis.fault == (faults.NOTHING if found == fault else found)
    assert codes(bench.journal) == ([j.CARED_FOR, j.DIAGNOSIS] if found == fault else [j.CARED_FOR])
    assert bench.memory.trends[0] == (0 if found == fault else 99)


def test_after_a_service_everything_is_learned_anew():
    bench = Bench()
    bench.memory.commissioned = COMMISSIONING
    bench.memory.behaviour = [1] * f.ROW
    bench.find(faults.LOW_CHARGE)
    bench.care.cared_for(SERVICED, 60)
    memory = bench.memory
    assert (memory.behaviour, memory.commissioned, memory.diagnosis, memory.trends[0]) == ([], 0, 0, 0)
    assert codes(bench.journal) == [j.CARED_FOR, j.DIAGNOSIS]


def test_only_a_room_sensor_that_drifts_is_put_right():
    bench = Bench()
    assert [bench.care.diagnosis.correction(room) for room in (0, 1)] == [0, 0]
    bench.memory.diagnosis = (faults.DRIFTING_SENSOR << 16) + (1 << 12) + 900
    bench.memory.trends[(STANDSTILL * f.SIGNALS + f.GAP_2) * f.TREND] = -150 * f.FINE
    bench.care.diagnosis.side = HEATING
    assert [bench.care.diagnosis.correction(room) for room in (0, 1)] == [0, -150]
