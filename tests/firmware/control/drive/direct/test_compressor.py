"""Minimum times, starts, ramp, slew, oil return, warm-up and the speed of cycling, at any tick."""

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.drive.direct.compressor import Compressor
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import NEVER, UNKNOWN
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import codes, make_settings, make_situation, values

TICKS = (1, 10, 60)
ticks = pytest.mark.parametrize("dt", TICKS)
HOUR = 3600
FULL = 50000  # W, more than any of the units here can do

# A unit whose least speed is much thriftier than its rated one, and one where it is the other way round.
THRIFTY_SLOW = ((-1500, (800, 150), (4000, 1500), (5000, 2100)), (833, (900, 140), (5000, 1500), (5700, 1850)))
THRIFTY_RATED = ((-1500, (1500, 700), (4000, 1300), (5000, 2100)), (833, (2000, 800), (5000, 1100), (6500, 1900)))


class Bench:
    def __init__(self, dt=10, **settings):
        self.settings = make_settings(**settings)
        self.journal = Journal()
        self.compressor = Compressor(self.settings, Memory(), self.journal)
        self.side = UnitMap(self.settings).heating
        self.side.at(0)
        self.dt = dt
        self.now = 0
        self.active = self.allowed = self.starts_ok = 1
        self.error = 0
        self.demand = self.base = FULL
        self.s = make_situation(map=self.side, active=1)
        self.outdoor = 0
        self.coil = UNKNOWN
        self._decided = -60

    def tick(self):
        self.now += self.dt
        if self.now - self._decided >= 60:
            self._decided = self.now
            s = self.s
            s.active, s.call_error, s.call_demand, s.call_base = self.active, self.error, self.demand, self.base
            s.outdoor_slow, s.indoor_coil = self.outdoor, self.coil
            s.cooling = 0 if self.coil == UNKNOWN else 1
            s.start_heating_at = s.start_cooling_at = 0 if self.starts_ok else NEVER
            self.compressor.decide(s, self.allowed, j.STOPPED_LOCKOUT, self.now)
        if self.s.compressor_on:
            self.compressor.step(self.s, self.now, self.dt)
        return self.s.compressor_speed

    def run(self, seconds):
        """(now, speed) of every tick."""
        end = self.now + seconds
        out = []
        while self.now < end:
            speed = self.tick()
            out.append((self.now, speed))
        return out

    def started(self, demand=FULL):
        self.demand = self.base = demand
        self.error = 100
        while not self.tick():
            assert self.now < HOUR, "it does not start"
        self.begun = self.now
        self.error = 0
        return self


def stops(way):
    return [now for (_t, before), (now, speed) in zip(way, way[1:], strict=False) if before and not speed]


# --- start and stop ---------------------------------------------------------------------------------------------------


def test_starts_only_when_the_room_is_short_of_the_set_point():
    bench = Bench()
    bench.error = bench.settings.start_band
    assert not any(speed for _now, speed in bench.run(2 * HOUR))
    bench.error += 1
    assert bench.run(60)[-1][1]


@pytest.mark.parametrize("what", ("active", "allowed", "starts_ok"))
def test_does_not_start_when_it_may_not(what):
    bench = Bench()
    bench.error = 200
    setattr(bench, what, 0)
    assert not any(speed for _now, speed in bench.run(HOUR))
    setattr(bench, what, 1)
    assert bench.run(60)[-1][1]


def test_minimum_off_holds_after_the_boot():
    bench = Bench()
    bench.started()
    assert bench.begun >= bench.settings.minimum_off


@ticks
def test_minimum_on_and_the_stop_band(dt):
    bench = Bench(dt, warm_up=0).started(demand=500)
    bench.error = -bench.settings.stop_band - 1
    stopped = stops(bench.run(HOUR))[0]
    assert bench.settings.minimum_on <= stopped - bench.begun <= bench.settings.minimum_on + 60 + dt
    assert values(bench.journal, j.STOP) == [j.STOPPED_SATISFIED]


def test_does_not_stop_within_the_band():
    bench = Bench().started(demand=500)
    bench.error = -bench.settings.stop_band
    assert all(speed for _now, speed in bench.run(2 * HOUR))


def test_never_stops_by_the_demand_alone():
    bench = Bench().started(demand=500)
    bench.demand = bench.base = -5000
    assert all(speed == bench.settings.speed_min for _now, speed in bench.run(90 * 60)[60:])


def test_warming_up_the_band_is_wider():
    bench = Bench().started(demand=500)
    s = bench.settings
    assert s.warm_up > s.minimum_on and s.warm_up_band > s.stop_band
    bench.error = -s.warm_up_band
    stopped = stops(bench.run(2 * HOUR))[0]
    assert s.warm_up <= stopped - bench.begun <= s.warm_up + 70


@ticks
def test_minimum_off_between_runs(dt):
    bench = Bench(dt).started(demand=500)
    bench.error = -300
    stopped = stops(bench.run(HOUR))[-1]
    bench.error = 300
    bench._decided = -60
    bench.now = stopped
    begun = next(now for now, speed in bench.run(HOUR) if speed)
    assert begun - stopped >= bench.settings.minimum_off


@pytest.mark.parametrize("what, reason", (("active", j.STOPPED_OFF), ("allowed", j.STOPPED_LOCKOUT)))
def test_off_and_lockout_stop_at_once(what, reason):
    bench = Bench().started()
    setattr(bench, what, 0)
    assert bench.run(60)[-1][1] == 0
    assert bench.now - bench.begun < bench.settings.minimum_on
    assert values(bench.journal, j.STOP) == [reason]


def test_a_window_is_a_reason_of_its_own():
    bench = Bench().started()
    bench.s.window_open = 1
    bench.active = 0
    assert bench.run(60)[-1][1] == 0
    assert values(bench.journal, j.STOP) == [j.STOPPED_WINDOW]


def test_a_stop_by_others_starts_minimum_off_over():
    bench = Bench().started()
    bench.run(HOUR)
    stopped = bench.now
    bench.compressor.stopped(bench.s, bench.now)
    assert bench.s.compressor_speed == 0
    bench.error = 300
    begun = next(now for now, speed in bench.run(HOUR) if speed)
    assert begun - stopped >= bench.settings.minimum_off


@pytest.mark.parametrize("most", (1, 2, 3, 6))
@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(1, 20)), min_size=30, max_size=120))
@profile(max_examples=20)
def test_starts_in_any_hour_and_minimum_times(most, errors):
    bench = Bench(60, starts_an_hour=most, minimum_on=180, minimum_off=180, warm_up=0)
    starts, ends, before = [], [0], 0
    for error, decisions in errors:
        bench.error = error
        for now, speed in bench.run(60 * decisions):
            if speed and not before:
                starts.append(now)
                assert now - ends[-1] >= 180
            if before and not speed:
                ends.append(now)
                assert now - starts[-1] >= 180
            before = speed
    for k in range(len(starts) - most):
        assert starts[k + most] - starts[k] >= HOUR
    assert bench.compressor.starts.count(bench.now) == sum(bench.now - at < HOUR for at in starts)


def test_a_start_that_must_wait_is_told_once():
    bench = Bench(60, starts_an_hour=1, minimum_on=180, minimum_off=180, warm_up=0)
    for _ in range(3):
        bench.error = -200
        bench.run(20 * 60)
        bench.error = 200
        bench.run(10 * 60)
    held = values(bench.journal, j.START_HELD)
    assert held and set(held) == {1}
    assert len(held) <= len(values(bench.journal, j.STOP))


# --- speed ------------------------------------------------------------------------------------------------------------


@ticks
def test_start_ramp(dt):
    bench = Bench(dt).started()
    top = bench.settings.speed_max
    for now, speed in bench.run(20 * 60):
        run = now - bench.begun
        if run < 180 - dt:
            assert speed <= 0.45 * top
        elif run < 600 - dt:
            assert speed <= 0.60 * top
        elif run < 780 - dt:
            assert speed <= 0.80 * top
    assert speed == top


@ticks
def test_slew(dt):
    bench = Bench(dt).started()
    bench.run(20 * 60)
    bench.demand = bench.base = 0
    way = bench.run(600)
    bench.demand = bench.base = FULL
    way += bench.run(600)
    for (_t, before), (_now, speed) in zip(way, way[1:], strict=False):
        assert -2 * dt <= speed - before <= dt
    assert min(speed for _now, speed in way) == bench.settings.speed_min
    assert way[-1][1] == bench.settings.speed_max


@given(st.integers(0, 6000), st.sampled_from(TICKS))
@profile(max_examples=40)
def test_follows_the_demand_through_the_map(demand, dt):
    bench = Bench(dt).started(demand=max(demand, 1200))
    speed = bench.run(HOUR)[-1][1]
    assert speed == bench.side.speed_for(max(demand, 1200))


@pytest.mark.parametrize("speed_min, speed_max", ((16, 100), (40, 100), (60, 100), (50, 60)))
def test_speed_stays_within_what_the_unit_can(speed_min, speed_max):
    bench = Bench(1, speed_min=speed_min, speed_rated=None, speed_max=speed_max).started()
    for _now, speed in bench.run(20 * 60):
        assert speed_min <= speed <= speed_max


def test_saturated_counts_the_time_at_the_limit():
    bench = Bench(10).started()
    bench.run(13 * 60)
    assert bench.s.saturated < 120, "the ramp is no saturation"
    bench.run(20 * 60)
    assert bench.s.saturated == pytest.approx(19 * 60, abs=120)
    bench.demand = bench.base = 2000
    bench.run(120)
    assert bench.s.saturated == 0


def test_saturation_ends_with_the_run():
    bench = Bench().started()
    bench.run(HOUR)
    assert bench.s.saturated
    bench.active = 0
    bench.run(60)
    assert bench.s.saturated == 0


def cycle_speed(rows, surplus):
    """The speed of a cycle at half the minimum load, after the start ramp."""
    bench = Bench(heating=rows)
    bench.compressor.surplus = surplus
    bench.started(demand=bench.side.q_min // 2)
    return bench.side, bench.run(20 * 60)[-1][1]


def test_cycles_at_the_speed_that_costs_less():
    for rows, thrifty in ((THRIFTY_SLOW, "speed_min"), (THRIFTY_RATED, "speed_rated")):
        side, speed = cycle_speed(rows, 20000)
        assert speed == getattr(side, thrifty)


def test_a_cycle_heats_no_faster_than_the_room_can_take():
    side, speed = cycle_speed(THRIFTY_RATED, 2000)
    assert side.speed_min < speed < side.speed_rated
    assert side.heat_at(speed) == pytest.approx(side.q_min // 2 + 2000, rel=0.05)
    assert cycle_speed(THRIFTY_RATED, 0)[1] == side.speed_min


def test_cycling_speed_by_the_cost_of_the_same_heat():
    for rows in (THRIFTY_SLOW, THRIFTY_RATED):
        side, speed = cycle_speed(rows, 20000)
        cost = {side.speed_min: side.p_min / side.q_min, side.speed_rated: side.p_rated / side.q_rated}
        assert speed == min(cost, key=cost.get)


def test_slower_before_the_coil_ices_up():
    bench = Bench().started()
    full = bench.run(20 * 60)[-1][1]
    bench.coil = 250
    slow = bench.run(15 * 60)[-1][1]
    assert bench.settings.speed_min <= slow < full
    assert values(bench.journal, j.COIL_LIMIT) == [250], "told once"
    bench.coil = 800
    assert bench.run(30 * 60)[-1][1] == full
    bench.coil = 240
    bench.run(15 * 60)
    assert values(bench.journal, j.COIL_LIMIT) == [250, 240], "and again after it was over"


def test_above_minimum_load_only_the_wide_band_stops():
    bench = Bench(warm_up=0).started()
    s = bench.settings
    bench.run(s.minimum_on)
    bench.error = -s.stop_band - 1
    assert bench.run(HOUR)[-1][1] > 0
    bench.base = bench.demand = bench.side.q_min // 2
    assert stops(bench.run(HOUR))


def test_above_minimum_load_it_does_not_cycle():
    bench = Bench(heating=THRIFTY_RATED).started(demand=3000)
    assert bench.run(20 * 60)[-1][1] == bench.side.speed_for(3000)
    assert not bench.s.cycling


# --- oil return -------------------------------------------------------------------------------------------------------


def fast(bench, way):
    """Seconds of a way at 70 % of the maximum speed or more."""
    return sum(bench.dt for _now, speed in way if speed * 10 >= 7 * bench.settings.speed_max)


@ticks
def test_oil_return_after_2_h_at_low_speed(dt):
    bench = Bench(dt).started(demand=500)
    s = bench.settings
    assert not fast(bench, bench.run(s.oil_return_after - 120))
    way = bench.run(20 * 60)
    assert s.oil_return_time - 60 <= fast(bench, way) <= s.oil_return_time + 120
    assert way[-1][1] == s.speed_min
    assert codes(bench.journal).count(j.OIL_RETURN) == 1
    assert not fast(bench, bench.run(s.oil_return_after - 30 * 60)), "once is enough for the next 2 h"


@pytest.mark.parametrize("length", (60, 180, 600))
def test_oil_return_lasts_as_long_as_set(length):
    bench = Bench(10, oil_return_time=length).started(demand=500)
    asked = 0
    for _ in range((2 * HOUR + 30 * 60) // 10):
        bench.tick()
        asked += 10 * (bench.compressor.wanted * 10 >= 7 * bench.settings.speed_max)
    assert length <= asked <= length + 120, "the time to get there comes on top"


def test_no_oil_return_in_warm_weather():
    bench = Bench(60).started(demand=500)
    bench.outdoor = bench.settings.oil_return_below
    assert not fast(bench, bench.run(5 * HOUR))
    assert j.OIL_RETURN not in codes(bench.journal)


def test_oil_return_when_the_outdoor_is_unknown():
    bench = Bench(60).started(demand=500)
    bench.outdoor = UNKNOWN
    assert fast(bench, bench.run(3 * HOUR))


def test_a_fast_spell_brings_the_oil_back_by_itself():
    bench = Bench(60).started(demand=500)
    for _ in range(4):
        bench.demand = bench.base = 500
        bench.run(90 * 60)
        bench.demand = bench.base = FULL
        bench.run(10 * 60)
    assert j.OIL_RETURN not in codes(bench.journal)


def test_low_speed_adds_up_over_several_runs():
    bench = Bench(60, warm_up=0).started(demand=500)
    for _ in range(8):
        bench.error = 100
        bench.run(30 * 60)
        bench.error = -300
        bench.run(10 * 60)
    assert j.OIL_RETURN in codes(bench.journal)


# --- the tick does not matter -----------------------------------------------------------------------------------------


def test_1_10_and_60_s_agree():
    ways = []
    for dt in TICKS:
        bench = Bench(dt, warm_up=0)
        heat, on = 0, []
        for minute in range(6 * 60):
            bench.error = 60 - minute * 2 if minute < 60 else (120 if minute % 90 < 45 else -120)
            bench.demand = bench.base = 900 + 40 * minute % 5000
            before = bench.s.compressor_on
            speeds = [speed for _now, speed in bench.run(60)]
            heat += sum(speeds) * dt
            if bench.s.compressor_on != before:
                on.append(minute)
        ways.append((heat, on))
    for other in ways[1:]:
        assert len(other[1]) == len(ways[0][1])
        assert all(abs(a - b) <= 1 for a, b in zip(ways[0][1], other[1], strict=True))
    assert ways[1][0] == pytest.approx(ways[0][0], rel=0.01)
    assert ways[2][0] == pytest.approx(ways[0][0], rel=0.05)
