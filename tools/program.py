"""The firmware's modules as syntax trees, and who means what by a name: for `fold`, `sweep` and `rename`."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

Scope = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
Found = TypeVar("Found")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

CORE = "balancepoint/control/"
ATTRIBUTE = "attribute"  # the function through which texts speak of settings and memory
TABLES = {  # where the attributes of a class stand that it gets by name, and `attribute` is asked for
    CORE + "settings/memory_table.py": ("Memory",),
    CORE + "settings/settings_table.py": ("Settings", "Checked"),
}
FACES = ("readings", "command", "request", "machine", "modules")  # variables of what keeps its names
_BY_STRING = ("getattr", "setattr", "hasattr", "delattr")
_PUT_TOGETHER = (ast.BinOp, ast.JoinedStr, ast.Call)


def dotted(path: str) -> str:
    """`a/b/c.py` -> `a.b.c`, `a/b/__init__.py` -> `a.b`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_from(path: str, node: ast.ImportFrom) -> str:
    """The dotted name of the module or package that `from ... import` names."""
    if not node.level:
        return node.module or ""
    parts = path.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*parts, node.module] if node.module else parts)


def _children(node: ast.AST) -> list[ast.AST]:
    """As `ast.iter_child_nodes`, but without operators and contexts, and faster."""
    found = []
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in _NO_NODES)
    for name in fields:
        child = getattr(node, name, None)
        if isinstance(child, list):
            found += [each for each in child if isinstance(each, ast.AST)]
        elif isinstance(child, ast.AST):
            found.append(child)
    return found


_FIELDS: dict[type, tuple[str, ...]] = {ast.Constant: ()}  # of each kind of node those that hold nodes
_NO_NODES = {
    "id", "attr", "arg", "name", "asname", "kind", "module", "level", "type_comment", "conversion", "is_async",
    "ctx", "op", "ops",
}  # fmt: skip


def walk(node: ast.AST) -> list[ast.AST]:
    """A node and all below, in the order of `ast.walk`, without operators and contexts."""
    found = [node]
    for each in found:
        found += _children(each)
    return found


def own(node: ast.AST) -> list[ast.AST]:
    """What is executed in the scope of `node` itself: all below but the insides of functions and classes."""
    found = []
    for child in _children(node):
        found.append(child)
        if not isinstance(child, Scope):
            found += own(child)
    return found


def bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement or expression binds in its own scope, once for each time."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield (alias.asname or alias.name).split(".")[0]
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    """All parameters of a function in order."""
    a = node.args
    rest = [each for each in (a.vararg, a.kwarg) if each]
    return [*a.posonlyargs, *a.args, *a.kwonlyargs, *rest]


def local_names(node: ast.AST) -> set[str]:
    """What a function, a comprehension or a class binds for itself."""
    names: set[str] = set()
    others: set[str] = set()
    if isinstance(node, FUNCTIONS):
        names.update(each.arg for each in parameters(node))
    for child in own(node):
        names.update(bound(child))
        if isinstance(child, ast.Global | ast.Nonlocal):
            others.update(child.names)
    return names - others


def opens_scope(node: ast.AST) -> bool:
    """Does `node` bind names that those around it do not see?"""
    return isinstance(node, (*FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef))


class Program:
    """Modules by path, and what their top levels bind."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.trees = {path: ast.parse(text, path) for path, text in sorted(sources.items())}
        self.paths = {dotted(path): path for path in self.trees}
        self._known: dict[str, dict[object, Any]] = {}  # path -> {what finds it out: what it found}

    def known(self, find: Callable[[str, ast.Module], Found], path: str) -> Found:
        """What `find(path, tree)` finds in a module, kept until somebody says that it `changed`."""
        known = self._known.setdefault(path, {})
        if find not in known:
            known[find] = find(path, self.trees[path])
        return cast(Found, known[find])

    def changed(self, *paths: str) -> None:
        """These modules are not what they were; without any, none is."""
        for path in paths or list(self._known):
            self._known.pop(path, None)

    def binding_counts(self, path: str) -> Counter[str]:
        """How often each name is bound at the top level of a module, or from within a function by `global`."""
        tree = self.trees[path]
        counts = Counter(name for node in own(tree) for name in bound(node))
        for node in walk(tree):
            if isinstance(node, ast.Global):
                counts.update(2 * node.names)
        return counts

    def imports(self, path: str) -> dict[str, tuple[str, str]]:
        """name -> (module, name in it) of the `from` imports at top level; the latter empty if it is a module itself."""
        found = {}
        for node in self.trees[path].body:
            if isinstance(node, ast.ImportFrom):
                source = imported_from(path, node)
                for alias in node.names:
                    whole = f"{source}.{alias.name}"
                    found[alias.asname or alias.name] = (whole, "") if whole in self.paths else (source, alias.name)
        return found

    def asked(self) -> set[str]:
        """The names of attributes that a string may ask for, but for those that go through `attribute`: the literals, where other
        strings ask nobody but `FACES`, whose names stay; else all that is `said`."""
        found: set[str] = set()
        for path in self.trees:
            asked = self.known(asked_in, path)
            if asked is None:
                return self.said()
            found |= asked
        return found

    def attributes_asked_for(self) -> dict[str, set[str]]:
        """Names that texts may speak of by way of `attribute`, those that a string says in a module that has it -> the classes
        that have them: whose table says them (`TABLES`), else any of these."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, tree in self.trees.items():
            nodes = walk(tree)
            if any(isinstance(node, ast.Name) and node.id == ATTRIBUTE for node in nodes):
                for name in {text for node in nodes for text in _texts(node) if text.isidentifier()}:
                    found[name].update(TABLES.get(path, ()))
        every = {each for classes in TABLES.values() for each in classes}
        return {name: classes or every for name, classes in found.items()}

    def said(self) -> set[str]:
        """The names that a string may say: every string constant as it stands, the words of one that is split, and where the name
        of an attribute is put together (`getattr(self, "do_" + word)`) all names that hold a piece of it.

        Raise ValueError if it is put together of nothing that stands in the program.
        """
        found, pieces = set(), set()
        for path, tree in self.trees.items():
            for node in walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
                elif isinstance(node, ast.Call):
                    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if called == "split" and isinstance(node.func, ast.Attribute):
                        found.update(word for text in _texts(node.func.value) for word in text.split())
                    built_in = isinstance(
                        node.func, ast.Name
                    )  # a method may be called so, too: `rename` likes such names
                    if (
                        built_in
                        and called in _BY_STRING
                        and len(node.args) > 1
                        and isinstance(node.args[1], _PUT_TOGETHER)
                    ):
                        if getattr(getattr(node.args[1], "func", None), "id", "") == ATTRIBUTE:
                            continue
                        parts = {part for text in _texts(node.args[1]) for part in re.findall(r"\w+", text)}
                        if not parts:
                            raise ValueError(
                                f"{path}:{node.lineno}: {ast.unparse(node)}: nobody can tell which attribute this is"
                            )
                        pieces |= parts
        if pieces:
            names = {name for tree in self.trees.values() for node in walk(tree) for name in mentioned(node)}
            found.update(name for name in names if any(piece in name for piece in pieces))
        return found


def asked_in(path: str, tree: ast.Module) -> set[str] | None:
    """The attributes that literals of a module ask for by string; None if other strings ask others than `FACES`."""
    found = set()
    nodes = walk(tree)
    asking = [
        node
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in _BY_STRING and len(node.args) > 1
    ]
    if asking:
        of_its_own = {id(each) for node in nodes if _goes_through_attributes(node) for each in walk(node)}
        asking = [node for node in asking if id(node) not in of_its_own]
    for node in asking:
        thing, name = node.args[:2]
        if isinstance(name, ast.Constant):
            found.add(str(name.value))
        elif not (isinstance(name, ast.Call) and getattr(name.func, "id", "") == ATTRIBUTE):
            if isinstance(thing, ast.Subscript):
                thing = thing.value
            if getattr(thing, "attr", getattr(thing, "id", "")).lstrip("_") not in FACES:
                return None
    return found


def _goes_through_attributes(node: ast.AST) -> bool:
    """`for name in thing.__dict__`"""
    return isinstance(node, ast.For) and isinstance(node.iter, ast.Attribute) and node.iter.attr == "__dict__"


def _texts(node: ast.AST) -> Iterator[str]:
    for each in walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def spoken(node: ast.AST) -> tuple[str, ...]:
    """Names by which a module speaks of another one's things."""
    if isinstance(node, ast.Attribute):
        return (node.attr,)
    if isinstance(node, ast.ImportFrom):
        return tuple(alias.name for alias in node.names)
    return ()


def plain(node: ast.AST) -> tuple[str, ...]:
    """Names of variables, functions and classes that stand in a node itself."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    if isinstance(node, ast.alias):
        return (node.name, node.asname) if node.asname else (node.name,)
    if isinstance(node, ast.ExceptHandler | ast.keyword):
        name = node.name if isinstance(node, ast.ExceptHandler) else node.arg
        return (name,) if name else ()
    return tuple(node.names) if isinstance(node, ast.Global | ast.Nonlocal) else ()


def mentioned(node: ast.AST) -> tuple[str, ...]:
    """All names that stand in a node itself."""
    return spoken(node) or plain(node)
