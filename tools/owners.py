"""Whose method a call means, as far as the whole program tells: for `inline`.

    class Owner:
        def __init__(self, settings):
            part = self.part = Part(settings)      # `part` and `self.part` are a Part, here and wherever an Owner is told
            self.other = other_for(settings)       # what a function returns

Each variable, parameter and attribute is followed: what is put into it, by whomever, until nothing new turns up. What comes from
elsewhere (numbers, lists, other people's objects) is not told apart: `ANYTHING`. A call of which that is all that is known may
mean every method of that name. Classes of one name in several modules are told apart by what each module imports.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from tools.program import CORE, Program, bound, own, walk
from tools.scopes import ANYTHING, MODULE, OTHER, Kinds, Scope, functions

Site = tuple[ast.Call | None, ast.FunctionDef | None]  # a call and who calls; no plain call in a plain place: None
Called = tuple[ast.FunctionDef, int]  # and how many of its parameters no call gives
_ADDING = ("append", "insert", "extend", "add")
_FILLED = ("Settings", "Memory", "Checked")  # by tables, one name after another


class Owners:
    """`functions`: what the module at `path` defines, full name -> (function, its class or None); `calls`: full name -> sites.

    `keep`: names that somebody outside the program uses. `inner`: names by which modules outside the core mean only what the
    core shows them.
    """

    def __init__(self, program: Program, path: str, keep: Collection[str], inner: Collection[str]) -> None:
        self._scopes = [Scope(*each, inner) for each in functions(program)]
        self._classes = _classes(program)
        self._key = {id(cls): key for key, cls in self._classes.items()}
        self._plain_classes = {key for key, cls in self._classes.items() if cls.name not in _FILLED}
        # What all objects of a class have in common: methods, and what stands in its body.
        self._common = {
            key: {each for part in cls.body for node in _executed(part) for each in bound(node)}
            for key, cls in self._classes.items()
        }
        self._methods: dict[str, list[tuple[str, ast.FunctionDef]]] = defaultdict(list)
        self._plain: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        for scope in self._scopes:
            if scope.cls is not None and self._is_known(scope.cls):
                self._methods[scope.name].append((self._key[id(scope.cls)], scope.function))
            elif scope.cls is None and scope.name:
                self._plain[scope.name].append(scope.function)
        self._of = {id(scope.function): scope for scope in self._scopes}
        self._asked = program.asked()
        for scope in self._scopes:
            scope.look_around(program, self._key)
        # What a constructor makes a part of a thing stays so: nobody puts another there without saying of which thing.
        self._parts = {
            (self._key.get(id(scope.cls), ""), target.attr)
            for scope in self._scopes
            for node in scope.nodes
            if isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and scope.name == "__init__"
            and scope.cls
            for target in node.targets
            if isinstance(target, ast.Attribute)
            and (self._classes_of(node.value.func, scope) or getattr(node.value.func, "id", "") in self._plain)
        }
        self._attributes: dict[tuple[str, str], Kinds] = {}
        self._put_before: dict[tuple[str, Kinds], Kinds] = defaultdict(frozenset)
        self._set_somewhere = set().union(*(scope.stored for scope in self._scopes))
        self._names: dict[tuple[int, str], Kinds] = {}
        for scope in self._scopes:
            self._begin(scope, keep)
        told = [(scope, list(self._telling(scope))) for scope in self._scopes]
        self._changed = True
        while self._changed:
            self._changed = False
            for scope, nodes in told:
                self._follow(scope, nodes)
        self.functions = dict(self._defined(program.trees[path]))
        self.calls: dict[str, list[Site]] = defaultdict(list)
        for scope in self._scopes:
            self._count(scope)

    def _is_known(self, cls: ast.ClassDef) -> bool:
        return id(cls) in self._key

    def _classes_of(self, node: ast.expr, scope: Scope) -> Kinds:
        """The classes that a name may mean; none if it means something else."""
        name = node.id if isinstance(node, ast.Name) else ""
        return scope.classes.get(name) or frozenset({name} & self._classes.keys())

    def _defined(self, tree: ast.Module) -> Iterator[tuple[str, tuple[ast.FunctionDef, ast.ClassDef | None]]]:
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                yield node.name, (node, None)
            elif isinstance(node, ast.ClassDef) and self._is_known(node):
                for each in node.body:
                    if isinstance(each, ast.FunctionDef) and not each.name.startswith("__"):
                        yield f"{self._key[id(node)]}.{each.name}", (each, node)

    # --- what is put where ---

    def _begin(self, scope: Scope, keep: Collection[str]) -> None:
        """What a function is given by those outside the program."""
        cls = scope.cls
        first = 0
        if cls is not None:
            first = 1
            if scope.parameters:
                self._put(
                    scope, scope.parameters[0], frozenset((self._key[id(cls)],)) if self._is_known(cls) else OTHER
                )
        is_shown = cls is None or cls.name in keep or not self._is_known(cls)
        if not scope.path.startswith(CORE) or (is_shown and scope.name in keep):
            self._give_anything(scope.function, first)
        for name in scope.other_names:
            self._put(scope, name, scope.modules.get(name, ANYTHING))

    def _put(self, scope: Scope, name: str, kinds: Kinds) -> None:
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

    def _give(self, function: ast.FunctionDef, first: int, call: ast.Call, scope: Scope) -> None:
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

    def _telling(self, scope: Scope) -> Iterator[tuple[ast.AST, list[Called]]]:
        """The nodes of a function by which something is put somewhere; of a name, the functions that it may mean."""
        for node in scope.nodes:
            if isinstance(node, ast.Assign | ast.AugAssign | ast.For | ast.comprehension) or _adds(node):
                yield node, []
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in scope.local:
                meant = [(each, 0) for each in self._plain.get(node.id, ())]
                if made := self._classes_of(node, scope):
                    meant = [(each, 1) for cls, each in self._methods["__init__"] if cls in made]
                if meant:
                    yield node, meant
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr not in scope.inner:
                if node.attr.startswith("__"):  # `super()` is asked of those that hand on only
                    continue
                made_by = [each for cls, each in self._methods["__init__"] if self._classes[cls].name == node.attr]
                meant = [*((each, 0) for each in self._plain.get(node.attr, ())), *((each, 1) for each in made_by)]
                if meant or node.attr in self._methods:
                    yield node, meant

    def _follow(self, scope: Scope, nodes: list[tuple[ast.AST, list[Called]]]) -> None:
        """One round through a function."""
        for node, meant in nodes:
            if isinstance(node, ast.Assign):
                for each in node.targets:
                    self._put_into(each, self._kinds(node.value, scope), scope)
            elif isinstance(node, ast.AugAssign):
                self._put_into(node.target, self._kinds(node.value, scope), scope)
            elif isinstance(node, ast.For | ast.comprehension):
                self._put_into(node.target, self._kinds(node.iter, scope), scope)
            elif isinstance(node, ast.Call):
                for each in node.args:
                    self._put_into(node.func.value, self._kinds(each, scope), scope)  # type: ignore[attr-defined]
            elif isinstance(node, ast.Name):
                self._hand_over(node, meant, scope)
            elif isinstance(node, ast.Attribute):
                kinds = self._kinds(node.value, scope)
                methods = [
                    (each, 1) for cls, each in self._methods.get(node.attr, ()) if cls in kinds or kinds >= ANYTHING
                ]
                self._hand_over(node, methods, scope)
                if kinds & {*ANYTHING, *MODULE}:
                    self._hand_over(node, meant, scope)

    def _hand_over(self, node: ast.AST, meant: list[Called], scope: Scope) -> None:
        """What a name or attribute that is called is given goes to the functions that it may mean."""
        call = scope.called.get(id(node))
        for function, first in meant:
            if call:
                self._give(function, first, call, scope)
            else:
                self._give_anything(function, first)

    def _put_into(self, target: ast.expr, kinds: Kinds, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            self._put(scope, target.id, kinds)
        elif isinstance(target, ast.Subscript | ast.Starred):
            self._put_into(target.value, kinds, scope)
        elif isinstance(target, ast.Tuple | ast.List):
            for each in target.elts:
                self._put_into(each, ANYTHING, scope)
        elif isinstance(target, ast.Attribute):
            owners = self._kinds(target.value, scope)
            if kinds <= self._put_before[target.attr, owners]:
                return
            self._put_before[target.attr, owners] |= kinds
            for cls in self._classes if owners >= ANYTHING else owners:
                if cls in owners or (cls, target.attr) not in self._parts:
                    self._put_attribute(cls, target.attr, kinds)

    def _kinds(self, node: ast.expr, scope: Scope) -> Kinds:
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
                is_plain = cls in self._plain_classes and node.attr in self._set_somewhere
                if not is_plain or node.attr in self._common[cls] or node.attr in self._asked:
                    return ANYTHING
                found |= self._attributes.get((cls, node.attr), frozenset())
            return found
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in scope.local:
            if made := self._classes_of(node.func, scope):
                return made
            functions = self._plain.get(node.func.id, [])
            if len(functions) == 1:
                return self._returned(self._of[id(functions[0])])
        return ANYTHING

    def _returned(self, scope: Scope) -> Kinds:
        found: Kinds = frozenset()
        for node in scope.nodes:
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
                found |= self._classes_of(node.value.func, scope) or ANYTHING
            elif isinstance(node, ast.Return | ast.Yield | ast.YieldFrom):
                return ANYTHING
        return found or ANYTHING

    # --- who calls ---

    def _count(self, scope: Scope) -> None:
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


def _adds(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _ADDING


def _executed(node: ast.stmt) -> list[ast.AST]:
    """What a statement of a class does in it."""
    return [node] if isinstance(node, ast.FunctionDef) else [node, *own(node)]


def _classes(program: Program) -> dict[str, ast.ClassDef]:
    """The classes that are told apart, which neither inherit nor hand on: by name, and those of one name by their module too."""
    places = [(path, node) for path, tree in program.trees.items() for node in walk(tree)]
    classes = [(path, node) for path, node in places if isinstance(node, ast.ClassDef)]
    count = Counter(node.name for _, node in classes)
    in_module = Counter((path, node.name) for path, node in classes)
    bases = {base_of(program, path, each) for path, node in classes for each in node.bases}
    return {
        node.name if count[node.name] == 1 else f"{node.name} of {path}": node
        for path, node in classes
        if not node.bases
        and not node.decorator_list
        and not bases & {(path, node.name), ("", node.name)}
        and in_module[path, node.name] == 1
    }


def base_of(program: Program, path: str, base: ast.expr) -> tuple[str, str]:
    """The module and the name of a class that another inherits from; no module: nobody can tell."""
    if not isinstance(base, ast.Name):
        return "", getattr(base, "attr", "")
    module, name = program.imports(path).get(base.id, ("", base.id))
    path = program.paths.get(module, path)
    there = any(isinstance(node, ast.ClassDef) and node.name == name for node in program.trees[path].body)
    return path if there else "", name
