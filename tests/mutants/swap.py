"""Puts a mutant in the place of a module that runs already: functions get its code, constants its values, wherever they went."""

from __future__ import annotations

import ast
import sys
from types import FunctionType, ModuleType


def put_in(module: ModuleType, tree: ast.Module) -> None:
    """From now on `module` is what `tree` says, for whoever has imported from it, too."""
    fresh = ModuleType(module.__name__)
    fresh.__dict__.update(__package__=module.__package__, __file__=module.__file__)
    exec(compile(tree, module.__file__ or "?", "exec"), fresh.__dict__)
    for name, new in list(fresh.__dict__.items()):
        if name.startswith("__"):
            continue
        old = module.__dict__.get(name)
        if isinstance(new, FunctionType) and new.__module__ == module.__name__:
            _take(old, new)
        elif isinstance(new, type) and new.__module__ == module.__name__:
            _class(old, new)
        elif old is not new and old != new:
            _everywhere(module, name, old, new)


def _take(old, new):
    old.__code__, old.__defaults__ = new.__code__, new.__defaults__


def _class(old, new):
    for name, value in list(vars(new).items()):
        before = vars(old).get(name)
        if isinstance(value, FunctionType):
            _take(before, value)
        elif isinstance(value, property):
            _take(before.fget, value.fget)
        elif isinstance(value, int | str | tuple) and not name.startswith("__") and value != before:
            setattr(old, name, value)


def _everywhere(module, name, old, new):
    """Private ones nobody imports."""
    module.__dict__[name] = new
    if name.startswith("_"):
        return
    for other in list(sys.modules.values()):
        held = getattr(other, "__dict__", {})
        if getattr(other, "__name__", "").startswith("balancepoint.") and name in held and held[name] == old:
            held[name] = new
