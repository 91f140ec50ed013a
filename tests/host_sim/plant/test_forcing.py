"""The table that drives the house: clock, columns, seeds; and the state that a run starts in."""

from functools import cache

import numpy as np
import pytest

from host_sim.errors import InputError
from host_sim.plant.air import humidity_ratio, relative_humidity
from host_sim.plant.forcing import (
    GAIN_CONV,
    GAIN_H2O,
    GAIN_RAD,
    P_ATM,
    RH_OUT,
    RUN_IN_DAYS,
    SOLAR_IN,
    SUN_H,
    T_OUT,
    U0,
    W_OUT,
    Forcing,
    build_forcing,
    interpolate,
    start_state,
)
from host_sim.plant.house import EXOGENOUS, HouseConfig, Window, build_network, load_house
from host_sim.plant.people import People
from host_sim.plant.sun import on_plane, sun_over
from host_sim.plant.weather import Weather, read_weather


@cache
def weather(name: str) -> Weather:
    return read_weather(name)


@cache
def forcing(place: str = "chicago", start: str = "01-22", days: float = 3, seed: int = 1) -> Forcing:
    return build_forcing(weather(place), load_house(place), start=start, days=days, seed=seed)


def test_shape_and_clock() -> None:
    made = forcing()
    assert made.table.shape == (3 * 288 + 1, U0 + len(EXOGENOUS))
    assert made.table.flags.c_contiguous
    assert np.all(np.isfinite(made.table))
    assert made.run_in.shape == (RUN_IN_DAYS * 288 + 1, made.table.shape[1])
    assert np.array_equal(made.run_in[-1], made.table[0])
    assert made.minute_of_week == 0  # 22 January is a Monday as 1 January is
    assert forcing(start="01-24").minute_of_week == 2 * 1440
    assert len(forcing(days=0.5).table) == 145
    assert np.array_equal(forcing(days=0.5).table, made.table[:145])


def test_columns_are_the_weathers() -> None:
    table, read = forcing().table, weather("chicago")
    at_hour = table[12::12]  # the end of each hour
    rows = slice(21 * 24, 24 * 24)
    assert at_hour[:, T_OUT] == pytest.approx(read.temperature[rows])
    assert at_hour[:, RH_OUT] == pytest.approx(read.humidity[rows])
    assert table[:, U0 + EXOGENOUS.index("outdoors")] == pytest.approx(table[:, T_OUT])
    row = table[100]
    assert row[W_OUT] == pytest.approx(humidity_ratio(row[T_OUT], row[RH_OUT], row[P_ATM]))
    noon = table[:, SUN_H].reshape(-1)[: 3 * 288].reshape(3, 288)
    assert noon[:, :60].max() == 0.0  # before 05:00
    assert noon[:, 144].min() > 50.0


def test_seed_settles_the_people_and_nothing_else() -> None:
    one, again, other = (
        forcing(),
        build_forcing(weather("chicago"), load_house("chicago"), start="01-22", days=3, seed=1),
        forcing(seed=2),
    )
    assert np.array_equal(one.table, again.table)
    assert np.array_equal(one.run_in, again.run_in)
    assert not np.array_equal(one.table[:, GAIN_CONV], other.table[:, GAIN_CONV])
    people = (GAIN_CONV, GAIN_RAD, GAIN_H2O)
    rest = [i for i in range(one.table.shape[1]) if i not in people]
    assert np.array_equal(one.table[:, rest], other.table[:, rest])


def test_people_can_be_others_than_the_houses() -> None:
    made = build_forcing(weather("chicago"), HouseConfig(), People(occupants=0, standby=50), start="01-22", days=1)
    assert made.table[:, GAIN_CONV] + made.table[:, GAIN_RAD] == pytest.approx(np.full(289, 50.0))


def test_over_new_year() -> None:
    made = forcing(start="12-30", days=4)
    table = made.table
    assert table[12 * (24 + 24 + 5), T_OUT] == pytest.approx(weather("chicago").temperature[4])
    assert table[2 * 288 :, :GAIN_CONV] == pytest.approx(forcing(start="01-01", days=2).table[:, :GAIN_CONV], rel=1e-9)


def test_sun_through_windows() -> None:
    """A pane that faces the beam passes at most g of it; shading takes its share; the sun is on the right side of the day."""
    read = weather("denver")
    clear = {"windows": (Window(azimuth=90, area=10.0, g=0.5),), "shading": 0.0}
    east = build_forcing(read, HouseConfig(**clear), start="03-21", days=5)
    assert np.argmax(east.table[:-1, SOLAR_IN].reshape(5, 288).sum(axis=0)) < 144
    outside = sum(on_plane(sun_over(read, east_start(read) * 24, 5 * 24), 90.0, 90.0)[:2]) * 10.0 * 0.5
    assert np.all(east.table[:, SOLAR_IN] <= outside + 1e-6)
    assert east.table[:, SOLAR_IN].sum() > 0.75 * outside.sum()
    shaded = build_forcing(read, HouseConfig(**(clear | {"shading": 0.4})), start="03-21", days=5)
    assert shaded.table[:, SOLAR_IN] == pytest.approx(0.6 * east.table[:, SOLAR_IN])
    assert shaded.table[:, U0 + EXOGENOUS.index("sun_inside")] == pytest.approx(shaded.table[:, SOLAR_IN])


def test_described_panes_take_up_a_part_and_walls_face_where_they_do() -> None:
    read = weather("denver")
    pane = {"windows": (Window(azimuth=180, area=10.0, pane_transmittance=0.834),), "shading": 0.0}
    named = {"windows": (Window(azimuth=180, area=10.0, g=0.7),), "shading": 0.0}
    clear, plain = (build_forcing(read, HouseConfig(**form), start="01-10", days=5).table for form in (pane, named))
    outer, inner = (
        (clear - plain)[:, U0 + EXOGENOUS.index(name)].sum() / clear[:, SOLAR_IN].sum()
        for name in ("window_outside", "window_inside")
    )
    assert clear[:, SOLAR_IN] == pytest.approx(
        plain[:, SOLAR_IN], rel=0.05, abs=1.0
    )  # 0.699 of two such panes, less of slanting light
    assert 0.12 < outer < 0.18 and 0.09 < inner < 0.13  # 0.095 and 0.075 of 0.699, more of slanting light
    by_wall = [
        build_forcing(read, HouseConfig(wall_sides=sides), start="01-10", days=5).table[:, U0 + 3].sum()
        for sides in ((1.0, 0.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.25, 0.25, 0.25, 0.25))
    ]
    assert by_wall[0] > by_wall[2] > by_wall[1]  # January: the south wall most, the north wall least


def east_start(read: Weather) -> int:
    return read.day_of("03-21", 5)


def test_the_night_sky_draws_heat_and_the_sun_gives_it() -> None:
    roof = forcing("denver").table[:, U0 + EXOGENOUS.index("roof_outside")]
    sun = forcing("denver").table[:, SUN_H]
    assert -100.0 * 90 < roof[sun == 0.0].mean() < -20.0 * 90  # W on 90 m2
    assert roof[sun > 400.0].min() > 0.0


def test_ground_is_damped_and_late() -> None:
    """Two metres down the year's wave is less than half that of the air and some six weeks late."""
    read = weather("chicago")
    ground = (
        build_forcing(read, HouseConfig(), start="01-01", days=365).table[:-1, U0 + 1].reshape(365, 288).mean(axis=1)
    )
    monthly = read.temperature.reshape(-1, 24).mean(axis=1)
    assert ground.mean() == pytest.approx(read.temperature.mean(), abs=0.05)
    assert 5.0 < (ground.max() - ground.min()) / 2 < 8.0
    assert 230 < np.argmax(ground) < 260
    assert monthly.min() < ground.min() < ground.max() < monthly.max()


def test_interpolation() -> None:
    table = forcing().table
    row = np.empty(table.shape[1])
    interpolate(table, 300.0 * 7, row)
    assert row == pytest.approx(table[7])
    interpolate(table, 300.0 * 7 + 75, row)
    assert row == pytest.approx(0.75 * table[7] + 0.25 * table[8])
    for t, k in ((-5.0, 0), (3 * 86_400.0, -1), (3 * 86_400.0 + 30, -1)):
        interpolate(table, t, row)
        assert row == pytest.approx(table[k])


@pytest.mark.parametrize(
    ("place", "start"), [("chicago", "01-22"), ("barrow", "01-15"), ("miami", "07-15"), ("denver", "04-10")]
)
def test_a_run_starts_in_a_house_that_was_lived_in(place: str, start: str) -> None:
    config, made = load_house(place), forcing(place, start)
    net = build_network(config)
    x, w = start_state(net, config, made, 21.0, 24.0)
    assert 21.0 - 1e-6 <= x[0] <= 24.0 + 1e-6
    assert 15.0 < x[net.states.index("inner_core")] < 30.0
    assert 0.05 < relative_humidity(x[0], w, 101_325.0) <= 0.61
    again, w_again = start_state(net, config, made, 21.0, 24.0)
    assert np.array_equal(x, again)
    assert w == w_again
    alone, _ = start_state(net, config, made, float("nan"), float("nan"))
    if place == "miami":
        assert alone[0] > 25.0
    elif place != "denver":
        assert alone[0] < 15.0


def test_bad_times() -> None:
    for start, days in (("02-30", 7), ("01-22", 400), ("01-22", -1)):
        with pytest.raises(InputError):
            build_forcing(weather("chicago"), HouseConfig(), start=start, days=days)
