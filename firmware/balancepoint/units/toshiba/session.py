"""The session with a Toshiba unit on CN22 (9600 baud, 8E1): the start-up frames, then one property at a time.

The unit wants six frames, a rest of 2 s and two more before it answers anything; what they mean is not known, and they are sent
as published, one with a sum that is wrong. Times: 100 ms from frame to frame, 200 ms that end an answer, of
pedobry/esphome_toshiba_suzumi; nothing is published on how long an answer takes, 400 ms is waited.

What a unit does not answer three times, or answers without a value, is asked for again once in a long while. Of ECHONET Lite's
table fault, special state, priority, power and energy are tried: see `codec`.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT
from ..tell import Tell
from ..ticks import since
from ..trouble import ECHO, GARBLED, OK, SILENT
from ..unit import FEED_NONE, NO_FAULT, SWING
from . import codec as c

# Every round: what is set, the room; then the others, one a round
ASK = b"\x80\xb0\xf7\xb3\xa0\xa3\xbb\xbe\xe4\xe5\xaa\xab\x88\x89\x84\x85"
_FAST = const(7)
_PUT = b"\x80\xb0\xb3\xa0\xa3"  # in the order of `Tell.new`

_BETWEEN = const(120)  # ms
_REST = const(2000)  # ms
_ANSWER = const(400)  # ms
_ROUND = const(2000)  # ms
_AGAIN = const(1000)  # ms until the start-up frames are sent anew
_TRIES = const(3)
_RARELY = const(60)  # s

_ON = const(1)
_MODE = const(2)
_SETPOINT = const(4)
_FAN = const(8)
_VANE = const(16)

_MOST = const(1 << 29)


def _more(count):
    return count + 1 if count < _MOST else count


class Session:
    """See `units`."""

    BAUD, PARITY, STOP = 9600, 0, 1
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 5, "quiet": 1, "vanes": 0, "wide_vanes": 0, "step": 100, "feed": FEED_NONE,
        "heat_low": 1700, "heat_high": 3000, "cool_low": 1700, "cool_high": 3000,
    }  # fmt: skip
    pace = 40

    def __init__(self, unit):
        unit.endow(self.ABILITIES)
        self.unit = unit
        self.recorder = None
        self.linked = 0
        self.trouble = OK
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self._tell = Tell(unit, len(_PUT))
        self._receiver = c.Receiver()
        self._in = bytearray(64)
        self._out = bytearray(16)  # `_count` bytes of it were sent last
        self._start = 0  # place in START; at its end: started
        self._pause = 0  # ms since `_at` until the next may go out
        self._at = self._waits = 0
        self._asked = 0  # place in ASK
        self._place = self._round = 0  # of the round, and ms when it began
        self._slow = _FAST
        self._skip = bytearray(len(ASK))
        self._rare = self._rare_at = self._sideways = 0
        self._pending = 0  # bits of the fields that are still to be sent
        self._shift = 0  # K, of set points at the special mode of 8 degrees
        self._raw = bytearray(len(_PUT))  # as it was read
        self._noise = self._echoed = self._fails = self._count = 0

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
        silent = since(self._at, ms)
        if self._waits:
            if silent > _ANSWER:
                self._miss(ms)
        elif silent >= self._pause:
            if self._start < len(c.START):
                self._begin(stream, ms)
            else:
                self._speak(stream, ms)

    def _begin(self, stream, ms):
        """The next of the start-up frames."""
        count = c.START[self._start]
        for k in range(count):
            self._out[k] = c.START[self._start + 1 + k]
        self._start += count + 1
        self._at = ms
        self._pause = _BETWEEN if count else _REST
        if count:
            self._send(stream, ms, count)

    def _send(self, stream, ms, count):
        self._count = count
        self._receiver.reset()
        self._noise = self._echoed = 0
        self._at = ms
        stream.write(self._out, count)
        if self.recorder:
            self.recorder.note(0, self._out, count, ms)

    def _speak(self, stream, ms):
        self._pause = _BETWEEN
        if self.linked and not self._fails:
            if not self._pending and self._differs():
                self._pending = self._tell.changes
            if self._pending:
                for k in range(len(_PUT)):
                    if self._pending >> k & 1:
                        self._pending &= ~(1 << k)
                        self._send(stream, ms, c.put(self._out, _PUT[k], self._tell.sent[k]))
                        return
        if self._next(ms):
            self._send(stream, ms, c.get(self._out, ASK[self._asked]))
            self._waits = 1

    def _next(self, ms):
        """1: `_asked` is what to ask for now. Power before all else when the unit has not answered."""
        if self._fails or not self.linked:
            self._asked = 0
            return 1
        place = self._place
        while 1:
            if self._tell.first:
                place += 1
            elif place >= _FAST:
                place = len(ASK)
            elif place == _FAST - 1:
                place = len(ASK)
                for _ in range(_FAST, len(ASK)):
                    self._slow = self._slow + 1 if self._slow < len(ASK) - 1 else _FAST
                    if self._skip[self._slow] < _TRIES:
                        place = self._slow
                        break
            else:
                place += 1
            if place == len(ASK):
                if since(self._round, ms) < _ROUND:
                    return 0
                self._round = ms
                self._tell.first = place = 0
                self._revive()
            if not place or self._skip[place] < _TRIES:
                self._asked = self._place = place
                return 1

    def _revive(self):
        now = self.unit.now
        if now - self._rare_at >= _RARELY:
            self._rare_at = now
            for _ in ASK:
                self._rare = (self._rare + 1) % len(ASK)
                if self._skip[self._rare] >= _TRIES:
                    self._skip[self._rare] = _TRIES - 1
                    break

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
        at = c.place(buffer, count)
        if not at or not self._waits and not self.linked:
            return
        asked = self._waits and buffer[at] == ASK[self._asked]
        size = count - 2 - at
        if asked:
            self._waits = self._fails = 0
            self._skip[self._asked] = 0 if size else _TRIES
            if not self.linked:
                self.linked = 1
                self._place = 0
                self._round = ms
                self._tell.begin()
            self.trouble = ECHO if self._echoed else self._tell.trouble
        if size and self.linked:  # some properties are told unasked, too
            self._take(buffer[at], buffer, at + 1, size)

    def _miss(self, ms):
        """No answer, or one that is none."""
        self._waits = 0
        if self._noise > 0:
            self.bad = _more(self.bad)
            cause = GARBLED
        else:
            self.timeouts = _more(self.timeouts)
            cause = ECHO if self._echoed else SILENT
        if self._asked and self._skip[self._asked] < _TRIES:
            self._skip[self._asked] += 1
        self._fails = min(self._fails + 1, _TRIES)
        if self._fails == _TRIES:
            if self.linked:
                self.linked = self._pending = 0
                for k in range(len(ASK)):
                    if self._skip[k] < _TRIES:
                        self._skip[k] = 0
            self.trouble = cause
            self._start = 0
            self._fails = 0
            self._at = ms
            self._pause = _AGAIN

    def _take(self, code, buffer, at, size):
        """A property's value, `size` bytes from `at` on."""
        unit = self.unit
        tell = self._tell
        now = unit.now
        byte = buffer[at]
        for k in range(len(_PUT)):
            if _PUT[k] == code:
                self._raw[k] = byte
                unit.said_at = now
        if code == c.P_POWER:
            unit.on = tell.said(_ON, unit.on, 1 if byte == 0x30 else 0, 1 if unit.mode else 0)
            if not unit.on:
                unit.running = 0
        elif code == c.P_MODE:
            mode = c.mode(byte)
            if unit.on:
                tell.said(_MODE, unit.said_mode, mode, unit.mode)
            unit.said_mode = mode
        elif code == c.P_SETPOINT:
            value = 100 * (byte - self._shift)
            value = value if 500 <= value <= 3500 else UNKNOWN
            if unit.on and (unit.said_mode == HEAT or unit.said_mode == COOL or unit.said_mode == AUTO):
                tell.said(_SETPOINT, unit.said_setpoint, value, unit.target())
            unit.said_setpoint = value
        elif code == c.P_FAN:
            unit.said_fan = tell.said(_FAN, unit.said_fan, c.fan(byte), unit.fan)
        elif code == c.P_SWING:
            vane = c.vane(byte)
            self._sideways = 1 if byte == 0x42 or byte == 0x43 else 0
            if 1 <= vane <= 5:
                unit.vanes = 5
            unit.said_vane = tell.said(_VANE, unit.said_vane, vane, unit.vane)
        elif code == c.P_SPECIAL:
            self._shift = c.SHIFT if byte == c.EIGHT else 0
        elif code == c.P_ROOM:
            unit.room = c.degrees(byte)
            unit.room_at = now
        elif code == c.P_OUTDOOR:
            unit.outdoor = c.degrees(byte)
            unit.outdoor_at = now
            if unit.outdoor != UNKNOWN:
                unit.tells_outdoor = 1
        elif code == c.P_INDOOR:
            unit.coil = c.degrees(byte)  # its time is `outdoor_at`
        elif code == c.P_MACHINE:
            if size > 3 and buffer[at + 3] < 254:
                unit.tells_running = 1
                unit.running = 1 if buffer[at + 3] and unit.on else 0
                unit.running_at = now
        elif code == c.P_STATE:
            if 0x40 <= byte <= 0x43:
                unit.tells_defrost = 1
                unit.defrosting = 1 if byte == 0x41 else 0
                unit.preheating = 1 if byte == 0x42 else 0
                unit.state_at = now
        elif code == c.P_PRIORITY:
            if byte == 0x40 or byte == 0x41:
                unit.standby = byte - 0x40
                unit.state_at = now
        elif code == c.P_FAULT:
            unit.fault_at = now
            if byte == 0x42:
                unit.fault = NO_FAULT
            elif byte == 0x41 and unit.fault <= NO_FAULT:
                unit.fault = 1
        elif code == c.P_CODE:
            if size > 1 and unit.fault > NO_FAULT:
                unit.fault = min(byte << 8 | buffer[at + 1], 65534) or 1
        elif code == c.P_WATTS:
            watts = byte << 8 | buffer[at + 1] if size > 1 else 0xFFFF
            unit.power = watts if watts <= 20000 else UNKNOWN
            unit.tells_power = 1
            unit.running_at = now
        elif code == c.P_ENERGY:
            if size > 3 and byte < 8:  # Wh
                unit.energy = (byte << 24 | buffer[at + 1] << 16 | buffer[at + 2] << 8 | buffer[at + 3]) // 100
                unit.tells_energy = 1

    def _differs(self):
        """1 if something is to be set now."""
        unit = self.unit
        tell = self._tell
        if not tell.may():
            return 0
        new = tell.new
        for k in range(len(_PUT)):
            new[k] = self._raw[k]
        on = 1 if unit.mode else 0
        new[0] = 0x30 if on else 0x31
        changes = 0 if unit.on == on else _ON
        if on:
            new[1] = c.mode_byte(unit.mode)
            if unit.mode != unit.said_mode:
                changes |= _MODE
            if unit.mode == HEAT or unit.mode == COOL or unit.mode == AUTO:
                target = unit.target()
                new[2] = target // 100 + self._shift
                if target != unit.said_setpoint or changes:
                    changes |= _SETPOINT  # each mode has its own
            if unit.fan > 0:
                new[3] = c.fan_byte(unit.fan)
                if unit.fan != unit.said_fan or changes & (_ON | _MODE):
                    changes |= _FAN
            if unit.vane != UNKNOWN and (unit.vane == SWING or not unit.vane or unit.vanes):
                new[4] = c.vane_byte(unit.vane, self._sideways)
                if unit.vane != unit.said_vane:
                    changes |= _VANE
        tell.changes = changes
        if not tell.due():
            return 0
        if changes & (_ON | _MODE):
            tell.wrote = _ON | _MODE | _SETPOINT | _FAN | _VANE
        return 1
