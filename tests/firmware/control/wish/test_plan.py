"""The length of the way back from a setback: what the unit can follow, and what that costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past
from balancepoint.control.settings.memory import Memory
from balancepoint.control.wish.mass import Mass
from balancepoint.control.wish.plan import HARDEST, LAST, LONGEST, SHORTEST, Plan, power
from tests.firmware.control.bench import make_settings, make_situation


def unit():
    return UnitMap(make_settings())


class Bench:
    """From a setback at `room` to `goal` (0.01 °C), with a mass that has cooled down with it."""

    def __init__(self, cooling, room, outdoor):
        self.memory = Memory()
        house = House(make_settings(), self.memory, Past())
        self.mass = Mass(self.memory)
        self.mass.sign = -1 if cooling else 1
        self.mass.follow(room, 1)
        side = unit().cooling if cooling else unit().heating
        side.at(outdoor)
        self.s = make_situation(self.memory, cooling=cooling, room=room, target=room, outdoor_slow=outdoor, map=side)
        self.plan = Plan(house, self.mass)

    def make(self, goal, capacity, trim=0):
        self.plan.make(self.s, goal, capacity, trim)
        return self.plan


@given(st.integers(0, 1), st.integers(31, 300), st.integers(0, 1500), st.integers(500, 8000), st.integers(-1000, 1000))
def test_whatever_the_weather_a_plan_is_one_of_those_there_are(cooling, way, weather, capacity, trim):
    bench = Bench(cooling, 2600 if cooling else 1800, 2500 + weather if cooling else 1000 - weather)
    plan = bench.make(bench.s.room + bench.mass.sign * way, capacity, trim)
    assert plan.length in range(SHORTEST, LONGEST + 1, 900) or LONGEST < plan.length <= HARDEST
    assert 60 <= plan.shoulder <= 100


def test_what_the_unit_cannot_follow_takes_the_longest_way():
    plan = Bench(0, 1800, -2000).make(2100, 1500)
    assert (plan.length, plan.shoulder) == (HARDEST, 80)


@pytest.mark.parametrize("cooling, room, goal, outdoor", ((0, 1800, 2100, 0), (1, 2800, 2500, 3000)))
def test_the_unit_can_follow_the_way_and_its_end(cooling, room, goal, outdoor):
    bench = Bench(cooling, room, outdoor)
    house = House(make_settings(), bench.memory, Past())
    for capacity in range(2000, 8000, 500):
        plan = bench.make(goal, capacity)
        if plan.length == HARDEST:
            continue
        loss = bench.mass.sign * house.loss(goal, outdoor)
        even = bench.mass.effort(300 * 3600 // plan.length, 0)
        assert even <= (capacity - loss) * 0.8
        assert bench.mass.effort(plan.shoulder * 3600 // LAST, 0) <= capacity - loss


def test_power_below_the_least_output_is_that_of_the_cycles():
    side = unit().heating
    assert power(side, -5) == power(side, 0) == 0
    assert power(side, side.q_min // 2) == pytest.approx(side.p_min / 2, abs=2)
    assert power(side, side.q_max) == side.p_max
