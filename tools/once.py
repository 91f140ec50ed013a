"""What an object keeps twice it keeps once: after `merge` its parts have become it, and each had its settings.

    def __init__(self, settings):                     def __init__(self, settings):
        self.settings = settings                          self.settings = settings
        _weld_settings = settings            becomes      _weld_settings = settings
        self._weld__settings = _weld_settings

An attribute goes if its class sets it once, by a statement at the top level of `__init__`, to what an earlier one was set to
there; if nobody sets either anew; and if no other class has one of its name. The class neither inherits nor hands on. A variable
that nobody reads any more goes, too.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection

from tools.owners import base_of
from tools.program import Program, bound, own, parameters, walk


def once(program: Program, path: str, keep: Collection[str]) -> None:
    """Take out the second of each in the classes of the module at `path`, in place. `keep`: names that somebody outside the
    program uses."""
    if path not in program.trees:
        return
    stays = {*keep, *program.asked()}
    owners, loose = _owners(program)
    handed_on = {
        base_of(program, place, base)
        for place, tree in program.trees.items()
        for node in walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    }
    new: dict[str, str] = {}
    for cls in [node for node in program.trees[path].body if isinstance(node, ast.ClassDef)]:
        if cls.bases or handed_on & {(path, cls.name), ("", cls.name)}:
            continue
        init = next((node for node in cls.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"), None)
        if init is not None:
            fixed = {name for name, count in _settings_of(cls).items() if count == 1 and name not in loose}
            single = {name for name in fixed if owners[name] == 1 and name not in stays}
            new |= _doubles(init, fixed, single)
    for place, tree in program.trees.items():
        gone = [node for node in walk(tree) if isinstance(node, ast.Attribute) and node.attr in new]
        for attribute in gone:
            attribute.attr = new[attribute.attr]
        if gone:
            program.changed(place)
    for node in walk(program.trees[path]):
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            _forget(node)
    program.changed(path)


def _forget(init: ast.FunctionDef) -> None:
    """Without variables that only hold what an attribute or another variable does, and that nobody reads."""
    read = {node.id for node in walk(init) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    kept = [node for node in init.body if not (_only_holds(node) and node.targets[0].id not in read)]  # type: ignore
    if len(kept) < len(init.body):
        init.body = kept or [ast.Pass()]
        _forget(init)


def _only_holds(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return False
    value = node.value.value if isinstance(node.value, ast.Attribute) else node.value
    return isinstance(value, ast.Name)


def _owners(program: Program) -> tuple[Counter[str], set[str]]:
    """How many classes have an attribute or method of each name; names of attributes that are set otherwise than through the
    first parameter of a class's own method."""
    owners: Counter[str] = Counter()
    loose: set[str] = set()
    for tree in program.trees.values():
        nodes = walk(tree)
        through: set[int] = set()
        for cls in [node for node in nodes if isinstance(node, ast.ClassDef)]:
            has = {name for part in cls.body for node in [part, *own(part)] for name in bound(node)}
            for method in [node for node in cls.body if isinstance(node, ast.FunctionDef)]:
                found = _sets(method)
                through.update(map(id, found))
                has.update(node.attr for node in found)
            owners.update(has)
        loose.update(
            node.attr
            for node in nodes
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and id(node) not in through
        )
    return owners, loose


def _sets(method: ast.FunctionDef) -> list[ast.Attribute]:
    """The attributes that a method sets through its first parameter."""
    return [node for node in walk(method) if _of_itself(node, method) and not isinstance(node.ctx, ast.Load)]  # type: ignore


def _of_itself(node: ast.AST, method: ast.FunctionDef) -> bool:
    first = method.args.args[0].arg if method.args.args else ""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == first


def _settings_of(cls: ast.ClassDef) -> Counter[str]:
    """How often a class sets each of its attributes."""
    methods = [node for node in cls.body if isinstance(node, ast.FunctionDef)]
    return Counter(node.attr for method in methods for node in _sets(method))


def _doubles(init: ast.FunctionDef, fixed: Collection[str], single: Collection[str]) -> dict[str, str]:
    """Attributes that need not be -> those that are the same; the statements that set them go. `fixed`: attributes that are set
    once; `single`: of these, those that may go."""
    times = Counter(name for node in own(init) for name in bound(node))
    given = {each.arg for each in parameters(init)}
    same: dict[str, object] = {name: name for name in given if not times[name]}  # variable -> what it is
    first: dict[object, str] = {}  # what it is -> the attribute that was set to it
    kept: dict[str, object] = {}
    new: dict[str, str] = {}
    for statement in list(init.body):
        if not isinstance(statement, ast.Assign):
            continue
        value = statement.value
        thing: object = statement
        if isinstance(value, ast.Name):
            thing = same.get(value.id, statement)
        elif _of_itself(value, init):
            thing = kept.get(value.attr, statement)  # type: ignore[attr-defined]
        for target in list(statement.targets):
            if isinstance(target, ast.Name) and times[target.id] == 1 and target.id not in given:
                same[target.id] = thing
            elif isinstance(target, ast.Attribute) and _of_itself(target, init) and target.attr in fixed:
                kept[target.attr] = thing
                if thing not in first:
                    first[thing] = target.attr
                elif target.attr in single:
                    new[target.attr] = first[thing]
                    statement.targets.remove(target)
        if not statement.targets:
            init.body.remove(statement)
    init.body = init.body or [ast.Pass()]
    return new
