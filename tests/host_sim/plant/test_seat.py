"""The jet at the seats: draught rate against published limits, the jet against its own conservation laws, times, edges."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from host_sim import scenario
from host_sim.errors import InputError
from host_sim.plant import seat
from host_sim.plant.forcing import build_forcing
from host_sim.plant.home import Home
from host_sim.plant.house import load_house
from host_sim.plant.seat import MountingConfig, SeatConfig, draught_rate, jet_speed, occupied, seat_parameters
from host_sim.plant.units import load_unit
from host_sim.plant.weather import bundled, read_weather

AREA = 0.05


def place(height=2.2, depth=9.0, width=9.0, **values):
    return seat_parameters(
        [SeatConfig(distance=1, **values)], MountingConfig(height=height, depth=depth, width=width), AREA, 0.1
    )


@pytest.mark.parametrize("air, speed", ((20, 0.16), (22, 0.18), (24, 0.21), (26, 0.25)))
def test_draught_rate_meets_the_danish_building_regulations(air, speed):
    """BR18 tabulates the speed of DR 20 % at a turbulence of 40 %, to 0.01 m/s."""
    assert draught_rate(air, speed - 0.005) < 20.1 < 20.6 + draught_rate(air, speed + 0.005) - draught_rate(air, speed)
    assert draught_rate(air, speed) == pytest.approx(20, abs=0.75)


def test_still_air_is_no_draught():
    assert draught_rate(20.0, 0.0) == draught_rate(20.0, 0.05) == 0.0
    assert draught_rate(10.0, 0.2) == draught_rate(20.0, 0.2) > draught_rate(40.0, 0.2) == draught_rate(26.0, 0.2)


@given(st.floats(2.0, 6.0), st.floats(1.0, 6.0))
def test_the_centre_slows_down_with_distance(distance, outlet):
    """An even, level jet at the height of the outlet: V0 K sqrt(A0) / x."""
    speed = jet_speed(place(height=2.0), distance, 0.0, 2.0, outlet, 0.0, 0.0, 0.0)
    assert speed == pytest.approx(outlet * seat.K * sqrt(AREA) / distance, rel=0.03)


@pytest.mark.parametrize("distance", (2.5, 4.0))
def test_the_jet_keeps_its_momentum(distance):
    """The integral of V^2 over the section is V0^2 A0, whatever K; high above the floor, beyond the core."""
    p = place(height=3.9)
    side = np.arange(-2.0, 2.0, 0.05)
    total = 0.0
    for across in side:
        bearing = np.degrees(np.arctan2(across, distance))
        for up in side[np.abs(side) < 1.9]:
            total += jet_speed(p, np.hypot(across, distance), bearing, 3.9 - 1.9 + up, 3.0, 0.0, 28.0, 0.0) ** 2
    # the axis goes down by 28°: it passes at some height within the section, which cuts it aslant
    assert total * 0.05**2 * np.cos(np.radians(28.0)) == pytest.approx(3.0**2 * AREA, rel=0.15)


def height_of_the_centre(p, distance, outlet, excess, vane):
    heights = np.arange(0.02, 4.0, 0.02)
    return heights[np.argmax([jet_speed(p, distance, 0.0, h, outlet, excess, vane, 0.0) for h in heights])]


@pytest.mark.parametrize("distance, excess", ((2.5, -8.0), (3.0, -6.0), (3.0, -10.0)))
def test_a_cold_level_jet_drops_as_koestel_measured(distance, excess):
    p, outlet, root = place(height=3.0), 3.0, sqrt(AREA)
    archimedes = 9.81 * -excess / 293 * root / outlet**2
    drop = 3.0 - height_of_the_centre(p, distance, outlet, excess, 0.0)
    low, high = (factor * archimedes / seat.K * (distance / root) ** 3 * root for factor in (0.42, 0.47))
    assert 0.85 * low - 0.03 < drop < 1.15 * high + 0.03


def test_warm_air_rises_and_a_weak_warm_jet_never_reaches_the_floor():
    p = place()
    even = jet_speed(p, 2.5, 0.0, 0.1, 1.2, 0.0, 65.0, 0.0)
    warm = jet_speed(p, 2.5, 0.0, 0.1, 1.2, 20.0, 65.0, 0.0)
    assert even > 0.3 > 0.05 > warm


@given(st.floats(0.5, 5), st.floats(-60, 60), st.floats(-60, 60), st.floats(0, 75), st.floats(-15, 25))
def test_left_and_right_are_alike_and_nothing_is_faster_than_the_outlet(distance, bearing, wide, vane, excess):
    p = place()
    here = jet_speed(p, distance, bearing, 0.6, 3.0, excess, vane, wide)
    assert 0.0 <= here <= 3.0
    assert here == pytest.approx(jet_speed(p, distance, -bearing, 0.6, 3.0, excess, vane, -wide), abs=1e-9)


def test_turned_away_the_jet_misses():
    p = place()
    assert (
        jet_speed(p, 2.5, 0.0, 0.6, 3.0, -10.0, 25.0, 60.0)
        < 0.02
        < 0.5
        < jet_speed(p, 2.5, 0.0, 0.6, 3.0, -10.0, 25.0, 0.0)
    )


def test_times_of_the_day():
    seats = [
        SeatConfig(distance=2, occupied=["08:00-12:00", "18:00-23:00"]),
        SeatConfig(distance=2, occupied=["22:00-06:30"]),
        SeatConfig(distance=2),
    ]
    p = seat_parameters(seats, MountingConfig(), AREA, 0.6)
    assert [occupied(p, 60 * hour) for hour in (3, 7, 9, 12, 18, 22, 23)] == [6, 4, 5, 4, 5, 7, 6]
    with pytest.raises(ValueError, match="hh:mm"):
        SeatConfig(distance=2, occupied=["8-12"])


@pytest.mark.parametrize("text, said", (("distance=6", "distance = 6"), ("distance=4\nbearing=50", "bearing = 50")))
def test_a_seat_outside_the_room_is_refused_in_one_line(tmp_path, text, said):
    path = tmp_path / "outside.toml"
    path.write_text(f"[[seats]]\n{text}\n")
    with pytest.raises(InputError) as caught:
        scenario.load(str(path))
    assert (
        f"seats.0.{said}" in str(caught.value)
        and "the room ends at" in str(caught.value)
        and "\n" not in str(caught.value)
    )


@pytest.fixture(scope="module")
def winter():
    house = load_house("chicago")
    return house, build_forcing(read_weather(bundled("chicago")), house, start="01-18", days=1)


def live(winter, hours=6, vane=-1, wide=0, **more):
    house, forcing = winter
    home = Home(house, load_unit("fujitsu_halcyon_12"), forcing, **more)
    readings, command = Readings(), Command()
    seen = []
    for now in range(0, hours * 3600, 10):
        home.sense(readings, now)
        seen.append(readings.presence.value)
        command.speed, command.valve, command.fan, command.vane, command.wide_vane = (
            50,
            home.unit.heating_valve,
            3,
            vane,
            wide,
        )
        command.valid_until = now + 2
        home.advance(command, 10)
    return home.result(), seen


def test_seats_change_nothing_but_what_they_feel(winter):
    without, _ = live(winter)
    seats = [SeatConfig(distance=1.2)]
    felt, seen = live(winter, seats=seats)
    for name in set(without.columns) - {"vane", "wide_vane", "seat_speed", "draught"}:
        np.testing.assert_array_equal(without[name], felt[name], err_msg=name)
    assert np.isnan(without["draught"]).all() and set(seen) == {None}
    assert felt["draught"][30:].min() > 15 and felt["seat_speed"][30:].min() > 0.15
    assert set(felt["vane"]) == {np.float32(seat.AUTO_HEATING)}
    away, _ = live(winter, seats=seats, vane=65, wide=60)
    assert away["draught"][30:].max() < 10


def test_presence_is_known_where_a_sensor_is_fitted(winter):
    from host_sim.plant.sensors import SensorsConfig

    seats = [SeatConfig(distance=2, occupied=["00:00-02:00"]), SeatConfig(distance=2, occupied=["01:00-03:00"])]
    trace, seen = live(winter, 4, seats=seats, sensors=SensorsConfig(presence=True))
    assert [seen[hour * 360 + 180] for hour in range(4)] == [1, 3, 2, 0]
    assert np.isnan(trace["seat_speed"][200:]).all() and not np.isnan(trace["seat_speed"][:175]).any()
