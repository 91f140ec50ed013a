"""A part that only one thing has becomes the thing itself, and does the same."""

import ast

from tools.merge import merge
from tools.program import Program

PATH = "balancepoint/control/core.py"
TEXT = """
class Part:
    def __init__(self, first):
        twice = 2 * first
        self.kept = twice
    @property
    def more(self):
        return self.kept + 1
    def add(self, value):
        self.kept += value
        return self.more
class Owner:
    def __init__(self, first):
        self._part = Part(first + 1)
        self.kept = 7
    def step(self, value):
        return (self._part.add(value), self._part.kept, self.kept)
"""


def merged(text):
    program = Program({PATH: text})
    merge(program, PATH, ())
    return ast.unparse(program.trees[PATH])


def result(text):
    space = {}
    exec(text, space)
    return space["Owner"](3).step(5)


def test_it_computes_the_same_with_a_class_less():
    small = merged(TEXT)
    assert "class Part" not in small
    assert result(small) == result(TEXT) == (14, 13, 7)


def test_a_part_that_somebody_holds_stays():
    for change in (
        TEXT.replace("        self.kept = 7\n", "        self.kept = 7\n        self.other = self._part\n"),
        TEXT.replace("        return self.more\n", "        print(self)\n        return self.more\n"),
        TEXT + "two = Part(1)\n",
        TEXT + "class Other:\n    def __init__(self):\n        self._part = 1\n",
        TEXT.replace("class Part:", "class Part(object):"),
    ):
        assert "class Part" in merged(change)


ALIAS = TEXT.replace(
    "        return (self._part.add(value), self._part.kept, self.kept)",
    "        part = self._part\n        return (part.add(value), part.kept, self.kept)",
)


def test_a_variable_that_stands_for_the_part_is_spelled_out():
    text = merged(ALIAS)
    assert "class Part" not in text and "part = " not in text
    assert result(text) == result(ALIAS)


def test_a_variable_that_is_handed_on_or_set_anew_holds_the_part():
    for line in ("        print(part)\n", "        part = self.kept\n", "        self.last = part\n"):
        assert "class Part" in merged(ALIAS.replace("        return (part", line + "        return (part"))
    assert "class Part" in merged(
        ALIAS.replace("    def step(self, value):", "    def step(self, value):\n        self = self")
    )


def test_a_part_with_a_variable_of_its_own_in_the_constructor():
    text = TEXT.replace("self._part = Part(first + 1)", "part = self._part = Part(first + 1)\n        part.add(2)")
    assert "class Part" not in merged(text)
    assert result(merged(text)) == result(text)
