"""Whether a unit does as it is asked: what is to be sent and when, when to give up, and what somebody else has changed.

What the unit says of itself goes into `on`, `mode`, `setpoint`, `fan`, `vane`, `wide`, and then

    follow.said()           # all of it is known: into the `Unit`; what has changed without our asking is its `own_change`
    bits = follow.due()     # what differs from what is asked for and is to be sent now: POWER, MODE, ...; 0: nothing
    follow.refused()        # the unit has said no to it
    follow.failed           # OK, NOT_FOLLOWED, REFUSED of `trouble`

Nothing is sent before the unit has said how it stands, nor for `_CALM` after that: units drop what comes too early, and some
stand at something else at first. What is not followed is sent `_TRIES` times, `again` s apart, then once in `_LATER`.

A change that is neither asked for nor on its way was the handset's: it stands, and nothing is sent for `_YIELD`, until the core
has had its say. What a unit that is off stands at is nobody's wish, nor what a mode brings along: each has its own set point, fan
and vanes.
"""

from ..control.command import FAN_AUTO
from ..control.quantity import UNKNOWN, clamp, const
from ..control.request import AUTO, COOL, DRY, HEAT, OFF
from .trouble import NOT_FOLLOWED, OK, REFUSED
from .unit import QUIET, SWING

POWER = const(1)
MODE = const(2)
SETPOINT = const(4)
BLOW = const(8)
VANE = const(16)
WIDE = const(32)
ALL = const(63)

_CALM = const(5)  # s
_TRIES = const(3)
_LATER = const(300)  # s
_YIELD = const(5)  # s that the handset's word stands before ours may be sent
_ALONG = const(6)  # s in which what we have sent may be on its way, and other things may move with a new mode


class Follow:
    """For one `Unit`. `sets`: bits of what the protocol can set.

    `known`: it has said how it stands since it was connected. `tries`: how often the same was sent. A session may say: `again`: s
    until what was not followed is sent again, `rest`: s between two orders at least, `binds`: bits of the modes in which a set
    point counts, `airs`: of those in which the unit itself chooses its fan, `doubts` VANE or WIDE: where that alone is not
    followed, the unit is taken for one that cannot turn it, `lacks`.
    """

    def __init__(self, unit, sets=ALL):
        self.unit = unit
        self.sets = sets
        self.again = 6
        self.rest = 0
        self.binds = 1 << HEAT | 1 << COOL | 1 << AUTO
        self.airs = 1 << DRY
        self.doubts = self.lacks = 0
        self.on = 0
        self.mode = self.setpoint = self.fan = self.vane = self.wide = UNKNOWN
        self.failed = self._nak = OK
        self.known = self.tries = 0
        self._whole = 0  # it makes whole degrees of halves
        self._since = 0  # s, when it first said how it stands
        self._sent = self._yielded = -_LATER  # s
        self._way = 0  # bits that were sent and are on their way
        self._asked = 0  # a number made of all that is asked for

    def connected(self):
        """The unit answers, as it did not before, or may have been without power: it may be another."""
        self.known = self.tries = self._whole = self.lacks = 0
        self.failed = OK

    def refused(self):
        """See above."""
        self._nak = REFUSED

    def lost(self):
        """It has not got what was sent: once more, at once."""
        self._sent -= self.again

    def halves(self):
        """It says that it takes half degrees; where it has not kept one it does not."""
        if not self._whole:
            self.unit.step = 50

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
        if self.binds >> mode & 1 and unit.said_setpoint != unit.target():
            bits |= SETPOINT
        fan = self.blow()
        if not self.airs >> mode & 1 and fan != UNKNOWN and unit.said_fan != fan:
            bits |= BLOW
        if _turns(unit.vane, unit.said_vane, unit.vanes):
            bits |= VANE
        if _turns(unit.wide, unit.said_wide, unit.wide_vanes):
            bits |= WIDE
        return bits & self.sets

    def due(self):
        """See above. What it gives counts as sent."""
        unit = self.unit
        now = unit.now
        if not unit.asked or unit.own_change or not self.known:
            return 0
        if now - self._since < _CALM or now - self._yielded < _YIELD or now - self._sent < self.rest:
            return 0
        bits = self.differs()
        if not bits:
            self.tries = 0
            self._nak = self.failed = OK
            return 0
        asked = ((unit.mode << 3 ^ unit.target()) << 4 ^ unit.fan & 15) << 8 ^ (unit.vane & 15) << 4 ^ unit.wide & 15
        if asked != self._asked:
            self._asked = asked
            self.tries = 0
            self.failed = OK
        age = now - self._sent
        if self.tries and age < (_LATER if self.tries > _TRIES else self.again):
            return 0
        if self.tries and bits & SETPOINT and self._rounds():
            return 0
        if bits == self.doubts and (self.tries == _TRIES or self.tries and self._nak):
            self.lacks = 1
            self.tries = 0
            if bits == WIDE:
                unit.wide_vanes = 0
            else:
                unit.vanes = 0
            return 0
        self.tries += 1
        if self.tries == _TRIES + 1:
            unit.refused = min(unit.refused + 1, 1 << 29)
            self.failed = self._nak or NOT_FOLLOWED
            return 0
        if self.tries > _TRIES:
            self.tries = _TRIES + 1
        self._nak = OK
        self._sent = now
        self._way = bits
        return bits

    def said(self, whole=1):
        """See above. `whole` 0: more is still to come before it counts."""
        unit = self.unit
        now = unit.now
        if not self.known:
            self.known = whole
            self._since = now
        elif self._foreign():
            unit.own_change = 1
            self._yielded = now
            self.tries = 0
            self.failed = OK
        unit.on = self.on
        unit.said_mode = self.mode
        unit.said_setpoint = self.setpoint
        unit.said_fan = self.fan
        unit.said_vane = self.vane
        unit.said_wide = self.wide
        unit.said_at = now
        self._way &= self.differs() | POWER | MODE  # what has arrived is not on its way any more

    def _foreign(self):
        """1: something has changed that was neither asked for nor is on its way."""
        unit = self.unit
        mode = max(self.mode, OFF)
        if self._new(self.on, unit.on, 0 if unit.mode == OFF else 1):
            return 1
        if not self.on:
            return 0
        if self._new(self.mode, unit.said_mode, unit.mode):
            return 1
        if self.mode != unit.said_mode:
            return 0
        along = self._way if unit.now - self._sent < _ALONG else 0
        if along & (POWER | MODE):
            return 0
        return (
            self.binds >> mode & 1
            and not along & SETPOINT
            and self._new(self.setpoint, unit.said_setpoint, unit.target())
            and not (unit.now - self._sent < 2 * _ALONG and self._rounds())
            or not along & BLOW
            and not self.airs >> mode & 1
            and self._new(self.fan, unit.said_fan, self.blow())
            or not along & VANE
            and self._new(self.vane, unit.said_vane, _placed(unit.vane, unit.vanes))
            or not along & WIDE
            and self._new(self.wide, unit.said_wide, _placed(unit.wide, unit.wide_vanes))
        )

    def _new(self, now, said, asked):
        return now != said and now != UNKNOWN and said != UNKNOWN and not (self.unit.asked and now == asked)

    def _rounds(self):
        """1 if it has made a whole degree of the half that it was asked for: from now on it is asked for whole ones."""
        unit = self.unit
        target = unit.target()
        if not unit.asked or not target % 100 or self.setpoint % 100 or abs(self.setpoint - target) != 50:
            return 0
        unit.step = 100
        self._whole = 1
        return 1


def _placed(vane, places):
    """A vane that is asked for, as the unit has it; without fixed places it moves, or stands."""
    return vane if vane == SWING or vane <= 0 else min(vane, places)


def _turns(vane, said, places):
    """1 if it is to be moved."""
    return vane != UNKNOWN and (places or said != UNKNOWN) and said != _placed(vane, places)
