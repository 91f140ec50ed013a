"""The heat pump at work, and what notices when a constant of it is a fifth off."""

import numpy as np
import pytest

from host_sim.plant import heat_pump as hp
from host_sim.plant import house
from host_sim.plant.units import load_unit, unit_names
from host_sim.validate import air, operation

UNITS = [load_unit(name) for name in unit_names()]


def red(checks):
    return {check.quantity for check in checks if check.passed is False}


def test_every_check_holds_and_none_is_shown_only():
    shares = []
    checks = operation.checks(shares.append)
    assert not red(checks)
    assert all(check.counted for check in checks) and len(checks) == 5 * len(UNITS) + 4
    assert shares == sorted(shares) and shares[-1] == 1


@pytest.mark.parametrize("factor", [0.8, 1.2])
def test_another_start_turns_cycling_red(factor):
    units = [unit.model_copy(update={"start_time": factor * unit.start_time}) for unit in UNITS]
    assert red(operation.cycling_check(units, heating) for heating in (True, False))


@pytest.mark.parametrize("factor", [0.8, 1.2])
@pytest.mark.parametrize(
    ("constant", "check"), [("NATURAL", operation.idle_check), ("CONTACT", operation.melting_check)]
)
def test_another_coil_turns_its_check_red(monkeypatch, factor, constant, check):
    monkeypatch.setattr(hp, constant, factor * getattr(hp, constant))
    assert red([check(UNITS)])


@pytest.mark.parametrize("factor", [0.8, 1.2])
@pytest.mark.parametrize("what", ["ventilation_ach", "moisture_buffer"])
def test_another_water_balance_turns_humidity_red(monkeypatch, factor, what):
    class Other(house.HouseConfig):
        def model_post_init(self, _context):
            object.__setattr__(self, what, factor * getattr(self, what))

    monkeypatch.setattr(air, "HouseConfig", Other)
    assert len(red(air.humidity_checks())) == 2


@pytest.mark.parametrize("factor", [0.8, 1.2])
def test_another_loss_of_charge_turns_its_check_red(monkeypatch, factor):
    """A fifth more or less of what TN 1848 says is lost with a fifth of the charge."""
    plain = operation._settled

    def other(unit, outdoor, heating, speed, fan=5, **lost):
        return plain(unit, outdoor, heating, speed, fan, **{name: factor * share for name, share in lost.items()})

    monkeypatch.setattr(operation, "_settled", other)
    assert {"charge" in quantity or "indoor air" in quantity for quantity in red(operation.fault_checks(UNITS[0]))} == {
        True
    }


def test_less_of_the_coil_turns_the_sensible_share_red():
    """The indoor coil's effectiveness, a fifth less."""
    units = [unit.model_copy(update={"coil_effectiveness": 0.8 * unit.coil_effectiveness}) for unit in UNITS]
    assert red(operation.sensible_check(unit) for unit in units)


def test_title_24_at_the_rating_point():
    """80/67 °F, 400 cfm a ton: 0.72, what ducted units have."""
    assert operation.title_24(80.0, 67.0, 95.0, 400.0) == pytest.approx(0.7176, abs=5e-4)
    assert operation.title_24(80.0, 40.0, 95.0, 400.0) == 1.0
    assert np.isclose(operation._humidity(26.67, 19.44), 0.511, atol=0.002)
