"""The small program does what the large one does."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from balancepoint.control.command import Command
from balancepoint.control.settings.memory_table import TABLE as MEMORY
from balancepoint.control.settings.settings_table import TABLE as SETTINGS
from tools import image
from tools.program import Program, imported_from
from tools.shrink import shrink

FIRMWARE = Path(__file__).parents[2] / "firmware"
SOURCES = {
    path.relative_to(FIRMWARE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((FIRMWARE / "balancepoint").rglob("*.py"))
}
CONTROL = "balancepoint/control/"


@pytest.fixture(scope="module")
def small():
    return image.small(SOURCES)


def core(**modules):
    """A program of modules of the core."""
    packages = {"balancepoint/__init__.py": "", CONTROL + "__init__.py": ""}
    return packages | {f"{CONTROL}{name}.py": text for name, text in modules.items()}


def run(sources, module, expression):
    """What an expression gives in a module of a program."""
    names = [name for name in sys.modules if name.split(".")[0] == "balancepoint"]
    before = {name: sys.modules.pop(name) for name in names}
    try:
        return eval(expression, _module(sources, f"balancepoint.control.{module}").__dict__)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "balancepoint"]:
            del sys.modules[name]
        sys.modules.update(before)


def _module(sources, name):
    """Import one module of a program that stands in no file, and those that it imports."""
    if name in sys.modules:
        return sys.modules[name]
    path = name.replace(".", "/")
    module = type(sys)(name)
    module.__package__ = name.rpartition(".")[0]
    if path + "/__init__.py" in sources:
        module.__path__ = []
        module.__package__ = name
        path += "/__init__"
    sys.modules[name] = module
    parent, _, last = name.rpartition(".")
    if parent:
        setattr(_module(sources, parent), last, module)
    text = sources[path + ".py"]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            source = imported_from(path + ".py", node)
            for wanted in (source, *(f"{source}.{alias.name}" for alias in node.names)):
                if any(wanted.replace(".", "/") + end in sources for end in (".py", "/__init__.py")):
                    _module(sources, wanted)
    exec(compile(text, path, "exec"), module.__dict__)
    return module


# --- what goes and what stays -------------------------------------------------------------------------------------------


def test_constants_go_where_they_are_read():
    program = core(
        quantity="def deg(celsius):\n    return int(round(celsius * 100))\ndef const(value):\n    return value\n",
        limits='"""Text."""\nfrom .quantity import const, deg\n_LOW = const(3)\nHIGH = _LOW * deg(1.5)\n'
        "A, B = range(2)\nOTHER = 7\n",
        user="from . import limits as m\nfrom .limits import HIGH\ndef step(OTHER):\n    return (HIGH, m.B, OTHER, m.OTHER)\n",
    )
    small = shrink(program)
    assert small[CONTROL + "limits.py"].strip() == ""
    assert "import" not in small[CONTROL + "user.py"]
    assert run(small, "user", "step(9)") == run(program, "user", "step(9)") == (450, 1, 9, 7)


def test_a_name_that_a_function_declares_global_is_the_modules():
    program = core(
        user="_made_once = 1\ndef _other_one():\n    return 2\ndef step():\n    global _made_once, _other_one\n"
        "    _made_once = _made_once + 1\n    _other_one = _made_once\n    return _made_once\n"
        "def words():\n    return (_made_once, _other_one)\n",
    )
    assert run(shrink(program), "user", "(step(), words())") == run(program, "user", "(step(), words())") == (2, (2, 2))


def test_short_texts_go_where_they_are_read_as_well():
    program = core(
        files="NAME = 'house.'\nLONG = 'not kept twice'\nTWICE = 'a'\nTWICE = 'b'\n",
        user="from .files import LONG, NAME, TWICE\ndef step(day):\n    return NAME + str(day) + LONG + TWICE\n",
    )
    small = shrink(program)
    assert "NAME" not in small[CONTROL + "files.py"] and "'house.'" in small[CONTROL + "user.py"]
    assert run(small, "user", "step(3)") == run(program, "user", "step(3)") == "house.3not kept twiceb"


def test_a_name_bound_twice_is_no_constant():
    program = core(
        user="A = 1\ndef step():\n    return A\ndef learn():\n    global A\n    A = 2\nB = 1\nB = 3\ndef words():\n    return B\n"
    )
    small = shrink(program)
    assert run(small, "user", "(step(), learn(), step(), words())") == (1, None, 2, 3)


def test_what_strings_say_stays():
    text = (
        "class Settings:\n    def __init__(self):\n        for name in ('warm_up', 'do_one'):\n"
        "            setattr(self, name, 1)\n"
        "    def do_two(self):\n        return self.warm_up + getattr(self, 'do_' + 'one')\n"
        "    def do_three(self):\n        return 0\n    def unheard_of(self):\n        return 0\n"
        "def step(word):\n    return getattr(Settings(), 'do_' + word)()\n"
    )
    small = shrink(core(user=text))
    assert run(small, "user", "step('two')") == 2
    assert "do_three" in small[CONTROL + "user.py"] and "unheard_of" not in small[CONTROL + "user.py"]


def test_a_name_put_together_of_nothing_is_refused():
    with pytest.raises(ValueError, match="user.py:2: .*nobody can tell"):
        shrink(core(user="def step(thing, name):\n    return getattr(thing, str(name))\n"))


def test_a_module_that_does_something_stays_imported():
    program = core(pins="LOW = 0\nprint(LOW)\n", user="from .pins import LOW\ndef step():\n    return LOW\n")
    assert "from .pins import" in shrink(program)[CONTROL + "user.py"]


def test_the_application_keeps_what_nobody_here_calls():
    program = core() | {"balancepoint/app.py": "def main():\n    return 1\ndef _spare():\n    return 2\n"}
    small = shrink(program)["balancepoint/app.py"]
    assert "main" in small and "return 2" not in small


def test_what_is_always_loaded_is_one_module(small):
    assert f"{CONTROL}core.py" in small and f"{CONTROL}guard/guard.py" not in small
    assert small[CONTROL + "settings/settings.py"] == "from balancepoint.control.core import Settings\n", (
        "a door for others"
    )
    assert "def status" in small[CONTROL + "status.py"], "loaded when somebody asks"


def test_what_a_session_needs_of_its_room_is_one_module(small):
    room = "balancepoint/units/cn105/"
    assert small[room + "session.py"] == f"from {room.replace('/', '.')}whole import Session\n", "a door for the link"
    assert room + "codec.py" not in small and "class Session" in small[room + "whole.py"]
    assert "def explain" in small[room + "words.py"], "loaded when somebody asks"


def test_a_name_that_two_modules_bind_keeps_them_apart():
    program = core(
        memory="def settle():\n    return 1\nTABLE = (1,)\n",
        controller="from .memory import settle\nTABLE = (2,)\ndef step():\n    return (settle(), TABLE)\n",
        user="from . import controller as c\nfrom . import memory\ndef learn():\n    return (c.step(), c.TABLE, memory.TABLE)\n",
    )
    small = shrink(program)
    assert "(1,)" in small[CONTROL + "core.py"] and "(2,)" in small[CONTROL + "controller.py"]
    assert run(small, "user", "learn()") == run(program, "user", "learn()") == ((1, (2,)), (2,), (1,))


def test_private_names_of_a_family_stay_apart():
    text = (
        "class Base:\n    def __init__(self):\n        self._first = 1\n    def _help(self):\n        return self._first\n"
        "class Heir(Base):\n    def __init__(self):\n        Base.__init__(self)\n        self._second = 5\n"
        "    def step(self):\n        return self._help() * 10 + self._second\n"
        "class Other:\n    def __init__(self, heir):\n        self._third = heir\n        self._own = heir._second\n"
        "    def step(self):\n        return self._third.step() + self._own\n"
        "def learn():\n    heir = Heir()\n    return heir.step(), Other(heir).step()\n"
    )
    program = core(user=text)
    small = shrink(program)
    assert run(small, "user", "learn()") == run(program, "user", "learn()") == (15, 20)
    assert not re.findall("_(first|second|third|own|help)", small[CONTROL + "user.py"])


def test_names_of_settings_and_of_memory_may_become_the_same(small):
    became = dict(re.findall(r" (\w+)=(\w+) ", small[CONTROL + "attribute.py"]))
    of_settings = [became[row[0]] for row in SETTINGS if row[0] in became]
    of_memory = [became[row[0]] for row in MEMORY if row[0] in became]
    assert len(set(of_settings)) == len(of_settings) > 20 and len(set(of_memory)) == len(of_memory) > 20
    assert set(of_settings) & set(of_memory)


def test_the_same_sources_give_the_same_texts(small):
    assert shrink(dict(reversed(SOURCES.items()))) == small


def test_shrinking_twice_changes_nothing(small):
    assert shrink(small) == small


# --- it behaves the same ------------------------------------------------------------------------------------------------

NAMES = ("alpha", "_beta", "gamma", "_delta")
numbers = st.integers(-50, 50)


@st.composite
def expressions(draw, names):
    left, right = (draw(st.one_of(numbers.map(str), st.sampled_from(names))) for _ in range(2))
    return f"({left} {draw(st.sampled_from('+-*&|'))} {right})"


@st.composite
def programs(draw):
    """Two modules with constants, functions whose locals hide them, and a class with private parts."""
    constants, known = "", ["1"]
    for name in ("LOW", "_MIDDLE", "HIGH"):
        constants += f"{name} = {draw(expressions(known))}\n"
        known.append(name)
    seen = ["m.LOW", "HIGH", "first", "second"]
    hidden = draw(st.sampled_from(("HIGH", "other")))
    attributes = [f"self.{name}" for name in NAMES]
    of_helper = draw(expressions([*seen, hidden]))
    of_second = draw(expressions([*attributes, "second"]))
    of_place = draw(expressions(attributes))
    told = draw(expressions([*attributes, "second", "HIGH"]))
    made = "".join(f"        self.{name} = {draw(expressions(seen))}\n" for name in NAMES)
    text = f"""from . import limits as m
from .limits import HIGH
def helper(first, second, {hidden}=4):
    first += {of_helper}
    return first - {hidden}
class Stage:
    def __init__(self, first, second):
{made}
    def _close(self, second):
        self._beta = helper(self._beta, {of_second})
        return [second + {of_place} for second in range(3)]
    def step(self, second):
        return (self._close(second), {told})
def learn(first, second):
    stage = Stage(first, second)
    return [stage.step(k) for k in range(3)]
"""
    return core(limits=constants, user=text)


@given(programs(), numbers, numbers)
@profile(max_examples=60)
def test_small_programs_compute_the_same(program, first, second):
    expression = f"learn({first}, {second})"
    small = shrink(program)
    assert run(small, "user", expression) == run(program, "user", expression)
    assert sum(map(len, small.values())) < sum(map(len, program.values()))


DRIVE = """
import hashlib, random
from balancepoint.control.controller import Controller
from balancepoint.control.settings.memory import Memory
from balancepoint.control.house.past import Past
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from balancepoint.control.settings.settings import Settings

ROWS = ((-1500, (783, 160), (4001, 1523), (4897, 2066)), (833, (909, 140), (5163, 1569), (5686, 1840)))
unit = dict(heating=ROWS, cooling=ROWS, speed_min=16, speed_max=100, aux_stages=2, room_sensors=2, latitude=42)
controller = Controller(Settings(zones=((200, 0, 60),), **unit), Memory(), Past())
readings, request = Readings(room_sensors=2), Request()
rng = random.Random(5)
seen = hashlib.sha256()
room, now = 1900, 0
kinds = set()
for k in range(9000):
    now += rng.choice((1, 10, 60, 60, 60))
    command = controller.step(readings, request, now)
    kinds.add((command.speed > 0, command.defrost, command.aux))
    seen.update(repr([getattr(command, name) for name in FIELDS]).encode())
    room += rng.choice((-3, 0, 2)) + (2 if command.speed else -2)
    hour = now // 3600 % 24
    for probe in readings.rooms[:2]:
        probe.set(room + rng.choice((0, 0, 10)), 0)
    readings.outdoor.set(-200 + 40 * abs(hour - 12), 0)
    readings.outdoor_coil.set(-900 if k % 900 > 450 else -300, 0)
    readings.return_air.set(room + 40, 0)
    readings.indoor_coil.set(room + (1800 if command.speed else 0), 0)
    readings.supply.set(room + (1500 if command.speed else 0), 0)
    readings.discharge.set(6000, 0)
    readings.speed.set(command.speed, 0)
    readings.power.set(20 * command.speed, 0)
    readings.sun.set(max(0, 400 - 60 * abs(hour - 12)), 0)
    readings.minute_of_week.set(now // 60 % 10080, 0)
    if k % 600 == 0:
        request.mode = rng.choice((1, 2, 2, 3))
        request.preset = rng.choice((0, 1, 2))
    if k % 30 == 0:
        controller.learn()
    if k % 1500 == 1499:
        room = 1800
for result in (controller.status(), controller.journal.words(), controller.memory.to_dict(), controller.settings.describe()):
    seen.update(repr(result).encode())
print(len(kinds), controller.journal.count, seen.hexdigest())
"""


def test_the_core_gives_the_same_commands(small, tmp_path):
    told = []
    for name, sources in (("large", SOURCES), ("small", small)):
        for path, text in sources.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-c", f"FIELDS = {Command.__slots__}\n{DRIVE}"],
            cwd=tmp_path / name,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told.append(done.stdout.split())
    assert told[0] == told[1]
    assert int(told[0][0]) >= 3 and int(told[0][1]) > 40, "the run reaches what it should compare"


def test_a_method_with_the_name_of_a_built_in_asks_for_no_attribute():
    """`rename` gives such names, and what it has made is looked through again."""
    Program({"a.py": "class A:\n    def f(self, x):\n        self.setattr(x, x & 15)\n"}).said()
    with pytest.raises(ValueError, match="nobody can tell"):
        Program({"a.py": "def f(x):\n    setattr(x, x & 15, 1)\n"}).said()
