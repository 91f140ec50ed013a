"""Short names for what is not spoken of from outside, shared where that is provably harmless.

Every name that the firmware lacks in its own table takes about ten bytes of RAM and its letters, once for the whole program.

- Private attributes and methods (`_name`) that are only used through `self`: each class, together with those it inherits from or
  hands on to, begins anew with the same short names.
- Parameters that no call names: the first of each function is called alike, the second too, and so on.
- All other names that the core (`control/`) defines, and private ones anywhere: one for one, to short names that stand nowhere
  else, so that nothing that was apart falls together. Not those that another package speaks of, that a string says (it might be
  for `getattr`), that built-in types have, that a call passes as a keyword, or that somebody outside the program uses.

Names of one or two letters are left alone.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import keyword
import string
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterator

from tools.program import CORE, Program, mentioned, own, parameters, plain, spoken

_SHARED = 100  # names that classes and functions share
_SHORT = 2
_TYPES = (
    int,
    str,
    bytes,
    bytearray,
    memoryview,
    list,
    tuple,
    dict,
    set,
    frozenset,
    range,
    type,
    object,
    array,
    Exception,
)
_TAKEN = {*keyword.kwlist, *dir(builtins), *dir(sys), *(name for each in _TYPES for name in dir(each)), "const"}


def rename(program: Program, keep: Collection[str]) -> None:
    """Give short names, in place. `keep`: names that somebody outside the program uses."""
    names = _Names(program, keep)
    fresh = names.fresh()
    shared = list(itertools.islice(fresh, _SHARED))
    _rename_private(names, shared)
    _rename_parameters(names, shared)
    _rename_rest(names, fresh)


class _Names:
    """Which names there are, and which must stay."""

    def __init__(self, program: Program, keep: Collection[str]) -> None:
        self.program = program
        self.nodes = [(path, node) for path, tree in program.trees.items() for node in ast.walk(tree)]
        self.stay = {*keep, *program.said(), *_TAKEN}
        self.stay.update(part for dotted in program.paths for part in dotted.split("."))
        self.keywords = set(keep)
        self.starred: set[str] = set()  # functions and classes that are called with **
        for path, node in self.nodes:
            if isinstance(node, ast.keyword) and node.arg:
                self.keywords.add(node.arg)
            elif isinstance(node, ast.Call) and any(each.arg is None for each in node.keywords):
                self.starred.update((getattr(node.func, "attr", getattr(node.func, "id", "")), "__init__"))
            if not path.startswith(CORE):
                self.stay.update(name for name in spoken(node) if not _is_private(name))
        for _, node in self.nodes:
            if isinstance(node, ast.FunctionDef) and node.name in self.starred:
                self.stay.update(each.arg for each in parameters(node))
        self.stay.update(self.keywords)

    def may_go(self, name: str) -> bool:
        return len(name) > _SHORT and not (name.startswith("__") and name.endswith("__")) and name not in self.stay

    def may_be_called_else(self, parameter: str) -> bool:
        return len(parameter) > _SHORT and parameter not in self.keywords

    def fresh(self) -> Iterator[str]:
        """Short names that stand nowhere in the program."""
        taken = self.stay | {name for _, node in self.nodes for name in mentioned(node)}
        letters = string.ascii_letters
        longer = (a + b for a, b in itertools.product(letters, letters + string.digits + "_"))
        return (name for name in itertools.chain(letters, longer) if name not in taken)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


# --- private attributes -------------------------------------------------------------------------------------------------


def _rename_private(names: _Names, shared: list[str]) -> None:
    trees = names.program.trees.values()
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    family = _families(classes)
    uses: dict[str, Counter[str]] = {name: Counter() for name in family.values()}
    sites: list[tuple[str, ast.Attribute | ast.FunctionDef]] = []
    through_self: set[ast.AST] = set()
    for cls in classes:
        for method in [node for node in cls.body if isinstance(node, ast.FunctionDef)]:
            found = [node for node in ast.walk(method) if _through(method, node)]
            through_self.update([method, *found])
            for node in [method, *found]:
                if isinstance(node, ast.Attribute | ast.FunctionDef):
                    sites.append((family[cls.name], node))
    loose = {name for _, node in names.nodes if node not in through_self for name in mentioned(node)}
    for where, node in sites:
        name = _name(node)
        if _is_private(name) and names.may_go(name) and name not in loose:
            uses[where][name] += 1
    new = {
        where: dict(zip(sorted(count, key=lambda name: (-count[name], name)), shared, strict=False))
        for where, count in uses.items()
    }
    for where, node in sites:
        short = new[where].get(_name(node))
        if short and isinstance(node, ast.FunctionDef):
            node.name = short
        elif short and isinstance(node, ast.Attribute):
            node.attr = short


def _name(node: ast.Attribute | ast.FunctionDef) -> str:
    return node.name if isinstance(node, ast.FunctionDef) else node.attr


def _through(method: ast.FunctionDef, node: ast.AST) -> bool:
    """Is a node `self.name` in a method, `self` being its first parameter?"""
    first = method.args.args[0].arg if method.args.args else None
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == first


def _families(classes: list[ast.ClassDef]) -> dict[str, str]:
    """The name of each class -> the name of its family: classes of one name, and all that inherit from each other."""
    family = {cls.name: cls.name for cls in classes}
    for cls in classes:
        for base in cls.bases:
            parent = ast.unparse(base).split(".")[-1]
            old, new = family.setdefault(parent, parent), family[cls.name]
            family = {name: new if each == old else each for name, each in family.items()}
    return family


# --- parameters ---------------------------------------------------------------------------------------------------------


def _rename_parameters(names: _Names, shared: list[str]) -> None:
    for tree in names.program.trees.values():
        places: list[ast.Module | ast.ClassDef] = [
            tree,
            *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)),
        ]
        for place in places:
            for node in place.body:
                if isinstance(node, ast.FunctionDef) and node.name not in names.starred:
                    _rename_own(node, names, shared)


def _rename_own(function: ast.FunctionDef, names: _Names, shared: list[str]) -> None:
    """One function's parameters, throughout its body."""
    inside = [node for part in function.body for node in ast.walk(part)]
    fixed = {name for node in inside if not isinstance(node, ast.Name | ast.arg) for name in plain(node)}
    ours = [each.arg for each in parameters(function) if names.may_be_called_else(each.arg) and each.arg not in fixed]
    mentioned = fixed | {each.arg for each in parameters(function)} | {name for node in inside for name in plain(node)}
    free = (name for name in shared if name not in mentioned)
    new = dict(zip(ours, free, strict=False))
    for node in [*inside, *parameters(function)]:
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)


# --- the rest -----------------------------------------------------------------------------------------------------------


def _rename_rest(names: _Names, fresh: Iterator[str]) -> None:
    defined: set[str] = set()
    for path, tree in names.program.trees.items():
        for node in ast.walk(tree):
            found = set(_defines(node))
            if isinstance(node, ast.Module | ast.ClassDef):
                found.update(
                    each.id for each in own(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
                )
            defined.update(name for name in found if path.startswith(CORE) or _is_private(name))
    count = Counter(name for _, node in names.nodes for name in mentioned(node))
    candidates = sorted((name for name in defined if names.may_go(name)), key=lambda name: (-count[name], name))
    new = dict(zip(candidates, fresh, strict=False))
    for _, node in names.nodes:
        for field in ("id", "arg", "name", "asname", "attr"):
            if getattr(node, field, None) in new:
                setattr(node, field, new[getattr(node, field)])
        if isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [new.get(name, name) for name in node.names]


def _defines(node: ast.AST) -> Iterator[str]:
    """Attributes, functions and classes that a node makes."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        yield node.attr
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
