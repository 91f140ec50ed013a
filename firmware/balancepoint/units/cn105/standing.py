"""The settings of a Mitsubishi Electric unit: what it stands at, what is asked for and not so yet, and whose doing a change was.

Only fields that differ are sent, the set point on the one scale that the unit uses. What it does not follow is sent again up to
`_TRIES` times and then once in `_LATER`. What changes without our asking was the handset, or the unit: `own_change`, and nothing
is sent for `_YIELD`, until the core has had its say.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import DRY, FAN, OFF
from ..trouble import NOT_FOLLOWED, OK
from ..unit import QUIET, SWING
from . import codec as c

_FOLLOW = const(5)  # s until what was not followed is sent again
_TRIES = const(3)
_LATER = const(300)  # s between the tries after those
_YIELD = const(5)  # s that the handset's word stands
_ALONG = const(6)  # s in which fan, vanes and the set point of other modes may move with a new mode

# Settings by their bit in a set: power, mode, set point, fan, vane; and the wide vane
_POWER, _MODE, _SETPOINT, _FAN, _VANE, _WIDE = const(0), const(1), const(2), const(3), const(4), const(5)
_COUNT = const(6)


class Standing:
    """`failed`: OK, NOT_FOLLOWED or REFUSED. `nak` (session): REFUSED when the last set was. `known`: read since connecting."""

    def __init__(self, unit):
        self.unit = unit
        self.known = 0
        self.failed = self.nak = OK
        self.dries = 0  # to a set point
        self._modern = 0  # set points on the newer scale
        self._flag = 0  # 0x80 of the wide vane
        self._said = [UNKNOWN] * _COUNT
        self._now = [UNKNOWN] * _COUNT
        self._want = [UNKNOWN] * _COUNT  # UNKNOWN: as it stands
        self._told = [UNKNOWN] * _COUNT  # wanted when it was sent last
        self._sets = 0  # of these
        self._set = self._moved = self._yield = -_LATER  # s: sent, with power or mode; handset

    def connected(self):
        """What it stands at may be what it begins with: nobody's wish, and no moment to be told anything."""
        self.known = self._sets = 0
        self.failed = OK
        self._yield = self.unit.now

    def differ(self, out):
        """1: what is to be sent now stands in `out`, but for the checksum."""
        unit = self.unit
        if not unit.asked or unit.own_change or unit.now - self._yield < _YIELD:
            return 0
        self._ask()
        want = self._want
        said = self._said
        told = self._told
        bits = 0
        for k in range(_COUNT):
            if want[k] != UNKNOWN and want[k] != said[k]:
                bits |= 1 << k
            if want[k] != told[k]:
                told[k] = want[k]
                self._sets = 0
        if not bits:
            self._sets = 0
            self.failed = OK
            return 0
        age = unit.now - self._set
        if self._sets == _TRIES and age >= _FOLLOW:
            self._sets += 1
            unit.refused += 1
            self.failed = self.nak or NOT_FOLLOWED
        if self._sets and age < (_FOLLOW if self._sets < _TRIES else _LATER):
            return 0
        if self._sets < _TRIES:
            self._sets += 1
        self._set = unit.now
        if bits & (1 << _POWER | 1 << _MODE):
            self._moved = unit.now
        c.begin(out, c.SET, 1)
        out[6] = bits & (1 << _WIDE) - 1
        out[7] = bits >> _WIDE
        if bits & 1 << _POWER:
            out[8] = want[_POWER]
        if bits & 1 << _MODE:
            out[9] = c.MODE_BYTES[want[_MODE]]
        if bits & 1 << _SETPOINT:
            c.put_setpoint(out, want[_SETPOINT], self._modern)
        if bits & 1 << _FAN:
            out[11] = 5 if want[_FAN] == unit.fans == 2 else c.FAN_BYTES[want[_FAN]]  # two speeds: low and high
        if bits & 1 << _VANE:
            out[12] = min(want[_VANE], 7)  # SWING: 7
        if bits & 1 << _WIDE:
            out[18] = min(want[_WIDE], 12) | self._flag  # SWING: 12
        return 1

    def _ask(self):
        """What is wanted, as the unit would say it. One that is to be off may stand at anything."""
        unit = self.unit
        want = self._want
        mode = unit.mode
        for k in range(_COUNT):
            want[k] = UNKNOWN
        want[_POWER] = 1 if mode != OFF else 0
        if mode == OFF:
            return
        want[_MODE] = mode
        if mode != FAN and (mode != DRY or self.dries):
            want[_SETPOINT] = unit.target()
        fan = unit.fan
        if mode != DRY:  # there it is the unit's
            if fan == QUIET and not unit.quiet:
                fan = 1
            elif 0 < fan < QUIET:
                fan = min(fan, unit.fans)
            want[_FAN] = fan
        if unit.vanes:
            want[_VANE] = unit.vane
        if unit.wide_vanes:
            want[_WIDE] = unit.wide

    def hear(self, frame):
        """What it stands at."""
        unit = self.unit
        if frame[16]:
            self._modern = 1
        if frame[16] or frame[10] & 0x10:
            unit.step = 50
        wide = frame[15]
        self._flag = wide & 0x80
        wide &= 0x0F
        if wide:
            unit.wide_vanes = 5
        now = self._now
        now[_POWER] = 1 if frame[8] else 0
        now[_MODE] = c.listed(c.MODES, frame[9])
        now[_SETPOINT] = c.setpoint_of(frame)
        fan = now[_FAN] = c.listed(c.FANS, frame[11])
        if fan > unit.fans == 2 and fan < QUIET:
            now[_FAN] = 2
        now[_VANE] = frame[12] if frame[12] < 6 else SWING if frame[12] == 7 else UNKNOWN
        now[_WIDE] = wide if 0 < wide < 6 else SWING if wide == 12 else 0  # 0: both sides at once, or by the eye
        self._ask()
        want = self._want
        said = self._said
        moving = unit.now - self._moved < _ALONG
        for k in range(_COUNT):
            if now[k] == UNKNOWN:
                now[k] = said[k]
            if (
                self.known
                and now[k] != said[k]
                and not (unit.asked and now[k] == want[k])
                and not (moving and (k > _SETPOINT or k == _SETPOINT and want[k] == UNKNOWN))
            ):
                unit.own_change = 1
                self._yield = unit.now
                self._sets = 0
                self.failed = OK
            said[k] = now[k]
        self.known = 1
        unit.on = said[_POWER]
        unit.said_mode = said[_MODE]
        unit.said_setpoint = said[_SETPOINT]
        unit.said_fan = said[_FAN]
        unit.said_vane = said[_VANE]
        unit.said_wide = said[_WIDE] or UNKNOWN
        unit.said_at = unit.now
