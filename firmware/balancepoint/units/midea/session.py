"""A conversation with a Midea unit: its state every other second, what it can, power and the outdoor unit's figures in between.

Ours is the module's part: the unit says nothing unasked but reports of a change, and questions about the network. It expects to
hear of the network every 2 min (MideaUART), else it takes its module for gone.

A write is the whole state, read before. What is asked for is compared with what the unit says and written when it differs: so no
change gets lost, whatever comes while another is on its way (esphome #18901), and many changes in a row make one write.
"""

from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, DRY
from ..follow import BLOW, VANE, WIDE
from ..talk import Talk
from ..trouble import WRONG_PROTOCOL
from ..unit import NO_FAULT, SWING
from . import abilities, codec
from .figures import GROUP, Figures

_TRIES = const(3)
_NETWORK = const(120)  # s

_STATE = const(0xC0)
_CAPABILITIES = const(0xB5)
_ALL = const(9)
_ERROR = const(0x80)  # a fault without a number
_COLD_AIR = const(25)  # numbers that are none: it waits until its coil is warm
_SLOWER = const(29)  # and the two after it: it goes slower to spare a coil or the compressor


class Session(Talk):
    """See `units` and `talk`. `heater`, `follow_me` 0/1: its own heater is let, a remote control has the room's temperature."""

    BAUD, PARITY, STOP = 9600, None, 1
    BETWEEN, REPLY, SILENCE = 1000, 2000, 6000
    LONGEST = 40
    ABILITIES = {"fans": 3, "step": 100, "heat_low": 1700, "cool_low": 1700}

    def __init__(self, unit):
        Talk.__init__(self, unit, codec.Receiver())
        self.follow.rest = 5
        self.follow.airs = 1 << AUTO | 1 << DRY
        self.heater = self.follow_me = UNKNOWN
        self.figures = Figures(unit)
        self.swing = 0x0C  # which vanes can
        self._state = bytearray(24)  # body of the last one
        self._protocol = 0
        self._awaits = 0
        self._soon = 0  # 1: the state before anything else
        self._page = 0  # of what it can, to be asked for
        self._silences = 0  # to that
        self._network = 0  # s
        self._called = 0  # it asks about the network

    def step(self, stream, ms):
        Talk.step(self, stream, ms)
        if self._called:
            self._called = 0
            self._put(stream, ms, self._tell(codec.NETWORK))

    # What goes out ---------------------------------------------------------------------------------------------------

    def _hello(self):
        self._awaits = _STATE
        return self._seal(codec.query(self._out), codec.QUERY)

    def _next(self, now):
        if self._soon:
            return self._hello()
        if now >= self._network:
            self._mute = 1
            return self._tell(codec.NOTIFY)
        out = self._out
        for i in range(10, 34):
            out[i] = 0
        if self._page < _ALL:
            self._awaits = out[10] = _CAPABILITIES
            out[11] = 1
            out[12] = 1 if self._page else 0x11
            out[13] = self._page
            return self._seal(4 if self._page else 3, codec.QUERY)
        bits = self.follow.due()
        if bits:
            self._awaits = _STATE
            return self._seal(self._change(bits), codec.CONTROL)
        out[10] = 0x41
        body = self.figures.ask(out)
        if not body:
            return self._hello()
        self._awaits = GROUP
        return self._seal(body, codec.QUERY)

    def _tell(self, kind):
        """Of the network."""
        self._network = self.unit.now + _NETWORK
        return self._seal(codec.network(self._out), kind)

    def _seal(self, body, kind):
        return codec.seal(self._out, body, kind, self._protocol)

    def _change(self, bits):
        """The body of a write."""
        unit = self.unit
        said = self._state
        mode = unit.mode
        swing = said[7] & 15
        if not mode:
            return codec.settings(self._out, said, 0, unit.said_setpoint, said[3] & 127, swing)
        fan = 102
        if not codec.airs(mode):
            fan = codec.percent(self.follow.blow(), unit.fans) if bits & BLOW else said[3] & 127
        if bits & VANE:
            swing = swing & 3 | (12 if unit.vane == SWING else 0)
        if bits & WIDE:
            swing = swing & 12 | (3 if unit.wide == SWING else 0)
        return codec.settings(self._out, said, mode, unit.target(), fan, swing)

    def _missed(self):
        self._soon = 1
        if self._awaits == GROUP:
            self.figures.lack()
        elif self._awaits == _CAPABILITIES:
            self._silences += 1
            if self._silences >= _TRIES:
                self._page = _ALL

    # What comes in ---------------------------------------------------------------------------------------------------

    def _greeted(self, frame):
        if frame[2] != codec.APPLIANCE:
            self._noise = WRONG_PROTOCOL
            return 0
        if frame[9] == codec.NETWORK:
            self._called = 1
        if not self._answers(frame) or frame[10] != _STATE:
            return 0
        self._network = self.unit.now
        self._page = self._silences = 0
        return 1

    def _answers(self, frame):
        return frame[9] == codec.QUERY or frame[9] == codec.CONTROL

    def _take(self, frame, count, now):
        kind, body = frame[9], frame[10]
        if frame[2] != codec.APPLIANCE:
            return 0
        if kind == codec.NETWORK:
            self._called = 1
        elif kind == 4 or kind == 5:  # a report: something has changed
            self._soon = 1
        if not self._answers(frame):
            return 0
        if body == _STATE and count > 28:
            self._read(frame, count)
        elif body == GROUP and count > 29:
            if not self.figures.take(frame):
                return 0
        elif body == _CAPABILITIES and self._awaits == body:
            self._page = self._page + 1 if abilities.read(frame, count, self) and self._page < 3 else _ALL
        else:
            return 0
        self._protocol = frame[8]
        return body == self._awaits

    def _read(self, frame, length):
        unit = self.unit
        follow = self.follow
        now = unit.now
        self._soon = 0
        state = self._state
        for i in range(24):
            state[i] = frame[i + 10] if i < length - 12 else 0
        swing = frame[17] & 15
        if frame[12] & 16:
            follow.halves()
        follow.on = frame[11] & 1
        follow.mode = codec.MODES[frame[12] >> 5] or UNKNOWN
        follow.setpoint = codec.setpoint(frame)
        follow.fan = codec.fan(frame[13], unit.fans)
        follow.vane = SWING if swing & 12 else 0
        follow.wide = SWING if swing & 3 else 0
        follow.said()
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
        unit.state_at = unit.fault_at = now
        unit.fault = NO_FAULT if fault == _COLD_AIR or _SLOWER <= fault < _SLOWER + 3 else fault
