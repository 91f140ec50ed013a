"""A conversation with a Gree unit: it is told its own state, or a new one, every second, and answers with what it then has.

A change is two writes: one with the mark of a change, one without, as the drivers of others do it; a unit takes a change now and
then not at all (piotrva/esphome_gree_ac #2), so it is asked for until the unit says it, three times at most.
"""

from ...control.quantity import NEVER, UNKNOWN, const
from ...control.request import COOL, DRY, HEAT
from ..ticks import since
from ..trouble import ECHO, GARBLED, NOT_FOLLOWED, OK, SILENT, WRONG_PROTOCOL
from ..unit import QUIET
from . import codec

_TIMEOUT = const(2000)  # ms for an answer
_PERIOD = const(1000)  # ms between two writes
_LONGEST = const(5000)  # ms between two, to a unit that is silent
_GAP = const(300)  # ms of silence that end a frame
_TRIES = const(3)
_HOLD = const(5)  # s from one change to the next, and from the first state to the first change
_ANSWER = const(4)  # s after a change in which the unit's own fan and vanes are its answer, nobody's wish
_RARELY = const(3600)  # s until something that did not work is tried again

_IDLE = const(0)
_MARKED = const(1)  # a change is on its way
_CLEARED = const(2)  # its second write


class Session:
    """See `units`. The unit has no ear for the room's temperature here, and no faults are known."""

    BAUD = 4800
    PARITY = 0
    STOP = 1
    ABILITIES = {"fans": 5, "quiet": 1, "vanes": 5, "wide_vanes": 5, "step": 100}

    pace = 50

    def __init__(self, unit):
        self.unit = unit
        unit.endow(self.ABILITIES)
        self.linked = 0
        self.trouble = OK
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.recorder = None
        self._receiver = codec.Receiver()
        self._in = bytearray(64)
        self._out = bytearray(codec.COUNT + 5)
        self._state = bytearray(codec.COUNT)
        self._awaits = 0
        self._sent = 0  # 1: there is something whose echo could come
        self._at = 0  # ms, when something was sent last
        self._heard = 0  # ms
        self._sound = 0  # 1: something came since then
        self._echoed = 0
        self._misses = 0
        self._change = _IDLE
        self._may = 0  # s, no change before
        self._wrote = -_HOLD
        self._writes = 0
        self._asked = 0

    def step(self, stream, ms):
        receiver = self._receiver
        count = stream.read(self._in)
        if count:
            self._heard = ms
            self._sound = 1
        for i in range(count):
            if receiver.put(self._in[i]):
                self._take(ms)
                while receiver.next():
                    self._take(ms)
        if not count and since(self._heard, ms) > _GAP:
            self._heard = ms
            skip = 1
            while receiver.next(skip):
                self._take(ms)
                skip = 0
        self.bad = min(receiver.bad, NEVER)
        waited = since(self._at, ms)
        if self._awaits:
            if waited < _TIMEOUT:
                return
            self._missed()
        if self._change == _MARKED or waited >= min(max(_PERIOD, self._misses * _PERIOD), _LONGEST):
            self._next(stream, ms)

    # What goes out ---------------------------------------------------------------------------------------------------

    def _next(self, stream, ms):
        out = self._out
        unit = self.unit
        if self._change != _MARKED:
            codec.keep(out, self._state)
            self._change = _IDLE
            if self.linked and not self._misses and unit.now >= self._may and self._differs():
                self._change = _MARKED
                self._writes += 1
                self._wrote = unit.now
                self._may = unit.now + _HOLD
                vane = unit.vane if unit.vanes else UNKNOWN
                codec.change(out, unit.mode, self.unit.target(), self._fan(), vane, self._wide())
        else:
            self._change = _CLEARED
            out[codec.DATA + 3] = 0
        length = codec.seal(out, codec.SET, codec.COUNT)
        stream.write(out, length)
        self._awaits = self._sent = 1
        self._at = ms
        self._sound = self._echoed = 0
        if self.recorder is not None:
            self.recorder.note(0, out, length, ms)

    def _fan(self):
        """What is asked for, UNKNOWN where the unit itself chooses."""
        unit = self.unit
        if unit.mode == DRY:
            return UNKNOWN
        return 1 if unit.fan == QUIET and not unit.quiet else unit.fan

    def _wide(self):
        return self.unit.wide if self.unit.wide_vanes else UNKNOWN

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
            if self._does() and self._aims(unit.said_vane, unit.vane):
                unit.wide_vanes = 0  # what no unit has that has not even followed in this
                return 0
            unit.refused += 1
            self._writes += 1
        elif unit.now - self._wrote >= _RARELY:
            self._writes = 0
        return 0

    def _aims(self, said, asked):
        return asked == UNKNOWN or said == asked

    def _does(self):
        """1 if mode, set point and fan are as asked for."""
        unit = self.unit
        if not unit.mode or not unit.on:
            return not unit.mode and not unit.on
        if unit.said_mode != unit.mode:
            return 0
        if (unit.mode == HEAT or unit.mode == COOL) and unit.said_setpoint != self.unit.target():
            return 0
        fan = self._fan()
        return fan == UNKNOWN or self._blows(fan)

    def _blows(self, fan):
        """1 if its fan is that; one that writes its levels coarse has but three."""
        if self.unit.said_fan == fan:
            return 1
        fine = self._state[18] & 15
        return (not fine or fine > 5) and fan != QUIET and codec.coarse(self.unit.said_fan) == codec.coarse(fan)

    def _follows(self):
        unit = self.unit
        return self._does() and (
            not unit.mode
            or self._aims(unit.said_vane, unit.vane)
            and (not unit.wide_vanes or self._aims(unit.said_wide, unit.wide))
        )

    def _missed(self):
        """No answer in time."""
        if self.timeouts < NEVER:
            self.timeouts += 1
        self._awaits = 0
        self._change = _IDLE
        self._misses = min(self._misses + 1, 9)
        if self._misses >= _TRIES:
            self.linked = 0
            if self.trouble != WRONG_PROTOCOL or not self._sound:
                self.trouble = ECHO if self._echoed else GARBLED if self._sound else SILENT

    # What comes in ---------------------------------------------------------------------------------------------------

    def _take(self, ms):
        """A whole frame."""
        frame = self._receiver.buffer
        length = self._receiver.length
        if self.frames < NEVER:
            self.frames += 1
        if self.recorder is not None:
            self.recorder.note(1, frame, length, ms)
        if frame[3] == codec.SET:
            if self._sent:  # only we send these
                if self.echoes < NEVER:
                    self.echoes += 1
                self._echoed = 1
                self.trouble = ECHO
            return
        if frame[3] != codec.STATE or length < codec.COUNT + 5:
            return
        self._read(frame, length)
        self._awaits = self._misses = 0
        self.trouble = ECHO if self._echoed else NOT_FOLLOWED if self._writes > _TRIES else OK

    def _new(self, value, said, asked):
        """1 if that was neither so before nor asked for."""
        return value != said and not (self.unit.asked and value == asked)

    def _read(self, frame, length):
        unit = self.unit
        now = unit.now
        on = frame[codec.DATA + 4] >> 7
        mode = codec.mode(frame)
        setpoint = codec.setpoint(frame)
        fan = codec.fan(frame)
        swing = frame[codec.DATA + 8]
        vane = codec.vane(swing >> 4)
        wide = codec.vane(swing & 7)
        if not self.linked:
            self.linked = 1
            self._may = now + _HOLD
            self._writes = 0
        elif (
            self._new(on, unit.on, 1 if unit.mode else 0)
            or self._new(mode, unit.said_mode, unit.mode)
            or ((mode == HEAT or mode == COOL) and self._new(setpoint, unit.said_setpoint, self.unit.target()))
            or now - self._wrote >= _ANSWER
            and (
                (mode != DRY and self._new(fan, unit.said_fan, self._fan()))
                or self._new(vane, unit.said_vane, unit.vane)
                or self._new(wide, unit.said_wide, unit.wide)
            )
        ):
            unit.own_change = 1
            self._may = now + _HOLD  # until it has been taken over
        state = self._state
        for i in range(codec.COUNT):
            state[i] = frame[codec.DATA + i]
        unit.on = on
        unit.said_mode = mode
        unit.said_setpoint = setpoint
        unit.said_fan = fan
        unit.said_vane = vane
        unit.said_wide = wide
        unit.said_at = now
        unit.room = codec.room(frame, length)
        unit.room_at = now
