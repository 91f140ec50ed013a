"""The heat pump against published figures: what `validate heat_pump` shows must hold."""

import pytest

from host_sim.plant.units import Point, Row, load_unit, unit_names
from host_sim.validate import heat_pump, ratings
from host_sim.validate.machine import Machine


def failing(checks):
    return [f"{check.quantity}: {check.ours:g} ({check.limit})" for check in checks if check.passed is False]


@pytest.mark.parametrize("name", unit_names())
def test_published_points_shape_and_physical_limits(name):
    unit = load_unit(name)
    made = heat_pump.point_checks(unit, name) + heat_pump.shape_checks(unit) + heat_pump.limit_checks(unit)
    assert not failing(made)
    assert sum(check.judged for check in made) == 8


def test_every_unit_is_judged_by_its_plate_and_no_other_fails_than_is_known():
    made = [check for check in heat_pump.rating_checks() if check.judged]
    assert [check.quantity for check in made if check.passed is False] == [
        "Mitsubishi MUZ-FH18NAH2: HSPF2 IV",
        "Mitsubishi MUZ-GL15NAH2: SEER2",
        "Mitsubishi MUZ-FH18NAH2: SEER2",
    ]
    assert all(check.known and check.note for check in made if check.passed is False)
    for metric in ("SEER", "EER", "HSPF"):
        assert sum(f": {metric}" in check.quantity for check in made) == len(unit_names())


def test_the_default_unit_cools_as_its_plate_says():
    unit = load_unit("fujitsu_halcyon_12")
    assert ratings.eer2(unit) == pytest.approx(13.4, rel=0.01)
    assert ratings.seer2(unit) == pytest.approx(21.3, rel=0.08)


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
