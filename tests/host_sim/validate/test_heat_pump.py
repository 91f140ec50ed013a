"""The heat pump against published figures: what `validate heat_pump` shows must hold."""

import pytest

from host_sim.plant.units import Point, Row, load_unit, unit_names
from host_sim.validate import heat_pump
from host_sim.validate.machine import Machine


def failing(checks):
    return [f"{check.quantity}: {check.ours:g} ({check.limit})" for check in checks if check.passed is False]


@pytest.mark.parametrize("name", unit_names())
def test_published_points_shape_and_physical_limits(name):
    unit = load_unit(name)
    made = heat_pump.point_checks(unit, name) + heat_pump.shape_checks(unit) + heat_pump.limit_checks(unit)
    assert not failing(made)
    assert sum(check.judged for check in made) == 8


def test_ratings_are_within_their_limits():
    made = heat_pump.rating_checks()
    assert not failing(made)
    assert sum(check.judged for check in made) == 13


def test_a_wrong_point_is_found():
    unit = load_unit("puz_a24nha7")
    row = unit.heating[0]
    wrong = Row(
        outdoor=row.outdoor, min=row.min, rated=row.rated, max=Point(heat=row.max.heat, power=1.02 * row.max.power)
    )
    unit = unit.model_copy(update={"heating": [wrong, *unit.heating[1:]]})
    assert [check.passed for check in heat_pump.point_checks(unit, "puz_a24nha7")] == [False, False]


def test_the_rig_finds_every_joule_through_a_defrost():
    machine = Machine(load_unit("fujitsu_halcyon_12"), 0.0, 0.9)
    machine.run(4 * 3600)
    assert machine.flow.defrost > 50_000
    assert abs(machine.residual()) < 1e-6 * machine.flow.compressor


def test_every_plot_has_as_many_x_as_y():
    for plot in heat_pump.plots():
        for series in plot.series:
            assert len(series.x) == len(series.y) > 0
