"""What people write about an FMU, and what passes between it and the core: with an FMU of paper."""

from math import inf, nan

import pytest

from balancepoint.control.command import Command
from balancepoint.control.readings import Readings
from host_sim.adapters import fmu_plant, fmu_room
from host_sim.adapters.fmu_plant import FmuPlant, read_mapping
from host_sim.adapters.fmu_room import FmuRoom
from host_sim.errors import InputError

HOME = """
fmu = "home.fmu"
[readings]
room = { variable = "T", factor = 100, offset = -27315 }
[commands]
speed = { variable = "y", factor = 0.01 }
"""
ROOM = """
fmu = "room.fmu"
[inputs]
heat = { variable = "Q" }
[outputs]
room = { variable = "T", offset = -273.15 }
outdoor = { variable = "To", offset = -273.15 }
"""


class Paper:
    """An FMU of paper: its values are set by the test, its inputs noted."""

    def __init__(self, path, kind=None, parameters=None, tolerance=0.0):
        self.path, self.kind, self.parameters = path, kind, parameters
        self.values, self.inputs, self.time = {"T": 294.15, "To": 268.15}, [], 0.0
        self.checked = []

    def check_links(self, file, table, links, causalities=()):
        self.checked.append((table, [link.variable for link in links.values()], causalities))

    def get(self, name):
        return self.values[name]

    def set(self, values):
        self.inputs.append(values)

    def advance(self, dt):
        self.time += dt

    def close(self):
        pass


@pytest.fixture
def paper(monkeypatch):
    monkeypatch.setattr(fmu_plant, "Fmu", Paper)
    monkeypatch.setattr(fmu_room, "Fmu", Paper)


def write(folder, text):
    path = folder / "mapping.toml"
    path.write_text(text)
    return path


def test_readings_and_commands_pass_with_their_units(paper, tmp_path):
    text = HOME.replace("[readings]", 'minute_of_week = 10079\n[readings]\npower = { variable = "P" }')
    with FmuPlant(write(tmp_path, text + 'aux = { variable = "n", factor = 2, offset = 1 }\n')) as plant:
        plant.fmu.values |= {"T": 294.4349, "P": 812.6}
        readings = Readings()
        readings.outdoor.set(500)
        plant.sense(readings, 0)
        assert (readings.rooms[0].value, readings.rooms[0].age) == (2128, 0)
        assert readings.power.value == 813
        assert readings.outdoor.value == 500  # not mapped: not touched
        assert readings.minute_of_week.value == 10079
        plant.sense(readings, 60)
        assert readings.minute_of_week.value == 0
        command = Command()
        command.speed, command.aux = 59, 2
        plant.advance(command, 10)
        assert plant.fmu.inputs == [{"y": pytest.approx(0.59), "n": 5.0}]
        assert plant.fmu.time == 10.0
        assert plant.fmu.checked == [("readings", ["P", "T"], ()), ("commands", ["y", "n"], ("input",))]


@pytest.mark.parametrize("value", [nan, inf, -inf, 1e12])
def test_what_is_no_number_is_no_reading(paper, tmp_path, value):
    plant, readings = FmuPlant(write(tmp_path, HOME)), Readings()
    plant.sense(readings, 0)
    assert readings.rooms[0].value == 2100
    plant.fmu.values["T"] = value
    plant.sense(readings, 10)
    assert readings.rooms[0].value is None
    assert readings.rooms[0].within(-5000, 9000, 600) is None


def test_several_room_sensors(paper, tmp_path):
    plant = FmuPlant(
        write(tmp_path, HOME.replace("[commands]", 'room2 = { variable = "To", factor = 100 }\n[commands]'))
    )
    assert plant.room_sensors == 2
    readings = Readings(2)
    plant.sense(readings, 0)
    assert [room.value for room in readings.rooms] == [2100, 26815]
    with pytest.raises(InputError, match="readings: 1 room sensors; the mapping has 2"):
        plant.sense(Readings(1), 0)


def test_a_room_takes_heat_and_gives_its_surroundings(paper, tmp_path):
    with FmuRoom(write(tmp_path, ROOM), "model-exchange") as room:
        assert (room.step, room.fmu.kind) == (60, "model-exchange")
        now = room.surroundings()
        assert (now.room, now.outdoor, now.wall) == (pytest.approx(21.0), pytest.approx(-5.0), None)
        room.advance(1500.0, 200.0, 1e-5)  # it knows no radiant heat
        assert room.fmu.inputs == [{"Q": 1700.0}]
        assert room.heat_taken() is None
        room.fmu.values["To"] = nan
        with pytest.raises(InputError, match=r"room.fmu: To = nan at 60 s"):
            room.surroundings()
    both = ROOM.replace('"Q" }', '"Q" }\nradiant = { variable = "Qr" }\nvapour = { variable = "m", factor = -1e3 }')
    room = FmuRoom(write(tmp_path, both))
    room.advance(1500.0, 200.0, 1e-5)
    assert room.fmu.inputs == [{"Q": 1500.0, "Qr": 200.0, "m": pytest.approx(-0.01)}]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (("room =", "rom ="), "readings.rom: no such name; did you mean 'room'?"),
        (("room =", "outdoor ="), "readings.room: is missing"),
        (("speed =", "sped ="), "commands.sped: no such name; did you mean 'speed'?"),
        (("speed =", "valve ="), "commands.speed: is missing"),
        (("[commands]", 'room3 = { variable = "b" }\n[commands]'), "must be room, room2, room3, room4 in this order"),
        (("factor = 100", "factor = 0"), "readings.room.factor = 0: must not be 0"),
        (("factor = 100", 'factor = "100 K"'), "readings.room.factor = '100 K': must be a number"),
        (("factor = 100", "factr = 100"), "readings.room.factr: no such key; did you mean 'factor'?"),
        (("factor = 100", "factor = nan"), "readings.room.factor = nan: must be a finite number"),
        (('variable = "T"', 'variable = ""'), "readings.room.variable = ''"),
        (('fmu = "home.fmu"', ""), "fmu: is missing (path of the FMU, seen from this file)"),
        (("[readings]", 'kind = "me"\n[readings]'), "kind = 'me': allowed are 'co-simulation' or 'model-exchange'"),
        (("[readings]", "minute_of_week = 10080\n[readings]"), "minute_of_week = 10080"),
        (("[readings]", "[readings"), "no valid TOML"),
        (("[commands]", "[comands]"), "commands: is missing (what the controller drives)"),
    ],
)
def test_a_wrong_mapping_is_told_in_one_line(tmp_path, wrong, message):
    old, new = wrong
    assert old in HOME
    path = write(tmp_path, HOME.replace(old, new))
    with pytest.raises(InputError) as told:
        read_mapping(path)
    text = str(told.value)
    assert text.startswith(f"{path}: ") and message in text and "\n" not in text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (("heat =", "power ="), "inputs.power: no such name; allowed are heat, radiant, vapour"),
        (("outdoor =", "outdor ="), "outputs.outdor: no such name; did you mean 'outdoor'?"),
        (("outdoor =", "wall ="), "outputs.outdoor: is missing"),
        (("[inputs]", "step = 0\n[inputs]"), "step = 0: allowed is 1 to 3600 s"),
    ],
)
def test_a_wrong_mapping_of_a_room_is_told_in_one_line(paper, tmp_path, wrong, message):
    path = write(tmp_path, ROOM.replace(*wrong))
    with pytest.raises(InputError) as told:
        FmuRoom(path)
    assert str(told.value).startswith(f"{path}: ") and message in str(told.value)


def test_a_mapping_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="none.toml: cannot be read"):
        FmuPlant(tmp_path / "none.toml")
