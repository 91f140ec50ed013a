"""What a call of `controller.learn()` throws away on MicroPython, over a year of history.

    python -m host_sim.runtimes.garbage

Measured in the VM by `gc.mem_alloc`, as `memory` says. A quarter of an hour has three calls, as on a board. "spare" is a board
without PSRAM: what is loaded for an errand goes after it, and loading it is counted here apart, for it is the loader's.
"""

from __future__ import annotations

from host_sim.runtimes.memory import BUILD, FIRMWARE, IMPORTS, compiled
from host_sim.runtimes.vm import Vm

DAYS = 365
_DAY = """
import gc
from balancepoint.control.errand import errand
from balancepoint.control.quantity import UNKNOWN
loaded = [0]
begin, end, depth = errand.begin, errand.end, [0, 0]
def entered():
    if depth[0] == 0:
        depth[1] = gc.mem_alloc()
    depth[0] += 1
    return begin()
def left(noted):
    end(noted)
    depth[0] -= 1
    if depth[0] == 0:
        loaded[0] += gc.mem_alloc() - depth[1]
errand.begin, errand.end = entered, left
bins = 0
def day(sunny):
    "Calls of a day: [B thrown away by each] in thirds of a bin, and what loading took in all."
    global bins
    calls = []
    loaded[0] = 0
    for _ in range(96):
        k = bins = bins + 1
        s = controller.situation
        minute = 15 * k % 10080
        wave = abs(k % 96 - 48)
        s.outdoor = -500 + 20 * (k // 96 % 60) - 12 * wave + k * 7919 % 41
        s.room = 2100 + k * 104729 % 3 * 10 - (150 if k % 96 < 24 else 0)
        s.minute = minute
        heat = 12 * (s.room - s.outdoor) // 10 - 300 + k * 31 % 200
        controller.house.observe(s, heat, max(600 - 25 * wave, 0) if sunny else UNKNOWN, 900, 1)
        for _ in range(3):
            before, apart = gc.mem_alloc(), loaded[0]
            controller.learn()
            calls.append(gc.mem_alloc() - before - (loaded[0] - apart))
    calls.sort()
    print(calls[len(calls) // 2], calls[len(calls) * 9 // 10], calls[-1], loaded[0])
"""


def year(spare: bool, sunny: bool, days: int = DAYS) -> list[tuple[int, int, int, int]]:
    """For each day: bytes that a call threw away (median, nine in ten, worst), and what loading of modules took that day."""
    with Vm({"/lib": compiled(FIRMWARE)}) as vm:
        imports = IMPORTS if spare else IMPORTS.replace("\nspare()\n", "\n")
        vm.run(imports + BUILD.replace("Past(32)", "Past()") + _DAY)
        out = []
        for _ in range(days):
            vm.run("gc.collect()")
            median, most, worst, loaded = map(int, vm.run(f"day({int(sunny)})").split())
            out.append((median, most, worst, loaded))
        return out


def main() -> None:
    """Print the table."""
    print("B a call of learn()      typical   nine in ten   worst   loading a day at most")
    for spare in (False, True):
        for sunny in (False, True):
            days = year(spare, sunny)
            medians = sorted(day[0] for day in days)
            print(
                f"{'spare' if spare else 'roomy'}, {'sun reading' if sunny else 'clock only':12}"
                f"{medians[len(medians) // 2]:11,}{max(day[1] for day in days):14,}{max(day[2] for day in days):8,}"
                f"{max(day[3] for day in days):10,}"
            )


if __name__ == "__main__":
    main()
