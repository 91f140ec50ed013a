"""Each field of the Situation has one writer, the one that its file names, and nobody reads what a later stage will write.

The order is watched while it runs: every read and write of a field, by stage. A heading in `situation.py` names the writer of the
fields below it; `earlier stages read the last one` below it marks those that are read before they are written anew, on purpose.
"""

import inspect
import re

import pytest

from balancepoint.control import situation
from balancepoint.control.command import Command
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import Situation
from tests.firmware.control.drive.managed.unit import Managed
from tests.firmware.control.test_controller import HOUR, Loop

# The methods of the stages that get a Situation: (attribute of the controller, heading in situation.py)
STAGES = {
    "drive": "drive", "sensing": "sense: sensing", "unit_words": "sense: words", "accounts": "house: accounts",
    "ledger": "house: ledger", "comfort": "wish: comfort", "timetable": "wish: schedule", "adaptive": "wish: adaptive",
    "recovery": "wish: recovery", "unit_map": "heat: unit map", "capacity": "heat: capacity", "aux_heat": "heat: aux heat",
    "budget": "heat: budget", "vane": "air: vane", "airflow": "air: airflow", "guard": "guard", "chronicle": None, "care": None,
    "adviser": None,
}  # fmt: skip


def fields():
    """{field: (its writer, whether earlier stages may read the last one)}, by the headings of the file."""
    out, writer, last = {}, None, False
    for line in inspect.getsource(situation).splitlines():
        heading = re.fullmatch(r" {8}# ([a-z ]+(?:: [a-z ]+)?)(; earlier stages read the last one)?", line)
        if heading:
            writer, last = heading[1], bool(heading[2])
        field = re.match(r" {8}self\.(\w+) = ", line)
        if field:
            out[field[1]] = (writer, last)
    return out


FIELDS = fields()


class Watched(Situation):
    """Notes who reads and writes what."""

    def __getattribute__(self, name):
        if name in FIELDS and _watch.stage:
            _watch.read(name)
        return super().__getattribute__(name)

    def __setattr__(self, name, value):
        if _watch.stage:
            _watch.wrote(name)
        super().__setattr__(name, value)


class WatchedCommand(Command):
    __slots__ = ("field",)

    def __setattr__(self, name, value):
        if name != "field" and _watch.stage:
            _watch.wrote(self.field)
        super().__setattr__(name, value)


class Watch:
    def __init__(self):
        self.begin()

    def begin(self):
        self.stage = []
        self.foreign = set()
        self.early = set()
        self.readers = {}
        self.written = {}

    def tick(self):
        self.readers = {}

    def read(self, name):
        self.readers.setdefault(name, set()).add(self.stage[-1])

    def wrote(self, name):
        stage = self.stage[-1]
        self.written.setdefault(name, set()).add(stage)
        if FIELDS[name][0] != STAGES[stage]:
            self.foreign.add((stage, name))
        elif not FIELDS[name][1]:
            self.early |= {(reader, name, stage) for reader in self.readers.get(name, ()) if reader != stage}


_watch = Watch()


def watched(controller):
    """Its stages, each under its name."""
    s = Watched(controller.memory)
    for field in ("want", "command"):
        command = WatchedCommand.__new__(WatchedCommand)
        object.__setattr__(command, "field", field)
        Command.__init__(command)
        object.__setattr__(s, field, command)
    controller.situation = s
    controller.guard.begin(s)
    for attribute in STAGES:
        stage = getattr(controller, attribute)
        for name, method in inspect.getmembers(type(stage), inspect.isfunction):
            if not name.startswith("_") and "s" in inspect.signature(method).parameters:
                setattr(stage, name, _under(attribute, getattr(stage, name)))
    return s


def _under(attribute, method):
    def call(*args):
        _watch.stage.append(attribute)
        try:
            return method(*args)
        finally:
            _watch.stage.pop()

    return call


def frosting(loop):
    """An outdoor coil that grows colder from defrost to defrost, and warms in one."""
    s = loop.controller.situation
    command = s.command
    if command.speed and command.valve == 0:
        return min(1500, loop.readings.outdoor_coil.value + 12 * loop.dt)
    return round(100 * loop.outdoor) - 600 - 600 * min(loop.now - max(s.defrost_ended, 0), 7200) // 4000


def direct():
    return Loop(dt=10, room=19.0, outdoor=-12.0, own_defrost=1, own_fan=1, zones=((300, 0, 110),), aux_stages=2)


def managed():
    """The same house with a unit that owns its compressor, and defrosts when the outdoor coil is cold."""
    loop = Managed(dt=10, room=19.0, outdoor=-12.0, own_fan=1, zones=((300, 0, 110),), aux_stages=2)
    loop.wrong["defrosting"] = lambda loop: 1 if loop.now % 7200 < 240 and loop.unit.running else 0
    loop.wrong["standby"] = lambda loop: 1 if loop.now % 36000 < 5400 else 0
    return loop


def lived(loop):
    """Through modes, weather, a dead sensor, frost and defrosts, freeze protection, lockout, backup, a schedule."""
    schedule = tuple((60 * hour, preset) for hour, preset in ((2, 2), (6, 0), (9, 1), (16, 0)))
    watched(loop.controller)
    step = loop.controller.step

    def tick(*args):
        _watch.tick()
        return step(*args)

    loop.controller.step = tick
    request = loop.request
    request.schedule, request.preset = schedule, 4
    loop.wrong["minute_of_week"] = lambda loop: loop.now // 60 % 10080
    loop.controller.memory.balance_point = -2000
    for mode, outdoor, hours, dt in (
        (HEAT, -12, 3, 10), (AUTO, 1, 8, 10), (COOL, 33, 2, 10), (DRY, 31, 1, 10), (FAN, 20, 50, 60), (OFF, -20, 2, 10),
        (HEAT, -27, 4, 10),
    ):  # fmt: skip
        request.mode = mode
        loop.outdoor = float(outdoor)
        loop.dt = dt
        if mode == AUTO:
            loop.wrong["outdoor_coil"] = frosting
        elif mode == COOL:
            loop.room = 27.0
            loop.wrong.pop("outdoor_coil")
        elif mode == OFF:
            loop.room = 6.0
        loop.run(hours * HOUR)
    loop.wrong["room"] = None
    loop.run(2 * HOUR)
    return loop


@pytest.fixture(scope="module")
def watch():
    _watch.begin()
    lived(direct())
    lived(managed())
    return _watch


def test_no_stage_writes_what_is_another_s(watch):
    assert not watch.foreign


def test_no_stage_reads_what_a_later_one_writes(watch):
    # A stop of a managed unit is judged by the values of the tick before, at which it was decided to run
    before = {("drive", "cooling", "comfort"), ("drive", "outdoor", "sensing"), ("drive", "return_air", "sensing")}
    assert watch.early <= before


def test_every_field_has_a_writer_that_writes_it(watch):
    assert all(writer for writer, _last in FIELDS.values())
    inside = ("controller", "sensor_faults")  # a list, written inside
    quiet = {
        name
        for name, (writer, _last) in FIELDS.items()
        if not {writer, name} & set(inside) and name not in watch.written
    }
    assert not quiet, "never written in a run that visits everything"


def values_of(s):
    return {name: getattr(s, name) for name in Situation.__slots__}


def test_every_field_is_there_from_the_beginning():
    s = Situation(Memory())
    assert set(Situation.__slots__) == set(FIELDS) and len(Situation.__slots__) == len(FIELDS)
    objects = ("readings", "request", "map", "want", "command", "sensor_faults")
    assert all(type(value) is int or name in objects for name, value in values_of(s).items())
    assert s.room == s.outdoor == UNKNOWN


def test_the_fields_stay_of_their_kind():
    loop = Loop(dt=60, aux_stages=1)
    s = loop.controller.situation
    kinds = {name: type(value) for name, value in values_of(s).items()}
    loop.run(6 * HOUR)
    assert not {name for name, value in values_of(s).items() if kinds[name] is int and type(value) is not int}


def test_a_function_of_a_stage_takes_no_more_than_five_arguments():
    """Constructors are called by name, tables apart."""
    import ast
    from pathlib import Path

    too_many = []
    for path in sorted(Path(inspect.getfile(situation)).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if path.name.endswith("_table.py"):
                continue
            if isinstance(node, ast.FunctionDef) and node.name != "__init__":
                arguments = [each.arg for each in node.args.args + node.args.kwonlyargs if each.arg != "self"]
                if len(arguments) > 5 or node.args.vararg or node.args.kwarg:
                    too_many.append(f"{path.name}: {node.name}({', '.join(arguments)})")
    assert not too_many
