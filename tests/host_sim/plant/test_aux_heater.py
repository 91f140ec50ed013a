"""Backup heater: power only through both contacts, heat a little later, a cut-out that keeps it from glowing."""

import numpy as np
import pytest
from pydantic import ValidationError

from host_sim.plant.aux_heater import AUX, AuxConfig, aux_step
from host_sim.plant.record import one


class Heater:
    def __init__(self, **config):
        self.config = AuxConfig(**config)
        self.q = self.config.parameters()
        self.a = one(AUX)
        self.sums = np.zeros(4)

    def run(self, seconds, stages, contact=1, welded=0, fan=False, h=1.0, room=21.0):
        took = np.zeros(4)
        for _ in range(int(seconds / h)):
            took += h * np.array(aux_step(self.a, self.q, h, stages, contact, welded, fan, room))
        self.sums += took
        return took


@pytest.mark.parametrize(
    ("stages", "contact", "welded", "power"),
    [
        (0, 1, 0, 0), (1, 1, 0, 1000), (2, 1, 0, 3000), (2, 0, 0, 0),
        (0, 1, 1, 1000), (0, 1, 2, 2000), (1, 1, 2, 3000), (0, 0, 1, 0),
    ],
)  # fmt: skip
def test_power_flows_through_relay_and_contact(stages, contact, welded, power):
    heater = Heater(stages=[1000.0, 2000.0])
    assert heater.run(10, stages, contact, welded)[0] == power * 10


def test_all_the_electricity_becomes_heat():
    heater = Heater(stages=[1500.0])
    heater.run(1800, 1)
    heater.run(3600, 0)
    power, warm, shine, kept = heater.sums
    assert power == pytest.approx(1500 * 1800)
    assert warm + shine + kept == pytest.approx(power, rel=1e-9)
    assert kept == pytest.approx(0.0, abs=power * 1e-6)
    assert shine / (warm + shine) == pytest.approx(0.2)


def test_a_baseboard_warms_up_in_minutes():
    heater = Heater(stages=[1500.0], radiant=0.0)
    assert heater.run(60, 1)[1] / 60 < 0.3 * 1500
    heater.run(840, 1)
    assert heater.run(60, 1)[1] / 60 == pytest.approx(1500, rel=0.02)


def test_in_the_air_stream_all_heat_goes_to_the_air():
    heater = Heater(stages=[1500.0], in_air_stream=True)
    took = heater.run(600, 1, fan=True)
    assert took[2] == 0.0
    assert heater.a.excess < 45.0


def test_without_air_the_cut_out_opens_and_closes_again():
    heater = Heater(stages=[1500.0, 1500.0], in_air_stream=True)
    heater.run(300, 2, fan=False)
    assert heater.sums[0] < 0.6 * 300 * 3000
    assert 21.0 + heater.a.excess < 140.0
    while heater.a.open == 0.0:
        heater.run(1, 2)
    assert heater.run(1, 2)[0] == 0.0
    heater.run(60, 0, fan=True)
    assert heater.run(5, 2, fan=True)[0] == 5 * 3000


def test_no_heater():
    heater = Heater(stages=[])
    assert not heater.run(60, 2).any()
    assert heater.config.power == 0.0


@pytest.mark.parametrize("stages", [[10.0], [1e6], [1.0, 2.0, 3.0], [float("nan")]])
def test_implausible_stages_are_refused(stages):
    with pytest.raises(ValidationError):
        AuxConfig(stages=stages)
