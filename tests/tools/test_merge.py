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
