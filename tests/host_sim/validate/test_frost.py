"""Frost against EPRI, Zhu, EnergyPlus and RESNET: the references themselves, then a few conditions of `validate frost`."""

import pytest

from host_sim.validate import frost
from host_sim.validate import frost_references as references
from host_sim.validate.frost_cycle import frost_above

# Computed apart from this code: °C, RH, dW g/kg, EnergyPlus on demand with defrost heat, RESNET, EPRI min, Zhu min
TABLE = (
    (-15, 0.85, 0.28, 0.854, 0.856, 181, 165),
    (-10, 0.70, 0.26, 0.857, 0.856, 197, 165),
    (-10, 0.85, 0.50, 0.840, 0.856, 102, 60),
    (-5, 0.85, 0.85, 0.820, 0.883, 60, 60),
    (-5, 0.95, 1.10, 0.805, 0.883, 46, 30),
    (-2, 0.85, 1.15, 0.804, 0.912, 44, 60),
    (0, 0.70, 0.83, 0.824, 0.932, 62, 60),
    (0, 0.85, 1.39, 0.792, 0.932, 37, 30),
    (2, 0.95, 2.05, 0.760, 0.951, 25, 30),
    (4, 0.95, 2.37, 0.747, 0.970, 22, 30),
)


@pytest.mark.parametrize("outdoor, humidity, water, energyplus, resnet, epri, zhu", TABLE)
def test_the_references_are_what_others_compute(outdoor, humidity, water, energyplus, resnet, epri, zhu):
    assert 1000 * references.moisture(outdoor, humidity) == pytest.approx(water, abs=0.006)
    assert references.energyplus(outdoor, humidity) == pytest.approx(energyplus, abs=0.001)
    assert references.resnet(outdoor) == pytest.approx(resnet, abs=0.001)
    assert references.epri_minutes(outdoor, humidity) == pytest.approx(epri, abs=0.7)
    assert references.zhu_minutes(outdoor, humidity) == zhu


def test_nothing_frosts_in_warm_or_dry_air():
    assert references.zhu_minutes(6.0, 1.0) is None
    assert references.zhu_minutes(0.0, 0.2) is None


NAMES = ["fujitsu_halcyon_12", "muz_gl15nah2", "puz_ha36nha5"]


@pytest.mark.parametrize("outdoor, humidity", [(-10.0, 0.85), (-2.0, 0.85), (2.0, 0.7)])
def test_times_defrosts_and_means_hold(outdoor, humidity):
    for check in (
        frost.time_check(outdoor, humidity, NAMES),
        frost.mean_check(outdoor, humidity, NAMES),
        frost.defrost_check(outdoor, NAMES),
        frost.epri_mean_check(outdoor, humidity, NAMES),
        *frost.balance_checks(NAMES, [(outdoor, humidity)]),
    ):
        assert check.passed is not False, check


def test_from_6_degrees_nothing_freezes():
    for check in frost.no_frost_checks(NAMES):
        assert check.within, check
    assert frost_above(NAMES[0], 5.0, 0.95, hours=1.0) > 0.3
