"""The copy of a module that is compiled: constants folded, arrays read directly, kinds told where C would not see them.

The copy gives the same answers if it is run by Python as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from copy import deepcopy

from host_sim.compiled.inference import Inference
from host_sim.compiled.kinds import INT, NONE, Bound, Kinds, Numbers
from host_sim.compiled.linking import Links, class_name, function_name
from host_sim.compiled.program import Class, Function, Module
from host_sim.compiled.statics import Statics

HEAD = (
    "# cython: language_level=3, binding=False, annotation_typing=False, emit_code_comments=False\n"
    "# cython: overflowcheck=True, cdivision=False, nonecheck=True\n"
    "import cython\n"
)


class Used:
    """What a module takes from others, in C."""

    def __init__(self) -> None:
        self.classes: dict[str, Class] = {}
        self.functions: dict[str, Function] = {}
        self.codes: set[str] = set()  # type codes of arrays
        self.errands: set[str] = set()  # variables for what an errand has fetched

    def holder(self, module: Module, holder: Class) -> str:
        """Its name here."""
        name = class_name(module, holder)
        if holder.module is not module:
            self.classes[name] = holder
        return name

    def function(self, module: Module, function: Function) -> str:
        """Its name here."""
        name = function_name(module, function)
        if function.module is not module:
            self.functions[name] = function
        return name


def copy(links: Links, module: Module, used: Used) -> str:
    """The text of the copy."""
    body: list[ast.stmt] = []
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in module.functions:
            body.append(_function(links, module.functions[node.name], used))
        elif isinstance(node, ast.ClassDef) and node.name in module.classes:
            body.append(_class(links, module.classes[node.name], used))
        elif isinstance(node, ast.AnnAssign) and node.value:
            body.append(ast.Assign([node.target], node.value))
        else:
            body.append(node)
    none: list[ast.stmt] = [
        ast.Assign([ast.Name(each, ast.Store())], ast.Constant(None)) for each in sorted(used.errands)
    ]
    return HEAD + ast.unparse(ast.fix_missing_locations(ast.Module(none + body, []))) + "\n"


def _class(links: Links, holder: Class, used: Used) -> ast.stmt:
    body: list[ast.stmt] = []
    for node in holder.node.body:
        if isinstance(node, ast.FunctionDef):
            body.append(_function(links, holder.methods[node.name], used))
        elif isinstance(node, ast.Assign):
            body.append(node)
    return ast.ClassDef(holder.name, holder.node.bases, holder.node.keywords, body or [ast.Pass()], [])


def _function(links: Links, function: Function, used: Used) -> ast.stmt:
    node = function.node
    rewriting = _Rewriting(links, function, used)
    body = [part for each in node.body for part in _several(rewriting.visit(each))]
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]  # the docstring
    if rewriting.errands:
        body.insert(0, ast.Global(sorted(rewriting.errands)))
    given = deepcopy(node.args)
    for argument in given.posonlyargs + given.args + given.kwonlyargs:
        argument.annotation = None
    decorators = list(node.decorator_list)
    if not links.typed(function):
        decorators += _locals(links, function, used)
    return ast.FunctionDef(node.name, given, body or [ast.Pass()], decorators)


def _several(node: ast.stmt | list[ast.stmt] | None) -> list[ast.stmt]:
    if node is None:
        return []
    return node if isinstance(node, list) else [node]


def variables(links: Links, function: Function) -> dict[str, str | Class]:
    """{name: declaration} of what is declared in a function, its arguments among it."""
    out: dict[str, str | Class] = {}
    for name, cell in links.found.locals[function].items():
        kind = links.declared(function.module, cell.kinds)
        first = function.bound and function.arguments[:1] == [name]
        if kind != "object" and not first and name not in function.globals:
            out[name] = kind
    return out


def _locals(links: Links, function: Function, used: Used) -> list[ast.expr]:
    """The decorator that declares the variables of a function that is none of C's."""
    keywords = []
    for name, kind in variables(links, function).items():
        words = "T_array" if kind == "array" else kind
        if isinstance(words, Class):
            value: ast.expr = ast.Name(used.holder(function.module, words), ast.Load())
        elif words in ("long", "bint"):
            value = ast.Attribute(ast.Name("cython", ast.Load()), words, ast.Load())
        else:
            value = ast.Name(words, ast.Load())
        keywords.append(ast.keyword(name, value))
    call = ast.Call(ast.Attribute(ast.Name("cython", ast.Load()), "locals", ast.Load()), [], keywords)
    return [call] if keywords else []


def _operation(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
    """As Python has it. Cython's check of a shift to the left takes every negative number for too large, and to the right it asks
    nothing: by a known number of bits a product will do, else functions of our own."""
    if not isinstance(operator, (ast.LShift, ast.RShift)):
        return ast.BinOp(left, operator, right)
    if isinstance(right, ast.Constant) and isinstance(right.value, int) and 0 <= right.value < 62:
        if isinstance(operator, ast.RShift):
            return ast.BinOp(left, operator, right)
        return ast.BinOp(left, ast.Mult(), ast.Constant(1 << right.value))
    return ast.Call(
        ast.Name("left_of" if isinstance(operator, ast.LShift) else "right_of", ast.Load()), [left, right], []
    )


def _loaded(target: ast.AST) -> ast.expr:
    """A target of an assignment, to be read."""
    assert isinstance(target, (ast.Name, ast.Attribute, ast.Subscript))
    target.ctx = ast.Load()
    return target


class _Rewriting(ast.NodeTransformer):
    """Makes new nodes throughout: the kinds are known by the old ones."""

    def __init__(self, links: Links, function: Function, used: Used) -> None:
        self._links = links
        self._found: Inference = links.found
        self._function = function
        self._module = function.module
        self._used = used
        self._statics = Statics(links, function, variables(links, function))
        self.errands: set[str] = set()

    def _kinds(self, node: ast.expr) -> Kinds:
        return self._found.kinds.get(node, frozenset())

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Into a new node."""
        fields = {}
        for name, old in ast.iter_fields(node):
            if isinstance(old, list):
                fields[name] = [
                    part
                    for each in old
                    for part in (_several(self.visit(each)) if isinstance(each, ast.AST) else [each])
                ]
            else:
                fields[name] = self.visit(old) if isinstance(old, ast.AST) else old
        return type(node)(**fields)

    def _long(self, node: ast.expr, maybe: bool = True) -> ast.expr:
        """The expression, told to be a C long if it is a whole number that C does not see. `maybe`: None would be an error."""
        new = self.visit(node)
        kinds = self._kinds(node)
        if maybe:
            kinds -= {NONE}
        if kinds == {INT} and self._statics.of(node) == "object":
            return ast.Call(ast.Name("long_of", ast.Load()), [new], [])
        return new

    def _numbers(self, node: ast.expr) -> bool:
        return self._kinds(node) - {NONE} == {INT}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Load) and not self._statics.is_local(node.id):
            value = self._links.program.constant(self._module, node.id)
            if value is not None:
                return ast.Constant(value)
            thing = self._statics.function(node)
            if thing:
                return ast.Name(self._used.function(self._module, thing), ast.Load())
        return ast.Name(node.id, node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        owner = self._statics.module(node.value)
        if owner and isinstance(node.ctx, ast.Load):
            value = self._links.program.constant(owner, node.attr)
            if value is not None:
                return ast.Constant(value)
            thing = self._statics.function(node)
            if thing:
                return ast.Name(self._used.function(self._module, thing), ast.Load())
        if any(isinstance(each, Bound) for each in self._kinds(node)):  # not called here, but kept
            return ast.Call(ast.Name("getattr", ast.Load()), [self.visit(node.value), ast.Constant(node.attr)], [])
        union = self._statics.union(node.value)
        if union and isinstance(node.ctx, ast.Load) and all(self._statics.field(each, node.attr) for each in union):
            return self._each(union, node.value, lambda base: ast.Attribute(base, node.attr, ast.Load()))
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in ("min", "max", "abs") and not self._statics.is_local(name) and all(map(self._numbers, node.args)):
            name = "abs_of" if name == "abs" else name  # Cython 3.3 stumbles over its own check in abs()
            return ast.Call(ast.Name(name, ast.Load()), [self._long(each) for each in node.args], [])
        if isinstance(node.func, ast.Attribute):
            attribute = node.func.attr
            union = self._statics.union(node.func.value)
            if union and all(self._statics.method(each, attribute) for each in union):
                made = [self.visit(each) for each in node.args], [self.visit(each) for each in node.keywords]
                return self._each(
                    union,
                    node.func.value,
                    lambda base: ast.Call(ast.Attribute(base, attribute, ast.Load()), *deepcopy(made)),
                )
            new = self.generic_visit(node)
            if not self._statics.function(node.func):
                assert isinstance(new, ast.Call)
                new.func = ast.Attribute(self.visit(node.func.value), attribute, ast.Load())
            return new
        return self.generic_visit(node)

    def _each(self, union: Sequence[Class], base: ast.expr, use: object) -> ast.expr:
        """One expression for each class that something may be of; the last is checked."""
        assert callable(use)
        out: ast.expr | None = None
        for holder in union[::-1]:
            name = self._used.holder(self._module, holder)
            checked = [ast.keyword("typecheck", ast.Constant(True))] if out is None else []
            cast = ast.Call(
                ast.Attribute(ast.Name("cython", ast.Load()), "cast", ast.Load()),
                [ast.Name(name, ast.Load()), self.visit(base)],
                checked,
            )
            one = use(cast)
            if out is None:
                out = one
            else:
                test = ast.Compare(
                    ast.Call(ast.Name("type", ast.Load()), [self.visit(base)], []),
                    [ast.Is()],
                    [ast.Name(name, ast.Load())],
                )
                out = ast.IfExp(test, one, out)
        assert out
        return out

    def visit_With(self, node: ast.With) -> ast.AST | list[ast.stmt]:
        """An errand: here modules stay, so each is fetched once."""
        errand = node.items[0].context_expr
        if not isinstance(errand, ast.Name) or errand.id != "errand":
            return self.generic_visit(node)
        out: list[ast.stmt] = []
        for each in node.body:
            if not isinstance(each, ast.ImportFrom) or len(each.names) > 1:
                return self.generic_visit(node)
            local = each.names[0].asname or each.names[0].name
            kept = f"errand_{local}"
            self.errands.add(kept)
            self._used.errands.add(kept)
            fetch: list[ast.stmt] = [
                ast.ImportFrom(each.module, [ast.alias(each.names[0].name, each.names[0].asname)], each.level),
                ast.Assign([ast.Name(kept, ast.Store())], ast.Name(local, ast.Load())),
            ]
            there = ast.Compare(ast.Name(kept, ast.Load()), [ast.Is()], [ast.Constant(None)])
            out.append(ast.If(there, fetch, [ast.Assign([ast.Name(local, ast.Store())], ast.Name(kept, ast.Load()))]))
        return out

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if self._kinds(node) == {INT}:
            return _operation(self._long(node.left), node.op, self._long(node.right))
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if self._kinds(node) == {INT} and not isinstance(node.op, ast.Not):
            return ast.UnaryOp(node.op, self._long(node.operand))
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        parts = [node.left, *node.comparators]
        ordered = all(isinstance(each, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for each in node.ops)
        equal = all(isinstance(each, (ast.Eq, ast.NotEq)) for each in node.ops)
        if ordered and all(map(self._numbers, parts)):
            new = [self._long(each) for each in parts]
        elif equal and all(self._kinds(each) == {INT} for each in parts):
            new = [self._long(each, maybe=False) for each in parts]
        else:
            return self.generic_visit(node)
        return ast.Compare(new[0], node.ops, new[1:])

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        if self._kinds(node) == {INT}:
            return ast.IfExp(self.visit(node.test), self._long(node.body, False), self._long(node.orelse, False))
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        if self._kinds(node) == {INT}:
            return ast.BoolOp(node.op, [self._long(each, False) for each in node.values])
        return self.generic_visit(node)

    # --- arrays ---

    def _code(self, node: ast.expr) -> str | None:
        """The type code if it is an element of an array."""
        if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice):
            return None
        kinds = self._kinds(node.value) - {NONE}
        codes = {each.code for each in kinds if isinstance(each, Numbers)}
        return codes.pop() if len(codes) == 1 and all(isinstance(each, Numbers) for each in kinds) else None

    def _element(self, word: str, code: str, node: ast.Subscript, *more: ast.expr) -> ast.expr:
        self._used.codes.add(code)
        return ast.Call(
            ast.Name(f"{word}_{code}", ast.Load()), [self.visit(node.value), self.visit(node.slice), *more], []
        )

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        code = self._code(node)
        if code and isinstance(node.ctx, ast.Load):
            return self._element("get", code, node)
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target = node.targets[0]
        code = self._code(target)
        if len(node.targets) == 1 and code and isinstance(target, ast.Subscript):
            return ast.Expr(self._element("put", code, target, self.visit(node.value)))
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        target = node.target
        code = self._code(target)
        if code and isinstance(target, ast.Subscript):
            total = _operation(self._element("get", code, target), node.op, self._long(node.value))
            return ast.Expr(self._element("put", code, target, total))
        if self._kinds(node.target) - {NONE} == {INT}:
            value = self._long(node.value)
            if isinstance(node.op, (ast.LShift, ast.RShift)):
                return ast.Assign([self.visit(target)], _operation(_loaded(self.visit(target)), node.op, value))
            return ast.AugAssign(self.visit(target), node.op, value)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        return ast.Assign([self.visit(node.target)], self.visit(node.value)) if node.value else None
