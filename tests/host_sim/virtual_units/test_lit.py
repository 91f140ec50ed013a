"""A unit led by light in a house: what arrives, what is lost and repaired, what the handset does, and what is told."""

from functools import cache

import pytest

from balancepoint.control.command import FAN_AUTO, LEASE, Command
from balancepoint.control.readings import Readings
from balancepoint.control.request import COOL, HEAT, OFF, Request
from balancepoint.units import trouble
from host_sim import experiment, scenario
from host_sim.plant.home import Home
from host_sim.virtual_units.fitted import Fitted
from host_sim.virtual_units.ir_receiver import Air
from host_sim.virtual_units.lit import Ears, Lit

MINUTE = 6  # steps


@cache
def case():
    chosen = scenario.load("winter_week", [], {"days": 1})
    return chosen, experiment.prepare(chosen)


class House:
    """A day in winter; the link is asked for what `ask` says."""

    def __init__(self, remote="mitsubishi_ac", ears=False, **air):
        chosen, forcing = case()
        fitted = Fitted(f"ir:{remote}")
        options = {**experiment.home_options(chosen, experiment.UNIT_ALONE), "sensors": fitted.sensors(chosen.sensors)}
        home = Home(chosen.house, chosen.unit, forcing, **options)
        self.lit = Lit(home, fitted, ["outdoor"], Air(**air), Ears() if ears else None)
        self.readings = Readings(room_sensors=len(chosen.sensors.rooms))
        self.request = Request(HEAT, 2100)
        self.command = Command()
        self.now = 0
        self.wishes = 0
        self.ask(HEAT, 2200)

    @property
    def unit(self):
        return self.lit.unit

    def ask(self, mode, setpoint=2100, fan=FAN_AUTO):
        command = self.command
        command.mode, command.setpoint, command.wish, command.fan, command.valve = mode, setpoint, setpoint, fan, 1

    def run(self, minutes):
        for _ in range(round(minutes * MINUTE)):
            self.lit.sense(self.readings, self.now)
            if self.lit.link.wish(self.request):  # the core follows within the tick
                self.wishes += 1
                self.ask(self.request.mode, self.request.heat_setpoint)
            self.command.valid_until = self.now + LEASE
            self.lit.advance(self.command, 10)
            self.now += 10
        return self

    def until(self, true, most):
        begun = self.now
        while not true():
            self.run(1 / MINUTE)
            assert self.now - begun <= 60 * most, "it did not happen"
        return (self.now - begun) / 60


@pytest.mark.parametrize("remote", ["mitsubishi_ac", "daikin", "fujitsu_ac", "gree", "midea", "coolix", "whirlpool_ac"])
def test_what_is_asked_arrives_and_is_seen(remote):
    house = House(remote).run(60)
    unit = house.unit
    assert (unit.on, unit.mode, unit.setpoint) == (True, HEAT, 2200) and unit.writes <= 2
    assert house.readings.running.value == 1 and house.lit.link.effect.sees and not house.lit.link.faults
    house.ask(OFF)
    house.run(20)
    assert not unit.on and house.readings.running.value == 0


def test_the_same_again():
    one, two = House(lost=0.3, seed=4).run(60), House(lost=0.3, seed=4).run(60)
    assert one.lit.wire.record.lines() == two.lit.wire.record.lines()


def test_a_command_that_has_lapsed_hands_back_the_person_s_set_point():
    house = House().run(30)
    house.command.wish = 2100
    house.run(1)
    for _ in range(4 * MINUTE):
        house.command.valid_until = house.now - 1
        house.lit.sense(house.readings, house.now)
        house.lit.advance(house.command, 10)
        house.now += 10
    assert house.unit.setpoint == 2100 and house.unit.on


@pytest.mark.parametrize("remote", ["mitsubishi_ac", "gree"])
def test_a_lost_power_or_mode_is_noticed_and_repaired_within_ten_minutes(remote):
    house = House(remote, lost=1.0)
    house.run(2)
    assert not house.unit.on
    house.lit.wire.air.lost = 0.0
    assert house.until(lambda: house.unit.on, 10) <= 10
    house.run(40)
    house.lit.wire.air.lost = 1.0
    house.ask(OFF)
    house.run(1)
    house.lit.wire.air.lost = 0.0
    assert house.unit.on
    assert house.until(lambda: not house.unit.on, 9) <= 9


def test_a_lost_set_point_or_fan_is_repaired_within_half_an_hour():
    house = House().run(40)
    for asked, arrived in (
        ({"setpoint": 2350}, lambda: house.unit.setpoint == 2350),
        ({"setpoint": 2350, "fan": 3}, lambda: house.unit.fan == 2),
    ):
        house.lit.wire.air.lost = 1.0
        house.ask(HEAT, **asked)
        house.run(2)
        house.lit.wire.air.lost = 0.0
        assert not arrived()
        assert house.until(arrived, 28) <= 28


def test_an_emitter_out_of_sight_is_told_and_untold():
    house = House(lost=1.0).run(60)
    assert house.lit.link.session.trouble == trouble.NOT_HEARD
    assert "is the emitter in sight" in house.lit.link.faults["unit"]
    bursts = house.lit.wire.bursts
    house.run(120)
    assert house.lit.wire.bursts - bursts <= 5
    house.lit.wire.air.lost = 0.0
    house.run(60)
    assert house.unit.on and not house.lit.link.faults


def test_the_handset_that_is_heard_is_a_wish_and_is_not_fought():
    house = House(ears=True).run(30)
    house.lit.handset(power=True, mode="heat", degrees=23.5, fan="low")
    assert house.unit.setpoint == 2350
    house.until(lambda: house.wishes, 0.5)
    assert house.request.heat_setpoint == 2350
    house.run(2)
    writes = house.unit.writes
    house.run(30)
    assert house.unit.writes == writes and house.unit.setpoint == 2350
    house.lit.handset(power=False, mode="heat", degrees=23.5)
    house.until(lambda: house.request.mode == OFF, 0.5)
    assert not house.unit.on


def test_light_that_is_nobody_s_is_ignored_and_counted():
    house = House(ears=True).run(10)
    house.lit.ears.take([500, 500] * 40)
    house.run(1)
    assert house.lit.link.session.bad == 1 and not house.wishes and house.lit.ears.whole() == 0


def test_a_handset_that_is_not_heard_switches_on_and_is_noticed():
    house = House()
    house.request.mode = OFF
    house.ask(OFF)
    house.run(30)
    assert not house.unit.on
    house.unit.press(on=True, mode=HEAT, setpoint=2300)
    assert house.until(lambda: house.request.mode == HEAT, 15) <= 15
    house.run(5)
    assert house.unit.on and house.unit.setpoint == 2100 and house.lit.wire.bursts <= 3


def test_a_unit_that_cools_where_it_was_to_heat_is_told():
    house = House().run(30)
    house.unit.press(mode=COOL, setpoint=1600)
    house.lit.wire.air.lost = 1.0
    house.until(lambda: house.lit.link.session.trouble == trouble.NOT_ASKED, 60)
    assert "handset" in house.lit.link.faults["unit"]
