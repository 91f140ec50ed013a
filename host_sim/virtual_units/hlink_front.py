"""Hitachi's H-Link as the unit speaks it: lines of text that end with CR.

9600 8O1. `MT P=0000 C=FFFF` reads an address, `ST P=0003,0016 C=FFE6` writes one, `OK P=... C=...`, `OK` or `NG` answer. C: FFFF
less the sum of the bytes that the digits behind P spell. Facts: lumixen/esphome-hlink-ac (18b7472), lines of units in its issues
#42 and #63. What comes within 60 ms of the line before it is refused (its MIN_INTERVAL_BETWEEN_REQUESTS). The time to an answer
is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.front import Front, key_of
from host_sim.virtual_units.indoor import QUIET, SWING

END = b"\r"
REFUSED = b"NG P=0000 C=FFFF\r"
_REST = 60.0  # ms
_LONGEST = 64
_MODES = {HEAT: 0x0010, DRY: 0x0020, COOL: 0x0040, FAN: 0x0050, AUTO: 0x8000}
_FANS = {FAN_AUTO: 0, 3: 1, 2: 2, 1: 3, QUIET: 4}
_AUTO_CENTRE = 2500  # 0.01 °C: its README; in automatic a set point is said as the distance to it
_AUTO_SPAN = 3
_IDLE = 0x7E  # of the outdoor temperature while the compressor rests
_LINE = re.compile(rb"(MT|ST) P=([0-9A-F]{4})(?:,([0-9A-F]+))? C=([0-9A-F]{4})")


def check(digits: bytes) -> int:
    """Of what stands behind P."""
    return 0xFFFF - sum(bytes.fromhex(digits.decode())) & 0xFFFF


def answer_of(value: str) -> bytes:
    """The line that tells a value, in digits."""
    return f"OK P={value} C={check(value.encode()):04X}\r".encode()


class Hlink(Front):
    """`wire.missing`: addresses that it does not have."""

    BAUD, PARITY, STOP = 9600, 1, 1
    REPLY = 40.0

    _heard_at = -_REST

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while (end := data.find(END)) >= 0:
            line = bytes(data[:end])
            found = _LINE.search(line)
            if found and not len(found[3] or b"") % 2 and check(found[2] + (found[3] or b"")) == int(found[4], 16):
                del data[: end + 1]
                yield found[0]
            else:
                self.skip(end + 1)
        if len(data) > _LONGEST:
            self.skip(len(data))

    def hear(self, request: bytes, ms: float) -> None:
        soon = ms - self._heard_at < _REST
        self._heard_at = ms
        found = _LINE.match(request)
        if found is None or soon:
            self.say(REFUSED, ms + self.REPLY)
            return
        address = int(found[2], 16)
        if f"{address:04X}" in self.profile.wire["missing"]:
            answer = REFUSED
        elif found[1] == b"ST":
            done = bool(found[3]) and not self.faults.nak and self._set(address, int(found[3] or b"0", 16))
            answer = b"OK\r" if done else REFUSED
        else:
            told = self._get(address, ms / 1000.0)
            answer = REFUSED if told is None else answer_of(told)
        self.say(answer, ms + self.REPLY)

    def _set(self, address: int, value: int) -> bool:
        unit = self.unit
        if address == 0x0000:
            unit.ask(on=bool(value & 1))
        elif address == 0x0001 and (mode := key_of(_MODES, 0x8000 if value & 0x8000 else value)) is not None:
            unit.ask(mode=mode)
        elif address == 0x0002 and (fan := key_of(_FANS, value)) is not None:
            unit.ask(fan=fan)
        elif address == 0x0003:
            away = value - 0x10000 if value >= 0x8000 else value
            unit.ask(setpoint=_AUTO_CENTRE + 100 * away if abs(away) <= _AUTO_SPAN else 100 * value)
        elif address == 0x0014:
            unit.ask(vane=SWING if value & 1 else 0)
        elif address not in (0x0006, 0x0007, 0x0800):
            return False
        return True

    def _get(self, address: int, at: float) -> str | None:
        """The digits at an address; None: it does not have it."""
        unit = self.unit
        if address == 0x0003:
            if unit.mode == AUTO:
                away = min(max((unit.setpoint - _AUTO_CENTRE) // 100, -_AUTO_SPAN), _AUTO_SPAN)
                return f"{0xFF00 | away & 0xFF:04X}"
            return f"{unit.setpoint // 100:04X}"
        mode = _MODES[unit.mode]
        if unit.mode == AUTO and unit.side:
            mode |= _MODES[unit.side]
        outdoor = unit.outdoor // 100 & 0xFF if unit.operating or unit.habits.tells_outdoor == "yes" else _IDLE
        told = {
            0x0000: f"{int(unit.on):04X}",
            0x0001: f"{mode:04X}",
            0x0002: f"{_FANS[unit.fan]:02X}",
            0x0006: "0000",
            0x0014: "01" if unit.vane == SWING else "00",
            0x0100: f"{unit.ear.tell(at) // 100 & 0xFF:02X}",
            0x0102: f"{outdoor:02X}",
            0x0201: f"{unit.fault:04X}",
            0x0301: "FFFF" if unit.operating else "0000",
            0x0302: "00",
            0x0304: "00000000",
            0x0900: b"VIRTUAL".hex().upper(),
        }
        return told.get(address)


PLUG = Hlink
