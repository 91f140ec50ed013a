"""Which types and functions one compiled module may take from another, and under what names.

At run time a module takes its types from another while it is loaded itself. Objects are handed down and imports point down, so
nearly always the other is there; where the other imports this one, the type stays unknown here.
"""

from __future__ import annotations

import ast
from functools import cache

from host_sim.compiled import hints
from host_sim.compiled.inference import Inference
from host_sim.compiled.kinds import Kinds, declared
from host_sim.compiled.program import Class, Function, Module

PACKAGE = "balancepoint_compiled"
_RESERVED = {
    "long",
    "int",
    "short",
    "char",
    "float",
    "double",
    "signed",
    "unsigned",
    "public",
    "readonly",
    "struct",
    "by",
}


class Links:
    """Of a whole program."""

    def __init__(self, found: Inference) -> None:
        self.found = found
        self.program = found.program
        self._below = cache(self._imported)

    def compiled(self, module: Module) -> bool:
        """It is not left as it is."""
        return module.name not in hints.PLAIN and bool(module.classes or module.functions)

    def _imported(self, name: str) -> frozenset[str]:
        """The modules that one imports at its top, and those that they import."""
        module = self.program.modules[name]
        seen = set()
        for where, what in module.imports.values():
            inner = f"{where}.{what}" if where else str(what)
            for each in (where, inner):
                if each in self.program.modules and each != name:
                    seen |= {each} | self._below(each)
        return frozenset(seen)

    def known(self, module: Module, holder: Class) -> bool:
        """Whether `module` may know the layout of a class."""
        other = holder.module
        return self.compiled(other) and (module is other or module.name not in self._below(other.name))

    def declared(self, module: Module, kinds: Kinds) -> str | Class:
        """How a variable is declared in `module`."""
        kind = declared(kinds)
        return "object" if isinstance(kind, Class) and not self.known(module, kind) else kind

    def attribute(self, module: Module, holder: Class, name: str) -> str | Class:
        """How `module` sees an attribute: as the class's own module has declared it."""
        if name not in self.found.attributes[holder]:
            return "object"
        kind = self.declared(holder.module, self.found.attribute(holder, name).kinds)
        return "object" if isinstance(kind, Class) and not self.known(module, kind) else kind

    def result(self, module: Module, function: Function) -> str | Class:
        """How `module` sees what a function returns."""
        if not self.typed(function):
            return "object"
        kind = self.declared(function.module, self.found.result(function).kinds)
        return "object" if isinstance(kind, Class) and not self.known(module, kind) else kind

    def typed(self, function: Function) -> bool:
        """Whether it becomes a C function, with a door for Python: no generator, property, `__init__`, nothing within it."""
        name = function.node.name
        inner = (ast.GeneratorExp, ast.Lambda)
        return (
            self.compiled(function.module)
            and function.plain
            and not function.generator
            and not name.startswith("__")
            and name not in _RESERVED
            and not any(isinstance(each, inner) for each in ast.walk(function.node))
        )


def full(module: Module) -> str:
    """The name by which Python finds it."""
    return f"{PACKAGE}.{module.name}" if module.name else PACKAGE


def class_name(module: Module, holder: Class) -> str:
    """A class as `module` calls it in C."""
    return holder.name if holder.module is module else f"T_{holder.module.name}_{holder.name}".replace(".", "_")


def function_name(module: Module, function: Function) -> str:
    """A function as `module` calls it in C."""
    name = function.node.name
    return name if function.module is module else f"f_{function.module.name}_{name}".replace(".", "_")
