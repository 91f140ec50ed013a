"""Plant and controller in turn: sense, decide, advance. Anyone's building can take the plant's place.

    run(plant, controller, readings, [(0, Request(HEAT, 2100))], steps=60480, dt=10)

A plant has the two methods of `Plant`; a controller has `step(readings, request, now)` and may have `learn()`, which is
called outside the tick. `Readings` and `Request` are made once and reused, as on the board.

A controller may have `together(plant, readings)`: None, or what makes all the steps from `now` to before `until` by itself,
`(request, now, until, dt)`, the same but for the readings, which it need not fill.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from balancepoint.control.request import Request

MAX_STEP = 60  # s; every stage of the core holds up to here
LEARN_EVERY = 300  # s of simulated time between two calls of `learn()`


class Plant(Protocol):
    """A building with its heat pump: anyone's, see docs/own_plant.md.

    Each step calls `sense`, then the controller, then `advance`; `now` rises by `dt` from 0. A plant with a `result()` that
    gives a `host_sim.trace.Trace` can be judged and counted by `host_sim.experiment.execute_in`.
    """

    def sense(self, readings: Any, now: int) -> None:
        """Fill `readings` (`balancepoint.control.readings.Readings`) as the sensors give them at `now`, s since boot.

        The same object comes every time: overwrite values and ages. Integers in its units, None for what cannot be read; a
        value that is merely old keeps its growing age.
        """

    def advance(self, command: Any, dt: int) -> int | None:
        """Live for `dt` s under `command` (`balancepoint.control.command.Command`), which is overwritten afterwards.

        Speed 0 stops the compressor; `valve` 1 energises the reversing valve, whatever that means for the unit (the setting
        `valve_energised_in`). With steps of 2 s and less drop to safe when `command.valid_until` has passed.

        A plant in which something happens that the controller must see sooner may live for a part of `dt` only, such that its
        steps still end at multiples of `dt`, and return the s that it lived; None: all of them.
        """


class Controller(Protocol):
    """The control core, or a rival."""

    def step(self, readings: Any, request: Any, now: int) -> Any:
        """The command for the time from `now`, s since boot."""


def run(
    plant: Plant,
    controller: Controller,
    readings: Any,
    requests: Sequence[tuple[int, Request]],
    steps: int,
    dt: int,
    learn_every: int = LEARN_EVERY,
    look: Callable[[int], None] | None = None,
) -> None:
    """Run `steps` steps of `dt` s (1..60).

    `requests`: (s since boot, what people ask for from then on), rising, the first at 0. Every `learn_every` s of simulated time
    `controller.learn()` is called, and `look(now)` for progress and for reading the journal before it overwrites itself.
    Raise ValueError if `dt` or `requests` are not as said.
    """
    if not 1 <= dt <= MAX_STEP:
        raise ValueError(f"dt: {dt} s, allowed are 1 to {MAX_STEP}")
    if not requests or requests[0][0] != 0 or any(a[0] >= b[0] for a, b in zip(requests, requests[1:], strict=False)):
        raise ValueError("requests: the first must be at 0 and the times must rise")
    # What was made so far lives on: the collector need not walk through it in every generation.
    gc.collect()
    gc.freeze()
    request = Request()
    pending = list(requests)[::-1]
    learn = getattr(controller, "learn", None)
    sense, decide, advance = plant.sense, controller.step, plant.advance
    together = controller.together(plant, readings) if hasattr(controller, "together") else None
    end = steps * dt
    now, pause = 0, learn_every
    while now < end:
        while pending and pending[-1][0] <= now:
            _copy(pending.pop()[1], request)
        until = min(end, pause, pending[-1][0] if pending else end)
        until = now + -(-(until - now) // dt) * dt
        if together:
            together(request, now, until, dt)
        else:
            tick = now
            while tick < until:
                sense(readings, tick)
                tick += advance(decide(readings, request, tick), dt) or dt
        now = until
        if now >= pause or now >= end:
            pause += learn_every
            if learn:
                learn()
            if look:
                look(now)


def _copy(source: Request, target: Request) -> None:
    for name in Request.__slots__:
        setattr(target, name, getattr(source, name))
