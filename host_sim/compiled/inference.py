"""What every variable of a program holds, by following values from where they are made to where they go.

    found = infer(program)      # `inferring`
    found.attribute(holder, "room"), found.local(function, "k"), found.result(function), found.kinds[node]

Each variable has one `Cell` for the whole of its life. All functions are walked again and again until no cell grows any more;
what cannot be followed is `OBJECT`. Within `if x is None` and its like `x` is taken for what it is there (`narrowing`).
"""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import Any

from host_sim.compiled import hints
from host_sim.compiled.kinds import ANYTHING, NUMBER, OBJECT, Bound, Cell, Items, Kinds, Numbers, Type, parse
from host_sim.compiled.program import Class, Function, Module, Program


class Inference:
    """See above. `kinds`: of each expression, after `infer`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.inner: dict[Any, Cell] = {}  # what is in each `Items`
        self.attributes: dict[Class, dict[str, Cell]] = defaultdict(dict)
        self.locals: dict[Function, dict[str, Cell]] = defaultdict(dict)
        self.results: dict[Function, Cell] = {}
        self.tops: dict[tuple[str, str], Cell] = {}  # values at the top of modules
        self.called: set[Function] = set()
        self.kinds: dict[ast.expr, Kinds] = {}
        self.grown = False
        self.functions = [each for each in program.functions() if each.module.name not in hints.PLAIN]
        for function in program.functions():
            self._begin(function)
        for name, attribute, kinds in hints.attributes(program):
            holder = self._class(name)
            if holder:
                self.attributes[holder][attribute] = Cell(parse(kinds, program, self.inner), fixed=True)

    def _class(self, name: str) -> Class | None:
        module, _, what = name.rpartition(".")
        found = self.program.find(module, what) if module in self.program.modules else None
        return found if isinstance(found, Class) else None

    def _begin(self, function: Function) -> None:
        given = hints.VARIABLES.get(function.name, {})
        for name, kinds in given.items():
            self.locals[function][name] = Cell(parse(kinds, self.program, self.inner), fixed=True)
        for k, name in enumerate(function.arguments):
            if name in given:
                continue
            cell = Cell()
            if k == 0 and function.bound:
                owner: Any = function.owner
                kind = Type(owner) if "classmethod" in function.decorators else owner
                cell = Cell(frozenset((kind,)), fixed=True)
            self.locals[function][name] = cell
        for extra in (function.node.args.vararg, function.node.args.kwarg):
            if extra:
                self.locals[function][extra.arg] = Cell(ANYTHING, fixed=True)
        for keyword in function.node.args.kwonlyargs:
            self.locals[function][keyword.arg] = Cell(ANYTHING, fixed=True)
        self.results[function] = Cell(ANYTHING if function.generator else frozenset(), fixed=function.generator)

    def add(self, cell: Cell, kinds: Kinds) -> None:
        """`kinds` may be in `cell`, too."""
        self.grown = cell.add(kinds) or self.grown

    def attribute(self, holder: Class, name: str) -> Cell:
        """Of the objects of a class."""
        return self.attributes[holder].setdefault(name, Cell())

    def local(self, function: Function, name: str) -> Cell:
        """A variable or argument of a function."""
        return self.locals[function].setdefault(name, Cell())

    def result(self, function: Function) -> Cell:
        """What it returns; of a property, what is read."""
        return self.results[function]

    def items(self, kinds: Kinds) -> Kinds:
        """What is in the lists and tuples among `kinds`."""
        found: Kinds = frozenset()
        for each in kinds:
            if isinstance(each, Items):
                found |= self.inner.setdefault(each, Cell()).kinds
            elif each != "none":
                found |= ANYTHING
        return found

    def make(self, sort: str, place: Any, inside: Kinds) -> Kinds:
        """A list or tuple made at `place`."""
        items = Items(sort, place)
        self.add(self.inner.setdefault(items, Cell()), inside)
        return frozenset((items,))

    def put(self, kinds: Kinds, inside: Kinds) -> None:
        """`inside` goes into each of the lists among `kinds`."""
        for each in kinds:
            if isinstance(each, Items):
                self.add(self.inner.setdefault(each, Cell()), inside)

    def call(self, target: Any, node: ast.Call, given: list[Kinds], named: dict[str, Kinds]) -> Kinds:
        """What comes of calling a class, function or method with such arguments."""
        if isinstance(target, Type):
            begin = target.of.methods.get("__init__")
            if begin:
                self._pass(begin, 1, node, given, named)
            return frozenset((target.of,))
        if isinstance(target, Bound):
            self._pass(target.function, 1 if target.function.bound else 0, node, given, named)
            return self.results[target.function].kinds
        if isinstance(target, Function):
            self._pass(target, 0, node, given, named)
            code = node.args[0] if node.args and target.name in hints.ARRAYS else None
            if isinstance(code, ast.Constant):
                return frozenset((Numbers(str(code.value)),))
            return self.results[target].kinds
        return ANYTHING

    def _pass(
        self, function: Function, first: int, node: ast.Call, given: list[Kinds], named: dict[str, Kinds]
    ) -> None:
        self.called.add(function)
        names = function.arguments[first:]
        starred = any(isinstance(each, ast.Starred) for each in node.args) or any(
            each.arg is None for each in node.keywords
        )
        for k, name in enumerate(names):
            if starred:
                self.add(self.local(function, name), ANYTHING)
            elif k < len(given):
                self.add(self.local(function, name), given[k])
            elif name in named:
                self.add(self.local(function, name), named[name])

    def member(self, base: Kinds, name: str) -> Kinds:
        """What `.name` of such an object is."""
        found: Kinds = frozenset()
        for each in base:
            if isinstance(each, Class):
                method = each.methods.get(name)
                if method and method.is_property:
                    self.called.add(method)
                    found |= self.results[method].kinds
                elif method:
                    found |= {Bound(method)}
                else:
                    found |= self.attribute(each, name).kinds
            elif isinstance(each, Type):
                method = each.of.methods.get(name)
                found |= {Bound(method)} if method else ANYTHING
            elif isinstance(each, Module):
                found |= self.top(each, name)
            elif each == OBJECT and name in hints.HISTORY:
                found |= parse(hints.HISTORY[name], self.program, self.inner)
            elif each != "none":
                found |= ANYTHING
        return found

    def top(self, module: Module, name: str) -> Kinds:
        """What a name at the top of a module stands for."""
        if self.program.constant(module, name) is not None:
            return NUMBER
        thing = self.program.resolve(module, name)
        if isinstance(thing, Class):
            return frozenset((Type(thing),))
        if thing is not None:
            return frozenset((thing,))
        where, what = module.imports.get(name, (module.name, name))
        if where in self.program.modules and what:
            return self.tops.setdefault((where, what), Cell()).kinds
        return ANYTHING
