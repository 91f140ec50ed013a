"""The body of a function with something else in the place of its returns: for `inline`.

    if room < limit:                     if room < limit:
        return 1             becomes         cold = 1
    return 0                             else:
                                             cold = 0

by `ended(body, lambda value: [cold = value])`. What returns in more ways than that ends a loop that is gone through once.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from tools.program import walk

End = Callable[[ast.expr | None], list[ast.stmt]]


class DoesNotGo(Exception):
    """A function that cannot go where it is called."""


def ended(body: list[ast.stmt], end: End, may_return: bool = False) -> list[ast.stmt]:
    """The body with `end(value)` for each `return value`, and for its end. `may_return`: nothing comes after it."""
    try:
        return _without_returns(body, end)
    except DoesNotGo:
        if may_return:
            return _Replaced(lambda value: [*end(value), ast.Return(None)]).all(body)
        if any(returns(node) for each in body for node in walk(each) if isinstance(node, ast.For | ast.While)):
            raise
        once = _Replaced(lambda value: [*end(value), ast.Break()]).all(body)
        return [ast.While(ast.Constant(True), [*once, *end(None), ast.Break()], [])]


def _without_returns(body: list[ast.stmt], end: End) -> list[ast.stmt]:
    out: list[ast.stmt] = []
    for at, statement in enumerate(body):
        rest = body[at + 1 :]
        if isinstance(statement, ast.Return):
            return out + end(statement.value)
        if not returns(statement):
            out.append(statement)
            continue
        if not isinstance(statement, ast.If):
            raise DoesNotGo
        yes, no = statement.body, statement.orelse
        if always_returns(yes):
            no = no + rest
        elif no and always_returns(no):
            yes = yes + rest
        elif rest:
            raise DoesNotGo
        return out + _either(statement.test, _without_returns(yes, end), _without_returns(no, end))
    return out + end(None)


def _either(test: ast.expr, yes: list[ast.stmt], no: list[ast.stmt]) -> list[ast.stmt]:
    if yes:
        return [ast.If(test, yes, no)]
    return [ast.If(ast.UnaryOp(ast.Not(), test), no, [])] if no else [ast.Expr(test)]


class _Replaced(ast.NodeTransformer):
    def __init__(self, end: End) -> None:
        self._end = end

    def all(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return self.visit(ast.Module(body, [])).body

    def visit_Return(self, node: ast.Return) -> list[ast.stmt]:
        return self._end(node.value)


def returns(node: ast.AST) -> bool:
    return any(isinstance(each, ast.Return) for each in walk(node))


def always_returns(body: list[ast.stmt]) -> bool:
    last = body[-1] if body else None
    if isinstance(last, ast.If):
        return always_returns(last.body) and always_returns(last.orelse)
    return isinstance(last, ast.Return | ast.Raise)
