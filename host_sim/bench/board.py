"""The controller on its board: power cuts, restarts from what was stored, a loop that stands still, wishes by their doors.

A board starts anew from its stored memory with `now` from 0, asks for what was asked for last, and knows no time until the
network tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from balancepoint.control.command import LAPSED, LEASE, Command
from balancepoint.control.journal import codes
from balancepoint.control.request import Request
from balancepoint.control.settings.memory import Memory
from host_sim.bench.timeline import Timeline
from host_sim.copied import copied
from host_sim.runtimes.session import Journal
from host_sim.scenario.event import Ask, Event
from host_sim.scenario.wish import MODES
from host_sim.timetable import PRESETS

SAVE_EVERY, SAVE_YOUNG, YOUNG, SAVE_WISH = 900, 120, 3600, 5  # s, as the firmware does
AT_ONCE = (codes.START, codes.HEATER_LATCHED, codes.VALVE)  # after these entries
WATCHDOG = 12  # s, likewise
SNTP = 30  # s after a start until the network has told the time
_ASKED = ("mode", "heat_setpoint", "cool_setpoint", "dial", "emergency", "preset", "schedule")


class Board:
    """A controller for `host_sim.loop`. `core`: a `Runtime`; `watched`: the same under the judge's eyes.

    `up`: it works. `power`: how many events keep power from it. `blocked_since`: s since the start, None while the loop runs.
    """

    def __init__(self, core: Any, watched: Any, timeline: Timeline, told: Callable[[str, float], None], contact: Any):
        self._core = core
        self._watched = watched
        self._timeline = timeline
        self._told = told
        self._contact = contact
        self.journal = Journal()
        self._offset = 0  # s since the start when it was started
        self._seen = 0  # journal entries of the core that were taken over
        self.power = 0
        self.dead = False
        self.blocked_since: int | None = None
        self.network_gone = 0
        self.storage_full = 0
        self._stored: dict[str, Any] | None = None
        self._older: dict[str, Any] | None = None
        self._save_at = SAVE_YOUNG
        self._time_at: int | None = 0  # s since the start when the clock was set, None: not yet
        self._command = Command()
        self.request = Request()  # what is asked for, as the loop has it
        self._wishes: list[Ask] = []
        self._first: dict[str, Any] | None = None  # what was asked for when it was installed
        self._asked: list[Any] = []
        self.changes: list[float] = []  # s since the start when people asked for something else

    # What the loop calls

    def step(self, readings: Any, request: Request, now: int) -> Command:
        """The Command; that of the last tick, renewed by nobody, while it is down."""
        self.request = request
        if self.dead:
            if self.power:
                return self._command
            self._start(now, request)
        if self.blocked_since is not None:
            if now - self.blocked_since < WATCHDOG:
                return self._command
            self.blocked_since = None
            self._start(now, request)
        for ask in self._wishes:
            _take(ask, request)
        self._wishes.clear()
        asked = [getattr(request, name) for name in _ASKED]
        if asked != self._asked:
            if self._first is None:
                self._first = dict(zip(_ASKED, asked, strict=True))
            else:
                self.changes.append(float(now))
            self._asked = asked
            self._save_at = min(self._save_at, now + SAVE_WISH)
        if self._time_at is None or now < self._time_at:
            readings.minute_of_week.clear()
            if self._time_at is None and not self.network_gone:
                self._time_at = now + SNTP
        command = self._watched.step(readings, request, now - self._offset)
        copied(command, self._command)
        self._command.valid_until += self._offset
        self._news()
        if now >= self._save_at:
            self._save_at = now + (SAVE_EVERY if now - self._offset >= YOUNG else SAVE_YOUNG)
            self._save(request)
        return self._command

    def learn(self) -> None:
        """See `Runtime`."""
        if self.up:
            self._core.learn()
            self._news()

    @property
    def up(self) -> bool:
        return not self.dead and self.blocked_since is None

    # What events do to it

    def cut(self) -> None:
        self.power += 1
        self.dead = True

    def back(self) -> None:
        self.power -= 1

    def reset(self) -> None:
        """Starts anew at the next tick."""
        self.dead = True

    def unblock(self, now: int) -> None:
        """The loop goes on; the outputs come first, and drop by themselves where the lease is over. A core at the other end of
        a wire cannot be told of it here."""
        core = getattr(self._core, "situation", None)
        if core and self.blocked_since is not None and now - self.blocked_since > LEASE:
            core.command.valid_until = LAPSED
        self.blocked_since = None

    def ask(self, ask: Ask, by_network: bool) -> None:
        if self.up and not (by_network and self.network_gone):
            self._wishes.append(ask)

    def corrupt(self, all_copies: bool) -> None:
        """What is stored cannot be read at the next start."""
        self._stored = None if all_copies else self._older
        self._older = None

    # The rest

    def _start(self, now: int, request: Request) -> None:
        self._news()
        self.dead = False
        self._offset = now
        self._seen = 0
        self._core.start_anew(self._stored)
        self._watched.restarted(now)
        self._time_at = None
        self._save_at = now + SAVE_YOUNG
        self._wishes.clear()
        memory = Memory.from_dict(self._stored) if self._stored else None
        for name in _ASKED:
            setattr(request, name, getattr(memory, name) if memory else (self._first or {})[name])
        self._told("boot", float(now))

    def _save(self, request: Request) -> None:
        if not self.storage_full:
            kept = self._core.memory.to_dict()
            asked = {name: getattr(request, name) for name in _ASKED[:-1]}  # in memory at once
            with suppress(ValueError):  # a wish that cannot be
                kept = Memory.from_dict({**kept, **asked}).to_dict()
            if kept != self._stored:  # what is there already is not written again
                self._older, self._stored = self._stored, kept

    def _news(self) -> None:
        ring = self._core.journal
        if ring.count > self._seen:
            entries = list(ring.entries(self._seen))
            before = self.journal.count
            self.journal.extend(entries, self._offset)
            if any(entry[1] in AT_ONCE for entry in entries):
                self._save_at = 0
            self._seen = ring.count
            for entry in self.journal.words(before, self._contact):
                at = float(entry["time_s"])
                self._timeline.journal.append((at, entry["text"]))
                self._told("says " + entry["text"], at)


def _take(ask: Ask, request: Request) -> None:
    """What people ask for now; the rest stays."""
    if ask.mode is not None:
        request.mode = MODES[ask.mode]
    if ask.heat_setpoint is not None:
        request.heat_setpoint, request.dial = round(ask.heat_setpoint * 100), None
    if ask.cool_setpoint is not None:
        request.cool_setpoint, request.dial = round(ask.cool_setpoint * 100), None
    if ask.dial is not None:
        request.dial = ask.dial
    if ask.emergency is not None:
        request.emergency = int(ask.emergency)
    if ask.preset is not None:
        request.preset = PRESETS[ask.preset]


class OfBoard:
    """What an event does to the board."""

    def __init__(self, board: Board, event: Event):
        self._board = board
        self._event = event

    def begin(self, now: int) -> None:
        board, what, kind = self._board, self._event.what, self._event.kind
        if what == "wish":
            assert self._event.wish
            board.ask(self._event.wish, kind == "network")
        elif what == "network":
            board.network_gone += 1
        elif what == "storage" and kind == "full":
            board.storage_full += 1
        elif what == "storage":
            board.corrupt(kind == "lost")
        elif kind == "blocked":
            board.blocked_since = now
        elif kind == "reset":
            board.reset()
        else:
            board.cut()

    def end(self, now: int) -> None:
        board, what, kind = self._board, self._event.what, self._event.kind
        if what == "network":
            board.network_gone -= 1
        elif what == "storage" and kind == "full":
            board.storage_full -= 1
        elif kind == "blocked":
            board.unblock(now)
        elif kind in ("power_cut", "cut"):
            board.back()
