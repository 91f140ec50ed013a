"""What a name stands for, read from the source alone."""

import pytest

from host_sim.compiled.program import Class, Function, Module, Program

SOURCES = {
    "": "",
    "quantity": """
try:
    from micropython import const
except ImportError:
    def const(value):
        return value
def minutes(count):
    return int(round(count * 60))
NEVER = const(1 << 29)
""",
    "room.": "",
    "room.filter": """
from ..quantity import NEVER, const, minutes
from .. import quantity as q
FIRST, SECOND = range(2)
_PAUSE = minutes(2.5)
_BOTH = _PAUSE + NEVER
_TWICE = 1
_TWICE = 2
_COUNT = 0
_ROWS = (1, 2)
_CIRCLE = _CIRCLE_TOO
_CIRCLE_TOO = _CIRCLE
def count():
    global _COUNT
    _COUNT += 1
class Filter:
    @property
    def size(self):
        return 1
    def step(self, value, more=1):
        return value
    def all(self):
        yield 1
""",
}


@pytest.fixture(scope="module")
def program():
    return Program(SOURCES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEVER", 1 << 29), ("FIRST", 0), ("SECOND", 1), ("_PAUSE", 150), ("_BOTH", 150 + (1 << 29)), ("_TWICE", None),
        ("_COUNT", None), ("_ROWS", None), ("_CIRCLE", None), ("minutes", None), ("nobody", None), ("q", None),
    ],
)  # fmt: skip
def test_constants_are_what_is_always_the_same_whole_number(program, name, value):
    assert program.constant(program.modules["room.filter"], name) == value


def test_other_values_can_be_asked_for(program):
    assert program.value("room.filter", "_ROWS") == (1, 2)
    with pytest.raises(ValueError, match=r"room\.filter\._TWICE: no constant"):
        program.value("room.filter", "_TWICE")


def test_names_lead_to_where_they_are_defined(program):
    module = program.modules["room.filter"]
    assert isinstance(program.resolve(module, "q"), Module)
    assert isinstance(program.resolve(module, "Filter"), Class)
    minutes = program.resolve(module, "minutes")
    assert isinstance(minutes, Function) and minutes.module.name == "quantity"
    assert program.resolve(module, "range") is None


def test_functions_say_what_they_are(program):
    size, step, everything = program.modules["room.filter"].classes["Filter"].methods.values()
    assert step.name == "room.filter.Filter.step" and step.arguments == ["self", "value", "more"]
    assert (size.is_property, size.plain, everything.generator, step.generator) == (True, False, True, False)
