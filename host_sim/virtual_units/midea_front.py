"""Midea's UART as the unit speaks it: `AA len AC sync 00 00 00 00 proto type body CRC check`.

9600 8N1. Check: the sum of all after the AA is 0; CRC-8 (0x8C reflected) over the body, which old units do not send. Layouts:
dudanov/MideaUART, reneklootwijk/node-mideahvac, mill1000/midea-msmart (as gathered in the project's notes, sections 3.1 and 3.2).
The time to an answer is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.ear import in_steps
from host_sim.virtual_units.front import Front
from host_sim.virtual_units.indoor import SWING

START, AIR_CONDITIONER = 0xAA, 0xAC
CONTROL, QUERY, NETWORK = 0x02, 0x03, 0x0D
HEADER = 10
LONGEST = 64

_MODES = {AUTO: 1, COOL: 2, DRY: 3, HEAT: 4, FAN: 5}
_BY_CODE = {code: mode for mode, code in _MODES.items()}
_AUTO_FAN = 102  # %
_STEP = 20  # % a level
_VERTICAL, _HORIZONTAL = 0x0C, 0x03
_FAULTS = {1: 3, 2: 12}  # code of byte 16 for the plant's: a guess
# Modes heat, cool, dry, automatic; swing both ways; energy counted; 16 to 30 °C, with halves (MID-M: 0214, 0215, 0216, 0225)
_CAPABILITIES = bytes.fromhex("B504140201011502010116020102250207203C203C203C01")

_IN_DIGITS, _IN_BINARY = bytes.fromhex("16020102"), bytes.fromhex("16020104")  # how the counter is written


def _remainder(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0x8C if byte & 1 else byte >> 1
    return byte


_REMAINDERS = bytes(_remainder(byte) for byte in range(256))


def crc(body: bytes | bytearray) -> int:
    """CRC-8, polynomial 0x31 reflected, from 0."""
    value = 0
    for byte in body:
        value = _REMAINDERS[value ^ byte]
    return value


def frame_of(kind: int, body: bytes, proto: int = 0x03, with_crc: bool = True) -> bytes:
    """A whole frame."""
    if with_crc:
        body += bytes([crc(body)])
    inner = bytes([HEADER + len(body), AIR_CONDITIONER, 0, 0, 0, 0, 0, proto, kind]) + body
    return bytes([START]) + inner + bytes([-sum(inner) & 0xFF])


class Midea(Front):
    """`network_at`: ms at which the module last spoke of the network, None: never."""

    BAUD, PARITY, STOP = 9600, None, 1
    REPLY = 40.0

    network_at: float | None = None

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] != START:
                self.skip()
                continue
            if len(data) < 2:
                return
            size = data[1] + 1
            if not HEADER + 3 <= size <= LONGEST:
                self.skip()
                continue
            if len(data) < size:
                return
            if data[2] != AIR_CONDITIONER or sum(data[1:size]) & 0xFF or crc(data[HEADER : size - 2]) != data[size - 2]:
                self.skip()
                continue
            yield bytes(data[:size])
            del data[:size]

    def hear(self, request: bytes, ms: float) -> None:
        proto, kind, body = request[8], request[9], request[HEADER:-2]
        out = None if self.faults.nak else self._answer(kind, body, ms)
        if out is not None:
            with_crc = self.profile.wire["body_crc"]
            self.say(frame_of(kind, out, proto, with_crc), ms + self.REPLY)

    def _answer(self, kind: int, body: bytes, ms: float) -> bytes | None:
        wire = self.profile.wire
        if kind == NETWORK:
            self.network_at = ms
            return None
        if kind == CONTROL and body[0] == 0x40 and len(body) >= 11:
            self._set(body)
            return self._state(ms / 1000.0)
        if kind != QUERY:
            return None
        if body[0] == 0xB5:
            return self._abilities() if wire["capabilities"] and body[2:3] == b"\x11" else None
        if body[:2] == b"\x41\x81":
            return self._state(ms / 1000.0)
        if body[:2] == b"\x41\x21" and len(body) > 3 and body[3] == 0x44 and wire["power"] != "none":
            return self._power()
        return None

    def _abilities(self) -> bytes:
        if self.profile.wire["power"] == "binary":
            return _CAPABILITIES.replace(_IN_DIGITS, _IN_BINARY)
        return _CAPABILITIES

    def _set(self, body: bytes) -> None:
        """The whole state."""
        unit = self.unit
        body = body.ljust(24, b"\x00")
        state: dict[str, int | bool] = {"on": bool(body[1] & 1)}
        if (mode := _BY_CODE.get(body[2] >> 5)) is not None:
            state["mode"] = mode
        whole = body[18] & 0x1F
        state["setpoint"] = ((whole + 12) if whole else (body[2] & 0x0F) + 16) * 100 + (50 if body[2] & 0x10 else 0)
        percent = body[3] & 0x7F
        state["fan"] = FAN_AUTO if percent > 100 else max(-(-percent // _STEP), 1)
        state["vane"] = SWING if body[7] & _VERTICAL else 0
        state["wide"] = SWING if body[7] & _HORIZONTAL else 0
        unit.ask(**state)

    def _state(self, at: float) -> bytes:
        unit, wire = self.unit, self.profile.wire
        out = bytearray(24 if wire["body_crc"] else 20)
        out[0] = 0xC0
        out[1] = unit.on | (0x80 if unit.fault else 0)
        whole, half = unit.setpoint // 100, unit.setpoint % 100 >= 50
        out[2] = _MODES[unit.mode] << 5 | 0x10 * half | (whole - 16) & 0x0F
        out[3] = _AUTO_FAN if unit.fan == FAN_AUTO else _STEP * unit.fan
        out[4] = out[5] = 0x7F  # no timers
        out[7] = _VERTICAL * (unit.vane == SWING) | _HORIZONTAL * (unit.wide == SWING)
        room, outdoor = unit.ear.tell(at), unit.outdoor
        out[11], inside = self._temperature(room)
        out[12], outside = self._temperature(outdoor)
        if unit.habits.tells_outdoor == "no":
            out[12], outside = 0xFF, 0
        if wire["decimals"]:
            out[13] = (whole - 12) & 0x1F
            out[15] = outside << 4 | inside
        out[16] = _FAULTS.get(unit.fault, unit.fault)
        return bytes(out)

    def _temperature(self, value: int) -> tuple[int, int]:
        """(byte of halves, nibble of tenths): whole degrees and tenths, towards zero, where it tells tenths."""
        if not self.profile.wire["decimals"]:
            return (in_steps(value, 0.5) // 50 + 50) & 0xFF, 0
        size = abs(value)
        halves = size // 50
        tenth = size % 100 // 10
        return (50 + (halves if value >= 0 else -halves)) & 0xFF, tenth

    def _power(self) -> bytes:
        """Energy in 0.01 kWh, four bytes from 4 on; power in 0.1 W, three from 16 on."""
        out = bytearray(20)
        out[:4] = b"\xc1\x21\x01\x44"
        out[4:8] = self._number(int(self.unit.energy / 36_000), 4)
        out[16:19] = self._number(10 * self.unit.watts, 3)
        return bytes(out)

    def _number(self, value: int, count: int) -> bytes:
        if self.profile.wire["power"] == "binary":
            return (value % 256**count).to_bytes(count, "big")
        return bytes.fromhex(f"{value % 100**count:0{2 * count}d}")


PLUG = Midea
