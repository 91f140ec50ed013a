"""Panasonic's CN-CNT as the unit speaks it: `head count so many bytes, last`, the sum of all is 0.

9600 8E1. It answers a poll (70, ten zeros) and an order (F0, ten bytes) with 70 and 32 bytes; to an order with what held before
it. Layout: DomiStyle/esphome-panasonic-ac (e290120, esppac_cnt.cpp), answers of units in its issues #1 and #56. The time to an
answer is a guess; no code of a fault is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.front import Front, key_of
from host_sim.virtual_units.indoor import QUIET, SWING

POLL, ORDER = 0x70, 0xF0
SETTABLE, TOLD = 10, 32

_MODES = {AUTO: 0, DRY: 2, COOL: 3, HEAT: 4, FAN: 6}
_FANS = {FAN_AUTO: 0xA0, 1: 0x30, 2: 0x40, 3: 0x50, 4: 0x60, 5: 0x70}
_VANES = {0: 0x0F, SWING: 0x0E, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5}
_WIDE = {SWING: 0x0D, 1: 9, 2: 0x0A, 3: 6, 4: 0x0B, 5: 0x0C}
_QUIET = 0x04
_NOTHING = 0x80  # of a temperature
_DEFROSTS = 0x02


def frame_of(head: int, data: bytes) -> bytes:
    """A whole frame."""
    inner = bytes([head, len(data)]) + data
    return inner + bytes([-sum(inner) & 0xFF])


class Cncnt(Front):
    """`wire.second_place`: room and outdoor temperature stand at 21 and 22 of the frame, 18 and 19 say nothing."""

    BAUD, PARITY, STOP = 9600, 0, 1
    REPLY = 60.0

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] not in (POLL, ORDER) or (len(data) > 1 and data[1] != SETTABLE):
                self.skip()
                continue
            if len(data) < SETTABLE + 3:
                return
            if sum(data[: SETTABLE + 3]) & 0xFF:
                self.skip()
                continue
            yield bytes(data[: SETTABLE + 2])
            del data[: SETTABLE + 3]

    def hear(self, request: bytes, ms: float) -> None:
        self.say(frame_of(POLL, self._state(ms / 1000.0)), ms + self.REPLY)
        if request[0] == ORDER and not self.faults.nak:
            self._take(request[2:])

    def _take(self, data: bytes) -> None:
        unit, habits = self.unit, self.unit.habits
        state: dict[str, int | bool] = {"on": bool(data[0] & 0x0F), "setpoint": 50 * data[1]}
        if (mode := key_of(_MODES, data[0] >> 4)) is not None:
            state["mode"] = mode
        if data[5] & 0x0F == _QUIET:
            state["fan"] = QUIET
        elif (fan := key_of(_FANS, data[3])) is not None:
            state["fan"] = fan
        if habits.vanes and (vane := key_of(_VANES, data[4] >> 4)) is not None:
            state["vane"] = vane
        if habits.wide_vanes and (wide := key_of(_WIDE, data[4] & 0x0F)) is not None:
            state["wide"] = wide
        unit.ask(**state)

    def _state(self, at: float) -> bytes:
        unit, habits = self.unit, self.unit.habits
        out = bytearray(TOLD)
        out[0] = _MODES[unit.mode] << 4 | 4 * unit.on
        out[1] = unit.setpoint // 50 & 0xFF
        out[2] = 0x80
        quiet = unit.fan == QUIET
        out[3] = _FANS[1 if quiet else unit.fan]
        vane = _VANES[unit.vane] if habits.vanes else 0
        wide = _WIDE.get(unit.wide, _WIDE[SWING]) if habits.wide_vanes else 0
        out[4] = vane << 4 | wide
        out[5] = 0x40 | _QUIET * quiet  # nanoeX, as #56 has it
        if habits.tells_defrost and unit.defrosting:
            out[12] = _DEFROSTS
        room, outdoor = unit.ear.tell(at) // 100 & 0xFF, unit.outdoor // 100 & 0xFF
        first, second = (19, 16) if self.profile.wire["second_place"] else (16, 19)
        out[first], out[first + 1] = room, outdoor if habits.tells_outdoor == "yes" else _NOTHING
        out[second], out[second + 1] = _NOTHING, _NOTHING
        if habits.tells_power:
            offset = 14  # as #56 has it: what the three bytes say is their difference
            watts = unit.watts + offset
            out[26], out[27], out[28] = watts & 0xFF, watts >> 8 & 0xFF, offset
        return bytes(out)


PLUG = Cncnt
