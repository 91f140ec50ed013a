"""The demand against a textbook PI in floats, and when it must not integrate."""

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.heat.capacity import Capacity
from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.quantity import UNKNOWN
from tests.firmware.control.bench import SteadyHouse, indoors, make_settings, make_situation

HOUR = 3600
LONG = 2 * HOUR  # a run long past the settling


class Bench:
    def __init__(self, house=None, cooling=0, **settings):
        self.settings = make_settings(**settings)
        self.house = house or SteadyHouse()
        self.capacity = Capacity(self.settings, self.house)
        unit = UnitMap(self.settings)
        self.side = unit.cooling if cooling else unit.heating
        self.side.at(3000 if cooling else 0)
        self.s = make_situation(map=self.side)
        self.cooling = cooling
        self.target = 2100
        self.run_time = LONG
        self.frozen = 0

    def step(self, error=None, dt=60):
        """`error`: 0.01 K, positive when the side has work to do."""
        if error is not None:
            indoors(self.s, self.target + error if self.cooling else self.target - error)
        s = self.s
        s.cooling, s.goal, s.run_time, s.after_defrost = self.cooling, self.target, self.run_time, self.frozen
        self.capacity.step(s, 0, dt)
        return s.demand

    def integral(self):
        """The demand without error, less the feed-forward: what the integral has gathered."""
        return self.s.base - self.forward()

    def forward(self):
        loss = self.house.loss(self.target, self.s.outdoor_slow)
        return -loss if self.cooling else loss


@pytest.mark.parametrize("cooling", (0, 1))
@given(errors=st.lists(st.tuples(st.integers(-60, 60), st.integers(1, 20)), min_size=1, max_size=20))
@profile(max_examples=100)
def test_against_a_textbook_pi(cooling, errors):
    bench = Bench(SteadyHouse(heat_loss=100, gains=300), cooling)
    bench.target = 2400 if cooling else 2100
    bench.s.outdoor_slow = 3400 if cooling else 0
    gain = bench.settings.proportional / 1000 * bench.side.q_max  # W/K
    loss = 100 * (bench.target - bench.s.outdoor_slow) / 100 - 300
    forward = -loss if cooling else loss
    integral = 0.0
    reach = 0.6 * bench.side.q_max
    for error, times in errors:
        for _ in range(times):
            proportional = gain * error / 100
            wanted = forward + proportional + integral
            if min(abs(wanted), abs(wanted - bench.side.q_max)) < 8:
                return  # on the very limit, rounding decides whether it still integrates
            if not (error > 0 and wanted > bench.side.q_max) and not (error < 0 and wanted < 0):
                integral += gain / bench.settings.integral_time * error / 100 * 60
                integral = min(max(integral, -max(reach, forward)), reach)
            assert bench.step(error) == pytest.approx(forward + proportional + integral, abs=6)


def test_a_small_lasting_error_is_integrated_away():
    bench = Bench()
    for _ in range(24 * 60):
        bench.step(1)  # 0.01 K for a day
    gain = bench.settings.proportional / 1000 * bench.side.q_max
    assert bench.integral() == pytest.approx(gain * 0.01 * 24 * HOUR / bench.settings.integral_time, rel=0.1)
    bench = Bench()
    for _ in range(24 * 60):
        bench.step(-1)
    assert bench.integral() == pytest.approx(-gain * 0.01 * 24 * HOUR / bench.settings.integral_time, rel=0.1)


@pytest.mark.parametrize("heat_loss", (50, 120, 360))
def test_a_house_believed_too_large_is_cancelled_whole(heat_loss):
    """It is too warm for days: hardly any heat is asked for in the end, whatever the house is believed to lose."""
    bench = Bench(SteadyHouse(heat_loss=heat_loss, gains=0))
    bench.s.outdoor_slow = -1000
    assert bench.forward() == 31 * heat_loss
    for _ in range(5 * 24 * 60):
        bench.step(-20)
    assert bench.s.base < 0.2 * bench.side.q_max


def test_steps_of_the_decision_do_not_matter():
    ends = []
    for dt in (10, 60):
        bench = Bench()
        for _ in range(4 * HOUR // dt):
            bench.step(20, dt)
        ends.append(bench.integral())
    assert ends[0] == pytest.approx(ends[1], abs=5)


@pytest.mark.parametrize("error", (500, 1000, -1000))
def test_no_windup_while_out_of_reach(error):
    bench = Bench()
    for _ in range(8 * 60):
        bench.step(error)
    assert abs(bench.integral()) <= 0.6 * bench.side.q_max
    after = bench.step(0)
    assert -bench.side.q_max <= after <= 2 * bench.side.q_max
    before = bench.integral()
    for _ in range(8 * 60):
        bench.step(error)
    assert bench.integral() == before, "the integral stands while the demand is out of reach"


def test_it_comes_down_again_from_saturation():
    bench = Bench()
    for _ in range(4 * 60):
        bench.step(1000)
    wound = bench.integral()
    for _ in range(60):
        bench.step(-30)
    assert bench.integral() < wound


@pytest.mark.parametrize("why", ("frozen", "settling"))
def test_the_integral_is_frozen(why):
    bench = Bench()
    for _ in range(60):
        bench.step(30)
    before = bench.integral()
    assert before > 0
    if why == "frozen":
        bench.frozen = 1
    else:
        bench.run_time = 300
    for _ in range(120):
        bench.step(50)
    assert bench.integral() == before


@pytest.mark.parametrize("error", (40, -40, 3, -3))
def test_at_rest_what_was_integrated_is_forgotten_over_hours(error):
    bench = Bench()
    for _ in range(120):
        bench.step(error)
    wound = bench.integral()
    assert wound * error > 0
    bench.run_time = 0
    for _ in range(60):
        bench.step(0)
    assert abs(bench.integral()) >= abs(wound) * 0.7 - 2, "not at once"
    for _ in range(47 * 60):
        bench.step(0)
    assert abs(bench.integral()) <= max(5, abs(wound) * 0.02)


def test_a_new_target_moves_the_demand_by_feed_forward_and_gain_alone():
    bench = Bench()
    for _ in range(120):
        bench.step(20)
    before = bench.step(20)
    bench.target += 10
    indoors(bench.s, bench.target - 30)
    gain = bench.settings.proportional / 1000 * bench.side.q_max
    moved = bench.step() - before
    assert moved == pytest.approx(bench.house.heat_loss * 0.1 + gain * 0.1, abs=15)


def test_stop_and_restart_are_bumpless():
    bench = Bench()
    for _ in range(120):
        bench.step(20)
    before = bench.step(0)
    bench.run_time = 0
    for _ in range(5):
        bench.step(0)
    bench.run_time = 60
    assert bench.step(0) == pytest.approx(before, abs=0.03 * abs(before))


def test_changing_sides_starts_without_a_past():
    bench = Bench()
    for _ in range(300):
        bench.step(50)
    assert bench.integral() > 0
    bench.cooling = 1
    bench.target = 2500
    assert bench.step(0) == -bench.house.loss(2500, 0)


def test_degraded_readings_cap_the_demand_at_the_open_loop():
    bench = Bench()
    for _ in range(60):
        bench.step(100)
    full = bench.step(100)
    bench.s.room_status = 2
    assert bench.step(100) <= bench.house.loss(2000, 0) < full
    bench.target = 1800
    assert bench.step(300) <= bench.house.loss(1800, 0)
    bench.s.room_status = 1
    bench.target = 2100
    assert bench.step(100) > bench.house.loss(2000, 0), "held readings are good enough"


def test_degraded_readings_never_raise_the_demand():
    bench = Bench()
    low = bench.step(-80)
    bench.s.room_status = 2
    assert bench.step(-80) <= low


def test_blind_heating_runs_open_loop_for_15_degrees_whatever_was_before():
    bench = Bench()
    for _ in range(300):
        bench.step(100)
    indoors(bench.s, UNKNOWN)
    bench.s.room_status = 3
    assert bench.step() == bench.house.loss(1500, 0)
    assert bench.s.error == 0
    bench.target = 2800
    assert bench.step() == bench.house.loss(1500, 0)
    bench.s.outdoor_slow = UNKNOWN
    assert bench.step() > 0


def test_blind_cooling_does_nothing():
    bench = Bench(cooling=1)
    bench.step(200)
    indoors(bench.s, UNKNOWN)
    assert bench.step() == 0


def test_a_warmer_outdoor_means_less_feed_forward():
    bench = Bench()
    cold = bench.step(0)
    bench.s.outdoor_slow = 1000
    assert bench.step(0) == pytest.approx(cold - 10 * bench.house.heat_loss, abs=2)


maybe = st.one_of(st.just(UNKNOWN), st.integers(-6000, 6000))


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1000, 3200), maybe, maybe, st.integers(0, 3),
                          st.sampled_from((0, 60, LONG)), st.integers(0, 1), st.sampled_from((1, 10, 60)))))  # fmt: skip
def test_nothing_is_too_odd(sequence):
    bench = Bench()
    for cooling, target, room, outdoor, status, run_time, frozen, dt in sequence:
        bench.cooling, bench.target, bench.run_time, bench.frozen = cooling, target, run_time, frozen
        indoors(bench.s, room)
        bench.s.outdoor_slow, bench.s.room_status = outdoor, status
        assert isinstance(bench.step(dt=dt), int)
        assert abs(bench.s.error) <= 1000
