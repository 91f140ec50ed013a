"""The conversation with a Fujitsu unit at its adapter's socket: two words to begin, then lists of registers in turn.

One request in 400 ms, and the very lists of registers that the adapter asks for (Benas09/FujitsuAC). The unit has no ear for a
room temperature and says neither speed, power, defrost nor fault. While it dries its coil, or keeps 10 °C, it takes no mode and
no fan: nothing is told to it then.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..follow import BLOW, MODE, POWER, SETPOINT, VANE
from ..talk import Talk
from ..unit import FEED_NONE, QUIET, SWING
from . import codec as c

# In the adapter's order; the first three once, the others in turn
_LISTS = (
    (0x0001, 0x0101),
    (
        0x0110, 0x0111, 0x0112, 0x0113, 0x0114, 0x0115, 0x0117, 0x011A, 0x011D, 0x0120, c.VANES, 0x0131, c.WIDE_VANES, 0x0143,
    ),
    (0x0150, 0x0151, 0x0152, 0x0153, 0x0154, 0x0155, 0x0156, 0x0170, 0x0171, 0x0193),
    (
        c.POWER, c.MODE, c.SETPOINT, c.FAN, c.VANE, c.SWINGS, c.VANE_STANDS, c.WIDE, c.WIDE_SWINGS, c.WIDE_STANDS,
        0x1031, c.ROOM, 0x1034,
    ),
    (
        0x1100, c.MINIMUM_HEAT, 0x1102, 0x1103, 0x1104, 0x1105, 0x1106, 0x1107, 0x1108, 0x1109, 0x1120, 0x1121, c.COIL_DRY,
        0x1200, 0x1201, 0x1202, 0x1203, 0x1204, 0x1141,
    ),
    (0x1400, 0x1401, 0x1402, 0x1403, 0x1404, 0x1405, 0x1406, 0x140E, 0x2000, c.OUTDOOR, 0x2021, 0xF001),
)  # fmt: skip
_STATE = const(3)
_ROUND = const(2)  # s

_MODES = (AUTO, COOL, DRY, FAN, HEAT)  # by the unit's number
_FANS = {0: FAN_AUTO, 2: QUIET, 5: 1, 8: 2, 11: 3}


class Session(Talk):
    """See `units` and `talk`. `INVERTED`: both lines are."""

    BAUD, PARITY, STOP = 9600, None, 1
    INVERTED = 1
    TURN, BETWEEN, REPLY = 20, 400, 300
    LONGEST = c.LONGEST
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 3, "quiet": 1, "vanes": 0, "wide_vanes": 0, "step": 50, "feed": FEED_NONE,
        "heat_low": 1600, "heat_high": 3000, "cool_low": 1800, "cool_high": 3000,
    }  # fmt: skip

    def __init__(self, unit):
        Talk.__init__(self, unit, c.Receiver())
        self._begun = 0  # it has answered the first word
        self._list = 0  # that is read, or is next
        self._round = -_ROUND  # s, when it began
        self._bits = 0  # still to be written
        self._write = 0  # what is in the air is one
        self._busy = 0  # it dries its coil, or keeps 10 °C
        self._swings = self._wide_swings = 0

    def _hello(self):
        return c.begin(self._out, c.INIT_2 if self._begun else c.INIT_1)

    def _greeted(self, frame):
        """1 after its second word. Right after it has come up it says something else first."""
        if frame[5] != c.DONE or frame[0] > c.INIT_2:
            if frame[0] >= c.RESTARTED:
                self._tried = 0  # it is up: no long pause
            return 0
        self._air = self._tried = 0
        if frame[0] == c.INIT_1:
            self._begun = 1
            return 0
        if not self._begun:
            return 0
        self._list = self._bits = self._write = 0
        return 1

    def _next(self, now):
        if not self._bits and self._list == _STATE and not self._busy:
            self._bits = self.follow.due()
        if self._bits:
            return self._tell()
        if self._list == _STATE:
            if now - self._round < _ROUND:
                return 0
            self._round = now
        return c.ask(self._out, _LISTS[self._list])

    def _tell(self):
        """One thing of what is still to be written; on comes last, and off alone."""
        unit = self.unit
        bits = self._bits & ~POWER or POWER
        bit = self._write = bits & -bits
        out = self._out
        if bit == POWER:
            return c.tell(out, c.POWER, 0 if unit.mode == OFF else 1)
        if bit == MODE:
            return c.tell(out, c.MODE, _MODES.index(unit.mode))
        if bit == SETPOINT:
            return c.tell(out, c.SETPOINT, unit.target() // 10)
        if bit == BLOW:
            return c.tell(out, c.FAN, fan_number(self.follow.blow()))
        vane = unit.vane if bit == VANE else unit.wide
        moves = self._swings if bit == VANE else self._wide_swings
        if (vane == SWING) != moves:
            self._write = 0  # the place comes once it is read that it has stopped
            return c.tell(out, c.SWINGS if bit == VANE else c.WIDE_SWINGS, 1 if vane == SWING else 0)
        return c.tell(out, c.VANE if bit == VANE else c.WIDE, vane)

    def _missed(self):
        self._bits = self._write = 0
        if not self.linked:
            self._begun = 0

    def _take(self, frame, count, now):
        if not self._air or frame[0] != self._out[0]:
            if frame[0] >= c.RESTARTED:  # it has come up anew: from the beginning
                self.linked = self._begun = self._tried = 0
            return 0
        if frame[0] == c.WRITE:
            if frame[5] != c.DONE:
                self.follow.refused()
            self._bits &= ~self._write
            if not self._bits or frame[5] != c.DONE or not self._write:
                self._bits = 0
                self._round = now - _ROUND  # it is read back at once
            return 1
        if frame[0] != c.READ:
            return 1
        if frame[5] == c.DONE:
            for k in range(6, count - 5, 4):
                self._learn(c.pair(frame, k), c.pair(frame, k + 2), now)
            if self._list == _STATE:
                self.follow.said()
        self._list += 1
        if self._list == len(_LISTS):
            self._list = _STATE
        return 1

    def _learn(self, register, value, now):
        unit = self.unit
        follow = self.follow
        if register == c.ROOM or register == c.OUTDOOR:
            value = c.degrees(value, -4000, 6000)
            if value == UNKNOWN:
                return
            if register == c.ROOM:
                unit.room = value
                unit.room_at = now
            else:
                unit.outdoor = value
                unit.outdoor_at = now
                unit.tells_outdoor = 1
        elif register == c.POWER:
            follow.on = 1 if value == 1 else 0
        elif register == c.MODE:
            follow.mode = _MODES[value] if value < len(_MODES) else UNKNOWN
        elif register == c.SETPOINT:
            follow.setpoint = value * 10 if value < 400 else UNKNOWN
        elif register == c.FAN:
            follow.fan = _FANS.get(value, UNKNOWN)
        elif register == c.VANE:
            follow.vane = value if value < 7 else UNKNOWN
        elif register == c.SWINGS:
            self._swings = 1 if value == 1 else 0
            if self._swings:
                follow.vane = SWING
        elif register == c.VANE_STANDS and 0 < value < 7:
            follow.vane = value  # it is as it was set, unless the handset has moved it
        elif register == c.WIDE_STANDS and 0 < value < 7:
            follow.wide = value
        elif register == c.WIDE:
            follow.wide = value if value < 7 else UNKNOWN
        elif register == c.WIDE_SWINGS:
            self._wide_swings = 1 if value == 1 else 0
            if self._wide_swings:
                follow.wide = SWING
        elif register == c.VANES:
            unit.vanes = value if value < 7 else 0
        elif register == c.WIDE_VANES:
            value &= 15  # 15 hexadecimal where it has five
            unit.wide_vanes = value if value < 7 else 0
        elif register == c.MINIMUM_HEAT:
            self._busy = 1 if value == 1 else 0
        elif register == c.COIL_DRY and value == 1:
            self._busy = 1


def fan_number(fan):
    for number in _FANS:
        if _FANS[number] == fan:
            return number
    return 0
