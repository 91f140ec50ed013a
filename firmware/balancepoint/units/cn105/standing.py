"""The settings of a Mitsubishi Electric unit, between frames and what is followed (`follow`).

Only fields that differ are sent, the set point on the one scale that the unit uses.
"""

from ...control.quantity import UNKNOWN
from ..follow import BLOW, MODE, POWER, SETPOINT, VANE, WIDE
from ..unit import QUIET, SWING
from . import codec as c


class Standing:
    """For one `Follow`."""

    def __init__(self, follow):
        self._follow = follow
        self._modern = 0  # set points on the newer scale
        self._flag = 0  # 0x80 of the wide vane

    def change(self, out):
        """1: what is to be set now stands in `out`, but for the checksum."""
        follow = self._follow
        bits = follow.due()
        if not bits:
            return 0
        unit = follow.unit
        c.begin(out, c.SET, 1)
        out[6] = bits & ~WIDE
        if bits & POWER:
            out[8] = 1 if unit.mode else 0
        if bits & MODE:
            out[9] = c.MODE_BYTES[unit.mode]
        if bits & SETPOINT:
            c.put_setpoint(out, unit.target(), self._modern)
        if bits & BLOW:
            fan = follow.blow()
            out[11] = 5 if fan == unit.fans == 2 else c.FAN_BYTES[fan]  # two speeds: low and high
        if bits & VANE:
            out[12] = min(unit.vane, 7)  # SWING: 7
        if bits & WIDE:
            out[7] = 1
            out[18] = min(unit.wide, 12) | self._flag  # SWING: 12
        return 1

    def hear(self, frame):
        """What it stands at."""
        follow = self._follow
        unit = follow.unit
        if frame[16]:
            self._modern = 1
        if frame[16] or frame[10] & 0x10:
            follow.halves()
        wide = frame[15]
        self._flag = wide & 0x80
        wide &= 0x0F
        if wide:
            unit.wide_vanes = 5
        follow.on = 1 if frame[8] else 0
        follow.mode = _kept(c.listed(c.MODES, frame[9]), follow.mode)
        follow.setpoint = _kept(c.setpoint_of(frame), follow.setpoint)
        fan = c.listed(c.FANS, frame[11])
        follow.fan = _kept(2 if fan > unit.fans == 2 and fan < QUIET else fan, follow.fan)
        vane = frame[12]
        follow.vane = _kept(vane if vane < 6 else SWING if vane == 7 else UNKNOWN, follow.vane)
        follow.wide = wide if 0 < wide < 6 else SWING if wide == 12 else UNKNOWN  # both sides at once, or by the eye
        follow.said()


def _kept(value, before):
    return before if value == UNKNOWN else value
