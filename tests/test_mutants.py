"""The campaign of mutants: what it changes, that a change takes hold wherever the name went, and that its list is up to date."""

import ast
import importlib
import os

import pytest

from tests.mutants import operators, swap
from tests.mutants.__main__ import MOST_EQUIVALENT, TESTS, equivalents, judged_by, source

SAMPLE = """
LIMIT = 5

class Watch:
    def __init__(self):
        self.count = 0

    def step(self, value):
        if value > LIMIT and self.count < 3:
            self.count += 2
        return 0
"""


def test_the_mutants_of_a_sample():
    found = [mutant.name for mutant in operators.mutants(SAMPLE)]
    assert found == [
        "module: LIMIT = 5 -> LIMIT = 6",
        "module: LIMIT = 5 -> LIMIT = 4",
        "Watch.__init__: self.count = 0 -> self.count = 1",
        "Watch.step: if value > LIMIT and self.count < 3: -> if value > LIMIT or self.count < 3:",
        "Watch.step: if value > LIMIT and self.count < 3: -> if self.count < 3:",
        "Watch.step: if value > LIMIT and self.count < 3: -> if value > LIMIT:",
        "Watch.step: if value > LIMIT and self.count < 3: -> if value >= LIMIT and self.count < 3:",
        "Watch.step: if value > LIMIT and self.count < 3: -> if value <= LIMIT and self.count < 3:",
        "Watch.step: if value > LIMIT and self.count < 3: -> if value > LIMIT and self.count <= 3:",
        "Watch.step: if value > LIMIT and self.count < 3: -> if value > LIMIT and self.count >= 3:",
        "Watch.step: self.count += 2 -> pass",
        "Watch.step: self.count += 2 -> self.count -= 2",
        "Watch.step: self.count += 2 -> self.count += 3",
        "Watch.step: self.count += 2 -> self.count += 1",
        "Watch.step: return 0 -> return 1",
    ]


@pytest.mark.parametrize("module", TESTS)
def test_each_mutant_is_a_program_of_its_own_with_a_name_of_its_own(module):
    text = source(module).read_text(encoding="utf-8")
    original = ast.unparse(ast.parse(text))
    seen = set()
    for number, mutant in enumerate(operators.mutants(text)):
        if number % 20 == 0:
            compile(changed := ast.unparse(mutant.tree), module, "exec")
            assert changed != original, mutant.name
        assert mutant.name not in seen
        seen.add(mutant.name)
    assert seen and all(judged_by(name).exists() for name in TESTS[module])
    excused = [key.split(": ", 1)[1] for key in equivalents() if key.startswith(f"{module}: ")]
    assert set(excused) <= seen, "the list names what is not there any more"


def test_no_more_are_excused_than_may_be():
    made = sum(len(list(operators.mutants(source(module).read_text(encoding="utf-8")))) for module in TESTS)
    assert len(equivalents()) <= MOST_EQUIVALENT * made
    assert all(reason for reason in equivalents().values())


def killed(module, name):
    """In a fork, so that it stays there: the guard's rest after a stop with the mutant in its place, s."""
    mutant = next(m for m in operators.mutants(source(module).read_text(encoding="utf-8")) if m.name == name)
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        swap.put_in(importlib.import_module("balancepoint.control." + module.replace("/", ".")), mutant.tree)
        from tests.firmware.control.bench import GuardBench

        bench = GuardBench(1)
        bench.want.valve, bench.want.speed = 0, 40
        at = next((now for now, command in bench.run(600) if command.speed), 0)
        os.write(writing, str(at).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return int(pipe.read())


def test_a_mutant_takes_hold_in_what_runs_already():
    from tests.firmware.control.bench import GuardBench

    assert GuardBench
    assert killed("guard/guard", "module: _OFF_TIME = minutes(3) -> _OFF_TIME = minutes(2)") == 120
    assert killed("guard/standstill", "Standstill.__init__: self.since = 0 -> self.since = 1") == 181
