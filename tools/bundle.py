"""Modules that are always loaded together become one: on the chip each takes 350 bytes, with no line of code in it.

Merged are the modules that the roots import at their top level, those that these import, and so on, each after those it imports.
What could mean something else then is left as it is: a module that does more than define when it is imported, that binds a name
which another has or which is built in, that others hold as a thing rather than to say `module.name`. A module with names that
somebody outside the program uses remains as a door to them: `from .core import Controller`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator

from tools.program import Program, bound, dotted, imported_from, local_names, opens_scope, own, parameters, walk
from tools.sweep import is_inert

IMPORTS = (ast.Import, ast.ImportFrom)


def bundle(
    program: Program, roots: Collection[str], into: str, keep: Collection[str], apart: Collection[str] = ()
) -> None:
    """Merge the modules at the paths `roots` and what they need into one at the path `into`, in place: a new one, or the last of
    the roots, which may then do what it likes when it is imported. Nothing happens if a new one is there already. `keep`: names
    that somebody outside the program uses. `apart`: paths that are not merged."""
    host = into if into in roots else None
    if into in program.trees and host is None:
        return
    members = _Members(program, into.rpartition("/")[0] + "/", apart, host)
    for root in roots:
        if root in program.trees:
            members.gather(root)
    if not members.paths:
        return
    modules = set(map(dotted, members.paths))
    redirected = [
        path
        for path in program.trees
        if path in members.paths or not modules.isdisjoint(program.known(_imports_in, path))
    ]
    for path in redirected:
        _Redirect(program, path, members.paths, dotted(into)).visit(program.trees[path])
    merged = [node for path in members.paths for node in program.trees[path].body]
    for path in members.paths:
        if path == host:
            continue
        doors = [ast.alias(name) for name in sorted(members.tops[path] & set(keep))]
        program.trees[path] = ast.Module([ast.ImportFrom(dotted(into), doors, 0)] if doors else [], [])
        if not doors:
            del program.trees[path]
    program.trees[into] = ast.Module(merged, [])
    program.paths = {dotted(path): path for path in program.trees}
    program.changed(into, *redirected)
    for path in {into, *redirected} & program.trees.keys():
        ast.fix_missing_locations(program.trees[path])


def _imports_in(path: str, tree: ast.Module) -> set[str]:
    """The modules from which a module imports, and what it imports from them."""
    found = set()
    for node in walk(tree):
        if isinstance(node, ast.ImportFrom):
            source = imported_from(path, node)
            found |= {source, *(f"{source}.{alias.name}" for alias in node.names)}
    return found


class _Members:
    """`paths`: the modules that are merged, in order; `tops`: what each binds at its top level."""

    def __init__(self, program: Program, package: str, apart: Collection[str], host: str | None) -> None:
        self._program = program
        self._host = host
        self._apart = apart
        self._package = package
        self._taken = set(dir(builtins))
        self._imported: dict[str, str] = {}  # name -> what it is, of what the members import from elsewhere
        self._held = set[str]().union(*(program.known(_held_in, path) for path in program.trees))
        # parameters that calls say
        self._keywords = set[str]().union(*(program.known(_keywords_in, path) for path in program.trees))
        self.paths: list[str] = []
        self.tops: dict[str, set[str]] = {}

    def gather(self, path: str) -> None:
        """Takes a module, after those that it imports."""
        if path in (*self.paths, *self._apart) or not path.startswith(self._package) or path.endswith("__init__.py"):
            return
        for node in self._program.trees[path].body:
            if isinstance(node, ast.ImportFrom):
                source = imported_from(path, node)
                for each in [source, *(f"{source}.{alias.name}" for alias in node.names)]:
                    if each in self._program.paths:
                        self.gather(self._program.paths[each])
        if path == self._host and not self.paths:
            return
        body = self._program.trees[path].body
        tops = {name for node in body if not isinstance(node, IMPORTS) for name in _bound_at_top(node)}
        imported = {
            each: what for node in body if isinstance(node, IMPORTS) for each, what in self._of_others(path, node)
        }
        clash = tops & (self._taken | set(self._imported)) or self._taken & set(imported)
        clash |= {each for each in imported if self._imported.get(each, imported[each]) != imported[each]}
        if path == self._host and clash:
            raise ValueError(f"{path}: {', '.join(sorted(clash))}: bound by another that it is merged with")
        if not clash and (path == self._host or self._fits(path)):
            self._taken |= tops
            self._imported |= imported
            self.tops[path] = tops
            self.paths.append(path)

    def _of_others(self, path: str, node: ast.stmt) -> Iterator[tuple[str, str]]:
        """(name, what it is) of what an import binds that is not of the members."""
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = imported_from(path, node)
            members = {dotted(each) for each in self.paths}
            for alias in node.names:
                if source not in members and f"{source}.{alias.name}" not in members:
                    yield alias.asname or alias.name, f"{source}.{alias.name}"

    def _fits(self, path: str) -> bool:
        program, tree = self._program, self._program.trees[path]
        there = frozenset(map(dotted, self._apart)) if self._host else frozenset()  # before the host, whatever they do
        if not is_inert(program, dotted(path), there) or any(isinstance(node, ast.Global) for node in walk(tree)):
            return False
        imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
        renamed = any(alias.asname not in (None, alias.name) for node in imports for alias in node.names)
        aliases = {name for name, (_, inside) in program.imports(path).items() if not inside}
        said = {
            name
            for node in walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in aliases
            for name in (node.value.id, node.attr)
        }
        if _step_aside(tree, said, self._keywords):
            program.changed(path)
        hidden = {name for node in walk(tree) if opens_scope(node) for name in local_names(node)}
        if said & hidden or (
            renamed and not all(alias.asname in {None, *aliases} for node in imports for alias in node.names)
        ):
            return False
        return dotted(path) not in self._held


def _step_aside(tree: ast.Module, names: Collection[str], keywords: Collection[str]) -> bool:
    """Gives what functions of a module call by one of `names` another name: what they put there themselves, and parameters that
    are none of `keywords`. Was there any?"""
    found = False
    nodes = list(walk(tree))
    taken = {node.id for node in nodes if isinstance(node, ast.Name)}.union(
        *map(local_names, filter(opens_scope, nodes))
    )
    for function in nodes:
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = [*parameters(function), *(node for part in function.body for node in walk(part))]
        if any(isinstance(node, ast.ClassDef | ast.Nonlocal) for node in inside):
            continue
        others = {name for node in inside if not isinstance(node, ast.Name) for name in bound(node)}
        for name in sorted(local_names(function) & set(names) - others - set(keywords)):
            new = name + "_"
            if new in taken:
                continue
            found = True
            for node in inside:
                if isinstance(node, ast.Name) and node.id == name:
                    node.id = new
                elif isinstance(node, ast.arg) and node.arg == name:
                    node.arg = new
    return found


def _keywords_in(path: str, tree: ast.Module) -> set[str]:
    return {node.arg or "" for node in walk(tree) if isinstance(node, ast.keyword)}


def _held_in(path: str, tree: ast.Module) -> set[str]:
    """Modules of which a module speaks otherwise than to say `module.name`."""
    found = set()
    nodes = walk(tree)
    spoken = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    names = {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in spoken}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            source = imported_from(path, node)
            found |= {f"{source}.{each.name}" for each in node.names if (each.asname or each.name) in names}
    return found


def _bound_at_top(node: ast.stmt) -> set[str]:
    within = [] if isinstance(node, ast.FunctionDef | ast.ClassDef) else own(node)
    return {name for each in [node, *within] for name in bound(each)}


class _Redirect(ast.NodeTransformer):
    """Points a module's imports of merged modules to the new one; in a merged module those at top level go, and `module.name`
    becomes `name`."""

    def __init__(self, program: Program, path: str, members: Collection[str], new: str) -> None:
        self._path = path
        self._new = new
        self._modules = {dotted(each) for each in members}
        self._is_member = path in members
        self._top = set(map(id, program.trees[path].body))
        imports = program.imports(path)
        self._aliases = {name for name, (module, inside) in imports.items() if not inside and module in self._modules}

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        self.generic_visit(node)
        if self._is_member and isinstance(node.value, ast.Name) and node.value.id in self._aliases:
            return ast.Name(node.attr, node.ctx)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        source = imported_from(self._path, node)
        package, _, last = self._new.rpartition(".")
        stays, names, modules = [], [], []
        for alias in node.names:
            if f"{source}.{alias.name}" in self._modules:
                modules.append(ast.alias(last, alias.asname or alias.name))
            elif source in self._modules:
                names.append(alias)
            else:
                stays.append(alias)
        if self._is_member and id(node) in self._top:
            names = modules = []
        out: list[ast.stmt] = [
            ast.ImportFrom(there, found, 0) for there, found in ((package, modules), (self._new, names)) if found
        ]
        if stays and not self._is_member:  # seen from where it was
            out.append(ast.ImportFrom(node.module, stays, node.level))
        elif stays:
            out.append(ast.ImportFrom(source, stays, 0))
        return out
