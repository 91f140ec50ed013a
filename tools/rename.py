"""Short names for what is not spoken of from outside, shared where that is provably harmless.

Every name that the firmware lacks in its own table takes about ten bytes of RAM and its letters, once for the whole program.

- Private attributes and methods (`_name`) that are only used through `self`: each class, together with those it inherits from or
  hands on to, begins anew with the same short names.
- Parameters that no call names: the first of each function is called alike, the second too, and so on.
- All other attributes and methods that the firmware defines: two get the same name
  if no class, with those it inherits from or hands on to, has both. Attributes are made by the class itself and only given new
  values from outside; one that no class makes has a name of its own.
- Functions, classes and variables of modules: two get the same name if no module knows both.
  An attribute and a variable are never taken for each other.

Not those that MicroPython's own modules have (micropython_names.txt), that a string may ask for (`Program.asked`), that
built-in types have, that a call passes as a keyword (parameters), or that somebody outside the program uses. What files and
tables speak of finds its attribute through `attribute`, whose module the image fills with what has become of the names.

The first to be given are names that the core has in any case, and those that MicroPython has (micropython_own.txt): they cost
nothing at all.

Names of one or two letters are left alone.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import keyword
import string
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tools.program import (
    ATTRIBUTE,
    CORE,
    Program,
    bound,
    imported_from,
    local_names,
    mentioned,
    opens_scope,
    own,
    parameters,
    plain,
    spoken,
    walk,
)

_SPOKEN = CORE + "attribute.py"  # where what texts speak of finds its attribute
_ALWAYS = CORE + "core.py"  # what is always loaded
_PIECE = 400  # letters; of the names in there, for the heap has few large pieces


def _listed(file: str) -> list[str]:
    lines = Path(__file__).with_name(file).read_text(encoding="ascii").splitlines()
    return [name for line in lines if not line.startswith("#") for name in line.split()]


_MICROPYTHON = set(_listed("micropython_names.txt"))
_OWN = _listed("micropython_own.txt")
_METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ANY = "*"  # who has an attribute that may be anybody's
_MORE = 400  # names that attributes share among themselves, and variables
_SHARED = 60  # names that classes and functions share
_SHORT = 2
_TYPES = (
    int,
    str,
    bytes,
    bytearray,
    memoryview,
    list,
    tuple,
    dict,
    set,
    frozenset,
    range,
    type,
    object,
    array,
    Exception,
)
_TAKEN = {*keyword.kwlist, *dir(builtins), *dir(sys), *(name for each in _TYPES for name in dir(each)), "const"}


def rename(program: Program, keep: Collection[str]) -> None:
    """Give short names, in place. `keep`: names that somebody outside the program uses."""
    names = _Names(program, keep)
    fresh = names.fresh()
    shared, more = list(itertools.islice(fresh, _SHARED)), list(itertools.islice(fresh, _MORE))
    attributes = [*names.fresh_for_attributes(), *shared, *more]
    _rename_private(names, attributes)
    _rename_parameters(names, shared)
    _write_down(program, _rename_attributes(names, [*names.staying(keep), *attributes]))
    _rename_variables(names, more)
    program.changed()


def _write_down(program: Program, new: dict[str, str]) -> None:
    """What has become of the names that texts speak of, where `attribute` looks."""
    if _SPOKEN not in program.trees or not new:
        return
    pieces = [""]
    for name in sorted(new):
        if len(pieces[-1]) > _PIECE:
            pieces.append("")
        pieces[-1] += f" {name}={new[name]} "
    program.trees[_SPOKEN] = ast.parse(
        f"def {ATTRIBUTE}(name):\n"
        "    wanted = ' ' + name + '='\n"
        f"    for names in {tuple(pieces)}:\n"
        "        at = names.find(wanted)\n"
        "        if at >= 0:\n"
        "            at += len(wanted)\n"
        "            return names[at:names.find(' ', at)]\n"
        "    return name\n"
    )


class _Names:
    """Which names there are, and which must stay."""

    def __init__(self, program: Program, keep: Collection[str]) -> None:
        self.program = program
        self.nodes = [(path, node) for path, tree in program.trees.items() for node in walk(tree)]
        self.said = program.said()
        self.fixed = {*keep, *program.asked(), *_TAKEN, *_MICROPYTHON, *_OWN}  # attributes that stay
        self.fixed.update(part for dotted in program.paths for part in dotted.split("."))
        self.fixed.update(_of_others(program))
        self.keywords = set(keep)
        self.starred: set[str] = set()  # functions and classes that are called with **
        known = {node.name for _, node in self.nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        for _, node in self.nodes:
            if isinstance(node, ast.keyword) and node.arg:
                self.keywords.add(node.arg)
            elif isinstance(node, ast.Call) and any(each.arg is None for each in node.keywords):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                self.starred.update((called,) if called in known else (called, "__init__"))
        self.stay = self.fixed | self.said
        # a module that was handed around may be asked for these
        tops = (name for tree in program.trees.values() for node in own(tree) for name in bound(node))
        self.fixed.update(name for name in tops if not _is_private(name))
        for _, node in self.nodes:
            for function in self.kept_functions(node):
                self.stay.update(each.arg for each in parameters(function))
        self.stay.update(self.keywords)

    def kept_functions(self, node: ast.AST) -> list[ast.FunctionDef]:
        """A node's function if that is called with **; of a class that is, its constructor."""
        if isinstance(node, ast.FunctionDef):
            return [node] if node.name in self.starred else []
        if isinstance(node, ast.ClassDef) and node.name in self.starred:
            return [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
        return []

    def attribute_may_go(self, name: str) -> bool:
        return len(name) > _SHORT and not (name.startswith("__") and name.endswith("__")) and name not in self.fixed

    def may_go(self, name: str) -> bool:
        return len(name) > _SHORT and not (name.startswith("__") and name.endswith("__")) and name not in self.stay

    def may_be_called_else(self, parameter: str) -> bool:
        return len(parameter) > _SHORT and parameter not in self.keywords and parameter not in _OWN

    def fresh_for_attributes(self) -> list[str]:
        """Of MicroPython's own names those that are no attribute of anything here, but variables perhaps."""
        there = (
            {each for _, node in self.nodes for each in (*spoken(node), *_of_class(node))} | self.keywords | self.said
        )
        free = set(self.fresh())
        return [name for name in _OWN if name not in there and name not in free]

    def staying(self, keep: Collection[str]) -> list[str]:
        """Names of attributes that stay, and that the core has in any case."""
        there = {node.attr for path, node in self.nodes if path == _ALWAYS and isinstance(node, ast.Attribute)}
        return sorted(there & set(keep) - self.program.asked())

    def fresh(self) -> Iterator[str]:
        """Names that stand nowhere in the program: of MicroPython's own, then short ones."""
        there = {name for _, node in self.nodes for name in mentioned(node)} | self.keywords | self.said
        taken = self.stay | there
        letters = string.ascii_letters
        longer = (a + b for a, b in itertools.product(letters, letters + string.digits + "_"))
        yield from (name for name in _OWN if name not in there)
        yield from (name for name in itertools.chain(letters, longer) if name not in taken)


def _of_others(program: Program) -> Iterator[str]:
    """Names that come from modules which are not in the program, and those that are asked of them."""
    for path, tree in program.trees.items():
        others = set()
        for node in walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                source = imported_from(path, node) if isinstance(node, ast.ImportFrom) else ""
                for alias in node.names:
                    whole = f"{source}.{alias.name}" if source else alias.name
                    own_module = program.paths.get(source, "/__init__.py")
                    if whole not in program.paths and own_module.endswith("/__init__.py"):
                        others.add((alias.asname or alias.name).split(".")[0])
                        yield alias.name
        for node in walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in others:
                yield node.attr


def _of_class(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef):
        for each in node.body:
            for part in [each, *own(each)]:
                yield from bound(part)


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


# --- private attributes -------------------------------------------------------------------------------------------------


def _rename_private(names: _Names, short_names: list[str]) -> None:
    trees = names.program.trees.values()
    classes = [node for tree in trees for node in walk(tree) if isinstance(node, ast.ClassDef)]
    family = _families(classes)
    uses: dict[str, Counter[str]] = {name: Counter() for name in family.values()}
    sites: list[tuple[str, ast.Attribute | ast.FunctionDef]] = []
    through_self: set[ast.AST] = set()
    for cls in classes:
        for method in [node for node in cls.body if isinstance(node, ast.FunctionDef)]:
            found = [node for node in walk(method) if _through(method, node)]
            through_self.update([method, *found])
            for node in [method, *found]:
                if isinstance(node, ast.Attribute | ast.FunctionDef):
                    sites.append((family[cls.name], node))
    loose = {name for _, node in names.nodes if node not in through_self for name in mentioned(node)}
    for where, node in sites:
        name = _name(node)
        if _is_private(name) and names.attribute_may_go(name) and name not in loose:
            uses[where][name] += 1
    new = {
        where: dict(zip(sorted(count, key=lambda name: (-count[name], name)), short_names, strict=False))
        for where, count in uses.items()
    }
    for where, node in sites:
        short = new[where].get(_name(node))
        if short and isinstance(node, ast.FunctionDef):
            node.name = short
        elif short and isinstance(node, ast.Attribute):
            node.attr = short


def _name(node: ast.Attribute | ast.FunctionDef) -> str:
    return node.name if isinstance(node, ast.FunctionDef) else node.attr


def _through(method: ast.FunctionDef | ast.AsyncFunctionDef, node: ast.AST) -> bool:
    """Is a node `self.name` in a method, `self` being its first parameter?"""
    first = method.args.args[0].arg if method.args.args else None
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == first


def _families(classes: list[ast.ClassDef]) -> dict[str, str]:
    """The name of each class -> the name of its family: classes of one name, and all that inherit from each other."""
    family = {cls.name: cls.name for cls in classes}
    for cls in classes:
        for base in cls.bases:
            parent = ast.unparse(base).split(".")[-1]
            old, new = family.setdefault(parent, parent), family[cls.name]
            family = {name: new if each == old else each for name, each in family.items()}
    return family


# --- parameters ---------------------------------------------------------------------------------------------------------


def _rename_parameters(names: _Names, shared: list[str]) -> None:
    for tree in names.program.trees.values():
        places: list[ast.Module | ast.ClassDef] = [
            tree,
            *(node for node in walk(tree) if isinstance(node, ast.ClassDef)),
        ]
        for place in places:
            kept = names.kept_functions(place)
            for node in place.body:
                if isinstance(node, ast.FunctionDef) and node not in kept and node.name not in names.starred:
                    _rename_own(node, names, shared)


def _rename_own(function: ast.FunctionDef, names: _Names, shared: list[str]) -> None:
    """One function's parameters, throughout its body."""
    inside = [node for part in function.body for node in walk(part)]
    fixed = {name for node in inside if not isinstance(node, ast.Name | ast.arg) for name in plain(node)}
    ours = [each.arg for each in parameters(function) if names.may_be_called_else(each.arg) and each.arg not in fixed]
    mentioned = fixed | {each.arg for each in parameters(function)} | {name for node in inside for name in plain(node)}
    free = (name for name in shared if name not in mentioned)
    new = dict(zip(ours, free, strict=False))
    for node in [*inside, *parameters(function)]:
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)


# --- the rest -----------------------------------------------------------------------------------------------------------


def _rename_attributes(names: _Names, short: list[str]) -> dict[str, str]:
    """Attributes and methods, from what the families of classes leave of the shared names; what has become of those that texts
    speak of."""
    program = names.program
    asked_for = program.attributes_asked_for()
    owners = _families_with(program, asked_for)
    variables = {id(node) for path in program.trees for node in _of_modules(program, path)}
    defined: set[str] = set()
    for tree in program.trees.values():
        for node in walk(tree):
            found = {node.attr} if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) else set()
            if isinstance(node, ast.ClassDef):
                found.update(name for each in node.body for name in bound(each))
            defined.update(found)
    # a name that a class body reads is a variable there
    defined -= {
        node.id
        for tree in program.trees.values()
        for cls in walk(tree)
        if isinstance(cls, ast.ClassDef)
        for node in own(cls)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    count = Counter(
        node.attr for _, node in names.nodes if isinstance(node, ast.Attribute) and id(node) not in variables
    )
    defined |= asked_for & count.keys()
    new = _shared_out([name for name in defined if names.attribute_may_go(name)], count, owners, short)
    for _, node in names.nodes:
        if isinstance(node, ast.Attribute) and id(node) not in variables:
            node.attr = new.get(node.attr, node.attr)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, _METHODS):
                    each.name = new.get(each.name, each.name)
                else:
                    for part in [each, *own(each)]:
                        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                            part.id = new.get(part.id, part.id)
    return {name: new[name] for name in asked_for if name in new}


def _of_modules(program: Program, path: str) -> Iterator[ast.Attribute]:
    """Attributes `module.name`, wherever the module was imported."""
    tree, modules = program.trees[path], set()
    for node in walk(tree):
        if isinstance(node, ast.Import):
            modules |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = imported_from(path, node)
            things = program.paths.get(source, "/__init__.py")  # what a module has, as far as it is ours
            for alias in node.names:
                if f"{source}.{alias.name}" in program.paths or things.endswith("/__init__.py"):
                    modules.add(alias.asname or alias.name)
    for node in walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield node


def _families_with(program: Program, by_name: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Each attribute and method -> the families of classes that have it; `by_name`: classes that get it by its name. One that is
    given to an object from outside its class may be anybody's."""
    owners: dict[str, set[str]] = defaultdict(set)
    for name, those in by_name.items():
        owners[name].update(those)
    trees = program.trees.values()
    classes = [node for tree in trees for node in walk(tree) if isinstance(node, ast.ClassDef)]
    family = _families(classes)
    inside: set[ast.AST] = set()
    for cls in classes:
        for each in cls.body:
            for name in bound(each):
                owners[name].add(family[cls.name])
            if isinstance(each, _METHODS):
                for node in walk(each):
                    if isinstance(node, ast.Attribute) and _through(each, node):
                        inside.add(node)
                        owners[node.attr].add(family[cls.name])
            else:
                for node in own(each):
                    for name in bound(node):
                        owners[name].add(family[cls.name])
    for tree in trees:
        for node in walk(tree):
            if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Load) or node in inside:
                continue
            if not owners[node.attr]:
                owners[node.attr].add(_ANY)
    return owners


def _rename_variables(names: _Names, more: list[str]) -> None:
    """Functions, classes and variables of modules."""
    program = names.program
    owners: dict[str, set[str]] = defaultdict(set)
    defined: set[str] = set()
    count: Counter[str] = Counter()
    for path, tree in program.trees.items():
        for name in program.binding_counts(path):
            owners[name].add(path)
        for top in own(tree):
            if not isinstance(top, ast.Import | ast.ImportFrom):
                defined.update(bound(top))
        for node in walk(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    owners[alias.name].add(path)
            if isinstance(node, ast.Name):
                count[node.id] += 1
                owners[node.id].add(path)
    of_modules = {id(node) for path in program.trees for node in _of_modules(program, path)}
    # What is asked of something else may be asked of a module that was handed around.
    defined -= {node.attr for _, node in names.nodes if isinstance(node, ast.Attribute) and id(node) not in of_modules}
    new = _shared_out([name for name in defined if names.may_go(name)], count, owners, more)
    for tree in program.trees.values():
        _Variables(new, of_modules).visit(tree)


class _Variables(ast.NodeTransformer):
    """Gives new names to a module's variables where no scope in between has one of the same name."""

    def __init__(self, new: dict[str, str], of_modules: set[int]) -> None:
        self._new = new
        self._of_modules = of_modules
        self._hidden: list[set[str]] = []

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not self._in_class:
            node.name = self._name(node.name)
        if not opens_scope(node):
            return super().visit(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.args.defaults = [self.visit(each) for each in node.args.defaults]  # type: ignore[misc]
            node.args.kw_defaults = [each and self.visit(each) for each in node.args.kw_defaults]  # type: ignore[misc]
        before = self._in_class
        self._in_class = isinstance(node, ast.ClassDef)
        # What a class binds is no variable of its methods.
        outer = self._hidden
        self._hidden = [*(outer[:-1] if before else outer), local_names(node)]
        super().generic_visit(node)
        self._hidden = outer
        self._in_class = before
        return node

    _in_class = False

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._name(node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        if id(node) in self._of_modules:
            node.attr = self._new.get(node.attr, node.attr)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.ImportFrom:
        for alias in node.names:
            inside = self._name(alias.asname or alias.name)
            alias.name = self._new.get(alias.name, alias.name)
            alias.asname = None if inside == alias.name else inside
        return node

    def visit_Global(self, node: ast.Global) -> ast.Global:
        node.names = [self._new.get(name, name) for name in node.names]
        return node

    def _name(self, name: str) -> str:
        return name if any(name in names for names in self._hidden) else self._new.get(name, name)


def _shared_out(names: list[str], count: Counter[str], owners: dict[str, set[str]], short: list[str]) -> dict[str, str]:
    """Names -> of `short`; two get the same only if nothing has both."""
    taken = [set(owners[each]) for each in short]
    new: dict[str, str] = {}
    # those of the many first, for they fit the fewest places
    for name in sorted(names, key=lambda name: (_ANY not in owners[name], -len(owners[name]), -count[name], name)):
        ours = owners[name]
        place = next(
            (k for k, theirs in enumerate(taken) if not (theirs and (_ANY in theirs | ours)) and not theirs & ours),
            None,
        )
        if place is not None:
            taken[place] |= ours
            new[name] = short[place]
    return new
