"""The core once more, as package `checked_core`: the result of every + - * // % << goes through a check.

with core() as checked:
    controller = checked("controller").Controller(...)
    arm(SMALL)                       # from here on nothing may leave 30 bits
    controller.step(...)
    disarm()
"""

import ast
import importlib
import importlib.abc
import importlib.util
import sys
from contextlib import contextmanager
from pathlib import Path

import balancepoint.control

CORE = Path(next(iter(balancepoint.control.__path__)))
CHECKED = "checked_core"
SMALL = 1 << 30  # beyond it MicroPython takes memory
LONG = 1 << 62  # beyond it the core compiled with C's long goes wrong

LIMIT = []  # empty while everything is welcome


def arm(limit):
    LIMIT[:] = [limit]


def disarm():
    LIMIT.clear()


def small(value):
    if LIMIT and type(value) is int:
        assert -LIMIT[0] <= value < LIMIT[0], f"{value} leaves {LIMIT[0].bit_length() - 1} bits"
    return value


class Checking(ast.NodeTransformer):
    """Every result of + - * // % << ... goes through `small`."""

    def wrap(self, node):
        return ast.copy_location(ast.Call(ast.Name("__small__", ast.Load()), [node], []), node)

    def visit_BinOp(self, node):
        self.generic_visit(node)
        return self.wrap(node)

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return node if isinstance(node.op, ast.Not) else self.wrap(node)

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        value = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.copy_location(ast.Assign([node.target], self.wrap(ast.BinOp(value, node.op, node.value))), node)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name != CHECKED and not name.startswith(CHECKED + "."):
            return None
        place = CORE.joinpath(*name.split(".")[1:])
        if place.is_dir():
            return importlib.util.spec_from_file_location(
                name, place / "__init__.py", loader=self, submodule_search_locations=[str(place)]
            )
        return importlib.util.spec_from_file_location(name, place.with_suffix(".py"), loader=self)

    def exec_module(self, module):
        path = module.__spec__.origin
        tree = Checking().visit(ast.parse(Path(path).read_text(encoding="utf-8")))
        module.__small__ = small
        exec(compile(ast.fix_missing_locations(tree), path, "exec"), module.__dict__)


@contextmanager
def core():
    """Gives the import of its modules: `checked("controller")`."""
    finder = Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield lambda name: importlib.import_module(CHECKED + "." + name)
    finally:
        disarm()
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.startswith(CHECKED)]:
            del sys.modules[name]
