"""The walks of a whole program, again and again until nothing more is found."""

from __future__ import annotations

from host_sim.compiled import hints
from host_sim.compiled.inference import Inference
from host_sim.compiled.kinds import ANYTHING, parse
from host_sim.compiled.program import Function, Program
from host_sim.compiled.walking import Walk


def infer(program: Program) -> Inference:
    """Until nothing grows; then what nobody in the program calls is called from outside, and again."""
    found = Inference(program)

    def settle() -> None:
        found.grown = True
        while found.grown:
            found.grown = False
            for module in program.modules.values():
                Walk(found, module, None).top()
            for function in found.functions:
                Walk(found, function.module, function).body()

    settle()
    for outside in (True, False):  # first what others call; then what is left is not known
        for function in found.functions:
            if not outside or function not in found.called:
                _call_from_outside(found, function)
        settle()
    for function in found.functions:
        Walk(found, function.module, function, record=True).body()
    return found


def _call_from_outside(found: Inference, function: Function) -> None:
    for name in function.arguments:
        cell = found.local(function, name)
        if not cell.kinds:
            hint = hints.BY_NAME.get(name, "object")
            try:
                found.add(cell, parse(hint, found.program, found.inner))
            except ValueError:  # a small program in a test has no Situation
                found.add(cell, ANYTHING)
