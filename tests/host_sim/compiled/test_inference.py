"""Kinds of variables, on small programs: what is proved, and that what is not stays a Python object."""

import pytest

from host_sim.compiled import kinds
from host_sim.compiled.inferring import infer
from host_sim.compiled.program import Program


def declared(source, others=()):
    """{"function.variable", "Class.attribute" or "function": how C declares it} of a module."""
    found = infer(Program({"": "", "m": source, **dict(others)}))
    module = found.program.modules["m"]
    out = {}
    for holder in module.classes.values():
        for name, cell in found.attributes[holder].items():
            out[f"{holder.name}.{name}"] = cell.kinds
    for function in module.all_functions():
        owner = f"{function.owner.name}." if function.owner else ""
        out[owner + function.node.name] = found.result(function).kinds
        for name, cell in found.locals[function].items():
            out[f"{owner}{function.node.name}.{name}"] = cell.kinds
    return {name: getattr(kinds.declared(each), "name", kinds.declared(each)) for name, each in out.items()}


STAGE = """
from array import array
class Room:
    def __init__(self):
        self.value = 0
        self.limit = None
        self.raw = array("h", [0] * 4)
        self.starts = [0] * 6
        self.said = False
    def rise(self, dt, factor):
        self.value += dt * factor // 2
        self.said = self.value > 9
        return self.value
class Stage:
    def __init__(self, room):
        self.room = room
        self.other = None
        self.other = Room()
        self.name = "stage"
        self.mixed = 0
        self.mixed = "none"
    def step(self, dt):
        room = self.room
        gone = room.rise(dt, factor=3)
        for at in room.starts:
            if at > gone:
                return 1
        return 0
def run(now):
    stage = Stage(Room())
    return stage.step(now)
"""


def test_values_are_followed_through_constructors_calls_and_attributes():
    found = declared(STAGE)
    assert found["Room.value"] == "long" and found["Room.raw"] == "array" and found["Room.starts"] == "list"
    assert found["Room.said"] == "bint"
    assert found["Stage.room"] == found["Stage.other"] == found["Stage.step.room"] == "Room"
    assert found["Room.rise.factor"] == found["Room.rise.dt"] == found["Stage.step.at"] == "long"
    assert found["Room.rise"] == found["Stage.step"] == found["run"] == "long"


def test_what_holds_two_things_stays_pythons():
    found = declared(STAGE)
    assert found["Stage.mixed"] == found["Stage.name"] == "object"
    assert found["Room.limit"] == "object"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return x", "object"),
        ("return 0 if x is None else x", "long"),
        ("return x if x is not None and x > 3 else 0", "long"),
        ("if x is None:\n        return 1\n    return x", "long"),
        ("while x is not None:\n        return x\n    return 0", "long"),
        ("if x is not None:\n        x = unknown()\n        return x\n    return 1", "object"),
        ("if x is None:\n        return 1", "object"),
        ("return x + 1", "long"),
        ("return x / 2", "object"),
        ("return min(x, 3)", "long"),
        ("return x == 3", "bint"),
        ("return [x]", "list"),
        ("return unknown(x)", "object"),
        ("total = 0\n    for k in range(3):\n        total += k\n    return total", "long"),
        ("a, b = 1, None\n    return a", "long"),
        ("return sum([1, 2])", "long"),
        ("return (lambda: 1)()", "object"),
    ],
)
def test_none_is_told_apart_where_the_source_does(body, kind):
    found = declared(f"def f(x):\n    {body}\ndef g(flag):\n    f(None)\n    f(3)\n")
    assert found["f"] == kind


def test_readings_from_outside_are_whole_numbers_once_their_type_was_asked():
    source = "def f(value):\n    if type(value) is int and value > 3:\n        return value\n    return 0\n"
    found = declared(source)
    assert found["f.value"] == "object" and found["f"] == "long"


def test_two_classes_in_one_attribute_and_what_both_give():
    source = """
class A:
    def step(self, dt):
        return dt
class B:
    def step(self, dt):
        return dt + 1
class Holder:
    def __init__(self, which):
        self.part = A() if which else B()
    def step(self, dt):
        return self.part.step(dt)
def run(now):
    return Holder(1).step(now)
"""
    found = declared(source)
    assert found["Holder.part"] == "object" and found["Holder.step"] == "long"


def test_what_others_call_is_taken_by_name_or_left_alone():
    found = declared("def f(now, what):\n    return now + 1\n")
    assert (found["f.now"], found["f.what"], found["f"]) == ("long", "object", "long")


def test_another_modules_names():
    other = {"quantity": "def clamp(value, low, high):\n    return value\nTOP = 3\n"}
    found = declared(
        "from . import quantity as q\nfrom .quantity import clamp, TOP\ndef f(now):\n    return clamp(q.TOP, 0, TOP)\n",
        other,
    )
    assert found["f"] == "long"
