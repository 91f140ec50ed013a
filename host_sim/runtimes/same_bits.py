"""A year of commands, journal entries and memory, bit for bit: the core on CPython and in the real MicroPython VM.

    python -m host_sim.runtimes.same_bits [--days 365]

Two tapes side by side. One is the scenario `year` at steps of 10 s, in one piece. The other has what a good year does not visit:
what breaks, what is latched, what people change, a reboot in the middle of each. Exit code 1 if one bit differs; the step and
the field are named.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from host_sim import experiment, scenario
from host_sim.loop import run
from host_sim.runtimes.session import Session
from host_sim.runtimes.tape import Different, Tape
from host_sim.runtimes.wire import Statistics, settings_table
STEP = 10  # s
MEDIAN = 40  # times CPython's: the most that the VM's median tick may take
P999 = 2.0  # ms: the most that 99.9 % of the VM's ticks may take


@dataclass(frozen=True)
class Piece:
    """Part of a tape: a scenario with what differs from it, `hours` of it, a reboot in the middle."""

    name: str
    hours: int
    options: dict[str, Any] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()
    reboot: bool = True


STAGES = (
    Piece("frost_0C", 6),
    Piece("deep_cold", 8),
    Piece("hot_humid", 8, {"faults": [{"what": "outdoor", "kind": "dead", "at": "1 03:00"}]}),
    Piece("dry_tropics", 6),
    Piece(
        "setback_week",
        14,
        {
            "faults": [
                {"what": "room", "kind": "power_on", "at": "1 01:00", "until": "1 01:20"},
                {"what": "room", "kind": "dead", "at": "1 12:00"},
            ]
        },
    ),
    Piece("deep_cold", 8, {"faults": [{"what": "aux_relay", "kind": "welded", "at": "1 03:00"}]}),
    Piece("hot_humid", 6, {"faults": [{"what": "valve", "kind": "stuck", "at": "1 01:00"}], "start": "03-22"}),
)


@dataclass
class Outcome:
    """A tape that was the same: its name, steps, digest of CPython and of MicroPython, journal codes seen, times of the ticks."""

    name: str
    steps: int
    digests: tuple[str, str]
    codes: set[int]
    modes: set[int]
    here: Statistics
    there: Statistics
    seconds: float


class _Looked:
    """A controller whose requests and journal are noted, and which is rebooted once."""

    def __init__(self, session: Session, reboot_at: int | None) -> None:
        self._session = session
        self._reboot_at = reboot_at
        self.modes: set[int] = set()
        self.learn = session.learn

    def step(self, readings: Any, request: Any, now: int) -> Any:
        if self._reboot_at is not None and now >= self._reboot_at:
            self._reboot_at = None
            self._session.fetch()
            self._session.restart()
        self.modes.add(request.mode)
        return self._session.step(readings, request, now)


def play(name: str, pieces: tuple[Piece, ...]) -> Outcome:
    """Run `pieces` on one tape. Raise Different."""
    begun = time.perf_counter()
    codes: set[int] = set()
    modes: set[int] = set()
    with Tape() as tape:
        for piece in pieces:
            case = scenario.load(piece.name, piece.overrides, {"days": -(-piece.hours // 24), "step": STEP, **piece.options})
            session = Session(tape, settings_table(case.core_settings()), len(case.sensors.rooms))
            looked = _Looked(session, piece.hours * 1800 if piece.reboot else None)
            home = experiment.make_home(case, experiment.prepare(case))
            run(home, looked, experiment.make_readings(case), case.requests(), piece.hours * 3600 // STEP, STEP)
            session.fetch()
            codes |= {code for _, code, _ in session.journal.entries()}
            modes |= looked.modes
        here, there = tape.finish()
        return Outcome(name, tape.steps, tape.digests, codes, modes, here, there, time.perf_counter() - begun)


def year(days: int) -> tuple[Piece, ...]:
    """The year, or its first days."""
    return (Piece("year", days * 24, reboot=False),)


def line(outcome: Outcome) -> str:
    """What is printed of a tape."""
    here, there = outcome.here, outcome.there
    return (
        f"{outcome.name}: {outcome.steps:,} steps, {outcome.seconds:,.0f} s\n"
        f"  CPython      {outcome.digests[0]}\n  MicroPython  {outcome.digests[1]}\n"
        f"  tick in the VM: median {there.median / 1000:.3f} ms ({there.median / max(here.median, 1):.1f} times CPython's), "
        f"99.9 % within {there.p999 / 1000:.3f} ms, longest {there.longest / 1000:.1f} ms"
    )


def main() -> None:
    """Play both tapes, print the digests."""
    parser = argparse.ArgumentParser(prog="same_bits", description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=365, choices=range(1, 366), metavar="1..365", help="of the year")
    days = parser.parse_args().days
    failed = False
    with ProcessPoolExecutor(2) as pool:
        plan = (("year", year(days)), ("stages", STAGES))
        for name, done in [(name, pool.submit(play, name, pieces)) for name, pieces in plan]:
            try:
                print(line(done.result()), flush=True)
            except Different as error:
                print(f"{name}: NOT THE SAME: {error}", flush=True)
                failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
