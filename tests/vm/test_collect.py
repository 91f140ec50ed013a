"""The second interpreter's tests: what is left out has a reason, a failure is told, the stand-ins do what they stand for."""

import ast
import importlib.util
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.runtimes.vm import Silent, VmError
from host_sim.validate import two_capacities
from tests.vm import collect

CONTROL = collect.ROOT / "tests/firmware/control"


def left_out():
    """{file: reason} of the control tests' conftest."""
    tree = ast.parse((CONTROL / "conftest.py").read_text(encoding="utf-8"))
    return next(ast.literal_eval(node) for node in ast.walk(tree) if isinstance(node, ast.Dict))


@pytest.mark.parametrize("name", left_out())
def test_a_file_that_is_left_out_cannot_run_there(name):
    (path,) = CONTROL.rglob(name)
    vm = collect.start()
    try:
        with pytest.raises(VmError, match=r"ImportError: |AttributeError: module .* has no attribute"):
            vm.run(f"load({collect.module(path)!r}, {{}})")
    finally:
        vm.close()


def test_most_tests_run_on_both():
    both = apart = 0
    for path in CONTROL.rglob("test_*.py"):
        names, marked = collect.functions(path)
        tests = [name for name in names if name.startswith("test_")]
        left = path.name in left_out()
        apart += len(tests) if left else len(marked)
        both += 0 if left else len(tests) - len(marked)
    assert apart < both / 8


def test_a_mark_has_a_reason():
    for path in CONTROL.rglob("test_*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if "mark.cpython" in line:
                assert re.fullmatch(r'@pytest\.mark\.cpython\(".{8,}"\)', line), line


FAILING = """
import pytest
from hypothesis import given, settings, assume
from hypothesis import strategies as st


@pytest.fixture
def thing():
    yield [1]


def test_good(thing, monkeypatch):
    monkeypatch.setattr(pytest, "raises", pytest.raises)
    assert thing == [1]


@pytest.mark.parametrize("k", range(5))
@pytest.mark.parametrize("j, i", [(1, 2), pytest.param(3, 4, id="x")])
def test_case(i, j, k):
    assert k < 4 or j == 1


@given(st.integers(0, 100), st.lists(st.integers(1, 3), min_size=1))
@settings(max_examples=40)
def test_drawn(n, found):
    assume(n != 50)
    assert n < 100


def test_not_raised():
    with pytest.raises(ValueError, match="no"):
        raise ValueError("yes")


@given(st.integers())
def test_never(n):
    assume(False)
"""


@pytest.fixture(scope="module")
def there():
    tree = ast.parse(FAILING)
    names = {n.name: [a.arg for a in n.args.args] for n in tree.body if isinstance(n, ast.FunctionDef)}
    vm = collect.start()
    vm.mount("/tests/firmware", {"given_tests.py": FAILING.encode()})
    vm.run(f"load('tests.firmware.given_tests', {names!r})")
    yield vm
    vm.close()


@pytest.mark.parametrize(
    "name, said",
    (
        ("test_case", r"with i=4, j=3, k=4\n(.*\n)*.*in test_case\nAssertionError"),
        ("test_drawn", r"with found=\[3.*\], n=100\n(.*\n)*AssertionError"),
        ("test_not_raised", r"AssertionError: 'yes' does not match 'no'"),
        ("test_never", r"AssertionError: not one case was run"),
    ),
)
def test_a_failure_is_told_with_its_case(there, name, said):
    with pytest.raises(VmError, match=said):
        there.run(f"run({name!r})")


def test_what_holds_passes(there):
    there.run("run('test_good')")


def test_a_traceback_shows_the_lines(request):
    path = CONTROL / "care/test_day.py"
    line = next(k for k, text in enumerate(path.read_text().splitlines(), 1) if text.startswith("def "))
    item = collect.OnMicroPython.from_parent(request.node.parent, name="x")
    told = item.explain(
        f'Traceback:\n  File "/tests/firmware/control/care/test_day.py", line {line}, in f\nAssertionError:'
    )
    assert told.splitlines()[2].startswith("def ")


def stand_in(name):
    spec = importlib.util.spec_from_file_location("stand_in_" + name, Path(collect.LIB, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(st.integers(-(1 << 80), 1 << 80))
def test_random_numbers_are_those_of_cpython(seed):
    ours, theirs = stand_in("random").Random(seed), random.Random(seed)
    for _ in range(700):
        assert ours.random() == theirs.random()
    for call in (
        lambda r: r.gauss(1, 2), lambda r: r.gauss(0, 1), lambda r: r.randint(-5, 1000), lambda r: r.choice("abc"),
        lambda r: r.uniform(3, 4), lambda r: r.getrandbits(100), lambda r: r.randrange(3, 90, 7), lambda r: r.randrange(1 << 40),
        lambda r: r.sample(range(20), 4),
    ):  # fmt: skip
        assert call(ours) == call(theirs)
    left, right = list(range(50)), list(range(50))
    ours.shuffle(left)
    theirs.shuffle(right)
    assert left == right


@given(
    st.builds(
        dict, heat_loss=st.floats(70, 220), mass=st.floats(300, 30000), air=st.floats(150, 1000), coupling=st.floats(300, 900),
        path=st.floats(0.1, 0.7),
    ),
    st.floats(0.01, 1),
)  # fmt: skip
def test_the_room_is_that_of_scipy(values, hours):
    ours, theirs = stand_in("two_capacities").Room(**values), two_capacities.Room(**values)
    for mine, exact in zip(ours.step(hours), theirs.step(hours), strict=True):
        assert np.allclose(mine.tolist(), exact.ravel(), rtol=1e-9, atol=1e-15)
    assert ours.two_hours() == pytest.approx(theirs.two_hours(), rel=1e-9)


class Faulty:
    """A VM that answers as told: an exception is raised, `None` is a test that passes. After one it is dead."""

    def __init__(self, answers):
        self.answers, self.alive, self.ran = answers, True, []

    def run(self, program):
        self.ran.append(program)
        answer = self.answers.pop(0)
        if answer:
            self.alive = isinstance(answer, AssertionError)
            raise VmError(str(answer)) if self.alive else answer

    def close(self):
        self.alive = False


@pytest.fixture
def interpreter(request, monkeypatch):
    """One with VMs that answer as told, one list a VM; the first answer is to `load`."""

    def make(*answers):
        vms = [Faulty(list(each)) for each in answers]
        waiting = list(vms)
        monkeypatch.setattr(collect, "start", lambda: waiting.pop(0))
        found = collect.Interpreter.from_parent(request.node.parent, name="micropython")
        found.names = {}
        found.setup()
        return found, vms

    return make


def test_a_vm_that_fell_silent_is_started_anew_and_the_test_with_it(interpreter):
    found, vms = interpreter([None, Silent("no answer")], [None, None])
    found.run("test_one")
    assert [vm.ran[-1] for vm in vms] == ["run('test_one')"] * 2 and vms[1].ran[0].startswith("load(")


def test_one_that_is_silent_again_fails_and_the_next_test_has_a_vm(interpreter):
    found, vms = interpreter([None, Silent("no answer")], [None, Silent("no answer")], [None, None])
    with pytest.raises(Silent):
        found.run("test_one")
    found.run("test_two")
    assert vms[2].ran[-1] == "run('test_two')"


def test_a_start_that_falls_silent_is_tried_once_more(interpreter):
    found, vms = interpreter([Silent("no answer")], [None, None])
    found.run("test_one")
    assert vms[1].ran[-1] == "run('test_one')"


def test_a_vm_that_died_fails_its_test_alone(interpreter):
    found, vms = interpreter([None, VmError("the VM ended with status -9")], [None, None])
    with pytest.raises(VmError, match="status -9"):
        found.run("test_one")
    found.run("test_two")
    assert len(vms[0].ran) == 2 and vms[1].ran[-1] == "run('test_two')"


def test_a_test_that_fails_keeps_its_vm(interpreter):
    found, vms = interpreter([None, AssertionError("no"), None])
    with pytest.raises(VmError, match="no"):
        found.run("test_one")
    found.run("test_two")
    assert len(vms[0].ran) == 3
