"""The network against textbook solutions, its own energy balance and the step length; then the houses.

Against published rooms: tests/host_sim/validate/test_room.py.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from host_sim.errors import InputError
from host_sim.plant.house import (
    EXOGENOUS,
    HouseConfig,
    Layer,
    Window,
    build_network,
    house_step,
    ideal_step,
    infiltration_coefficients,
    infiltration_conductance,
    load_house,
)
from host_sim.plant.network import Network


def test_step_is_the_textbook_exponential() -> None:
    net = Network()
    net.node("body", 1000.0)
    net.boundary("around")
    net.link("body", "around", 2.0)
    x, x_mean = np.array([10.0]), np.zeros(1)
    house_step(x, x_mean, np.array([20.0]), net.discretise(250.0))
    assert x[0] == pytest.approx(20.0 - 10.0 * np.exp(-0.5), abs=1e-12)
    assert x_mean[0] == pytest.approx(20.0 - 10.0 * (1.0 - np.exp(-0.5)) / 0.5, abs=1e-12)
    assert net.steady(np.array([20.0])) == pytest.approx([20.0])
    assert net.loss("body") == pytest.approx(2.0)


def random_inputs(net: Network, seed: int) -> np.ndarray:
    """Heat of up to 3 kW to every input, weather between -30 and 35 °C."""
    chance = np.random.default_rng(seed)
    u = chance.uniform(-3000.0, 3000.0, len(net.inputs))
    for name in ("outdoors", "ground"):
        u[net.inputs.index(name)] = chance.uniform(-30.0, 35.0)
    return u


@pytest.mark.parametrize("dt", [1.0, 60.0])
@pytest.mark.parametrize("house", ["chicago", "barrow"])
def test_energy_closes(house: str, dt: float) -> None:
    """What the boundaries give by the mean temperatures of the surfaces behind them, plus the heats, is what the nodes keep."""
    config = load_house(house)
    net = build_network(config)
    steps = net.discretise(dt)
    below = "ground" if config.floor_over == "ground" else "outdoors"
    outside = 25.0  # W/(m2 K)
    glass = sum(window.area for window in config.windows)
    paths = [
        ("outdoors", "air", infiltration_coefficients(config)[3]),
        ("outdoors", "wall_outside_surface", outside * config.wall_area),
        ("outdoors", "roof_outside_surface", outside * config.floor_area),
        ("outdoors", "window_outside_surface", outside * glass),
        (below, "floor_outside_surface", outside * config.floor_area),
    ]
    heats = [net.inputs.index(name) for name in net.inputs if name not in ("outdoors", "ground")]
    kept_of = np.array(
        [0.965 if net.inputs[i] == "sun_inside" else 1.0 for i in heats]
    )  # 3.5 % of the sun goes out again
    x = np.full(len(net.states), 20.0)
    begin, x_mean = x.copy(), x.copy()
    given_heat = throughput = 0.0
    for k in range(500):
        u = random_inputs(net, k // 10)
        house_step(x, x_mean, u, steps)
        flows = [u[heats] @ kept_of]
        for boundary, surface, conductance in paths:
            c, d = net.output(surface)
            flows.append(conductance * (u[net.inputs.index(boundary)] - (c @ x_mean + d @ u)))
        given_heat += sum(flows) * dt
        throughput += np.abs(flows).sum() * dt
    kept = net.capacity @ (x - begin)
    assert abs(given_heat - kept) <= 1e-6 * throughput
    assert throughput > 0.0


@pytest.mark.parametrize("dt", [10, 60])
def test_results_do_not_depend_on_the_step(dt: int) -> None:
    net = build_network(HouseConfig())
    fine, coarse = net.discretise(1.0), net.discretise(dt)
    x1 = np.full(len(net.states), 20.0)
    x2, mean = x1.copy(), x1.copy()
    for minute in range(240):
        u = random_inputs(net, minute)
        for _ in range(60):
            house_step(x1, mean, u, fine)
        for _ in range(60 // dt):
            house_step(x2, mean, u, coarse)
        assert np.abs(x1 - x2).max() < 1e-6


@settings(max_examples=60)
@given(
    outdoors=st.floats(-50, 50),
    ground=st.floats(-20, 30),
    start=st.lists(st.floats(-50, 50), min_size=8, max_size=8),
    dt=st.sampled_from([1.0, 10.0, 60.0, 3600.0]),
)
def test_without_heat_temperatures_stay_between_the_boundaries(outdoors, ground, start, dt) -> None:
    net = build_network(HouseConfig())
    x, mean = np.array(start), np.zeros(8)
    u = np.zeros(len(net.inputs))
    u[2:4] = outdoors, ground
    low, high = min([outdoors, ground, *start]) - 1e-9, max([outdoors, ground, *start]) + 1e-9
    steps = net.discretise(dt)
    inside = net.outputs(["radiant", "wall", "window", "floor"])
    for _ in range(50):
        house_step(x, mean, u, steps)
        for values in (x, mean, inside[0] @ x + inside[1] @ u):
            assert values.min() >= low
            assert values.max() <= high


@settings(max_examples=60)
@given(
    start=st.floats(5, 40),
    outdoors=st.floats(-30, 40),
    limits=st.tuples(st.floats(15, 21), st.floats(23, 28)),
    none=st.sampled_from(["", "low", "high", "both"]),
    dt=st.sampled_from([1.0, 60.0, 300.0]),
)
def test_ideal_step_ends_within_the_limits_with_no_more_heat_than_that_takes(start, outdoors, limits, none, dt) -> None:
    net = build_network(HouseConfig())
    steps = net.discretise(dt)
    low = np.nan if none in ("low", "both") else limits[0]
    high = np.nan if none in ("high", "both") else limits[1]
    u = np.zeros(len(net.inputs))
    u[0], u[2:4] = 300.0, (outdoors, 10.0)
    free, again, x = (np.full(8, start) for _ in range(3))
    mean, mean_again = np.zeros(8), np.zeros(8)
    house_step(free, mean, u, steps)
    q = ideal_step(x, mean, u, steps, low, high)
    assert u[0] == 300.0
    if free[0] < low:
        assert q > 0.0
        assert x[0] == pytest.approx(low, abs=1e-9)
    elif free[0] > high:
        assert q < 0.0
        assert x[0] == pytest.approx(high, abs=1e-9)
    else:
        assert q == 0.0
        assert x[0] == pytest.approx(free[0], abs=1e-12)
    u[0] += q
    house_step(again, mean_again, u, steps)
    assert x == pytest.approx(again, abs=1e-9)
    assert mean == pytest.approx(mean_again, abs=1e-9)


def test_many_nodes() -> None:
    """A wall of twenty layers next to the air: at rest the temperatures lie on a straight line."""
    net = Network()
    net.node("air", 1e5)
    net.boundary("outdoors")
    last = "air"
    for i in range(20):
        net.node(f"layer{i}", 2e4)
        net.link(last, f"layer{i}", 50.0)
        last = f"layer{i}"
    net.link(last, "outdoors", 50.0)
    net.heat("q", {"air": 1.0})
    x, mean = np.zeros(21), np.zeros(21)
    steps = net.discretise(3600.0)
    for _ in range(2000):
        house_step(x, mean, np.array([0.0, 100.0]), steps)
    assert x == pytest.approx(np.arange(21, 0, -1) * 2.0, abs=1e-6)


def test_network_refuses_nonsense() -> None:
    net = Network()
    net.node("air", 1000.0)
    with pytest.raises(ValueError, match="air is there already"):
        net.node("air")
    with pytest.raises(ValueError, match="capacity"):
        net.node("wall", -1.0)
    with pytest.raises(ValueError, match="conductance"):
        net.link("air", "air", float("nan"))
    with pytest.raises(ValueError, match="no node"):
        net.heat("lost", {})
    net.node("loose")
    with pytest.raises(ValueError, match="loose has neither"):
        net.discretise(60.0)
    with pytest.raises(ValueError, match="dt"):
        build_network(HouseConfig()).discretise(0.0)


@pytest.mark.parametrize(
    ("name", "low", "high"), [("chicago", 104, 112), ("denver", 110, 125), ("miami", 140, 180), ("barrow", 150, 190)]
)
def test_loss_of_the_houses(name: str, low: float, high: float) -> None:
    config = load_house(name)
    net = build_network(config)
    assert low <= net.loss("air") <= high
    assert net.states[0] == "air"
    assert tuple(net.inputs) == ("q_air", "q_rad", *EXOGENOUS)


def test_one_small_unit_carries_the_default_house_at_20_below() -> None:
    """A 12 kBtu/h cold-climate unit gives 4.6 kW there; 0.3 kW of people, no sun, 6 m/s of wind."""
    config = HouseConfig()
    net = build_network(config)
    coefficients = infiltration_coefficients(config)
    u = np.zeros(len(net.inputs))
    u[1], u[2], u[3] = 300.0, -20.0, 8.0
    more_air = infiltration_conductance(6.0, 41.0, coefficients) - coefficients[3]
    heat = net.loss("air") * (21.0 - net.steady(u)[0]) + more_air * 41.0
    assert 3900.0 < heat < 4500.0


def test_mass_of_the_default_house() -> None:
    capacity = build_network(HouseConfig()).capacity
    assert capacity[0] == pytest.approx(2e6, rel=0.05)
    assert 12e6 <= capacity[1:].sum() <= 15e6


def layered(layers: tuple[Layer, ...], **more) -> HouseConfig:
    return HouseConfig(wall_layers=layers, **more)


CONCRETE = {"conductivity": 0.51, "density": 1400.0, "specific_heat": 1000.0}


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            Layer,
            thickness=st.floats(0.005, 0.4),
            conductivity=st.floats(0.02, 3.0),
            density=st.sampled_from([0.0, 12.0, 500.0, 2300.0]),
            specific_heat=st.floats(800.0, 1500.0),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_layers_conduct_in_series_and_store_what_they_weigh(layers) -> None:
    """The wall's steady heat flow from inside surface to outside surface, and its capacity, by hand."""
    config = layered(tuple(layers), floor_u=0.02, roof_u=0.05, windows=())
    net = build_network(config)
    walls = [i for i, name in enumerate(net.states) if name.startswith("wall_")]
    stored = sum(layer.thickness * layer.density * layer.specific_heat for layer in layers) * config.wall_area
    assert net.capacity[walls].sum() == pytest.approx(stored)
    u = np.zeros(len(net.inputs))
    u[net.inputs.index("q_air")], u[net.inputs.index("outdoors")] = 2000.0, 5.0
    x = net.steady(u)
    inside, outside = (c @ x + d @ u for c, d in (net.output("wall"), net.output("wall_outside_surface")))
    resistance = sum(layer.thickness / layer.conductivity for layer in layers)
    through = config.wall_area * (inside - outside) / resistance
    assert through == pytest.approx(config.outside_film * config.wall_area * (outside - 5.0), rel=1e-6)
    assert through > 0.0


def test_a_layer_is_cut_finely_enough() -> None:
    """A day's swing behind 10 cm of concrete: one layer as described, and the same concrete as twenty layers."""
    rooms = []
    for count in (1, 20):
        concrete = tuple(Layer(thickness=0.1 / count, **CONCRETE) for _ in range(count))
        net = build_network(layered((*concrete, Layer(thickness=0.06, conductivity=0.04))))
        x = np.full(len(net.states), 20.0)
        mean, steps, u = x.copy(), net.discretise(300.0), np.zeros(len(net.inputs))
        air = []
        for k in range(3 * 288):
            u[1] = 1500.0 * max(np.sin(2.0 * np.pi * k / 288.0), 0.0)
            u[2:4] = 10.0 + 8.0 * np.sin(2.0 * np.pi * k / 288.0)
            house_step(x, mean, u, steps)
            air.append(x[0])
        rooms.append(np.array(air))
    assert np.ptp(rooms[0]) > 3.0
    assert np.abs(rooms[0] - rooms[1]).max() < 0.05


def test_a_room_without_partitions_has_none() -> None:
    """Partitions also tie the air to what the walls radiate: without them the air loses a little less."""
    net = build_network(HouseConfig(inner_area=0.0))
    assert "inner_core" not in net.states
    assert 0.93 < net.loss("air") / build_network(HouseConfig()).loss("air") < 1.0


def test_a_windier_place_loses_more_and_low_emissivity_less() -> None:
    loss = build_network(HouseConfig()).loss("air")
    assert build_network(HouseConfig(outside_film=40.0)).loss("air") > loss
    clear = (Window(azimuth=180.0, area=10.0, u=2.8),)
    coated = (Window(azimuth=180.0, area=10.0, u=2.8, emissivity=0.1),)
    assert build_network(HouseConfig(windows=coated)).loss("air") < build_network(HouseConfig(windows=clear)).loss(
        "air"
    )


def test_house_without_windows() -> None:
    net = build_network(HouseConfig(windows=()))
    assert 80.0 < net.loss("air") < build_network(HouseConfig()).loss("air")
    assert tuple(net.inputs[2:]) == EXOGENOUS


def test_infiltration_follows_the_basic_model() -> None:
    """ASHRAE Fundamentals: flow by stack and wind add as squares; the reference is 20 K and 4 m/s."""
    config = HouseConfig(infiltration_ach=0.4, ventilation_ach=0.1)
    coefficients = infiltration_coefficients(config)
    at_reference = 0.5 * config.volume / 3600 * 1.2 * 1006
    assert infiltration_conductance(4.0, 20.0, coefficients) == pytest.approx(at_reference)
    assert coefficients[3] == pytest.approx(at_reference)
    fans = infiltration_conductance(0.0, 0.0, coefficients)
    assert fans == pytest.approx(at_reference / 5)
    stack = infiltration_conductance(0.0, -30.0, coefficients) - fans
    wind = infiltration_conductance(6.0, 0.0, coefficients) - fans
    assert infiltration_conductance(6.0, 30.0, coefficients) - fans == pytest.approx(np.hypot(stack, wind))
    assert stack / wind == pytest.approx(np.sqrt(0.000145 * 30 / (0.000104 * 36)))
    assert infiltration_coefficients(config, 83_000.0)[2] == pytest.approx(fans * 83_000 / 101_325)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("floor_area = 9000", "floor_area"),
        ("wall_u = nan", "wall_u"),
        ("flor_area = 90", "flor_area"),
        ("windows = [{area = 3.0}]", "azimuth"),
        ("windows = [{azimuth = 180, area = 150}, {azimuth = 0, area = 190}]", "windows"),
        ("wall_sides = [0.5, 0.5, 0.5, 0.5]", "sum up to 1"),
        ("wall_layers = [{thickness = 0.1}]", "conductivity"),
        ("floor_area = ", "TOML"),
        ("", "empty"),
    ],
)
def test_a_wrong_house_file_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "house.toml"
    file.write_text(text)
    with pytest.raises(InputError) as error:
        load_house(file)
    assert str(file) in str(error.value)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_an_unknown_house_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="'igloo'; allowed: barrow, chicago, denver, miami"):
        load_house("igloo")
