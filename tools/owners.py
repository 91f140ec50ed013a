"""Whose method a call means, as far as the whole program tells: for `inline`.

    class Owner:
        def __init__(self, settings):
            part = self.part = Part(settings)      # `part` and `self.part` are a Part, here and wherever an Owner is told
            self.other = other_for(settings)       # what a function returns

Each variable, parameter and attribute is followed: what is put into it, by whomever, until nothing new turns up. What comes from
elsewhere (numbers, lists, other people's objects) is not told apart: `ANYTHING`. A call of which that is all that is known may
mean every method of that name.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from tools.program import CORE, FUNCTIONS, Program, bound, imported_from, local_names, own, parameters

Kinds = frozenset[str]  # names of classes; none: nothing was put in there so far
Site = tuple[ast.Call | None, ast.FunctionDef | None]  # a call and who calls; no plain call in a plain place: None
ANYTHING: Kinds = frozenset("*")
MODULE: Kinds = frozenset(".")
_ADDING = ("append", "insert", "extend", "add")
_FILLED = ("Settings", "Memory", "Checked")  # by tables, one name after another


class Owners:
    """`functions`: what the module at `path` defines, full name -> (function, its class or None); `calls`: full name -> sites.

    `keep`: names that somebody outside the program uses. `inner`: names by which modules outside the core mean only what the
    core shows them.
    """

    def __init__(self, program: Program, path: str, keep: Collection[str], inner: Collection[str]) -> None:
        self._scopes = [_Scope(*each, inner) for each in _functions(program)]
        self._classes = _classes(program)
        # What all objects of a class have in common: methods, and what stands in its body.
        self._common = {
            name: {each for part in cls.body for node in _executed(part) for each in bound(node)}
            for name, cls in self._classes.items()
        }
        self._methods: dict[str, list[tuple[str, ast.FunctionDef]]] = defaultdict(list)
        self._plain: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        for scope in self._scopes:
            if scope.cls is not None and self._is_known(scope.cls):
                self._methods[scope.name].append((scope.cls.name, scope.function))
            elif scope.cls is None and scope.name:
                self._plain[scope.name].append(scope.function)
        self._of = {id(scope.function): scope for scope in self._scopes}
        self._asked = program.asked()
        # What a constructor makes a part of a thing stays so: nobody puts another there without saying of which thing.
        self._parts = {
            (scope.cls.name, target.attr)
            for scope in self._scopes
            for node in scope.nodes
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and scope.name == "__init__"
            and scope.cls
            for target in node.targets
            if isinstance(target, ast.Attribute)
            and getattr(node.value.func, "id", "") in {*self._classes, *self._plain}
        }
        self._attributes: dict[tuple[str, str], Kinds] = {}
        self._set_somewhere = set().union(*(scope.stored for scope in self._scopes))
        self._names: dict[tuple[int, str], Kinds] = {}
        for scope in self._scopes:
            for node in [*program.trees[scope.path].body, *scope.nodes]:
                if isinstance(node, ast.ImportFrom):
                    source = imported_from(scope.path, node)
                    for alias in node.names:
                        kind = MODULE if f"{source}.{alias.name}" in program.paths else ANYTHING
                        scope.modules[alias.asname or alias.name] = kind
            self._begin(scope, keep)
        self._changed = True
        while self._changed:
            self._changed = False
            for scope in self._scopes:
                self._follow(scope)
        self.functions = dict(self._defined(program.trees[path]))
        self.calls: dict[str, list[Site]] = defaultdict(list)
        for scope in self._scopes:
            self._count(scope)

    def _is_known(self, cls: ast.ClassDef) -> bool:
        return self._classes.get(cls.name) is cls

    def _defined(self, tree: ast.Module) -> Iterator[tuple[str, tuple[ast.FunctionDef, ast.ClassDef | None]]]:
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, (node, None)
            elif isinstance(node, ast.ClassDef) and self._is_known(node):
                for each in node.body:
                    if isinstance(each, ast.FunctionDef) and not each.name.startswith("__"):
                        yield f"{node.name}.{each.name}", (each, node)

    # --- what is put where ---

    def _begin(self, scope: _Scope, keep: Collection[str]) -> None:
        """What a function is given by those outside the program."""
        cls = scope.cls
        first = 0
        if cls is not None:
            first = 1
            if scope.parameters:
                self._put(scope, scope.parameters[0], frozenset((cls.name,)) if self._is_known(cls) else ANYTHING)
        is_shown = cls is None or cls.name in keep or not self._is_known(cls)
        if not scope.path.startswith(CORE) or (is_shown and scope.name in keep):
            self._give_anything(scope.function, first)
        for name in scope.other_names:
            self._put(scope, name, scope.modules.get(name, ANYTHING))

    def _put(self, scope: _Scope, name: str, kinds: Kinds) -> None:
        key = (id(scope.function), name)
        new = self._names.get(key, frozenset()) | kinds
        if new != self._names.get(key):
            self._names[key] = new
            self._changed = True

    def _put_attribute(self, cls: str, name: str, kinds: Kinds) -> None:
        new = self._attributes.get((cls, name), frozenset()) | kinds
        if new != self._attributes.get((cls, name)):
            self._attributes[cls, name] = new
            self._changed = True

    def _give(self, function: ast.FunctionDef, first: int, call: ast.Call, scope: _Scope) -> None:
        wanted = self._of[id(function)]
        arguments = function.args
        rest = arguments.vararg or arguments.kwarg or arguments.kwonlyargs or call.keywords
        if rest or any(isinstance(each, ast.Starred) for each in call.args):
            self._give_anything(function, first)
            return
        for at, name in enumerate(wanted.parameters[first:]):
            self._put(wanted, name, self._kinds(call.args[at], scope) if at < len(call.args) else ANYTHING)

    def _give_anything(self, function: ast.FunctionDef, first: int) -> None:
        wanted = self._of[id(function)]
        for name in wanted.parameters[first:]:
            self._put(wanted, name, ANYTHING)

    def _follow(self, scope: _Scope) -> None:
        """One round through a function."""
        for node in scope.nodes:
            if isinstance(node, ast.Assign):
                for each in node.targets:
                    self._put_into(each, self._kinds(node.value, scope), scope)
            elif isinstance(node, ast.AugAssign):
                self._put_into(node.target, self._kinds(node.value, scope), scope)
            elif isinstance(node, ast.For | ast.comprehension):
                self._put_into(node.target, self._kinds(node.iter, scope), scope)
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _ADDING:
                for each in node.args:
                    self._put_into(node.func.value, self._kinds(each, scope), scope)  # type: ignore[attr-defined]
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in scope.local:
                call = scope.called.get(id(node))
                functions = [(each, 0) for each in self._plain.get(node.id, ())]
                if node.id in self._classes:
                    functions = [(each, 1) for cls, each in self._methods["__init__"] if cls == node.id]
                for function, first in functions:
                    if call:
                        self._give(function, first, call, scope)
                    else:
                        self._give_anything(function, first)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                self._follow_attribute(node, scope)

    def _put_into(self, target: ast.expr, kinds: Kinds, scope: _Scope) -> None:
        if isinstance(target, ast.Name):
            self._put(scope, target.id, kinds)
        elif isinstance(target, ast.Subscript | ast.Starred):
            self._put_into(target.value, kinds, scope)
        elif isinstance(target, ast.Tuple | ast.List):
            for each in target.elts:
                self._put_into(each, ANYTHING, scope)
        elif isinstance(target, ast.Attribute):
            owners = self._kinds(target.value, scope)
            for cls in self._classes if owners >= ANYTHING else owners:
                if cls in owners or (cls, target.attr) not in self._parts:
                    self._put_attribute(cls, target.attr, kinds)

    def _follow_attribute(self, node: ast.Attribute, scope: _Scope) -> None:
        if node.attr in scope.inner or node.attr.startswith("__"):  # `super()` is asked of those that hand on only
            return
        kinds = self._kinds(node.value, scope)
        call = scope.called.get(id(node))
        for cls, function in self._methods.get(node.attr, ()):
            if cls in kinds or kinds >= ANYTHING:
                if call:
                    self._give(function, 1, call, scope)
                else:
                    self._give_anything(function, 1)
        for function in self._plain.get(node.attr, ()) if kinds & {*ANYTHING, *MODULE} else ():
            if call:
                self._give(function, 0, call, scope)
            else:
                self._give_anything(function, 0)

    def _kinds(self, node: ast.expr, scope: _Scope) -> Kinds:
        if isinstance(node, ast.Name):
            if node.id in scope.local:
                return self._names.get((id(scope.function), node.id), frozenset())
            return scope.modules.get(node.id, ANYTHING)
        if isinstance(node, ast.Subscript):  # a list is taken for what is in it
            return self._kinds(node.value, scope)
        if isinstance(node, ast.ListComp):
            return self._kinds(node.elt, scope)
        if isinstance(node, ast.List | ast.Tuple):
            return frozenset().union(*(self._kinds(each, scope) for each in node.elts)) if node.elts else frozenset()
        if isinstance(node, ast.IfExp):
            return self._kinds(node.body, scope) | self._kinds(node.orelse, scope)
        if isinstance(node, ast.BinOp):
            return self._kinds(node.left, scope) | self._kinds(node.right, scope)
        if isinstance(node, ast.BoolOp):
            return frozenset().union(*(self._kinds(each, scope) for each in node.values))
        if isinstance(node, ast.Constant | ast.Compare | ast.UnaryOp):
            return frozenset()
        if isinstance(node, ast.Attribute):
            found: Kinds = frozenset()
            for cls in self._kinds(node.value, scope):
                is_plain = cls in self._classes and cls not in _FILLED and node.attr in self._set_somewhere
                if not is_plain or node.attr in self._common[cls] or node.attr in self._asked:
                    return ANYTHING
                found |= self._attributes.get((cls, node.attr), frozenset())
            return found
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in scope.local:
            if node.func.id in self._classes:
                return frozenset((node.func.id,))
            functions = self._plain.get(node.func.id, [])
            if len(functions) == 1:
                return self._returned(self._of[id(functions[0])])
        return ANYTHING

    def _returned(self, scope: _Scope) -> Kinds:
        found: Kinds = frozenset()
        for node in scope.nodes:
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
                made = getattr(node.value.func, "id", "")
                found |= frozenset((made,)) if made in self._classes else ANYTHING
            elif isinstance(node, ast.Return | ast.Yield | ast.YieldFrom):
                return ANYTHING
        return found or ANYTHING

    # --- who calls ---

    def _count(self, scope: _Scope) -> None:
        for node in scope.nodes:
            call = scope.called.get(id(node))
            site: Site = (call, scope.function) if call and scope.name and id(call) in scope.own else (None, None)
            if isinstance(node, ast.Attribute) and node.attr not in scope.inner:
                kinds = self._kinds(node.value, scope)
                for cls, _ in self._methods.get(node.attr, ()):
                    if cls in kinds and len(kinds) == 1:
                        self.calls[f"{cls}.{node.attr}"].append(site)
                    elif cls in kinds or kinds >= ANYTHING or not kinds:
                        self.calls[f"{cls}.{node.attr}"].append((None, None))
                if node.attr in self._plain:
                    self.calls[node.attr].append((None, None))
            elif isinstance(node, ast.Name) and node.id in self._plain and node.id not in scope.local:
                self.calls[node.id].append(site)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    self.calls[alias.name].append((None, None))


class _Scope:
    """A function with the functions in it. `cls`: whose method it is; a module's own statements: a function without a name."""

    def __init__(self, path: str, cls: ast.ClassDef | None, function: ast.FunctionDef, inner: Collection[str]) -> None:
        self.path = path
        self.cls = cls
        self.function = function
        self.name = function.name
        self.inner = () if path.startswith(CORE) else inner
        self.nodes = [node for part in function.body for node in ast.walk(part)]
        self.own = {id(node) for node in own(function)}
        self.parameters = [each.arg for each in parameters(function)]
        self.called = {id(node.func): node for node in self.nodes if isinstance(node, ast.Call)}
        nested = [node for node in self.nodes if isinstance(node, FUNCTIONS)]
        self.local = (local_names(function) if function.name else set()).union(*map(local_names, nested))
        put = {
            id(each)
            for node in self.nodes
            for target in _targets(node)
            for each in ast.walk(target)
            if isinstance(each, ast.Name)
        }
        # of the parameters of functions within, and what is bound by an import, a `with`, a handler
        inside = {each.arg for node in nested for each in parameters(node)}
        self.other_names = inside | {
            name for node in self.nodes if id(node) not in put for name in bound(node) if name in self.local
        }
        self.stored = {
            node.attr for node in self.nodes if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
        }
        # names of modules of the program, in the function or in the module around it
        self.modules: dict[str, Kinds] = {}


def _executed(node: ast.stmt) -> list[ast.AST]:
    """What a statement of a class does in it."""
    return [node] if isinstance(node, ast.FunctionDef) else [node, *own(node)]


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.For | ast.comprehension | ast.AugAssign) else []


def _classes(program: Program) -> dict[str, ast.ClassDef]:
    """The classes that are told apart: each the only one of its name, which neither inherits nor hands on."""
    classes = [node for tree in program.trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    count = Counter(node.name for node in classes)
    bases = {getattr(each, "id", getattr(each, "attr", "")) for node in classes for each in node.bases}
    return {
        node.name: node
        for node in classes
        if count[node.name] == 1 and not node.bases and not node.decorator_list and node.name not in bases
    }


def _functions(program: Program) -> Iterator[tuple[str, ast.ClassDef | None, ast.FunctionDef]]:
    for path, tree in program.trees.items():
        rest: list[ast.stmt] = []
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield path, None, node
                rest += [ast.Expr(each) for each in node.decorator_list]
            elif isinstance(node, ast.ClassDef):
                for each in node.body:
                    if isinstance(each, ast.FunctionDef):
                        yield path, node, each
                    else:
                        rest.append(each)
            else:
                rest.append(node)
        arguments = ast.arguments([], [], None, [], [], None, [])
        yield path, None, ast.FunctionDef("", arguments, rest, [])
