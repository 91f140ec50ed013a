"""What the figures are made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from host_sim.diagnoses import Wrong
from host_sim.trace import Trace


@dataclass
class Outcome:
    """A finished run: its trace and what the trace cannot know.

    `price` per kWh. `changes`: s at which people changed the request. `guard_violations`: the independent judge's count, None
    where nobody judged. `wrong`: the faults there were; `named`: (s, name) of each diagnosis, None where nobody looks for any.
    """

    trace: Trace
    price: float = 0.0
    changes: list[float] = field(default_factory=list)
    guard_violations: int | None = None
    wrong: list[Wrong] = field(default_factory=list)
    named: list[tuple[float, str]] | None = None
