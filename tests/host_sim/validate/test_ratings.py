"""Seasonal ratings: units for which the answer is known without them, and the certificates."""

import pytest

from host_sim.plant.units import Point, Row, UnitConfig, load_unit, unit_names
from host_sim.validate import ratings


def scaled(unit: UnitConfig, power: float) -> UnitConfig:
    """The same heat, `power` times the power."""

    def row(old: Row) -> Row:
        points = {
            name: Point(heat=getattr(old, name).heat, power=power * getattr(old, name).power)
            for name in ("min", "rated", "max")
        }
        return Row(outdoor=old.outdoor, **points)

    return unit.model_copy(
        update={"heating": [row(old) for old in unit.heating], "cooling": [row(old) for old in unit.cooling]}
    )


def even(cop: float, heat: float = 4000.0, least: float = 60.0, low_cutout: float = -30.0) -> UnitConfig:
    """One COP at every point, heat that does not change with the weather, a minimum so small that it never cycles."""
    points = {
        name: Point(heat=q, power=q / cop) for name, q in (("min", least), ("rated", heat), ("max", heat * 1.001))
    }
    return load_unit("muz_gl15nah2").model_copy(
        update={
            "heating": [Row(outdoor=t, **points) for t in (-15.0, -8.33, 8.33)],
            "cooling": [Row(outdoor=t, **points) for t in (27.78, 35.0)],
            "low_cutout": low_cutout,
        }
    )


def test_one_cop_everywhere_is_the_seasonal_one():
    unit = even(3.0)
    assert ratings.seer2(unit) == pytest.approx(3.0 * 3.412142, rel=0.002)
    assert ratings.eer2(unit) == pytest.approx(3.0 * 3.412142, rel=1e-6)
    # In heating the tests with frost lie between 17 and 45 °F only, and resistance helps in the coldest bins
    assert 3.0 * 3.412142 * 0.90 / 0.985 * 0.97 < ratings.hspf2(unit) < 3.0 * 3.412142


def test_cycling_costs_what_the_standard_says():
    """A unit that always cycles: every bin's load is a share of the minimum heat; SEER2 by hand."""
    least = 3990.0
    unit = even(3.0, least=least)
    used = moved = 0.0
    for t, share in ratings.COOLING_BINS:
        load = (t - 65.0) / 30.0 * 4000.0 / 1.1
        part = min(load / least, 1.0)
        moved += share * min(load, 4000.0)
        used += share * (part * least / 3.0 / (1.0 - 0.25 * (1.0 - part)) if load <= least else load / 3.0)
    assert ratings.seer2(unit) == pytest.approx(moved / used * 3.412142, rel=0.002)


def test_a_unit_that_stays_off_is_a_resistance_heater():
    """Below the cut-out the load is met at a COP of 1: with less of the year for the unit the rating falls towards it."""
    found = [ratings.hspf2(even(3.0, low_cutout=limit)) for limit in (-30.0, -10.0, 0.0, 5.0)]
    assert found == sorted(found, reverse=True)
    assert 3.412142 < found[-1] < 0.5 * found[0]


@pytest.mark.parametrize("name", unit_names())
def test_more_power_lowers_every_rating(name):
    unit = load_unit(name)
    more = scaled(unit, 1.1)
    for rating in (ratings.seer2, ratings.hspf2, ratings.hspf, ratings.scop):
        assert 1 / 1.1 - 0.002 <= rating(more) / rating(unit) < 0.98
    assert ratings.hspf2(unit, ratings.REGION_V) < ratings.hspf2(unit)


def test_scop_of_one_cop():
    """Heat of the unit at COP 3 (less where it cycles), backup below the bivalent point, hours of rest: a little below 3."""
    assert 2.8 < ratings.scop(even(3.0)) < 3.0
    assert ratings.scop(even(3.0, heat=2000.0, least=100.0)) < ratings.scop(even(3.0))
