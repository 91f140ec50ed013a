"""What is to be written to a Daikin unit: D1 (power, mode, set point, fan), D5 (swings), DR (a fixed flap).

Only what differs from what the unit says, with the other fields as they were read. An order that is not followed is sent
`TRIES` times, then told, and tried again after `_AGAIN`: every D1 beeps.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, HEAT
from ..trouble import NOT_FOLLOWED, OK, REFUSED
from ..unit import QUIET, SWING
from . import codec
from .asked import D1, D5, F5
from .said import FANS, MODE, ON, SETPOINT, VANE, WIDE

TRIES = const(3)
_HOLD = const(5)  # s after a connect without orders
_CONFIRM = const(10)  # s until it must be seen in what the unit says; a change of mode takes longest
_AGAIN = const(300)  # s


class Orders:
    """`payloads`: of the three orders, 4 bytes each. `trouble`: OK, NOT_FOLLOWED or REFUSED."""

    def __init__(self, said):
        self._said = said
        self.payloads = bytearray(12)
        self.trouble = OK
        self.since = 0  # s, when the unit was connected
        self.refused = 0  # 1: the last one got a NAK
        self._new = bytearray(4)
        self._changes = 0
        self._tries = bytearray(3)
        self._at = [0, 0, 0]

    def begin(self, now):
        """The unit answers, for the first time or again."""
        self.since = now
        for k in range(3):
            self._tries[k] = 0

    def due(self):
        """The order to send now, its place in `asked.TELL`, or -1."""
        unit = self._said.unit
        if not unit.asked or self._said.first or unit.own_change or unit.now - self.since < _HOLD:
            return -1
        open_ = 0
        for k in range(3):
            if self._wanted(k):
                open_ = 1
                if self._sendable(k):
                    return k
            else:
                self._tries[k] = 0
        if not open_:
            self.trouble = OK
        return -1

    def lost(self, k):
        """It was not acknowledged: once more, soon."""
        self._at[k] -= _CONFIRM

    def _wanted(self, k):
        """1 if order `k` changes something; it is in `_new` then."""
        said = self._said
        unit = said.unit
        new = self._new
        changes = 0
        if k == D1:
            mode = unit.mode or unit.said_mode
            for place in range(4):
                new[place] = said.g1[place]
            new[0] = 0x31 if unit.mode else 0x30
            if mode > 0:
                new[1] = codec.mode_letter(mode)
            if unit.on != (1 if unit.mode else 0):
                changes = ON
            if unit.mode:
                if mode != unit.said_mode:
                    changes |= MODE
                if mode == HEAT or mode == COOL or mode == AUTO:
                    target = said.target()
                    new[2] = codec.setpoint_letter(target)
                    if target != unit.said_setpoint:
                        changes |= SETPOINT
                fan = unit.fan if unit.fan != QUIET or unit.quiet else 1
                if fan > 0:
                    new[3] = codec.fan_letter(fan)
                    if fan != unit.said_fan:
                        changes |= FANS
            if changes & (ON | MODE):
                self._changes = ON | MODE | SETPOINT | FANS  # each mode has its own
                return 1
        elif unit.on != 1:
            return 0
        elif k == D5:
            if not said.knows(F5):
                return 0
            swing = said.swing
            if unit.vane != UNKNOWN and said.can & 4:
                swing = swing & 2 | (1 if unit.vane == SWING else 0)
            if unit.wide != UNKNOWN and said.can & 8:
                swing = swing & 1 | (2 if unit.wide == SWING else 0)
            changes = (VANE if (swing ^ said.swing) & 1 else 0) | (WIDE if (swing ^ said.swing) & 2 else 0)
            new[0] = 0x37 if swing == 3 else 0x30 + swing
            new[1] = 0x3F if swing else 0x30
            new[2] = said.g5[2]
            new[3] = 0x30
        else:
            vane = unit.vane
            if not unit.vanes or not 0 <= vane <= unit.vanes or said.flap == vane or (not vane and said.flap == SWING):
                return 0
            for place in range(4):
                new[place] = 0x30
            new[0] += vane
            changes = VANE
        self._changes = changes
        return changes

    def _sendable(self, k):
        said = self._said
        unit = said.unit
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
        elif k == D1 and unit.step == 50 and abs(unit.said_setpoint - said.target()) == 50:
            unit.step = 100  # it does not keep half degrees
            said.whole = 1
            return 0
        elif tries == TRIES:
            self._tries[k] = TRIES + 1
            self.trouble = REFUSED if self.refused else NOT_FOLLOWED
            if unit.refused < 1 << 29:
                unit.refused += 1
            return 0
        elif tries > TRIES:
            if now - self._at[k] < _AGAIN:
                return 0
            tries = TRIES - 1
        self._tries[k] = tries + 1
        self._at[k] = now
        said.wrote = self._changes
        said.at = now
        return 1
