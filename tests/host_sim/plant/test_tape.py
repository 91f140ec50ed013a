"""The tape holds what was read and commanded, whatever sensors there are and however they fail."""

import random

import numpy as np
import pytest

from balancepoint.control.command import Command
from balancepoint.control.readings import NEVER, Readings
from host_sim.plant.forcing import build_forcing
from host_sim.plant.home import Home
from host_sim.plant.house import load_house
from host_sim.plant.sensors import NONE, FaultConfig, RoomSensor, SensorConfig, SensorsConfig
from host_sim.plant.tape import LENGTH
from host_sim.plant.units import load_unit
from host_sim.plant.weather import bundled, read_weather

CASES = {
    "all well": {},
    "two rooms": {"sensors": SensorsConfig(rooms=[RoomSensor(), RoomSensor(interval=60)], unit_link=False)},
    "few": {"sensors": SensorsConfig(discharge=SensorConfig(fitted=False), power=SensorConfig(fitted=False))},
    "dead and silent": {
        "faults": [
            FaultConfig(what="room", kind="dead", at=600, until=1500),
            FaultConfig(what="outdoor", kind="frozen", at=900),
            FaultConfig(what="unit", kind="trip", at=1200, until=1800, value=5),
        ]
    },
}


@pytest.fixture(scope="module")
def place():
    house = load_house("chicago")
    return house, build_forcing(read_weather(bundled("chicago")), house, start="01-18", days=1)


def made(place, **more):
    return Home(place[0], load_unit("fujitsu_halcyon_12"), place[1], **more)


def reckless(luck, command):
    """Any order at all."""
    command.speed = luck.choice((0, 0, 20, 60, 100))
    command.valve, command.fan = luck.choice((0, 1)), luck.randrange(6)
    command.defrost, command.aux, command.aux_contact = luck.choice((0, 1)), luck.randrange(3), luck.choice((0, 1))
    command.outdoor_fan = luck.randrange(3)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dt", [1, 10, 60])
def test_it_holds_what_a_look_at_every_reading_finds(place, case, dt):
    home = made(place, dt=dt, **CASES[case])
    readings, command, luck = Readings(4), Command(), random.Random(dt)
    tape = home.tape()
    names = ("room", "room2", "room3", "room4", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge",
             "speed", "power", "aux_current_mA", "fan_proven", "defrosting", "fault", "humidity")  # fmt: skip
    places = [*readings.rooms, *(getattr(readings, name) for name in names[4:])]
    expected, found = [], []
    for now in range(0, 200 * dt, dt):
        home.sense(readings, now)
        reckless(luck, command)
        command.valid_until = now + luck.choice((0, 2))  # what is not executed was commanded all the same
        expected.append(
            [now, *(getattr(command, name) for name in tape.order if name != "now")]
            + [(NONE if reading.value is None else reading.value, reading.age) for reading in places]
        )
        home.advance(command, dt)
        if now == 50 * dt:
            found += [tape.take()]
    rows = np.vstack((*found, tape.take()))
    assert len(rows) == len(expected)
    for row, known in zip(rows.tolist(), expected, strict=True):
        read = [
            (row[tape.values[name]], row[tape.ages[name]] if name in tape.ages else 0)
            if name in tape.values
            else (NONE, NEVER)
            for name in names
        ]
        assert [*(row[column] for column in tape.order.values()), *read] == known


def test_one_that_nobody_takes_says_so(place):
    home = made(place, dt=10)
    readings, command = Readings(), Command()
    tape = home.tape()
    for now in range(0, 10 * (LENGTH + 1), 10):
        home.sense(readings, now)
        home.advance(command, 10)
    with pytest.raises(RuntimeError, match=f"tape: {LENGTH + 1} steps since it was last taken; allowed are {LENGTH}$"):
        tape.take()
