"""Parts that only one thing has become the thing itself: on the chip a class takes 200 bytes beside its methods.

    class Guard:                                      class Guard:
        def __init__(self, settings):                     def __init__(self, settings):
            self._weld = Weld(settings)                       _weld_settings = settings
                                                              self._weld__limit = _weld_settings.limit
        def step(self, now):                 becomes      def step(self, now):
            self._weld.step(now)                              self._weld__step(now)
                                                          def _weld__step(self, now): ...

The sources keep a class for each noun. A part is merged if its class is made in one place, by a statement at the top level of
the owner's `__init__`; if nobody holds the part by itself, but only says `owner.part.name`, or `part = owner.part` and then
`part.name`; if no other class has an attribute of that name; and if the part speaks of itself only as `self.name`. Neither
inherits, and the part has nothing but methods.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from tools.program import (
    FUNCTIONS,
    Program,
    bound,
    local_names,
    mentioned,
    opens_scope,
    own,
    parameters,
    walk,
)


def merge(program: Program, path: str, keep: Collection[str]) -> int:
    """Merge the parts within the module at `path`, in place; how many. `keep`: names that somebody outside the program uses."""
    if path not in program.trees:
        return 0
    for cls in program.trees[path].body:
        if isinstance(cls, ast.ClassDef):
            _one_by_one(cls)
    program.changed(path)
    count = 0
    while True:
        facts = {each: program.known(_Facts, each) for each in program.trees}
        merged = _merge_one(program.trees[path], list(facts.values()), {*keep, *program.asked()})
        if merged is None:
            break
        count += 1
        program.changed(path, *(each for each, old in facts.items() if merged in old.attributes))
    ast.fix_missing_locations(program.trees[path])
    return count


class _Facts:
    """What a module speaks of.

    `mentions`: name -> how many nodes say it; `attributes`: name -> nodes; `through`: name -> what is asked of such an attribute;
    `asked`: ids of what is asked for an attribute; `members`: names in the bodies of classes; `aliases`: id of an attribute ->
    (function, statement that gives it a variable).
    """

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.mentions: Counter[str] = Counter()
        self.attributes: dict[str, list[ast.Attribute]] = defaultdict(list)
        self.through: dict[str, list[ast.Attribute]] = defaultdict(list)
        self.asked: set[int] = set()
        self.members: set[str] = set()
        self.aliases: dict[int, tuple[ast.FunctionDef, ast.Assign]] = {}
        for node in walk(tree):
            if isinstance(node, ast.FunctionDef):
                self.aliases |= {id(each.value): (node, each) for each in own(node) if _is_alias(each)}  # type: ignore
            self.mentions.update(set(mentioned(node)))
            if isinstance(node, ast.Attribute):
                self.attributes[node.attr].append(node)
                self.asked.add(id(node.value))
                if isinstance(node.value, ast.Attribute):
                    self.through[node.value.attr].append(node)
            elif isinstance(node, ast.ClassDef):
                self.members.update(getattr(each, "name", "") for each in node.body)


def _merge_one(tree: ast.Module, facts: list[_Facts], keep: Collection[str]) -> str | None:
    """Merge one part; the name that its owner had for it, or None if there is none to merge."""
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
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
            single = sum(each.mentions[part.name] for each in facts) == 2  # the class, and where it is made
            if name not in keep and single and _only_asked(name, made, facts) and _is_plain(part):
                _take_in(tree, owner, init, made, part, facts)
                return name
    return None


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


def _only_asked(name: str, made: ast.Assign, facts: list[_Facts]) -> bool:
    """Is what is called so nothing but an attribute of the owner, and never held by itself?"""
    for each in facts:
        if name in each.members:
            return False
        for node in each.attributes.get(name, ()):
            if node is made.targets[0] or (id(node) in each.asked and isinstance(node.ctx, ast.Load)):
                continue
            if id(node) not in each.aliases or not _only_stands_for(*each.aliases[id(node)]):
                return False
    return True


def _is_alias(node: ast.AST) -> bool:
    """`variable = parameter.name`"""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return False
    return isinstance(node.value, ast.Attribute) and isinstance(node.value.value, ast.Name)


def _only_stands_for(function: ast.FunctionDef, alias: ast.Assign) -> bool:
    """Is the variable of an alias set nowhere else, and nothing but asked for attributes? Is the parameter never set?"""
    assert isinstance(alias.targets[0], ast.Name) and isinstance(alias.value, ast.Attribute)
    assert isinstance(alias.value.value, ast.Name)
    variable, parameter = alias.targets[0].id, alias.value.value.id
    nodes = walk(function)
    bindings = Counter(name for node in nodes for name in bound(node))
    others = [each.arg for node in nodes if isinstance(node, FUNCTIONS) for each in parameters(node)]
    asked = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    uses = [node for node in nodes if isinstance(node, ast.Name) and node.id == variable]
    return (
        bindings[variable] == 1
        and not bindings[parameter]
        and variable not in others
        and others.count(parameter) == 1
        and parameter in {each.arg for each in parameters(function)}
        and not any(isinstance(node, ast.Global | ast.Nonlocal) for node in nodes)
        and all(node is alias.targets[0] or id(node) in asked for node in uses)
    )


def _spell_out(function: ast.FunctionDef, alias: ast.Assign) -> list[ast.Attribute]:
    """Says what an alias stands for where it is asked for something; who asks."""
    assert isinstance(alias.targets[0], ast.Name)
    asking = []
    for node in walk(function):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == alias.targets[0].id
        ):
            node.value = copy.deepcopy(alias.value)
            asking.append(node)
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(node, block, None)
            if isinstance(statements, list) and alias in statements:
                statements[:] = [each for each in statements if each is not alias] or [ast.Pass()]
    return asking


def _one_by_one(cls: ast.ClassDef) -> None:
    """`part = self.part = Part()` in a constructor, one after the other."""
    init = _init(cls)
    for made in list(init.body) if init else ():
        if isinstance(made, ast.Assign) and len(made.targets) > 1 and isinstance(made.value, ast.Call):
            attributes = [each for each in made.targets if isinstance(each, ast.Attribute)]
            if len(attributes) == 1 and init:
                kept = attributes[0]
                rest = [each for each in made.targets if each is not kept]
                made.targets = [kept]
                again = ast.Attribute(copy.deepcopy(kept.value), kept.attr, ast.Load())
                init.body.insert(init.body.index(made) + 1, ast.Assign(rest, again))


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
        asked = {id(each.value) for each in walk(node) if isinstance(each, ast.Attribute)}
        if any(isinstance(each, ast.Name) and each.id == own and id(each) not in asked for each in walk(node)):
            return False
        if node.name == "__init__":
            arguments = node.args
            if arguments.defaults or arguments.kwonlyargs or arguments.vararg or arguments.kwarg:
                return False
            if any(isinstance(each, ast.Return) or (each is not node and opens_scope(each)) for each in walk(node)):
                return False
    return True


def _take_in(
    tree: ast.Module,
    owner: ast.ClassDef,
    init: ast.FunctionDef,
    made: ast.Assign,
    part: ast.ClassDef,
    facts: list[_Facts],
) -> None:
    assert isinstance(made.targets[0], ast.Attribute) and isinstance(made.value, ast.Call)
    name = made.targets[0].attr
    for node in part.body:
        if isinstance(node, ast.FunctionDef):
            _rename_own(node, name)
    for module in facts:
        for held in module.attributes.get(name, ()):
            if id(held) in module.aliases:
                module.through[name] += _spell_out(*module.aliases[id(held)])
    for each in (node for module in facts for node in module.through.get(name, ())):
        if isinstance(each.value, ast.Attribute) and each.value.attr == name:
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


def _rename_own(method: ast.FunctionDef, name: str) -> None:
    own = method.args.args[0].arg
    for node in walk(method):
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
        for node in walk(statement):
            if isinstance(node, ast.Name):
                node.id = new.get(node.id, node.id)
            elif isinstance(node, ast.alias):
                node.asname = new.get(node.asname or node.name)
                if node.asname == node.name:
                    node.asname = None
        if not isinstance(statement, ast.Pass):
            yield statement
