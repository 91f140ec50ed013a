"""Whatever the settings and the history, `learn()` stays inside 62 bits, which C's long holds; for a believable house inside 30.

The tick's 30 bits, and `learn()` beside it with sensors gone mad: `test_tick`.
"""

import itertools
from array import array

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.house.house import House
from balancepoint.control.house.past import PIECE, UNUSABLE, Past, zeros
from balancepoint.control.house.room_model import COEFFICIENTS, fill
from tests.firmware.control.bench import observe
from tests.firmware.control.checked import LONG, SMALL, arm, core, disarm
from tests.firmware.control.rooms import Room, make_memory, make_settings, ticks

INSTALLERS = tuple(itertools.product((100, 10000), (200, 40000), (0, 5000)))
FIELDS = (  # what a bin can hold; `house.past`
    st.sampled_from((UNUSABLE, -12000, 0, 2100, 12000)), st.sampled_from((-12000, -500, 12000)),
    st.sampled_from((-32000, 0, 3000, 32000)), st.sampled_from((-1502, -2, -1, 0, 700, 1500)), st.sampled_from((-1, 0, 500, 990)),
    st.sampled_from((-1, 0, 10079)),
)  # fmt: skip


@pytest.fixture(scope="module")
def checked():
    with core() as imported:
        yield imported


def full(checked, bins, rows, installer, learned, latitude=0):
    """A house that finds a history: the numbers of a bin, each for so many bins on end."""
    loss, capacity, gains = installer
    settings = make_settings(house_heat_loss=loss, house_heat_capacity=capacity, house_gains=gains, latitude=latitude)
    house = checked("house.house").House(settings, make_memory(**learned), checked("house.past").Past())
    row = 0
    while house.history.bins < bins:
        numbers, repeated = rows[row % len(rows)]
        row += 1
        for _ in range(repeated):
            house.history.put(array("h", numbers))
    house.bins = house.history.bins
    return house


def learned_of(house, calls=80):
    """All that there is to learn now, checked; steps that were taken."""
    better = 0
    for _ in range(calls):
        arm(LONG)
        more = house.learn()
        disarm()
        better += house._fit is not None and house._fit.better
        if not more:
            break
    return better


@given(
    rows=st.lists(st.tuples(st.tuples(*FIELDS), st.integers(1, 60)), min_size=1, max_size=12),
    installer=st.sampled_from(INSTALLERS), bins=st.sampled_from((193, 300, 500)), end=st.sampled_from((None, 0, 1 << 20)),
)  # fmt: skip
@profile(max_examples=25)
def test_whatever_the_history(checked, rows, installer, bins, end):
    names = ("heat_loss", "mass_capacity", "air_capacity", "mass_coupling", "mass_path", "gains", "sun_share")
    learned = dict.fromkeys(names, end)
    if end:
        learned.update(sun_gains=20000, sun_aperture=10000)
    learned_of(full(checked, bins, rows, installer, learned))


@pytest.mark.parametrize("installer", INSTALLERS)
@pytest.mark.parametrize("sun, arch", ((1500, 990), (-1, 990), (-1, -1)))
def test_a_full_window_of_extremes(checked, installer, sun, arch):
    rows = [
        ((12000, -12000, 32000, sun, arch, 0), 40), ((-12000, 12000, -32000, sun, arch, 0), 40),
        ((2100, -500, 3000, min(sun, 0), min(arch, 0), 0), 80),
    ]  # fmt: skip
    learned_of(full(checked, 1400, rows, installer, {}))


@pytest.mark.parametrize("knows", ("sun", "clock", "nothing"))
@pytest.mark.parametrize("room", (Room(), Room(80, 1500, 300, 300, 0.3, 400, 6, 0.3)), ids=("heavy", "light"))
def test_a_believable_house_is_learned_with_small_integers(checked, room, knows):
    """Beyond 30 bits only where it is adopted, a few at a time."""
    house = checked("house.house").House(make_settings(), make_memory(), checked("house.past").Past())
    steps = pieces = 0
    for seen, outdoor, heat, sun, minute in ticks(room, 6, "prbs", seed=2, dt=300):
        known = knows != "nothing"
        observe(house, seen, outdoor, heat, sun if knows == "sun" else None, minute if known else None, 300, 1)
        more = True
        while more:
            fit = house._fit
            arm(SMALL)
            if fit is not None:
                more = fit.advance()
                disarm()
                pieces += 1
                steps += fit.done
            if fit is None or fit.done:
                disarm()
                more = house.learn_piece()
    assert pieces > 40 and steps and house.memory.house_error < 60


def test_no_replay_of_whatever_room_can_leave_62_bits():
    """By intervals: the coefficients at the bounds, the largest state that a piece begins with, the largest inputs.

    Air and mass go to a mean of each other, outdoors and where they were, by weights that are none below 0 (`test_room_model`):
    beyond the largest of these only the inputs lead.
    """
    largest = 0
    for loss, capacity, gains in INSTALLERS:
        house = House(
            make_settings(house_heat_loss=loss, house_heat_capacity=capacity, house_gains=gains), make_memory(), Past()
        )
        heat = 32000 + house.high[5] + 50
        sun = max(10050 * 1500 // 100, 20000)  # W: an aperture and a step, or an amplitude
        through = sun * 1200 // 1000  # the share of the air is between -230 and 930 ‰
        assert house.high[6] + 30 < 1000 and house.low[6] - 30 > -240
        for ends in itertools.product((0, 1), repeat=5):
            values = [(house.low[k], house.high[k])[end] for k, end in enumerate(ends)]
            model = zeros("i", COEFFICIENTS)
            fill(model, 0, values)
            am, ao, aa, ax, ma, mo, mm, mx = model
            air = mass = 1 << 24
            for _ in range(PIECE):
                air_sum = (1 << 15) + am * (air + mass) + ao * (48000 + air) + aa * (heat + through) + ax * through
                mass_sum = (1 << 18) + ma * (air + mass) + mo * (48000 + mass) + mm * through + mx * (heat + through)
                largest = max(largest, air_sum, mass_sum)
                most = max(air, mass, 48000)
                air = most + ((aa * (heat + through) + ax * through) >> 15) + 2
                mass = most + ((mm * through + mx * (heat + through)) >> 18) + 2
    assert 1 << 40 < largest < LONG
