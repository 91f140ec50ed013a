"""Gree's plug as the unit speaks it: `7E 7E length kind data... sum`, sum = that of all from the length on.

4800 8E1. The module writes the whole state (kind 01, 45 bytes), the unit answers with its own (31, 47 bytes). A write with AF at
byte 3 announces a change, the next one without it brings it, 08 at byte 11 says that nothing is to change. Facts:
piotrva/esphome_gree_ac (fdb4471, esppac_cnt.h), a sniff of the makers' own module (bekmansurov/gree-hvac-protocol #1). The room
is told as dmagyar/esphome_gree_hvac reads it, T + 40. That both writes are needed is our reading; the drivers send both.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.front import Front, key_of
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import QUIET, SWING, IndoorUnit

START = 0x7E
WRITE, STATE = 0x01, 0x31
ANNOUNCED, UNCHANGED = 0xAF, 0x08
WRITTEN, TOLD = 45, 47  # bytes of data

_MODES = {AUTO: 0, COOL: 1, DRY: 2, FAN: 3, HEAT: 4}
_COARSE = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}
_VANES = {0: 0, SWING: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6}


def frame_of(kind: int, data: bytes) -> bytes:
    """A whole frame."""
    inner = bytes([len(data) + 2, kind]) + data
    return bytes([START, START]) + inner + bytes([sum(inner) & 0xFF])


class Gree(Front):
    """`wire.forgets`: of so many changes one is not taken, 0: every one is."""

    BAUD, PARITY, STOP = 4800, 0, 1
    REPLY = 40.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._announced = False
        self._changes = 0

    def begin(self) -> None:
        self._announced = False

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] != START or (len(data) > 1 and data[1] != START):
                self.skip()
                continue
            if len(data) < 3:
                return
            size = data[2] + 3
            if size < 6:
                self.skip()
                continue
            if len(data) < size:
                return
            if sum(data[2 : size - 1]) & 0xFF != data[size - 1]:
                self.skip()
                continue
            yield bytes(data[3 : size - 1])
            del data[:size]

    def hear(self, request: bytes, ms: float) -> None:
        kind, data = request[0], request[1:]
        if kind != WRITE or len(data) != WRITTEN:
            return
        if data[3] == ANNOUNCED:
            self._announced = True
        elif self._announced:
            self._announced = False
            self._changes += 1
            forgets = self.profile.wire["forgets"]
            missed = forgets and self._changes % forgets == 1
            if not data[11] & UNCHANGED and not missed and not self.faults.nak:
                self._take(data)
        self.say(frame_of(STATE, self._state(ms / 1000.0)), ms + self.REPLY)

    def _take(self, data: bytes) -> None:
        unit, habits = self.unit, self.unit.habits
        state: dict[str, int | bool] = {"on": bool(data[4] & 0x80), "setpoint": ((data[5] >> 4) + 16) * 100}
        mode = key_of(_MODES, data[4] >> 4 & 7)
        if mode is not None:
            state["mode"] = mode
        fine = data[18] & 0x0F
        if data[16] & 8 and habits.quiet:
            state["fan"] = QUIET
        elif 1 <= fine <= habits.fans:
            state["fan"] = fine
        elif not fine:
            state["fan"] = FAN_AUTO
        if habits.vanes and (vane := key_of(_VANES, data[8] >> 4)) is not None:
            state["vane"] = vane
        if habits.wide_vanes and (wide := key_of(_VANES, data[8] & 7)) is not None:
            state["wide"] = wide
        unit.ask(**state)

    def _state(self, at: float) -> bytes:
        unit, habits = self.unit, self.unit.habits
        out = bytearray(TOLD)
        out[2] = 0x40  # as sniffed
        quiet = unit.fan == QUIET
        level = 1 if quiet else 0 if unit.fan == FAN_AUTO else unit.fan
        out[4] = 0x80 * unit.on | _MODES[unit.mode] << 4 | _COARSE.get(level, 0)
        out[5] = (unit.setpoint // 100 - 16) << 4
        out[6] = 0x02  # the display is on
        out[7] = 0x02
        out[8] = (_VANES[unit.vane] << 4 if habits.vanes else 0) | (_VANES[unit.wide] if habits.wide_vanes else 0)
        out[16] = 8 * quiet
        out[18] = level
        out[42] = max(unit.ear.tell(at) // 100 + 40, 1)
        return bytes(out)


PLUG = Gree
