"""The firmware's modules as syntax trees, and who means what by a name: for `fold`, `sweep` and `rename`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def dotted(path: str) -> str:
    """`a/b/c.py` -> `a.b.c`, `a/b/__init__.py` -> `a.b`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_from(path: str, node: ast.ImportFrom) -> str:
    """The dotted name of the module or package that `from ... import` names."""
    if not node.level:
        return node.module or ""
    parts = path.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*parts, node.module] if node.module else parts)


def own(node: ast.AST) -> Iterator[ast.AST]:
    """What is executed in the scope of `node` itself: all below but the insides of functions and classes."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, Scope):
            yield from own(child)


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
    if isinstance(node, FUNCTIONS):
        names.update(each.arg for each in parameters(node))
    for child in own(node):
        names.update(bound(child))
        if isinstance(child, ast.Global | ast.Nonlocal):
            names.difference_update(child.names)
    return names


def opens_scope(node: ast.AST) -> bool:
    """Does `node` bind names that those around it do not see?"""
    return isinstance(node, (*FUNCTIONS, *_COMPREHENSIONS, ast.ClassDef))


class Program:
    """Modules by path, and what their top levels bind."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.trees = {path: ast.parse(text, path) for path, text in sorted(sources.items())}
        self.paths = {dotted(path): path for path in self.trees}

    def binding_counts(self, path: str) -> Counter[str]:
        """How often each name is bound at the top level of a module, or from within a function by `global`."""
        tree = self.trees[path]
        counts = Counter(name for node in own(tree) for name in bound(node))
        for node in ast.walk(tree):
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

    def strings(self) -> set[str]:
        """All string constants."""
        return {
            node.value
            for tree in self.trees.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
