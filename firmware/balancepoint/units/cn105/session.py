"""The conversation with a Mitsubishi Electric unit: connect, identify, read in turn, tell it what is asked for, feed it the room.

    connect -> capabilities -> all read once -> reads in turn; between them the room, and what differs from what is asked for
       ^------------------- 10 s without a frame ----------------------------'

Times: 300 ms between sends, 750 ms after a set, 10 s of silence, of echavet/MitsubishiCN105ESPHome; 2 s for a reply, of ESPHome's
own component. The unit forgets the room within 1 to 10 min (MUART-DOC 0x07), Kumo tells it every 20 s, and so do we.

What is asked for is sent field by field where it differs from what the unit says, and read back; sent again up to `_TRIES` times,
then once in `_LATER`. What changes without our asking was the handset: `own_change`, and nothing is set for `_YIELD`.
"""

from ...control.quantity import UNKNOWN, clamp, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..ticks import since
from ..trouble import ECHO, GARBLED, NOT_FOLLOWED, OK, REFUSED, SILENT, WRONG_PROTOCOL
from ..unit import FEED_EXPIRES, FEED_NONE
from . import codec as c

_REPLY = const(2000)  # ms that a reply may take
_BETWEEN = const(300)  # ms from send to send
_TURN = const(10)  # ms from the last byte that came to our first
_PACE = const(700)  # ms from read to read once all has been read
_SETTLE = const(750)  # ms after a set
_SILENCE = const(10000)  # ms

_CALM = const(5)  # s after connecting in which nothing is set
_FOLLOW = const(5)  # s until a setting that was not followed is sent again
_TRIES = const(3)
_LATER = const(300)  # s between the tries after those
_YIELD = const(5)  # s that the handset's word stands before ours may be sent
_ALONG = const(10)  # s after a set in which fan, vanes and the set point of other modes may move with it
_FRESH = const(20)  # s after which the room is told anew
_CHANGED = const(5)  # s after which another half degree is told
_DEAF = const(60)  # s between the tries to feed a unit that does not take it

_READS = b"\x02\x03\x06\x09\x04\x05\x42"
_EVERY = b"\x04\x04\x04\x04\x1e\xf0\xf0"  # s
_NEVER = const(600)  # s between the tries of a read that is not answered
_DUE = const(10000)  # s: longer ago than any of these
_MOST = const(1 << 29)

# What is in the air
_CONNECT, _IDENTIFY, _READ, _SET, _FEED, _EXTRA = const(1), const(2), const(3), const(4), const(5), const(6)
# What differs
_POWER, _MODE, _SETPOINT, _BLOW, _VANE, _WIDE = const(1), const(2), const(4), const(8), const(16), const(32)


class Session:
    """See `units`. `frames`, `bad`, `timeouts`, `echoes` count; `trouble`: see `trouble`; `recorder`: None, or its `note` is told
    of every frame. `machine`: who answered, `codec.AIR` or WATER, 0 nobody yet.

    `installer` 1: connect as an installer's tool does. `extra`: a whole frame in a bytearray that goes out once, in its turn (a
    page of installer functions, a run state); then it is None, and `answer[:answered]` is what came for it, 0 nothing.
    """

    BAUD, PARITY, STOP = 2400, 0, 1
    RATES = (2400, 9600)
    ABILITIES = {
        "modes": 1 << HEAT | 1 << COOL | 1 << AUTO | 1 << DRY | 1 << FAN,
        "fans": 4, "quiet": 1, "vanes": 5, "wide_vanes": 0, "step": 100, "feed": FEED_EXPIRES,
        "heat_low": 1600, "heat_high": 3100, "cool_low": 1600, "cool_high": 3100,
    }  # fmt: skip
    pace = 50

    def __init__(self, unit):
        self.unit = unit
        for name in self.ABILITIES:
            setattr(unit, name, self.ABILITIES[name])
        self.linked = 0
        self.trouble = SILENT
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.machine = 0
        self.recorder = None
        self.installer = 0
        self.extra = None
        self.answer = bytearray(c.SIZE)
        self.answered = 0
        self._in = bytearray(64)
        self._receiver = c.Receiver()
        self._out = bytearray(c.SIZE)
        self._count = 0  # of it
        self._air = 0  # what we wait for the reply to
        self._index = 0  # of the read
        self._sent = self._came = self._heard = self._begun = 0  # ms: a send, a byte, a frame, a try to connect
        self._noise = 0  # bytes have come since the send
        self._wire = OK  # ECHO: there was one since connecting
        self._tried = -1  # to connect; -1: not one step is done
        self._since = 0  # s: connected
        self._asks = 0  # tries left to get the capabilities
        self._missed = bytearray(len(_READS))
        self._asked = [0] * len(_READS)  # s
        self._rounds = 0  # reads still due since connecting
        self._known = 0  # settings have been read since connecting
        self._modern = 0  # set points on the newer scale
        self._flag = 0  # of the wide vane
        self._dries = 0  # to a set point
        self._wish = 0  # a number made of all that is asked for
        self._sets = 0  # of it
        self._set = self._yield = -_LATER  # s
        self._nak = self._failed = OK
        self._fed = UNKNOWN  # half degrees, 0: go by your own; -1: not sure; UNKNOWN: not told anything
        self._fed_at = -_DEAF
        self._half = 0  # in the air
        self._deaf = 0  # failures

    def step(self, stream, ms):
        if self._tried < 0:
            self._tried = 0
            self._sent = self._came = self._heard = self._begun = ms
        count = stream.read(self._in)
        if count:
            self._came = ms
            self._noise = 1
            receiver = self._receiver
            for k in range(count):
                if receiver.put(self._in[k]):
                    self._take(receiver.buffer, receiver.length, ms)
            self.bad = receiver.bad
        silent = since(self._sent, ms)
        if self._air and silent >= _REPLY:
            self._miss()
        if self.linked and since(self._heard, ms) >= _SILENCE:
            self._lose()
        if since(self._came, ms) < _TURN:
            return
        if not self.linked:
            self._call(stream, ms)
        elif not self._air and silent >= (_SETTLE if self._out[1] == c.SET else _BETWEEN):
            self._speak(stream, ms, self.unit.now)

    # connecting

    def _call(self, stream, ms):
        """The first word at once, the next after 1, 2, 3, 4 and then 5 s each; between those, the question for another machine."""
        tried = self._tried
        if not tried or since(self._begun, ms) >= 1000 * tried:
            if self._air:
                self._miss()
            self._begun = ms
            self._tried = min(tried + 1, 5)
            self._wire = OK
            kind = c.INSTALL if self.installer and tried < 3 else c.CONNECT
            self._send(stream, ms, _CONNECT, c.connect(self._out, kind, c.AIR))
        elif tried > 2 and not self._air and self.machine != c.AIR and self._out[2] != c.WATER >> 8:
            self._send(stream, ms, _CONNECT, c.connect(self._out, c.CONNECT, c.WATER))

    def _connected(self):
        now = self.unit.now
        self.linked = 1
        self._since = now
        self._asks = 2
        self._known = self._sets = 0
        self._failed = OK
        self._rounds = len(_READS)
        for k in range(len(_READS)):
            self._asked[k] = now - _DUE
        if self._fed != UNKNOWN:
            self._fed = -1

    def _lose(self):
        self.linked = self._tried = self._air = 0
        self.trouble = self._wire or (GARBLED if self._noise else SILENT)
        for k in range(len(_READS)):
            if self._missed[k] < _TRIES:
                self._missed[k] = 0

    def _miss(self):
        """No reply."""
        self.timeouts = min(self.timeouts + 1, _MOST)
        if not self.linked and self.trouble != REFUSED and self.machine != c.WATER:
            self.trouble = self._wire or (GARBLED if self._noise else SILENT)
        self._refused(OK)

    def _refused(self, nak):
        """What is in the air was not answered, or refused (`nak`)."""
        air = self._air
        self._air = 0
        self._nak = nak
        if air == _IDENTIFY:
            self._asks -= 1
        elif air == _READ:
            self._missed[self._index] = min(self._missed[self._index] + 1, _TRIES)
        elif air == _EXTRA:
            self.answered = 0
        elif air == _FEED:
            self._fed = -1
            self._deaf = min(self._deaf + 1, _TRIES)
            if self._deaf == _TRIES and self.unit.feed != FEED_NONE:
                self.unit.feed = FEED_NONE
                self._give_up()

    def _give_up(self):
        self.unit.refused = min(self.unit.refused + 1, _MOST)
        self._failed = REFUSED if self._nak else NOT_FOLLOWED

    # what goes out

    def _send(self, stream, ms, air, count):
        self._sent = ms
        self._air = air
        self._count = count
        self._noise = 0
        self._receiver.clear()
        if self.recorder is not None:
            self.recorder.note(0, self._out, count, ms)
        stream.write(self._out, count)

    def _speak(self, stream, ms, now):
        """The next frame: the first that is due."""
        out = self._out
        if self._asks:
            self._send(stream, ms, _IDENTIFY, c.ask(out, c.INSTALL, c.CAPABILITIES))
        elif self._feed_due(now):
            self._fed_at = now
            self._send(stream, ms, _FEED, c.feed(out, self._half))
        elif self._differs(now):
            self._set = now
            self._asked[0] = now - _DUE
            self._send(stream, ms, _SET, c.seal(out))
        elif self.extra is not None:
            extra = self.extra
            self.extra = None
            for k in range(len(extra)):
                out[k] = extra[k]
            self._send(stream, ms, _EXTRA, len(extra))
        elif self._rounds or since(self._sent, ms) >= _PACE:
            late = -1
            for k in range(len(_READS)):
                over = now - self._asked[k] - (_NEVER if self._missed[k] >= _TRIES else _EVERY[k])
                if over > late:
                    late = over
                    self._index = k
            if late >= 0:
                self._asked[self._index] = now
                if self._rounds:
                    self._rounds -= 1
                self._send(stream, ms, _READ, c.ask(out, c.GET, _READS[self._index]))

    def _calm(self, now):
        return self._known and now - self._since >= _CALM

    def _feed_due(self, now):
        unit = self.unit
        half = self._half = (unit.room_feed + 25) // 50 if unit.asked and unit.room_feed else 0
        fed = self._fed
        age = now - self._fed_at
        if not self._calm(now) or self._deaf >= _TRIES and age < _DEAF:
            return 0
        if half:
            return age >= _FRESH or fed != half and (fed <= 0 or age >= _CHANGED)
        return fed and (unit.asked or fed != UNKNOWN)

    def _differs(self, now):
        """1: what is asked for and not so yet stands in the frame to be sent, but for the checksum."""
        unit = self.unit
        if not unit.asked or unit.own_change or not self._calm(now) or now - self._yield < _YIELD:
            return 0
        mode = unit.mode
        bits = 0
        if (unit.on == 1) != (mode != OFF):
            bits = _POWER
        if mode != OFF:
            if unit.said_mode != mode:
                bits |= _MODE
            if self._goes_by(mode) and unit.said_setpoint != self._target():
                bits |= _SETPOINT
            if mode != DRY and unit.fan != UNKNOWN and c.fan_byte(unit.said_fan, unit.fans, 1) != self._fan():
                bits |= _BLOW
            if unit.vanes and unit.vane != UNKNOWN and unit.said_vane != unit.vane:
                bits |= _VANE
            if unit.wide_vanes and unit.wide != UNKNOWN and unit.said_wide != unit.wide:
                bits |= _WIDE
        if not bits:
            self._sets = 0
            if self._deaf < _TRIES:
                self._failed = OK
            return 0
        wish = ((mode << 3 ^ unit.setpoint) << 4 ^ unit.fan & 15) << 8 ^ (unit.vane & 15) << 4 ^ unit.wide & 15
        if wish != self._wish:
            self._wish = wish
            self._sets = 0
        age = now - self._set
        if self._sets == _TRIES and age >= _FOLLOW:
            self._sets += 1
            self._give_up()
        if self._sets and age < (_LATER if self._sets >= _TRIES else _FOLLOW):
            return 0
        if self._sets < _TRIES:
            self._sets += 1
        self._put(bits)
        return 1

    def _put(self, bits):
        unit = self.unit
        out = self._out
        c.blank(out, c.SET, 1)
        if bits & _POWER:
            c.put_power(out, 1 if unit.mode != OFF else 0)
        if bits & _MODE:
            c.put_mode(out, unit.mode)
        if bits & _SETPOINT:
            c.put_setpoint(out, self._target(), self._modern)
        if bits & _BLOW:
            c.put_fan(out, self._fan())
        if bits & _VANE:
            c.put_vane(out, unit.vane)
        if bits & _WIDE:
            c.put_wide(out, unit.wide, self._flag)

    def _goes_by(self, mode):
        """1: the mode has a set point."""
        return 0 if mode == FAN else self._dries if mode == DRY else 1

    def _target(self):
        """The set point in the unit's steps and within its range."""
        unit = self.unit
        step = unit.step
        value = (unit.setpoint + step // 2) // step * step
        if unit.mode == HEAT:
            return clamp(value, unit.heat_low, unit.heat_high)
        return clamp(value, unit.cool_low, unit.cool_high)

    def _fan(self):
        return c.fan_byte(self.unit.fan, self.unit.fans, self.unit.quiet)

    # what comes in

    def _take(self, frame, count, ms):
        """A whole frame."""
        if self.recorder is not None:
            self.recorder.note(1, frame, count, ms)
        out = self._out
        kind = frame[1]
        if not kind & c.REPLY:  # nobody but us says such words
            for k in range(count):
                if frame[k] != out[k]:
                    return
            self.echoes = min(self.echoes + 1, _MOST)
            self.trouble = self._wire = ECHO
            return
        self.frames = min(self.frames + 1, _MOST)
        self._heard = ms
        self.machine = frame[2] << 8 | frame[3]
        if self.machine != c.AIR:
            self.linked = self._air = 0
            self.trouble = WRONG_PROTOCOL
            return
        air = 0
        if kind == out[1] | c.REPLY and (kind != c.GET | c.REPLY or frame[5] == out[5]):
            air = self._air
        if air == _EXTRA:
            for k in range(count):
                self.answer[k] = frame[k]
            self.answered = count
        for k in range(count - 1, c.SIZE):
            frame[k] = 0  # a shorter reply lacks its later fields
        command = frame[5]
        if air == _CONNECT:
            self._air = 0
            if kind == c.CONNECT | c.REPLY and command:
                self.trouble = REFUSED
                return
            self._connected()
        elif not self.linked:
            return
        elif kind == c.SET | c.REPLY and command and self._air:
            self._refused(REFUSED)
        elif air:
            self._air = 0
            self._nak = OK
            if air == _FEED:
                self._fed = self._half
                self._deaf = 0
                self.unit.feed = FEED_EXPIRES
            elif air == _READ:
                self._missed[self._index] = 0
        self.trouble = self._wire or self._failed
        if kind == c.INSTALL | c.REPLY and command == c.CAPABILITIES:
            self._asks = 0
            self._identify(frame)
        elif kind == c.GET | c.REPLY:
            self._learn(frame, command)

    def _learn(self, frame, command):
        unit = self.unit
        now = unit.now
        if command == c.SETTINGS:
            self._settings(frame)
        elif command == c.TEMPERATURES:
            value = c.room_of(frame)
            if value != UNKNOWN:
                unit.room = value
                unit.room_at = now
            value = c.outdoor_of(frame)
            if value != UNKNOWN:
                unit.outdoor = value
                unit.outdoor_at = now
                unit.tells_outdoor = 1
        elif command == c.OPERATION:
            unit.tells_running = 1
            unit.running = running = 1 if frame[9] else 0
            unit.running_at = now
            speed = frame[8] if running else 0  # some make up a speed while they stand
            if speed:
                unit.tells_speed = 1
            if unit.tells_speed:
                unit.speed = speed
            power = c.pair(frame, 10)
            if power:
                unit.tells_power = 1
            if unit.tells_power:
                unit.power = power
            energy = c.pair(frame, 12)
            if energy:
                unit.tells_energy = 1
            if unit.tells_energy:
                unit.energy = energy
        elif command == c.RUN_STATE:
            state = frame[8]
            unit.tells_defrost = 1
            unit.filter_due = state & 1
            unit.defrosting = state >> 1 & 1
            unit.preheating = state >> 2 & 1
            unit.standby = state >> 3 & 1
            unit.state_at = now
            unit.actual_fan = c.blows_of(frame)
        elif command == c.ERRORS:
            unit.fault = c.fault_of(frame)
            unit.fault_at = now

    def _settings(self, frame):
        """What it stands at; whether somebody else has put it there."""
        unit = self.unit
        now = unit.now
        if frame[16]:
            self._modern = 1
        if frame[16] or frame[10] & 0x10:
            unit.step = 50
        if frame[15] & 0x0F:
            unit.wide_vanes = 5
        self._flag = frame[15] & 0x80
        on = 1 if frame[8] else 0
        mode = c.mode_of(frame)
        setpoint = c.setpoint_of(frame)
        fan = c.fan_of(frame, unit.fans)
        vane = c.vane_of(frame)
        wide = c.wide_of(frame)
        if self._known:
            asked = unit.asked
            along = now - self._set < _ALONG
            if (
                on != unit.on
                and not (asked and on == (unit.mode != OFF))
                or mode != unit.said_mode
                and not (asked and mode == unit.mode)
                or setpoint != unit.said_setpoint
                and not (asked and setpoint == self._target() or along and not self._goes_by(mode))
                or not along
                and (
                    fan != unit.said_fan
                    and not (asked and fan == unit.fan)
                    or vane != unit.said_vane
                    and not (asked and vane == unit.vane)
                    or wide != unit.said_wide
                    and not (asked and wide == unit.wide)
                )
            ):
                unit.own_change = 1
                self._yield = now
                self._sets = 0
                self._failed = OK
        self._known = 1
        unit.on = on
        unit.said_mode = mode
        unit.said_setpoint = setpoint
        unit.said_fan = fan
        unit.said_vane = vane
        unit.said_wide = wide
        unit.said_at = now

    def _identify(self, frame):
        """What it can. Set points: 0 where it does not say."""
        unit = self.unit
        modes = 1 << COOL | 1 << AUTO
        if not frame[12] & 0x02:
            modes |= 1 << HEAT
        if not frame[13] & 0x01:
            modes |= 1 << DRY
        if not frame[13] & 0x02:
            modes |= 1 << FAN
        unit.modes = modes
        unit.vanes = 5 if frame[12] & 0x20 else 0
        self._dries = frame[13] >> 7
        speeds = c.speeds_of(frame)
        if speeds:
            unit.fans = min(speeds, 4)
            unit.quiet = 1 if speeds == 5 else 0
        if frame[15]:
            unit.cool_low = c.half_degrees(frame[15])
            unit.cool_high = c.half_degrees(frame[16])
            unit.heat_low = c.half_degrees(frame[17])
            unit.heat_high = c.half_degrees(frame[18])
