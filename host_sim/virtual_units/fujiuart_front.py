"""Fujitsu's adapter socket (UTY-TFSXW1) as the unit speaks it: `type 00 00 00 length data check`, check: FFFF less the sum.

9600 8N1, both lines inverted. Two words begin (types 0 and 1), then registers of two bytes are read (3) and written (2); an
answer has the status 01 before its data. A vane is set at 1010 and 1022, which keep what was set last; where it stands is
said at 10A0 and 10A9, 20 while it moves (its handset changes these alone: danielkaldheim/ha_airstage #11, of the same unit's
other wording). What has just come up says FE with status 02 before the first answer, and answers nothing else until it is
begun. Facts: Benas09/FujitsuAC (5cc3bc6, TFSXW1Controller, TFSXW1Bridge, DummyUnit). Temperatures: 0.01 K from 5025 on, 1B71
at 20.0 °C. A register that it has not says FFFF. The time to an answer is a guess below the adapter's patience of 200 ms.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.front import Front, key_of
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import QUIET, SWING, IndoorUnit

FIRST, SECOND, WRITE, READ, RISEN = 0x00, 0x01, 0x02, 0x03, 0xFE
DONE, NOT_DONE = 1, 2
MOST = 120  # bytes of data
NOTHING = 0xFFFF

_MODES = {AUTO: 0, COOL: 1, DRY: 2, FAN: 3, HEAT: 4}
_FANS = {FAN_AUTO: 0, QUIET: 2, 1: 5, 2: 8, 3: 11}
_MOVES = 0x20  # of where a vane stands
_ZERO = 5025  # of temperatures in 0.01 K


def frame_of(kind: int, data: bytes) -> bytes:
    """A whole frame."""
    head = bytes([kind, 0, 0, 0, len(data)]) + data
    return head + (0xFFFF - sum(head) & 0xFFFF).to_bytes(2, "big")


class Fujiuart(Front):
    """`wire.wide_count`: what it says of its wide vane; 15 hexadecimal for five positions (DummyUnit, ha_airstage #11)."""

    BAUD, PARITY, STOP = 9600, None, 1
    INVERTED = True
    REPLY = 40.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._begun = 0
        self._risen = True
        self._set_vane, self._set_wide = 1, 3

    def begin(self) -> None:
        self._begun = 0
        self._risen = True

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] > READ or any(data[1:4]) or (len(data) > 4 and not 0 < data[4] <= MOST):
                self.skip()
                continue
            if len(data) < 5 or len(data) < data[4] + 7:
                return
            size = data[4] + 7
            if frame_of(data[0], bytes(data[5 : size - 2])) != data[:size]:
                self.skip()
                continue
            yield bytes(data[:1] + data[5 : size - 2])
            del data[:size]

    def hear(self, request: bytes, ms: float) -> None:
        kind, data = request[0], request[1:]
        at = ms + self.REPLY
        if kind in (FIRST, SECOND):
            if self._risen:
                self._risen = False
                self.say(frame_of(RISEN, bytes([2])), at)
                at += self.REPLY
            self._begun = max(self._begun, kind + 1) if kind == FIRST or self._begun else 0
            if self._begun > kind:
                self.say(frame_of(kind, bytes([DONE])), at)
        elif self._begun < 2:
            return
        elif kind == WRITE:
            done = not self.faults.nak and len(data) % 4 == 0
            if done:
                for k in range(0, len(data), 4):
                    self._set(int.from_bytes(data[k : k + 2], "big"), int.from_bytes(data[k + 2 : k + 4], "big"))
            self.say(frame_of(WRITE, bytes([DONE if done else NOT_DONE])), at)
        elif len(data) % 2 == 0:
            out = bytes([DONE])
            for k in range(0, len(data), 2):
                register = data[k : k + 2]
                out += register + self._get(int.from_bytes(register, "big"), ms / 1000.0).to_bytes(2, "big")
            self.say(frame_of(READ, out), at)

    def _set(self, register: int, value: int) -> None:
        unit, habits = self.unit, self.unit.habits
        if register == 0x1000:
            unit.ask(on=value == 1)
        elif register == 0x1001 and (mode := key_of(_MODES, value)) is not None:
            unit.ask(mode=mode)
        elif register == 0x1002:
            unit.ask(setpoint=10 * value)
        elif register == 0x1003 and (fan := key_of(_FANS, value)) is not None:
            unit.ask(fan=fan)
        elif register == 0x1010 and 1 <= value <= habits.vanes:
            self._set_vane = value
            unit.ask(vane=value)
        elif register == 0x1011:
            unit.ask(vane=SWING if value else self._set_vane)
        elif register == 0x1022 and 1 <= value <= habits.wide_vanes:
            self._set_wide = value
            unit.ask(wide=value)
        elif register == 0x1023 and habits.wide_vanes:
            unit.ask(wide=SWING if value else self._set_wide)

    def _get(self, register: int, at: float) -> int:
        unit, habits = self.unit, self.unit.habits
        outdoor = unit.outdoor + _ZERO if habits.tells_outdoor == "yes" else NOTHING
        wide = habits.wide_vanes > 0
        told = {
            0x0130: habits.vanes,
            0x0131: 1,
            0x0142: self.profile.wire["wide_count"] if wide else 0,
            0x0143: int(wide),
            0x1000: int(unit.on),
            0x1001: _MODES[unit.mode],
            0x1002: unit.setpoint // 10,
            0x1003: _FANS[unit.fan],
            0x1010: self._set_vane,
            0x1011: int(unit.vane == SWING),
            0x10A0: _MOVES if unit.vane == SWING else unit.vane or 1,
            0x1022: self._set_wide if wide else NOTHING,
            0x1023: int(unit.wide == SWING) if wide else NOTHING,
            0x10A9: (_MOVES if unit.wide == SWING else unit.wide) if wide else NOTHING,
            0x1033: unit.ear.tell(at) + _ZERO,
            0x1101: 0,
            0x1144: 0,
            0x2020: outdoor,
        }
        return told.get(register, NOTHING) & 0xFFFF


PLUG = Fujiuart
