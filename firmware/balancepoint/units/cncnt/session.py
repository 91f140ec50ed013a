"""The session with a Panasonic unit on CN-CNT (9600 baud, 8E1): a poll every 5 s, an order in between.

Both are answered at once with the whole state. Times: 5 s between polls, 250 ms between an order and what was sent before it, of
DomiStyle/esphome-panasonic-ac esppac_cnt.cpp; nothing is published on how long an answer takes, 1 s is waited.
The whole of what can be set goes out with every order, as it was read but for what changes.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..tell import Tell
from ..ticks import since
from ..trouble import ECHO, GARBLED, OK, SILENT
from ..unit import FEED_NONE, QUIET, SWING
from . import codec as c

_POLL = const(5000)  # ms
_LOOK = const(1000)  # ms after an order
_BETWEEN = const(250)  # ms
_ANSWER = const(1000)  # ms
_LOST = const(3)  # polls without an answer

_ON = const(1)
_MODE = const(2)
_SETPOINT = const(4)
_FAN = const(8)
_VANE = const(16)
_WIDE = const(32)

_MOST = const(1 << 29)


def _more(count):
    return count + 1 if count < _MOST else count


class Session:
    """See `units`."""

    BAUD = 9600
    PARITY = 0
    STOP = 1
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 5, "quiet": 1, "vanes": 5, "wide_vanes": 5, "step": 50, "feed": FEED_NONE,
        "heat_low": 1600, "heat_high": 3000, "cool_low": 1600, "cool_high": 3000,
    }  # fmt: skip
    pace = 50

    def __init__(self, unit):
        unit.endow(self.ABILITIES)
        self.unit = unit
        self.recorder = None
        self.linked = 0
        self.trouble = OK
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self._tell = Tell(unit, c.STATE)
        self._receiver = c.Receiver()
        self._in = bytearray(64)
        self._out = bytearray(c.STATE + 3)
        self._count = 0
        self._state = bytearray(c.STATE)  # as it was read
        self._waits = 0  # for an answer
        self._at = -1  # ms, when the last was sent; -1: nothing yet
        self._pause = 0  # ms until the next poll
        self._noise = 0
        self._echoed = 0
        self._missed = 0

    def step(self, stream, ms):
        receiver = self._receiver
        buffer = self._in
        for _ in range(4):
            count = stream.read(buffer)
            if not count:
                break
            self._noise += count
            for k in range(count):
                found = receiver.put(buffer[k])
                while found:
                    self._frame(receiver.buffer, receiver.length, ms)
                    found = receiver.next()
        if self._at < 0:
            self._send(stream, ms, c.POLL)
            return
        silent = since(self._at, ms)
        if self._waits:
            if silent > _ANSWER:
                self._miss()
        elif self.linked and silent >= _BETWEEN and self._order():
            self._send(stream, ms, c.ORDER)
            self._pause = _LOOK
        elif silent >= self._pause:
            self._send(stream, ms, c.POLL)

    def _send(self, stream, ms, head):
        out = self._out
        for k in range(c.STATE):
            out[k + 2] = self._tell.sent[k] if head == c.ORDER else 0
        self._count = c.seal(out, head, c.STATE)
        self._receiver.reset()
        self._waits = 1
        self._at = ms
        self._pause = _POLL
        self._noise = self._echoed = 0
        stream.write(out, self._count)
        if self.recorder:
            self.recorder.note(0, out, self._count, ms)

    def _frame(self, buffer, count, ms):
        self._noise -= count
        if self.recorder:
            self.recorder.note(1, buffer, count, ms)
        own = count == self._count
        for k in range(count if own else 0):
            if buffer[k] != self._out[k]:
                own = False
        if own:
            self._echoed = 1
            self.echoes = _more(self.echoes)
            return
        self.frames = _more(self.frames)
        if buffer[0] == c.POLL and buffer[1] == c.ANSWER and self._waits:
            if not self.linked:
                self.linked = 1
                self._tell.begin()
            self._take(buffer)
            self._tell.first = self._waits = self._missed = 0
            self.trouble = ECHO if self._echoed else self._tell.trouble

    def _miss(self):
        """No answer, or one that is none."""
        self._waits = 0
        if self._noise > 0:
            self.bad = _more(self.bad)
            cause = GARBLED
        else:
            self.timeouts = _more(self.timeouts)
            cause = ECHO if self._echoed else SILENT
        self._missed = min(self._missed + 1, _LOST)
        if self._missed == _LOST:
            self.linked = 0
            self.trouble = cause

    def _take(self, buffer):
        unit = self.unit
        tell = self._tell
        now = unit.now
        for k in range(c.STATE):
            self._state[k] = buffer[k + 2]
        on = 1 if buffer[c.MODE] & 0x0F else 0
        mode = c.mode(buffer[c.MODE])
        setpoint = c.setpoint(buffer[c.SETPOINT]) if mode == HEAT or mode == COOL or mode == AUTO else UNKNOWN
        unit.on = tell.said(_ON, unit.on, on, 1 if unit.mode else 0)
        if on:
            tell.said(_MODE, unit.said_mode, mode, unit.mode)
            if mode == unit.said_mode:
                tell.said(_SETPOINT, unit.said_setpoint, setpoint, unit.target())
        unit.said_mode = mode
        unit.said_setpoint = setpoint
        unit.said_fan = tell.said(_FAN, unit.said_fan, c.fan(buffer[c.FANS], buffer[c.PRESET]), unit.fan)
        vane = c.vane(buffer[c.VANES])
        wide = c.wide(buffer[c.VANES])
        unit.vanes = 0 if vane == UNKNOWN else 5
        unit.wide_vanes = 0 if wide == UNKNOWN else 5
        unit.said_vane = tell.said(_VANE, unit.said_vane, vane, unit.vane)
        unit.said_wide = tell.said(_WIDE, unit.said_wide, wide, unit.wide or SWING)
        unit.said_at = unit.room_at = unit.outdoor_at = unit.state_at = unit.running_at = now
        room = c.degrees(buffer[c.ROOM])
        unit.room = c.degrees(buffer[c.ROOM_TOO]) if room == UNKNOWN else room
        outdoor = c.degrees(buffer[c.OUTDOOR])
        unit.outdoor = c.degrees(buffer[c.OUTDOOR_TOO]) if outdoor == UNKNOWN else outdoor
        if unit.outdoor != UNKNOWN:
            unit.tells_outdoor = 1
        unit.power = c.watts(buffer)
        if unit.power > 0:
            unit.tells_power = 1
        unit.defrosting = 1 if buffer[c.DEFROST] == 2 else 0
        if unit.defrosting:
            unit.tells_defrost = 1  # units that never say it may not know it

    def _order(self):
        """1 if something is to be set now."""
        unit = self.unit
        tell = self._tell
        if not tell.may():
            return 0
        new = tell.new
        for k in range(c.STATE):
            new[k] = self._state[k]
        on = 1 if unit.mode else 0
        mode = unit.mode or unit.said_mode
        changes = 0 if unit.on == on else _ON
        new[0] = c.mode_byte(mode, on) if mode >= 0 else new[0] & 0xF0 | 4 * on
        if on:
            if mode != unit.said_mode:
                changes |= _MODE
            if mode == HEAT or mode == COOL or mode == AUTO:
                target = unit.target()
                new[c.SETPOINT - 2] = target // 50
                if target != unit.said_setpoint:
                    changes |= _SETPOINT
            if unit.fan > 0 and unit.fan != unit.said_fan:
                changes |= _FAN
                quiet = unit.fan == QUIET
                new[c.PRESET - 2] = new[c.PRESET - 2] & 0xF0 | (4 if quiet else 0)
                if not quiet:
                    new[c.FANS - 2] = 0xA0 if unit.fan > QUIET else 0x20 + 16 * unit.fan
            vane = unit.vane if unit.vanes else UNKNOWN
            wide = unit.wide if unit.wide_vanes else UNKNOWN
            new[c.VANES - 2] = c.vanes_byte(new[c.VANES - 2], vane, wide)
            if vane != UNKNOWN and vane != unit.said_vane:
                changes |= _VANE
            if wide != UNKNOWN and (wide or SWING) != unit.said_wide:
                changes |= _WIDE
        if changes & (_ON | _MODE):
            changes = _ON | _MODE | _SETPOINT | _FAN | _VANE | _WIDE  # each mode has its own
        tell.changes = changes
        return tell.due()
