"""One piece of a campaign in a process of its own: ids and memory come as JSON, rows go out, one a line."""

from __future__ import annotations

import json
import sys

from host_sim.faults.plan import Run
from host_sim.faults.row import Row
from host_sim.faults.snapshot import Snapshot


def _tell(row: Row) -> None:
    print(json.dumps(row), flush=True)  # nothing may wait in the buffer that a fork would have, too


if __name__ == "__main__":
    piece = json.load(sys.stdin)
    Snapshot([Run.read(text) for text in piece["runs"]], piece["memory"]).rows(_tell)
