"""A conversation with a Midea unit: its state every other second, what it can, power and the outdoor unit's figures in between.

Ours is the module's part: the unit says nothing unasked but reports of a change, and questions about the network. It expects to
hear of the network every 2 min (MideaUART), else it takes its module for gone.

A write is the whole state, read before. What is asked for is compared with what the unit says and written when it differs: so no
change gets lost, whatever comes while another is on its way (esphome #18901), and many changes in a row make one write.
"""

from ...control.quantity import NEVER, UNKNOWN, const
from ..ticks import since
from ..trouble import ECHO, GARBLED, NOT_FOLLOWED, OK, SILENT, WRONG_PROTOCOL
from ..unit import NO_FAULT, QUIET, SWING
from . import abilities, codec
from .figures import GROUP, Figures

_TIMEOUT = const(2000)  # ms for an answer
_PERIOD = const(1000)  # ms between two questions
_LONGEST = const(5000)  # ms between two, to a unit that is silent
_GAP = const(300)  # ms of silence that end a frame
_TRIES = const(3)
_HOLD = const(5)  # s from one write to the next, and from the first state to the first write
_ANSWER = const(4)  # s after a write in which the unit's own fan and vane are its answer, nobody's wish
_RARELY = const(3600)  # s until something that did not work is tried again
_NETWORK = const(120)  # s

_STATE = const(0xC0)
_CAPABILITIES = const(0xB5)
_ALL = const(9)
_ERROR = const(0x80)  # a fault without a number
_COLD_AIR = const(25)  # numbers that are none: it waits until its coil is warm
_SLOWER = const(29)  # and the two after it: it goes slower to spare a coil or the compressor


class Session:
    """See `units`. `heater`, `follow_me` 0/1: its own heater is let, a remote control has the room's temperature."""

    BAUD = 9600
    PARITY = None
    STOP = 1
    ABILITIES = {"fans": 3, "step": 100, "heat_low": 1700, "cool_low": 1700}

    pace = 50

    def __init__(self, unit):
        self.unit = unit
        unit.endow(self.ABILITIES)
        self.linked = 0
        self.trouble = OK
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.heater = self.follow_me = UNKNOWN
        self.recorder = None
        self.figures = Figures(unit)
        self.swing = 0x0C  # which vanes can
        self._receiver = codec.Receiver()
        self._in = bytearray(64)
        self._out = bytearray(40)
        self._length = 0  # of what was sent last
        self._state = bytearray(24)  # body of the last one
        self._protocol = 0
        self._awaits = 0
        self._at = 0  # ms, when something was sent last
        self._heard = 0  # ms
        self._sound = 0  # 1: something came since then
        self._echoed = 0
        self._misses = 0
        self._soon = 0  # 1: the state before anything else
        self._page = 0  # of what it can, to be asked for
        self._silences = 0  # to that
        self._network = 0  # s
        self._may = 0  # s, no write before
        self._wrote = -_HOLD
        self._writes = 0
        self._asked = 0
        self._told = 0  # the set point in what was written last

    def step(self, stream, ms):
        receiver = self._receiver
        count = stream.read(self._in)
        if count:
            self._heard = ms
            self._sound = 1
        for i in range(count):
            if receiver.put(self._in[i]):
                self._take(stream, ms)
                while receiver.next():
                    self._take(stream, ms)
        if not count and since(self._heard, ms) > _GAP:
            self._heard = ms
            if receiver.next(1):
                self._take(stream, ms)
        self.bad = min(receiver.bad, NEVER)
        waited = since(self._at, ms)
        if self._awaits:
            if waited < _TIMEOUT:
                return
            self._missed()
        if waited >= min(max(_PERIOD, self._misses * _PERIOD), _LONGEST):
            self._next(stream, ms)

    # What goes out ---------------------------------------------------------------------------------------------------

    def _next(self, stream, ms):
        out = self._out
        now = self.unit.now
        body = 0
        for i in range(10, 34):
            out[i] = 0
        out[10] = 0x41
        kind = codec.QUERY
        self._awaits = _STATE
        if self.linked and not self._misses and not self._soon:
            if now >= self._network:
                self._tell(stream, ms, codec.NOTIFY)
                self._awaits = 0
                return
            if self._page < _ALL:
                self._awaits = out[10] = _CAPABILITIES
                out[11] = 1
                out[12] = 1 if self._page else 0x11
                out[13] = self._page
                body = 4 if self._page else 3
            elif now >= self._may and self._differs():
                body = self._write()
                kind = codec.CONTROL
            else:
                body = self.figures.ask(out)
                if body:
                    self._awaits = GROUP
        self._send(stream, ms, body or codec.query(out), kind)

    def _tell(self, stream, ms, kind):
        """Of the network."""
        self._network = self.unit.now + _NETWORK
        self._send(stream, ms, codec.network(self._out), kind)

    def _send(self, stream, ms, body, kind):
        self._length = codec.seal(self._out, body, kind, self._protocol)
        stream.write(self._out, self._length)
        self._at = ms
        self._sound = self._echoed = 0
        if self.recorder is not None:
            self.recorder.note(0, self._out, self._length, ms)

    def _fan(self):
        """What is asked for, in %, or as it stands."""
        unit = self.unit
        if codec.airs(unit.mode):
            return 102
        fan = unit.fan
        if fan == UNKNOWN:
            return self._state[3] & 127
        return codec.percent(1 if fan == QUIET and not unit.quiet else fan, unit.fans)

    def _vanes(self):
        unit = self.unit
        swing = self._state[7] & 15
        if unit.vane != UNKNOWN:
            swing = swing & 3 | (12 if unit.vane == SWING else 0) & self.swing
        if unit.wide != UNKNOWN:
            swing = swing & 12 | (3 if unit.wide == SWING else 0) & self.swing
        return swing

    def _differs(self):
        """1 if the unit is to be told something."""
        unit = self.unit
        asked = (
            (unit.mode | unit.setpoint << 3) ^ (unit.fan & 15) << 18 ^ (unit.vane & 15) << 22 ^ (unit.wide & 7) << 26
        )
        if asked != self._asked:
            self._asked = asked
            self._writes = 0
        if not unit.asked or unit.own_change or self._follows():
            self._writes = 0
            return 0
        if self._writes < _TRIES:
            return 1
        if self._writes == _TRIES:  # it hears, and does not do it
            unit.refused += 1
            self._writes += 1
        elif unit.now - self._wrote >= _RARELY:
            self._writes = 0
        return 0

    def _follows(self):
        unit = self.unit
        if not unit.mode or not unit.on:
            return not unit.mode and not unit.on
        return (
            unit.said_mode == unit.mode
            and (unit.said_setpoint == unit.target() or not codec.warms(unit.mode))
            and (codec.airs(unit.mode) or unit.said_fan == codec.fan(self._fan(), unit.fans))
            and self._state[7] & 15 == self._vanes()
        )

    def _write(self):
        unit = self.unit
        said = self._state
        self._writes += 1
        self._wrote = unit.now
        self._told = unit.target()
        self._may = unit.now + _HOLD
        if not unit.mode:
            return codec.settings(self._out, said, 0, unit.said_setpoint, said[3] & 127, said[7] & 15)
        return codec.settings(self._out, said, unit.mode, unit.target(), self._fan(), self._vanes())

    def _missed(self):
        """No answer in time."""
        if self.timeouts < NEVER:
            self.timeouts += 1
        awaited = self._awaits
        self._awaits = 0
        if awaited == _STATE:
            self._misses = min(self._misses + 1, 9)
            if self._misses >= _TRIES:
                self.linked = 0
                if self.trouble != WRONG_PROTOCOL or not self._sound:
                    self.trouble = ECHO if self._echoed else GARBLED if self._sound else SILENT
            return
        self._soon = 1
        if awaited == GROUP:
            self.figures.lack()
        else:
            self._silences += 1
            if self._silences >= _TRIES:
                self._page = _ALL

    # What comes in ---------------------------------------------------------------------------------------------------

    def _take(self, stream, ms):
        """A whole frame."""
        frame = self._receiver.buffer
        length = self._receiver.length
        if self.frames < NEVER:
            self.frames += 1
        if self.recorder is not None:
            self.recorder.note(1, frame, length, ms)
        if self._echo(frame, length):
            return
        if frame[2] != codec.APPLIANCE:
            self.trouble = WRONG_PROTOCOL
            return
        kind, body = frame[9], frame[10]
        if kind == codec.NETWORK:
            self._tell(stream, ms, kind)
            return
        if kind == 4 or kind == 5:  # a report: something has changed
            self._soon = 1
            return
        if kind != codec.QUERY and kind != codec.CONTROL:
            return
        if body == _STATE and length > 28:
            self._read(frame, length)
        elif body == GROUP and length > 29:
            if not self.figures.take(frame):
                return
        elif body == _CAPABILITIES and self._awaits == body:
            self._page = self._page + 1 if abilities.read(frame, length, self) and self._page < 3 else _ALL
        else:
            return
        if body == self._awaits:
            self._awaits = 0
        self._protocol = frame[8]
        self.trouble = ECHO if self._echoed else NOT_FOLLOWED if self._writes > _TRIES else OK

    def _echo(self, frame, length):
        """1 if it is what we have sent."""
        if length != self._length or not codec.same(frame, self._out, length):
            return 0
        if self.echoes < NEVER:
            self.echoes += 1
        self._echoed = 1
        self.trouble = ECHO
        return 1

    def _new(self, value, said, asked):
        """1 if that was neither so before nor asked for."""
        return value != said and not (self.unit.asked and value == asked)

    def _rounds(self, setpoint):
        """1 if it has made whole degrees of the halves that it was told. What stands so after 2 s it cannot do otherwise."""
        unit = self.unit
        asked = self._told
        since_then = unit.now - self._wrote
        if since_then >= 2 * _HOLD or asked % 100 == 0 or abs(setpoint - asked) != 50 or not unit.asked:
            return 0
        if since_then >= 2:
            unit.step = 100
        return 1

    def _read(self, frame, length):
        unit = self.unit
        now = unit.now
        on = frame[11] & 1
        mode = codec.MODES[frame[12] >> 5] or UNKNOWN
        setpoint = codec.setpoint(frame)
        fan = codec.fan(frame[13], unit.fans)
        swing = frame[17] & 15
        if not self.linked:
            self.linked = 1
            self._may = now + _HOLD
            self._network = now
            self._page = self._silences = self._writes = 0
        elif (
            self._new(on, unit.on, 1 if unit.mode else 0)
            or self._new(mode, unit.said_mode, unit.mode)
            or (
                codec.warms(mode)
                and not self._rounds(setpoint)
                and self._new(setpoint, unit.said_setpoint, unit.target())
            )
            or now - self._wrote >= _ANSWER
            and (
                (not codec.airs(mode) and self._new(fan, unit.said_fan, codec.fan(self._fan(), unit.fans)))
                or self._new(swing, self._state[7] & 15, self._vanes())
            )
        ):
            unit.own_change = 1
            self._may = now + _HOLD  # until it has been taken over
        self._misses = self._soon = 0
        state = self._state
        for i in range(24):
            state[i] = frame[i + 10] if i < length - 12 else 0
        unit.on = on
        unit.said_mode = mode
        unit.said_setpoint = setpoint
        unit.said_fan = fan
        unit.said_vane = SWING if swing & 12 else 0
        unit.said_wide = SWING if swing & 3 else 0
        unit.said_at = unit.fault_at = now
        if frame[12] & 16:
            unit.step = 50
        fahrenheit = frame[20] & 4
        unit.room = codec.temperature(frame[21], frame[25] & 15, fahrenheit)
        unit.room_at = now
        unit.outdoor = codec.temperature(frame[22], frame[25] >> 4, fahrenheit)
        if unit.outdoor != UNKNOWN:
            unit.tells_outdoor = 1
            unit.outdoor_at = now
        self.follow_me = frame[18] >> 7
        self.heater = frame[19] >> 3 & 1
        unit.filter_due = frame[23] >> 5 & 1
        fault = frame[26] or frame[11] & _ERROR
        unit.preheating = 1 if fault == _COLD_AIR else 0
        unit.state_at = now
        unit.fault = NO_FAULT if fault == _COLD_AIR or _SLOWER <= fault < _SLOWER + 3 else fault
