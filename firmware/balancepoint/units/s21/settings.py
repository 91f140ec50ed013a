"""What is set at a Daikin unit: as it says (F1, RG, F5, FR), as it is asked for, and what is to be written (D1, D5, DR).

Written is only what differs, with the other fields as they were read. An order that is not followed is sent `_TRIES` times, then
told, and tried again after `_AGAIN`: every D1 beeps. What changes and was neither asked for nor is on its way has been changed at
the handset.

Sources: revk/ESP32-Faikin Manuals/S21.md (F1, F5), asund/esphome-daikin-s21 s21.cpp (RG tells QUIET, which F1 does not; FR and
DR; 10 s for a change of mode).
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, HEAT
from ..trouble import NOT_FOLLOWED, OK, REFUSED
from ..unit import QUIET, SWING
from . import asked, codec

_HOLD = const(5)  # s after a connect without orders
_CONFIRM = const(10)  # s until an order must be seen in what the unit says
_GRACE = const(5)  # s in which what it was to change may be on its way
_TRIES = const(3)
_LEAST = const(1800)  # 0.01 °C, of '@'
_AGAIN = const(300)  # s

# Fields that an order changes
_ON = const(1)
_MODE = const(2)
_SETPOINT = const(4)
_FAN = const(8)
_VANE = const(16)
_WIDE = const(32)


class Settings:
    """`payloads`: of the three orders, 4 bytes each. `trouble`: OK, NOT_FOLLOWED or REFUSED.

    `first` 1: the whole state has not been read since the connect; differences are nobody's wish, and nothing is written.
    `refused` 1: the last order got a NAK. `can`: bits of F2, 4 swings, 8 horizontally too.
    """

    def __init__(self, unit):
        self.unit = unit
        self.payloads = bytearray(12)
        self.trouble = OK
        self.first = 1
        self.refused = 0
        self.can = 12
        self._since = 0  # s, when the unit was connected
        self._g1 = bytearray(4)  # as it came
        self._swing = UNKNOWN  # 1 vertical, 2 horizontal
        self._humid = 0x30
        self._flap = UNKNOWN
        self._fixes = 1  # flaps can be fixed, where FR tells their place
        self._whole = 0  # half degrees are not kept
        self._new = bytearray(4)
        self._changes = 0
        self._wrote = 0  # fields of the last order, and when it was
        self._wrote_at = 0
        self._tries = bytearray(3)
        self._at = [0, 0, 0]  # s, the last of them

    def begin(self):
        """The unit answers, for the first time or again."""
        self.first = 1
        self._since = self.unit.now
        for k in range(3):
            self._tries[k] = 0

    # what it says

    def _said(self, field, old, new, asked):
        """`new`; a wish of people's if it is neither what it was, nor asked for, nor on its way."""
        unit = self.unit
        if unit.asked and new == asked:
            self._wrote &= ~field  # it has arrived
        elif not (
            new == old
            or self.first
            or old == UNKNOWN
            or new == UNKNOWN
            or (self._wrote & field and unit.now - self._wrote_at < _GRACE)
        ):
            unit.own_change = 1
        return new

    def take(self, query, buffer, at, known):
        """The answer to F1, RG, F5 or FR, from `at` on."""
        unit = self.unit
        byte = buffer[at]
        if query == asked.Q_F1:
            self._basic(buffer, at, known)
        elif query == asked.Q_RG:
            unit.quiet = 1
            self._fan(byte)
        elif query == asked.Q_F5:
            swing = self._swing = byte & 3
            self._humid = buffer[at + 2]
            if self.can & 8:
                unit.said_wide = self._said(_WIDE, unit.said_wide, SWING if swing & 2 else 0, unit.wide)
            if not unit.vanes:
                unit.said_vane = self._said(_VANE, unit.said_vane, SWING if swing & 1 else 0, unit.vane)
        else:
            flap = SWING if byte == 0x3F else byte - 0x30
            if self._fixes and (0 <= flap <= 5 or flap == SWING):
                self._flap = flap
                unit.vanes = 5
                unit.said_vane = self._said(
                    _VANE, unit.said_vane, SWING if self._swing == 1 or self._swing == 3 else flap, unit.vane
                )

    def _basic(self, buffer, at, known):
        unit = self.unit
        on = buffer[at] & 1
        mode = codec.mode(buffer[at + 1])
        setpoint = codec.setpoint(buffer[at + 2]) if mode == HEAT or mode == COOL or mode == AUTO else UNKNOWN
        for k in range(3):
            self._g1[k] = buffer[at + k]
        unit.on = self._said(_ON, unit.on, on, 1 if unit.mode else 0)
        if on:
            self._said(_MODE, unit.said_mode, mode, unit.mode)
            if mode == unit.said_mode:  # each mode has its own
                self._said(_SETPOINT, unit.said_setpoint, setpoint, unit.target())
        else:
            unit.running = 0
        unit.said_mode = mode
        unit.said_setpoint = setpoint
        unit.said_at = unit.now
        if not known >> asked.Q_RG & 1:
            self._fan(buffer[at + 3])
        if setpoint != UNKNOWN and setpoint % 100 and not self._whole:
            unit.step = 50

    def _fan(self, byte):
        unit = self.unit
        self._g1[3] = byte
        unit.said_fan = self._said(_FAN, unit.said_fan, codec.fan(byte), unit.fan)

    # what is asked for

    def due(self, known):
        """The order to send now, its place in `session.TELL`, or -1."""
        unit = self.unit
        if not unit.asked or self.first or unit.own_change or unit.now - self._since < _HOLD:
            return -1
        wanted = 0
        for k in range(3):
            if self._wanted(k, known):
                wanted = 1
                if self._sendable(k):
                    return k
            else:
                self._tries[k] = 0
        if not wanted:
            self.trouble = OK
        return -1

    def _wanted(self, k, known):
        """1 if order `k` changes something; it is in `_new` then."""
        if k == asked.O_D1:
            return self._basics()
        if self.unit.on != 1:
            return 0
        return self._swings(known) if k == asked.O_D5 else self._fixed()

    def _basics(self):
        unit = self.unit
        new = self._new
        on = 1 if unit.mode else 0
        mode = unit.mode or unit.said_mode
        changes = 0 if unit.on == on else _ON
        for k in range(4):
            new[k] = self._g1[k]
        new[0] = 0x30 + on
        if mode > 0:
            new[1] = codec.mode_letter(mode)
        if on:
            if mode != unit.said_mode:
                changes |= _MODE
            if mode == HEAT or mode == COOL or mode == AUTO:
                target = unit.target()
                new[2] = codec.setpoint_letter(target)
                if target != unit.said_setpoint:
                    changes |= _SETPOINT
            fan = unit.fan if unit.fan != QUIET or unit.quiet else 1
            if fan > 0:
                new[3] = codec.fan_letter(fan)
                if fan != unit.said_fan:
                    changes |= _FAN
        self._changes = _ON | _MODE | _SETPOINT | _FAN if changes & (_ON | _MODE) else changes  # each mode has its own
        return changes

    def _swings(self, known):
        unit = self.unit
        new = self._new
        said = swing = self._swing
        if not known >> asked.Q_F5 & 1:
            return 0
        if unit.vane != UNKNOWN and self.can & 4:
            swing = swing & 2 | (1 if unit.vane == SWING else 0)
        if unit.wide != UNKNOWN and self.can & 8:
            swing = swing & 1 | (2 if unit.wide == SWING else 0)
        new[0] = 0x37 if swing == 3 else 0x30 + swing
        new[1] = 0x3F if swing else 0x30
        new[2] = self._humid
        new[3] = 0x30
        self._changes = (swing ^ said) * _VANE  # 1 and 2 are the two
        return swing != said

    def _fixed(self):
        """To a fixed place, or from one."""
        unit = self.unit
        vane = unit.vane
        flap = self._flap
        if not 0 <= vane <= unit.vanes or flap < 0 or flap == vane or (not vane and flap == SWING):
            return 0
        for k in range(4):
            self._new[k] = 0x30
        self._new[0] += vane
        self._changes = _VANE
        return 1

    def _sendable(self, k):
        """1 if the order in `_new` is to be sent now."""
        unit = self.unit
        now = unit.now
        tries = self._tries[k]
        again = tries
        for place in range(4):
            if self.payloads[4 * k + place] != self._new[place]:
                self.payloads[4 * k + place] = self._new[place]
                again = 0
        if not again:
            tries = 0
            self.trouble = OK
        elif now - self._at[k] < _CONFIRM:
            return 0
        elif k == asked.O_D1 and unit.step == 50 and abs(unit.said_setpoint - unit.target()) == 50:
            unit.step = 100  # it does not keep half degrees
            self._whole = 1
            return 0
        elif k == asked.O_D1 and unit.mode == HEAT and unit.target() < _LEAST:
            unit.heat_low = _LEAST  # not every unit goes below
            return 0
        elif k == asked.O_DR and (tries == _TRIES or self.refused):
            self._fixes = unit.vanes = 0  # it tells where they are, and no more
            unit.said_vane = UNKNOWN
            return 0
        elif tries == _TRIES:
            self._tries[k] = _TRIES + 1
            self.trouble = REFUSED if self.refused else NOT_FOLLOWED
            if unit.refused < 1 << 29:
                unit.refused += 1
            return 0
        elif tries > _TRIES:
            if now - self._at[k] < _AGAIN:
                return 0
            tries = _TRIES - 1
        self._tries[k] = tries + 1
        self._at[k] = self._wrote_at = now
        self._wrote = self._changes
        return 1

    def lost(self, k):
        """Order `k` was not acknowledged: once more, soon."""
        self._at[k] -= _CONFIRM
