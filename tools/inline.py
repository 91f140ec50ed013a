"""A function that is called in one place goes there: on the chip each takes 50 bytes with no line of code in it.

    def step(self, s):                                def step(self, s):
        self._cold = self._judge(s, 5)                    if s.room < 5:
    def _judge(self, s, limit):            becomes            self._cold = 1
        if s.room < limit:                                else:
            return 1                                          self._cold = 0
        return 0

The sources keep a function for each thought. One goes in if its only call is the first thing that a statement does, and if it is
certain (`owners`) that no other call means it. A parameter becomes the variable that is given for it, unless it is set.
Other variables get names that the caller does not have; when one function's are done with, the next one's take their place.
"""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Collection, Iterator

from tools.ends import DoesNotGo, always_returns, ended, returns
from tools.owners import Owners, Site
from tools.program import Program, bound, local_names, opens_scope, own, parameters, walk

_LOCALS = 40  # of a function at most: bytecode speaks of those beyond 16 in two bytes each
_LARGEST = 2400  # nodes of a function at most: some 2 KB of bytecode, which lie in one piece


def inline(program: Program, path: str, keep: Collection[str], inner: Collection[str]) -> None:
    """Put functions of the module at `path` where they are called, in place. `keep`: names that somebody outside the program
    uses. `inner`: of these, names by which modules outside the core mean only what the core shows them."""
    if path not in program.trees:
        return
    owners = Owners(program, path, keep, inner)
    asked = program.asked()
    waiting: dict[str, Site] = {}
    for name, (function, cls) in owners.functions.items():
        is_face = function.name in keep and (cls is None or cls.name in keep or function.name not in inner)
        if not is_face and function.name not in asked and len(owners.calls[name]) == 1 and _is_plain(function):
            call, caller = owners.calls[name][0]
            if call and caller and caller is not function:
                waiting[name] = (call, caller)
    spare: dict[int, set[str]] = {}
    while waiting:
        busy = {id(caller) for _, caller in waiting.values()}
        # First those in which nothing waits to be put; what calls itself by a detour stays.
        ready = [name for name in waiting if id(owners.functions[name][0]) not in busy]
        if not ready:
            break
        name = ready[0]
        function, cls = owners.functions[name]
        call, caller = waiting.pop(name)
        assert call and caller
        if _put_in(call, function, caller, spare.setdefault(id(caller), set())):
            (cls or program.trees[path]).body.remove(function)
            waiting = {each: (one, caller if who is function else who) for each, (one, who) in waiting.items()}
    for node in walk(program.trees[path]):
        if isinstance(node, ast.ClassDef) and not node.body:
            node.body.append(ast.Pass())
    ast.fix_missing_locations(program.trees[path])
    program.changed(path)


def _is_plain(function: ast.FunctionDef) -> bool:
    arguments = function.args
    if function.decorator_list or arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs:
        return False
    return not any(
        isinstance(node, ast.Yield | ast.YieldFrom | ast.Global | ast.Nonlocal | ast.Try | ast.Import)
        or (isinstance(node, ast.With) and returns(node))
        or (node is not function and opens_scope(node))
        for node in walk(function)
    )


# --- where it goes ------------------------------------------------------------------------------------------------------


def _put_in(call: ast.Call, function: ast.FunctionDef, caller: ast.FunctionDef, spare: set[str]) -> bool:
    """Put a function where it is called; `spare`: variables of those before. False: it does not go there."""
    given = _given(call, function)
    found = _statement(caller.body, call, True)
    size = sum(1 for each in (caller, function) for _ in ast.walk(each))
    if given is None or found is None or size > _LARGEST:
        return False
    block, at, is_last = found
    statement = block[at]
    names = local_names(caller) | {each.id for each in own(caller) if isinstance(each, ast.Name)}
    fitted = _Fitted(function, given, names, spare)
    comes_first = _comes_first(_first(statement), call)
    if not comes_first and (branches := _branches(statement, call)):
        block[at : at + 1] = branches
        return _put_in(call, function, caller, spare)
    expression = fitted.body[0].value if len(fitted.body) == 1 and isinstance(fitted.body[0], ast.Return) else None
    variables = local_names(caller)
    others = {each.id for each in own(function) if isinstance(each, ast.Name)} - local_names(function)
    if others & variables or len(variables | fitted.taken) > _LOCALS:
        return False
    if expression is not None and (comes_first or not fitted.start):
        _Swap(call, expression).visit(statement)
        told = [statement]
    elif not comes_first:
        return False
    else:
        try:
            told = _told(statement, call, fitted.body, is_last, names | spare | fitted.taken)
        except DoesNotGo:
            return False
        spare |= fitted.taken
    block[at : at + 1] = [*fitted.start, *told] or [ast.Pass()]
    return True


def _statement(block: list[ast.stmt], call: ast.Call, is_last: bool) -> tuple[list[ast.stmt], int, bool] | None:
    """The innermost statement that does a call: its block, its place in that, and whether nothing comes after it."""
    for at, statement in enumerate(block):
        if not _holds(statement, call):
            continue
        last = is_last and at == len(block) - 1
        for name in ("body", "orelse", "finalbody"):
            inner = getattr(statement, name, None)
            found = isinstance(inner, list) and _statement(inner, call, last and isinstance(statement, ast.If))
            if found:
                return found
        return None if isinstance(statement, ast.Try) else (block, at, last)
    return None


def _first(statement: ast.stmt) -> ast.expr | None:
    """The expression that a statement works out first, and once."""
    if isinstance(statement, ast.Expr | ast.Assign | ast.Return):
        return statement.value
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        return statement.value
    if isinstance(statement, ast.If):
        return statement.test
    return statement.iter if isinstance(statement, ast.For) else None


def _comes_first(node: ast.expr | None, call: ast.Call) -> bool:
    """Is a call in an expression before all that it could change, and done in any case?"""
    parts: list[ast.expr] = []
    if node is call:
        return True
    if isinstance(node, ast.BoolOp):
        parts = node.values[:1]
    elif isinstance(node, ast.UnaryOp):
        parts = [node.operand]
    elif isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Compare):
        parts = [node.left, node.comparators[0]]
    elif isinstance(node, ast.IfExp):
        parts = [node.test]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        parts = node.args
    elif isinstance(node, ast.Tuple | ast.List):
        parts = node.elts
    waits = next((part for part in parts if not isinstance(part, ast.Name | ast.Constant)), None)
    return waits is not None and _comes_first(waits, call)


def _branches(statement: ast.stmt, call: ast.Call) -> list[ast.stmt]:
    """A statement that does a call in one of two cases, as one with a case for each; none if it is not like that."""
    value = _first(statement)
    if isinstance(value, ast.IfExp) and isinstance(statement, ast.Assign | ast.Return):
        if _holds(value.test, call):
            return []
        other = copy.deepcopy(statement)
        statement.value, other.value = value.body, value.orelse
        return [ast.If(value.test, [statement], [other])]
    is_and = isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And)
    if isinstance(statement, ast.If) and isinstance(value, ast.BoolOp) and is_and and not statement.orelse:
        if _holds(value.values[0], call):
            return []
        rest = value.values[1] if len(value.values) == 2 else ast.BoolOp(ast.And(), value.values[1:])
        return [ast.If(value.values[0], [ast.If(rest, statement.body, [])], [])]
    return []


def _holds(node: ast.AST, call: ast.Call) -> bool:
    return any(each is call for each in walk(node))


def _given(call: ast.Call, function: ast.FunctionDef) -> dict[str, ast.expr] | None:
    """What is given for each parameter."""
    names = [each.arg for each in parameters(function)]
    values = [*([call.func.value] if isinstance(call.func, ast.Attribute) else []), *call.args]
    missing = len(names) - len(values)
    defaults = function.args.defaults
    if call.keywords or any(isinstance(each, ast.Starred) for each in values) or not 0 <= missing <= len(defaults):
        return None
    values += defaults[len(defaults) - missing :]
    return dict(zip(names, values, strict=True)) if missing == 0 or all(map(_is_fixed, values[-missing:])) else None


def _is_fixed(value: ast.expr) -> bool:
    if isinstance(value, ast.UnaryOp):
        value = value.operand
    return isinstance(value, ast.Constant)


# --- how it goes --------------------------------------------------------------------------------------------------------


class _Fitted:
    """A function in the names of its caller: `start`, what gives parameters their values, and `body`. `taken`: variables."""

    def __init__(self, function: ast.FunctionDef, given: dict[str, ast.expr], names: set[str], spare: set[str]) -> None:
        spoken = {node.id for value in given.values() for node in walk(value) if isinstance(node, ast.Name)}
        self._free = sorted(spare - spoken)
        self._names = names | spare | spoken
        self.taken: set[str] = set()
        self.start: list[ast.stmt] = []
        said = [node for node in own(function) if isinstance(node, ast.Name)]
        new: dict[str, ast.expr] = {}
        for name, value in given.items():
            uses = [node.ctx for node in said if node.id == name]
            is_set = any(not isinstance(each, ast.Load) for each in uses)
            if (isinstance(value, ast.Name) or _is_fixed(value)) and not is_set:
                new[name] = value
            elif uses or any(isinstance(each, ast.Call) for each in walk(value)):
                new[name] = self._variable(name)
                self.start.append(ast.Assign([ast.Name(new[name].id, ast.Store())], value))  # type: ignore[attr-defined]
        modules = {name for node in own(function) if isinstance(node, ast.ImportFrom) for name in bound(node)}
        for name in sorted(local_names(function) - given.keys()):
            new[name] = self._module(name) if name in modules else self._variable(name)
        self.body = [_Renamed(new).visit(copy.deepcopy(node)) for node in function.body]

    def _module(self, name: str) -> ast.Name:
        """A name for what is imported, which no variable takes after it: `rename` knows modules by their names."""
        found = next(each for each in _numbered(name) if each not in self._names | self.taken)
        self._names = self._names | {found}
        return ast.Name(found, ast.Load())

    def _variable(self, name: str) -> ast.Name:
        if self._free:
            found = self._free.pop(0)
        else:
            found = next(each for each in _numbered(name) if each not in self._names | self.taken)
        self.taken.add(found)
        return ast.Name(found, ast.Load())


def _numbered(name: str) -> Iterator[str]:
    yield name
    for count in itertools.count(2):
        yield f"{name}__{count}"


class _Renamed(ast.NodeTransformer):
    def __init__(self, new: dict[str, ast.expr]) -> None:
        self._new = new

    def visit_Name(self, node: ast.Name) -> ast.expr:
        new = self._new.get(node.id)
        if isinstance(new, ast.Name):
            return ast.Name(new.id, node.ctx)
        return copy.deepcopy(new) if new else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt:
        for alias in node.names:
            new = self._new.get(alias.asname or alias.name)
            if isinstance(new, ast.Name) and new.id != (alias.asname or alias.name):
                alias.asname = new.id
        return node


class _Swap(ast.NodeTransformer):
    def __init__(self, old: ast.expr, new: ast.expr) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self._new if node is self._old else super().visit(node)


def _told(
    statement: ast.stmt, call: ast.Call, body: list[ast.stmt], is_last: bool, names: Collection[str]
) -> list[ast.stmt]:
    """The body, and what the statement does with its result."""
    if isinstance(statement, ast.Return) and statement.value is call:
        return body if always_returns(body) else [*body, ast.Return(None)]
    if isinstance(statement, ast.Expr) and statement.value is call:
        return ended(body, lambda value: [] if value is None or _does_nothing(value) else [ast.Expr(value)], is_last)
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    if target is not None and statement.value is call and _may_be_set(target, body):  # type: ignore[attr-defined]
        return ended(body, lambda value: [ast.Assign([copy.deepcopy(target)], value or ast.Constant(None))])
    name = next(each for each in _numbered("found") if each not in names)
    new = ended(body, lambda value: [ast.Assign([ast.Name(name, ast.Store())], value or ast.Constant(None))])
    _Swap(call, ast.Name(name, ast.Load())).visit(statement)
    return [*new, statement]


def _may_be_set(target: ast.expr, body: list[ast.stmt]) -> bool:
    """Is it shorter to set a target for each result than to keep that in a variable?"""
    ends = sum(isinstance(node, ast.Return) for each in body for node in walk(each)) + (not always_returns(body))
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        return ends <= 2
    return isinstance(target, ast.Name)


def _does_nothing(value: ast.expr) -> bool:
    return isinstance(value, ast.Name | ast.Constant)
