"""What a test says of the variables in it: `x is None`, `x is not None`, `type(x) is int`, with `and`, `or`, `not`.

A fact is (text of the expression, "int", "none" or "some").
"""

from __future__ import annotations

import ast

Facts = dict[str, str]


def _plain(node: ast.expr) -> bool:
    """A name, or attributes of one: the same thing wherever its text stands."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def facts(test: ast.expr, true: bool) -> Facts:
    """What is known where `test` is true, or false."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return facts(test.operand, not true)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == true:
        found: Facts = {}
        for each in test.values:
            found.update(facts(each, true))
        return found
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return {}
    left, operator, right = test.left, test.ops[0], test.comparators[0]
    same = isinstance(operator, ast.Is)
    if not (same or isinstance(operator, ast.IsNot)):
        return {}
    if isinstance(right, ast.Constant) and right.value is None and _plain(left):
        return {ast.unparse(left): "none" if same == true else "some"}
    typed = (
        isinstance(left, ast.Call)
        and isinstance(left.func, ast.Name)
        and left.func.id == "type"
        and isinstance(right, ast.Name)
        and right.id == "int"
        and _plain(left.args[0])
    )
    if typed and same == true:
        assert isinstance(left, ast.Call)
        return {ast.unparse(left.args[0]): "int"}
    return {}


def stored(nodes: list[ast.stmt]) -> set[str]:
    """The texts of what is assigned in there."""
    return {
        ast.unparse(each)
        for node in nodes
        for each in ast.walk(node)
        if isinstance(each, (ast.Name, ast.Attribute)) and isinstance(each.ctx, ast.Store)
    }


def without(known: Facts, names: set[str]) -> Facts:
    """`known`, but for what is assigned: a name that changes takes its attributes along."""
    return {
        text: fact
        for text, fact in known.items()
        if text not in names and not any(text.startswith(name + ".") for name in names)
    }
