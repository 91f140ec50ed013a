"""Advice on setbacks: when it comes, how often, and that it is right about the direction."""

import pytest

from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.house.house import House
from balancepoint.control.house.past import FIELDS, OUTDOOR, PIECE, Past
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import HEATING
from balancepoint.control.wish.advice import Advice
from balancepoint.control.wish.setback_cost import SetbackCost
from tests.firmware.control.bench import codes, make_settings, make_situation, values

HOUR = 3600
LEARNED = {"heat_loss": 1037, "air_capacity": 940, "mass_capacity": 2763, "mass_coupling": 7295}
EVERY = 300


class Constant:
    """A history of one weather."""

    def __init__(self, outdoor):
        self.outdoor = outdoor

    def read(self, first, place):
        for k in range(PIECE):
            place[k * FIELDS + OUTDOOR] = self.outdoor
        return PIECE


class Bench:
    def __init__(self, outdoor, age=500):
        self.memory = Memory()
        settings = make_settings()
        house = House(settings, self.memory, Past())
        self.memory.house_age = age
        for name, value in LEARNED.items():
            setattr(self.memory, name, value)
        house.history = Constant(outdoor)
        house.bins = 1000
        self.side = UnitMap(settings).heating
        self.side.at(outdoor)
        self.s = make_situation(self.memory, side=HEATING, map=self.side)
        self.journal = Journal()
        self.advice = Advice(self.memory, self.journal, house)
        self.now = 0

    def last(self, setback, seconds):
        self.s.setback = setback
        self.s.heat_setpoint = 2100 - setback
        for _ in range(seconds // EVERY):
            self.now += EVERY
            self.advice.learn(self.s, self.now)

    def night(self, setback=300, length=8 * HOUR):
        self.last(setback, length)
        self.last(0, 24 * HOUR - length)

    def take(self, depth):
        return SetbackCost(self.memory, 2100, 0, self.side, [self.side.outdoor] * 32).taken(depth)


def test_a_mild_night_is_better_set_back_less():
    bench = Bench(800)
    bench.night()
    assert codes(bench.journal) == [j.SETBACK_ADVICE]
    value = values(bench.journal, j.SETBACK_ADVICE)[0]
    assert value & 63 == 30 and value >> 6 & 63 < 20 and value >> 12 > 0
    (entry,) = bench.journal.words()
    assert entry["text"].startswith("The last setback of 3.0 K took about ") and entry["normal"]


def test_a_cold_night_needs_no_advice():
    bench = Bench(-800)
    bench.night()
    assert codes(bench.journal) == []


def test_at_most_once_a_day():
    bench = Bench(800)
    for _ in range(4):
        bench.last(300, 4 * HOUR)
        bench.last(0, 2 * HOUR)
    assert len(codes(bench.journal)) == 1


@pytest.mark.parametrize("keywords", ({"age": 95}, {"setback": 20}, {"length": HOUR}), ids=str)
def test_nothing_is_said_unlearned_or_about_little(keywords):
    night = {key: value for key, value in keywords.items() if key != "age"}
    bench = Bench(800, age=keywords.get("age", 500))
    bench.night(**night)
    assert codes(bench.journal) == []


def test_the_map_is_left_where_it_was():
    bench = Bench(800)
    before = (bench.side.q_min, bench.side.q_max, bench.side.outdoor)
    bench.night()
    assert (bench.side.q_min, bench.side.q_max, bench.side.outdoor) == before


def test_energy_of_no_setback_is_that_of_holding():
    """56 quarters of an hour at the power that makes the loss."""
    bench = Bench(-800)
    bench.side.at(-800)
    loss = bench.memory.heat_loss * 2900 // 1000 - bench.memory.gains
    assert bench.take(0) == pytest.approx(56 * bench.side.power_for(loss), rel=0.01)


def test_where_heat_is_cheap_at_any_speed_deeper_is_better():
    """Without any backup or slow speeds to lose, rest always saves: a map of one COP."""
    settings = make_settings(
        heating=((-1500, (100, 50), (3000, 1500), (8000, 4000)), (833, (100, 50), (3000, 1500), (8000, 4000)))
    )
    bench = Bench(0)
    bench.side = UnitMap(settings).heating
    bench.side.at(0)
    taken = [bench.take(depth) for depth in (0, 100, 200, 300)]
    assert taken == sorted(taken, reverse=True) and taken[0] > taken[3]
