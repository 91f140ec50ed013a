"""The conversation with a Hitachi unit over H-Link: ten addresses in turn, and what differs from what is asked for.

60 ms between a line and the next, or the unit says NG (lumixen/esphome-hlink-ac). It has no ear for a room temperature, and says
neither speed, power nor defrost; `running` is its own word. An address to which it says NG three times is asked for rarely.
"""

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..follow import BLOW, MODE, POWER, SETPOINT
from ..talk import Talk
from ..unit import FEED_NONE, QUIET
from ..unit import SWING as MOVES
from . import codec as c

_READS = (c.POWER, c.MODE, c.SETPOINT, c.FAN, c.SWING, c.INDOOR, c.ACTIVE, c.OUTDOOR, c.ERROR, c.FILTER)
_STATE = const(5)  # of them make up the state
_ROUND = const(3)  # s from one round to the next
_RARELY = const(600)  # s
_NAKS = const(3)

_MODES = {0x10: HEAT, 0x20: DRY, 0x40: COOL, 0x50: FAN}
_MODE_WORDS = (0, 0x10, 0x40, 0x8000, 0x20, 0x50)
_FANS = (FAN_AUTO, 3, 2, 1, QUIET)  # by the unit's number


class Session(Talk):
    """See `units` and `talk`."""

    BAUD, PARITY, STOP = 9600, 1, 1
    TURN, BETWEEN, REPLY = 70, 80, 600
    LONGEST = c.LONGEST
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 3, "quiet": 1, "vanes": 0, "wide_vanes": 0, "step": 100, "feed": FEED_NONE,
        "heat_low": 1000, "heat_high": 3200, "cool_low": 1600, "cool_high": 3200, "tells_running": 1,
    }  # fmt: skip

    def __init__(self, unit):
        Talk.__init__(self, unit, c.Receiver())
        self.follow.binds = 1 << HEAT | 1 << COOL  # in the automatic mode it says an offset
        self._index = 0  # of the address that is read, or is next
        self._round = -_ROUND  # s, when it began
        self._naks = bytearray(len(_READS))
        self._rare = 0  # s
        self._bits = 0  # still to be written
        self._writes = 0  # what is in the air is a write
        self._got = 0  # bits of the state's addresses that this round has told

    def _hello(self):
        self._index = 0
        self._got = self._bits = self._writes = 0
        return c.ask(self._out, c.POWER)

    def _next(self, now):
        if not self._bits and not self._index:
            self._bits = self.follow.due()
            if self.unit.mode == AUTO:
                self._bits &= ~SETPOINT  # which is a distance to its own, then
        if self._bits:
            return self._write()
        if not self._index:
            if now - self._round < _ROUND:
                return 0
            self._round = now
            if now - self._rare >= _RARELY:
                self._rare = now
                for k in range(len(_READS)):
                    self._naks[k] = 0
        while self._index < len(_READS) and self._naks[self._index] >= _NAKS:
            self._index += 1
        if self._index >= _STATE and self._got & 7 == 7:  # the state is read, as far as it has it
            self._got = 0
            self.follow.said()
        if self._index >= len(_READS):
            self._index = 0
            return 0
        return c.ask(self._out, _READS[self._index])

    def _write(self):
        """The first of what is still to be written. Off is written alone, and on comes last."""
        unit = self.unit
        bits = self._bits
        self._writes = bits & -bits if bits != POWER else POWER
        if bits != POWER and self._writes == POWER:
            bits &= ~POWER
            self._writes = bits & -bits
        if self._writes == POWER:
            return c.tell(self._out, c.POWER, 0 if unit.mode == OFF else 1, 4)
        if self._writes == MODE:
            return c.tell(self._out, c.MODE, _MODE_WORDS[unit.mode], 4)
        if self._writes == SETPOINT:
            return c.tell(self._out, c.SETPOINT, unit.target() // 100, 4)
        if self._writes == BLOW:
            return c.tell(self._out, c.FAN, _fan_number(self.follow.blow()), 2)
        return c.tell(self._out, c.SWING, 1 if unit.vane == MOVES else 0, 2)

    def _done(self):
        if self._writes:
            self._bits &= ~self._writes
            self._writes = 0
            self._round = self.unit.now - _ROUND  # it is read back at once
        else:
            self._index += 1
            if self._index == len(_READS):
                self._index = 0

    def _missed(self):
        if self._writes:
            self._bits = self._writes = 0
        elif self.linked:
            self._index = (self._index + 1) % len(_READS)

    def _take(self, frame, count, now):
        receiver = self._receiver
        if not self._air or receiver.kind == c.ASKED:
            return 0
        if receiver.kind == c.NG:
            if self._writes:
                self.follow.refused()
            elif self._naks[self._index] < _NAKS:
                self._naks[self._index] += 1
        elif self._writes:
            pass
        elif receiver.value < 0:
            return 0
        else:
            self._naks[self._index] = 0
            self._learn(_READS[self._index], receiver.value, now)
        self._done()
        return 1

    def _learn(self, address, value, now):
        unit = self.unit
        follow = self.follow
        if address == c.POWER:
            follow.on = 1 if value else 0
            self._got = 0
        elif address == c.MODE:
            follow.mode = _MODES.get(value & 0xFF, UNKNOWN) if value < 0x8000 else AUTO
        elif address == c.SETPOINT:
            if value >= 0xFF00:  # an offset, in the automatic mode
                follow.setpoint = UNKNOWN
            else:
                follow.setpoint = c.degrees(value, 1000, 3200)
        elif address == c.FAN:
            follow.fan = _FANS[value] if value < len(_FANS) else UNKNOWN
        elif address == c.SWING:
            follow.vane = MOVES if value & 1 else 0
        elif address == c.INDOOR:
            value = c.degrees(value, -2000, 5000)
            if value != UNKNOWN:
                unit.room = value
                unit.room_at = now
        elif address == c.OUTDOOR:
            value = c.degrees(value, -4000, 6000)
            if value != UNKNOWN:
                unit.tells_outdoor = 1
                unit.outdoor = value
                unit.outdoor_at = now
        elif address == c.ACTIVE:
            unit.running = 1 if value else 0
            unit.running_at = now
        elif address == c.ERROR:
            unit.fault = value
            unit.fault_at = now
        elif address == c.FILTER:
            unit.filter_due = 1 if value else 0
        if self._index < _STATE:
            self._got |= 1 << self._index


def _fan_number(fan):
    for k in range(len(_FANS)):
        if _FANS[k] == fan:
            return k
    return 0
