"""A fit: each step, and the size of its numbers. Its arithmetic: `test_equations` and `test_fit_oracle`."""

import pytest

from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past, zeros
from balancepoint.control.house.room_model import COEFFICIENTS, fill
from tests.firmware.control.bench import observe
from tests.firmware.control.rooms import Room, make_memory, make_settings, ticks


def open_fit(days=6, knows="clock"):
    house = House(make_settings(), make_memory(), Past())
    for room, outdoor, heat, sun, minute in ticks(Room(), days, "prbs", seed=2, dt=300):
        observe(house, room, outdoor, heat, sun if knows == "sun" else None, minute, 300, 1)
    house.learn()
    return house, house._fit


@pytest.mark.parametrize("knows", ("clock", "sun"))
def test_each_step_of_a_fit_lowers_the_misfit_or_is_refused(knows):
    _house, fit = open_fit(4, knows)
    costs = []
    while not fit.done:
        fit.advance()
        costs.append(fit._cost * 32768 + fit._cost_low)
    costs = costs[next(k for k, cost in enumerate(costs) if cost) :]
    assert all(later <= sooner for sooner, later in zip(costs, costs[1:], strict=False))
    assert costs[-1] < costs[0] / 5
    errors = [fit._errors[k] for k in range(fit._points)]
    root_mean_square = (sum([error * error for error in errors]) / len(errors)) ** 0.5
    assert fit.error == pytest.approx(root_mean_square / 4, abs=1)


def test_replays_of_a_believable_house_need_no_big_integers():
    """They allocate on the board otherwise; watched at the products, with the largest differences a winter brings."""
    for room in (Room(), Room(80, 400, 300, 300, 0.1), Room(300, 20000, 2000, 2000, 0.6)):
        model = zeros("i", COEFFICIENTS)
        fill(
            model,
            0,
            (int(room.heat_loss * 10), int(room.mass), int(room.air), int(room.coupling * 10), int(room.path * 1000)),
        )
        am, ao, aa, ax, ma, mo, mm, mx = model
        apart, outdoor, heat = 400 * 8, 400 * 50, 8000  # air and mass 8 K, indoors and outdoors 50 K, W
        air = (1 << 15) + am * apart + ao * outdoor + aa * heat + ax * heat
        mass = (1 << 18) + ma * apart + mo * outdoor + mm * heat + mx * heat
        assert air < 1 << 30 and mass < 1 << 30


def test_a_room_that_was_lost_is_taken_up_where_it_is_found():
    """Half a day of an open window in the middle is not compared, and nothing is carried on from it."""
    house = House(make_settings(), make_memory(), Past())
    for k, (room, outdoor, heat, _sun, minute) in enumerate(ticks(Room(), 3, "prbs", seed=2, dt=300)):
        open_window = 288 <= k < 432
        observe(house, room - 1500 if open_window else room, outdoor, heat, None, minute, 300, 0 if open_window else 1)
    house.learn()
    fit = house._fit
    while not fit.done:
        fit.advance()
    first = fit.window.first
    lost = [k for k in range(fit._points) if 96 <= first + 4 * k + 3 < 144]
    assert len(lost) == 12 and not any(fit._errors[k] for k in lost)
    assert fit.error < 60
