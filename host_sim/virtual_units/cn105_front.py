"""Mitsubishi's CN105 as the unit speaks it: `FC type 01 30 len payload check`, check = FC - sum of all before.

2400 8E1. The unit never speaks first. Layouts: muart-group's documentation, SwiCago/HeatPump, echavet/MitsubishiCN105ESPHome (as
gathered in the project's notes, sections 1.1 to 1.5). What it answers before it was greeted is a guess: nothing. So are the
codes of the plant's two own faults.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from host_sim.virtual_units.ear import in_steps
from host_sim.virtual_units.front import Front, key_of
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import QUIET, SWING, IndoorUnit

HEAD = b"\xfc"
MACHINE = b"\x01\x30"  # air to air
CONNECT, INSTALLER, SET, GET = 0x5A, 0x5B, 0x41, 0x42
REPLY = 0x20
SIZE = 16  # of nearly every payload

_MODES = {HEAT: 1, DRY: 2, COOL: 3, FAN: 7, AUTO: 8}
_FANS = {FAN_AUTO: 0, QUIET: 1, 1: 2, 2: 3, 3: 5, 4: 6}
_VANES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, SWING: 7}
_WIDE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, SWING: 12}
_SPLIT = 8  # of the wide vane: left and right; blown straight ahead here
_LETTERS, _SECOND = "AbEFJLPU", "0123456789ABCDEFOHJLPU"
_FAULTS = {1: ("P8", 0x1110), 2: ("U2", 0x1102)}  # indoor coil too hot, discharge too hot
_ROOM_SENSOR, _LISTENS = 2, 3  # installer function 102, value 3: the room's temperature comes from outside
_FUNCTIONS = 14  # in a page
_TEMPERATURE_TAIL = b"\xfe\x42"  # behind the second room reading, as captured; meaning unknown
_JUNK = 1  # of the outdoor temperature: -63.5 °C


def check(frame: bytes | bytearray) -> int:
    """Of all bytes before it."""
    return (0xFC - sum(frame)) & 0xFF


def frame_of(kind: int, payload: bytes) -> bytes:
    """A whole frame."""
    head = HEAD + bytes([kind]) + MACHINE + bytes([len(payload)]) + payload
    return head + bytes([check(head)])


def legacy(value: int) -> int:
    """The older byte of a set point, 0.01 °C: 31 - T, bit 10 for a half."""
    return (31 - value // 100) & 0x0F | (0x10 if value % 100 >= 50 else 0)


def modern(value: int) -> int:
    """The newer byte of a temperature, 0.01 °C: 2 T + 128."""
    return (in_steps(value, 0.5) // 50 + 128) & 0xFF


def fault_bytes(fault: int) -> tuple[int, int]:
    """(number, two characters in a byte) of a code of the plant."""
    text, number = _FAULTS.get(fault, (f"E{_SECOND[fault % 16]}", 0x6600 + fault % 256))
    return number, _LETTERS.index(text[0]) << 5 | _SECOND.index(text[1])


class Cn105(Front):
    """`functions`: the installer's, by displayed number from 101 on."""

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._wire = profile.wire
        self._silent_to = {int(text, 16) for text in self._wire["silent_to"]}
        self.functions = {101 + k: 1 for k in range(2 * _FUNCTIONS)}
        self._known = False

    def begin(self) -> None:
        self._known = False

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            foreign = len(data) > 1 and data[1] not in (CONNECT, INSTALLER, SET, GET)
            if data[0] != HEAD[0] or foreign or not MACHINE.startswith(bytes(data[2:4])):
                self.skip()
                continue
            if len(data) < 5 or len(data) < data[4] + 6:
                return
            size = data[4] + 6
            if check(data[: size - 1]) != data[size - 1]:
                self.skip()
                continue
            yield bytes(data[:size])
            del data[:size]

    def hear(self, request: bytes, ms: float) -> None:
        kind, payload = request[1], request[5:-1]
        out = self._answer(kind, payload + bytes(SIZE - len(payload)), ms / 1000.0)
        if out is not None:
            self.say(frame_of(kind + REPLY, out), ms + self.REPLY)

    def _answer(self, kind: int, payload: bytes, at: float) -> bytes | None:
        command = payload[0]
        if kind == INSTALLER and command == 0xC9:
            return bytes.fromhex(self._wire["capabilities"])
        if kind in (CONNECT, INSTALLER):
            self._known = True
            return b"\x00"
        if not self._known:
            return None
        if kind == SET:
            done = not self.faults.nak and self._set(command, payload, at)
            return bytes([0x00 if done else 0xFF]) + bytes(SIZE - 1)
        if command in self._silent_to or self.faults.nak:
            return None
        said = self._get(command, at)
        return None if said is None else (bytes([command]) + said).ljust(SIZE, b"\x00")

    # Set

    def _set(self, command: int, payload: bytes, at: float) -> bool:
        if command == 0x01:
            self._settings(payload)
        elif command == 0x07:
            self.unit.feed(self._fed(payload) if payload[1] & 1 else None, at)
        elif command in (0x1F, 0x21):
            for byte in payload[1:]:
                if byte:
                    self.functions[100 + (byte >> 2)] = byte & 3
            self.unit.ear.unlocked = self.unit.habits.feed != "locked" or self.functions[100 + _ROOM_SENSOR] == _LISTENS
        elif command != 0x08:
            return False
        return True

    def _fed(self, payload: bytes) -> int:
        """0.01 °C: 2T + 128 if it is there, else 2T - 16."""
        if self._wire["modern"] and payload[3]:
            return (payload[3] - 128) * 50
        return (payload[2] + 16) * 50

    def _settings(self, payload: bytes) -> None:
        """Each field whose bit is set."""
        flags, unit = payload[1], self.unit
        state: dict[str, int | bool] = {}
        if flags & 0x01:
            state["on"] = bool(payload[3] & 1)
        if flags & 0x02 and (mode := key_of(_MODES, payload[4] & 7 if payload[4] > 8 else payload[4])) is not None:
            state["mode"] = mode
        if flags & 0x04 and (value := self._setpoint(payload)) is not None:
            state["setpoint"] = value
        if flags & 0x08 and (fan := key_of(_FANS, payload[6])) is not None and (fan or unit.habits.quiet):
            state["fan"] = fan if fan == FAN_AUTO else min(fan, unit.habits.fans)
        if flags & 0x10 and unit.habits.vanes and (vane := key_of(_VANES, payload[7])) is not None:
            state["vane"] = vane
        if payload[2] & 1 and unit.habits.wide_vanes:
            wide = payload[13] & 0x0F
            if (known := 3 if wide == _SPLIT else key_of(_WIDE, wide)) is not None:
                state["wide"] = known
        unit.ask(**state)

    def _setpoint(self, payload: bytes) -> int | None:
        if payload[14]:
            return (payload[14] - 128) * 50 if self._wire["modern"] else None
        half = 50 if payload[5] & 0x10 and self.unit.habits.set_step == 0.5 else 0
        return (31 - (payload[5] & 0x0F)) * 100 + half

    # Get

    def _get(self, command: int, at: float) -> bytes | None:
        """The payload behind the command's byte; None: it does not know that one."""
        unit = self.unit
        if command == 0x02:
            return self._tell_settings()
        if command == 0x03:
            return self._tell_temperatures(at)
        if command == 0x04:
            number, letters = fault_bytes(unit.fault) if unit.fault else (0x8000, 0)
            return bytes([0, 0, 0, number >> 8, number & 0xFF, letters])
        if command == 0x05:
            return b""
        if command == 0x06:
            return self._tell_operation()
        if command == 0x09:
            flags = 0x02 * unit.defrosting | 0x04 * unit.preheating | 0x08 * unit.standby
            fan = 1 if unit.air == 1 and unit.fan == QUIET else _FANS[min(unit.air, 4)] if unit.air else 0
            return bytes([0, 0, flags, fan, 0x40 if unit.side != OFF else 0])
        if command in (0x20, 0x22):
            first = 101 if command == 0x20 else 101 + _FUNCTIONS
            return bytes((n - 100) << 2 | self.functions[n] for n in range(first, first + _FUNCTIONS))
        if command == 0x42:
            return b""
        return None

    def _tell_settings(self) -> bytes:
        unit = self.unit
        wide = _WIDE.get(unit.wide, 0) | (0x80 if self._wire.get("wide_flag") else 0)
        newer = modern(unit.setpoint) if self._wire["modern"] else 0
        return bytes(
            [
                0,
                0,
                unit.on,
                _MODES[unit.mode],
                legacy(unit.setpoint),
                _FANS[unit.fan],
                _VANES[unit.vane],
                0,
                0,
                wide,
                newer,
            ]
        )

    def _tell_temperatures(self, at: float) -> bytes:
        unit = self.unit
        room = unit.ear.tell(at)
        outdoor = {"yes": modern(unit.outdoor), "junk_idle": modern(unit.outdoor) if unit.operating else _JUNK}
        whole = max(room // 100 - 10, 0)
        if not self._wire["modern"]:
            return bytes([0, 0, whole])
        minutes = int(unit.running_time / 60)
        return (
            bytes([0, 0, whole, 0, outdoor.get(unit.habits.tells_outdoor, 0), modern(room), modern(unit.ear.head)])
            + _TEMPERATURE_TAIL
            + b"\x00"
            + minutes.to_bytes(3, "big")
        )

    def _tell_operation(self) -> bytes:
        unit, habits = self.unit, self.unit.habits
        speed = unit.speed if habits.tells_speed in ("yes", "noise_off") else 0
        if habits.tells_speed == "noise_off" and not unit.operating:
            speed = 17
        power = min(unit.watts, 0xFFFF) if habits.tells_power else 0
        energy = int(unit.energy / 360_000) & 0xFFFF if habits.tells_energy else 0
        tail = b"\x00\x00\x42" if self._wire["operation_42"] else b""
        return (
            bytes([0, 0, min(speed, 255), unit.operating]) + power.to_bytes(2, "big") + energy.to_bytes(2, "big") + tail
        )


PLUG = Cn105
