"""Whose method a call means, as far as the constructors tell: for `inline`.

    class Owner:
        def __init__(self, settings):
            part = self.part = Part(settings)      # `part` and `self.part` are a Part, here and wherever an Owner is told
            self.other = other_for(settings)       # what a function returns, if it is certain

Only what is certain counts: an attribute that nobody but the constructor of its own class sets, a parameter that all who construct
give the same kind of thing, a variable that is set once. A call whose owner is not certain may mean every method of that name.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from tools.program import CORE, FUNCTIONS, Program, bound, local_names, opens_scope, own, parameters

Kinds = frozenset[str]  # names of classes; none: not known
Site = tuple[ast.Call | None, ast.FunctionDef | None]  # a call and who calls; not a plain call, not in a plain place: None
UNKNOWN: Kinds = frozenset()


class Owners:
    """`functions`: what the module at `path` defines, full name -> (function, its class or None); `calls`: full name -> sites.

    `keep`: names that somebody outside the program uses. `inner`: names by which modules outside the core mean only what the
    core shows them.
    """

    def __init__(self, program: Program, path: str, keep: Collection[str], inner: Collection[str]) -> None:
        self._program = program
        self._keep = keep
        self._scopes = list(_scopes(program))
        classes = [node for tree in program.trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        count = Counter(node.name for node in classes)
        bases = {getattr(each, "id", "") for node in classes for each in node.bases}
        self._classes = {
            node.name: node
            for node in classes
            if count[node.name] == 1 and not node.bases and not node.decorator_list and node.name not in bases
        }
        self._factories = {
            node.name: node
            for tree in program.trees.values()
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name not in self._classes
        }
        self._attributes: dict[tuple[str, str], Kinds] = {}
        self._given: dict[tuple[str, str], Kinds] = {}
        while self._learn():
            pass
        self.functions = dict(self._defined(program.trees[path]))
        self.calls: dict[str, list[Site]] = defaultdict(list)
        methods: dict[str, list[str]] = defaultdict(list)
        for name, (function, cls) in self.functions.items():
            if cls is not None:
                methods[function.name].append(name)
        for where, cls, function in self._scopes:
            self._count(where, cls, function, methods, () if where.startswith(CORE) else inner)

    def _defined(self, tree: ast.Module) -> Iterator[tuple[str, tuple[ast.FunctionDef, ast.ClassDef | None]]]:
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, (node, None)
            elif isinstance(node, ast.ClassDef) and self._classes.get(node.name) is node:
                for each in node.body:
                    if isinstance(each, ast.FunctionDef) and not each.name.startswith("__"):
                        yield f"{node.name}.{each.name}", (each, node)

    # --- what kind of thing ---

    def _learn(self) -> bool:
        """One round; whether something new is known."""
        attributes: dict[tuple[str, str], list[Kinds]] = defaultdict(list)
        given: dict[tuple[str, str], list[Kinds]] = defaultdict(list)
        set_by_others: set[str] = set(self._program.asked())
        for _, cls, function in self._scopes:
            names = self._names(cls, function)
            plain = {id(each): node.value for node in _all(function) if isinstance(node, ast.Assign) for each in node.targets}
            called = {id(node.func): node for node in _all(function) if isinstance(node, ast.Call)}
            for node in _all(function):
                if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                    mine = cls is not None and getattr(function, "name", "") == "__init__"
                    if mine and cls is not None and self._kind(node.value, names) == {cls.name}:
                        kind = self._kind(plain[id(node)], names) if id(node) in plain else UNKNOWN
                        attributes[cls.name, node.attr].append(kind)
                    else:
                        set_by_others.add(node.attr)
                elif isinstance(node, ast.Name) and node.id in self._classes:
                    wanted = _constructor(self._classes[node.id])
                    call = called.get(id(node))
                    for at, each in enumerate(wanted):
                        one = call.args[at] if call and not call.keywords and at < len(call.args) else None
                        given[node.id, each].append(self._kind(one, names) if one else UNKNOWN)
        found = {key: _together(kinds) for key, kinds in attributes.items() if key[1] not in set_by_others}
        params = {key: _together(kinds) for key, kinds in given.items() if key[0] not in self._keep}
        new = found != self._attributes or params != self._given
        self._attributes, self._given = found, params
        return new

    def _names(self, cls: ast.ClassDef | None, function: ast.AST) -> dict[str, Kinds]:
        """What the variables of a function are."""
        names: dict[str, Kinds] = {}
        if not isinstance(function, ast.FunctionDef):
            return names
        times = Counter(name for node in _all(function) for name in bound(node))
        times.update(each.arg for node in ast.walk(function) if isinstance(node, FUNCTIONS) for each in parameters(node))
        of_it = [each.arg for each in parameters(function)]
        if cls is not None and cls.name in self._classes and of_it:
            names[of_it[0]] = frozenset((cls.name,))
            if function.name == "__init__":
                names |= {each: self._given.get((cls.name, each), UNKNOWN) for each in of_it[1:]}
        names = {name: kind for name, kind in names.items() if times[name] == 1}
        for node in own(function):
            if isinstance(node, ast.Assign):
                for each in node.targets:
                    if isinstance(each, ast.Name) and times[each.id] == 1:
                        names[each.id] = self._kind(node.value, names)
        return names

    def _kind(self, node: ast.expr, names: dict[str, Kinds]) -> Kinds:
        if isinstance(node, ast.Name):
            return names.get(node.id, UNKNOWN)
        if isinstance(node, ast.Attribute):
            return _together([self._attributes.get((each, node.attr), UNKNOWN) for each in self._kind(node.value, names)])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in names:
            if node.func.id in self._classes:
                return frozenset((node.func.id,))
            made = self._factories.get(node.func.id)
            ends = [each.value for each in own(made) if isinstance(each, ast.Return)] if made else []
            if made and isinstance(made.body[-1], ast.Return):
                return _together([self._kind(each, {}) if each else UNKNOWN for each in ends])
        return UNKNOWN

    # --- who calls ---

    def _count(
        self,
        where: str,
        cls: ast.ClassDef | None,
        function: ast.AST,
        methods: dict[str, list[str]],
        inner: Collection[str],
    ) -> None:
        names = self._names(cls, function)
        caller = function if isinstance(function, ast.FunctionDef) else None
        plain = set(map(id, own(function)))
        called = {id(node.func): node for node in _all(function) if isinstance(node, ast.Call)}
        hidden = local_names(function) if caller else set()
        for node in _all(function):
            call = called.get(id(node))
            site: Site = (call, caller) if call and caller and id(call) in plain else (None, None)
            if isinstance(node, ast.Attribute) and node.attr in methods and node.attr not in inner:
                kinds = self._kind(node.value, names)
                meant = {f"{each}.{node.attr}" for each in kinds} or methods[node.attr]
                for name in meant:
                    self.calls[name].append(site if len(meant) == 1 and kinds else (None, None))
            elif isinstance(node, ast.Name) and node.id in self.functions and node.id not in hidden:
                self.calls[node.id].append(site)
            elif isinstance(node, ast.Attribute) and node.attr in self.functions:
                self.calls[node.attr].append((None, None))
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.calls[alias.name].append((None, None))


def _scopes(program: Program) -> Iterator[tuple[str, ast.ClassDef | None, ast.AST]]:
    """(path, class or None, function) of all functions and methods; what else stands in a module as a function of itself."""
    for path, tree in program.trees.items():
        rest = ast.Module([], [])
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield path, None, node
            elif isinstance(node, ast.ClassDef):
                inside = ast.Module([], [])
                for each in node.body:
                    if isinstance(each, ast.FunctionDef):
                        yield path, node, each
                    else:
                        inside.body.append(each)
                yield path, None, inside
            else:
                rest.body.append(node)
        yield path, None, rest


def _all(function: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(function) if node is not function)


def _constructor(cls: ast.ClassDef) -> list[str]:
    init = next((each for each in cls.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)
    return [each.arg for each in parameters(init)[1:]] if init else []


def _together(kinds: list[Kinds]) -> Kinds:
    """Of one of these kinds; not known if one is not."""
    return frozenset().union(*kinds) if kinds and all(kinds) else UNKNOWN
