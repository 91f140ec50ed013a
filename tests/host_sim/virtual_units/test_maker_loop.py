"""The maker's loop: ramp, zones, stop and restart as the service manuals give them."""

import pytest

from host_sim.virtual_units.maker_loop import MakerLoop, StartRamp

LEAST, MOST = 20, 100


@pytest.mark.parametrize(
    ("age", "speed"), [(0, 45), (179, 45), (180, 60), (599, 60), (600, 80), (779, 80), (780, 100), (9999, 100)]
)
def test_start_ramp(age, speed):
    assert StartRamp(100).limit(age) == speed


def run(loop, error, seconds, start=0, step=1, wanted=True):
    return [loop.step(error, wanted, now) for now in range(start, start + seconds, step)]


def test_waits_three_minutes_after_power_up():
    speeds = run(MakerLoop(LEAST, MOST), 300, 200)
    assert speeds[:180] == [0] * 180
    assert speeds[180] > 0


def test_waits_three_minutes_after_a_stop():
    loop = MakerLoop(LEAST, MOST)
    run(loop, 300, 300)
    assert loop.step(-50, True, 300) == 0
    assert run(loop, 300, 180, start=300) == [0] * 180
    assert loop.step(300, True, 480) > 0


@pytest.mark.parametrize(("error", "runs"), [(-49, True), (-50, False)])
def test_stops_half_a_kelvin_past_the_target(error, runs):
    loop = MakerLoop(LEAST, MOST)
    run(loop, 100, 300)
    assert (loop.step(error, True, 300) > 0) == runs


def test_starts_a_zone_short_of_the_target():
    assert run(MakerLoop(LEAST, MOST), 49, 400)[-1] == 0
    assert run(MakerLoop(LEAST, MOST), 50, 400)[-1] > 0


@pytest.mark.parametrize(("error", "speed"), [(50, 40), (100, 45), (400, 45)])
def test_start_frequency_follows_the_zone_below_the_ramp(error, speed):
    loop = MakerLoop(LEAST, MOST)
    assert loop.step(error, True, 180) == speed


def test_full_speed_far_from_the_target():
    assert run(MakerLoop(LEAST, MOST), 200, 2000)[-1] == MOST


def test_a_change_of_zone_moves_in_proportion():
    loop = MakerLoop(LEAST, MOST)
    before = loop.step(50, True, 180)
    assert run(loop, 0, 30, start=181)[-1] == before - (MOST - LEAST) // 10


def test_a_frequency_that_stands_still_is_moved_towards_the_target():
    loop = MakerLoop(LEAST, MOST)
    speeds = run(loop, 60, 3600, start=180)
    assert speeds[0] < speeds[-1] == MOST
    changes = [k for k in range(1, len(speeds)) if speeds[k] != speeds[k - 1]]
    assert changes[0] >= 180
    assert run(loop, -10, 7200, start=3780)[-1] == LEAST


def test_holds_in_the_zone_of_the_target():
    loop = MakerLoop(LEAST, MOST)
    loop.step(50, True, 180)
    run(loop, 20, 60, start=181)
    held = loop.speed
    assert set(run(loop, 20, 7200, start=241)) == {held}


def test_unwanted_stops_at_once():
    loop = MakerLoop(LEAST, MOST)
    run(loop, 300, 300)
    assert loop.step(300, False, 300) == 0


@pytest.mark.parametrize("step", [1, 7, 60])
def test_any_step_ends_at_the_same_speed(step):
    assert run(MakerLoop(LEAST, MOST), 120, 7200, step=step)[-1] == MOST
