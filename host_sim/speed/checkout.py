"""Two checkouts measured in turns: how many times as long this one takes as another.

ratio(partial(here.rate, "plant_alone", 10), partial(there.rate, "plant_alone", 10)).middle
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from host_sim.errors import InputError

ROUNDS = 9
# Runs in either checkout, so it asks for no more than an older one has: there the parts stand in host_sim/bench.py
_MEASURE = """
import sys
sys.path[:0] = [".", "firmware"]
from host_sim import experiment, scenario
try:
    from host_sim.speed import parts
except ImportError:
    from host_sim import bench as parts
made = {}
for line in sys.stdin:
    name, dt = line.split()
    if dt not in made:
        chosen = scenario.load("winter_week", [], {"step": int(dt), "days": 28})
        made[dt] = chosen, experiment.prepare(chosen)
        parts.plant_alone(*made[dt])
    print("rate", getattr(parts, name)(*made[dt]), flush=True)
"""


class Checkout:
    """A checkout in a process of its own that measures what it is asked for. InputError if it cannot."""

    def __init__(self, folder: Path) -> None:
        if not any((folder / "host_sim" / name).is_file() for name in ("speed/parts.py", "bench.py")):
            raise InputError(
                f"--against {folder}: no checkout of Balancepoint; allowed is a folder with host_sim/speed/parts.py"
            )
        self.folder = folder
        own = folder / ".venv" / "bin" / "python"
        self._process = subprocess.Popen(
            [own if own.exists() else sys.executable, "-c", _MEASURE],
            cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def rate(self, part: str, dt: int) -> float:
        """Steps per second."""
        assert self._process.stdin and self._process.stdout and self._process.stderr
        with suppress(BrokenPipeError):  # what it said is read below
            print(part, dt, file=self._process.stdin, flush=True)
        for line in self._process.stdout:
            if line.startswith("rate "):
                return float(line.split()[1])
        said = self._process.stderr.read().strip().splitlines() or ["it ended without a word"]
        raise InputError(f"{self.folder}: cannot be measured: {said[-1]}")

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


class Ratio(NamedTuple):
    """µs a step here and there, the medians; here over there: median, and the ends of the middle half of the rounds."""

    here: float
    there: float
    middle: float
    low: float
    high: float


def ratio(here: Callable[[], float], there: Callable[[], float], rounds: int = ROUNDS) -> Ratio:
    """Two rates in turns, each round begun by the other one. Times are the inverse of the rates."""
    pairs = []
    for k in range(rounds):
        if k % 2:
            second = there()
            pairs.append((here(), second))
        else:
            pairs.append((here(), there()))
    low, middle, high = quantiles([b / a for a, b in pairs], n=4)
    times = [quantiles([1e6 / rate for rate in rates], n=4)[1] for rates in zip(*pairs, strict=True)]
    return Ratio(times[0], times[1], middle, low, high)
