"""The settings of a Mitsubishi Electric unit: what it stands at, what is asked for and not so yet, and whose doing a change was.

Only fields that differ are sent, the set point on the one scale that the unit uses. What it does not follow is sent again up to
`_TRIES` times and then once in `_LATER`. What changes without our asking was the handset, or the unit: `own_change`, and nothing
is sent for `_YIELD`, until the core has had its say.
"""

from ...control.quantity import UNKNOWN, clamp, const
from ...control.request import DRY, FAN, HEAT, OFF
from ..trouble import NOT_FOLLOWED, OK, REFUSED
from . import codec as c

_FOLLOW = const(5)  # s until what was not followed is sent again
_TRIES = const(3)
_LATER = const(300)  # s between the tries after those
_YIELD = const(5)  # s that the handset's word stands
_ALONG = const(6)  # s in which fan, vanes and the set point of other modes may move with a new mode

_POWER, _MODE, _SETPOINT, _BLOW, _VANE, _WIDE = const(1), const(2), const(4), const(8), const(16), const(32)


class Settings:
    """`failed`: OK, NOT_FOLLOWED or REFUSED. `nak` (session): REFUSED when the last set was. `known`: read since connecting."""

    def __init__(self, unit):
        self.unit = unit
        self.known = 0
        self.failed = self.nak = OK
        self.dries = 0  # to a set point
        self._modern = 0  # set points on the newer scale
        self._flag = 0  # 0x80 of the wide vane
        self._wish = 0  # one number for all that is asked for
        self._sets = 0  # of it
        self._set = self._moved = self._yield = -_LATER  # s: sent, with power or mode; handset

    def connected(self):
        """What it stands at may be what it begins with: nobody's wish, and no moment to be told anything."""
        self.known = self._sets = 0
        self.failed = OK
        self._yield = self.unit.now

    def give_up(self):
        unit = self.unit
        if unit.refused < 1 << 29:
            unit.refused += 1
        self.failed = REFUSED if self.nak else NOT_FOLLOWED

    def differ(self, out):
        """1: what is to be sent now stands in `out`, but for the checksum."""
        unit = self.unit
        now = unit.now
        if not unit.asked or unit.own_change or now - self._yield < _YIELD:
            return 0
        bits = self._bits()
        if not bits:
            self._sets = 0
            self.failed = OK
            return 0
        wish = (unit.mode << 12 | unit.setpoint) << 12 | (unit.fan & 15) << 8 | (unit.vane & 15) << 4 | unit.wide & 15
        if wish != self._wish:
            self._wish = wish
            self._sets = 0
        age = now - self._set
        if self._sets == _TRIES and age >= _FOLLOW:
            self._sets += 1
            self.give_up()
        if self._sets and age < (_FOLLOW if self._sets < _TRIES else _LATER):
            return 0
        if self._sets < _TRIES:
            self._sets += 1
        self._set = now
        if bits & (_POWER | _MODE):
            self._moved = now
        self._put(out, bits)
        return 1

    def _bits(self):
        """Of the fields that are not as asked. A unit that is to be off may stand at anything."""
        unit = self.unit
        mode = unit.mode
        if mode == OFF:
            return _POWER if unit.on else 0
        bits = 0 if unit.on else _POWER
        if unit.said_mode != mode:
            bits |= _MODE
        if self._goes_by(mode) and unit.said_setpoint != self._target():
            bits |= _SETPOINT
        if mode != DRY and unit.fan != UNKNOWN and unit.said_fan != self._fan():
            bits |= _BLOW
        if unit.vanes and unit.vane != UNKNOWN and unit.said_vane != unit.vane:
            bits |= _VANE
        if unit.wide_vanes and unit.wide != UNKNOWN and unit.said_wide != unit.wide:
            bits |= _WIDE
        return bits

    def _put(self, out, bits):
        unit = self.unit
        c.blank(out, c.SET, 1)
        if bits & _POWER:
            c.put_power(out, 1 if unit.mode != OFF else 0)
        if bits & _MODE:
            c.put_mode(out, unit.mode)
        if bits & _SETPOINT:
            c.put_setpoint(out, self._target(), self._modern)
        if bits & _BLOW:
            c.put_fan(out, self._fan(), unit.fans)
        if bits & _VANE:
            c.put_vane(out, unit.vane)
        if bits & _WIDE:
            c.put_wide(out, unit.wide, self._flag)

    def _goes_by(self, mode):
        """1: the mode has a set point."""
        return 0 if mode == FAN else self.dries if mode == DRY else 1

    def _target(self):
        """The set point in the unit's steps and within its range."""
        unit = self.unit
        step = unit.step
        value = (unit.setpoint + step // 2) // step * step
        if unit.mode == HEAT:
            return clamp(value, unit.heat_low, unit.heat_high)
        return clamp(value, unit.cool_low, unit.cool_high)

    def _fan(self):
        unit = self.unit
        return c.fan_within(unit.fan, unit.fans, unit.quiet)

    def read(self, frame):
        """What it stands at."""
        unit = self.unit
        if frame[16]:
            self._modern = 1
        if frame[16] or frame[10] & 0x10:
            unit.step = 50
        if frame[15] & 0x0F:
            unit.wide_vanes = 5
        self._flag = frame[15] & 0x80
        on = 1 if frame[8] else 0
        mode = _or(c.mode_of(frame), unit.said_mode)
        setpoint = _or(c.setpoint_of(frame), unit.said_setpoint)
        fan = _or(c.fan_of(frame, unit.fans), unit.said_fan)
        vane = _or(c.vane_of(frame), unit.said_vane)
        wide = c.wide_of(frame)
        asked = unit.asked
        along = unit.now - self._moved < _ALONG
        if not self.known:
            self.known = 1
        elif (
            _strange(on, unit.on, asked, 1 if unit.mode != OFF else 0)
            or _strange(mode, unit.said_mode, asked, unit.mode)
            or not (along and not self._goes_by(mode))
            and _strange(setpoint, unit.said_setpoint, asked, self._target())
            or not along
            and (
                _strange(fan, unit.said_fan, asked, self._fan())
                or _strange(vane, unit.said_vane, asked, unit.vane)
                or _strange(wide, unit.said_wide, asked, unit.wide)
            )
        ):
            unit.own_change = 1
            self._yield = unit.now
            self._sets = 0
            self.failed = OK
        unit.on = on
        unit.said_mode = mode
        unit.said_setpoint = setpoint
        unit.said_fan = fan
        unit.said_vane = vane
        unit.said_wide = wide
        unit.said_at = unit.now


def _or(value, older):
    return older if value == UNKNOWN else value


def _strange(value, older, asked, wanted):
    """1: it has changed, and not to what is asked for."""
    return 1 if value != older and not (asked and value == wanted) else 0
