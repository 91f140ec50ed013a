"""A unit that is spoken to by its remote's light: nothing comes back but what the handset says.

Takes the place of a protocol's session (`units`) for `units.managed`; the stream is an `infrared.Infrared`. What was sent last is
taken as how the unit stands. A message goes out when something has changed, and once more later, for a burst may be lost: every
message is the whole state, so that smaller changes travel with the next. Whether it arrived `effect` finds out.
"""

from array import array

from ...control.command import FAN_AUTO
from ...control.quantity import UNKNOWN, const
from ...control.request import AUTO, COOL, DRY, FAN, HEAT, OFF
from ..trouble import OK
from ..unit import QUIET
from . import wave
from .state import HIGHEST, LOWEST, SWEEP, State

_SETTLE = const(3)  # s without another change before a message goes out: one burst for what belongs together
_APART = const(60)  # s between two of ours, power and mode apart; each may beep
_AGAIN_MODE = const(480)  # s until power or mode are said again, where nothing shows whether they arrived
_AGAIN = const(1500)  # s until a set point's whole kelvin or a fan are said again
_KELVIN = const(100)


class Session:
    """`remote`: a file of `units.ir`; `model`: place in its MODELS. `sent`: messages sent; `again()`: the last one, once more.

    `shows` 1: it has been seen that power and mode arrived (`effect`), so that they are not said again. `hush` 1: a
    handset is speaking. `once(state)`: a message beside what is asked for, which follows a minute later.
    """

    def __init__(self, unit, remote, model=0):
        self.unit = unit
        self.pace = 250
        self.linked = 1
        self.trouble = OK
        self.frames = self.bad = self.timeouts = self.echoes = 0
        self.recorder = None
        self.sent = 0
        self.shows = self.hush = 0
        self.remote = remote
        self._want = State()
        self._want.model = model
        self._stood = State()
        self._stood.model = model
        self._new = State()
        self._read = State()  # the last message as its remote reads it
        self._known = 0  # something has been sent, or heard
        self._changed = 0  # s
        self._last = -_APART  # s
        self._again = 0  # s, 0: not
        self._unless = 0  # unless it shows
        self._queue = []
        self._out = array("I", bytes(4 * wave.room(remote)))
        self._ready = 0
        self.modes()

    def modes(self):
        """What the remote can say is found by saying it and reading it back."""
        unit = self.unit
        unit.step = self.remote.STEP
        unit.heat_low = unit.cool_low = self.remote.LOW
        unit.heat_high = unit.cool_high = self.remote.HIGH
        unit.modes = 0
        state = State()
        state.model = self._want.model
        state.power = 1
        state.degrees = 2400
        for mode in (HEAT, COOL, AUTO, DRY, FAN):
            state.mode = mode
            if self._back(state).mode == mode:
                unit.modes |= 1 << mode
        self._want.mode = state.mode = HEAT if unit.modes >> HEAT & 1 else COOL
        levels = []
        for fan in range(1, 6):
            state.fan = fan
            if self._back(state).fan == fan:
                levels.append(fan)
        state.fan = 0
        down = []
        side = []
        for place in range(HIGHEST, LOWEST + 1):
            state.swingv = place
            state.swingh = place
            said = self._back(state)
            if said.swingv == place:
                down.append(place)
            if said.swingh == place:
                side.append(place)
        state.swingv = state.swingh = 0
        state.quiet = 1
        unit.quiet = self._back(state).quiet
        self._levels = bytes(levels)
        self._down = bytes(down)
        self._side = bytes(side)
        unit.fans = len(levels)
        unit.vanes = len(down)
        unit.wide_vanes = len(side)

    def _back(self, state):
        """A state as the unit would read it."""
        frame = self.remote.messages(state, None)[self.remote.MAIN]
        said = self._read
        self.remote.read(frame, len(frame), said)
        return said

    def again(self):
        """The state is sent once more, now."""
        self._again = 1
        self._unless = 0

    def once(self, state):
        state.model = self._want.model
        self._queue = list(self.remote.messages(state, self._stood if self._known else None))
        self._take(self._stood, state)
        self._known = 1
        self._last = self.unit.now
        self._tell(self.unit.now)

    def step(self, stream, ms):
        if not self._ready:
            self._ready = 1
            stream.setup(self.remote.CARRIER, self.remote.DUTY)
        if stream.busy() or self.hush:
            return
        if self._queue:
            self._send(stream)
            return
        unit = self.unit
        if not unit.asked or unit.own_change:
            return
        now = unit.now
        new = self._new
        self._wanted(new)
        want = self._want
        if not self._same(new, want):
            self._take(want, new)
            self._changed = now
        differs = not self._known or not self._same(want, self._stood)
        if differs:
            urgent = not self._known or want.power != self._stood.power or want.mode != self._stood.mode
            if now - self._changed < _SETTLE or now - self._last < (0 if urgent else _APART):
                return
            self._plan(now, urgent)
            self._say(stream, self.remote.messages(want, self._stood if self._known else None), now)
            self._take(self._stood, want)
            self._known = 1
            self._tell(now)
        elif self._again and now >= self._again:
            self._again = 0
            if self._unless and self.shows:
                return
            # no toggles: what they turn over stands already
            self._say(stream, (self.remote.messages(want, want)[self.remote.MAIN],), now)

    def _plan(self, now, urgent):
        """When this is to be said again."""
        want = self._want
        stood = self._stood
        self._unless = int(urgent)
        if urgent:
            self._again = now + _AGAIN_MODE
        elif abs(want.degrees - stood.degrees) >= _KELVIN or want.fan != stood.fan or want.quiet != stood.quiet:
            self._again = now + _AGAIN

    def _say(self, stream, messages, now):
        self._last = now
        frame = messages[self.remote.MAIN]
        self.remote.read(frame, len(frame), self._read)
        self._queue = list(messages)
        self._send(stream)

    def _send(self, stream):
        frame = self._queue.pop(0)
        stream.send(self._out, wave.send(self.remote, frame, self._out))
        self.sent += 1
        if self.recorder:
            self.recorder.note(0, frame, len(frame), 0)

    def _wanted(self, state):
        """What is asked for, as the remote says it."""
        unit = self.unit
        mode = unit.mode
        state.power = int(mode != OFF)
        state.mode = self._want.mode
        state.degrees = self._want.degrees
        if state.power:
            state.mode = mode
            if mode != FAN:
                state.degrees = unit.target()
        fan = unit.fan
        state.quiet = self._want.quiet
        state.fan = self._want.fan
        if fan == FAN_AUTO or fan == QUIET:
            state.fan = 0
            state.quiet = int(fan == QUIET and unit.quiet)
        elif fan != UNKNOWN and self._levels:
            state.quiet = 0
            state.fan = self._levels[min(fan, len(self._levels)) - 1]
        state.swingv = self._place(unit.vane, self._down, self._want.swingv)
        state.swingh = self._place(unit.wide, self._side, self._want.swingh)

    def _place(self, vane, places, stood):
        if vane == UNKNOWN:
            return stood
        return places[vane - 1] if 0 < vane <= len(places) else 0

    def _same(self, one, other):
        return (
            one.power == other.power
            and one.mode == other.mode
            and one.degrees == other.degrees
            and one.fan == other.fan
            and one.quiet == other.quiet
            and one.swingv == other.swingv
            and one.swingh == other.swingh
        )

    def _take(self, into, state):
        into.power = state.power
        into.mode = state.mode
        into.degrees = state.degrees
        into.fan = state.fan
        into.quiet = state.quiet
        into.swingv = state.swingv
        into.swingh = state.swingh

    def _tell(self, now):
        """How the unit stands, as far as we know."""
        unit = self.unit
        state = self._stood
        unit.on = state.power
        unit.said_mode = state.mode
        unit.said_setpoint = state.degrees
        unit.said_fan = (
            QUIET if state.quiet else FAN_AUTO if not state.fan else 1 + self._levels.find(bytes((state.fan,)))
        )
        unit.said_vane = 0 if state.swingv <= SWEEP else 1 + self._down.find(bytes((state.swingv,)))
        unit.said_wide = 0 if state.swingh <= SWEEP else 1 + self._side.find(bytes((state.swingh,)))
        unit.said_at = now

    def surprised(self, mode):
        """The unit runs though it was told to be off, and had been: somebody has switched it on. That is a wish; what else stands
        there nobody knows, so that the whole state goes out next."""
        unit = self.unit
        unit.on = 1
        unit.said_mode = mode
        unit.said_setpoint = UNKNOWN
        unit.own_change = 1
        self._known = 0

    def heard(self, frame, count):
        """A message of the handset: 1 if it is one of this remote's. What it changes is the person's wish."""
        state = self._new
        kind = self.remote.read(frame, count, state)
        if not kind:
            self.bad += 1
            return 0
        self.frames += 1
        if self.recorder:
            self.recorder.note(1, frame, count, 0)
        if kind == 1 and getattr(self.remote, "TURNS_POWER", 0):
            state.power ^= self._stood.power
        if kind == 1 and not (self._known and self._same(state, self._read)):
            self._take(self._read, state)
            self._take(self._stood, state)
            self._take(self._want, state)
            self._known = 1
            self._again = 0
            self._tell(self.unit.now)
            self.unit.own_change = 1
        return 1
