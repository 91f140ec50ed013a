"""A house that starts again after five days: what a kept history is worth."""

import pytest

from balancepoint.control.house.house import House
from balancepoint.control.house.past import NOTHING, Past, buffer
from tests.firmware.control.bench import observe
from tests.firmware.control.rooms import Room, make_memory, make_settings, ticks

DAYS = 5
STEP = 300


def live(house, stream, first, last):
    for k, (room, outdoor, heat, _sun, minute) in enumerate(stream):
        if first <= k < last:
            observe(house, room, outdoor, heat, None, minute, STEP, 1)
            house.learn()


def kept_of(house):
    return make_memory(**vars(house.memory))


@pytest.fixture(scope="module")
def lived():
    """A winter, 20 minutes of power cut after five days and seven hours; the house before it."""
    stream = list(ticks(Room(), 10, "prbs", seed=4, dt=STEP))
    house = House(make_settings(house_heat_loss=2200), make_memory(), Past())
    cut = DAYS * 288 + 84
    live(house, stream, 0, cut)
    return stream, cut, house


def copied(history):
    """As it comes back out of files."""
    other, kept = Past(), buffer()
    while other.bins < history.bins:
        for at in range(history.read(other.bins, kept)):
            other.put(kept[6 * at : 6 * at + 6])
    return other


@pytest.mark.cpython("30 days of houses")
def test_the_learner_goes_on_where_it_was(lived):
    """Two days after the restart one has learned from seven days, the other from two."""
    stream, cut, before = lived
    errors = []
    for history in (copied(before.history), Past()):
        house = House(make_settings(house_heat_loss=2200), kept_of(before), history)
        live(house, stream, cut + 4, cut + 4 + 2 * 288 + 60)
        while house.learn():
            pass
        errors.append(abs(house.memory.heat_loss / 10 - Room().heat_loss))
    print(f"\nheat loss off by {errors[0]:.1f} W/K with the history, {errors[1]:.1f} without")
    assert errors[0] < errors[1]
    assert errors[0] < 0.05 * Room().heat_loss


@pytest.mark.cpython("30 days of houses")
def test_the_mass_is_known_at_once(lived):
    """What no sensor shows: after a few minutes as exact as if there had been no restart; else a day later."""
    stream, cut, before = lived
    at = cut + 4 + 12
    truth = House(make_settings(house_heat_loss=2200), kept_of(before), copied(before.history))
    whole = House(make_settings(house_heat_loss=2200), kept_of(before), Past())
    live(whole, stream, 0, at)
    live(truth, stream, cut + 4, at)
    bare = House(make_settings(house_heat_loss=2200), kept_of(before), Past())
    live(bare, stream, cut + 4, at)
    for house in (truth, bare, whole):
        house.learn()
    mass = [house.state.fine_mass >> 2 for house in (truth, whole, bare)]
    with_history, without = abs(mass[0] - mass[1]), abs(mass[2] - mass[1])
    print(f"\nmass off by {with_history / 100:.2f} K with the history, {without / 100:.2f} K without")
    assert with_history <= 20 < without


@pytest.mark.parametrize("gap, known, left_out", [(1, 1, 0), (2, 1, 1), (40, 1, 39), (100, 1, 3), (5, 0, 1)])
def test_days_stay_in_step_over_a_gap(gap, known, left_out):
    """`gap` quarters of an hour from the last bin before to the first after: whole days apart, one without a clock."""
    history = Past()
    house = House(make_settings(), make_memory(), history)
    for k in range(50):
        observe(house, 2000, 0, 1000, None, (10000 + 15 * k) % 10080, 900, 1)
    again = House(make_settings(), make_memory(), history)
    for k in range(3):
        observe(again, 2100, 0, 1000, None, (10000 + 15 * (49 + gap + k)) % 10080 if known else None, 900, 1)
    assert history.bins == again.bins == 53 + left_out
    kept = buffer()
    for number in range(50, 50 + left_out):
        history.read(number, kept)
        assert tuple(kept[:6]) == NOTHING
    history.read(50 + left_out, kept)
    assert kept[0] == 2100


def test_a_new_history_has_no_gap():
    house = House(make_settings(), make_memory(), Past())
    observe(house, 2100, 0, 1000, None, None, 900, 1)
    assert house.bins == 1


def test_a_flat_light_of_before_is_not_turned_by_a_sun_of_after():
    """The hour it was is not known any more."""
    history = Past()
    before = House(make_settings(latitude=42), make_memory(), history)
    for _ in range(60):
        observe(before, 2100, 0, 1000, 200, None, 900, 1)
    after = House(make_settings(latitude=42), make_memory(), history)
    after.oriented, after.turn = True, (720, 500, 0, 500, 0)
    from balancepoint.control.house.window import Window

    window = Window(after, 0, after.bins)
    window.metered = 1
    window.read(0, after.values)
    assert window.stretch.lights[0] == -1 and window.stretch.suns[0] == 0


def test_steps_are_small_and_end_with_the_same():
    """Between two yields nothing reads more than one piece, and what is learned is the same bit for bit."""
    reads = [0]
    seen = 0

    class Watched(Past):
        def look(self, first, buffer):
            reads[0] += 1
            return Past.look(self, first, buffer)

    whole, sliced = (House(make_settings(), make_memory(), history) for history in (Past(), Watched()))
    for room, outdoor, heat, _sun, minute in ticks(Room(), 3, seed=1, dt=STEP):
        for house in (whole, sliced):
            observe(house, room, outdoor, heat, None, minute, STEP, 1)
        whole.learn()
        reads[0] = 0
        more = True
        while more:
            more = sliced.learn_piece()
            assert reads[0] <= 1
            seen += reads[0]
            reads[0] = 0
    assert vars(whole.memory) == vars(sliced.memory) and whole.memory.house_error is not None
    assert seen > 50
