"""Learned capacity and balance point, against a unit whose true capacity is known."""

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.heat.unit_map import Side, UnitMap
from balancepoint.control.house import balance_point
from balancepoint.control.house.balance import Balance
from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past
from balancepoint.control.quantity import UNKNOWN
from tests.firmware.control import bench
from tests.firmware.control.rooms import make_memory, make_settings
from tests.firmware.control.tracer import Small


def make_balance(heat_loss=1500, gains=300, scale=1000, age=400):
    memory = make_memory()
    house = House(make_settings(), memory, Past())
    memory.heat_loss, memory.gains, memory.capacity_scale = heat_loss, gains, scale
    memory.heat_capacity, memory.house_age, memory.house_error = 1000, age, 30
    side = UnitMap(bench.make_settings()).heating
    return Balance(make_settings(), memory, house, side), memory, side


def point(made):
    balance, memory, side = made
    return balance_point.point(memory, side, 2100)


def saturate(balance, room=2050, outdoor=-1500, aux=0, hours=1, saturated=3600, usable=1, rise=0):
    for k in range(int(hours * 60)):
        observe(balance, saturated, room + rise * k // 60, outdoor, aux, usable)


def observe(balance, saturated, room, outdoor, aux, usable=1, dt=60):
    s = bench.make_situation(saturated=saturated, room=room, outdoor=outdoor)
    balance.observe(s, aux, dt, usable)


@given(heat_loss=st.integers(600, 4000), gains=st.integers(0, 900), scale=st.integers(500, 1300))
@profile(max_examples=50)
def test_capacity_meets_the_load_at_the_balance_point(heat_loss, gains, scale):
    balance, memory, side = make_balance(heat_loss, gains, scale)
    found = point((balance, memory, side))

    def surplus(outdoor):
        side.outdoor = None
        return side.capacity_max(outdoor) * scale / 1000 - (heat_loss / 10 * (2100 - outdoor) / 100 - gains)

    if found == -4000:
        assert surplus(-3990) >= 0
    elif found == 2000:
        assert surplus(1990) <= 0
    else:
        assert surplus(found) >= -5
        assert surplus(found - 10) <= 5


def test_a_large_house_has_a_warmer_balance_point():
    points = [point(make_balance(heat_loss=loss)) for loss in (1000, 1500, 2500)]
    assert points[0] < points[1] < points[2]


def test_the_map_is_left_where_the_tick_had_it():
    balance, _memory, side = make_balance()
    side.at(-730)
    before = (side.outdoor, side.q_min, side.q_rated, side.q_max, side.p_max)
    balance.learn(2100)
    assert (side.outdoor, side.q_min, side.q_rated, side.q_max, side.p_max) == before


def test_nothing_is_said_before_the_house_is_known():
    balance, memory, _side = make_balance()
    memory.house_error = None
    balance.learn(2100)
    assert memory.balance_point is None


def test_a_weak_unit_is_found_out():
    """The house takes 120 W/K * 35.5 K - 300 W = 3960 W where the map says 4897 W: 809 ‰."""
    balance, memory, _side = make_balance(heat_loss=1200)
    balance.learn(2100)
    before = memory.balance_point
    saturate(balance, hours=60)
    assert memory.capacity_scale == pytest.approx(809, abs=8)
    balance.learn(2100)
    assert memory.balance_point > before + 200


def test_the_heaters_share_and_a_rise_are_told_apart_from_the_unit():
    balance, memory, _side = make_balance(heat_loss=1200)
    saturate(balance, aux=1000, hours=60)
    assert memory.capacity_scale == pytest.approx(604, abs=8)
    balance, memory, _side = make_balance(heat_loss=1200)
    for _ in range(60):
        saturate(balance, rise=30)  # 0.3 K/h into 1000 Wh/K is 300 W more
    assert memory.capacity_scale == pytest.approx(873, abs=12)


@pytest.mark.parametrize(
    "case",
    [
        {"saturated": 600},
        {"usable": 0},
        {"rise": 100},
        {"room": UNKNOWN},
        {"outdoor": UNKNOWN},
    ],
    ids=str,
)
def test_hours_that_say_nothing_do_not_count(case):
    balance, memory, _side = make_balance(heat_loss=1200)
    if case.get("room", 0) == UNKNOWN:
        for _ in range(120):
            observe(balance, 3600, UNKNOWN, -1500, 0)
    else:
        for _ in range(5):
            saturate(balance, **case)
    assert memory.capacity_scale == 1000


def test_neither_sunny_hours_nor_a_young_house_count():
    balance, memory, _side = make_balance(heat_loss=1200)
    balance._house.daylight = 500
    saturate(balance, hours=5)
    assert memory.capacity_scale == 1000
    balance, memory, _side = make_balance(heat_loss=1200, age=71)
    saturate(balance, hours=5)
    assert memory.capacity_scale == 1000


def test_an_hour_broken_in_the_middle_begins_anew():
    balance, memory, _side = make_balance(heat_loss=1200)
    for _ in range(4):
        saturate(balance, hours=0.9)
        saturate(balance, hours=0.05, usable=0)
    assert memory.capacity_scale == 1000


def test_one_factor_on_the_whole_map_does_not_move_the_balance_point():
    """What is learned in map watts cancels: a unit that really gives 80 % everywhere, in a house that looks leakier."""
    true, memory, side = make_balance(heat_loss=1200, gains=300)
    rows = [row[:1] + tuple([value * 8 // 10 for value in row[1:]]) for row in side.rows]
    weaker = true, memory, Side(rows, 16, 86, 100)
    assert point(make_balance(heat_loss=1500, gains=375)) == pytest.approx(point(weaker), abs=10)


@given(
    room=st.integers(-2000, 4000), outdoor=st.integers(-5000, 5000), aux=st.integers(0, 40000), dt=st.integers(1, 60)
)
@profile(max_examples=40)
def test_bounds_hold_and_the_tick_stays_inside_30_bits(room, outdoor, aux, dt):
    balance, memory, _side = make_balance(heat_loss=Small(30000), gains=Small(0), scale=Small(1000))
    memory.heat_capacity = Small(100000)
    for _ in range(3660 // dt):
        observe(balance, 3600, Small(room), Small(outdoor), Small(aux), dt=Small(dt))
    assert 500 <= memory.capacity_scale <= 1300
    balance.learn(2100)
    assert -4000 <= memory.balance_point <= 2000
