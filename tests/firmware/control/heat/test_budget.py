"""The backup's budget: a day's share of the heat, and the capacity fault."""

import pytest

from balancepoint.control.heat.budget import Budget
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import codes, make_settings, make_situation, values

HOUR = 3600


class Bench:
    def __init__(self, point):
        self.memory = Memory()
        self.memory.balance_point = point
        self.journal = Journal()
        self.budget = Budget(make_settings(aux_stages=1), self.memory, self.journal)
        self.s = make_situation(self.memory)


def day(bench, aux, heat, outdoor, hours=24, dt=60):
    for _ in range(hours * HOUR // dt):
        bench.s.now += dt
        bench.s.outdoor = outdoor
        bench.budget.count(bench.s, aux, heat, dt)


def budget(point=-500):
    return Bench(point)


def test_too_much_backup_in_mild_weather_is_a_capacity_fault():
    bench = budget()
    day(bench, 500, 2000, 500)
    assert bench.s.capacity_fault == 1
    assert values(bench.journal, j.CAPACITY_FAULT) == [pytest.approx(250, abs=2)]
    day(bench, 100, 2000, 500)
    assert bench.s.capacity_fault == 0, "a good day clears it"


def test_backup_within_the_budget_is_none():
    bench = budget()
    day(bench, 290, 2000, 500)
    assert not bench.s.capacity_fault
    day(bench, 310, 2000, 500)
    assert bench.s.capacity_fault


def test_backup_in_weather_that_needs_it_is_none():
    for bench, outdoor in ((budget(), -600), (budget(), UNKNOWN), (budget(None), 500)):
        day(bench, 1500, 2000, outdoor)
        assert not bench.s.capacity_fault
        assert codes(bench.journal) == []


def test_one_cold_hour_makes_the_day_no_mild_one():
    bench = budget()
    day(bench, 500, 2000, 500, hours=10)
    day(bench, 500, 2000, -600, hours=1)
    day(bench, 500, 2000, 500, hours=13)
    assert not bench.s.capacity_fault


@pytest.mark.parametrize("dt", (1, 10, 60))
def test_small_powers_are_not_lost_in_the_count(dt):
    bench = budget()
    day(bench, 40, 200, 500, dt=dt)
    assert values(bench.journal, j.CAPACITY_FAULT) == [pytest.approx(200, abs=2)]


def test_a_day_without_heat_is_no_fault():
    bench = budget()
    day(bench, 0, 0, 2500)
    day(bench, 0, -1000, 2500)
    assert not bench.s.capacity_fault
