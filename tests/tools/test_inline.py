"""A function that is called once goes where it is called, and all computes the same; what is not certain stays."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.inline import inline
from tools.program import Program

PATH = "balancepoint/control/core.py"
FACE = ("Owner", "run")


def inlined(text, keep=FACE, inner=(), **others):
    program = Program({PATH: text} | {f"balancepoint/{name}.py": other for name, other in others.items()})
    inline(program, PATH, keep, inner)
    return ast.unparse(program.trees[PATH])


def run(text, *given):
    space = {}
    exec(text, space)
    owner = space["Owner"]()
    return [_result(owner, each) for each in given], {k: v for k, v in vars(owner).items() if isinstance(v, int)}


def _result(owner, value):
    try:
        return owner.run(value)
    except TypeError:  # None in place of a number, which is the same only if it is so both times
        return "TypeError"


def functions(text):
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}


OWNER = """
class Owner:
    def __init__(self):
        self.kept = 3
    def run(self, value):
        {call}
        return (value, self.kept)
    def _judge(self, limit, more=2):
        {body}
"""
CALLS = (
    "value = self._judge(value)",
    "self.kept = self._judge(value)",
    "value += self._judge(5, value)",
    "self._judge(value)",
    "if self._judge(value) and value > 1: self.kept += 1",
    "if value > 1 and self._judge(value): self.kept += 1",
    "if not self._judge(value): return 7",
    "value = self._judge(2) if value > 1 else 9",
    "value = (value, self._judge(value + 1))",
    "value = min(value, self._judge(value, self.kept))",
    "for k in range(3):\n            value = value + k if self._judge(k) else self.kept",
    "return self._judge(value)",
)
BODIES = (
    "return limit > more",
    "limit += 1; self.kept += limit; return limit",
    "if limit > 2: return 1\n        self.kept += more\n        return 0",
    "self.kept = limit",
    "if limit > 2:\n            if self.kept > 4: return 1\n            self.kept += 1\n        return limit * 2 + more",
    "if limit < 1: return\n        self.kept += limit",
    "value = 0\n        while limit > 0:\n            limit -= 1\n            value += more\n        return value",
    "for k in range(limit):\n            if k > 2: return k\n        return -1",
)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("body", BODIES)
def test_it_computes_the_same(call, body):
    text = OWNER.format(call=call, body=body)
    small = inlined(text)
    assert run(small, 0, 1, 2, 3, 5, 8) == run(text, 0, 1, 2, 3, 5, 8), small
    assert inlined(small) == small


def test_most_of_these_go_in():
    gone = [(c, b) for c in CALLS for b in BODIES if "_judge" not in inlined(OWNER.format(call=c, body=b))]
    assert len(gone) >= len(CALLS) * len(BODIES) * 3 // 4


PARTS = """
class Part:
    def __init__(self, first):
        self.total = first
    def step(self, value):
        self.total += value
        if self.total > 9:
            return 1
        return 0
class Other:
    def __init__(self):
        self.total = 0
    def step(self, value):
        self.total -= value
        return self.total
class Owner:
    def __init__(self):
        self.kept = 0
        part = self.part = Part(2)
        self.other = Other()
        self.several = [Other(), Other()]
        self.part_again = part
    def run(self, value):
        self.kept = self.part.step(value)
        for each in self.several:
            self.kept += each.step(value)
        return (self.kept, self.part.total)
"""


def test_the_owner_tells_whose_method_a_call_means():
    small = inlined(PARTS, keep=("Owner", "run"))
    assert "self.part.step" not in small
    assert "each.step" in small, "what it is added to was read before the call"
    assert run(small, 1, 4, 9) == run(PARTS, 1, 4, 9)


def test_what_may_be_called_by_others_stays():
    for change in (
        PARTS.replace(
            "        self.kept = self.part.step(value)\n",
            "        self.kept = self.part.step(value) + self.part.step(0)\n",
        ),
        PARTS.replace("return (self.kept,", "getattr(self.part, 'step')(1); return (self.kept,"),
        PARTS.replace("return (self.kept,", "(lambda: self.part.step)()(1); return (self.kept,"),
    ):
        small = inlined(change)
        assert "def step(self, value):\n        self.total += value" in small
        assert run(small, 1, 4, 9) == run(change, 1, 4, 9)
    assert "self.total += value" in inlined(PARTS, face="def f(thing):\n    return thing.step(1)\n")
    outside = inlined(PARTS, ("Owner", "run", "step"), ("step",), face="def f(thing):\n    return thing.step(1)\n")
    assert "self.part.step" not in outside, "by `step` modules outside the core mean what the core shows them"


def test_classes_of_one_name_are_told_apart_by_their_module():
    others = "class Part:\n    def step(self, value):\n        return value\nclass User:\n    def run(self):\n        "
    other = others + "return Part().step(1)\n"
    small = inlined(PARTS, units=other)
    assert "self.part.step" not in small
    assert run(small, 1, 4, 9) == run(PARTS, 1, 4, 9)
    ours = "from balancepoint.control.core import Part\ndef run():\n    return Part(1).step(1)\n"
    assert "self.part.step" in inlined(PARTS, units=other, more=ours), "called by another that imports it"
    within = "def run():\n    from balancepoint.control.core import Part\n    return Part(1).step(1)\n"
    assert "self.part.step" in inlined(PARTS, units=other, more=within)


def test_a_module_keeps_a_name_of_its_own():
    """Else `rename` would take what else is called so for the module."""
    text = """
class Owner:
    def __init__(self):
        self.kept = 1
    def run(self, value):
        self._one(value)
        self._two(value)
        self._three(value)
        return self.kept
    def _one(self, value):
        first = self.kept + value
        self.kept = first
    def _two(self, value):
        from balancepoint import weighing
        self.kept += weighing.weigh(value)
    def _three(self, value):
        second = self.kept * 2
        self.kept = second
"""
    small = inlined(text, weighing="def weigh(value):\n    return value\n")
    assert functions(small) == {"__init__", "run"}
    assert "    from balancepoint import weighing\n" in small and "weighing = " not in small
    assert "second = " not in small, "variables are used again"


def test_one_that_inherits_is_none_of_those_that_are_told_apart():
    heir = "class Base:\n    pass\nclass Heir(Base):\n    def step(self, value):\n        return value\n"
    small = inlined(PARTS, units=heir + "    def run(self):\n        return self.step(1)\n")
    assert "self.part.step" not in small


def test_what_another_module_hands_to_a_constructor_is_followed():
    text = PARTS.replace(
        "part = self.part = Part(2)", "part = self.part = Part(2)\n        self.holder = Holder(part)"
    ) + (
        "class Holder:\n    def __init__(self, thing):\n        self.thing = thing\n"
        "    def look(self):\n        return self.thing.step(5)\n"
    )
    text = text.replace("self.kept = self.part.step(value)", "self.kept = self.holder.look()")
    assert "return self.thing.step" not in inlined(text), "the only thing that is held"
    for handed in (
        "def make():\n    from balancepoint.control.core import Holder, Other\n    return Holder(Other())\n",
        "def make(two):\n    if two:\n        from balancepoint.control.core import Holder as Made, Other\n"
        "        return Made(Other())\n    from balancepoint.control.core import Part as Made\n    return Made(2)\n",
        "from balancepoint.control import core\ndef make():\n    return core.Holder(core.Other())\n",
    ):
        assert ".thing.step(" in inlined(text, ("Owner", "run", "look"), more=handed), handed


def test_a_name_that_means_something_else_in_the_caller_stays_out():
    text = """
def twice(value):
    return 2 * value
four = twice(2)
class Owner:
    def __init__(self):
        self.kept = 1
    def run(self, value):
        twice = value + 1
        self.kept = self._more(twice)
        return twice
    def _more(self, value):
        value += 1
        return twice(value)
"""
    assert run(inlined(text), 1, 2) == run(text, 1, 2)
    assert "def _more" in inlined(text)


@given(first=st.lists(st.integers(-3, 12), max_size=8))
def test_a_tree_of_calls_computes_the_same(first):
    text = """
class Owner:
    def __init__(self):
        self.kept = 0
        self.rest = 0
    def run(self, value):
        a = self._one(value, 3)
        b = self._two(a, value)
        self._three(b)
        return (a, b, self.kept, self.rest)
    def _one(self, x, y):
        t = self._four(x)
        if t > y:
            return t - y
        t += 1
        return t
    def _two(self, y, x):
        t = x
        x = y
        self.kept += self._five(t) and x
        return x - t
    def _three(self, t):
        if t < 0:
            self.rest = t
            return
        t -= 1
        self.rest += t
    def _four(self, t):
        t = t * 2
        self.kept -= 1
        return t
    def _five(self, x):
        return x > 1
"""
    small = inlined(text)
    assert functions(small) == {"__init__", "run"}
    assert run(small, *first) == run(text, *first)
