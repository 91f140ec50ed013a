"""The core somewhere else, as a controller: readings go out by a line, commands come back. docs/board_in_the_loop.md.

Each frame is sent until its answer comes. A board that has started anew meanwhile knows of no session: it is begun again with
the memory that was fetched last, once in an hour of simulated time, and its clock begins at 0, as after any other reboot.
"""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress
from typing import Any, Protocol

from serial import SerialException

from balancepoint.control.command import Command
from balancepoint.control.journal.words import words
from balancepoint.control.settings.memory import Memory
from balancepoint.services import bench_codec as b
from host_sim.errors import InputError
from host_sim.runtimes.wire import CommandDelta, Entry, ReadingsDelta, RequestDelta, Told, entries, statistics

FETCH_EVERY = 3600  # s of simulated time between two looks at the memory
PROMPT = b">>> "
_PROMPTS = 3  # answers in a row that are a prompt's
_KEPT = 4096  # bytes of what else was said


class Port(Protocol):
    """A way to a board. OSError from any of them says that it is gone for the moment."""

    name: str
    resend: float  # s until a frame is sent again
    patience: float  # s without any answer until it is given up

    def send(self, line: bytes) -> None:
        """A line, newline included."""

    def receive(self, timeout: float) -> bytes:
        """What has come; nothing after `timeout` s."""

    def reopen(self) -> None:
        """Try to get it back."""

    def close(self) -> None: ...


class NoSession(Exception):
    """The board has started anew."""


class RuntimeFault(InputError):
    """What a runtime says when it cannot go on, in one line."""


class Journal:
    """The core's journal as far as it was told, on the host's clock, read as `balancepoint.control.journal.journal.Journal`."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def extend(self, new: list[Entry], offset: int) -> None:
        self._entries.extend((at + offset, code, value) for at, code, value in new)

    @property
    def count(self) -> int:
        """Entries so far."""
        return len(self._entries)

    def entries(self, since: int = 0) -> list[Entry]:
        """From number `since` on: (s since the start of the run, code, value)."""
        return self._entries[since:]

    def words(self, since: int = 0, contact: tuple[str, str] | None = None) -> list[dict[str, Any]]:
        """The same in words."""
        return [words(*entry, contact) for entry in self.entries(since)]


class Link:
    """Frames there and back: numbers them, sends again, finds the answers among what else comes."""

    def __init__(self, port: Port) -> None:
        self.name = port.name
        self.port = port
        self.resent = 0
        self.bad = 0  # lines with a mark that were no frames
        self._sequence = random.randrange(1 << 16)
        self._received = bytearray()
        self._said = bytearray()  # what came and was no frame
        self._answered = False  # ever

    def ask(self, kind: int, body: bytes = b"") -> bytes:
        """The body of the answer. Raise NoSession, or RuntimeFault: the board's own words, or what was seen instead."""
        self._sequence = self._sequence + 1 & 0xFFFF
        line = b.frame(kind, self._sequence, body).encode() + b"\n"
        give_up = time.monotonic() + self.port.patience
        prompts = 0
        sent = False
        while True:
            try:
                if sent:
                    self.resent += 1
                self.port.send(line)
                sent = True
                answer = self._wait(min(time.monotonic() + self.port.resend, give_up))
            except OSError as error:
                if time.monotonic() > give_up:
                    raise RuntimeFault(f"{self.name}: the board is gone ({reason(error)})") from None
                self._reopen()
                continue
            if answer:
                self._answered = True
                return self._body(kind, *answer)
            prompts = prompts + 1 if self._said.endswith(PROMPT) else 0
            if prompts == _PROMPTS or time.monotonic() >= give_up:
                raise RuntimeFault(self._silence())

    def close(self) -> None:
        """Give the port back."""
        self.port.close()

    def _wait(self, until: float) -> tuple[int, bytes] | None:
        """Kind and body of the answer, or None if it does not come until then."""
        while True:
            while (end := self._received.find(b"\n")) >= 0:
                line = bytes(self._received[:end])
                del self._received[: end + 1]
                found = b.unframe(line)
                if found and found[0] & b.ANSWER and found[1] == self._sequence:
                    return found[0], found[2]
                if found is None:
                    self.bad += b.MARK in line
                    self._say(line + b"\n")
            left = until - time.monotonic()
            if left <= 0:
                self._say(self._received)  # a prompt has no newline
                return None
            self._received += self.port.receive(left)

    def _say(self, text: bytes | bytearray) -> None:
        if not self._said.endswith(text):
            self._said += text
            del self._said[:-_KEPT]

    def _body(self, kind: int, answer: int, body: bytes) -> bytes:
        if answer == b.NO_SESSION:
            raise NoSession
        if answer == b.ERROR:
            raise RuntimeFault(f"{self.name}: the board says: {body.decode(errors='replace')}")
        if answer != kind | b.ANSWER:
            raise RuntimeFault(f"{self.name}: an answer of kind {answer} to a frame of kind {kind}")
        return body

    def _reopen(self) -> None:
        time.sleep(min(self.port.resend, 0.5))
        self._received.clear()
        with suppress(OSError):  # the next sending says so
            self.port.reopen()

    def _silence(self) -> str:
        """Why no answer came, as far as can be seen."""
        *whole, begun = self._said.decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(whole) if line.strip()), begun.strip())
        what = f"{self.name}: no answer from the board within {self.port.patience:g} s"
        if self._said.endswith(PROMPT):
            return (
                f"{self.name}: MicroPython's prompt '>>>' answers, not Balancepoint; "
                "press Ctrl-D on the console to start it, or make flash"
            )
        if last:
            return f"{what}; the last it said is {last[:80]!r}"
        if self._answered:
            return f"{what} (it answered before)"
        return f"{what}; nothing at all came. Is it the right port, and the board powered?"


class Asked(Protocol):
    """What answers a session's questions: a `Link`, or a tape."""

    name: str
    resent: int
    bad: int

    def ask(self, kind: int, body: bytes = b"") -> bytes:
        """The body of the answer. Raise NoSession, or RuntimeFault with the board's own words."""

    def close(self) -> None: ...


class Session:
    """A controller for `host_sim.loop`. `settings`: a table as `wire.settings_table` gives; `memory`: to begin with, or None."""

    def __init__(self, link: Asked, settings: dict[str, Any], rooms: int, memory: dict[str, Any] | None = None) -> None:
        self.journal = Journal()
        self.resets = 0
        self._link = link
        self._settings = settings
        self._rooms = rooms
        self._kept = memory
        self._fetched_at = 0
        self._command = Command()
        self._readings: Any = None
        self._bad = 0  # as the board counted before it started anew
        self._begin()

    def _begin(self) -> None:
        """HELLO, settings, memory, BEGIN; again from HELLO if the board starts anew in between."""
        for _ in range(3):
            try:
                ask = self._link.ask
                ask(b.HELLO, bytes((b.PROTOCOL, self._rooms)))
                for part in b.parts(self._settings):
                    ask(b.SETTINGS, part)
                for part in b.parts(self._kept or {}):
                    ask(b.MEMORY, part)
                ask(b.BEGIN)
                break
            except NoSession:
                continue
        else:
            raise RuntimeFault(f"{self._link.name}: the board starts anew again and again")
        self._offset: int | None = None  # the host's time when the board's was 0
        self._board_now = 0
        self._delta: ReadingsDelta | None = None
        self._wishes = RequestDelta()
        self._commands = CommandDelta(self._command)

    def restart(self) -> None:
        """A reboot: a new controller with the memory that was fetched last."""
        self.resets += 1
        self._begin()

    def start_anew(self, memory: dict[str, Any] | None) -> None:
        """A loss of power: a new controller and journal with what was stored; `now` begins at 0."""
        self._kept = memory
        self.journal = Journal()
        self._fetched_at = 0
        self.restart()

    def step(self, readings: Any, request: Any, now: int) -> Command:
        """The board's command for `now`, s since the start of the run; the same object at every call."""
        while True:
            try:
                return self._step(readings, request, now)
            except NoSession:
                self.restart()

    def _step(self, readings: Any, request: Any, now: int) -> Command:
        ask = self._link.ask
        if self._delta is None or readings is not self._readings:
            self._delta = ReadingsDelta(readings)
            self._readings = readings
        if self._offset is None:
            self._offset = now
        board_now = now - self._offset
        for body in self._wishes.pack(request):
            ask(b.REQUEST, body)
        *early, last = self._delta.pack(board_now - self._board_now)
        for body in early:
            ask(b.READINGS, body)
        answer = ask(b.STEP, last)
        self._board_now = board_now
        self._news(self._commands.unpack(answer, board_now))
        self._command.valid_until += self._offset
        return self._command

    def _news(self, told: Told) -> None:
        """Journal entries, to the last one."""
        while True:
            self.journal.extend(told.entries, self._offset or 0)
            if not told.more:
                return
            told = entries(b.Body(self._link.ask(b.JOURNAL)), self._board_now)

    def learn(self) -> None:
        """The core learns; once an hour its memory is fetched, for the case that it starts anew."""
        try:
            self._news(entries(b.Body(self._link.ask(b.LEARN)), self._board_now))
            now = (self._offset or 0) + self._board_now
            if now - self._fetched_at >= FETCH_EVERY:
                self._fetched_at = now
                self.fetch()
        except NoSession:
            self.restart()

    def fetch(self) -> dict[str, Any]:
        """The core's memory as it is now, kept for a reboot. Raise NoSession if the board has just started anew."""
        table: dict[str, Any] = {}
        first = 1
        while part := self._link.ask(b.FETCH, bytes((first,))):
            b.join(table, part)
            first = 0
        kept = self._kept = Memory.from_dict(table).to_dict()  # in the core's order
        return kept

    @property
    def memory(self) -> Session:
        """For `memory.to_dict()`, as a `Controller` has it."""
        return self

    def to_dict(self) -> dict[str, Any]:
        """The core's memory as it is now; if the board has just started anew, as it was fetched last."""
        try:
            self.fetch()
        except NoSession:
            self.restart()
        return self._kept or {}

    def figures(self) -> dict[str, Any]:
        """Of the runtime: ticks since its last start and their times, free heap, what went wrong on the way."""
        try:
            found = statistics(self._link.ask(b.STATISTICS))
        except NoSession:
            self.restart()
            found = statistics(self._link.ask(b.STATISTICS))
        return {
            "port": self._link.name,
            "steps": found.steps,
            "tick_ms_mean": found.total / max(found.steps, 1) / 1000,
            "tick_ms_median": found.median / 1000,
            "tick_ms_p999": found.p999 / 1000,
            "tick_ms_longest": found.longest / 1000,
            "heap_free_kB": None if found.free is None else found.free / 1000,
            "heap_least_kB": None if found.least is None else found.least / 1000,
            "resets": self.resets,
            "resent": self._link.resent,
            "bad_frames": self._link.bad + found.bad,
        }

    def close(self) -> None:
        """Give the board back to its own control."""
        try:
            with suppress(NoSession, RuntimeFault):  # with its own control already, or gone
                self._link.ask(b.BYE)
        finally:
            self._link.close()


def reason(error: OSError) -> str:
    """In words, without the number."""
    if isinstance(error, SerialException):  # has the system's reason within a sentence of its own
        return os.strerror(error.errno) if error.errno else "is no serial port"
    return error.strerror or str(error)
