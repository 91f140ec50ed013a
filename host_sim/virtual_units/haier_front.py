"""Haier's plug as the unit speaks it, hOn or smartAir2: `FF FF length flags 00*5 type data sum [CRC-16]`, a 55 behind each FF
that is no start.

9600 8N1. Length: from the flags to the sum. Sum: of all bytes from the length on as they go over the line, CRC-16/ARC: of the
same without the 55s; flags 40: there is one. Facts: paveldn/HaierProtocol (995c0c9), paveldn/haier-esphome (d747bed) and what
units said in its issues #19, #67, #79, #82, #115, #118; answers after 86 to 190 ms (#74, #79, #82). The codes of the plant's
own two faults are the alarms that mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.front import Front, key_of
from host_sim.virtual_units.indoor import SWING

START, STUFFING, WITH_CRC = 0xFF, 0x55, 0x40
LEAST, MOST = 8, 250  # of the length

CONTROL, STATUS, INVALID, ALARM, CONFIRM = 0x01, 0x02, 0x03, 0x04, 0x05
VERSION, IDENTITY, ALARMS, NETWORK, MANAGEMENT = 0x61, 0x70, 0x73, 0xF7, 0xFC
ANSWER = 1  # a question's type and the next are a pair

_VERSION = b"E++2.18\x0017062600\xf1\x00\x0017052600\x01U-AC\x00\x00\x00\x00\x00\x04"  # #74; the last: it has a CRC
_IDENTITY = bytes(range(32)) + b"\x04"
_ALARM_BYTES = 8
_ALARMS = {1: 24, 2: 32}  # heating overload, compressor's outlet too hot: paveldn/haier-esphome hon_packet.h
_LAST_ALARM = 50
_TOLD_AGAIN = 5000.0  # ms: paveldn/HaierProtocol tools/utils/hon_server.cpp

_HON_MODES = {AUTO: 0, COOL: 1, DRY: 2, HEAT: 4, FAN: 6}
_HON_FANS = {3: 1, 2: 2, 1: 3, FAN_AUTO: 5}
_VANES = {1: 2, 2: 4, 3: 6, 4: 8, 5: 10, SWING: 12}
_WIDE = {1: 3, 2: 4, 3: 0, 4: 5, 5: 6, SWING: 7}
_SMART_MODES = {AUTO: 0, COOL: 1, HEAT: 2, FAN: 3, DRY: 4}
_SMART_FANS = {3: 0, 2: 1, 1: 2, FAN_AUTO: 3}
_LOWEST = 16  # °C
_GROUP = 10  # bytes that the usual unit takes at once
_SENSORS = 22  # bytes that follow them
_OURS = 3  # who has set it last: the module


def crc(data: bytes | bytearray) -> int:
    """CRC-16/ARC."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return value


def stuffed(data: bytes) -> bytes:
    """With a 55 behind every FF."""
    return data.replace(b"\xff", b"\xff\x55")


def frame_of(kind: int, data: bytes = b"", with_crc: bool = True) -> bytes:
    """A whole frame."""
    inner = bytes([LEAST + len(data), WITH_CRC * with_crc, 0, 0, 0, 0, 0, kind]) + data
    line = stuffed(inner)
    out = line + stuffed(bytes([sum(line) & 0xFF]))
    if with_crc:
        out += stuffed(crc(inner).to_bytes(2, "big"))
    return bytes([START, START]) + out


class Haier(Front):
    """`wire.protocol`: hon, smartair2. `settable`: bytes that can be set, 10, or 18 of a ducted one, which takes but one
    thing at a time. `measures`: it answers what is asked for by 4DFE."""

    BAUD, PARITY, STOP = 9600, None, 1
    REPLY = 90.0

    _confirmed_at = -_TOLD_AGAIN

    def _requests(self) -> Iterator[bytes]:
        """Type and data of what is whole."""
        data = self._in
        while data:
            if data[0] != START:
                self.skip()
                continue
            if len(data) < 2:
                return
            if data[1] != START or data[2:3] == b"\xff":
                self.skip()
                continue
            found = self._whole()
            if found is None:
                return
            kind, size = found
            if not size:
                self.skip()
                continue
            yield kind
            del data[:size]

    def _whole(self) -> tuple[bytes, int] | None:
        """(type and data, bytes on the line) of the frame at the beginning; size 0: it is none; None: more is to come."""
        data = self._in
        plain = bytearray()
        total = 0
        at = 2
        while True:
            length = plain[0] if plain else LEAST
            crc_size = 2 if len(plain) > 1 and plain[1] & WITH_CRC else 0
            if not LEAST <= length <= MOST:
                return b"", 0
            whole = length + 1 + crc_size
            if len(plain) >= max(whole, 2):
                break
            if at >= len(data):
                return None
            byte = data[at]
            counts = len(plain) < length  # to the sum
            plain.append(byte)
            total += byte if counts else 0
            at += 1
            if byte == START:
                if at >= len(data):
                    return None
                if data[at] != STUFFING:
                    return b"", 0
                total += STUFFING if counts else 0
                at += 1
        if plain[length] != total & 0xFF:
            return b"", 0
        if crc_size and int.from_bytes(plain[length + 1 : whole], "big") != crc(plain[:length]):
            return b"", 0
        return bytes(plain[7:length]), at

    def hear(self, request: bytes, ms: float) -> None:
        kind, data = request[0], request[1:]
        hon = self.profile.wire["protocol"] == "hon"
        if kind == CONFIRM:
            self._confirmed_at = ms
            return
        answer = self._hon(kind, data, ms) if hon else self._smart(kind, data, ms)
        if answer is None:
            answer = (INVALID, b"\x00\x00")
        self.say(frame_of(*answer, hon), ms + self.REPLY)
        if hon and self.unit.fault and ms - self._confirmed_at >= _TOLD_AGAIN:
            self.say(frame_of(ALARM, b"\x0f\x5a" + self._alarm_bits()), ms + 2 * self.REPLY)

    # hOn

    def _hon(self, kind: int, data: bytes, ms: float) -> tuple[int, bytes] | None:
        if kind == VERSION:
            return VERSION + ANSWER, _VERSION
        if kind == IDENTITY:
            return IDENTITY + ANSWER, _IDENTITY
        if kind == ALARMS:
            return ALARMS + ANSWER, b"\x0f\x5a" + self._alarm_bits()
        if kind == NETWORK:
            return CONFIRM, b""
        if kind == MANAGEMENT:
            return MANAGEMENT + ANSWER, bytes(6)
        if kind != CONTROL or len(data) < 2 or self.faults.nak and data[:1] in (b"\x60", b"\x5d"):
            return None
        wire, at = self.profile.wire, ms / 1000.0
        if data == b"\x4d\x01":
            return STATUS, b"\x6d\x01" + self._hon_state(at)
        if data == b"\x4d\xfe" and wire["measures"]:
            return STATUS, b"\x7d\x01" + self._hon_state(at) + self._measured()
        if data[:2] == b"\x60\x01" and len(data) == 2 + _GROUP == 2 + wire["settable"]:
            self._set_group(data[2:])
            return STATUS, b"\x6d\x5f" + self._hon_state(at)
        if data[0] == 0x5D and len(data) == 4 and self._set_one(data[1], data[3]):
            return STATUS, b"\x6d\x5f" + self._hon_state(at)
        return None

    def _set_group(self, data: bytes) -> None:
        state: dict[str, int | bool] = {"on": bool(data[5] & 1)}
        mode = key_of(_HON_MODES, data[2] >> 5)
        fan = key_of(_HON_FANS, data[2] & 7)
        if mode is not None:
            state["mode"] = mode
        state["setpoint"] = (data[0] + _LOWEST) * 100 + (50 if data[4] & 4 else 0)
        if fan is not None and not (mode == FAN and fan == FAN_AUTO):
            state["fan"] = fan
        if self.unit.habits.vanes and (vane := key_of(_VANES, data[1] & 15)) is not None:
            state["vane"] = vane
        if self.unit.habits.wide_vanes and (wide := key_of(_WIDE, data[7] & 7)) is not None:
            state["wide"] = wide
        self.unit.ask(**state)

    def _set_one(self, number: int, value: int) -> bool:
        """A parameter by its number; whether it has that one."""
        found: int | bool | None
        if number == 1:
            name, found = "on", bool(value)
        elif number == 2:
            name, found = "setpoint", (value + _LOWEST) * 100
        elif number == 3:
            name, found = "vane", key_of(_VANES, value)
        elif number == 4:
            name, found = "mode", key_of(_HON_MODES, value)
        elif number == 5:
            name, found = "fan", key_of(_HON_FANS, value)
        elif number == 12:
            name, found = "wide", key_of(_WIDE, value)
        else:
            return False
        if found is None:
            return False
        self.unit.ask(**{name: found})
        return True

    def _hon_state(self, at: float) -> bytes:
        unit, habits = self.unit, self.unit.habits
        whole = unit.setpoint // 100 - _LOWEST
        vane = _VANES.get(unit.vane, _VANES[SWING]) if habits.vanes else 0
        wide = _WIDE.get(unit.wide, _WIDE[SWING]) if habits.wide_vanes else 0
        half = 4 if unit.setpoint % 100 else 0
        out = bytes([whole, vane, _HON_MODES[unit.mode] << 5 | _HON_FANS[unit.fan], 0, 2 | half, unit.on, 0, wide])
        sensors = bytes(
            [
                max(round(unit.ear.tell(at) / 50), 0),
                unit.humidity,
                unit.outdoor // 100 + 64 if habits.tells_outdoor == "yes" else 0,
                0,
                0,
                _OURS,
            ]
        )
        return out.ljust(self.profile.wire["settable"], b"\x00") + sensors.ljust(_SENSORS, b"\x00")

    def _measured(self) -> bytes:
        """Power, temperatures, speed, current, and what runs: 2 where it says nothing of it."""
        unit, habits = self.unit, self.unit.habits
        outside = unit.outdoor // 100 + 64
        defrosts = int(unit.defrosting) if habits.tells_defrost else 2
        runs = int(unit.operating) if habits.tells_running else 2
        return (
            unit.watts.to_bytes(2, "big")
            + bytes([max(unit.coil // 50 + 40, 0), outside, outside, outside, outside])
            + bytes([unit.speed if habits.tells_speed == "yes" else 0, 0, 0])
            + bytes([int(unit.operating) | defrosts << 2, runs | (unit.air > 0) << 2 | 2 << 4 | 2 << 6, 0, 0])
        )

    def _alarm_bits(self) -> bytes:
        """A bit an alarm, the first eight in the last byte."""
        if not self.unit.fault:
            return bytes(_ALARM_BYTES)
        alarm = _ALARMS.get(self.unit.fault, min(self.unit.fault, _LAST_ALARM))
        return (1 << alarm).to_bytes(_ALARM_BYTES, "big")

    # smartAir2

    def _smart(self, kind: int, data: bytes, ms: float) -> tuple[int, bytes] | None:
        unit = self.unit
        if kind == NETWORK:
            return CONFIRM, b""
        if kind != CONTROL or self.faults.nak and data[1:2] != b"\x01":
            return None
        if data == b"\x4d\x02":
            unit.ask(on=True)
        elif data == b"\x4d\x03":
            unit.ask(on=False)
        elif data[:2] == b"\x4d\x5f" and len(data) == 26:
            self._set_smart(data[2:])
        elif data != b"\x4d\x01":
            return None
        return STATUS, b"\x6d" + data[1:2] + self._smart_state(ms / 1000.0)

    def _set_smart(self, data: bytes) -> None:
        state: dict[str, int | bool] = {"on": bool(data[17] & 1)}
        mode, fan = key_of(_SMART_MODES, data[11]), key_of(_SMART_FANS, data[13])
        if mode is not None:
            state["mode"] = mode
        if fan is not None and not (mode == FAN and fan == FAN_AUTO):
            state["fan"] = fan
        state["setpoint"] = (data[23] + _LOWEST) * 100 + (50 if data[17] & 0x20 else 0)
        self.unit.ask(**state)

    def _smart_state(self, at: float) -> bytes:
        unit = self.unit
        out = bytearray(24)
        out[1] = max(unit.ear.tell(at) // 100, 0)
        out[3] = unit.humidity
        out[5] = 0x7F
        out[11] = _SMART_MODES[unit.mode]
        out[13] = _SMART_FANS[unit.fan]
        out[17] = unit.on | (0x20 if unit.setpoint % 100 else 0)
        out[23] = unit.setpoint // 100 - _LOWEST
        return bytes(out)


PLUG = Haier
