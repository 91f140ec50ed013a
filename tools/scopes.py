"""A function of the program and what its names mean in it: for `owners`."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from tools.program import CORE, FUNCTIONS, Program, bound, imported_from, local_names, own, parameters, walk

Kinds = frozenset[str]  # classes, as `owners` calls them; none: nothing was put in there so far
ANYTHING: Kinds = frozenset("*")
MODULE: Kinds = frozenset(".")
_UNKNOWN = "-"
OTHER: Kinds = frozenset(_UNKNOWN)  # an object of a class that is not told apart, so of none of those that are


class Scope:
    """A function with the functions in it. `cls`: whose method it is; a module's own statements: a function without a name."""

    def __init__(self, path: str, cls: ast.ClassDef | None, function: ast.FunctionDef, inner: Collection[str]) -> None:
        self.path = path
        self.cls = cls
        self.function = function
        self.name = function.name
        self.inner = () if path.startswith(CORE) else inner
        self.nodes = [node for part in function.body for node in walk(part)]
        self.own = {id(node) for node in own(function)}
        self.parameters = [each.arg for each in parameters(function)]
        self.called = {id(node.func): node for node in self.nodes if isinstance(node, ast.Call)}
        nested = [node for node in self.nodes if isinstance(node, FUNCTIONS)]
        self.local = (local_names(function) if function.name else set()).union(*map(local_names, nested))
        put = {
            id(each)
            for node in self.nodes
            for target in targets(node)
            for each in walk(target)
            if isinstance(each, ast.Name)
        }
        # of the parameters of functions within, and what is bound by an import, a `with`, a handler
        inside = {each.arg for node in nested for each in parameters(node)}
        self.other_names = inside | {
            name for node in self.nodes if id(node) not in put for name in bound(node) if name in self.local
        }
        self.stored = {
            node.attr for node in self.nodes if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
        }
        # names of modules and of classes of the program, in the function or in the module around it
        self.modules: dict[str, Kinds] = {}
        self.classes: dict[str, Kinds] = {}

    def look_around(self, program: Program, keys: Mapping[int, str]) -> None:
        """What modules and classes there are: in the module, imported by it, and imported by the function."""
        tops = program.trees[self.path].body
        node: ast.AST
        for node in tops:
            if isinstance(node, ast.ClassDef):
                self.classes[node.name] = _keys([node], keys)
            elif isinstance(node, ast.ImportFrom):
                for name, kind, found in self._imported(program, node):
                    self.modules[name] = kind
                    self.classes[name] = _keys(found, keys)
        bindings = Counter(name for node in self.nodes for name in bound(node))
        ours: dict[str, list[ast.stmt]] = defaultdict(list)
        for node in self.nodes if self.name else ():
            if isinstance(node, ast.ImportFrom):
                for name, kind, found in self._imported(program, node):
                    self.modules[name] = kind
                    ours[name] += found[:1]
        for name, things in ours.items():
            if len(things) == bindings[name]:  # the name is the function's own, and of nothing else
                self.classes[name] = _keys(things, keys)
                self.local.discard(name)

    def _imported(self, program: Program, node: ast.ImportFrom) -> Iterator[tuple[str, Kinds, list[ast.stmt]]]:
        """(name here, whether it is a module, what that module defines by it)"""
        source = imported_from(self.path, node)
        there = program.trees[program.paths[source]].body if source in program.paths else []
        for alias in node.names:
            kind = MODULE if f"{source}.{alias.name}" in program.paths else ANYTHING
            found = [each for each in there if getattr(each, "name", "") == alias.name]
            yield alias.asname or alias.name, kind, found


def _keys(things: list[ast.stmt], keys: Mapping[int, str]) -> Kinds:
    """The classes that things are; none if one of them is no class."""
    if all(isinstance(each, ast.ClassDef) for each in things):
        return frozenset(keys.get(id(each), _UNKNOWN) for each in things)
    return frozenset()


def targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.For | ast.comprehension | ast.AugAssign) else []


def functions(program: Program) -> Iterator[tuple[str, ast.ClassDef | None, ast.FunctionDef]]:
    for path, tree in program.trees.items():
        rest: list[ast.stmt] = []
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield path, None, node
                rest += [ast.Expr(each) for each in node.decorator_list]
            elif isinstance(node, ast.ClassDef):
                for each in node.body:
                    if isinstance(each, ast.FunctionDef):
                        yield path, node, each
                    else:
                        rest.append(each)
            else:
                rest.append(node)
        arguments = ast.arguments([], [], None, [], [], None, [])
        yield path, None, ast.FunctionDef("", arguments, rest, [])
