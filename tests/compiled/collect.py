"""The tests of a folder once more, on the compiled core: every test file gets `compiled::test_...` for each of its tests.

    pytest_collect_file = on_the_compiled_core_too({"test_tick.py": "the source is read"})

They run where there is a build of these very sources (`make fast`); where there must be one, its lack fails. Left out are
files, and single tests as `test_tick.py::test_no_floats_in_the_tick`, with the reason. While they are imported and run,
`balancepoint.control` is the compiled core, and what stands below `tests.firmware` has been imported anew for it. What else of
the project they import first is theirs alone, too: it knows the compiled core.
"""

import os
import sys
from contextlib import contextmanager
from functools import cache

import pytest

from host_sim.compiled import digest, loading
from host_sim.compiled.linking import PACKAGE
from host_sim.errors import InputError

MUST = os.environ.get(loading.VARIABLE) == loading.REQUIRED
CORE = "balancepoint.control"
_ANEW = (CORE, "tests.firmware", "tests.soak")
_PROJECT = ("balancepoint", "host_sim", "tests", "tools")


def _below(name, packages):
    return any(name == each or name.startswith(each + ".") for each in packages)


def _attach(modules):
    """As an import does: a package has its modules as attributes."""
    for name, module in modules.items():
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            setattr(sys.modules[package], last, module)


def _detach(modules):
    for name in modules:
        package, _, last = name.rpartition(".")
        if package in sys.modules:
            vars(sys.modules[package]).pop(last, None)


class World:
    """`sys.modules` as it is where the core is the compiled one."""

    def __init__(self):
        self._kept = {}
        for path in sorted(digest.CORE.rglob("*.py")):
            parts = path.relative_to(digest.CORE).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            module = loading.package(name) if name else sys.modules[PACKAGE]
            self._kept[f"{CORE}.{name}".rstrip(".")] = module

    @contextmanager
    def entered(self):
        plain = {name: sys.modules.pop(name) for name in list(sys.modules) if name in self._kept or _below(name, _ANEW)}
        there = set(sys.modules)
        _detach(plain)
        sys.modules.update(self._kept)
        _attach(self._kept)
        try:
            yield
        finally:
            new = [name for name in sys.modules if name not in there and _below(name, _PROJECT)]
            self._kept = {name: sys.modules.pop(name) for name in new}
            _detach(self._kept)
            sys.modules.update(plain)
            _attach(plain)


@cache
def world():
    """None if there is no build. Raise InputError if there must be one."""
    import balancepoint.control  # noqa: F401  the other one is there to come back to

    return None if loading.load() is None else World()


class CompiledModule(pytest.Module):
    """A test module that knows the compiled core."""

    def _getobj(self):
        with world().entered():
            return super()._getobj()

    def collect(self):
        with world().entered():
            found = list(super().collect())
        left_out = self.parent.left_out
        return [item for item in found if f"{self.path.name}::{item.originalname}" not in left_out]


class TestFile(pytest.File):
    def collect(self):
        yield CompiledModule.from_parent(self, path=self.path, name="compiled", nodeid=f"{self.nodeid}::compiled")


class Missing(pytest.Item):
    """There must be a build."""

    def runtest(self):
        world()


class MissingFile(pytest.File):
    def collect(self):
        yield Missing.from_parent(self, name="compiled")


def on_the_compiled_core_too(folder, only_interpreted):
    """A `pytest_collect_file` for a conftest.py. `folder`: whose tests; `only_interpreted`: {file, or test of a file: why}."""

    def pytest_collect_file(file_path, parent):
        if not file_path.match("test_*.py") or folder not in file_path.parents or file_path.name in only_interpreted:
            return None
        try:
            there = world() is not None
        except InputError:
            return MissingFile.from_parent(parent, path=file_path)
        if not there:
            return None
        found = TestFile.from_parent(parent, path=file_path)
        found.left_out = only_interpreted
        return found

    return pytest_collect_file


@contextmanager
def entered_for(item):
    """The compiled world, if the item is of it."""
    if item.getparent(CompiledModule):
        with world().entered():
            yield
    else:
        yield
