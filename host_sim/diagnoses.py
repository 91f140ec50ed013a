"""What was really wrong in a run, and when the controller said so: the two figures of a diagnosis.

A fault is *fully there* once its ramp is over; a sensor that drifts, once it is 1 K off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from host_sim.plant.sensors import ROOMS, FaultConfig

NEVER = 1000.0  # days, when it was not found within the run
UNKNOWN = "unknown_loss"
_NAMES = {
    ("filter", "dirty"): "dirty_filter",
    ("outdoor_air", "blocked"): "dirty_outdoor_coil",
    ("charge", "low"): "low_charge",
}
_SENSORS = ("return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge")
_OFF = 1.0  # K


@dataclass(frozen=True)
class Wrong:
    """A fault by the core's name for it: when it begins, is fully there, and ends, s since the start of the run."""

    name: str
    begins: float
    full: float
    ends: float = float("inf")


def wrongs(faults: Sequence[FaultConfig]) -> list[Wrong]:
    """Those of `faults` that a diagnosis is to name."""
    out = []
    sensors = ("room", *(f"room{k}" for k in range(2, ROOMS + 1)), *_SENSORS)
    for fault in faults:
        ends = float("inf") if fault.until is None else fault.until
        name = _NAMES.get((fault.what, fault.kind))
        if name:
            out.append(Wrong(name, fault.at, fault.at + fault.ramp, ends))
        elif fault.what in sensors and fault.kind in ("drift", "offset") and fault.value:
            growth = _OFF / abs(fault.value) * 3600 if fault.kind == "drift" else 0.0
            out.append(Wrong("drifting_sensor", fault.at, fault.at + growth, ends))
    return out


def diagnosis_days(actual: Sequence[Wrong], named: Sequence[tuple[float, str]]) -> float | None:
    """Days from a fault being fully there to its right name in the journal, the slowest of all faults; 0 when it was named on the
    way, 1000 when never. None without a fault to name. d."""
    days = []
    for wrong in actual:
        found = [at for at, name in named if name == wrong.name and wrong.begins <= at]
        days.append(max(0.0, min(found) - wrong.full) / 86400 if found else NEVER)
    return max(days) if days else None


def false_diagnoses(actual: Sequence[Wrong], named: Sequence[tuple[float, str]]) -> int:
    """Names in the journal for what was not there then; "unknown" is false only while nothing at all was wrong."""

    def there(at: float, name: str) -> bool:
        return any(name in (wrong.name, UNKNOWN) and wrong.begins <= at <= wrong.ends for wrong in actual)

    return sum(not there(at, name) for at, name in named)
