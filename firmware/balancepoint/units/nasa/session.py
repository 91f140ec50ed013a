"""Listening on Samsung's newer bus, and asking the indoor unit for what is asked for.

Units tell what changes, and all of it now and then; we ask for the state when we have not heard it, and listen for the rest. The
state of a unit comes in pieces, a piece a message: it counts once power, mode and set point have been heard. No message is known
that gives it a room temperature.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..bus import Bus
from ..follow import BLOW, MODE, POWER, SETPOINT
from ..unit import FEED_NONE
from . import codec as c

_MODES = (AUTO, COOL, DRY, FAN, HEAT)  # by the unit's number
_FANS = (FAN_AUTO, 1, 2, 3, 4)
_READS = (c.POWER, c.MODE, c.FAN, c.SETPOINT, c.ROOM)
_TEMPERATURES = (c.ROOM, c.COIL, c.OUTSIDE)
_ASK = const(20)  # s from question to question for the state
_WHOLE = const(7)  # power, mode and set point have been heard


class Session(Bus):
    """See `units` and `bus`."""

    BAUD, PARITY, STOP = 9600, 0, 1
    HUSH, BETWEEN, SILENCE = 30, 1000, 60000
    SETS = POWER | MODE | SETPOINT | BLOW
    LONGEST = 64
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 4, "quiet": 0, "vanes": 0, "wide_vanes": 0, "step": 50, "feed": FEED_NONE,
        "heat_low": 1600, "heat_high": 3000, "cool_low": 1600, "cool_high": 3000,
    }  # fmt: skip

    def __init__(self, unit):
        Bus.__init__(self, unit, c.Receiver())
        self._target = bytearray(3)  # the indoor unit, the first that is heard
        self._number = 0
        self._heard_of = 0  # bits of what has been told
        self._asked = -_ASK  # s

    def _next(self, now):
        out = self._out
        if now - self._asked >= _ASK or self._heard_of != _WHOLE and now - self._asked >= 3:
            self._asked = now
            at = c.begin(out, self._target, c.READ, self._count_up())
            for message in _READS:
                at = c.add(out, at, message, 0)
            return c.seal(out, at)
        bits = self.follow.due()
        if not bits:
            return 0
        unit = self.unit
        self._asked = now - _ASK + 2  # it is read back soon
        at = c.begin(out, self._target, c.REQUEST, self._count_up())
        if bits & MODE:
            at = c.add(out, at, c.MODE, _MODES.index(unit.mode))
        if bits & POWER:
            at = c.add(out, at, c.POWER, 0 if unit.mode == OFF else 1)
        if bits & SETPOINT:
            at = c.add(out, at, c.SETPOINT, unit.target() // 10)
        if bits & BLOW:
            at = c.add(out, at, c.FAN, _FANS.index(self.follow.blow()))
        return c.seal(out, at)

    def _count_up(self):
        self._number = self._number + 1 & 0xFF
        return self._number

    def _take(self, frame, count, now):
        kind = frame[10] & 0x0F
        source = frame[3]
        target = self._target
        if source == c.INDOOR:
            if not target[0]:
                for k in range(3):
                    target[k] = frame[3 + k]
            for k in range(3):
                if target[k] != frame[3 + k]:
                    return 0
            if kind == c.NACK:
                self.follow.refused()
                return 1
        elif source != c.OUTDOOR:
            return 0
        if kind != c.NOTIFICATION and kind != c.RESPONSE:
            return source == c.INDOOR
        state = 0
        at = c.HEAD
        for _ in range(frame[12]):
            if at + 3 > count - 3:
                break
            message = c.pair(frame, at)
            size = c.width(message)
            if not size or at + 2 + size > count - 3:
                break
            state |= self._learn(message, frame, at + 2, now)
            at += 2 + size
        if source != c.INDOOR:
            return 0
        self._heard_of |= state & _WHOLE
        if state and self._heard_of == _WHOLE:
            self.follow.said()
        return 1

    def _learn(self, message, frame, at, now):
        """What a message tells; the bit of a part of the state."""
        unit = self.unit
        follow = self.follow
        if message == c.POWER:
            follow.on = 1 if frame[at] else 0
            return 1
        if message == c.MODE:
            follow.mode = _MODES[frame[at]] if frame[at] < len(_MODES) else UNKNOWN
            return 2
        if message == c.FAN:
            follow.fan = _FANS[frame[at]] if frame[at] < len(_FANS) else UNKNOWN
            return 8
        if message == c.SETPOINT:
            value = c.signed(c.pair(frame, at)) * 10
            follow.setpoint = value if 800 <= value <= 3500 else UNKNOWN
            return 4
        if message == c.ENERGY:
            if not frame[at]:
                unit.tells_energy = 1
                unit.energy = (c.pair(frame, at + 1) << 8 | frame[at + 3]) // 100
            return 0
        if message == c.FAULT:
            unit.fault = c.pair(frame, at)
            unit.fault_at = now
            return 0
        if message in _TEMPERATURES:
            value = c.signed(c.pair(frame, at)) * 10
            if not -4000 <= value <= 7000:
                return 0
            if message == c.ROOM:
                unit.room = value
                unit.room_at = now
            elif message == c.COIL:
                unit.coil = value
            else:
                unit.tells_outdoor = 1
                unit.outdoor = value
                unit.outdoor_at = now
        return 0
