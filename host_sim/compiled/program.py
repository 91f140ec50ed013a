"""A package of plain modules, read and not run: which names stand for what, and what the constants come to.

    program = read(folder)                         # or Program({"heat.unit_map": text, ...})
    program.modules["heat.unit_map"].classes["Side"].methods["at"]

Only what the control core uses: functions and classes at the top of a module, imports relative to the package, constants that
are assigned once.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_UNKNOWN = object()


class Function:
    """A function or method. `owner`: its class, or None."""

    def __init__(self, module: Module, owner: Class | None, node: ast.FunctionDef) -> None:
        self.module = module
        self.owner = owner
        self.node = node
        self.arguments = [each.arg for each in node.args.posonlyargs + node.args.args]
        inner = list(_inside(node))
        self.generator = any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in inner)
        self.decorators = [ast.unparse(each) for each in node.decorator_list]
        self.plain = not (node.args.vararg or node.args.kwarg or node.args.kwonlyargs or self.decorators)
        self.globals = {name for each in inner if isinstance(each, ast.Global) for name in each.names}

    @property
    def name(self) -> str:
        """By which `hints` and reports know it: `guard.guard.Guard.step`."""
        owner = f"{self.owner.name}." if self.owner else ""
        return f"{self.module.name}.{owner}{self.node.name}"

    @property
    def is_property(self) -> bool:
        return "property" in self.decorators

    @property
    def bound(self) -> bool:
        """Its first argument is filled in by whoever looks it up on an object."""
        return self.owner is not None and "staticmethod" not in self.decorators


class Class:
    """A class; `methods` without those of its bases, of which the core has none."""

    def __init__(self, module: Module, node: ast.ClassDef) -> None:
        self.module = module
        self.node = node
        self.name = node.name
        self.methods = {
            each.name: Function(module, self, each) for each in node.body if isinstance(each, ast.FunctionDef)
        }

    def __repr__(self) -> str:
        return f"{self.module.name}.{self.name}"


class Module:
    """A module; `name` within the package, '' for its `__init__`."""

    def __init__(self, name: str, text: str, package: bool) -> None:
        self.name = name
        self.package = package
        self.tree = ast.parse(text)
        self.classes: dict[str, Class] = {}
        self.functions: dict[str, Function] = {}
        self.imports: dict[str, tuple[str, str | None]] = {}  # name -> (module, what of it)
        self.assigned: dict[
            str, list[tuple[ast.expr, int | None]]
        ] = {}  # name -> (value, place in it) for each assignment
        for node in top_level(self.tree.body):
            self._take(node)

    def _take(self, node: ast.stmt) -> None:
        if isinstance(node, ast.ClassDef):
            self.classes[node.name] = Class(self, node)
        elif isinstance(node, ast.FunctionDef):
            self.functions[node.name] = Function(self, None, node)
        elif isinstance(node, ast.ImportFrom):
            self.imports.update(self.imported(node))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.assigned.setdefault(target.id, []).append((node.value, None))
                elif isinstance(target, ast.Tuple):
                    for place, each in enumerate(target.elts):
                        if isinstance(each, ast.Name):
                            self.assigned.setdefault(each.id, []).append((node.value, place))
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)) and isinstance(node.target, ast.Name) and node.value:
            self.assigned.setdefault(node.target.id, []).append((node.value, None))

    def imported(self, node: ast.ImportFrom) -> dict[str, tuple[str, str | None]]:
        """{name here: (module within the package, what of it; None: the module itself)}; {} for what is outside it."""
        if not node.level:
            return {}
        parts = self.name.split(".") if self.name else []
        base = parts[: len(parts) - node.level + (1 if self.package else 0)]
        if node.module:
            base = base + node.module.split(".")
        return {alias.asname or alias.name: (".".join(base), alias.name) for alias in node.names}

    def all_functions(self) -> Iterator[Function]:
        """Those of its classes too."""
        yield from self.functions.values()
        for holder in self.classes.values():
            yield from holder.methods.values()


def top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, those in `try` and `if` too."""
    for node in body:
        if isinstance(node, ast.Try):
            yield from top_level(node.body)
            for handler in node.handlers:
                yield from top_level(handler.body)
        elif isinstance(node, ast.If):
            yield from top_level(node.body)
            yield from top_level(node.orelse)
        else:
            yield node


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function, without functions within it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.Lambda)):
            yield child
            yield from _inside(child)


class Program:
    """`sources`: {name of the module within the package: text}; a name that ends in `.` is a package's `__init__`."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.modules = {
            name.rstrip("."): Module(name.rstrip("."), text, name == "" or name.endswith("."))
            for name, text in sources.items()
        }
        self._values: dict[tuple[str, str], Any] = {}

    def functions(self) -> Iterator[Function]:
        """All of them."""
        for module in self.modules.values():
            yield from module.all_functions()

    def resolve(self, module: Module, name: str) -> Class | Function | Module | None:
        """What a name at the top of `module` stands for, None if it is a value or is not known."""
        if name in module.classes:
            return module.classes[name]
        if name in module.functions:
            return module.functions[name]
        if name in module.imports:
            return self.find(*module.imports[name])
        return None

    def find(self, module: str, name: str | None) -> Class | Function | Module | None:
        """The same for `from module import name`."""
        inner = f"{module}.{name}" if module else str(name)
        if inner in self.modules:
            return self.modules[inner]
        return self.resolve(self.modules[module], name) if name and module in self.modules else None

    def constant(self, module: Module, name: str) -> int | None:
        """The whole number that a name of `module` always is, or None."""
        value = self._value(module, name)
        return value if type(value) is int else None

    def value(self, module: str, name: str) -> Any:
        """What a name at the top of a module is, whatever it is. Raise ValueError if that cannot be told without running it."""
        value = self._value(self.modules[module], name)
        if value is _UNKNOWN:
            raise ValueError(f"{module}.{name}: no constant")
        return value

    def _value(self, module: Module, name: str) -> Any:
        key = module.name, name
        if key not in self._values:
            self._values[key] = _UNKNOWN  # a circle is no constant
            self._values[key] = self._compute(module, name)
        return self._values[key]

    def _compute(self, module: Module, name: str) -> Any:
        if name in module.functions:
            function = module.functions[name].node
            space = _Names(self, module)
            exec(compile(ast.Module([function], []), module.name, "exec"), space)
            return space[name]
        if name in module.imports:
            where, what = module.imports[name]
            return self._value(self.modules[where], what) if what and where in self.modules else _UNKNOWN
        given = module.assigned.get(name, [])
        if len(given) != 1 or any(name in function.globals for function in module.all_functions()):
            return _UNKNOWN
        value, place = given[0]
        try:
            whole = eval(compile(ast.Expression(value), module.name, "eval"), _Names(self, module))
            return whole if place is None else list(whole)[place]
        except Exception:  # whatever it is, it is no constant
            return _UNKNOWN


class _Names(dict[str, Any]):
    """The names of a module, each computed when it is asked for."""

    def __init__(self, program: Program, module: Module) -> None:
        super().__init__(__builtins__=builtins)
        self._program = program
        self._module = module

    def __missing__(self, name: str) -> Any:
        value = self._program._value(self._module, name)
        if value is _UNKNOWN:
            raise KeyError(name)
        return value


def read(folder: Path) -> Program:
    """The package in a folder."""
    sources = {}
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        if name == "__init__" or name.endswith(".__init__"):
            name = name[: -len("__init__")]
        sources[name] = path.read_text(encoding="utf-8")
    return Program(sources)
