"""A checkout, this one or another, in a process of its own that times what it is asked for.

here = Checkout(HERE, "compiled")
here.rate("closed_loop", 60)     # steps per second
here.close()
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from host_sim.errors import InputError

HERE = Path(__file__).parents[2]
INTERPRETED, COMPILED = "interpreted", "compiled"
_WORDS = {INTERPRETED: "off", COMPILED: "required"}  # of BALANCEPOINT_FAST, `host_sim.compiled.loading`
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
    """`core`: INTERPRETED or COMPILED, for that checkout has one. InputError if it cannot be timed."""

    def __init__(self, folder: Path, core: str = INTERPRETED) -> None:
        if not any((folder / "host_sim" / name).is_file() for name in ("speed/parts.py", "bench.py")):
            raise InputError(
                f"--against {folder}: no checkout of Balancepoint; allowed is a folder with host_sim/speed/parts.py"
            )
        self.folder = folder
        own = folder / ".venv" / "bin" / "python"
        self._process = subprocess.Popen(
            [own if own.exists() else sys.executable, "-c", _MEASURE],
            cwd=folder, env=os.environ | {"BALANCEPOINT_FAST": _WORDS[core]}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
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
