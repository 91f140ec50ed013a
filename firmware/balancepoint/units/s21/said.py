"""What a Daikin unit's answers say, put into its `Unit`; and whether somebody at the handset has changed something.

Sources: asund/esphome-daikin-s21 s21.cpp (RG, Rg, RzB2, RzC3, FR, FX60, versions, models whose RzB2 is random memory),
revk/ESP32-Faikin Manuals/S21.md (F1, F5, R), MaxMacSTN DaikinController (fault code in F4, 050 of a missing humidity sensor,
Rd that stays 000 on some units of version 0), joshbenner/esphome-daikin-s21 issue #7 (Rd 999, F9).
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, FAN, HEAT
from ..unit import NO_FAULT, SWING
from . import codec
from .asked import F1, F2, F4, F5, F8, F9, FM, FR, FX60, FY00, RG, RH, RI, RL, M, Ra, Rb, Rd, Re, Rg, RzB2, RzC3

# Fields that an order changes
ON = const(1)
MODE = const(2)
SETPOINT = const(4)
FANS = const(8)
VANE = const(16)
WIDE = const(32)

SERIAL_FAULT = const(1)  # the unit's own serial flag; no code of the maker's

_GRACE = const(5)  # s after an order in which what it was to change is still on its way


class Said:
    """`g1`, `g5`: their payloads as they came. `known`: bits of the queries that were answered. `version` 100 times, UNKNOWN."""

    def __init__(self, unit):
        self.unit = unit
        self.g1 = bytearray(b"00@A")
        self.g5 = bytearray(b"0000")
        self.known = 0
        self.version = UNKNOWN
        self.random = 0  # RzB2 and RzC3 mean nothing
        self.first = 1  # until the whole state has been read after a connect: differences are nobody's wish
        self.wrote = 0  # fields of the last order, and when it was
        self.at = 0
        self.whole = 0  # half degrees are not kept
        self.swing = 0  # 1 vertical, 2 horizontal
        self.can = 12  # F2: 4 swings, 8 horizontally too
        self.flap = UNKNOWN
        self._pull = UNKNOWN
        self._moist = 0

    def knows(self, k):
        return self.known >> k & 1

    def _new(self, field, old, new, asked):
        """`new`; a wish of people's if it is neither what it was, nor asked for, nor on its way."""
        unit = self.unit
        if (
            new != old
            and not self.first
            and old != UNKNOWN
            and new != UNKNOWN
            and not (unit.asked and new == asked)
            and not (self.wrote & field and unit.now - self.at < _GRACE)
        ):
            unit.own_change = 1
        return new

    def take(self, k, buffer, at, end):
        """1 if the answer to query `k`, `buffer[at:end]`, is one."""
        unit = self.unit
        now = unit.now
        size = end - at
        if size < 1 or (k == F1 and size != 4):
            return 0
        byte = buffer[at]
        if k == F1:
            self._basic(buffer, at)
        elif k == RG:
            unit.quiet = 1
            self.g1[3] = byte
            unit.said_fan = self._new(FANS, unit.said_fan, codec.fan(byte), unit.fan)
        elif k == RH:
            unit.room = codec.temperature(buffer, at, end)
            unit.room_at = now
        elif k == Ra:
            self._outdoor(codec.temperature(buffer, at, end))
        elif k == RI:
            unit.coil = codec.temperature(buffer, at, end)
        elif k == F9:
            if size < 2:
                return 0
            if not self.knows(RH):
                unit.room = codec.coarse(byte)
                unit.room_at = now
            if not self.knows(Ra):
                self._outdoor(codec.coarse(buffer[at + 1]))
        elif k == Rg:
            unit.tells_running = 1
            unit.running = byte & 1 if unit.on else 0  # other heads may have it running
            unit.running_at = now
        elif k == Rd:
            speed = codec.decimal(buffer, at, end)
            speed = speed if 0 <= speed <= 250 else UNKNOWN
            if speed > 0:
                unit.tells_speed = 1
            if unit.tells_speed:
                unit.speed = speed
                self._running(1 if speed > 0 else 0, Rg, RzB2)
        elif k == RzB2 or k == RzC3:
            bits = codec.hexadecimal(buffer, at, end)
            if bits < 0:
                return 0
            if k == RzB2:
                unit.tells_defrost = 1
                unit.defrosting = bits >> 1 & 1
                unit.state_at = now
                self._running(bits >> 2 & 1, Rg, Rg)
            else:
                self._standby(bits)
        elif k == Rb:
            self._pull = codec.decimal(buffer, at, end)
        elif k == F5:
            self._vanes(buffer, at, size)
        elif k == FR:
            self._flap(byte)
        elif k == RL:
            unit.actual_fan = 0 if codec.decimal(buffer, at, end) == 0 else unit.said_fan
        elif k == Re:
            value = codec.decimal(buffer, at, end)
            if 0 < value <= 100 and value != 50:
                self._moist = 1  # 000 and 050 are what units say that have no sensor
            unit.humidity = 10 * value if self._moist and 0 < value <= 100 else UNKNOWN
        elif k == F4:
            self._fault(buffer, at, size)
        elif k == FM:
            value = codec.hexadecimal(buffer, at, end)
            unit.energy = value if 0 <= value < 0xFFFF else UNKNOWN
            if unit.energy > 0:
                unit.tells_energy = 1
        elif k == FX60:
            value = codec.hexadecimal(buffer, at, end)
            unit.power = value if 0 <= value <= 20000 else UNKNOWN
            unit.tells_power = 1 if unit.power >= 0 else unit.tells_power
            unit.running_at = now
        elif k == F2:
            self.can = byte & 12
        elif k == F8:
            self.version = 100 * (buffer[at + 1] & 15) if size > 1 else UNKNOWN
        elif k == FY00:
            self.version = codec.decimal(buffer, at, end)
        elif k == M:
            value = codec.hexadecimal(buffer, at, end)
            self.random = 1 if value == 0x2806 or value == 0x4431 else 0
        return 1

    def _basic(self, buffer, at):
        unit = self.unit
        g1 = self.g1
        for k in range(3):
            g1[k] = buffer[at + k]
        on = g1[0] & 1
        mode = codec.mode(g1[1])
        setpoint = codec.setpoint(g1[2]) if mode == HEAT or mode == COOL or mode == AUTO else UNKNOWN
        unit.on = self._new(ON, unit.on, on, 1 if unit.mode else 0)
        if on:
            self._new(MODE, unit.said_mode, mode, unit.mode)
            if mode == unit.said_mode:  # each mode has its own
                self._new(SETPOINT, unit.said_setpoint, setpoint, self.target())
        else:
            unit.running = 0
        unit.said_mode = mode
        unit.said_setpoint = setpoint
        if not self.knows(RG):  # which tells QUIET too
            g1[3] = buffer[at + 3]
            unit.said_fan = self._new(FANS, unit.said_fan, codec.fan(g1[3]), unit.fan)
        if setpoint % 100 and setpoint != UNKNOWN and not self.whole:
            unit.step = 50
        unit.said_at = unit.now

    def target(self):
        """The set point that is asked for, as the unit can take it."""
        unit = self.unit
        low = unit.heat_low if unit.mode == HEAT else unit.cool_low
        high = unit.cool_high if unit.mode == COOL else unit.heat_high
        step = unit.step
        return (min(max(unit.setpoint, low), high) + (step >> 1)) // step * step

    def _outdoor(self, value):
        unit = self.unit
        unit.outdoor = value
        unit.outdoor_at = unit.now
        if value != UNKNOWN:
            unit.tells_outdoor = 1

    def _running(self, running, better, best):
        """By the best query that is answered."""
        unit = self.unit
        unit.running_at = unit.now
        if not self.knows(better) and not self.knows(best):
            unit.tells_running = 1
            unit.running = running if unit.on else 0

    def _standby(self, bits):
        """Other heads want the compressor (0x20), this one too (Rb), and it has it not: neither active nor in its lock-out."""
        unit = self.unit
        unit.state_at = unit.now
        if not bits & 0x20 or bits & 5 or not unit.on or unit.said_mode == FAN or unit.running == 1:
            unit.standby = 0
        else:
            unit.standby = UNKNOWN if self._pull == UNKNOWN else 1 if self._pull > 0 else 0

    def _vanes(self, buffer, at, size):
        unit = self.unit
        for k in range(min(size, 4)):
            self.g5[k] = buffer[at + k]
        swing = self.swing = self.g5[0] & 3
        if self.can & 8:
            unit.said_wide = self._new(WIDE, unit.said_wide, SWING if swing & 2 else 0, unit.wide)
        if not unit.vanes:
            unit.said_vane = self._new(VANE, unit.said_vane, SWING if swing & 1 else 0, unit.vane)

    def _flap(self, byte):
        unit = self.unit
        flap = SWING if byte == 0x3F else byte - 0x30
        if 0 <= flap <= 5 or flap == SWING:
            self.flap = flap
            unit.vanes = 5
            unit.said_vane = self._new(VANE, unit.said_vane, SWING if self.swing & 1 else flap, unit.vane)

    def _fault(self, buffer, at, size):
        unit = self.unit
        unit.fault_at = unit.now
        unit.fault = NO_FAULT
        if size == 4:
            if buffer[at] & 1 and buffer[at + 1]:
                unit.fault = buffer[at + 1]
            elif buffer[at + 2] & 0x30 == 0x10 or buffer[at + 2] & 0x30 == 0x20:
                unit.fault = SERIAL_FAULT
