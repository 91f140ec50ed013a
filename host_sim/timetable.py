"""The week as people write it down: on which days, at what time, which preset.

    [[schedule]]
    days = "mon-fri"            # or "sat, sun", "daily"
    at = "06:30"
    preset = "home"

`week(entries)` gives the core's schedule, `changes(...)` what it does over a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from balancepoint.control import request as core
from balancepoint.control.wish.schedule import MOST

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRESETS = {"home": core.HOME, "away": core.AWAY, "sleep": core.SLEEP, "eco": core.ECO, "follow": core.FOLLOW}
WEEK = 7 * 86400  # s


def days_of(text: object) -> list[int]:
    """The days that "mon-fri", "sat, sun" or "daily" name, Monday 0; a range may run over the end of the week."""
    wrong = ValueError(
        'allowed are mon, tue, wed, thu, fri, sat, sun, ranges and lists ("mon-fri", "sat, sun") and "daily"'
    )
    if not isinstance(text, str):
        raise wrong
    if text.strip() == "daily":
        return list(range(7))
    found: list[int] = []
    for part in text.split(","):
        ends = [end.strip() for end in part.split("-")]
        if len(ends) > 2 or any(end not in DAYS for end in ends):
            raise wrong
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        found += [(first + k) % 7 for k in range((last - first) % 7 + 1)]
    if len(set(found)) < len(found):
        raise ValueError("a day stands twice")
    return found


def minute_of_day(text: object) -> int:
    """Minutes since midnight of an "hh:mm"."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", text) if isinstance(text, str) else None
    if not found:
        raise ValueError('allowed is "hh:mm", 00:00 to 23:59')
    return int(found[1]) * 60 + int(found[2])


class Entry(BaseModel):
    """One line of the schedule."""

    model_config = ConfigDict(extra="forbid")

    days: str = Field("daily", description="the days it is for", json_schema_extra={"unit": "mon..sun"})
    at: str = Field(description="when the preset begins", json_schema_extra={"unit": "hh:mm"})
    preset: Literal["home", "away", "sleep", "eco"] = Field(description="what holds from then on")

    @field_validator("days")
    @classmethod
    def _days(cls, value: str) -> str:
        days_of(value)
        return value

    @field_validator("at")
    @classmethod
    def _at(cls, value: str) -> str:
        minute_of_day(value)
        return value


def week(entries: Sequence[Entry]) -> tuple[tuple[int, int], ...]:
    """(minute of the week, preset), rising. ValueError where two entries are for the same minute, or there are too many."""
    found: dict[int, tuple[int, int]] = {}
    for index, entry in enumerate(entries):
        for day in days_of(entry.days):
            minute = day * 1440 + minute_of_day(entry.at)
            if minute in found:
                raise ValueError(
                    f"schedule.{index}.at = '{entry.at}': overlaps schedule.{found[minute][0]} on {DAYS[day]}; "
                    "allowed is one entry for a time"
                )
            found[minute] = index, PRESETS[entry.preset]
    if len(found) > MOST:
        raise ValueError(f"schedule: {len(found)} changes a week; allowed are {MOST}")
    return tuple((minute, found[minute][1]) for minute in sorted(found))


def changes(schedule: Sequence[tuple[int, int]], begin: int, first: float, last: float) -> Iterator[tuple[float, int]]:
    """(s of the run, preset) from `first` until before `last`: what holds at `first`, then every change.

    `begin`: minute of the week at which the run starts.
    """
    if not schedule:
        yield first, core.HOME
        return
    weeks = int(last // WEEK) + 2
    times = [((minute - begin) * 60 + k * WEEK, preset) for k in range(-1, weeks) for minute, preset in schedule]
    past = [preset for time, preset in times if time <= first]
    yield first, past[-1]
    held = past[-1]
    for time, preset in times:
        if first < time < last and preset != held:
            yield float(time), preset
            held = preset
