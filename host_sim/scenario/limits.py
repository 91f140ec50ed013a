"""What must hold after a run: a scenario's `expect`."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import Any

from host_sim.inputs import nearest
from host_sim.kpi import NAMES, RELATIVE

_COMPARISONS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq}


@dataclass(frozen=True)
class Limit:
    """A figure that must hold: `kpi` by its name in summary.json (a part as `energy_kWh.aux`), `sign`, `bound`. One that does not
    `applies` was written for other values than those of this run."""

    kpi: str
    sign: str
    bound: float
    applies: bool = True

    @classmethod
    def parse(cls, kpi: str, text: object, applies: bool = True) -> Limit:
        if kpi not in (*NAMES, *RELATIVE):
            raise ValueError(f"expect.{kpi}: no such figure; {nearest(kpi, (*NAMES, *RELATIVE))}")
        found = re.fullmatch(r"(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)", text.strip()) if isinstance(text, str) else None
        if not found:
            raise ValueError(f'expect.{kpi} = {text!r}: allowed is a comparison in quotes, for instance "<= 0.15"')
        return cls(kpi, found[1], float(found[2]), applies)

    def holds(self, value: float | int | None) -> bool | None:
        """None where the figure has no value, or the limit is not for this run."""
        return None if value is None or not self.applies else bool(_COMPARISONS[self.sign](value, self.bound))

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


def figure(kpi: dict[str, Any], name: str) -> float | int | None:
    """The figure called `name`, a part as `energy_kWh.aux`; None if it is not there."""
    value: Any = kpi
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
