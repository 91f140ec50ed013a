"""A year of commands, journal entries and memory, bit for bit: the core on CPython, in the real MicroPython VM, and compiled.

    python -m host_sim.runtimes.same_bits [--days 365]

Two tapes side by side. One is the scenario `year` at steps of 10 s, in one piece. The other has what a good year does not visit:
what breaks, what is latched, what people change, a reboot in the middle of each. Exit code 1 if one bit differs; the step and
the field are named.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from balancepoint.control import request as r
from balancepoint.control.journal import codes as j
from host_sim import experiment, scenario
from host_sim.loop import run
from host_sim.runtimes.session import Session
from host_sim.runtimes.tape import Different, Tape
from host_sim.runtimes.wire import Statistics, settings_table

STEP = 10  # s
_TELL_EVERY = 30 * 86400  # s of simulated time


_MODES = {r.HEAT: "heating", r.COOL: "cooling", r.DRY: "drying", r.AUTO: "automatic"}
_CODES = {
    value: name
    for name, value in vars(j).items()
    if name.isupper()
    and isinstance(value, int)
    and not name.startswith(("STOPPED_", "LOCKED_", "LATCHED_", "LIMIT_", "UPDATE_"))
}


@dataclass(frozen=True)
class Piece:
    """Part of a tape: `hours` of a scenario with what differs from it, a reboot in the middle.

    `visits`: what must have been seen: journal codes by name, and the modes in which the compressor ran.
    """

    name: str
    hours: int
    visits: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    reboot: bool = True


def _fault(what: str, kind: str, at: str, **more: Any) -> dict[str, Any]:
    return {"what": what, "kind": kind, "at": at, **more}


STAGES = (
    Piece("frost_0C", 5, ("heating", "DEFROST", "DEFROST_END")),
    Piece("winter_week", 4, ("VALVE",), {"faults": [_fault("valve", "stuck", "1 00:00")]}),
    Piece("deep_cold", 4, ("AUX_ON", "AUX_OFF")),
    Piece("deep_cold", 4, ("HEATER_LATCHED",), {"faults": [_fault("aux_relay", "welded", "1 01:00")]}),
    Piece(
        "setback_week",
        12,
        ("EARLY_START", "SENSOR", "ROOM_STATUS", "ROOM_SOURCE"),
        {"faults": [_fault("room", "power_on", "1 01:00", until="1 01:20"), _fault("room", "dead", "1 10:00")]},
    ),
    Piece("hot_humid", 4, ("cooling", "OUTDOOR_SOURCE"), {"faults": [_fault("outdoor", "dead", "1 01:00")]}),
    Piece("dry_tropics", 4, ("drying",)),
    Piece(
        "winter_week",
        6,
        ("automatic", "STOP", "UNIT_FAULT", "LOCKOUT", "AUX_ON", "WISH_CAPPED"),
        {
            "aux": {"stages": [2000.0]},
            "faults": [_fault("unit", "trip", "1 04:30", until="1 05:30", value=7)],
            "request": [
                {"mode": "auto", "heat_setpoint": 24.0, "cool_setpoint": 27.0},
                {"at": "1 01:00", "mode": "off"},
                {"at": "1 01:30", "mode": "heat", "dial": 1},
                {"at": "1 02:00", "mode": "fan"},
                {"at": "1 02:20", "mode": "heat", "emergency": True},
                {"at": "1 04:00", "mode": "auto", "emergency": False, "preset": "eco"},
            ],
        },
    ),
)


@dataclass
class Outcome:
    """A tape that was the same: steps, reboots, digest of each Python, times of the ticks on CPython and in the VM, s it took."""

    name: str
    steps: int
    reboots: int
    digests: dict[str, str]
    here: Statistics
    there: Statistics
    seconds: float


class _Looked:
    """A controller of which is noted in which modes the compressor ran, and which is rebooted once."""

    def __init__(self, session: Session, reboot_at: int | None) -> None:
        self._session = session
        self._reboot_at = reboot_at
        self.ran: set[str] = set()
        self.learn = session.learn

    def step(self, readings: Any, request: Any, now: int) -> Any:
        if self._reboot_at is not None and now >= self._reboot_at:
            self._reboot_at = None
            self._session.fetch()
            self._session.restart()
        command = self._session.step(readings, request, now)
        if command.speed:
            self.ran.add(_MODES.get(request.mode, ""))
        return command


def play(name: str, pieces: tuple[Piece, ...], tell: Callable[[str], None] = lambda line: None) -> Outcome:
    """Run `pieces` on one tape; `tell` gets a line at times. Raise Different; RuntimeError if one did not visit its `visits`."""
    begun = time.perf_counter()
    reboots = 0
    with Tape() as tape:
        for piece in pieces:
            case = scenario.load(piece.name, [], {"days": -(-piece.hours // 24), "step": STEP, **piece.options})
            session = Session(tape, settings_table(case.core_settings()), len(case.sensors.rooms))
            looked = _Looked(session, piece.hours * 1800 if piece.reboot else None)
            home = experiment.make_home(case, experiment.prepare(case))

            def look(now: int, title: str = f"{name}, {piece.name}", days: int = -(-piece.hours // 24)) -> None:
                if now % _TELL_EVERY == 0:
                    tell(f"{title}: day {now // 86400} of {days} the same, {time.perf_counter() - begun:,.0f} s")

            steps = piece.hours * 3600 // STEP
            run(home, looked, experiment.make_readings(case), case.requests(), steps, STEP, look=look)
            session.fetch()
            reboots += session.resets
            seen = looked.ran | {_CODES[code] for _, code, _ in session.journal.entries()}
            missing = sorted(set(piece.visits) - seen)
            if missing:
                raise RuntimeError(
                    f"{name}, {piece.name}: {', '.join(missing)} not visited, only {', '.join(sorted(seen))}"
                )
        here, there = tape.finish()
        return Outcome(name, tape.steps, reboots, tape.digests, here, there, time.perf_counter() - begun)


def year(days: int) -> tuple[Piece, ...]:
    """The year, or its first days."""
    return (Piece("year", days * 24, reboot=False),)


def line(outcome: Outcome) -> str:
    """What is printed of a tape."""
    here, there = outcome.here, outcome.there
    return (
        f"{outcome.name}: {outcome.steps:,} steps, {outcome.seconds:,.0f} s\n"
        + "".join(f"  {name:<12} {digest}\n" for name, digest in outcome.digests.items())
        + f"  tick in the VM: median {there.median / 1000:.3f} ms ({there.median / max(here.median, 1):.1f} times CPython's), "
        f"99.9 % within {there.p999 / 1000:.3f} ms, longest {there.longest / 1000:.1f} ms"
    )


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Play both tapes, print the digests."""
    parser = argparse.ArgumentParser(prog="same_bits", description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=365, choices=range(1, 366), metavar="1..365", help="of the year")
    days = parser.parse_args().days
    failed = False
    with ProcessPoolExecutor(2) as pool:
        plan = (("year", year(days)), ("stages", STAGES))
        for name, done in [(name, pool.submit(play, name, pieces, _tell)) for name, pieces in plan]:
            try:
                print(line(done.result()), flush=True)
            except Different as error:
                print(f"{name}: NOT THE SAME: {error}", flush=True)
                failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
