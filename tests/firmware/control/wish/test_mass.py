"""The mass behind the room: its time constant, the heat that leading it takes, the same in heating and cooling."""

import math

import pytest

from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past
from balancepoint.control.settings.memory import Memory
from balancepoint.control.wish.mass import Mass
from tests.firmware.control.bench import make_settings


def made(**values):
    memory = Memory()
    House(make_settings(), memory, Past())
    for name, value in values.items():
        setattr(memory, name, value)
    return Mass(memory)


def test_it_follows_as_an_exponential_does():
    mass = made()
    dt = 60  # a decision
    mass.follow(1800, dt)
    assert mass.gap(1800) == 0
    for seconds in range(dt, 2 * mass.tau, dt):
        mass.follow(2100, dt)
        if seconds % (mass.tau // 4) < dt:
            assert mass.gap(2100) == pytest.approx(300 * math.exp(-seconds / mass.tau), abs=4)


def test_in_cooling_all_is_the_other_way_round():
    heating, cooling = made(), made()
    cooling.sign = -1
    heating.follow(2000, 60)
    cooling.follow(2000, 60)
    assert heating.gap(2150) == cooling.gap(1850) == 150
    assert heating.effort(200, 150) == cooling.effort(200, 150) > 0


def test_the_air_takes_what_it_holds_and_past_recoveries_scale_it():
    """1 K/h into C Wh/K is C W, whatever the mass."""
    mass = made(air_capacity=940)
    assert mass.effort(100, 0) == 940
    assert made(air_capacity=940, recovery_scale=1500).effort(100, 0) == 1410
    cooling = made(air_capacity=940, recovery_scale=1500, cool_recovery_scale=800)
    cooling.sign = -1
    assert cooling.effort(100, 0) == 752


def test_a_mass_that_loses_nothing_itself_is_coupled_as_it_is():
    """Without a path outdoors of its own G is K: 500 W/K hold 1 K between room and mass with 500 W."""
    mass = made(mass_coupling=5000, mass_path=0)
    assert mass.effort(0, 100) == 500
    assert made(mass_coupling=5000, mass_path=500).effort(0, 100) < 500


def test_what_was_learned_counts_from_the_next_time_on():
    memory = Memory()
    House(make_settings(), memory, Past())
    mass = Mass(memory)
    before = mass.tau
    memory.mass_capacity *= 2
    assert mass.tau == before
    mass.learn()
    assert mass.tau == pytest.approx(2 * before, rel=0.01)
