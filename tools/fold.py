"""Constants across modules: a name that stands for one whole number or one short text everywhere becomes that.

A constant is a name assigned once, at the top level of a module, to an expression of whole numbers: literals, other constants
(of other modules too, as `NAME` or `module.NAME`), arithmetic, and calls of `const` and of functions that are one returned
expression of their parameters, such as `deg(1.0)`. Only small integers of MicroPython on a 32-bit chip are put in, and texts of
up to ten letters, which MicroPython keeps once for the whole program, as it does names.
"""

from __future__ import annotations

import ast
import contextlib
import operator
from collections.abc import Callable

from tools.program import Program, local_names, opens_scope

SMALL = 1 << 30
_SHORT = 10  # letters: MICROPY_ALLOC_PARSE_INTERN_STRING_LEN
_OPERATORS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv, ast.Mod: operator.mod, ast.LShift: operator.lshift, ast.RShift: operator.rshift,
    ast.BitAnd: operator.and_, ast.BitOr: operator.or_, ast.BitXor: operator.xor,
    ast.USub: operator.neg, ast.UAdd: operator.pos, ast.Invert: operator.invert,
}  # fmt: skip
_BUILTINS: dict[str, Callable[..., float]] = {"int": int, "round": round, "abs": abs, "min": min, "max": max}


class _NotConstant(Exception):
    pass


class Constants:
    """`value(path, name)`: the whole number that a module's top-level name stands for, or None."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._counts = {path: program.binding_counts(path) for path in program.trees}
        self._imports = {path: program.imports(path) for path in program.trees}
        self._assigned: dict[tuple[str, str], tuple[ast.expr, int | None]] = {}
        self._functions: dict[tuple[str, str], ast.FunctionDef] = {}
        for path, tree in program.trees.items():
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    self._functions[path, node.name] = node
                elif isinstance(node, ast.Assign) and len(node.targets) == 1:
                    target = node.targets[0]
                    if isinstance(target, ast.Name):
                        self._assigned[path, target.id] = (node.value, None)
                    elif isinstance(target, ast.Tuple):
                        for k, each in enumerate(target.elts):
                            if isinstance(each, ast.Name):
                                self._assigned[path, each.id] = (node.value, k)
        self._known: dict[tuple[str, str], int | None] = {}

    def value(self, path: str, name: str) -> int | None:
        if (path, name) not in self._known:
            self._known[path, name] = None  # for those that go round in a circle
            with contextlib.suppress(_NotConstant, ArithmeticError, ValueError, TypeError):
                self._known[path, name] = self._whole(path, name)
        return self._known[path, name]

    def text(self, path: str, name: str) -> str | None:
        """The short text that a module's top-level name stands for, or None."""
        module, inside = self._imports[path].get(name, ("", ""))
        if self._counts[path][name] != 1:
            return None
        if inside:
            source = self._program.paths.get(module)
            return self.text(source, inside) if source and source != path else None
        expression, place = self._assigned.get((path, name), (None, None))
        is_text = isinstance(expression, ast.Constant) and type(expression.value) is str and place is None
        return expression.value if is_text and len(expression.value) <= _SHORT else None  # type: ignore

    def of_module(self, path: str, alias: str, name: str) -> int | None:
        """The constant `alias.name` as seen from a module, or None."""
        module, inside = self._imports[path].get(alias, ("", ""))
        if inside or self._counts[path][alias] != 1 or module not in self._program.paths:
            return None
        return self.value(self._program.paths[module], name)

    def of_call(self, path: str, node: ast.Call) -> int | None:
        """What a call of `const` or of a one-line function of numbers gives, or None."""
        try:
            value = self._evaluate(path, node, {})
        except (_NotConstant, ArithmeticError, ValueError, TypeError):
            return None
        return value if type(value) is int and -SMALL <= value < SMALL else None

    def _whole(self, path: str, name: str) -> int | None:
        if self._counts[path][name] != 1:
            return None
        if name in self._imports[path]:
            module, inside = self._imports[path][name]
            source = self._program.paths.get(module)
            return self.value(source, inside) if source and inside else None
        if (path, name) not in self._assigned:
            return None
        expression, place = self._assigned[path, name]
        if place is None:
            value = self._evaluate(path, expression, {})
        elif isinstance(expression, ast.Tuple):
            value = self._evaluate(path, expression.elts[place], {})
        elif isinstance(expression, ast.Call) and ast.unparse(expression.func) == "range" and len(expression.args) == 1:
            value = place
        else:
            return None
        return value if type(value) is int and -SMALL <= value < SMALL else None

    def _evaluate(self, path: str, node: ast.expr, names: dict[str, float]) -> float:
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return node.value  # type: ignore[return-value]
        if isinstance(node, ast.Name):
            value = names.get(node.id, None if names else self.value(path, node.id))
            if value is not None:
                return value
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and not names:
            value = self.of_module(path, node.value.id, node.attr)
            if value is not None:
                return value
        elif isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
            return _OPERATORS[type(node.op)](self._evaluate(path, node.operand, names))
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            left, right = self._evaluate(path, node.left, names), self._evaluate(path, node.right, names)
            if isinstance(node.op, ast.LShift) and right > 64:
                raise _NotConstant
            return _OPERATORS[type(node.op)](left, right)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            values = [self._evaluate(path, each, names) for each in node.args]
            return self._call(path, node.func.id, values, bool(names))
        raise _NotConstant

    def _call(self, path: str, name: str, values: list[float], inside: bool) -> float:
        if inside:
            if name in _BUILTINS:
                return _BUILTINS[name](*values)
            raise _NotConstant
        if name == "const" and len(values) == 1:  # MicroPython's
            return values[0]
        source = path
        if name in self._imports[path]:
            module, name = self._imports[path][name]
            source = self._program.paths.get(module, "")
        function = self._functions.get((source, name))
        if function is None or self._counts[source][name] != 1 or function.decorator_list:
            raise _NotConstant
        plain = ast.arguments([], function.args.args, None, [], [], None, [])
        body = [node for node in function.body if not isinstance(node, ast.Expr)]
        if ast.dump(function.args) != ast.dump(plain) or len(body) != 1 or not isinstance(body[0], ast.Return):
            raise _NotConstant
        if body[0].value is None or len(values) != len(function.args.args) or not values:
            raise _NotConstant
        arguments = {each.arg: value for each, value in zip(function.args.args, values, strict=True)}
        return self._evaluate(source, body[0].value, arguments)


class _Fold(ast.NodeTransformer):
    """Puts the numbers in where a name is read and no scope in between has one of the same name."""

    def __init__(self, constants: Constants, path: str) -> None:
        self._constants = constants
        self._path = path
        self._hidden: list[set[str]] = []

    def visit(self, node: ast.AST) -> ast.AST:
        if not opens_scope(node):
            return super().visit(node)
        hidden, outer = local_names(node), self._hidden
        if isinstance(node, ast.FunctionDef):
            # Defaults and decorators belong to the scope around.
            node.args.defaults = [self.visit(each) for each in node.args.defaults]  # type: ignore[misc]
            node.args.kw_defaults = [each and self.visit(each) for each in node.args.kw_defaults]  # type: ignore[misc]
        self._hidden = [*outer, hidden]
        super().generic_visit(node)
        self._hidden = outer
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and not self._is_hidden(node.id):
            text = self._constants.text(self._path, node.id)
            return (
                ast.Constant(text) if text is not None else _literal(node, self._constants.value(self._path, node.id))
            )
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and isinstance(node.ctx, ast.Load) and not self._is_hidden(node.value.id):
            value = self._constants.of_module(self._path, node.value.id, node.attr)
            if value is not None:
                return _literal(node, value)
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Name) and not self._is_hidden(node.func.id):
            value = self._constants.of_call(self._path, node)
            if value is not None:
                return _literal(node, value)
        self.generic_visit(node)
        return node

    def _is_hidden(self, name: str) -> bool:
        return any(name in names for names in self._hidden)


def _literal(node: ast.expr, value: int | None) -> ast.expr:
    if value is None:
        return node
    new: ast.expr = ast.Constant(abs(value))
    return ast.UnaryOp(ast.USub(), new) if value < 0 else new


def fold(program: Program) -> None:
    """Replace constants by their numbers, in place. The assignments stay; `sweep` removes those that nobody reads."""
    constants = Constants(program)
    for path, tree in program.trees.items():
        _Fold(constants, path).visit(tree)
        ast.fix_missing_locations(tree)
    program.changed()
