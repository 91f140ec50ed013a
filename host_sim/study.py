"""Is the moment of a defrost well chosen? The core's rule against timers and a decay rule, in steady frost weather.

    balancepoint study defrost

The house, the thermostat, the defrost's sequence and the noise of the sensors are the same in every run; only the rule that
says when differs. COP: net heat into the room over all electricity of the heat pump, in whole days after a day to settle.
The *best interval* is that of the timer with the highest COP, by grid and then between its neighbours: what an oracle that
knows the weather could set, and no real timer is.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from host_sim import experiment, scenario
from host_sim.baselines.defrost import Decay, FixedInterval
from host_sim.errors import InputError
from host_sim.loop import run
from host_sim.plant.forcing import Forcing
from host_sim.scenario import Scenario

CLIMATES = {  # °C, relative humidity: humid to dry
    "0 °C, 95 %": (0.0, 0.95),
    "2 °C, 85 %": (2.0, 0.85),
    "-4 °C, 85 %": (-4.0, 0.85),
    "-8 °C, 75 %": (-8.0, 0.75),
    "-12 °C, 40 %": (-12.0, 0.40),
}
GRID = (20, 30, 40, 50, 60, 75, 90, 110, 130, 160, 200, 250, 300, 360)  # min
SETTLE, DAYS = 1, 4
OURS, DECAY = "balancepoint", "decay"


@dataclass(frozen=True)
class Figures:
    """Of one run, after the day to settle."""

    cop: float
    room: float  # °C, mean
    defrosts_a_day: float
    needless: int
    longest: float  # min


@dataclass(frozen=True)
class Row:
    """One climate."""

    climate: str
    interval: int  # min, of the best timer; the longest of the grid where none is best
    best: Figures
    ours: Figures
    timer_45: Figures
    timer_90: Figures
    decay: Figures

    def loss(self, figures: Figures) -> float:
        """COP lost against the best timer, %."""
        return 100 * (1 - figures.cop / self.best.cop)


def weather(climate: tuple[float, float], days: int, seed: int = 1) -> Scenario:
    """A scenario of constant weather with the default house and unit."""
    raw = {
        "description": "steady frost weather",
        "days": days,
        "seed": seed,
        "climate": {"temperature": climate[0], "humidity": climate[1]},
        "request": [{"mode": "heat", "heat_setpoint": 21.0}],
        "settings": {"own_defrost": 1},
    }
    return scenario.build(raw, "study", "study")


def measure(case: Scenario, rule: int | str, settle: int = SETTLE, forcing: Forcing | None = None) -> Figures:
    """Run `case` under the core with a rule: minutes of a timer, OURS or DECAY. `forcing`: the case's, if it is prepared."""
    home = experiment.make_home(case, forcing or experiment.prepare(case))
    controller = experiment.make_controller(case, experiment.CORE)
    if rule == DECAY:
        controller.drive.defrost.rule = Decay(controller.drive.defrost.frost)
    elif rule != OURS:
        controller.drive.defrost.rule = FixedInterval(controller.drive.defrost.frost, 60 * int(rule))
    run(home, controller, experiment.make_readings(case), case.requests(), case.seconds // home.dt, home.dt)
    trace = home.result()
    begin = settle * 86400
    time = np.arange(len(trace["heat"])) * trace.interval
    seen = time >= begin
    electric = float(np.sum(trace["p_total"][seen] - trace["p_aux"][seen]))
    defrosts = [one for one in home.defrosts if one.start >= begin]
    return Figures(
        cop=float(np.sum(trace["heat"][seen])) / electric,
        room=float(np.mean(trace["room"][seen])),
        defrosts_a_day=len(defrosts) / (case.days - settle),
        needless=sum(one.needless for one in defrosts),
        longest=max((one.end - one.start for one in defrosts), default=0.0) / 60,
    )


@cache
def _prepared(climate: tuple[float, float], days: int) -> tuple[Scenario, Forcing]:
    """The same for every rule."""
    case = weather(climate, days)
    return case, experiment.prepare(case)


def _measure(climate: tuple[float, float], days: int, rule: int | str) -> Figures:
    case, forcing = _prepared(climate, days)
    return measure(case, rule, forcing=forcing)


def defrost(
    climates: Sequence[str] = tuple(CLIMATES),
    grid: Sequence[int] = GRID,
    days: int = SETTLE + DAYS,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> list[Row]:
    """The study, a row for each of `climates`. `grid`: min, rising. `days` includes the one to settle."""
    for name in climates:
        if name not in CLIMATES:
            raise InputError(f"climate: '{name}' is not one of {', '.join(CLIMATES)}")
    if days <= SETTLE:
        raise InputError(f"days: {days} leaves nothing after the day to settle; at least {SETTLE + 1}")
    measure(weather(CLIMATES[climates[0]], 1), OURS, settle=0)  # compile once, before the workers do
    found: dict[tuple[str, int | str], Figures] = {}
    done = 0
    rules: list[int | str] = [OURS, DECAY, *sorted({45, 90, *grid})]
    jobs = [(name, rule) for name in climates for rule in rules]
    total = len(jobs) + 2 * len(climates)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=context) as pool:

        def work(todo: Sequence[tuple[str, int | str]]) -> None:
            nonlocal done
            futures = {pool.submit(_measure, CLIMATES[name], days, rule): (name, rule) for name, rule in todo}
            try:
                for future in as_completed(futures):
                    found[futures[future]] = future.result()
                    done += 1
                    if progress:
                        progress(done, total)
            except KeyboardInterrupt:
                pool.shutdown(cancel_futures=True)
                raise

        work(jobs)
        work([(name, middle) for name in climates for middle in _between(found, name)])
    return [_row(found, name) for name in climates]


def _timers(found: dict[tuple[str, int | str], Figures], climate: str) -> list[int]:
    return sorted(rule for name, rule in found if name == climate and isinstance(rule, int))


def _between(found: dict[tuple[str, int | str], Figures], climate: str) -> list[int]:
    """The middles to both sides of the best timer so far."""
    timers = _timers(found, climate)
    at = max(range(len(timers)), key=lambda k: found[climate, timers[k]].cop)
    sides = [timers[k] for k in (at - 1, at + 1) if 0 <= k < len(timers)]
    return [middle for side in sides if (middle := (side + timers[at]) // 2) not in timers]


def _row(found: dict[tuple[str, int | str], Figures], climate: str) -> Row:
    best = max(_timers(found, climate), key=lambda rule: found[climate, rule].cop)
    return Row(
        climate,
        best,
        found[climate, best],
        found[climate, OURS],
        found[climate, 45],
        found[climate, 90],
        found[climate, DECAY],
    )


def table(rows: Sequence[Row]) -> list[Any]:
    """Headings and lines of text."""
    lines: list[Any] = [
        (
            "climate",
            "best interval",
            "COP",
            "ours",
            "lost",
            "45 min",
            "90 min",
            "20 % decay",
            "a day",
            "needless",
            "longest",
        )
    ]
    for row in rows:
        ours = row.ours
        lines.append(
            (
                row.climate, f"{row.interval} min", f"{row.best.cop:.3f}", f"{ours.cop:.3f}", f"{row.loss(ours):+.2f} %",
                f"{row.loss(row.timer_45):+.2f} %", f"{row.loss(row.timer_90):+.2f} %", f"{row.loss(row.decay):+.2f} %",
                f"{ours.defrosts_a_day:.1f}", str(ours.needless), f"{ours.longest:.1f} min",
            )
        )  # fmt: skip
    return lines
