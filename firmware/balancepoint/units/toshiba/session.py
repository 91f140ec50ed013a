"""The session with a Toshiba unit on CN22 (9600 baud, 8E1): the start-up frames, then one property at a time.

The unit wants six frames, a rest of 2 s and two more before it answers anything; what they mean is not known, and they are sent
as published, one with a sum that is wrong. Times: 100 ms from frame to frame, 200 ms that end an answer, of
pedobry/esphome_toshiba_suzumi; nothing is published on how long an answer takes, 400 ms is waited.

What a unit does not answer three times, or answers without a value, is asked for again once in a long while. Of ECHONET Lite's
table fault, special state, priority, power and energy are tried: see `codec`.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..follow import BLOW, MODE, POWER, SETPOINT, VANE
from ..talk import Talk
from ..unit import FEED_NONE
from . import codec as c
from .report import report

# Every round: what is set, the room; then the others, one a round
ASK = b"\x80\xb0\xf7\xb3\xa0\xa3\xbb\xbe\xe4\xe5\xaa\xab\x88\x89\x84\x85"
_READ = const(6)  # from here on all that is set has been read
_FAST = const(7)
_PUT = b"\x80\xb0\xb3\xa0\xa3"  # by the bits of `follow`

_ROUND = const(2)  # s
_REST = const(2)  # s
_TRIES = const(3)
_RARELY = const(60)  # s


class Session(Talk):
    """See `units` and `talk`."""

    BAUD, PARITY, STOP = 9600, 0, 1
    BETWEEN, REPLY, SILENCE = 120, 400, 2500
    SETS = POWER | MODE | SETPOINT | BLOW | VANE
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 5, "quiet": 1, "vanes": 0, "wide_vanes": 0, "step": 100, "feed": FEED_NONE,
        "heat_low": 1700, "heat_high": 3000, "cool_low": 1700, "cool_high": 3000,
    }  # fmt: skip
    pace = 40

    def __init__(self, unit):
        Talk.__init__(self, unit, c.Receiver())
        self.follow.again = 10
        self.follow.airs = 0
        self._start = 0  # place in START; at its end: started
        self._asked = 0  # place in ASK
        self._place = self._round = 0  # of the round, and s when it began
        self._first = 1  # of a link: all is asked for, one after the other
        self._slow = _FAST
        self._skip = bytearray(len(ASK))
        self._rare = self._rare_at = 0
        self._pending = 0  # bits of what is still to be sent
        self._sideways = 0  # it swings horizontally, too
        self._shift = 0  # K, of set points at the special mode of 8 degrees
        self._fails = 0

    # what goes out

    def _hello(self):
        """The next of the start-up frames; behind them the first question."""
        self._tried = 0
        at = self._start
        if at == len(c.START):
            return self._ask(0)
        count = c.START[at]
        for k in range(count):
            self._out[k] = c.START[at + 1 + k]
        at += count + 1
        if at < len(c.START) and not c.START[at]:
            self._tried = _REST
            at += 1
        self._start = at
        self._mute = 1
        return count

    def _next(self, now):
        if self._fails:
            return self._ask(0)
        if not self._pending:
            self._pending = self.follow.due()
            if self._pending & (POWER | MODE) and self.unit.mode:
                self._pending |= SETPOINT | BLOW  # each mode has its own
        while self._pending:
            bit = self._pending & -self._pending
            self._pending &= ~bit
            value = self._value(bit)
            if value != UNKNOWN:
                place = 0
                while bit >> place > 1:
                    place += 1
                self._mute = 1
                return c.put(self._out, _PUT[place], value)
        return self._ask(self._place) if self._due(now) else 0

    def _value(self, bit):
        """What is set where that bit is, UNKNOWN for nothing."""
        unit = self.unit
        if bit == POWER:
            return 0x30 if unit.mode else 0x31
        if bit == MODE:
            return c.mode_byte(unit.mode)
        if bit == SETPOINT:
            return unit.target() // 100 + self._shift if self.follow.binds >> unit.mode & 1 else UNKNOWN
        if bit == VANE:
            return c.vane_byte(unit.vane, self._sideways)
        fan = self.follow.blow()
        return c.fan_byte(fan) if fan != UNKNOWN else UNKNOWN

    def _ask(self, place):
        self._asked = place
        return c.get(self._out, ASK[place])

    def _due(self, now):
        """1: `_place` is what to ask for now."""
        place = self._place
        while 1:
            if self._first or place < _FAST - 1:
                place += 1
            elif place == _FAST - 1:
                place = self._slower()
            else:
                place = len(ASK)
            if place == len(ASK):
                if now - self._round < _ROUND:
                    return 0
                self._round = now
                self._first = place = 0
                self._revive(now)
            if not place or self._skip[place] < _TRIES:
                self._place = place
                return 1

    def _slower(self):
        """The next of those that have their turn once in many rounds."""
        for _ in range(_FAST, len(ASK)):
            self._slow = self._slow + 1 if self._slow < len(ASK) - 1 else _FAST
            if self._skip[self._slow] < _TRIES:
                return self._slow
        return len(ASK)

    def _revive(self, now):
        """One of those that were passed over gets another chance."""
        if now - self._rare_at >= _RARELY:
            self._rare_at = now
            for _ in ASK:
                self._rare = (self._rare + 1) % len(ASK)
                if self._skip[self._rare] >= _TRIES:
                    self._skip[self._rare] = _TRIES - 1
                    return

    def _missed(self):
        if self._asked and self._skip[self._asked] < _TRIES:
            self._skip[self._asked] += 1
        self._fails = min(self._fails + 1, _TRIES)
        if not self.linked and self._fails == _TRIES:  # it may have been without power: from the beginning
            self._start = self._fails = 0
            self._tried = 1
            for k in range(len(ASK)):
                if self._skip[k] < _TRIES:
                    self._skip[k] = 0

    # what comes in

    def _greeted(self, frame):
        at = c.place(frame, self._receiver.length)
        if not self._air or not at or frame[at] != ASK[0]:
            return 0
        self._place = self._pending = 0
        self._round = self.unit.now
        self._first = 1
        return 1

    def _take(self, frame, count, now):
        at = c.place(frame, count)
        if not at:
            return 0
        size = count - 2 - at
        if size:  # some properties are told unasked, too
            self._learn(frame, at, size)
        if not self._air or frame[at] != ASK[self._asked]:
            return 0
        self._fails = 0
        self._skip[self._asked] = 0 if size else _TRIES
        if self._asked >= _READ:
            self.follow.said()
        return 1

    def _learn(self, frame, at, size):
        """A property that is set; the others go to `report`."""
        follow = self.follow
        code, byte = frame[at], frame[at + 1]
        if code == c.P_POWER:
            follow.on = 1 if byte == 0x30 else 0
            if not follow.on:
                self.unit.running = 0
        elif code == c.P_MODE:
            follow.mode = c.mode(byte)
        elif code == c.P_SETPOINT:
            value = 100 * (byte - self._shift)
            follow.setpoint = value if 500 <= value <= 3500 else UNKNOWN
        elif code == c.P_FAN:
            follow.fan = c.fan(byte)
        elif code == c.P_SWING:
            follow.vane = vane = c.vane(byte)
            self._sideways = 1 if byte == 0x42 or byte == 0x43 else 0
            if 1 <= vane <= 5:
                self.unit.vanes = 5
        elif code == c.P_SPECIAL:
            self._shift = c.SHIFT if byte == c.EIGHT else 0
        else:
            report(self.unit, code, frame, at + 1, size)
