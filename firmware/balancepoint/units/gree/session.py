"""A conversation with a Gree unit: it is told its own state, or a new one, every second, and answers with what it then has.

A change is two writes: one with the mark of a change, one without, as the drivers of others do it; a unit takes a change now and
then not at all (piotrva/esphome_gree_ac #2), so it is asked for until the unit says it, three times at most.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import COOL, DRY, HEAT
from ..follow import WIDE
from ..talk import Talk
from ..unit import QUIET
from . import codec

_PERIOD = const(1000)  # ms between two writes

_IDLE = const(0)
_MARKED = const(1)  # a change is on its way
_CLEARED = const(2)  # its second write


class Session(Talk):
    """See `units` and `talk`. The unit has no ear for the room's temperature here, and no faults are known."""

    BAUD, PARITY, STOP = 4800, 0, 1
    TURN, REPLY, SILENCE = 100, 2000, 7000
    LONGEST = codec.COUNT + 5
    ABILITIES = {"fans": 5, "quiet": 1, "vanes": 5, "wide_vanes": 5, "step": 100}

    def __init__(self, unit):
        Talk.__init__(self, unit, codec.Receiver())
        self.follow.rest = 5
        self.follow.binds = 1 << HEAT | 1 << COOL
        self.follow.doubts = WIDE
        self.BETWEEN = _PERIOD  # less before the second write of a change
        self._state = bytearray(codec.COUNT)
        self._change = _IDLE

    def _hello(self):
        self._change = _IDLE
        return self._write(0)

    def _next(self, now):
        if self._change != _MARKED:
            return self._write(self.follow.due())
        self._change = _CLEARED
        self.BETWEEN = _PERIOD
        self._out[codec.DATA + 3] = 0
        return codec.seal(self._out, codec.SET, codec.COUNT)

    def _write(self, bits):
        """The unit's own state, but for what differs."""
        unit = self.unit
        out = self._out
        self.BETWEEN = _PERIOD
        codec.keep(out, self._state)
        self._change = _IDLE
        if bits:
            self._change = _MARKED
            self.BETWEEN = 0
            fan = self.follow.blow() if unit.mode != DRY else UNKNOWN
            wide = unit.wide if unit.wide_vanes else UNKNOWN
            codec.change(out, unit.mode, unit.target(), fan, unit.vane, wide)
        return codec.seal(out, codec.SET, codec.COUNT)

    def _missed(self):
        self._change = _IDLE
        self.BETWEEN = _PERIOD

    def _greeted(self, frame):
        return frame[3] == codec.STATE

    def _take(self, frame, count, now):
        if frame[3] != codec.STATE or count < codec.COUNT + 5:
            return 0
        unit = self.unit
        follow = self.follow
        state = self._state
        for i in range(codec.COUNT):
            state[i] = frame[codec.DATA + i]
        follow.on = frame[codec.DATA + 4] >> 7
        follow.mode = codec.mode(frame)
        follow.setpoint = codec.setpoint(frame)
        follow.fan = codec.fan(frame)
        if self._coarse(follow.blow()):
            follow.fan = follow.blow()
        swing = frame[codec.DATA + 8]
        follow.vane = codec.vane(swing >> 4)
        follow.wide = codec.vane(swing & 7)
        follow.said()
        unit.room = codec.room(frame, count)
        unit.room_at = now
        return 1

    def _coarse(self, fan):
        """1 if it blows as it is asked to as well as it can: one that writes its levels coarse has but three."""
        fine = self._state[18] & 15
        return (
            fan != UNKNOWN and fan != QUIET and not 0 < fine < 6 and codec.coarse(self.follow.fan) == codec.coarse(fan)
        )
