"""The board's side of the board in the loop: a simulation sends readings, the board's own core answers with commands.

    bench = Bench(ticks_us, ticks_diff, free)
    for answer in bench.take(line, now):      # a line that begins with @
        write(answer)
    bench.idle(now)                           # once a second; the outputs stay safe while `bench.active`

A session begins with HELLO, settings, memory and BEGIN, which build a new controller on simulated time; nothing of it touches
the board's own request, memory or outputs. Every good frame is answered by one frame, a repeated one by the same answer again,
so that either may be lost. What is no frame is counted. See docs/board_in_the_loop.md.
"""

import gc
from array import array

from ..control.readings import Readings
from ..control.request import Request
from . import bench_codec as b

SILENCE = 10  # s without a frame, and the session is over


class Times:
    """Durations in us, counted in classes no wider than an eighth of themselves."""

    def __init__(self):
        self.count = 0
        self.total = 0
        self.longest = 0
        self._classes = array("I", [0] * 176)  # up to 16 s

    def add(self, time):
        self.count += 1
        self.total += time
        if time > self.longest:
            self.longest = time
        octave = 0
        while time > 15:
            time >>= 1
            octave += 1
        self._classes[min(octave * 8 + time, 175)] += 1

    def within(self, share):
        """The time that `share` ‰ of them do not exceed, us, up to 12 % too long; 0 if there are none."""
        left = (self.count * share + 999) // 1000
        for k in range(176):
            left -= self._classes[k]
            if left <= 0 and self.count:
                octave = max(k // 8 - 1, 0)
                return min((k - octave * 8 + 1 << octave) - 1, self.longest)
        return 0


class Bench:
    """`ticks_us()`, `ticks_diff(later, earlier)`: a counter of microseconds, as MicroPython has it. `free()`: bytes of free heap; None where
    nobody counts. `make_controller(settings, memory)`: from the tables that came, memory None for a new one."""

    def __init__(self, ticks_us, ticks_diff, free=None, make_controller=None):
        self._ticks_us = ticks_us
        self._ticks_diff = ticks_diff
        self._free = free
        self._make_controller = make_controller or build
        self._sequence = -1
        self._kind = 0
        self._answer = ""
        self._heard = None  # s, the host's last frame
        self.active = False
        self.bad = 0  # lines that were no frames
        self._forget()

    def _forget(self):
        self.active = False
        self._controller = None
        self._settings = self._memory = self._asked = self._fetched = None
        self._readings = self._request = self._places = None
        self._told = [0] * len(b.FIELDS)
        self._entries = 0  # of the journal, that were told
        self._now = 0
        self._times = None
        self._least = None

    def take(self, line, now):
        """The lines that answer `line` (bytes), which came at `now`, s since boot. Never raises."""
        found = b.unframe(line)
        if found is None:
            self.bad += 1
            return ()
        kind, sequence, body = found
        if kind & b.ANSWER:
            return ()  # somebody echoes what we say
        self._heard = now
        if sequence != self._sequence or kind != self._kind:
            if kind == b.HELLO or (self.active and sequence == (self._sequence + 1) & 0xFFFF):
                answer, out = self.handle(kind, body)
            else:
                answer, out = b.NO_SESSION, b""
            self._answer = b.frame(answer, sequence, out)
            self._kind = kind
            self._sequence = sequence
        return (self._answer,)

    def idle(self, now):
        """Ends a session whose host has been silent for SILENCE s."""
        if self.active and now - self._heard >= SILENCE:
            self._forget()

    def handle(self, kind, body):
        """(kind of the answer, its body) to a frame's kind and body."""
        try:
            return kind | b.ANSWER, self._handle(kind, body)
        except Exception as error:  # whatever it is: the host is told
            if kind < b.READINGS:
                self._forget()
            text = str(error) or "?"
            if not isinstance(error, ValueError):
                text = "%s: %s" % (type(error).__name__, text)
            return b.ERROR, text.encode()[: b.MOST]

    def _handle(self, kind, body):
        out = bytearray()
        if self._controller is None and b.BEGIN < kind < b.BYE:
            raise ValueError("frame of kind %d before BEGIN" % kind)
        if kind == b.STEP:
            self._step(b.Body(body), out)
        elif kind == b.READINGS:
            numbers = b.Body(body)
            b.take_readings(numbers, self._places, numbers.number())
        elif kind == b.LEARN:
            self._controller.learn()
            self._news(out)
            self._look()
        elif kind == b.JOURNAL:
            self._news(out)
        elif kind == b.REQUEST:
            if self._asked is None:
                self._asked = {}
            b.join(self._asked, body)
        elif kind == b.FETCH:
            if body[0] or self._fetched is None:
                self._fetched = b.parts(self._controller.memory.to_dict())
            out = next(self._fetched, b"")
        elif kind == b.STATISTICS:
            self._count(out)
        elif kind == b.HELLO:
            self._hello(body)
        elif kind == b.SETTINGS:
            b.join(self._settings, body)
        elif kind == b.MEMORY:
            if self._memory is None:
                self._memory = {}
            b.join(self._memory, body)
        elif kind == b.BEGIN:
            self._begin()
        elif kind == b.BYE:
            self._forget()
        else:
            raise ValueError("frame of kind %d: no such kind in version %d" % (kind, b.PROTOCOL))
        return bytes(out)

    def _hello(self, body):
        self._forget()
        gc.collect()
        protocol, rooms = body
        if protocol != b.PROTOCOL:
            raise ValueError("version %d of the frames; this board speaks %d" % (protocol, b.PROTOCOL))
        if not 1 <= rooms <= b.ROOMS:
            raise ValueError("%d room sensors; allowed are 1 to %d" % (rooms, b.ROOMS))
        self.bad = 0
        self.active = True
        self._settings = {}
        self._readings = Readings(room_sensors=rooms)
        self._request = Request()
        self._places = b.places(self._readings)

    def _begin(self):
        self._controller = self._make_controller(self._settings, self._memory)
        self._settings = self._memory = None
        self._times = Times()
        self._look()

    def _step(self, body, out):
        dt = body.number()
        now = self._now + dt
        if body.at < len(body.data):
            b.take_readings(body, self._places, dt)
        if self._asked is not None:
            self._ask()
        ticks = self._ticks_us()
        command = self._controller.step(self._readings, self._request, now)
        self._times.add(self._ticks_diff(self._ticks_us(), ticks))
        self._now = now
        b.put_command(out, command, self._told, now)
        self._news(out)

    def _ask(self):
        for name, value in self._asked.items():
            if name == "schedule" and isinstance(value, list):
                value = tuple([tuple(entry) if isinstance(entry, list) else entry for entry in value])
            setattr(self._request, name, value)
        self._asked = None

    def _news(self, out):
        journal = self._controller.journal
        if journal.count != self._entries:
            self._entries = b.put_entries(out, journal, self._entries, self._now)

    def _look(self):
        """Notes the free heap; outside the tick, for the collector takes its time."""
        if self._free is None:
            return None
        gc.collect()
        free = self._free()
        if self._least is None or free < self._least:
            self._least = free
        return free

    def _count(self, out):
        times = self._times
        free = self._look()
        for value in (times.count, times.total, times.within(500), times.within(999), times.longest, self.bad):
            b.put(out, value)
        if free is not None:
            b.put(out, free)
            b.put(out, self._least)


def build(settings, memory):
    """A controller of the core from the tables."""
    from ..control.controller import Controller
    from ..control.memory import Memory
    from ..control.settings import Settings

    made = Settings(**settings)
    return Controller(made, Memory() if memory is None else Memory.from_dict(memory))
