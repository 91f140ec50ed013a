"""The mutants of a module: one small change each, named by what it changes so that the name outlives other changes."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMPARE = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
_ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_NAMES = {"min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """`name`: "function: before -> after". `lines`: those of the changed statement. `names`: what it defines at module level."""

    name: str
    lines: frozenset[int]
    names: frozenset[str]
    _source: str
    _statement: int
    _change: Callable[[ast.stmt], str | None]

    @property
    def tree(self) -> ast.Module:
        """The whole module with the change in it."""
        tree = ast.parse(self._source)
        statement, _ = list(_statements(tree, ""))[self._statement]
        self._change(statement)
        return ast.fix_missing_locations(tree)


def mutants(source: str) -> Iterator[Mutant]:
    """All of them, in the order of the text."""
    seen: Counter[str] = Counter()
    for number, (statement, function) in enumerate(_statements(ast.parse(source), "")):
        for before, change in _changes(statement, function):
            after = change(copy.deepcopy(statement))
            if after is None:
                continue
            name = f"{function or 'module'}: {before} -> {after}"
            seen[name] += 1
            if seen[name] > 1:
                name += f" ({seen[name]})"
            names = frozenset() if function else _defines(statement)
            yield Mutant(name, _lines(statement), names, source, number, change)


def _statements(node, function):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield from _statements(child, f"{function}.{child.name}" if function else child.name)
        elif isinstance(child, ast.stmt):
            if not isinstance(child, ast.Import | ast.ImportFrom) and not _is_text(child):
                yield child, function
            yield from _statements(child, function)


def _is_text(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _heads(statement):
    """The expressions of a statement, not those of the statements below it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt):
            yield child


def _lines(statement):
    first = statement.lineno
    last = max((head.end_lineno for head in _heads(statement) if hasattr(head, "end_lineno")), default=first)
    return frozenset(range(first, (last or first) + 1))


def _defines(statement):
    return frozenset(node.id for node in ast.walk(statement) if isinstance(node, ast.Name))


def _changes(statement, inside):
    """(text before, function that makes the change in a copy of the statement and gives the text after it)."""
    left_out = isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.Continue | ast.Break)
    # A constant or an attribute that is not there is an error as soon as it is asked for; nothing returned is as false as 0.
    if left_out and inside and not inside.endswith("__init__") and _first_line(statement) != "return 0":
        yield _first_line(statement), _leave_out
    nodes = _expressions(statement)
    # Next to a limit the operators are enough: of whole numbers `< 1` is `<= 0`.
    limits = {id(limit) for node in nodes if isinstance(node, ast.Compare) for limit in node.comparators}
    for index, node in enumerate(nodes):
        for make in () if id(node) in limits and isinstance(node, ast.Constant) else _of(node):
            yield _first_line(statement), _At(index, make)


def _expressions(statement):
    """Every node of its expressions, in a fixed order; the statement itself for what is assigned with an operator."""
    out = [statement] if isinstance(statement, ast.AugAssign) else []
    for head in _heads(statement):
        out += [node for node in ast.walk(head) if isinstance(node, ast.expr)]
    return out


class _At:
    def __init__(self, index, make):
        self._index, self._make = index, make

    def __call__(self, statement):
        node = _expressions(statement)[self._index]
        new = self._make(node)
        if new is None:
            return None
        if new is not node:
            _put(statement, node, new)
        return _first_line(statement)


def _put(statement, old, new):
    for parent in ast.walk(statement):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return
            if isinstance(value, list):
                for k, each in enumerate(value):
                    if each is old:
                        value[k] = new
                        return


def _first_line(statement):
    return ast.unparse(statement).splitlines()[0]


def _leave_out(statement):
    statement_type = type(statement)
    if statement_type is ast.Return and statement.value is None:
        return None
    replacement = ast.Pass()
    statement.__class__ = ast.Pass
    for field in statement_type._fields:
        delattr(statement, field)
    return ast.unparse(replacement)


def _of(node):
    """Functions that each change a node, or give another in its place."""
    kind = type(node)
    if kind is ast.Compare:
        for k, operator in enumerate(node.ops):
            for other in _COMPARE.get(type(operator), ()):
                yield _Operator(k, other)
    elif kind is ast.BinOp and type(node.op) in _ARITHMETIC or kind is ast.AugAssign and type(node.op) in _ARITHMETIC:
        yield _other_operator
    elif kind is ast.BoolOp:
        yield _and_or
        for k in range(len(node.values)):
            yield _Without(k)
    elif kind is ast.UnaryOp:
        yield lambda n: n.operand
    elif kind is ast.IfExp:
        yield lambda n: ast.IfExp(n.test, n.orelse, n.body)
    elif kind is ast.Constant and type(node.value) is int:
        if node.value in (0, 1):  # a flag, most often
            yield lambda n: ast.Constant(1 - n.value)
        else:
            yield lambda n: ast.Constant(n.value + 1)
            yield lambda n: ast.Constant(n.value - 1)
    elif kind is ast.Constant and type(node.value) is float:
        yield lambda n: ast.Constant(n.value * 1.1)
        yield lambda n: ast.Constant(n.value * 0.9)
    elif kind is ast.Call and isinstance(node.func, ast.Name) and node.func.id in _NAMES:
        yield _other_name


class _Operator:
    def __init__(self, place, other):
        self._place, self._other = place, other

    def __call__(self, node):
        node.ops[self._place] = self._other()
        return node


class _Without:
    def __init__(self, place):
        self._place = place

    def __call__(self, node):
        rest = node.values[: self._place] + node.values[self._place + 1 :]
        return rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _other_operator(node):
    node.op = _ARITHMETIC[type(node.op)]()
    return node


def _and_or(node):
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return node


def _other_name(node):
    node.func.id = _NAMES[node.func.id]
    return node
