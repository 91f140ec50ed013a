"""Moments of a run as people write them: by the clock, or by something that happens.

    1 06:30            day 1 being the first, "day hh:mm" or "day hh:mm:ss"; without a day on the first
    defrost 3          the third defrost begins; without a number the first
    defrost 3 + 20 s   20 s later; "20 min", "2 h" likewise
    each start         every time
    says Sensor: room  the journal says something with these words
    when ice > 0.5     a condition becomes true
    the cut, the cut end     the event that is named so begins, ends

`Moment.parse` reads one; which names there are is `HAPPENINGS`. Durations: "20 s", "15 min", "2 h", "1 day".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from host_sim.inputs import nearest
from host_sim.scenario.condition import Condition

# What can happen, and what it is. The plant's own events by their names there
HAPPENINGS = {
    "start": "the compressor starts",
    "stop": "the compressor stops",
    "defrost": "a defrost begins",
    "defrost end": "a defrost ends",
    "valve move": "the reversing valve moves",
    "backup on": "the backup heater's first stage gets current",
    "backup off": "and loses it",
    "stage 2 on": "its second stage gets current",
    "stage 2 off": "and loses it",
    "trip": "the unit's own protection trips",
    "lease lost": "a Command ran out and everything dropped to safe (steps of 1 and 2 s)",
    "boot": "the controller starts anew",
}
OF_PLANT = {
    "start": "start", "stop": "stop", "defrost_start": "defrost", "defrost_end": "defrost end", "valve_move": "valve move",
    "aux_on": "backup on", "aux_off": "backup off", "aux_stage2_on": "stage 2 on", "aux_stage2_off": "stage 2 off",
    "trip": "trip", "lease_lost": "lease lost",
}  # fmt: skip
SAYS, WHEN, EACH, THE = "says ", "when ", "each ", "the "
_UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86400, "days": 86400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?) ?(s|min|h|days?)")
_CLOCK = re.compile(r"(?:(\d{1,3}) )?([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_LATER = re.compile(r"(.+?)\s*\+\s*(" + _DURATION.pattern + r")")
_NUMBERED = re.compile(r"(.+?) (\d{1,4})")


def duration(text: object) -> int:
    """s. ValueError with what is allowed."""
    found = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise ValueError('allowed is a number with "s", "min", "h" or "days" in quotes, for instance "15 min"')
    return round(float(found[1]) * _UNITS[found[2]])


@dataclass(frozen=True)
class Happening:
    """`kind`: "plain" (a name of HAPPENINGS), "says", "when", "event" or "event end"; `what`: the name, words or condition."""

    kind: str
    what: str
    condition: Condition | None = None

    @classmethod
    def parse(cls, text: str) -> Happening:
        text = text.strip()
        if text.startswith(SAYS) or text == SAYS.strip():
            words = text[len(SAYS) :].strip().strip("'\"")
            if not words:
                raise ValueError("says what? Words of the journal are needed")
            return cls("says", words)
        if text.startswith(WHEN):
            return cls("when", text[len(WHEN) :], Condition.parse(text[len(WHEN) :]))
        if text.startswith(THE):
            name = text[len(THE) :]
            return cls("event end", name.removesuffix(" end")) if name.endswith(" end") else cls("event", name)
        if text not in HAPPENINGS:
            raise ValueError(
                f"nothing called '{text}' happens; {nearest(text, HAPPENINGS)}, or says WORDS, when CONDITION, the EVENT"
            )
        return cls("plain", text)

    def __str__(self) -> str:
        return (
            {"says": SAYS, "when": WHEN, "event": THE, "event end": THE}.get(self.kind, "")
            + self.what
            + (" end" if self.kind == "event end" else "")
        )


@dataclass(frozen=True)
class Moment:
    """`clock`: s since the start, None if it hangs on a `happening`, the `number`th, 0 for each; `later`: s after it."""

    text: str
    clock: int | None = None
    happening: Happening | None = None
    number: int = 1
    later: int = 0

    @classmethod
    def parse(cls, text: object) -> Moment:
        """ValueError with what is allowed."""
        if not isinstance(text, str) or not text.strip():
            raise ValueError(
                'allowed is a time in quotes, "1 06:30" (day hh:mm, day 1 being the first) or "06:30", or something that '
                'happens, "defrost 3 + 20 s"'
            )
        plain = text.strip()
        found = _CLOCK.fullmatch(plain)
        if found:
            day = int(found[1] or 1)
            if day < 1:
                raise ValueError('allowed is "day hh:mm", day 1 being the first')
            return cls(text, (day - 1) * 86400 + int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4] or 0))
        later, number = 0, 1
        if found := _LATER.fullmatch(plain):
            plain, later = found[1], duration(found[2])
        if plain.startswith(EACH):
            number, plain = 0, plain[len(EACH) :]
        elif not plain.startswith((SAYS, WHEN)) and (found := _NUMBERED.fullmatch(plain)):
            plain, number = found[1], int(found[2])
            if number < 1:
                raise ValueError("counted from 1")
        return cls(text, None, Happening.parse(plain), number, later)

    def names(self) -> str | None:
        """The event it hangs on, by its name."""
        return self.happening.what if self.happening and self.happening.kind.startswith("event") else None

    def at(self, times: Mapping[str, list[float]]) -> float | None:
        """s since the start; `times`: when each happening took place, by its text. None: it did not."""
        if self.clock is not None:
            return float(self.clock)
        assert self.happening
        found = times.get(str(self.happening), [])
        wanted = max(self.number, 1)
        return found[wanted - 1] + self.later if len(found) >= wanted else None
