"""What a validation says: checks of one figure each against a published one, and plots for the page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

Progress = Callable[[float], None]  # takes the share done, 0..1


@dataclass(frozen=True)
class Check:
    """One figure of ours beside a published one.

    `low` and `high` are inclusive limits, None for an open side; `reference` is the published figure or range as text, with
    whose it is. `ours` is None if the figure could not be had: then the check fails, and `note` says why. What is not
    `judged` is shown only. `known`: if it fails that is no news, and `note` says why it does. `reported`: no constant of the
    model can break it, only an error in the program can; it turns red then, but is not counted among the judged.
    """

    group: str
    quantity: str
    ours: float | None
    reference: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    note: str = ""
    judged: bool = True
    known: bool = False
    reported: bool = False

    def __post_init__(self) -> None:
        if self.judged and self.low is None and self.high is None:
            raise ValueError(f"{self.group}, {self.quantity}: judged, but without a limit")

    @property
    def within(self) -> bool:
        """True if there is a figure and it is within the limits."""
        if self.ours is None or not isfinite(self.ours):
            return False
        return (self.low is None or self.ours >= self.low) and (self.high is None or self.ours <= self.high)

    @property
    def passed(self) -> bool | None:
        """The verdict; None if the figure is only shown, or reported and within."""
        if self.reported and self.within:
            return None
        return self.within if self.judged else None

    @property
    def counted(self) -> bool:
        """Whether it is one of those that are judged."""
        return self.judged and not (self.reported and self.within)

    @property
    def word(self) -> str:
        """The verdict in words; also what is only shown says if it is outside."""
        if self.reported and self.within:
            return "reported"
        if self.judged:
            return "passes" if self.within else "FAILS"
        return "shown" if self.within else "shown: outside"

    @property
    def limit(self) -> str:
        """The limits as text: "3.75..4.98", "at most 0.1"."""
        if self.low is not None and self.high is not None:
            return f"{self.low:g}..{self.high:g}"
        if self.high is not None:
            return f"at most {self.high:g}"
        return f"at least {self.low:g}" if self.low is not None else "–"


@dataclass(frozen=True)
class Series:
    """One line, set of points or bars, or set of ranges (from `y` to `top`) over x: numbers, or names for bars and ranges."""

    name: str
    x: Sequence[float] | Sequence[str]
    y: Sequence[float]
    form: Literal["line", "points", "bars", "ranges"] = "line"
    top: Sequence[float] = ()


@dataclass(frozen=True)
class Plot:
    """A chart of the page; `axes` are the titles of x and y, with unit."""

    title: str
    axes: tuple[str, str]
    series: tuple[Series, ...]
    note: str = ""
