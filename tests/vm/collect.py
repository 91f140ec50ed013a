"""The tests of a folder once more, on MicroPython: every test file gets an item `micropython::test_...` for each of its tests.

A folder's conftest.py gives the files that only CPython can run, with the reason; `test_collect.py` holds that none of them
loads on MicroPython:

    pytest_collect_file = on_micropython_too({"test_pmv.py": "pythermalcomfort is the oracle"})

A single test that would take too long there, or cannot work, is marked `@pytest.mark.cpython("reason")`.

Each file has a VM of its own, with the firmware as the board gets it (.mpy), the tests' own Python below `tests/firmware`, and
stand-ins for pytest, hypothesis and what else MicroPython lacks from `tests/vm/lib`. All cases of a parametrized test are one
item. A VM that falls silent is started anew, and the test with it, once.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from host_sim.runtimes.memory import FIRMWARE, compiled
from host_sim.runtimes.vm import Silent, Vm, VmError

ROOT = Path(__file__).resolve().parents[2]
LIB = Path(__file__).with_name("lib")
PATIENCE = 120.0  # s of the VM's own time for one test; the slowest takes a few


@cache
def firmware():
    return compiled(FIRMWARE)


# Integers of MicroPython cannot be watched; and rooms take their exact step from another program than SciPy.
OTHERS = {
    "tests/firmware/control/tracer.py": b"Small = int\n",
    "host_sim/validate/two_capacities.py": LIB.joinpath("two_capacities.py").read_bytes(),
}


@cache
def test_files():
    """The tests' Python as the VM sees it, and their data: {path: content}. `strict` and `allow_nan` stay with CPython."""
    tests = ROOT / "tests/firmware"
    found = [ROOT / "tests/__init__.py", *tests.rglob("*.py"), *tests.rglob("*.json")]
    sources = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in found}
    return {
        name: re.sub(rb", (strict|allow_nan)=(True|False)\)", b")", source) for name, source in sources.items()
    } | OTHERS


def start():
    """A VM in which `import tests.firmware...` works."""
    vm = Vm({"/lib": firmware(), "/stand_in": LIB, "": test_files()}, patience=PATIENCE)
    vm.run("import sys\nsys.path[:0] = ['/stand_in', '/']\nfrom run_tests import load, run")
    return vm


def functions(path):
    """{function: [argument, ...]} of a file, and which of its tests are for CPython alone."""
    names, apart = {}, set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names[node.name] = [argument.arg for argument in node.args.args]
            if any("mark.cpython(" in ast.unparse(decorator) for decorator in node.decorator_list):
                apart.add(node.name)
    return names, apart


def module(path):
    return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")


class Failed(Exception):
    """A test failed in the VM."""


class OnMicroPython(pytest.Item):
    def runtest(self):
        try:
            self.parent.run(self.name)
        except VmError as error:
            raise Failed(self.explain(str(error))) from None

    def explain(self, told):
        """The traceback in the VM with the lines of the test file that it names."""
        shown = []
        for line in told.splitlines():
            shown.append(line)
            place = re.match(r' +File "/*(tests/.+\.py)", line (\d+)', line)
            if place:
                source = test_files().get(place[1], b"").decode().splitlines()
                shown.extend(source[int(place[2]) - 1 : int(place[2])])
        return "\n".join(shown)

    def repr_failure(self, excinfo, style=None):
        return str(excinfo.value) if excinfo.errisinstance(Failed) else super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, None, f"micropython::{self.name}"


class Interpreter(pytest.Collector):
    """The VM of one test file. One that fell silent or ended is replaced by another."""

    def collect(self):
        self.names, apart = functions(self.path)
        for name in self.names:
            if name.startswith("test_") and name not in apart:
                yield OnMicroPython.from_parent(self, name=name)

    def setup(self):
        try:
            self.vm = again(self.begin)
        except VmError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None

    def begin(self):
        vm = start()
        try:
            vm.run(f"load({module(self.path)!r}, {self.names!r})")
        except VmError:
            vm.close()
            raise
        return vm

    def run(self, test):
        def once():
            if not self.vm.alive:
                self.vm = self.begin()
            self.vm.run(f"run({test!r})")

        again(once)

    def teardown(self):
        self.vm.close()


def again(action):
    """What it gives; once more if the VM fell silent."""
    try:
        return action()
    except Silent:
        return action()


class TestFile(pytest.File):
    def collect(self):
        yield Interpreter.from_parent(self, name="micropython")


def on_micropython_too(only_cpython):
    """A `pytest_collect_file` for a folder's conftest.py. `only_cpython`: {file name: why}."""

    def pytest_collect_file(file_path, parent):
        if file_path.match("test_*.py") and file_path.name not in only_cpython:
            return TestFile.from_parent(parent, path=file_path)
        return None

    return pytest_collect_file
