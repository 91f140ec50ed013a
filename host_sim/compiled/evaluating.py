"""What an expression may be, by what is known of the variables in it."""

from __future__ import annotations

import ast
from typing import Any

from host_sim.compiled import hints
from host_sim.compiled.inference import Inference
from host_sim.compiled.kinds import (
    ANYTHING,
    BOOL,
    DICT,
    INT,
    NONE,
    NOTHING,
    NUMBER,
    OBJECT,
    TEXT,
    TRUTH,
    Items,
    Kinds,
    Numbers,
)
from host_sim.compiled.narrowing import Facts, facts
from host_sim.compiled.program import Function, Module

_INTEGERS = {"len", "int", "round", "ord", "hash"}
_TEXTS = {"str", "repr", "chr"}
_JOINING = {"min", "max"}


class Evaluation:
    """In one function, or (`function` None) at the top of a module. `record`: note the kinds of every expression."""

    def __init__(self, found: Inference, module: Module, function: Function | None, record: bool = False) -> None:
        self._found = found
        self._module = module
        self._function = function
        self._record = record
        self._inner: list[dict[str, Kinds]] = []  # variables of comprehensions
        self.names = set(found.locals[function]) if function else set()
        if function:
            self.names |= assigned(function.node)
            self.names -= function.globals

    def each(self, source: ast.expr, known: Facts) -> Kinds:
        """What a loop over it gives."""
        found = self._found
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id not in self.names:
            inside = [self.kinds(each, known) for each in source.args]
            if source.func.id == "range":
                return NUMBER
            if source.func.id == "zip":
                parts = frozenset().union(*(self._inside(each) for each in inside))
                return found.make("tuple", source, parts)
            if source.func.id == "enumerate":
                return found.make("tuple", source, NUMBER | self._inside(inside[0]))
            if source.func.id == "sorted":
                return self._inside(inside[0])
        return self._inside(self.kinds(source, known))

    def _inside(self, kinds: Kinds) -> Kinds:
        """What a container of such kinds holds."""
        out: Kinds = frozenset()
        for each in kinds:
            if isinstance(each, Items):
                out |= self._found.items(frozenset((each,)))
            elif isinstance(each, Numbers):
                out |= NUMBER
            elif each == TEXT:
                out |= {TEXT}
            elif each != NONE:
                out |= ANYTHING
        return out

    def kinds(self, node: ast.expr, known: Facts) -> Kinds:
        """What an expression may be."""
        out = self._evaluate(node, known)
        fact = known.get(ast.unparse(node)) if known and isinstance(node, (ast.Name, ast.Attribute)) else None
        if fact == "some":
            out -= NOTHING
        elif fact == "none":
            out = NOTHING
        elif fact == "int":
            out = NUMBER
        if self._record:
            self._found.kinds[node] = self._found.kinds.get(node, frozenset()) | out
        return out

    def _evaluate(self, node: ast.expr, known: Facts) -> Kinds:
        found = self._found
        if isinstance(node, ast.Constant):
            return _constant(node.value)
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute):
            return found.member(self.kinds(node.value, known), node.attr)
        if isinstance(node, ast.Call):
            return self._call(node, known)
        if isinstance(node, ast.BinOp):
            return self.operate(node.op, self.kinds(node.left, known), self.kinds(node.right, known), node)
        if isinstance(node, ast.UnaryOp):
            inner = self.kinds(node.operand, known) - NOTHING
            if isinstance(node.op, ast.Not):
                return TRUTH
            return NUMBER if _whole(inner) else ANYTHING if inner else frozenset()
        if isinstance(node, ast.BoolOp):
            return self._both(node, known)
        if isinstance(node, ast.Compare):
            for each in (node.left, *node.comparators):
                self.kinds(each, known)
            return TRUTH
        if isinstance(node, ast.IfExp):
            self.kinds(node.test, known)
            return self.kinds(node.body, {**known, **facts(node.test, True)}) | self.kinds(
                node.orelse, {**known, **facts(node.test, False)}
            )
        if isinstance(node, ast.Subscript):
            base = self.kinds(node.value, known)
            self.kinds(node.slice, known)
            return base - NOTHING if isinstance(node.slice, ast.Slice) else self._inside(base)
        if isinstance(node, (ast.Tuple, ast.List)):
            parts = [self.kinds(each, known) for each in node.elts]
            return found.make("tuple" if isinstance(node, ast.Tuple) else "list", node, frozenset().union(*parts))
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            return self._comprehension(node, known)
        if isinstance(node, ast.Slice):
            for part in (node.lower, node.upper, node.step):
                if part:
                    self.kinds(part, known)
            return ANYTHING
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            if node.value:
                self.kinds(node.value, known)
            return ANYTHING
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.kinds(child, known)
        return frozenset((DICT,)) if isinstance(node, ast.Dict) else ANYTHING

    def _name(self, name: str) -> Kinds:
        for scope in self._inner[::-1]:
            if name in scope:
                return scope[name]
        if self._function and name in self.names:
            return self._found.local(self._function, name).kinds
        return self._found.top(self._module, name)

    def _both(self, node: ast.BoolOp, known: Facts) -> Kinds:
        """`and`, `or`: any part may come out; what a part says holds for those after it."""
        out: Kinds = frozenset()
        true = isinstance(node.op, ast.And)
        for each in node.values:
            out |= self.kinds(each, known)
            known = {**known, **facts(each, true)}
        return out

    def operate(self, operator: ast.operator, left: Kinds, right: Kinds, place: Any) -> Kinds:
        """The result of an arithmetic operation."""
        left, right = left - NOTHING, right - NOTHING  # None among them would have been an error
        if not left or not right:
            return frozenset()
        if _whole(left) and _whole(right):
            return ANYTHING if isinstance(operator, (ast.Div, ast.Pow)) else NUMBER
        lists = left | right
        if isinstance(operator, ast.Add) and all(isinstance(each, Items) for each in lists):
            sort = next(iter(left)).sort
            return self._found.make(sort, place, self._found.items(lists))
        if isinstance(operator, ast.Mult) and (_whole(right) or _whole(left)):
            items = left if _whole(right) else right
            if all(isinstance(each, Items) for each in items):
                return self._found.make(next(iter(items)).sort, place, self._found.items(items))
        return frozenset((TEXT,)) if left == {TEXT} else ANYTHING

    def _call(self, node: ast.Call, known: Facts) -> Kinds:
        found = self._found
        given = [self.kinds(each, known) for each in node.args]
        named = {each.arg or "": self.kinds(each.value, known) for each in node.keywords}
        if isinstance(node.func, ast.Name) and self._outside(node.func.id):
            return self._builtin(node.func.id, node, given)
        if isinstance(node.func, ast.Attribute):
            base = self.kinds(node.func.value, known)
            if OBJECT in base and node.func.attr in hints.HISTORY:
                return found.member(base, node.func.attr)
            kept = self._method(node.func.attr, base, given)
            if kept is not None:
                return kept
        targets = self.kinds(node.func, known)
        out: Kinds = frozenset()
        for target in targets:
            if target != NONE:
                out |= found.call(target, node, given, named)
        return out

    def _outside(self, name: str) -> bool:
        """A name that the program does not define: a builtin, or `array`."""
        return (
            name not in self.names
            and self._found.program.resolve(self._module, name) is None
            and not any(name in scope for scope in self._inner)
        )

    def _builtin(self, name: str, node: ast.Call, given: list[Kinds]) -> Kinds:
        found = self._found
        if name in _INTEGERS:
            return NUMBER
        if name in _TEXTS:
            return frozenset((TEXT,))
        if name in ("isinstance", "any", "all", "bool", "hasattr", "callable"):
            return TRUTH
        if name in _JOINING:
            out: Kinds = self._inside(given[0]) if len(given) == 1 else frozenset().union(*given)
            return NUMBER if _whole(out) else out - NOTHING
        if name == "abs":
            return NUMBER if _whole(given[0]) else ANYTHING if given[0] - NOTHING else frozenset()
        if name == "sum":
            inside = self._inside(given[0])
            return NUMBER if _whole(inside) else ANYTHING if inside - NOTHING else frozenset()
        if name == "divmod":
            return found.make("tuple", node, NUMBER)
        if name in ("list", "tuple", "sorted"):
            return found.make(
                "tuple" if name == "tuple" else "list", node, self._inside(given[0]) if given else frozenset()
            )
        if name == "dict":
            return frozenset((DICT,))
        first = node.args[0] if node.args else None
        if name == "array" and isinstance(first, ast.Constant) and isinstance(first.value, str):
            return frozenset((Numbers(first.value),))
        return ANYTHING

    def _method(self, name: str, base: Kinds, given: list[Kinds]) -> Kinds | None:
        """Of a list, tuple, array or text; None if it is none of them."""
        kinds = base - NOTHING
        if not kinds or not all(isinstance(each, (Items, Numbers)) or each == TEXT for each in kinds):
            return None
        if kinds == {TEXT}:
            return ANYTHING
        if name in ("append", "insert"):
            self._found.put(kinds, given[-1])
            return NOTHING
        if name == "extend":
            self._found.put(kinds, self._inside(given[0]))
            return NOTHING
        if name in ("index", "count"):
            return NUMBER
        return self._inside(kinds) if name == "pop" else ANYTHING

    def _comprehension(self, node: Any, known: Facts) -> Kinds:
        scope: dict[str, Kinds] = {}
        self._inner.append(scope)
        for part in node.generators:
            inside = self.each(part.iter, known)
            for each in ast.walk(part.target):
                if isinstance(each, ast.Name):
                    scope[each.id] = inside if each is part.target else self._found.items(inside)
            for test in part.ifs:
                self.kinds(test, known)
        if isinstance(node, ast.DictComp):
            self.kinds(node.key, known)
            self.kinds(node.value, known)
            out: Kinds = frozenset((DICT,))
        else:
            element = self.kinds(node.elt, known)
            out = self._found.make("list", node, element) if isinstance(node, ast.ListComp) else ANYTHING
        self._inner.pop()
        return out


def _constant(value: Any) -> Kinds:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return TRUTH
    if isinstance(value, int):
        return NUMBER
    return frozenset((TEXT,)) if isinstance(value, str) else ANYTHING


def _whole(kinds: Kinds) -> bool:
    """Whole numbers, truth among them; None would be an error in arithmetic."""
    return bool(kinds & {INT, BOOL}) and kinds <= {INT, BOOL, NONE}


def assigned(node: ast.FunctionDef) -> set[str]:
    """Names that are local to a function because it assigns them."""
    names: set[str] = set()

    def look(part: ast.AST) -> None:
        for child in ast.iter_child_nodes(part):
            if isinstance(child, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)):
                continue
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                names.add(child.id)
            elif isinstance(child, (ast.Import, ast.ImportFrom)):
                names.update(alias.asname or alias.name for alias in child.names)
            look(child)

    look(node)
    return names
