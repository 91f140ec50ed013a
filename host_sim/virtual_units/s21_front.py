"""Daikin's S21 as the unit speaks it: `02 command payload sum 03`; ACK 06, NAK 15, each one byte.

2400 8E2. The unit acknowledges a question and then answers it; the answer wants to be acknowledged (not enforced here, counted).
What its profile does not know is refused. Layouts: revk's ESP32-Faikin (Manuals/S21.md), asund/esphome-daikin-s21 (as gathered in
the project's notes, sections 2.1 to 2.4; the widths of the R answers as that component reads them). Times of the unit are not
published; those of the adapter, 45 ms before an ACK and 35 ms between frames, are taken for both.
"""

from __future__ import annotations

from collections.abc import Iterator

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import AUTO, COOL, DRY, FAN, HEAT
from host_sim.virtual_units.ear import in_steps
from host_sim.virtual_units.front import Front
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import QUIET, SWING, IndoorUnit

STX, ETX, ACK, NAK = 0x02, 0x03, 0x06, 0x15
BETWEEN = 35.0  # ms from the ACK to the answer
LONGEST = 40  # bytes

_MODES = {DRY: "2", COOL: "3", HEAT: "4", FAN: "6"}
_BY_LETTER = {"0": AUTO, "1": AUTO, "7": AUTO, "2": DRY, "3": COOL, "4": HEAT, "6": FAN}
_COLDEST = 1800  # 0.01 °C of the letter '@'
_RPM = (0, 600, 750, 900, 1050, 1200)  # of the fan's levels: a guess, no matter here
_NO_SPEED = 999
_RUNNING, _ONLINE, _MELTING = 0x04, 0x08, 0x02  # bits of RzB2
_LOCKED, _MULTI = 0x01, 0x20  # bits of RzC3; running 04, defrost 08


def sum_of(data: bytes | bytearray) -> int:
    """As it is sent: what would be a control byte is 2 more."""
    total = sum(data) & 0xFF
    return total + 2 if total in (STX, ETX, ACK, NAK) else total


def frame_of(command: str, payload: bytes) -> bytes:
    """A whole frame."""
    inner = command.encode() + payload
    return bytes([STX]) + inner + bytes([sum_of(inner), ETX])


def tenths(value: int) -> bytes:
    """A temperature, 0.01 °C, as four characters: tenths, the last digit first, then the sign."""
    return f"{abs(value) // 10:03d}"[::-1].encode() + (b"+" if value >= 0 else b"-")


def digits(value: int, width: int = 3) -> bytes:
    """A number, the last digit first."""
    return f"{value:0{width}d}"[-width:][::-1].encode()


def hexadecimal(value: int, width: int = 4) -> bytes:
    """The same in base 16."""
    return f"{value & (1 << 4 * width) - 1:0{width}X}"[::-1].encode()


class S21(Front):
    """`unacknowledged`: answers whose ACK has not come."""

    BAUD, PARITY, STOP = 2400, 0, 2
    REPLY = 45.0

    def __init__(self, unit: IndoorUnit, profile: Profile):
        super().__init__(unit, profile)
        self._known = frozenset(profile.wire["known"])
        self._heating = self._cooling = 0.0  # J by side
        self._counted = 0.0
        self.unacknowledged = 0

    def begin(self) -> None:
        self.unacknowledged = 0

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while data:
            if data[0] == ACK:
                self.unacknowledged = 0
                del data[:1]
                continue
            if data[0] != STX:
                self.skip()
                continue
            end = self._end(data)
            if end < 0:
                if len(data) > LONGEST:
                    self.skip()
                    continue
                return
            yield bytes(data[1 : end - 1])
            del data[: end + 1]

    def _end(self, data: bytearray) -> int:
        """Place of the ETX behind a sum that fits, bumped or not; -1 if there is none yet."""
        for end in range(3, min(len(data), LONGEST)):
            if data[end] == ETX:
                inner = data[1 : end - 1]
                if len(inner) >= 1 and data[end - 1] in (sum(inner) & 0xFF, sum_of(inner)):
                    return end
        return -1

    def hear(self, request: bytes, ms: float) -> None:
        text = request.decode("latin-1")
        command = next((text[:n] for n in (4, 3, 2) if text[:n] in self._known), None)
        acked = ms + self.REPLY
        if command is None or self.faults.nak:
            self.say(bytes([NAK]), acked)
        elif command[0] == "D":
            done = self._set(command, request[len(command) :])
            self.say(bytes([ACK if done else NAK]), acked)
        else:
            self.say(bytes([ACK]), acked)
            self.say(frame_of(chr(ord(command[0]) + 1) + command[1:], self._get(command, ms / 1000.0)), acked + BETWEEN)
            self.unacknowledged += 1

    # Set

    def _set(self, command: str, payload: bytes) -> bool:
        unit = self.unit
        if len(payload) < 4:
            return False
        letters = payload.decode("latin-1")
        if command == "D1":
            state: dict[str, int | bool] = {"on": letters[0] == "1"}
            if letters[1] in _BY_LETTER:
                state["mode"] = _BY_LETTER[letters[1]]
            if 0x40 <= payload[2] < 0x80:
                state["setpoint"] = _COLDEST + 50 * (payload[2] - 0x40)
            if letters[3] in "AB34567":
                state["fan"] = {"A": FAN_AUTO, "B": QUIET}.get(letters[3], payload[3] - 0x32)
            unit.ask(**state)
        elif command == "D5":
            bits = payload[0] & 0x07
            unit.ask(vane=SWING if bits & 1 else 0, wide=SWING if bits & 2 else 0)
        return True

    # Get

    def _get(self, command: str, at: float) -> bytes:
        unit, wire = self.unit, self.profile.wire
        fixed = {"F2": wire["features"], "F8": wire["version"], "FY00": wire.get("version3")}
        if (text := fixed.get(command)) is not None:
            return bytes.fromhex(text)
        if command.startswith(("R", "S")):
            return self._environment(command, at)
        if command == "F1":
            return self._settings()
        if command == "F5":
            swings = (unit.vane == SWING) + 2 * (unit.wide == SWING)
            return f"{7 if swings == 3 else swings}{'?' if swings else '0'}00".encode()
        if command == "F9":
            inside, outside = ((in_steps(value, 0.5) // 50 + 128) & 0xFF for value in (unit.ear.tell(at), unit.outdoor))
            return bytes([inside, outside, 0xFF, 0x30])
        if command in ("FM", "FU00", "FU02", "FU04"):
            return self._energy(command)
        if command == "FX60":
            return hexadecimal(unit.watts)
        return b"0000"  # timers, powerful, econo, serial error: none

    def _settings(self) -> bytes:
        unit = self.unit
        mode = _MODES.get(unit.mode) or {HEAT: "7", COOL: "0"}.get(unit.side, "1")
        fan = {FAN_AUTO: "A", QUIET: "B"}.get(unit.fan) or chr(0x32 + unit.fan)
        letter = 0x40 + (unit.setpoint - _COLDEST) // 50
        return f"{int(unit.on)}{mode}".encode() + bytes([letter]) + fan.encode()

    def _environment(self, command: str, at: float) -> bytes:
        unit = self.unit
        if command == "RH":
            return tenths(unit.ear.tell(at))
        if command == "Ra":
            return tenths(unit.outdoor)
        if command == "RI":
            return tenths(unit.coil)
        if command == "RX":
            return tenths(unit.target)
        if command == "RC":
            return digits(unit.setpoint // 100)
        if command == "RL":
            return digits(_RPM[unit.air] // 10)
        if command == "RN":
            return b"000+"
        if command == "Rd":
            return digits(_NO_SPEED if unit.habits.tells_speed == "invalid" else unit.speed)
        if command == "Rb":
            return digits(min(15 * unit.speed // 100, 15) if unit.operating else 0)
        if command == "Rg":
            return b"1" if unit.speed else b"0"
        if command == "Re":
            return digits(unit.humidity)
        if command == "RzB2":
            bits = _ONLINE | _RUNNING * unit.operating
            return hexadecimal(bits | _MELTING * (unit.defrosting and unit.habits.tells_defrost), 1)
        bits = _LOCKED * unit.resting | 0x04 * unit.operating | 0x08 * unit.defrosting  # RzC3
        return hexadecimal(bits | _MULTI * (unit.other_head is not None), 2)

    def _energy(self, command: str) -> bytes:
        """0.1 kWh; by side what was counted between two questions goes to the side that is served."""
        new = self.unit.energy - self._counted
        self._counted = self.unit.energy
        if self.unit.side == COOL:
            self._cooling += new
        else:
            self._heating += new
        if command == "FM":
            return hexadecimal(int(self.unit.energy / 360_000))
        return hexadecimal(int(self._cooling / 360_000), 8) + hexadecimal(int(self._heating / 360_000), 8)


PLUG = S21
