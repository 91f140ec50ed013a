"""One walk through a function: what it assigns, passes on and returns."""

from __future__ import annotations

import ast

from host_sim.compiled.evaluating import Evaluation
from host_sim.compiled.inference import Inference
from host_sim.compiled.kinds import ANYTHING, NOTHING, Cell, Kinds, Type
from host_sim.compiled.narrowing import Facts, facts, stored, without
from host_sim.compiled.program import Class, Function, Module


class Walk:
    """`function`: None at the top of a module. `record`: note the kinds of every expression."""

    def __init__(self, found: Inference, module: Module, function: Function | None, record: bool = False) -> None:
        self._found = found
        self._module = module
        self._function = function
        self._values = Evaluation(found, module, function, record)

    def top(self) -> None:
        """Values at the top of a module."""
        for name, given in self._module.assigned.items():
            for value, place in given:
                kinds = self._values.kinds(value, {})
                self._found.add(
                    self._found.tops.setdefault((self._module.name, name), Cell()),
                    kinds if place is None else self._found.items(kinds),
                )

    def body(self) -> None:
        """All of a function."""
        function = self._function
        assert function
        arguments = function.node.args
        given = arguments.posonlyargs + arguments.args
        for argument, default in zip(given[::-1], arguments.defaults[::-1], strict=False):
            self._found.add(self._found.local(function, argument.arg), self._values.kinds(default, {}))
        if self._block(function.node.body, {}) is not None and not function.generator:
            self._found.add(self._found.result(function), NOTHING)

    # --- statements ---

    def _block(self, body: list[ast.stmt], known: Facts) -> Facts | None:
        """What is known after it; None if control never gets there."""
        for node in body:
            after = self._statement(node, known)
            if after is None:
                return None
            known = after
        return known

    def _statement(self, node: ast.stmt, known: Facts) -> Facts | None:
        if isinstance(node, ast.Return):
            if self._function and not self._function.generator:
                self._found.add(
                    self._found.result(self._function), self._values.kinds(node.value, known) if node.value else NOTHING
                )
            elif node.value:
                self._values.kinds(node.value, known)
            return None
        if isinstance(node, (ast.Raise, ast.Break, ast.Continue)):
            return None
        if isinstance(node, ast.If):
            return self._if(node, known)
        if isinstance(node, (ast.While, ast.For)):
            return self._loop(node, known)
        if isinstance(node, ast.With):
            return self._block(node.body, known)
        if isinstance(node, ast.Try):
            for part in (node.body, node.orelse, node.finalbody, *(handler.body for handler in node.handlers)):
                self._block(part, {})
            return {}
        self._simple(node, known)
        return without(known, stored([node]))

    def _if(self, node: ast.If, known: Facts) -> Facts | None:
        self._values.kinds(node.test, known)
        yes = self._block(node.body, {**known, **facts(node.test, True)})
        no = self._block(node.orelse, {**known, **facts(node.test, False)})
        if yes is None or no is None:
            return no if yes is None else yes
        return {text: fact for text, fact in yes.items() if no.get(text) == fact}

    def _loop(self, node: ast.While | ast.For, known: Facts) -> Facts:
        known = without(known, stored(node.body + ([ast.Expr(node.target)] if isinstance(node, ast.For) else [])))
        if isinstance(node, ast.For):
            self._assign(node.target, self._values.each(node.iter, known))
            self._block(node.body, known)
            self._block(node.orelse, known)
            return known
        self._values.kinds(node.test, known)
        self._block(node.body, {**known, **facts(node.test, True)})
        self._block(node.orelse, known)
        return known

    def _simple(self, node: ast.stmt, known: Facts) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for each, value in zip(target.elts, node.value.elts, strict=True):
                        self._assign(each, self._values.kinds(value, known))
                else:
                    self._assign(target, self._values.kinds(node.value, known), known)
        elif isinstance(node, ast.AnnAssign):
            if node.value:
                self._assign(node.target, self._values.kinds(node.value, known), known)
        elif isinstance(node, ast.AugAssign):
            before = self._values.kinds(node.target, known)
            added = self._values.kinds(node.value, known)
            self._assign(node.target, self._values.operate(node.op, before, added, node), known)
            self._found.put(before, self._found.items(added) if isinstance(node.op, ast.Add) else frozenset())
        elif isinstance(node, ast.Expr):
            self._values.kinds(node.value, known)
        elif isinstance(node, ast.ImportFrom):
            for name, (where, what) in self._module.imported(node).items():
                thing = self._found.program.find(where, what)
                kinds: Kinds = ANYTHING
                if thing is not None:
                    kinds = frozenset((Type(thing) if isinstance(thing, Class) else thing,))
                elif where in self._found.program.modules and what:
                    kinds = self._found.top(self._found.program.modules[where], what)
                self._assign(ast.Name(name, ast.Store()), kinds)

    def _assign(self, target: ast.expr, kinds: Kinds, known: Facts | None = None) -> None:
        found = self._found
        if isinstance(target, ast.Name):
            if self._function and target.id in self._values.names:
                found.add(found.local(self._function, target.id), kinds)
            elif self._function:
                found.add(found.tops.setdefault((self._module.name, target.id), Cell()), kinds)
        elif isinstance(target, ast.Attribute):
            for each in self._values.kinds(target.value, known or {}):
                if isinstance(each, Class):
                    found.add(found.attribute(each, target.attr), kinds)
        elif isinstance(target, ast.Subscript):
            base = self._values.kinds(target.value, known or {})
            self._values.kinds(target.slice, known or {})
            found.put(base, found.items(kinds) if isinstance(target.slice, ast.Slice) else kinds)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for each in target.elts:
                self._assign(each, found.items(kinds), known)
        elif isinstance(target, ast.Starred):
            self._assign(target.value, ANYTHING, known)
