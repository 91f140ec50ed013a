"""Several things timed in turns, round by round, so that what else the machine does falls on all of them alike.

rates = in_turns({"here": here, "there": there})      # {name: steps per second, one for each round}
middle(rates["here"]), over(rates["here"], rates["there"])
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import quantiles
from typing import NamedTuple

ROUNDS = 9


class Spread(NamedTuple):
    """The median of the rounds, and the ends of their middle half."""

    median: float
    low: float
    high: float


def in_turns(timed: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """What each gives in every round; every second round goes backwards, so that none is always the first."""
    found: dict[str, list[float]] = {name: [] for name in timed}
    names = list(timed)
    for k in range(rounds):
        for name in reversed(names) if k % 2 else names:
            found[name].append(timed[name]())
    return found


def middle(values: Sequence[float]) -> Spread:
    low, median, high = quantiles(values, n=4)
    return Spread(median, low, high)


def over(some: Sequence[float], others: Sequence[float]) -> Spread:
    """Some over others, round by round."""
    return middle([a / b for a, b in zip(some, others, strict=True)])
