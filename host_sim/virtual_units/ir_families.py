"""What units make of their remote's bits, family by family, written from the fact sheets of the waveforms and knowing nothing of
the firmware's remotes: a second opinion. Five families; the others are read by the firmware's tables (`ir_receiver`).

A family's `read` takes the sections of a burst, each a list of bits in the order in which they came, and gives what the unit is
set to, {}: a key that sets none of it, or None: no message of its remote. Facts: IRremoteESP8266 2.9.0 by its output (the
project's notes, one sheet a family).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.indoor import QUIET, SWING

State = dict[str, Any]
Bits = Sequence[int]


@dataclass(frozen=True)
class Family:
    """`header`: µs of its mark and space. `one`: µs of space from which a bit is 1. `gap`: µs of space that end a section."""

    header: tuple[int, int]
    one: int
    gap: int
    read: Callable[[list[Bits]], State | None]


def lowest_first(bits: Bits) -> bytes:
    """Bytes of which the lowest bit came first."""
    return bytes(sum(bit << place for place, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8))


def highest_first(bits: Bits) -> bytes:
    """The other way round."""
    return lowest_first([bit for at in range(0, len(bits), 8) for bit in reversed(bits[at : at + 8])])


def _mitsubishi(sections: list[Bits]) -> State | None:
    """MITSUBISHI_AC: 18 bytes, the whole twice; either copy will do."""
    for bits in sections:
        code = lowest_first(bits)
        if len(bits) == 144 and code.startswith(b"\x23\xcb\x26\x01\x00") and sum(code[:17]) & 0xFF == code[17]:
            mode = {1: HEAT, 2: DRY, 3: COOL, 4: AUTO, 7: FAN}.get(code[6] >> 3 & 7)
            if mode is None:
                return None
            speed = code[9] & 7
            vane = code[9] >> 3 & 7
            side = code[8] >> 4
            state: State = {"on": bool(code[5] & 0x20), "mode": mode}
            state["setpoint"] = 1600 + 100 * (code[7] & 0x0F) + 50 * (code[7] >> 4 & 1)
            state["fan"] = {0: FAN_AUTO, 5: QUIET}.get(speed, speed)
            state["vane"] = SWING if vane == 7 else vane
            state["wide"] = SWING if side == 8 else min(side, 5)
            return state
    return None


def _daikin(sections: list[Bits]) -> State | None:
    """DAIKIN: five zeros, 8 + 8 + 19 bytes, each with a sum; the last holds the state."""
    parts = [lowest_first(bits) for bits in sections if len(bits) in (64, 152)]
    if [len(part) for part in parts] != [8, 8, 19]:
        return None
    if any(part[:4] != b"\x11\xda\x27\x00" or sum(part[:-1]) & 0xFF != part[-1] for part in parts):
        return None
    code = parts[2]
    mode = {0: AUTO, 2: DRY, 3: COOL, 4: HEAT, 6: FAN}.get(code[5] >> 4 & 7)
    if mode is None:
        return None
    speed = code[8] >> 4
    state: State = {"on": bool(code[5] & 1), "mode": mode, "setpoint": 50 * code[6]}
    state["fan"] = {10: FAN_AUTO, 11: QUIET}.get(speed, speed - 2)
    if code[13] & 0x20:
        state["fan"] = QUIET
    return state


def _fujitsu(sections: list[Bits]) -> State | None:
    """FUJITSU_AC of 16 bytes; what switches off has 7 only. Set points in quarters of a degree from 16."""
    if len(sections) != 1:
        return None
    code = lowest_first(sections[0])
    if not code.startswith(b"\x14\x63\x00\x10\x10") or len(sections[0]) % 8:
        return None
    if len(code) == 7:
        off = {"on": False} if code[5] == 0x02 else {}
        return off if code[5] ^ code[6] == 0xFF else None
    if len(code) != 16 or code[5] != 0xFE or sum(code[7:]) & 0xFF:
        return None
    mode = {0: AUTO, 1: COOL, 2: DRY, 3: FAN, 4: HEAT}.get(code[9] & 7)
    if mode is None:
        return None
    speed = {0: FAN_AUTO, 1: 3, 2: 2, 3: 1, 4: QUIET}.get(code[10] & 7, FAN_AUTO)
    vanes = code[10] >> 4 & 3
    return {
        "on": True, "mode": mode, "setpoint": 1600 + 25 * (code[8] >> 2), "fan": speed, "vane": SWING * (vanes & 1),
        "wide": SWING * (vanes >> 1),
    }  # fmt: skip


def _gree(sections: list[Bits]) -> State | None:
    """GREE: four bytes and three bits between, then four bytes without a header. Nibbles are summed."""
    if [len(bits) for bits in sections] != [35, 32] or list(sections[0][32:]) != [0, 1, 0]:
        return None
    code = lowest_first([*sections[0][:32], *sections[1]])
    total = 10 + sum(byte & 15 for byte in code[:4]) + sum(byte >> 4 for byte in code[4:7])
    if code[3] >> 4 != 5 or total & 15 != code[7] >> 4:
        return None
    mode = {0: AUTO, 1: COOL, 2: DRY, 3: FAN, 4: HEAT}.get(code[0] & 7)
    if mode is None:
        return None
    vane, side = code[4] & 15, code[4] >> 4 & 7
    return {
        "on": bool(code[0] & 8),
        "mode": mode,
        "setpoint": 100 * (16 + (code[1] & 15)),
        "fan": (code[0] >> 4 & 3) or FAN_AUTO,
        "vane": {0: 0, 1: SWING}.get(vane, min(vane - 1, 5)),
        "wide": {0: 0, 1: SWING}.get(side, min(side - 1, 5)),
    }


def _midea(sections: list[Bits]) -> State | None:
    """MIDEA: six bytes, then their inverse; one of the two will do if its check byte holds."""
    for number, bits in enumerate(sections[:2]):
        if len(bits) != 48:
            continue
        code = highest_first([1 - bit for bit in bits] if number else bits)
        if _turned_sum(code) or code[0] >> 3 != 0b10100:
            continue
        if code[0] & 7 != 1:
            return {}
        mode = {0: COOL, 1: DRY, 2: AUTO, 3: HEAT, 4: FAN}.get(code[1] & 7)
        if mode is None or code[2] & 0x20:  # °F: nobody here sends them
            return None
        return {
            "on": bool(code[1] & 0x80),
            "mode": mode,
            "setpoint": 100 * (17 + (code[2] & 0x1F)),
            "fan": (code[1] >> 3 & 3) or FAN_AUTO,
        }
    return None


def _turned_sum(code: bytes) -> int:
    """Sum of the bytes, each with its bits the other way round: 0 if the last is its check."""
    return sum(int(f"{byte:08b}"[::-1], 2) for byte in code) & 0xFF


FAMILIES = {
    "mitsubishi_ac": Family((3400, 1750), 860, 8000, _mitsubishi),
    "daikin": Family((3650, 1623), 854, 8000, _daikin),
    "fujitsu_ac": Family((3324, 1574), 786, 4500, _fujitsu),
    "gree": Family((9000, 4500), 1070, 8000, _gree),
    "midea": Family((4480, 4480), 1120, 3500, _midea),
}
