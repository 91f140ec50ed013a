"""The texts that are compiled: constants are folded, kinds are told, names that C needs are taken from where they are."""

import ast
import re

import pytest

from host_sim.compiled import writing
from host_sim.compiled.copying import Used, copy
from host_sim.compiled.declaring import declare
from host_sim.compiled.digest import CORE
from host_sim.compiled.inferring import infer
from host_sim.compiled.linking import Links
from host_sim.compiled.program import Program, read

QUANTITY = "def clamp(value, low, high):\n    return low if value < low else value\nTOP = 3\n"
PARTS = "class A:\n    def __init__(self):\n        self.on = 0\n    def step(self, now):\n        return now\n" + (
    "class B:\n    def __init__(self):\n        self.on = 1\n    def step(self, now):\n        return -now\n"
)


def written(source):
    """The copy and the .pxd of a module `m` beside `quantity` and `parts`."""
    program = Program({"": "", "m": source, "quantity": QUANTITY, "parts": PARTS})
    links = Links(infer(program))
    used = Used()
    text = copy(links, program.modules["m"], used)
    return text, declare(links, program.modules["m"], used)


def line(source):
    """The last line of the copy."""
    return written(source)[0].strip().splitlines()[-1].strip()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from .quantity import TOP\n_LOW = -5\ndef f(now):\n    return now + TOP - _LOW", "return now + 3 - -5"),
        ("from . import quantity as q\ndef f(now):\n    return q.TOP", "return 3"),
        ("TOP = 1\ndef f(TOP):\n    return TOP", "return TOP"),
        ("from .quantity import clamp\ndef f(now):\n    return clamp(now, 0, 1)", "return f_quantity_clamp(now, 0, 1)"),
        (
            "from . import quantity as q\ndef f(now):\n    return q.clamp(now, 0, 1)",
            "return f_quantity_clamp(now, 0, 1)",
        ),
        ("ROWS = (1, 2)\ndef f(now):\n    return ROWS[now] + 1", "return long_of(ROWS[now]) + 1"),
        ("def f(now):\n    return [now][0] < 3", "return long_of([now][0]) < 3"),
        ("def f(now):\n    return now << 8 >> 3", "return now * 256 >> 3"),
        ("def f(now, dt):\n    return now << dt", "return left_of(now, dt)"),
        ("def f(now, dt):\n    now >>= dt\n    return 1 << now", "return left_of(1, now)"),
        ("def f(now):\n    return abs(now)", "return abs_of(now)"),
    ],
)
def test_the_copy(source, expected):
    assert line(source) == expected


def test_arrays_are_read_and_written_directly():
    source = 'from array import array\nclass A:\n    def __init__(self):\n        self.a = array("h", [0])\n'
    assert line(source + "    def f(self, now):\n        return self.a[now]") == "return get_h(self.a, now)"
    assert line(source + "    def f(self, now):\n        self.a[0] = now") == "put_h(self.a, 0, now)"
    assert (
        line(source + "    def f(self, now):\n        self.a[0] += now") == "put_h(self.a, 0, get_h(self.a, 0) + now)"
    )
    assert line(source + "    def f(self, now):\n        return self.a[1:]") == "return self.a[1:]"
    assert "get_h, put_h" in written(source + "    def f(self, now):\n        return self.a[now]")[1]


def test_a_call_on_one_of_two_classes_asks_which_and_checks_the_last():
    source = """
from .parts import A, B
class Holder:
    def __init__(self, which):
        self.part = A() if which else B()
    def step(self, now):
        return self.part.step(now) + self.part.on
"""
    text, declarations = written(source)
    assert "cython.cast(T_parts_A, self.part).step(now) if type(self.part) is T_parts_A else" in text
    assert "cython.cast(T_parts_B, self.part, typecheck=True).on" in text
    assert "cdef public object part" in declarations
    assert "from balancepoint_compiled.parts cimport B as T_parts_B" in declarations
    assert "cpdef long step(self, long now) except? -1" in declarations


def test_what_c_cannot_do_stays_a_python_function_with_declared_variables():
    text, declarations = written("class A:\n    def f(self, now):\n        k = now\n        yield k\n")
    assert "@cython.locals(now=cython.long, k=cython.long)" in text and "f(" not in declarations


def test_a_module_that_another_imports_does_not_ask_for_its_types():
    """At run time the other would want names of this one before they are there."""
    program = Program(
        {
            "": "",
            "low": "LIMITS = (1, 2)\nclass Low:\n    def take(self, high):\n        self.high = high\n",
            "high": "from .low import LIMITS, Low\nclass High:\n    def go(self, now):\n        Low().take(self)\n",
        }
    )
    links = Links(infer(program))
    used = Used()
    copy(links, program.modules["low"], used)
    assert "cimport High" not in declare(links, program.modules["low"], used)


@pytest.fixture(scope="module")
def core():
    return writing.write(CORE)


def test_every_module_of_the_core_is_there_and_reads_as_python(core):
    for path in CORE.rglob("*.py"):
        ast.parse(core[f"balancepoint_compiled/{path.relative_to(CORE).as_posix()}"])


def test_nearly_all_of_the_cores_numbers_are_declared(core):
    fields = [line.split() for text in core.values() for line in text.splitlines() if "cdef public" in line]
    of = [field[2] for field in fields]
    assert of.count("long") > 600 and of.count("object") < len(of) / 10


def test_modules_that_take_types_of_each_other_import_no_names_of_each_other(core):
    """They are loaded in the middle of one another: types are there by then, names are not. A hint cuts such a circle."""
    package = "balancepoint_compiled"
    types = {
        path[:-4].replace("/", "."): set(re.findall(r"^from (\S+) cimport \w+ as T_", text, re.MULTILINE))
        for path, text in core.items()
        if path.endswith(".pxd")
    }

    def reached(module):
        seen, waiting = set(), [module]
        while waiting:
            new = types.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen

    modules = read(CORE).modules
    for module in modules.values():
        name = f"{package}.{module.name}"
        for where, _what in module.imports.values():
            other = f"{package}.{where}"
            assert not (other in reached(name) and name in reached(other)), (module.name, where)
