"""What a variable may hold: a set of kinds that grows until nothing is added to it, and how C declares such a variable.

A kind is one of the words below, a `Class` of the program (an object of it), `Items` (a list or tuple and what is in it),
`Numbers` (an array), `Bound` (a method of an object), or a `Function`, `Module` or `Type` (a class itself).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from host_sim.compiled.program import Class, Function, Module, Program

INT, BOOL, NONE, TEXT, DICT, OBJECT = "int", "bool", "none", "text", "dict", "object"
NUMBER = frozenset((INT,))
TRUTH = frozenset((BOOL,))
ANYTHING = frozenset((OBJECT,))
NOTHING = frozenset((NONE,))

Kinds = frozenset[Any]


class Cell:
    """What one variable holds, as far as is known; `fixed`: a hint has said it."""

    def __init__(self, kinds: Kinds = frozenset(), fixed: bool = False) -> None:
        self.kinds = kinds
        self.fixed = fixed

    def add(self, kinds: Kinds) -> bool:
        """Whether that was new."""
        if self.fixed or kinds <= self.kinds:
            return False
        self.kinds |= kinds
        return True


@dataclass(frozen=True)
class Items:
    """A list or tuple, by where it was made; `inner`: whatever is in it."""

    sort: str
    place: Any


@dataclass(frozen=True)
class Numbers:
    """An `array.array` of that type code."""

    code: str


@dataclass(frozen=True)
class Bound:
    """A method looked up on an object."""

    function: Function


@dataclass(frozen=True)
class Type:
    """A class itself."""

    of: Class


# C's type of an array's elements, and the field of `array.data` by which they are reached
ELEMENTS = {
    "b": ("signed char", "as_schars"),
    "B": ("unsigned char", "as_uchars"),
    "h": ("short", "as_shorts"),
    "H": ("unsigned short", "as_ushorts"),
    "i": ("int", "as_ints"),
    "q": ("long long", "as_longlongs"),
}


def only_class(kinds: Kinds) -> Class | None:
    """The one class whose objects, or None, a variable holds."""
    rest = kinds - NOTHING
    found = next(iter(rest)) if len(rest) == 1 else None
    return found if isinstance(found, Class) else None


def declared(kinds: Kinds) -> str | Class:
    """How C declares it: `long`, `bint`, `list`, `tuple`, `array`, a class, or else `object`."""
    if kinds == NUMBER:
        return "long"
    if kinds == TRUTH:
        return "bint"
    found = only_class(kinds)
    if found:
        return found
    rest = kinds - NOTHING
    if rest and all(isinstance(each, Items) for each in rest):
        sorts = {each.sort for each in rest}
        return sorts.pop() if len(sorts) == 1 else OBJECT
    if rest and all(isinstance(each, Numbers) for each in rest):
        return "array"
    return OBJECT


_WORDS = {"int": INT, "bool": BOOL, "None": NONE, "text": TEXT, "object": OBJECT, "dict": DICT}


def parse(text: str, program: Program, cells: dict[Any, Cell]) -> Kinds:
    """`int`, `int | None`, `tuple[tuple[int]]`, `array[h]`, `situation.Situation`. What is in lists goes into `cells`."""
    found: Kinds = frozenset()
    for part in text.split(" | "):
        inner = re.fullmatch(r"(list|tuple|array)\[(.+)\]", part)
        if part in _WORDS:
            found |= {_WORDS[part]}
        elif inner and inner[1] == "array":
            found |= {Numbers(inner[2])}
        elif inner:
            items = Items(inner[1], part)
            cells.setdefault(items, Cell(parse(inner[2], program, cells), fixed=True))
            found |= {items}
        else:
            module, _, name = part.rpartition(".")
            holder = program.find(module, name)
            if not isinstance(holder, Class):
                raise ValueError(f"hints: {part}: no such class")
            found |= {holder}
    return found


def told(kinds: Kinds) -> str:
    """For reports."""
    return " | ".join(sorted(_word(each) for each in kinds)) or "nothing"


def _word(kind: Any) -> str:
    if isinstance(kind, Items):
        return kind.sort
    if isinstance(kind, Numbers):
        return f"array[{kind.code}]"
    if isinstance(kind, Module):
        return f"module {kind.name}"
    return repr(kind) if isinstance(kind, Class) else str(getattr(kind, "name", kind))
