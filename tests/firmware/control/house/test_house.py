"""The learner against rooms whose parameters are known, and nonsense. Recorded rooms: `host_sim.validate.learning`."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.house.house import NEVER, House
from balancepoint.control.house.past import FIELDS, HEAT, ROOM, SUN, UNUSABLE, Past, buffer
from balancepoint.control.house.replay import Replay
from tests.firmware.control.bench import observe
from tests.firmware.control.rooms import Room, lived, make_memory, make_settings, ticks
from tests.firmware.control.tracer import Small

LEARNED = (
    "heat_loss", "heat_capacity", "mass_capacity", "air_capacity", "mass_coupling", "mass_path", "gains", "sun_gains",
    "sun_share", "sun_aperture", "house_age", "house_error",
)  # fmt: skip


def history(house):
    """All bins there are, the oldest first."""
    kept, out = buffer(), []
    while len(out) < house.bins:
        count = house.history.read(len(out), kept)
        out += [tuple(kept[k * FIELDS : (k + 1) * FIELDS]) for k in range(count)]
    return out


def known_house(heat_loss=1000, heat_capacity=1000, gains=300):
    house = House(make_settings(), make_memory(), Past())
    house.memory.heat_loss, house.memory.heat_capacity, house.memory.gains = heat_loss, heat_capacity, gains
    return house


# --- what follows from the learned house ----------------------------------------------------------------------------------


def test_loss_is_the_load_line_less_the_gains():
    house = known_house()
    assert house.loss(2100, -500) == 2300  # 100 W/K * 26 K - 300 W
    assert house.loss(2100, 2100) == -300


@given(
    heat=st.integers(500, 8000),
    room=st.integers(1000, 2500),
    rise=st.integers(10, 600),
    outdoor=st.integers(-2500, 1500),
)
def test_arrival_is_the_exponential_of_one_capacity(heat, room, rise, outdoor):
    """t = C/UA ln(surplus at the start / surplus at the end): Simpson's 1 % up to a ratio of 3, beyond rather too late."""
    house = known_house()
    first = heat + 300 - (room - outdoor)
    last = first - rise
    time = house.arrival(heat, room, room + rise, outdoor)
    if last <= 0:
        assert time == NEVER
        return
    exact = 36000 * math.log(first / last)
    if last * 3 >= first:
        assert time == pytest.approx(exact, rel=0.015, abs=20)
    elif last * 10 >= first:
        assert exact - 20 <= time <= 1.2 * exact + 20


def test_arrival_there_already_and_never():
    house = known_house()
    assert house.arrival(3000, 2100, 2100, -500) == 0
    assert house.arrival(3000, 2200, 2100, -500) == 0
    assert house.arrival(2300, 2000, 2100, -500) == NEVER  # just holds 21 °C
    assert house.arrival(0, 2100, 2200, -500) == NEVER


def test_arrival_in_cooling():
    house = known_house()
    time = house.arrival(-3000, 2800, 2600, 3200)
    assert time == pytest.approx(36000 * math.log(2300 / 2100), rel=0.02)
    assert house.arrival(-3000, 2500, 2600, 3200) == 0
    assert house.arrival(-500, 2800, 2400, 3200) == NEVER


def test_a_sun_reading_lowers_the_need_and_its_stored_part_lasts():
    house = known_house()
    house.memory.sun_aperture, house.memory.sun_share = 400, 250
    for _ in range(48):
        observe(house, 2100, -500, 1500, 500, None, 900, 1)
    assert house.loss(2100, -500) == pytest.approx(2300 - 500 - 1500 * (1 - math.exp(-0.5)), abs=15)
    observe(house, 2100, -500, 1500, 0, None, 900, 1)
    assert house.loss(2100, -500) == pytest.approx(2300 - 1500 * (1 - math.exp(-0.5)), abs=20)


# --- the history ----------------------------------------------------------------------------------------------------------


def test_bins_are_means_over_time():
    house = known_house()
    observe(house, 2000, -500, 1000, None, None, 60, 1)
    for _ in range(14):
        observe(house, 2100, -700, 2000, None, None, 60, 1)
    assert history(house) == [(2093, -687, 1933, -1, -1, -1)]


@pytest.mark.parametrize(
    "room, outdoor, usable",
    [(None, -500, 1), (2100, None, 1), (2100, -500, 0)],
    ids=["no room", "no outdoor", "window"],
)
def test_more_than_a_minute_of_untrusted_readings_spoils_the_bin(room, outdoor, usable):
    house = known_house()
    for spoiled in (1, 2):
        for k in range(15):
            if k < spoiled:
                observe(house, room, outdoor, 1000, None, None, 60, usable)
            else:
                observe(house, 2100, -500, 1000, None, None, 60, 1)
    kept = history(house)
    assert kept[0][ROOM] == 2100 and kept[1][ROOM] == UNUSABLE
    assert kept[1][HEAT] == 1000


@pytest.mark.parametrize("dt", [7, 11, 60, 299])
def test_bins_keep_to_the_quarter_of_an_hour(dt):
    """However long the ticks are: a day is 96 bins, or the sun would wander through it."""
    house = known_house()
    days = 5
    for _ in range(days * 86400 // dt):
        observe(house, 2100, -500, 1000, None, 0, dt, 1)
    assert abs(house.bins - 96 * days) <= 1


def test_a_short_bin_without_readings_is_unusable():
    """A bin made up for lost time must still be a mean over most of a quarter of an hour."""
    house = known_house()
    for dt in (899, 890):  # the first bin ends far too late
        observe(house, 2100, -500, 1000, 300, 0, dt, 1)
    for _ in range(40):
        observe(house, None, None, 1000, None, 0, 60, 1)
    assert history(house)[1][ROOM] == UNUSABLE and history(house)[1][SUN] == -1


# --- rooms of known parameters --------------------------------------------------------------------------------------------


@pytest.mark.cpython("120 days of a house")
@pytest.mark.parametrize("knows", ["sun", "clock", "nothing"])
@pytest.mark.parametrize("control", ["closed", "prbs"])
@pytest.mark.parametrize("installer", [700, 2200])
def test_heat_loss_within_a_tenth_after_ten_days(knows, control, installer):
    room = Room()
    house = lived(ticks(room, 10, control, seed=4), knows, make_settings(house_heat_loss=installer))
    print(f"\n{control} {knows} from {installer / 10:.0f} W/K: {house.memory}")
    assert house.memory.heat_loss / 10 == pytest.approx(room.heat_loss, rel=0.10)
    assert house.memory.gains == pytest.approx(room.gains, abs=120)  # people's 60 W on average are in it


@pytest.mark.cpython("96 days of houses")
@given(
    room=st.builds(
        Room,
        heat_loss=st.floats(70, 220),
        mass=st.floats(2000, 10000),
        air=st.floats(300, 1000),
        coupling=st.floats(300, 900),
        path=st.floats(0.1, 0.7),
        gains=st.floats(200, 450),
        aperture=st.floats(0, 8),
        share=st.floats(0.1, 0.5),
    ),
    control=st.sampled_from(["closed", "prbs"]),
    seed=st.integers(0, 10**6),
)
@profile(max_examples=8)
def test_heat_loss_within_fifteen_percent_whatever_the_room(room, control, seed):
    """With a clock and no sun reading, as most boards have it."""
    house = lived(ticks(room, 12, control, seed, dt=300), "clock", dt=300)
    assert house.memory.heat_loss / 10 == pytest.approx(room.heat_loss, rel=0.15)


@pytest.mark.cpython("20 days of houses")
@pytest.mark.parametrize("room", [Room(), Room(80, 1500, 300, 300, 0.3, 400, 6, 0.3)], ids=["heavy", "light"])
def test_capacities_from_a_setback(room):
    """Capacities show when the temperature moves."""
    house = lived(ticks(room, 10, setback=3.0, seed=6), "clock")
    assert house.memory.heat_capacity == pytest.approx(room.two_hours(), rel=0.15)


def test_constant_setpoint_keeps_capacities_near_the_start():
    """Nothing is learned about capacities where nothing moves: then the installer's word stays in sight."""
    room = Room()
    start = House(make_settings(), make_memory(), Past()).memory.heat_capacity
    house = lived(ticks(room, 10, seed=6), "clock")
    assert 0.5 * start < house.memory.heat_capacity < 1.7 * start


@pytest.mark.cpython("30 days of houses")
def test_open_windows_marked_unusable_do_not_look_like_a_leaky_house():
    room = Room()
    plain = lived(ticks(room, 10, seed=8), "clock")
    house = House(make_settings(), make_memory(), Past())
    marked = House(make_settings(), make_memory(), Past())
    for k, (seen, outdoor, heat, _sun, minute) in enumerate(ticks(room, 10, seed=8)):
        aired = 420 <= minute % 1440 < 480  # the heater works against a window for an hour: three times the heat
        observe(house, seen, outdoor, heat * 3 if aired else heat, None, minute, 60, 1)
        observe(marked, seen, outdoor, heat * 3 if aired else heat, None, minute, 60, 0 if aired else 1)
        if k % 5 == 0:
            house.learn()
            marked.learn()
    assert marked.memory.heat_loss == pytest.approx(plain.memory.heat_loss, rel=0.08)
    assert marked.memory.house_age == 230


@pytest.mark.cpython("39 days of a house")
def test_a_changed_house_is_learned_anew():
    """New windows: the loss falls by a quarter; three weeks later the learner has followed."""
    house = lived(ticks(Room(heat_loss=160), 16, seed=3, dt=300), "clock", dt=300)
    before = house.memory.heat_loss
    for room, outdoor, heat, _sun, minute in ticks(Room(heat_loss=120), 23, seed=5, dt=300):
        observe(house, room, outdoor, heat, None, minute, 300, 1)
        house.learn()
    assert before == pytest.approx(1600, rel=0.1)
    assert house.memory.heat_loss == pytest.approx(1200, rel=0.1)


# --- what must never happen -----------------------------------------------------------------------------------------------

anything = st.integers(-40000, 40000)


@given(
    rows=st.lists(
        st.tuples(
            st.none() | anything, st.none() | anything, anything, st.none() | anything,
            st.none() | st.integers(0, 10079), st.integers(0, 1),
        ),
        min_size=1,
        max_size=40,
    ),
    installer=st.tuples(st.integers(100, 10000), st.integers(200, 40000), st.integers(0, 5000)),
)  # fmt: skip
@profile(max_examples=25)
def test_bounds_hold_whatever_is_observed(rows, installer):
    loss, capacity, gains = installer
    house = House(
        make_settings(house_heat_loss=loss, house_heat_capacity=capacity, house_gains=gains), make_memory(), Past()
    )
    for k in range(500):
        room, outdoor, heat, sun, minute, usable = rows[k % len(rows)]
        observe(house, room, outdoor, heat, sun, minute, 900, usable)
        house.learn()
        memory = house.memory
        assert loss * 3 // 10 <= memory.heat_loss <= loss * 3
        assert 0 <= memory.gains <= 3 * gains + 300
        assert 10 <= memory.heat_capacity <= 100000
        assert 0 <= memory.sun_gains <= 20000 and 0 <= memory.sun_aperture <= 10000
        assert house.arrival(3000, 1900, 2100, -500) >= 0


def test_a_history_that_makes_no_sense_changes_nothing():
    """Heat and temperatures that have nothing to do with each other: no room explains them, what was known stays."""
    chance = random.Random(7)
    house = House(make_settings(), make_memory(), Past())
    before = dict(vars(house.memory))
    for _ in range(1000):
        observe(
            house, chance.choice((500, 3500)), chance.randint(-3000, 3000), chance.choice((0, 9000)), None, 0, 900, 1
        )
        house.learn()
    after = dict(vars(house.memory))
    assert before.pop("house_age") == 0 and after.pop("house_age") == 250
    assert after == before


believable = st.integers(-12000, 12000)


@given(
    room=believable, outdoor=believable, target=believable, heat=st.integers(-32000, 32000), sun=st.integers(0, 2000),
    installer=st.sampled_from([(100, 200, 0), (1200, 3500, 300), (10000, 40000, 5000)]), high=st.booleans(),
    dt=st.sampled_from([1, 10, 60]), latitude=st.sampled_from([0, 42]),
)  # fmt: skip
@profile(max_examples=60)
def test_the_tick_stays_inside_30_bits(room, outdoor, target, heat, sun, installer, high, dt, latitude):
    loss, capacity, gains = installer
    settings = make_settings(house_heat_loss=loss, house_heat_capacity=capacity, house_gains=gains, latitude=latitude)
    house = House(settings, make_memory(), Past())
    if latitude:
        for k in range(96):
            house.sunlight.observe(max(0, 900 - 40 * abs(k - 48)), k)
        house.sunlight.learn()
        house.oriented = True
    memory = house.memory
    memory.heat_loss = Small(house.high[0] if high else house.low[0])
    memory.heat_capacity = Small(100000 if high else 10)
    memory.gains = Small(house.high[5])
    memory.sun_aperture, memory.sun_share, memory.house_age = Small(10000), Small(900), Small(0)
    house._stored = Small(96 * 150000)
    for _ in range(2 * 900 // dt):
        observe(house, Small(room), Small(outdoor), Small(heat), Small(sun), Small(600), Small(dt), 1)
    assert type(house._sunshine) is Small
    house.loss(Small(room), Small(outdoor))
    assert 0 <= house.arrival(Small(heat), Small(room), Small(target), Small(outdoor)) <= NEVER


def test_a_restart_keeps_what_was_learned():
    first = lived(ticks(Room(heat_loss=160), 8, seed=2), "clock")
    kept = make_memory(**{name: getattr(first.memory, name) for name in LEARNED})
    second = House(make_settings(), kept, Past())
    for name in LEARNED:
        assert getattr(second.memory, name) == getattr(first.memory, name), name
    assert second.loss(2100, -500) == first.loss(2100, -500)
    # and what comes next does not throw it away: one dull, even week
    for _ in range(7 * 96):
        observe(second, 2100, 300, 2600, None, 0, 900, 1)
        second.learn()
    assert second.memory.heat_loss == pytest.approx(first.memory.heat_loss, rel=0.15)


def test_a_memory_outside_the_installers_bounds_is_brought_back():
    first = lived(ticks(Room(heat_loss=160), 4, seed=2), "clock")
    values = {name: getattr(first.memory, name) for name in LEARNED}
    house = House(make_settings(house_heat_loss=300), make_memory(**values), Past())
    assert house.memory.heat_loss == 900


def test_a_memory_with_a_gap_takes_the_installers_value_there():
    fresh = House(make_settings(), make_memory(), Past()).memory
    house = House(make_settings(), make_memory(heat_loss=1500, gains=200), Past())
    assert (house.memory.heat_loss, house.memory.gains) == (1500, 200)
    assert house.memory.mass_coupling == fresh.mass_coupling
    assert house.memory.heat_capacity > 0


def test_the_same_past_gives_the_same_house():
    runs = [vars(lived(ticks(Room(), 6, seed=9), "clock").memory) for _ in range(2)]
    assert runs[0] == runs[1]
    assert all(isinstance(runs[0][name], int) or runs[0][name] is None for name in LEARNED)


def test_learning_leaves_the_tick_alone():
    """History and its pace are the same with and without `learn()`."""
    with_learning, without = (
        House(make_settings(), make_memory(), Past()),
        House(make_settings(), make_memory(), Past()),
    )
    for seen, outdoor, heat, _sun, minute in ticks(Room(), 5, seed=1, dt=300):
        observe(with_learning, seen, outdoor, heat, None, minute, 300, 1)
        observe(without, seen, outdoor, heat, None, minute, 300, 1)
        with_learning.learn()
    assert history(with_learning) == history(without)
    assert with_learning.memory.house_error is not None and without.memory.house_error is None


@pytest.mark.cpython("a board loads the fit anew each time, so it cannot be watched from outside")
def test_no_call_takes_more_than_a_replay_with_all_rooms_of_a_part(monkeypatch):
    """The pieces are small: a call takes one room through all of the window, or all of them through 6 pieces of it."""
    count = [0]
    plain = Replay.run

    def counted(self, room, less, stretch, bins):
        count[0] += bins
        return plain(self, room, less, stretch, bins)

    monkeypatch.setattr(Replay, "run", counted)
    house = House(make_settings(), make_memory(), Past())
    calls = most = 0
    for room, outdoor, heat, _sun, minute in ticks(Room(), 4, seed=1, dt=300):
        observe(house, room, outdoor, heat, None, minute, 300, 1)
        count[0] = 0
        calls += 1 if house.learn() else 0
        most = max(most, count[0])
    assert most == 6 * 32 * 10
    assert calls > 10


def test_a_fit_is_finished_before_its_history_is_overwritten():
    """The ring holds the window and 64 h more; even when called only once an hour a fit ends in time."""
    house = House(make_settings(), make_memory(), Past())
    for k in range(2000):
        observe(house, 2100 + k % 7, -500 + 3 * (k % 96), 2000 + k % 50, None, 15 * k % 10080, 900, 1)
    pieces = 1
    while house.learn():
        pieces += 1
    assert pieces <= 64
