"""The board's side of the board in the loop: a simulation sends readings, the board's own core answers with commands.

    bench = Bench(ticks_us, ticks_diff, free)
    for answer in bench.take(line, now):      # a line that begins with @
        write(answer)
    bench.idle(now)                           # once a second; the outputs stay safe while `bench.active`

A session begins with HELLO, settings, memory and BEGIN, which build a new controller on simulated time, in a start of the board
that is the bench's alone (`app`); nothing of it touches the board's own request, memory or outputs. Every good frame is
answered by one frame, a repeated one by the same answer again, so that either may be lost. What is no frame is counted. See
docs/board_in_the_loop.md.
"""

import gc

from ..errand import errand
from . import bench_codec as b
from .times import Times

SILENCE = 10  # s without a frame, and the session is over


class Bench:
    """`ticks_us()`, `ticks_diff(later, earlier)`: a counter of microseconds, as MicroPython has it. `free()`: bytes of free heap,
    0 where nobody counts. `make_controller(settings, memory)`: from the tables that came, memory None for a new one."""

    def __init__(self, ticks_us, ticks_diff, free=None, make_controller=None):
        self._ticks_us = ticks_us
        self._ticks_diff = ticks_diff
        self._free = free
        self._make_controller = make_controller or build
        self._sequence = -1
        self._kind = 0
        self._answer = ""
        self._heard = 0  # s, the host's last frame
        self._opening = None
        self._run = None
        self.bad = 0  # lines that were no frames, since HELLO

    @property
    def active(self):
        """From HELLO to BYE or silence."""
        return self._opening is not None or self._run is not None

    def _forget(self):
        self._opening = self._run = None

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
            if kind > b.BEGIN:
                return kind | b.ANSWER, self._go_on(kind, body)
            self._open(kind, body)
            return kind | b.ANSWER, b""
        except Exception as error:  # whatever it is: the host is told
            if kind <= b.BEGIN:
                self._forget()
            text = str(error)
            if not isinstance(error, ValueError) or not text:
                text = "%s: %s" % (type(error).__name__, text)
            return b.ERROR, text.encode()[: b.MOST]

    def _open(self, kind, body):
        if kind == b.HELLO:
            self._forget()
            gc.collect()
            self.bad = 0
            self._opening = Opening(body)
            return
        opening = self._opening
        if opening is None:
            raise ValueError("frame of kind %d before HELLO" % kind)
        if kind == b.SETTINGS:
            b.join(opening.settings, body)
        elif kind == b.MEMORY:
            b.join(opening.memory, body)
        else:
            controller = self._make_controller(opening.settings, opening.memory or None)
            self._opening = None
            self._run = run = Run(controller, opening.rooms, self._free)
            run.look()

    def _go_on(self, kind, body):
        run = self._run
        if kind == b.BYE:
            self._forget()
            return b""
        if run is None:
            raise ValueError("frame of kind %d before BEGIN" % kind)
        out = bytearray()
        if kind == b.STEP:
            run.step(b.Body(body), out, self._ticks_us, self._ticks_diff)
        elif kind == b.READINGS:
            numbers = b.Body(body)
            b.take_readings(numbers, run.places, numbers.number())
        elif kind == b.LEARN:
            run.controller.learn()
            run.news(out)
            run.look()
        elif kind == b.JOURNAL:
            run.news(out)
        elif kind == b.REQUEST:
            b.join(run.asked, body)
        elif kind == b.FETCH:
            if body[0]:
                run.fetched = b.parts(run.controller.memory.to_dict())
            return next(run.fetched, b"")
        elif kind == b.STATISTICS:
            run.count(out, self.bad)
        else:
            raise ValueError("frame of kind %d: no such kind in version %d" % (kind, b.PROTOCOL))
        return bytes(out)


class Opening:
    """What HELLO says, and the tables that come after it."""

    def __init__(self, body):
        protocol, self.rooms = body
        if protocol != b.PROTOCOL:
            raise ValueError("version %d of the frames; this board speaks %d" % (protocol, b.PROTOCOL))
        if not 1 <= self.rooms <= b.ROOMS:
            raise ValueError("%d room sensors; allowed are 1 to %d" % (self.rooms, b.ROOMS))
        self.settings: dict = {}
        self.memory: dict = {}


class Run:
    """A controller on simulated time, what it reads, and what of it was told."""

    def __init__(self, controller, rooms, free):
        from ..control.readings import Readings  # the core, not before `build` has made room
        from ..control.request import Request

        self.controller = controller
        self.asked: dict = {}
        self.fetched = iter(())
        self._readings = Readings(room_sensors=rooms)
        self.places = b.places(self._readings)
        self._request = Request()
        self._told = [0] * len(b.FIELDS)
        self._entries = 0  # of the journal, that were told
        self._now = 0
        self._times = Times()
        self._free = free
        self._least = 0

    def step(self, body, out, ticks_us, ticks_diff):
        """One tick, its command and what it added to the journal."""
        dt = body.number()
        now = self._now + dt
        if body.at < len(body.data):
            b.take_readings(body, self.places, dt)
        if self.asked:
            self._ask()
        ticks = ticks_us()
        command = self.controller.step(self._readings, self._request, now)
        self._times.add(ticks_diff(ticks_us(), ticks))
        self._now = now
        b.put_command(out, command, self._told, now)
        self.news(out)

    def _ask(self):
        for name, value in self.asked.items():
            if name == "schedule" and isinstance(value, list):
                value = tuple([tuple(entry) if isinstance(entry, list) else entry for entry in value])
            setattr(self._request, name, value)
        self.asked = {}

    def news(self, out):
        """The journal's new entries."""
        journal = self.controller.journal
        if journal.count != self._entries:
            self._entries = b.put_entries(out, journal, self._entries, self._now)

    def look(self):
        """The free heap, bytes, or 0; outside the tick, for the collector takes its time."""
        if self._free is None or not self._free():
            return 0
        gc.collect()
        free = self._free()
        if not self._least or free < self._least:
            self._least = free
        return free

    def count(self, out, bad):
        """Statistics."""
        times = self._times
        free = self.look()
        for value in (times.count, times.total, times.within(500), times.within(999), times.longest, bad):
            b.put(out, value)
        if free:
            b.put(out, free)
            b.put(out, self._least)


def build(settings, memory):
    """A controller of the core from the tables. What checks them comes and goes before the core, as at a start for a house."""
    checked = errand("services.config").Checked()
    errand("control.settings.settings_check").fill(checked, settings)
    gc.collect()
    from ..control.controller import Controller
    from ..control.house.past import PIECE, WINDOW, Past
    from ..control.settings.memory import Memory
    from ..control.settings.settings import Settings

    history = Past(WINDOW + PIECE)  # eight hours beyond what is learned from, a fit takes six
    return Controller(Settings(checked), Memory() if memory is None else Memory.from_dict(memory), history)
