"""Modes and set points, wishes that cannot be, wishes too warm, window and drying (changeover: `test_changeover`)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, MODES, OFF, Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings_table import TABLE
from balancepoint.control.situation import COOLING, HEATING, IDLE
from balancepoint.control.wish import moist_air, pmv
from balancepoint.control.wish.comfort import Comfort
from tests.firmware.control.bench import codes, make_settings, make_situation, values

DECISION = 60
MINUTE = 60
HOUR = 3600


class Bench:
    def __init__(self, **settings):
        self.settings = make_settings(**settings)
        self.memory = Memory()
        self.journal = Journal()
        self.comfort = Comfort(self.settings, self.memory, self.journal)
        self.request = Request(HEAT)
        self.now = 0
        self.s = make_situation(self.memory)

    def ask(self, *args, **keywords):
        self.request = Request(*args, **keywords)
        return self.decide()

    def decide(self, dt=DECISION):
        self.now += dt
        self.comfort.take(self.request, self.now)
        self.comfort.step(self.s, self.now, dt)
        return self.s

    def last(self, seconds):
        for _ in range(seconds // DECISION):
            self.decide()
        return self.s

    def until(self, side, limit):
        """Seconds until that side is served, or None."""
        begin = self.now
        while self.now - begin < limit:
            if self.decide().side == side:
                return self.now - begin
        return None


# --- modes and set points ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mode, side, fan",
    ((OFF, IDLE, 0), (HEAT, HEATING, 0), (COOL, COOLING, 0), (DRY, COOLING, 0), (FAN, IDLE, 1)),
)
def test_each_mode_serves_its_side(mode, side, fan):
    s = Bench().ask(mode)
    assert (s.side, s.active, s.cooling) == (side, side != IDLE, side == COOLING)
    assert s.fan_only == fan


def test_targets_of_heating_and_cooling():
    bench = Bench()
    assert bench.ask(HEAT, 2050, 2600).target == 2050
    assert bench.ask(COOL, 2050, 2600).target == 2600


def test_an_open_window_rests_both_sides_and_only_while_it_is_open():
    for mode, side in ((HEAT, HEATING), (COOL, COOLING), (AUTO, HEATING)):
        bench = Bench()
        assert bench.ask(mode).side == side
        bench.s.window_open = 1
        assert bench.decide().side == IDLE
        bench.s.window_open = 0
        assert bench.decide().side == side


def test_a_unit_that_only_heats_never_serves_cooling():
    bench = Bench(cooling=None)
    for mode in (COOL, DRY):
        assert bench.ask(mode).side == IDLE
        assert bench.s.drying == 0
    bench.ask(AUTO)
    bench.s.room, bench.s.outdoor = 3000, 3000
    assert bench.until(COOLING, 2 * HOUR) is None


@given(st.integers(1000, 2800), st.integers(1600, 3200))
def test_automatic_keeps_the_set_points_apart_and_heating_keeps_its_wish(heat, cool):
    bench = Bench()
    found = bench.ask(AUTO, heat, cool)
    assert found.cool_setpoint - found.heat_setpoint >= bench.settings.setpoint_gap >= 150
    assert found.heat_setpoint == heat
    assert found.cool_setpoint == max(cool, heat + bench.settings.setpoint_gap)
    assert bench.memory.cool_setpoint == cool, "the wish itself is kept"


@pytest.mark.parametrize("dial", range(-3, 4))
def test_the_dial_stands_for_both_set_points(dial):
    bench = Bench()
    s = bench.settings
    found = bench.ask(AUTO, 1000, 3200, dial=dial)
    votes = dial * s.dial_step
    assert pmv.vote(0, found.heat_setpoint) == pytest.approx(pmv.vote(0, s.dial_heat) + votes, abs=4)
    assert pmv.vote(1, found.cool_setpoint) == pytest.approx(pmv.vote(1, s.dial_cool) + votes, abs=4)
    if dial == 0:
        assert (found.heat_setpoint, found.cool_setpoint) == (s.dial_heat, s.dial_cool)


def test_warmer_on_the_dial_is_warmer_and_three_steps_stay_within_what_most_call_comfort():
    """Category C of ISO 7730: +-0.7 of a vote."""
    wishes = [Bench().ask(HEAT, dial=dial).heat_setpoint for dial in range(-3, 4)]
    assert wishes == sorted(set(wishes))
    votes = [pmv.vote(0, wish) for wish in wishes]
    assert -750 <= votes[0] < votes[-1] <= 700


def test_no_dial_an_installer_may_set_leaves_what_people_may_ask():
    """So that the host, which knows no bounds but these, and the core mean the same set point."""
    rows = {row[0]: row for row in TABLE}
    most = 3 * rows["dial_step"][3]
    for cooling, name, low, high in ((0, "dial_heat", 1000, 2800), (1, "dial_cool", 1600, 3200)):
        assert low <= pmv.moved(cooling, rows[name][2], -most) < pmv.moved(cooling, rows[name][3], most) <= high


def maybe(low, high):
    return st.one_of(st.just(UNKNOWN), st.integers(low, high))


wishes_within = st.tuples(st.one_of(st.none(), st.integers(-3, 3)), st.integers(1000, 2800), st.integers(1600, 3200))


@given(
    wishes_within,
    st.tuples(st.integers(50, 350), st.integers(0, 50), st.integers(0, 100), st.integers(150, 600)),
    st.lists(
        st.tuples(
            maybe(-1000, 5000),
            maybe(-4500, 6000),
            maybe(0, 1000),
            st.integers(60, 3600),
        ),
        max_size=30,
    ),
)
def test_no_dial_and_no_shift_brings_the_set_points_together_or_out_of_bounds(wish, limits, sequence):
    dial, heat, cool = wish
    step, humidity_shift, wall_shift, gap = limits
    bench = Bench(dial_step=step, humidity_shift=humidity_shift, wall_shift=wall_shift, setpoint_gap=gap)
    bench.ask(AUTO, heat, cool, dial=dial)
    for bench.s.room, bench.s.outdoor, bench.s.humidity, dt in sequence:
        found = bench.decide(dt)
        assert 1000 <= found.heat_setpoint <= 2800
        assert 1600 <= found.cool_setpoint <= 3200
        assert found.cool_setpoint - found.heat_setpoint >= gap


@given(st.integers(1000, 2800), st.integers(-1500, 1500), st.integers(0, 1000))
def test_no_shift_lifts_a_wish_beyond_the_limit(heat, outdoor, humidity):
    bench = Bench(humidity_shift=50, wall_shift=100)
    bench.s.room, bench.s.outdoor, bench.s.humidity = 2100, outdoor, humidity
    bench.ask(HEAT, heat)
    for _ in range(200):
        assert bench.decide().heat_setpoint <= max(heat, bench.settings.wish_limit)


def test_shifts_are_off_until_somebody_wants_them():
    bench = Bench()
    bench.s.room, bench.s.outdoor, bench.s.humidity = 2100, -1500, 200
    bench.ask(HEAT, 2050, 2600)
    for _ in range(200):
        bench.decide()
    assert (bench.s.heat_setpoint, bench.s.cool_setpoint) == (2050, 2600)


# --- wishes that cannot be --------------------------------------------------------------------------------------------

BAD = (
    {"mode": 6},
    {"mode": -1},
    {"mode": None},
    {"mode": "heat"},
    {"mode": math.nan},
    {"mode": 1.5},
    {"heat_setpoint": 999},
    {"heat_setpoint": 2801},
    {"heat_setpoint": None},
    {"heat_setpoint": 21.0},
    {"heat_setpoint": math.nan},
    {"cool_setpoint": 1599},
    {"cool_setpoint": 3201},
    {"cool_setpoint": None},
    {"cool_setpoint": math.inf},
    {"dial": 4},
    {"dial": -4},
    {"dial": 0.5},
    {"dial": math.nan},
    {"emergency": 2},
    {"emergency": None},
)


@pytest.mark.parametrize("wrong", BAD, ids=str)
def test_a_bad_wish_is_refused_whole_and_the_last_good_one_holds(wrong):
    bench = Bench()
    bench.ask(COOL, 1900, 2700, emergency=0)
    good = bench.memory.to_dict()
    wish = {"mode": HEAT, "heat_setpoint": 2300, "cool_setpoint": 2800, "dial": None, "emergency": 1}
    wish.update(wrong)
    found = bench.ask(**wish)
    for _ in range(10):
        bench.decide()
    assert bench.memory.to_dict() == good
    assert found.side == COOLING and found.target == 2700
    assert codes(bench.journal).count(j.BAD_REQUEST) == 1, "told once"
    bench.ask(HEAT, 2200, 2700)
    assert bench.memory.heat_setpoint == 2200
    bench.ask(**wish)
    at = codes(bench.journal).index(j.BAD_REQUEST)
    assert bench.journal.times(at) == 2, "told again after a good one: within the hour it is counted"


anything = st.one_of(st.none(), st.booleans(), st.integers(-5000, 5000), st.floats(), st.sampled_from(MODES), st.text())


@given(
    st.one_of(st.sampled_from(MODES), anything),
    st.one_of(st.integers(1000, 2800), anything),
    st.one_of(st.integers(1600, 3200), anything),
    st.one_of(st.none(), st.integers(-3, 3), anything),
    st.one_of(st.sampled_from((0, 1)), anything),
)
def test_whatever_is_taken_survives_a_reboot(mode, heat, cool, dial, emergency):
    bench = Bench()
    bench.ask(mode, heat, cool, dial, emergency)
    again = Memory.from_dict(bench.memory.to_dict())
    assert again.to_dict() == bench.memory.to_dict()


@pytest.mark.parametrize(
    "wish", ({"mode": 2.0}, {"dial": True}, {"dial": False}, {"emergency": True}, {"emergency": 1.0}), ids=str
)
def test_numbers_that_only_look_whole_survive_a_reboot_too(wish):
    bench = Bench()
    bench.ask(**dict({"mode": COOL, "dial": None}, **wish))
    Memory.from_dict(bench.memory.to_dict())


# --- wishes too warm --------------------------------------------------------------------------------------------------


def warm(setpoint, hours, power=8):
    """The room's way, 0.01 °C, as it follows the target with at most `power` K/h (first order, 15 min)."""
    bench = Bench()
    bench.ask(HEAT, setpoint)
    room = 1700.0
    way = []
    for _ in range(hours * 60):
        bench.s.room = int(room)
        bench.decide()
        speed = min(power * 100 / 60, max(-2.0, (bench.s.target - room) / 15))
        room += speed
        way.append(room)
    return way, bench


def test_a_wish_for_27_goes_the_same_way_as_22_until_near_it():
    plain, _ = warm(2200, 2)
    wild, bench = warm(2700, 2)
    near = bench.settings.wish_limit - 30
    together = [(a, b) for a, b in zip(plain, wild, strict=True) if a < near]
    assert len(together) > 30
    assert all(a == b for a, b in together)


def test_beyond_the_limit_it_warms_at_the_ramp_and_gets_there():
    wild, bench = warm(2700, 12)
    ramp = bench.settings.wish_ramp
    for earlier, later in zip(wild, wild[60:], strict=False):
        if earlier > bench.settings.wish_limit:
            assert later - earlier <= ramp + 10
    assert wild[-1] == pytest.approx(2700, abs=15)
    assert bench.s.target == 2700


@pytest.mark.parametrize("setpoint", (2000, 2200, 2201, 2700, 2800))
def test_the_backup_serves_no_more_than_the_limit(setpoint):
    bench = Bench()
    bench.s.room = 2190
    bench.ask(HEAT, setpoint)
    found = bench.last(8 * HOUR)
    assert found.aux_setpoint == min(setpoint, bench.settings.wish_limit)


def test_the_journal_tells_a_capped_wish_once():
    bench = Bench()
    bench.ask(HEAT, 2700)
    bench.last(HOUR)
    assert values(bench.journal, j.WISH_CAPPED) == [2700]
    bench.ask(HEAT, 2200)
    bench.last(HOUR)
    assert len(values(bench.journal, j.WISH_CAPPED)) == 1


def test_a_room_that_fell_far_below_starts_the_ramp_anew():
    bench = Bench()
    bench.s.room = 2200
    bench.ask(HEAT, 2700)
    bench.last(3 * HOUR)
    assert bench.s.target > 2400
    bench.s.room = 2000
    assert bench.decide().target == bench.settings.wish_limit


# --- drying -----------------------------------------------------------------------------------------------------------


def damp(room=2450, humidity=700):
    bench = Bench()
    bench.s.room, bench.s.humidity = room, humidity
    bench.ask(DRY, 2100, 2500)
    return bench


def test_drying_follows_the_humidity_with_hysteresis():
    bench = damp()
    limit = bench.settings.dry_humidity
    assert bench.s.drying == 1
    bench.s.humidity = limit - 10
    assert bench.decide().drying == 1
    bench.s.humidity = limit - 60
    assert bench.decide().drying == 0
    bench.s.humidity = limit - 10
    assert bench.decide().drying == 0
    bench.s.humidity = limit + 1
    assert bench.decide().drying == 1


def test_drying_may_cool_the_room_2_k_and_no_further():
    bench = damp(room=2400)
    assert bench.s.drying == 1
    bench.s.room = 2300
    assert bench.decide().drying == 1
    bench.s.room = 2299
    assert bench.decide().drying == 0
    bench.s.room = 2349
    assert bench.decide().drying == 0
    bench.s.room = 2350
    assert bench.decide().drying == 1
    assert bench.s.target == 2500, "the set point is what it is"


def test_drying_goes_by_the_dew_point_in_a_warm_room():
    """At 27 °C 55 % is no damp figure, but its dew point is 17 °C."""
    bench = damp(room=2700, humidity=550)
    assert moist_air.dew_point(2700, 550) > bench.settings.dry_dew_point
    assert bench.s.drying == 1
    bench.s.humidity = 500
    assert 1500 < moist_air.dew_point(2700, 500) < 1600
    assert bench.decide().drying == 1, "hysteresis"
    bench.s.humidity = 450
    assert bench.decide().drying == 0
    assert damp(room=2700, humidity=500).s.drying == 0


def test_drying_goes_by_the_humidity_in_a_cool_room():
    bench = Bench(dry_dew_point=2200)
    bench.s.room, bench.s.humidity = 2000, 650
    assert bench.ask(DRY, 1800, 2000).drying == 1
    bench.s.humidity = 540
    assert bench.decide().drying == 0


def test_without_humidity_drying_is_cooling():
    bench = damp(room=2600, humidity=UNKNOWN)
    assert bench.s.side == COOLING and bench.s.target == 2500
    assert bench.s.drying == 0


def test_no_drying_in_other_modes_nor_blind():
    bench = damp()
    assert bench.ask(COOL).drying == 0
    assert bench.ask(HEAT).drying == 0
    bench = damp(room=UNKNOWN, humidity=UNKNOWN)
    assert bench.s.drying == 0


@given(st.lists(st.tuples(st.sampled_from(MODES), maybe(-1000, 5000), maybe(-4500, 6000), maybe(0, 1000), st.integers(0, 1)),
                max_size=60))  # fmt: skip
def test_any_sequence_keeps_targets_within_what_people_may_ask(sequence):
    bench = Bench()
    for mode, room, outdoor, humidity, window in sequence:
        bench.s.room, bench.s.outdoor, bench.s.humidity, bench.s.window_open = room, outdoor, humidity, window
        found = bench.ask(mode, 2800, 3200)
        assert found.side in (IDLE, HEATING, COOLING)
        assert not (window or mode in (OFF, FAN)) or found.side == IDLE
        assert 1000 <= found.target <= 3200
        assert found.aux_setpoint <= bench.settings.wish_limit


# --- presets ----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 300), st.sampled_from((None, -2, 0, 3)))
def test_a_setback_moves_both_set_points_apart(setback, dial):
    plain, back = Bench(), Bench()
    for bench, depth in ((plain, 0), (back, setback)):
        bench.comfort.take(Request(AUTO, 2000, 2400, dial), 60)
        bench.s.setback = depth
        bench.comfort.step(bench.s, 60, DECISION)
    assert plain.s.heat_setpoint - back.s.heat_setpoint == setback
    assert back.s.cool_setpoint - plain.s.cool_setpoint == setback


@pytest.mark.parametrize(
    "keywords",
    ({"preset": 5}, {"preset": True}, {"preset": None}, {"schedule": ((5, 0), (5, 1))}, {"schedule": [(5, 0)]}),
    ids=str,
)
def test_a_preset_or_schedule_that_cannot_be_is_refused_whole(keywords):
    bench = Bench()
    good = ((390, 0), (1350, 2))
    bench.ask(HEAT, 2000, preset=4, schedule=good)
    bench.ask(COOL, 2200, **keywords)
    memory = bench.memory
    assert (memory.mode, memory.heat_setpoint, memory.preset, memory.schedule) == (HEAT, 2000, 4, good)
    assert codes(bench.journal).count(j.BAD_REQUEST) == 1


def test_a_window_that_stays_open_is_told_once():
    bench = Bench()
    bench.ask(HEAT)
    bench.s.window_open = 1
    bench.last(3 * 3600 - 60)
    assert j.WINDOW not in codes(bench.journal)
    bench.last(8 * 3600)
    assert codes(bench.journal).count(j.WINDOW) == 1
    bench.s.window_open = 0
    bench.last(600)
    bench.s.window_open = 1
    bench.last(4 * 3600)
    assert codes(bench.journal).count(j.WINDOW) == 2


def test_a_storm_of_set_points_leaves_the_journal_with_news_in_it():
    bench = Bench()
    for k in range(24 * 180):
        bench.ask(HEAT, 2400 if k % 2 else 1800, 2800)
    assert len(bench.journal.entries()) <= 3 * 72, "one line an hour, not one a wish"
