"""What a start of the whole program takes of a board's heap, as far as the VM can tell: the most in use, and the largest block.

    python -m host_sim.runtimes.start [BOARD]

The image of the board runs over a chip that does nothing (tests/firmware/on_vm), as in the start after the one that read the
settings. The VM collects between programs only, so each step of the start is one; what a step throws away counts as in use until
it ends. The largest block is read off the map of the heap (`micropython.mem_info`), garbage included.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from host_sim.runtimes.budget import limit
from host_sim.runtimes.vm import Vm, VmError
from tools import board as boards
from tools import image

CHIP = Path(__file__).resolve().parents[2] / "tests" / "firmware" / "on_vm"
HEAP = 165_000  # B free on an ESP32 with MicroPython 1.24 before anything is imported
BLOCK = 16  # B
LEFT = ("checked.a", "settings.a", "settings.txt")  # in the folder of what is kept

BEGIN = """
import sys, gc, micropython
sys.path.insert(0, "/chip")
import balancepoint.hal as hal
hal.free = lambda: max(HEAP - gc.mem_alloc(), 1)
"""
STEPS = {
    "application": "from balancepoint import app as application",
    "tasks and storage": "app = application.App('/')\nhal.watchdog()\n"
    "steps = application.errand('services.starting').set_up(app, app.boots())",
    "settings": "next(steps)",
    "radio": "next(steps)",
    "core": "next(steps)",
    "drivers": "next(steps)",
    "history": "next(steps)",
    "memory": "next(steps)",
    "controller": "next(steps)",
    "given back": "next(steps, None)",
}


@dataclass(frozen=True)
class Step:
    """Bytes of heap: in use when the step ended, its garbage included; in use after a collection; the largest block asked for."""

    name: str
    most: int
    kept: int
    largest: int


@cache
def files(name: str) -> dict[str, bytes]:
    """The image of a board."""
    return image.make(boards.load(name)).files


def chip(name: str, kept: dict[str, bytes] | None = None, counts: bool = False) -> Vm:
    """A VM with the image of a board and what an earlier start left: {path: bytes}."""
    found = files(name)
    vm = Vm(
        {"/lib": {path: data for path, data in found.items() if path.endswith(".mpy")}, "/chip": CHIP}, counts=counts
    )
    vm.mount("", {"settings.json": found["settings.json"], **(kept or {})})
    vm.run("import sys\nsys.path.insert(0, '/chip')\nimport esp32, gc, micropython")
    return vm


@cache
def read_before(name: str) -> dict[str, bytes]:
    """What the start leaves that reads the settings, on a chip without PSRAM, and then starts again."""
    with chip(name) as vm:
        vm.run(BEGIN.replace("HEAP", str(HEAP)))
        try:
            vm.run("from balancepoint import app as application\napplication.App('/').start()")
        except VmError as error:
            if "reset" not in str(error):
                raise
        return {f"data/{file}": vm.run(f"print(open('/data/{file}').read(), end='')").encode() for file in LEFT}


def blocks(layout: str) -> list[int]:
    """Bytes of every block in a map of the heap, the largest first: a letter is the head of one, `=` goes on with it."""
    lines = (re.match(r"[0-9a-f]+: (.*)", line) for line in layout.splitlines())
    text = "".join(found[1].replace(" ", "") if found else "." for found in lines)
    return sorted((BLOCK * len(each) for each in re.findall(r"[A-Za-z]=*", text)), reverse=True)


def steps(name: str) -> Iterator[Step]:
    """The steps of a start of the board called `name`; bytes above those of the bare VM."""
    with chip(name, read_before(name)) as vm:
        vm.run("gc.collect()")
        bare = int(vm.run("print(gc.mem_alloc())"))
        for step, program in {"hal": BEGIN.replace("HEAP", str(HEAP)), **STEPS}.items():
            said = vm.run(f"{program}\nprint('in use', gc.mem_alloc())\nmicropython.mem_info(1)")
            most, _, layout = said.partition("in use ")[2].partition("\n")
            vm.run("gc.collect()")
            kept = int(vm.run("print(gc.mem_alloc())"))
            yield Step(step, int(most) - bare, kept - bare, blocks(layout)[0])


def main() -> None:
    """Print the table, and what the budget allows."""
    asked = argparse.ArgumentParser(prog="python -m host_sim.runtimes.start", description="Heap that a start takes.")
    asked.add_argument("board", metavar="BOARD", nargs="?", default="esp32_devkitc", choices=boards.names())
    taken = list(steps(asked.parse_args().board))
    for step in taken:
        print(f"{step.name:20}{step.most:8,} B{step.kept:9,} B kept, largest block {step.largest:6,} B")
    most, largest = max(step.most for step in taken), max(step.largest for step in taken)
    print(
        f"{'start':20}{most:8,} B of {limit('start'):,}, {taken[-1].kept:,} B kept in the end "
        f"(at work: budget {limit('app'):,}), "
        f"largest block {largest:,} B of {limit('block'):,}"
    )


if __name__ == "__main__":
    main()
