"""What is set at a Daikin unit, between frames and what is followed (`follow`): F1, RG, F5, FR as it says, D1, D5, DR to be sent.

Written is only what differs, with the other fields as they were read: every D1 beeps.

Sources: revk/ESP32-Faikin Manuals/S21.md (F1, F5), asund/esphome-daikin-s21 s21.cpp (RG tells QUIET, which F1 does not; FR and
DR; 10 s for a change of mode).
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import HEAT
from ..follow import SETPOINT, VANE, WIDE
from ..unit import SWING
from . import asked, codec

_CONFIRM = const(10)  # s until an order must be seen in what the unit says
_LEAST = const(1800)  # 0.01 °C, of '@'
_BASIC = const(15)  # POWER, MODE, SETPOINT, BLOW


class Settings:
    """`payloads`: of the three orders, 4 bytes each. `first` 1: the whole state has not been read since the connect."""

    def __init__(self, follow):
        self._follow = follow
        follow.again = _CONFIRM
        follow.airs = 0
        follow.doubts = VANE  # there are flaps that tell where they are, and no more
        self.payloads = bytearray(12)
        self.first = 1
        self._g1 = bytearray(4)  # as it came
        self._swing = UNKNOWN  # 1 vertical, 2 horizontal
        self._humid = 0x30
        self._flap = UNKNOWN
        self._orders = 0  # bits of those that are still to be sent

    def begin(self):
        """The unit answers, for the first time or again."""
        self.first = 1
        self._orders = 0
        self._follow.connected()

    def can(self, byte):
        """The first of F2."""
        self._follow.sets = _BASIC | (VANE if byte & 4 else 0) | (WIDE if byte & 8 else 0)

    # what it says

    def take(self, query, buffer, at, known):
        """The answer to F1, RG, F5 or FR, from `at` on."""
        follow = self._follow
        unit = follow.unit
        byte = buffer[at]
        half = 0
        if query == asked.Q_F1:
            half = self._basic(buffer, at, known) % 100
        elif query == asked.Q_RG:
            unit.quiet = 1
            self._fan(byte)
        elif query == asked.Q_F5:
            self._swing = byte & 3
            self._humid = buffer[at + 2]
            if follow.sets & WIDE:
                follow.wide = SWING if byte & 2 else 0
        else:
            flap = self._flap = byte - 0x30
            if 0 <= flap <= 5 and not follow.lacks:
                unit.vanes = 5
        if self._swing != UNKNOWN:
            fixed = self._flap if unit.vanes and 0 <= self._flap <= 5 else 0
            follow.vane = SWING if self._swing & 1 else fixed
        follow.said(1 - self.first)
        if half:
            follow.halves()

    def _basic(self, buffer, at, known):
        follow = self._follow
        for k in range(3):
            self._g1[k] = buffer[at + k]
        follow.on = buffer[at] & 1
        follow.mode = mode = codec.mode(buffer[at + 1])
        follow.setpoint = codec.setpoint(buffer[at + 2]) if mode > 0 and follow.binds >> mode & 1 else UNKNOWN
        if not follow.on:
            follow.unit.running = 0
        if not known >> asked.Q_RG & 1:
            self._fan(buffer[at + 3])
        return follow.setpoint if follow.setpoint > 0 else 0

    def _fan(self, byte):
        self._g1[3] = byte
        self._follow.fan = codec.fan(byte)

    # what is asked for

    def due(self):
        """The order to send now, its place in `asked.TELL`, or -1."""
        follow = self._follow
        unit = follow.unit
        if not self._orders:
            bits = follow.due()
            if bits & SETPOINT and follow.tries > 1 and unit.mode == HEAT and unit.target() < _LEAST:
                unit.heat_low = _LEAST  # not every unit goes below
                bits = follow.differs()
            self._orders = (1 << asked.O_D1 if bits & _BASIC else 0) | (
                1 << asked.O_D5 | 1 << asked.O_DR if bits & (VANE | WIDE) else 0
            )
        for k in range(3):
            if self._orders >> k & 1:
                self._orders &= ~(1 << k)
                if self._basics() if k == asked.O_D1 else self._swings() if k == asked.O_D5 else self._fixed():
                    return k
        return -1

    def _basics(self):
        follow = self._follow
        unit = follow.unit
        new = self.payloads
        on = 1 if unit.mode else 0
        mode = unit.mode or unit.said_mode
        for k in range(4):
            new[k] = self._g1[k]
        new[0] = 0x30 + on
        if mode > 0:
            new[1] = codec.mode_letter(mode)
        if on:
            if follow.binds >> mode & 1:
                new[2] = codec.setpoint_letter(unit.target())
            fan = follow.blow()
            if fan > 0:
                new[3] = codec.fan_letter(fan)
        return 1

    def _swings(self):
        """1 if it is to begin to move, or to stop."""
        unit = self._follow.unit
        sets = self._follow.sets
        swing = self._swing
        if unit.vane != UNKNOWN and sets & VANE:
            swing = swing & 2 | (1 if unit.vane == SWING else 0)
        if unit.wide != UNKNOWN and sets & WIDE:
            swing = swing & 1 | (2 if unit.wide == SWING else 0)
        new = self.payloads
        new[4] = 0x37 if swing == 3 else 0x30 + swing
        new[5] = 0x3F if swing else 0x30
        new[6] = self._humid
        new[7] = 0x30
        return swing != self._swing

    def _fixed(self):
        """1 if it is to go to a fixed place, or from one."""
        unit = self._follow.unit
        vane = unit.vane
        if not unit.vanes or not 0 <= vane <= 5 or vane == self._flap or not 0 <= self._flap <= 5:
            return 0
        for k in range(8, 12):
            self.payloads[k] = 0x30
        self.payloads[8] += vane
        return 1
