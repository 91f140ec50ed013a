"""Columns of numbers as text for a page: whole steps of a quantity, their differences, deflated, base64.

A minute's mean differs little from the one before, so that a column of a week takes some 5 KB in place of 80. The other end
is `unpack` in `web/charts.js`: base64, zlib, then for each column all low bytes and all high bytes of the differences,
summed in 16 bits.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NOTHING = -32768  # stands for NaN


def step_of(values: Array, step: float) -> float:
    """`step`, or the least tenfold of it in which all values fit 16 bits."""
    most = float(np.abs(np.nan_to_num(values)).max(initial=0.0))
    while most / step > 32767:
        step *= 10
    return step


def pack(columns: Mapping[str, Array], steps: Mapping[str, float]) -> str:
    """All columns, equally long, in the mapping's order."""
    parts = []
    for name, values in columns.items():
        whole = np.where(np.isfinite(values), np.round(values / steps[name]), NOTHING).astype(np.int64)
        change = np.diff(whole, prepend=0).astype(np.uint16)  # differences wrap, and so does their sum
        parts += [(change & 255).astype(np.uint8).tobytes(), (change >> 8).astype(np.uint8).tobytes()]
    return base64.b64encode(zlib.compress(b"".join(parts), 9)).decode("ascii")


def unpack(text: str, names: list[str], steps: Mapping[str, float]) -> dict[str, Array]:
    """What `pack` packed, to within half a step."""
    data = np.frombuffer(zlib.decompress(base64.b64decode(text)), np.uint8).reshape(len(names), 2, -1).astype(np.uint16)
    out = {}
    for name, (low, high) in zip(names, data, strict=True):
        whole = np.cumsum(low | high << 8, dtype=np.uint16).view(np.int16)
        out[name] = np.where(whole == NOTHING, np.nan, whole * steps[name])
    return out
