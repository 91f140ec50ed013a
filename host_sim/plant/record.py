"""Records that the compiled kernels read by the names of their fields.

    MACHINE = floats("speed", "ice", "coil")
    machine = one(MACHINE)
    machine.ice = 0.3               # kg

From Python a kernel gets an array of one record and indexes it itself: handed over as such, a record costs 7 us.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def floats(*names: str) -> np.dtype:
    """A record of float64 fields."""
    return np.dtype([(name, np.float64) for name in names])


def one(kind: np.dtype) -> Any:
    """A record of zeros, its fields as attributes."""
    return np.zeros(1, kind).view(np.recarray)[0]


def beside(kind: np.dtype, views: dict[str, str]) -> np.dtype:
    """The same record with more names for what is in it: {name: field of float64s} gives that field as an array."""
    names = [*(kind.names or ()), *views]
    fields = dict(kind.fields or {})
    for name, field in views.items():
        part, offset = fields[field][:2]
        fields[name] = np.dtype((np.float64, (part.itemsize // 8,))), offset
    return np.dtype(
        {"names": names, "formats": [fields[n][0] for n in names], "offsets": [fields[n][1] for n in names]}
    )
