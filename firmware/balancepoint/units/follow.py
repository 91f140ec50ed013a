"""Whether a unit does as it is asked: what is to be sent and when, when to give up, and what somebody else has changed.

What the unit says of itself goes into `on`, `mode`, `setpoint`, `fan`, `vane`, `wide`, and then

    follow.said()           # all of it is known: into the `Unit`; what has changed without our asking is its `own_change`
    bits = follow.due()     # what differs from what is asked for and is to be sent now: POWER, MODE, ...; 0: nothing
    follow.failed           # OK, NOT_FOLLOWED, REFUSED of `trouble`

Nothing is sent before the unit has said how it stands, nor for `_CALM` after that: units drop what comes too early.
What is not followed is sent `_TRIES` times, then once in `_LATER`. A change that is not ours was the handset's: it stands.
"""

from ..control.command import FAN_AUTO
from ..control.quantity import UNKNOWN, clamp, const
from ..control.request import AUTO, DRY, FAN, OFF
from .trouble import NOT_FOLLOWED, OK, REFUSED
from .unit import QUIET

POWER = const(1)
MODE = const(2)
SETPOINT = const(4)
BLOW = const(8)
VANE = const(16)
WIDE = const(32)

_CALM = const(5)  # s
_AGAIN = const(6)  # s until what was not followed is sent again
_TRIES = const(3)
_LATER = const(300)  # s
_YIELD = const(5)  # s that the handset's word stands before ours may be sent
_ALONG = const(10)  # s after our setting in which other things may move with it
_MOST = const(1 << 29)


class Follow:
    """For one `Unit`."""

    def __init__(self, unit):
        self.unit = unit
        self.on = 0
        self.mode = self.setpoint = self.fan = self.vane = self.wide = UNKNOWN
        self.failed = OK
        self.known = 0  # it has said how it stands since it was connected
        self._since = 0  # s, when it first did
        self._sent = self._yielded = -_LATER  # s
        self._tries = 0
        self._asked = 0  # a number made of all that is asked for
        self._nak = OK

    def connected(self):
        """The unit answers, as it did not before."""
        self.known = 0
        self._tries = 0

    def refused(self):
        """It has said no to what was sent."""
        self._nak = REFUSED

    def blow(self):
        """The fan that is asked for, as the unit has it."""
        unit = self.unit
        fan = unit.fan
        if fan == UNKNOWN or fan == FAN_AUTO or fan == QUIET and unit.quiet:
            return fan
        return 1 if fan == QUIET else clamp(fan, 1, unit.fans)

    def differs(self):
        """What is not as it is asked for."""
        unit = self.unit
        mode = unit.mode
        if mode == OFF:
            return POWER if unit.on else 0
        bits = 0 if unit.on == 1 else POWER
        if unit.said_mode != mode:
            bits |= MODE
        if mode != FAN and mode != DRY and unit.said_setpoint != unit.target():
            if mode != AUTO or unit.said_setpoint != UNKNOWN:  # in automatic some say none
                bits |= SETPOINT
        fan = self.blow()
        if mode != DRY and fan != UNKNOWN and unit.said_fan != fan:
            bits |= BLOW
        if unit.vanes and unit.vane != UNKNOWN and unit.said_vane != unit.vane:
            bits |= VANE
        if unit.wide_vanes and unit.wide != UNKNOWN and unit.said_wide != unit.wide:
            bits |= WIDE
        return bits

    def due(self):
        """See above. What it gives counts as sent."""
        unit = self.unit
        now = unit.now
        if not unit.asked or unit.own_change or not self.known:
            return 0
        if now - self._since < _CALM or now - self._yielded < _YIELD:
            return 0
        bits = self.differs()
        if not bits:
            self._tries = 0
            self._nak = self.failed = OK
            return 0
        asked = ((unit.mode << 3 ^ unit.setpoint) << 4 ^ unit.fan & 15) << 8 ^ (unit.vane & 15) << 4 ^ unit.wide & 15
        if asked != self._asked:
            self._asked = asked
            self._tries = 0
        age = now - self._sent
        if self._tries == _TRIES and age >= _AGAIN:
            self._tries += 1
            unit.refused = min(unit.refused + 1, _MOST)
            self.failed = self._nak or NOT_FOLLOWED
        if self._tries and age < (_LATER if self._tries >= _TRIES else _AGAIN):
            return 0
        if self._tries < _TRIES:
            self._tries += 1
        self._sent = now
        return bits

    def said(self):
        """See above."""
        unit = self.unit
        now = unit.now
        if not self.known:
            self.known = 1
            self._since = now
        elif self._foreign(now - self._sent < _ALONG):
            unit.own_change = 1
            self._yielded = now
            self._tries = 0
            self.failed = OK
        unit.on = self.on
        unit.said_mode = self.mode
        unit.said_setpoint = self.setpoint
        unit.said_fan = self.fan
        unit.said_vane = self.vane
        unit.said_wide = self.wide
        unit.said_at = now

    def _foreign(self, along):
        """1: something has changed, and not to what is asked for. `along`: just after a setting of ours."""
        unit = self.unit
        asked = unit.asked
        if self.on != unit.on and not (asked and self.on == (unit.mode != OFF)):
            return 1
        if self.mode != unit.said_mode and not (asked and self.mode == unit.mode):
            return 1
        bound = self.mode != FAN and self.mode != DRY
        if self.setpoint != UNKNOWN != unit.said_setpoint != self.setpoint and not (
            asked and self.setpoint == unit.target() or along and not bound
        ):
            return 1
        if along:
            return 0
        return (
            self.fan != unit.said_fan
            and not (asked and self.fan == self.blow())
            or self.vane != unit.said_vane
            and not (asked and self.vane == unit.vane)
            or self.wide != unit.said_wide
            and not (asked and self.wide == unit.wide)
        )
