"""Toshiba's CN22 as the unit speaks it: `02 two of address kind 00 00 length so many bytes sum`, sum: 0 less all but the 02.

9600 8E1. It is mute until it has heard the module's eight starting frames in their order. A property is asked for and set
with kind 10 and `01 30 01 00 count code value`, and answered with kind 90 and two zeros more. Facts:
pedobry/esphome_toshiba_suzumi (a306be6), answers of units in its issues #44 and #55. What a unit does not have is answered
without a value, or not at all (#44, #64: both are told). What the starting frames are answered with is not known: with
nothing. A set is confirmed by the code alone, as the drivers take it.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.front import Front, key_of
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import QUIET, SWING, IndoorUnit

STX = 0x02
ASKED, ANSWERED = 0x10, 0x90
OBJECT = b"\x01\x30\x01"

_STARTING = [
    bytes.fromhex(text)
    for text in (
        "02FFFF0000000002", "02FFFF0100000102FE", "020000000000020202FA", "0200018101000200007B", "020001020000020000FE",
        "02000200000000FE", "020002010000020000FB", "020002020000020000FA",
    )
]  # fmt: skip
_MODES = {AUTO: 0x41, COOL: 0x42, HEAT: 0x43, DRY: 0x44, FAN: 0x45}
_FANS = {QUIET: 0x31, 1: 0x32, 2: 0x33, 3: 0x34, 4: 0x35, 5: 0x36, FAN_AUTO: 0x41}
_VANES = {0: 0x31, SWING: 0x41, 1: 0x50, 2: 0x51, 3: 0x52, 4: 0x53, 5: 0x54}
_NONE = 0x7F  # of a temperature
_ON, _OFF = 0x30, 0x31
_FULL_LOAD = 170  # of the outdoor unit's load, which the driver divides by 1.7


def frame_of(address: bytes, kind: int, data: bytes) -> bytes:
    """A whole frame."""
    inner = address + bytes([kind, 0, 0, len(data)]) + data
    return bytes([STX]) + inner + bytes([-sum(inner) & 0xFF])


class Toshiba(Front):
    """`wire.echonet`: it has those of ECHONET Lite's table that no driver asks for: 84, 85, AA, AB. `wire.empty`: what it has not
    is answered, without a value."""

    BAUD, PARITY, STOP = 9600, 0, 1
    REPLY = 40.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._started = 0  # starting frames that it has heard

    def begin(self) -> None:
        self._started = 0

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            starting = self._starting()
            if starting:
                yield bytes(data[:starting])
                del data[:starting]
                continue
            if data[0] != STX:
                self.skip()
                continue
            if len(data) < 8 or len(data) < data[6] + 8:
                return
            size = data[6] + 8
            if data[size - 1] != -sum(data[1 : size - 1]) & 0xFF:
                self.skip()
                continue
            yield bytes(data[:size])
            del data[:size]

    def _starting(self) -> int:
        """Bytes of the starting frame at the beginning: one has a sum that is wrong, and would be no frame."""
        return next((len(frame) for frame in _STARTING if self._in.startswith(frame)), 0)

    def hear(self, request: bytes, ms: float) -> None:
        if request in _STARTING:
            place = _STARTING.index(request)
            self._started = place + 1 if place in (0, self._started) else 0
            return
        if self._started < len(_STARTING) or request[1:3] != b"\x00\x03" or request[3] != ASKED:
            return
        data = request[7:-1]
        if data[:3] != OBJECT or len(data) < 6 or data[4] != len(data) - 5:
            return
        code, value = data[5], data[6:]
        if value:
            if not self.faults.nak:
                self._set(code, value[0])
            answer = b""
        else:
            answer = self._get(code, ms / 1000.0)
            if not answer and not self.profile.wire["empty"]:
                return
        said = OBJECT + bytes([0, 0, 0, 1 + len(answer), code]) + answer
        self.say(frame_of(request[1:3], ANSWERED, said), ms + self.REPLY)

    def _set(self, code: int, value: int) -> None:
        unit, habits = self.unit, self.unit.habits
        if code == 0x80:
            unit.ask(on=value == _ON)
        elif code == 0xB0 and (mode := key_of(_MODES, value)) is not None:
            unit.ask(mode=mode)
        elif code == 0xB3:
            unit.ask(setpoint=value * 100)
        elif code == 0xA0 and (fan := key_of(_FANS, value)) is not None:
            unit.ask(fan=fan)
        elif code == 0xA3 and (vane := key_of(_VANES, value)) is not None and (habits.vanes or vane in (0, SWING)):
            unit.ask(vane=vane)

    def _get(self, code: int, at: float) -> bytes:
        """A property's value; empty: it does not have it."""
        unit, habits = self.unit, self.unit.habits
        simple = {
            0x80: _ON if unit.on else _OFF,
            0xB0: _MODES[unit.mode],
            0xB3: unit.setpoint // 100 & 0xFF,
            0xA0: _FANS[unit.fan],
            0xA3: _VANES[unit.vane],
            0xBB: unit.ear.tell(at) // 100 & 0xFF,
            0xBE: unit.outdoor // 100 & 0xFF if habits.tells_outdoor == "yes" or unit.operating else _NONE,
            0xF7: 0,
            0x87: 100,
            0x88: 0x41 if unit.fault else 0x42,
        }
        if code in simple:
            return bytes([simple[code]])
        if code == 0x89:
            return unit.fault.to_bytes(2, "big")
        if self.profile.wire["status"] and code == 0xE4:
            coil = unit.coil // 100 & 0xFF
            return bytes([coil, coil, 30 * unit.air])
        if self.profile.wire["status"] and code == 0xE5:
            load = round(_FULL_LOAD * unit.speed / unit.fastest) if unit.operating else 0
            return bytes([_NONE, _NONE, unit.outdoor // 100 & 0xFF, load, _NONE, _NONE, 0])
        if self.profile.wire["echonet"]:
            if code == 0x84:
                return unit.watts.to_bytes(2, "big")
            if code == 0x85:
                return int(unit.energy / 3600).to_bytes(4, "big")
            if code == 0xAA:
                return bytes([0x41 if unit.defrosting else 0x42 if unit.preheating else 0x40])
            if code == 0xAB:
                return bytes([0x41 if unit.standby else 0x40])
        return b""


PLUG = Toshiba
