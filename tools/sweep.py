"""Takes out what the board does not need: docstrings, annotations, and what nobody reads any more.

A top-level constant, function, class or import goes when its name is read nowhere: not in its module, not imported from it, not
as an attribute of anything, not in a string. A method goes when its name stands nowhere else. Of functions, classes and methods
only the core's and private ones do: `main.py` and people at the prompt know those of the application. A module that does
something when it is imported (`hal` drives outputs) stays imported, whether a name of it is used or not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection

from tools.program import CORE, Program, bound, imported_from, walk

_MAKES_ONLY = {"array", "const", "range", "tuple", "deg", "minutes", "hours", "frozenset", "bytes", "Errand"}
_HARMLESS = {"array", "binascii", "errno", "gc", "json", "micropython", "os", "select", "struct", "sys"}  # to import
_ABOUT_TYPES = {"staticmethod", "classmethod", "property"}


def strip(program: Program) -> None:
    """Without docstrings and annotations, in place."""
    for tree in program.trees.values():
        _Strip().visit(tree)
        ast.fix_missing_locations(tree)
    program.changed()


class _Strip(ast.NodeTransformer):
    def visit_Expr(self, node: ast.Expr) -> ast.stmt | None:
        if isinstance(node.value, ast.Constant):
            return None  # a docstring, or a word to nobody
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | None:
        self.generic_visit(node)
        return None if node.value is None else ast.Assign([node.target], node.value)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(node.arg)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        node.returns = None
        return self._filled(node)

    visit_FunctionDef = visit_AsyncFunctionDef = _function

    def _filled(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> ast.stmt:
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    visit_ClassDef = _filled


_NAMELESS = "del __module__, __qualname__"


def bare(program: Program) -> None:
    """Classes without the names of their module and their own, of which each class keeps two in its table; in place."""
    line = ast.parse(_NAMELESS).body[0]
    for tree in program.trees.values():
        for node in walk(tree):
            if isinstance(node, ast.ClassDef) and ast.unparse(node.body[0]) != _NAMELESS:
                node.body = [line, *(each for each in node.body if not isinstance(each, ast.Pass))]
        ast.fix_missing_locations(tree)
    program.changed()


def sweep(program: Program, keep: Collection[str]) -> None:
    """Without what nobody reads, in place. `keep`: names that somebody outside the program uses."""
    anyones = {*keep, *program.said()}
    reads = {path: _Reads(program, path) for path in program.trees}
    changed = set(reads)
    while changed:
        known = anyones.union(*(each.attributes for each in reads.values()))
        anywhere = known.union(*(each.names for each in reads.values()))
        imported: dict[str, set[str]] = {}
        for each in reads.values():
            for source, name in each.imported:
                imported.setdefault(source, set()).add(name)
        changed = {
            path
            for path in program.trees
            if _sweep_module(program, path, known | reads[path].names | imported.get(path, set()), anywhere)
        }
        reads.update((path, _Reads(program, path)) for path in changed)
    program.changed()


class _Reads:
    """What a module reads: attributes, names, and what it imports as (path of the module, name)."""

    def __init__(self, program: Program, path: str) -> None:
        self.attributes: set[str] = set()
        self.names: set[str] = set()
        self.imported: set[tuple[str, str]] = set()
        for node in walk(program.trees[path]):
            if isinstance(node, ast.Attribute):
                self.attributes.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self.names.add(node.id)
            elif isinstance(node, ast.ImportFrom):
                source = program.paths.get(imported_from(path, node), "")
                self.imported.update((source, alias.name) for alias in node.names)


def _size(tree: ast.Module) -> int:
    """How much there is that may go."""
    classes = sum(len(node.body) for node in tree.body if isinstance(node, ast.ClassDef))
    return len(tree.body) + classes + sum(len(node.names) for node in tree.body if isinstance(node, ast.ImportFrom))


def _sweep_module(program: Program, path: str, wanted: set[str], anywhere: set[str]) -> bool:
    """One round. `wanted`: names that may be this module's; `anywhere`: that stand anywhere. Whether something went."""
    tree = program.trees[path]
    before = _size(tree)

    def unused(node: ast.stmt) -> bool:
        if isinstance(node, ast.Assign):
            plain = all(isinstance(each, ast.Name | ast.Tuple) for each in node.targets)
            return plain and _only_makes(node.value) and not wanted & {n for t in walk(node) for n in bound(t)}
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return node.name not in wanted and not node.decorator_list and _is_ours(path, node.name)
        if isinstance(node, ast.Try):  # an import, or what stands in for it
            parts = [*node.body, *[each for handler in node.handlers for each in handler.body]]
            return not node.finalbody and not node.orelse and all(map(unused, parts))
        return isinstance(node, ast.ImportFrom) and not wanted & set(bound(node)) and _inert_import(program, path, node)

    tree.body = [node for node in tree.body if not unused(node)]
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            _drop_aliases(program, path, node, wanted)
        elif isinstance(node, ast.ClassDef):
            node.body = [each for each in node.body if not _unused_member(path, each, anywhere)] or [ast.Pass()]
    return _size(tree) < before


def _is_ours(path: str, name: str) -> bool:
    """May nobody outside the program know a function or class? The core's face is known; the rest is an application's."""
    return path.startswith(CORE) or name.startswith("_")


def _unused_member(path: str, node: ast.stmt, anywhere: set[str]) -> bool:
    if isinstance(node, ast.FunctionDef) and _is_ours(path, node.name):
        plain = all(isinstance(each, ast.Name) and each.id in _ABOUT_TYPES for each in node.decorator_list)
        return plain and not node.name.startswith("__") and node.name not in anywhere
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        # MicroPython takes no notice of __slots__; it stays where somebody goes through it.
        return node.targets[0].id == "__slots__" and "__slots__" not in anywhere
    return False


def _only_makes(value: ast.expr) -> bool:
    """Nothing happens but that a value is made."""
    return all(
        isinstance(node.func, ast.Name) and node.func.id in _MAKES_ONLY
        for node in walk(value)
        if isinstance(node, ast.Call)
    )


def is_inert(program: Program, module: str, seen: frozenset[str] = frozenset()) -> bool:
    """Does importing a module do nothing but define?"""
    path = program.paths.get(module)
    if path is None:
        return module in _HARMLESS
    if module in seen:
        return True
    return _inert_body(program, path, program.trees[path].body, seen | {module})


def _inert_body(program: Program, path: str, body: list[ast.stmt], seen: frozenset[str]) -> bool:
    tests: dict[type, Callable[..., bool]] = {
        ast.Pass: lambda node: True,
        ast.Expr: lambda node: isinstance(node.value, ast.Constant),
        ast.FunctionDef: lambda node: not node.decorator_list,
        ast.ClassDef: lambda node: not node.decorator_list,
        ast.Assign: lambda node: _only_makes(node.value),
        ast.Import: lambda node: all(is_inert(program, alias.name, seen) for alias in node.names),
        ast.ImportFrom: lambda node: _inert_import(program, path, node, seen),
        ast.Try: lambda node: (
            _inert_body(program, path, node.body, seen)
            and all(_inert_body(program, path, each.body, seen) for each in node.handlers)
        ),
    }
    return all(type(node) in tests and tests[type(node)](node) for node in body)


def _inert_import(program: Program, path: str, node: ast.ImportFrom, seen: frozenset[str] = frozenset()) -> bool:
    source = imported_from(path, node)
    modules = [f"{source}.{alias.name}" for alias in node.names if f"{source}.{alias.name}" in program.paths]
    return all(is_inert(program, each, seen) for each in [source, *modules])


def _drop_aliases(program: Program, path: str, node: ast.ImportFrom, wanted: set[str]) -> None:
    source = imported_from(path, node)
    kept = [
        alias
        for alias in node.names
        if (alias.asname or alias.name) in wanted
        or (f"{source}.{alias.name}" in program.paths and not is_inert(program, f"{source}.{alias.name}"))
    ]
    node.names = kept or node.names
