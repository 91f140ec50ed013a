"""Parts that only one thing has become the thing itself: on the chip a class takes 200 bytes beside its methods.

    class Guard:                                      class Guard:
        def __init__(self, settings):                     def __init__(self, settings):
            self._weld = Weld(settings)                       _weld_settings = settings
                                                              self._weld__limit = _weld_settings.limit
        def step(self, now):                 becomes      def step(self, now):
            self._weld.step(now)                              self._weld__step(now)
                                                          def _weld__step(self, now): ...

The sources keep a class for each noun. A part is merged if its class is made in one place, by a statement at the top level of
the owner's `__init__`; if nobody holds the part by itself, but only says `owner.part.name`; if no other class has an attribute of
that name; and if the part speaks of itself only as `self.name`. Neither inherits, and the part has nothing but methods.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator

from tools.program import Program, local_names, mentioned, opens_scope


def merge(program: Program, path: str, keep: Collection[str]) -> None:
    """Merge the parts within the module at `path`, in place. `keep`: names that somebody outside the program uses."""
    if path not in program.trees:
        return
    while _merge_one(program, program.trees[path], {*keep, *program.asked()}):
        pass
    ast.fix_missing_locations(program.trees[path])


def _merge_one(program: Program, tree: ast.Module, keep: Collection[str]) -> bool:
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    nodes = [node for each in program.trees.values() for node in ast.walk(each)]
    mentions = Counter(name for node in nodes for name in set(mentioned(node)))
    asked = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for owner in classes.values():
        init = _init(owner)
        if init is None or owner.bases or owner.name in keep:
            continue
        for made in init.body:
            part = _made(made, classes, init)
            if part is None or part is owner or part.name in keep:
                continue
            assert isinstance(made, ast.Assign) and isinstance(made.targets[0], ast.Attribute)
            name = made.targets[0].attr
            single = mentions[part.name] == 2  # the class, and where it is made
            if name not in keep and single and _only_asked(name, made, nodes, asked) and _is_plain(part):
                _take_in(tree, owner, init, made, part, nodes)
                return True
    return False


def _init(cls: ast.ClassDef) -> ast.FunctionDef | None:
    return next((node for node in cls.body if isinstance(node, ast.FunctionDef) and node.name == "__init__"), None)


def _made(node: ast.stmt, classes: dict[str, ast.ClassDef], init: ast.FunctionDef) -> ast.ClassDef | None:
    """The class of what `self.name = Class(...)` makes."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.value, ast.Call):
        return None
    target, call = node.targets[0], node.value
    if not isinstance(target, ast.Attribute) or ast.unparse(target.value) != init.args.args[0].arg:
        return None
    part = classes.get(call.func.id) if isinstance(call.func, ast.Name) else None
    if part is None or any(isinstance(each, ast.Starred) for each in call.args) or call.keywords:
        return None
    wanted = _init(part)
    return part if len(call.args) == (len(wanted.args.args) - 1 if wanted else 0) else None


def _only_asked(name: str, made: ast.Assign, nodes: list[ast.AST], asked: set[int]) -> bool:
    """Is what is called so nothing but an attribute of the owner, and never held by itself? `asked`: ids of what is asked for an
    attribute."""
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == name:
            if node is not made.targets[0] and (id(node) not in asked or not isinstance(node.ctx, ast.Load)):
                return False
        elif isinstance(node, ast.ClassDef) and any(getattr(each, "name", "") == name for each in node.body):
            return False
    return True


def _is_plain(part: ast.ClassDef) -> bool:
    """Nothing but methods and properties, which speak of themselves only as `self.name`."""
    if part.bases or part.keywords or part.decorator_list:
        return False
    for node in part.body:
        if isinstance(node, ast.Pass):
            continue
        if not isinstance(node, ast.FunctionDef) or (node.name.startswith("__") and node.name != "__init__"):
            return False
        if any(ast.unparse(each) != "property" for each in node.decorator_list) or not node.args.args:
            return False
        own = node.args.args[0].arg
        asked = {id(each.value) for each in ast.walk(node) if isinstance(each, ast.Attribute)}
        if any(isinstance(each, ast.Name) and each.id == own and id(each) not in asked for each in ast.walk(node)):
            return False
        if node.name == "__init__":
            arguments = node.args
            if arguments.defaults or arguments.kwonlyargs or arguments.vararg or arguments.kwarg:
                return False
            if any(isinstance(each, ast.Return) or (each is not node and opens_scope(each)) for each in ast.walk(node)):
                return False
    return True


def _take_in(
    tree: ast.Module,
    owner: ast.ClassDef,
    init: ast.FunctionDef,
    made: ast.Assign,
    part: ast.ClassDef,
    nodes: list[ast.AST],
) -> None:
    assert isinstance(made.targets[0], ast.Attribute) and isinstance(made.value, ast.Call)
    name = made.targets[0].attr
    for node in part.body:
        if isinstance(node, ast.FunctionDef):
            _rename_own(node, name)
    for each in nodes:
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Attribute) and each.value.attr == name:
            each.attr = f"{name}__{each.attr}"
            each.value = each.value.value
    begin = list(_begun(part, init, made.value.args, name))
    at = init.body.index(made)
    init.body[at : at + 1] = begin or [ast.Pass()]
    owner.body.extend(node for node in part.body if isinstance(node, ast.FunctionDef) and node.name != "__init__")
    for node in part.body:
        if isinstance(node, ast.FunctionDef) and node.name != "__init__":
            node.name = f"{name}__{node.name}"
    tree.body.remove(part)
    ast.fix_missing_locations(tree)


def _rename_own(method: ast.FunctionDef, name: str) -> None:
    own = method.args.args[0].arg
    for node in ast.walk(method):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own:
            node.attr = f"{name}__{node.attr}"


def _begun(part: ast.ClassDef, init: ast.FunctionDef, given: list[ast.expr], name: str) -> Iterator[ast.stmt]:
    """What the part's `__init__` did, to stand in the owner's."""
    wanted = _init(part)
    if wanted is None:
        return
    own, ours = wanted.args.args[0].arg, init.args.args[0].arg
    new = {each: f"{name}__{each}" for each in local_names(wanted) if each != own} | {own: ours}
    for parameter, value in zip(wanted.args.args[1:], given, strict=True):
        yield ast.Assign([ast.Name(new[parameter.arg], ast.Store())], value)
    for statement in wanted.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                node.id = new.get(node.id, node.id)
            elif isinstance(node, ast.alias):
                node.asname = new.get(node.asname or node.name)
                if node.asname == node.name:
                    node.asname = None
        if not isinstance(statement, ast.Pass):
            yield statement
