"""Samsung's NASA bus as the units on it speak: `32 size source destination C0 kind number count {message value} CRC 34`.

9600 8E1, RS-485. Size: of the frame, less 2; CRC-16/XMODEM from the source on; bits 9 and 10 of a message say how long its
value is. The indoor unit (20.00.00) and the outdoor one (10.00.00) tell what there is every so often, and at once what has
changed; a read is responded to, a request acknowledged. Facts: lanwin/esphome_samsung_ac (935e460, protocol_nasa.*, nasa.md:
up to 100 bytes of 55 go before a frame). How often they tell is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.bus_front import BusFront
from host_sim.virtual_units.front import key_of
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import IndoorUnit

START, END, PREAMBLE = 0x32, 0x34, b"\x55" * 3
SHORTEST, LONGEST = 16, 1500
READ, REQUEST, NOTIFICATION, RESPONSE, ACK, NACK = 1, 3, 4, 5, 6, 7
INDOOR, OUTDOOR, ALL = b"\x20\x00\x00", b"\x10\x00\x00", b"\xb0\xff\x20"

POWER, MODE, FAN_MODE, SETPOINT, ROOM, COIL = 0x4000, 0x4001, 0x4006, 0x4201, 0x4203, 0x4205
OUTSIDE, FAULT, ENERGY = 0x8204, 0x8235, 0x8414

_MODES = {AUTO: 0, COOL: 1, DRY: 2, FAN: 3, HEAT: 4}
_FANS = {FAN_AUTO: 0, 1: 1, 2: 2, 3: 3, 4: 4}


def crc(data: bytes | bytearray) -> int:
    """CRC-16/XMODEM."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def width(message: int) -> int:
    """Bytes of its value; 0: a structure."""
    return (1, 2, 4, 0)[message >> 9 & 3]


def frame_of(source: bytes, target: bytes, kind: int, number: int, messages: dict[int, int]) -> bytes:
    """A whole frame."""
    inner = source + target + bytes([0xC0, 0x10 | kind, number & 0xFF, len(messages)])
    for message, value in messages.items():
        size = width(message)
        inner += message.to_bytes(2, "big") + (value % 256**size).to_bytes(size, "big")
    return bytes([START]) + (len(inner) + 4).to_bytes(2, "big") + inner + crc(inner).to_bytes(2, "big") + bytes([END])


class Nasa(BusFront):
    """See above."""

    BAUD, PARITY, STOP = 9600, 0, 1
    REPLY = 20.0
    EVERY = 5000.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._number = 0

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] != START:
                self.skip()
                continue
            if len(data) < 3:
                return
            size = int.from_bytes(data[1:3], "big") + 2
            if not SHORTEST <= size <= LONGEST:
                self.skip()
                continue
            if len(data) < size:
                return
            if data[size - 1] != END or crc(data[3 : size - 3]).to_bytes(2, "big") != data[size - 3 : size - 1]:
                self.skip()
                continue
            yield bytes(data[:size])
            del data[:size]

    def hear(self, request: bytes, ms: float) -> None:
        source, target, kind, number = request[3:6], request[6:9], request[10] & 0x0F, request[11]
        if target != INDOOR:
            return
        messages = self._messages(request)
        if kind == READ:
            told = self._indoor(ms / 1000.0)
            answer = {message: told[message] for message in messages if message in told}
            self.say(frame_of(INDOOR, source, RESPONSE, number, answer), ms + self.REPLY)
        elif kind == REQUEST:
            if self.faults.nak:
                self.say(frame_of(INDOOR, source, NACK, number, {}), ms + self.REPLY)
                return
            self._take(messages)
            self.say(frame_of(INDOOR, source, ACK, number, {}), ms + self.REPLY)
            told = self._indoor(ms / 1000.0)
            self._tell({message: told[message] for message in messages if message in told}, ms + 10 * self.REPLY)

    def _messages(self, request: bytes) -> dict[int, int]:
        found = {}
        at = 13
        for _ in range(request[12]):
            message = int.from_bytes(request[at : at + 2], "big")
            size = width(message)
            if not size:
                break
            found[message] = int.from_bytes(request[at + 2 : at + 2 + size], "big")
            at += 2 + size
        return found

    def _take(self, messages: dict[int, int]) -> None:
        state: dict[str, int | bool] = {}
        if POWER in messages:
            state["on"] = bool(messages[POWER])
        if (mode := key_of(_MODES, messages.get(MODE, -1))) is not None:
            state["mode"] = mode
        if SETPOINT in messages:
            state["setpoint"] = 10 * messages[SETPOINT]
        if (fan := key_of(_FANS, messages.get(FAN_MODE, -1))) is not None:
            state["fan"] = fan
        self.unit.ask(**state)

    def speak(self, ms: float) -> None:
        self._tell(self._indoor(ms / 1000.0), ms)
        outside = {FAULT: self.unit.fault}
        if self.unit.habits.tells_outdoor == "yes":
            outside[OUTSIDE] = round(self.unit.outdoor / 10)
        if self.unit.habits.tells_energy:
            outside[ENERGY] = int(self.unit.energy / 3600)
        self._tell(outside, ms + 10 * self.REPLY, OUTDOOR)

    def _tell(self, messages: dict[int, int], ms: float, source: bytes = INDOOR) -> None:
        self._number += 1
        self.say(PREAMBLE + frame_of(source, ALL, NOTIFICATION, self._number, messages), ms)

    def _indoor(self, at: float) -> dict[int, int]:
        unit = self.unit
        return {
            POWER: int(unit.on),
            MODE: _MODES[unit.mode],
            FAN_MODE: _FANS[unit.fan],
            SETPOINT: round(unit.setpoint / 10),
            ROOM: round(unit.ear.tell(at) / 10),
            COIL: round(unit.coil / 10),
        }


PLUG = Nasa
