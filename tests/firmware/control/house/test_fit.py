"""A fit: each step, and the size of its numbers. Its arithmetic: `test_equations` and `test_fit_oracle`."""

import pytest

from balancepoint.control.house.fit import Fit
from balancepoint.control.house.house import House
from balancepoint.control.house.parameters import HOUSE, START
from balancepoint.control.house.past import Past, zeros
from balancepoint.control.house.replay import Replay
from balancepoint.control.house.room_model import COEFFICIENTS, fill
from tests.firmware.control.bench import observe
from tests.firmware.control.rooms import Room, make_memory, make_settings, ticks


def open_fit(days=6, knows="clock"):
    house = House(make_settings(), make_memory(), Past())
    for room, outdoor, heat, sun, minute in ticks(Room(), days, "prbs", seed=2, dt=300):
        observe(house, room, outdoor, heat, sun if knows == "sun" else None, minute, 300, 1)
    house.learn()
    return house, house._fit


def replayed(fit, start, values):
    """What a replay of its own has at every point of the window, for any values."""
    window = fit.window
    replay = Replay(1, window.metered, start, 0)
    replay.furnish(0, values, 1)
    out, k = [], 0
    while k < window.bins:
        count = window.read(k, values)
        replay.run(0, 1, window.stretch, count)
        out.extend([replay.out[n] for n in range((k + count >> 2) - (k >> 2))])
        k += count
    return out


@pytest.mark.parametrize("knows", ("clock", "sun"))
def test_each_step_of_a_fit_lowers_the_misfit_or_is_refused(knows):
    _house, fit = open_fit(4, knows)
    costs = []
    while not fit.done:
        fit.advance()
        costs.append(fit._cost)
    costs = costs[next(k for k, cost in enumerate(costs) if cost) :]
    assert all(later <= sooner for sooner, later in zip(costs, costs[1:], strict=False))
    assert costs[-1] < costs[0] / 5
    errors = replayed(fit, fit._replay._start, fit.values)
    root_mean_square = (sum([error * error for error in errors]) / len(errors)) ** 0.5
    assert fit.error == pytest.approx(root_mean_square / 4, abs=1)


@pytest.mark.parametrize("knows", ("clock", "sun"))
@pytest.mark.parametrize("late", (0, 5, 31))
def test_what_was_judged_is_what_the_next_step_begins_with(knows, late):
    """The errors of the best replay are kept, not made again, and their squares counted once, wherever pieces of history end."""
    house, fit = open_fit(4, knows)
    fit.window.leave_out(late)
    fit = Fit(house, fit.window, 2100, 2)
    for k in range(len(fit.values)):
        fit.values[k] = house.values[k] if k < HOUSE else 2100 if k == START else 0
    while not fit.better:
        fit.advance()
    errors = replayed(fit, 2100, fit.values)
    trace, out = fit._replay.trace, fit._replay.out
    assert [out[trace + k] for k in range(len(errors))] == errors
    equations = fit._equations
    sums = []
    close = fit._close

    def noted():
        sums.append((equations.high[0] << 15) + equations.low[0])
        close()

    fit._close = noted
    while not sums:
        fit.advance()
    assert sums == [sum([error * error for error in errors])]


def test_replays_of_a_believable_house_need_no_big_integers():
    """They allocate on the board otherwise; watched at the products, with the largest differences a winter brings."""
    for room in (Room(), Room(80, 400, 300, 300, 0.1), Room(300, 20000, 2000, 2000, 0.6)):
        model, values = zeros("i", COEFFICIENTS), zeros("i", 5)
        values[0], values[1], values[2] = int(room.heat_loss * 10), int(room.mass), int(room.air)
        values[3], values[4] = int(room.coupling * 10), int(room.path * 1000)
        fill(model, 0, values)
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
    errors = replayed(fit, fit._replay._start, fit.values)
    lost = [k for k in range(len(errors)) if 96 <= first + 4 * k + 3 < 144]
    assert len(lost) == 12 and not any(errors[k] for k in lost)
    assert fit.error < 60
