"""The same questions to the core on CPython, in the MicroPython VM and compiled, and whether the answers are the same bytes.

    with Tape() as tape:
        session = Session(tape, settings, rooms)       # a controller: what it is asked goes on the tape
        ...
        tape.finish()                                  # raises Different, or both digests are the same

In the VM every tick runs with the heap locked: one that wants memory answers with a MemoryError, which is a difference.

CPython answers at once, so that the simulation may go on, and the compiled core does where there is a build of it. The VM gets
the questions in large batches, and works on one while the next is made. The answers hold all that a core gives: commands,
journal entries, memory.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from types import TracebackType
from typing import Any

from balancepoint.control.command import Command
from balancepoint.services import bench_codec as b
from balancepoint.services.bench import Bench
from host_sim.compiled import loading
from host_sim.runtimes.micropython import BENCH, image
from host_sim.runtimes.process import compiled_bench
from host_sim.runtimes.session import RuntimeFault
from host_sim.runtimes.vm import Vm
from host_sim.runtimes.wire import CommandDelta, Statistics, Told, entries, statistics

_BATCH = 60_000  # bytes of questions
_PATIENCE = 300.0  # s for a batch

# A program for the VM: `Controller.step` with the heap locked.
LOCKED = """
from balancepoint.control.controller import Controller
from micropython import heap_lock, heap_unlock
plain_step = Controller.step
def locked_step(self, readings, request, now):
    heap_lock()
    try:
        return plain_step(self, readings, request, now)
    finally:
        heap_unlock()
Controller.step = locked_step
"""

_REPLAY = (
    BENCH
    + LOCKED
    + """
host_in = open("/dev/host", "rb")
host_out = open("/dev/host", "wb")
def replay(size):
    data = bytearray(size)
    view = memoryview(data)
    at = 0
    while at < size:
        at += host_in.readinto(view[at:])
    out = bytearray()
    at = 0
    while at < size:
        end = at + 2 + data[at + 1]
        kind, body = bench.handle(data[at], bytes(view[at + 2:end]))
        out.append(kind)
        out.append(len(body))
        out.extend(body)
        at = end
    host_out.write(len(out).to_bytes(4, "little"))
    host_out.write(out)
"""
)


CPYTHON, MICROPYTHON, COMPILED = "CPython", "MicroPython", "compiled"


class Different(AssertionError):
    """Two gave different answers: where, and what each said."""


class Tape:
    """See `host_sim.runtimes.session.Asked`. `steps`: so far; `digests`: SHA-256 of all answers by the name of who gave them."""

    name = "tape"
    resent = bad = 0

    def __init__(self) -> None:
        self.steps = 0
        self._bench = Bench(_clock, _since)
        self._compiled = None if loading.load() is None else compiled_bench(_clock, _since)
        self.vm = Vm({"/lib": image()}, patience=_PATIENCE)
        self.vm.run(_REPLAY)
        self._batch = _Batch()
        self._sent: _Batch | None = None
        self._readers = {name: _Reader(name) for name in (MICROPYTHON, COMPILED)}
        names = (CPYTHON, MICROPYTHON) if self._compiled is None else (CPYTHON, MICROPYTHON, COMPILED)
        self._hashes = {name: hashlib.sha256() for name in names}

    @property
    def digests(self) -> dict[str, str]:
        return {name: made.hexdigest() for name, made in self._hashes.items()}

    def ask(self, kind: int, body: bytes = b"") -> bytes:
        """See `Asked`."""
        answer, out = self._bench.handle(kind, body)
        if answer == b.ERROR:
            raise RuntimeFault(out.decode())
        batch = self._batch
        batch.questions += bytes((kind, len(body))) + body
        batch.answers += bytes((answer, len(out))) + out
        if self._compiled:
            theirs, said = self._compiled.handle(kind, body)
            batch.compiled += bytes((theirs, len(said))) + said
        self.steps += kind == b.STEP
        if len(batch.questions) >= _BATCH:
            self._send()
        return out

    def _send(self) -> None:
        self._compare()
        size = len(self._batch.questions)
        self.vm.start(f"replay({size})")
        self.vm.write(bytes(self._batch.questions))
        self._sent = self._batch
        self._batch = _Batch()

    def _compare(self) -> None:
        """Fetch what the VM answered to the batch before."""
        batch, self._sent = self._sent, None
        if batch is None:
            return
        theirs = self.vm.read(int.from_bytes(self.vm.read(4), "little"))
        self.vm.finish()
        self._hashes[CPYTHON].update(batch.answers)
        for name, answers in ((MICROPYTHON, theirs), (COMPILED, bytes(batch.compiled))):
            if name in self._hashes:
                self._hashes[name].update(answers)
                self._readers[name].compare(batch, answers)

    def finish(self) -> tuple[Statistics, Statistics]:
        """Have the last questions answered; the times of both since the last BEGIN. Raise Different."""
        self._send()
        self._compare()
        ours = self._bench.handle(b.STATISTICS, b"")[1]
        question = bytes((b.STATISTICS, 0))
        self.vm.start(f"replay({len(question)})")
        self.vm.write(question)
        theirs = self.vm.read(int.from_bytes(self.vm.read(4), "little"))[2:]
        self.vm.finish()
        return statistics(ours), statistics(theirs)

    def close(self) -> None:
        """End the VM."""
        self.vm.close()

    def __enter__(self) -> Tape:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _clock() -> int:
    return time.thread_time_ns() // 1000


def _since(later: int, earlier: int) -> int:
    return later - earlier


class _Batch:
    """Questions, and CPython's and the compiled core's answers to them."""

    def __init__(self) -> None:
        self.questions = bytearray()
        self.answers = bytearray()
        self.compiled = bytearray()


class _Reader:
    """Knows what the answers so far come to, so that the first that differs can be told in words. `other`: who else answered."""

    def __init__(self, other: str) -> None:
        self._other = other
        self._steps = 0
        self._now = 0
        self._delta = CommandDelta(Command())

    def compare(self, batch: _Batch, theirs: bytes) -> None:
        """Raise Different at the first answer that is not the same."""
        frames = _split(batch.questions), _split(batch.answers), _split(theirs)
        for question, ours, other in zip(*frames, strict=False):
            kind = question[0]
            if kind == b.HELLO:
                self._now, self._delta = 0, CommandDelta(Command())
            if kind == b.STEP:
                self._now += b.Body(question[2:]).number()
                self._steps += 1
            if ours != other:
                raise Different(f"{self._where()}, {self._words(kind, ours, other)}")
            if kind == b.STEP:
                self._delta.unpack(ours[2:], self._now)
        if len(theirs) != len(batch.answers):
            raise Different(f"{self._where()}: one of them gave fewer answers")

    def _where(self) -> str:
        now = self._now
        clock = f"day {now // 86400 + 1} {now // 3600 % 24:02d}:{now // 60 % 60:02d}:{now % 60:02d}"
        return f"step {self._steps}, {clock} (s {now})"

    def _words(self, kind: int, ours: bytes, other: bytes) -> str:
        """The field that differs, or the bytes where they cannot be read."""
        if ours[0] == other[0] and kind in (b.STEP, b.LEARN, b.JOURNAL):
            with suppress(IndexError):
                told = self._delta.told
                first, second = (
                    _read(kind, CommandDelta(Command(), told), one[2:], self._now) for one in (ours, other)
                )
                for name in first:
                    if first[name] != second[name]:
                        return f"{name}: {CPYTHON} {first[name]}, {self._other} {second[name]}"
        return f"answer to frame {kind}: {CPYTHON} {_shown(ours)}, {self._other} {_shown(other)}"


def _read(kind: int, delta: CommandDelta, body: bytes, now: int) -> dict[str, Any]:
    """Command and journal entries of an answer by name."""
    told: Told = delta.unpack(body, now) if kind == b.STEP else entries(b.Body(body), now)
    named = {name: getattr(delta.command, name) for name in (*b.FIELDS, "valid_until")}
    return {**named, "journal (s, code, value)": told.entries, "more journal": told.more}


def _shown(answer: bytes) -> str:
    return answer[2:].decode() if answer[0] in (b.ERROR, b.FETCH | b.ANSWER) else answer.hex(" ")


def _split(frames: bytes | bytearray) -> list[bytes]:
    out: list[bytes] = []
    at = 0
    while at < len(frames):
        end = at + 2 + frames[at + 1]
        out.append(bytes(frames[at:end]))
        at = end
    return out
