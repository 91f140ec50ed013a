"""The same said in fewer bytes of bytecode, which lives in the chip's RAM.

    1 if room < least else 0         +(room < least)                    five bytes less: True and False are numbers
    low <= room <= high              low <= room and room <= high       five bytes less, if the middle is a variable

Only where both give the same value of the same type: comparisons of what the firmware has give True or False.
"""

from __future__ import annotations

import ast
import copy

from tools.program import Program


def terse(program: Program) -> None:
    """Shorten expressions, in place."""
    for tree in program.trees.values():
        _Terse().visit(tree)
        ast.fix_missing_locations(tree)
    program.changed()


class _Terse(ast.NodeTransformer):
    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        ends = tuple(each.value if isinstance(each, ast.Constant) else None for each in (node.body, node.orelse))
        if any(type(each) is not int for each in ends) or ends not in ((1, 0), (0, 1)):
            return node
        test = node.test if ends == (1, 0) else ast.UnaryOp(ast.Not(), node.test)
        return ast.UnaryOp(ast.UAdd(), test if _is_true_or_false(test) else _twice_denied(test))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        middle = node.comparators[0]
        if len(node.ops) != 2 or not isinstance(middle, ast.Name | ast.Constant):
            return node
        first = ast.Compare(node.left, node.ops[:1], [middle])
        return ast.BoolOp(ast.And(), [first, ast.Compare(copy.deepcopy(middle), node.ops[1:], node.comparators[1:])])


def _twice_denied(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), test))


def _is_true_or_false(node: ast.expr) -> bool:
    if isinstance(node, ast.BoolOp):
        return all(map(_is_true_or_false, node.values))
    return isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
