"""The console: lines of text over the board's serial port. It never blocks the control: answers go out in small pieces.

Each answer ends in a line `ok` or `error: ...`. `help` lists what there is. A line that begins with `@` is a frame of a bench
that runs the core in a simulation (`services.bench`). Between lines, and within them, may come frames of Improv
(`services.improv`). Two Ctrl-C in a row end the program, a lone one does only soon after the start: 0x03 is in every frame, too,
so MicroPython is told to leave it to us (main.py).
"""

import gc

from ..errand import errand
from . import about

_LONGEST = 240  # bytes of a line
_PIECE = 64  # bytes written at once: 6 ms at 115200 baud
PAUSE = 20  # ms
_BUSY_PAUSE = 5  # the chip holds 260 bytes
_QUIET = 25  # looks after which the rest of a frame of Improv comes no more
_SOON = 3  # s after the start for which one Ctrl-C is enough


class Console:
    """`port`: `read(buffer, most)`, `write(data)`, neither of which waits. `sleep_ms`: a coroutine. An answer that gives an empty
    line has nothing to say yet, and is asked again."""

    def __init__(self, app, port, sleep_ms):
        self._app = app
        self._port = port
        self._sleep_ms = sleep_ms
        self._in = bytearray()
        self._refusal = ("error: %s\r\n" % about.NO_MEMORY).encode()  # made now, while there is memory
        self._skipping = False  # the rest of a line that was too long
        self._quiet = 0  # looks since something came
        self._out = None  # nothing yet
        self._answers = []  # iterators of lines, first come first served

    async def serve(self):
        ready = False
        self._answers.append(iter([about.banner()] + self._app.problems))
        while True:
            busy = self.step()
            if not ready and self._app.first_tick is not None:
                ready = True
                self._answers.append(iter(["ready"]))
            await self._sleep_ms(_BUSY_PAUSE if busy else PAUSE)

    def step(self):
        """One look at the port: 1 if there was something to do. A line or an answer for which there is no memory is refused."""
        try:
            return self._look()
        except MemoryError:
            self._out = b""
            if self._answers:
                self._answers.pop(0)
            gc.collect()
            self._in = bytearray()
            self._port.write(self._refusal)
            return 1

    def _look(self):
        busy = self._port.read(self._in, _LONGEST)
        self._quiet = 0 if busy else self._quiet + 1
        lines = self._in.find(b"IMPROV\x01")  # up to there: then a frame begins
        if lines >= 0 and (busy or self._quiet > _QUIET):
            self._in, lines = errand("services.improv").answer(self._app, self._in, busy, self._sleep_ms, self._answers)
        if lines < 0:
            lines = len(self._in)
        soon = self._out is None or self._app.uptime.now() < _SOON  # the first look sees what came during a slow start
        if self._in.find(b"\x03" if soon else b"\x03\x03", 0, lines) >= 0:
            raise KeyboardInterrupt
        end = self._in.find(b"\n", 0, lines)
        while end >= 0 or lines > _LONGEST:
            goes_on = end < 0
            if goes_on:
                end = lines - 1
            line = bytes(self._in[:end])
            self._in = self._in[end + 1 :]
            lines -= end + 1
            if self._skipping:
                pass
            elif goes_on or end > _LONGEST:
                self._answers.append(iter(["error: a line has at most %d bytes" % _LONGEST]))
            else:
                self._take(line)
            self._skipping = goes_on
            end = self._in.find(b"\n", 0, lines)
        return self._write() or busy or self._app.bench

    def _write(self):
        """A piece of what is to be said."""
        if not self._out:
            while self._answers:
                line = next(self._answers[0], None)
                if line is None:
                    self._answers.pop(0)
                    continue
                if not line:
                    return 0  # nothing yet
                self._out = line if isinstance(line, bytes) else (line + "\r\n").encode()
                break
            else:
                return 0
        self._port.write(self._out[:_PIECE])
        self._out = self._out[_PIECE:]
        return 1

    def _take(self, line):
        line = line.strip(b"\r\n\x00\x03 ")
        app = self._app
        if line[:1] == b"@":
            if app.bench:
                answers = app.bench.take(line, app.uptime.now())
            else:
                answers = errand("services.bench_door").answer(app, line)
            self._answers.append(iter(answers))
        elif line:
            app.typed += 1
            if len(self._answers) > 4:
                return
            if app.scarce:
                gc.collect()  # in one piece: a command loads what it needs
            self._answers.append(errand("services.commands").typed(app, line))
