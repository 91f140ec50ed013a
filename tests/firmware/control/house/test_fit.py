"""A fit: each step, and the size of its numbers. Its arithmetic: `test_house_fit_oracle`."""

import math

import pytest

from balancepoint.control.house.fit import dot
from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past
from tests.firmware.control.bench import observe
from tests.firmware.control.rooms import Room, make_memory, make_settings, ticks


def run(steps):
    """What a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def open_fit(days=6):
    house = House(make_settings(), make_memory(), Past())
    for room, outdoor, heat, _sun, minute in ticks(Room(), days, "prbs", seed=2, dt=300):
        observe(house, room, outdoor, heat, None, minute, 300, 1)
    house.learn()
    return house, house._fit


def test_each_step_of_a_fit_lowers_the_misfit_or_is_refused():
    _house, fit = open_fit()
    costs = [fit._cost]
    done = False
    while not done:
        done = run(fit.advance())
        costs.append(fit._cost)
    assert all(later <= sooner for sooner, later in zip(costs, costs[1:], strict=False))
    assert costs[-1] < costs[0] / 5
    assert fit.error == pytest.approx(math.sqrt(dot(fit._base, fit._base) / len(fit._base)) / 4, abs=1)


def test_replays_of_a_believable_house_need_no_big_integers():
    """They allocate on the board otherwise; watched at the products, with the largest differences a winter brings."""
    from balancepoint.control.house.room_model import coefficients

    for room in (Room(), Room(80, 400, 300, 300, 0.1), Room(300, 20000, 2000, 2000, 0.6)):
        am, ao, aa, ax, ma, mo, mm, mx = coefficients(
            int(room.heat_loss * 10), int(room.mass), int(room.air), int(room.coupling * 10), int(room.path * 1000)
        )
        apart, outdoor, heat = 400 * 8, 400 * 50, 8000  # air and mass 8 K, indoors and outdoors 50 K, W
        air = (1 << 15) + am * apart + ao * outdoor + aa * heat + ax * heat
        mass = (1 << 18) + ma * apart + mo * outdoor + mm * heat + mx * heat
        assert air < 1 << 30 and mass < 1 << 30
