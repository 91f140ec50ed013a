"""A unit led over its wire beside the same unit left to its own thermostat: at equal mean room temperature, and as installed.

    rows = [Row.of(fitted, results) ...]     # results of the runs that `plan` asks for

Left to itself, a unit holds another room temperature than it is set to (its head's sensor, its maker's offset), so that energy
says nothing by itself. At equal mean: energy and starts between the two of its set points whose mean room temperatures lie on
either side of the led unit's, in proportion. As installed: at the set point that people ask for, with heating targets of 0, 1,
2 and 3 K above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from host_sim.experiment import CORE, UNIT_ALONE, Place, Result
from host_sim.virtual_units.fitted import Fitted

OFFSETS = (0.0, 1.0, 2.0, 3.0)  # K; owners report rooms 2 to 3 K high (ASU #120), which takes the last or more
FARTHEST = 3.0  # K of set point, up and down


def plan(fitted: Fitted) -> list[tuple[str, Place]]:
    """(controller, place) of all the runs that a row needs."""
    step = fitted.load().habits.set_step
    count = round(FARTHEST / step)
    shifts = [replace(fitted, shift=step * k) for k in range(-count, count + 1)]
    offsets = [replace(fitted, head_offset=offset) for offset in OFFSETS]
    return [(CORE, Place(unit=fitted)), *((UNIT_ALONE, Place(unit=other)) for other in (*offsets, *shifts))]


@dataclass(frozen=True)
class Figures:
    """Of a run: K, kWh, counts."""

    mean: float
    rms: float | None
    rms_low_load: float | None
    energy: float
    backup: float
    starts: float

    @classmethod
    def of(cls, result: Result) -> Figures:
        kpi: Any = result.kpi
        parts = kpi["energy_kWh"]
        return cls(
            float(np.mean(result.trace["room"])), kpi["rms_error_K"], kpi["rms_error_low_load_K"], parts["total"],
            parts["aux"], kpi["starts"],
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """`equal`: (energy, starts) at the led unit's mean room temperature, None where no set point within reach gives it.
    `installed`: by heating offset."""

    scenario: str
    unit: str
    led: Figures
    equal: tuple[float, float] | None
    installed: dict[float, Figures]
    violations: int
    seconds: float

    @classmethod
    def of(cls, fitted: Fitted, results: Sequence[Result]) -> Row:
        """`results` in the order of `plan`."""
        led, *alone = [Figures.of(result) for result in results]
        count = len(OFFSETS)
        first = results[0]
        return cls(
            first.scenario,
            fitted.label[1:],
            led,
            between(led.mean, alone[count:]),
            dict(zip(OFFSETS, alone[:count], strict=True)),
            len(first.violations),
            first.seconds,
        )

    def saving(self, energy: float) -> float:
        """Per cent less than that."""
        return 100.0 * (1.0 - self.led.energy / energy)

    def json(self) -> dict[str, Any]:
        """For a file."""
        return {**asdict(self), "installed": {f"{offset:g}": asdict(of) for offset, of in self.installed.items()}}


def between(mean: float, runs: Sequence[Figures]) -> tuple[float, float] | None:
    """(energy, starts) at that mean, in proportion between the neighbours."""
    runs = sorted(runs, key=lambda run: run.mean)
    for low, high in zip(runs, runs[1:], strict=False):
        if low.mean <= mean <= high.mean and high.mean > low.mean:
            share = (mean - low.mean) / (high.mean - low.mean)
            return low.energy + share * (high.energy - low.energy), low.starts + share * (high.starts - low.starts)
    return None
