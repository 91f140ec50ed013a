"""Which expectations of a scenario hold, and the first moment at which one does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from host_sim.bench.timeline import Floats, Timeline
from host_sim.scenario.condition import Condition
from host_sim.scenario.expectation import Expectation
from host_sim.scenario.limits import Limit, figure
from host_sim.scenario.moment import Happening, Moment, duration

EVENTS, INTERLOCKS = "every event takes place", "no interlock is broken"


@dataclass(frozen=True)
class Verdict:
    """`title` of the expectation; `found` in words; `at`: s since the start of the first failure; `begin`, `end` of the time
    looked at; `known`: why it may fail for now; `today`: what was written of it then."""

    title: str
    holds: bool
    found: str
    at: float | None = None
    begin: float = 0.0
    end: float = 0.0
    known: str = ""
    today: str = ""

    @property
    def word(self) -> str:
        """ "holds", "fails", "known" (fails as marked) or "mended" (marked, and holds)."""
        if self.known:
            return "mended" if self.holds else "known"
        return "holds" if self.holds else "fails"

    @property
    def fine(self) -> bool:
        return self.word in ("holds", "known")


class _Missing(Exception):
    """A moment that never came."""


def clock(seconds: float) -> str:
    """ "1 06:30:00", day 1 being the first."""
    whole = int(seconds)
    return f"{whole // 86400 + 1} {whole % 86400 // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def length(seconds: float) -> str:
    """As people write it."""
    if seconds < 120:
        return f"{seconds:g} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def judge(
    claims: Sequence[Expectation],
    timeline: Timeline,
    kpi: Mapping[str, Any],
    violations: Sequence[str],
    missed: Sequence[str],
) -> list[Verdict]:
    """One verdict for each, and those that hold for every run before them."""
    columns = timeline.columns()
    steps = len(next(iter(columns.values()))) if columns else 0
    end = float(steps * timeline.dt)
    out = [
        Verdict(EVENTS, not missed, "" if not missed else f"did not: {'; '.join(missed)}", end=end),
        Verdict(
            INTERLOCKS, not violations, "" if not violations else f"{len(violations)}: {violations[0]}",
            _second(violations), end=end,
        ),
    ]  # fmt: skip
    judged = _Judge(timeline, columns, end, kpi)
    return out + [judged.look(claim) for claim in claims]


def _second(violations: Sequence[str]) -> float | None:
    return float(violations[0].split(" ", 1)[0]) if violations else None


class _Judge:
    def __init__(self, timeline: Timeline, columns: Mapping[str, Floats], end: float, kpi: Mapping[str, Any]):
        self._timeline = timeline
        self._columns = columns
        self._end = end
        self._dt = timeline.dt
        self._kpi = kpi

    def look(self, claim: Expectation) -> Verdict:
        verb = claim.verb
        looks: dict[str, Callable[[Expectation, float, float], tuple[bool, str, float | None]]] = {
            "always": self._always, "never": self._never, "see": self._see, "count": self._count, "each": self._each,
            "mean": self._mean, "figure": self._figure,
        }  # fmt: skip
        begin, end = 0.0, self._end
        try:
            begin, end = self._window(claim)
            holds, found, at = looks[verb](claim, begin, end)
        except _Missing as missing:
            holds, found, at = False, str(missing), None
        return Verdict(claim.title, holds, found, at, begin, end, claim.known or "", claim.today or "")

    # Time

    def _times(self, moment: Moment) -> list[float]:
        if moment.clock is not None:
            return [float(moment.clock)]
        assert moment.happening
        found = self._timeline.occasions(moment.happening, dict(self._columns))
        if moment.number:
            found = found[moment.number - 1 : moment.number]
        if not found:
            raise _Missing(f"'{moment.text}' did not come")
        return [at + moment.later for at in found]

    def _moment(self, text: str | None, otherwise: float) -> float:
        return otherwise if text is None else self._times(Moment.parse(text))[0]

    def _window(self, claim: Expectation) -> tuple[float, float]:
        begin = self._moment(claim.begin, 0.0)
        end = self._end
        if claim.until is not None:
            moment = Moment.parse(claim.until)
            if moment.happening and claim.begin is not None and moment.number == 1:  # the first one after the beginning
                found = self._timeline.occasions(moment.happening, dict(self._columns))
                later = [at + moment.later for at in found if at + moment.later > begin]
                if not later:
                    raise _Missing(f"'{claim.until}' did not come")
                end = later[0]
            else:
                end = self._times(moment)[0]
        if begin >= min(end, self._end):
            raise _Missing(f"nothing to look at between {clock(begin)} and {clock(min(end, self._end))}")
        return begin, min(end, self._end)

    def _rows(self, begin: float, end: float) -> slice:
        return slice(int(-(-begin // self._dt)), max(int(-(-end // self._dt)), 0))

    def _values(self, begin: float, end: float) -> dict[str, Floats]:
        """Of the steps from `begin` to `end`; energies count from `begin`."""
        rows = self._rows(begin, end)
        out = {}
        for name, column in self._columns.items():
            part = column[rows]
            if name.startswith("energy.") and len(part):
                part = part - (column[rows.start - 1] if rows.start else 0.0)
            out[name] = part
        return out

    def _held(self, condition: Condition, begin: float, end: float) -> np.ndarray:
        return np.asarray(condition.holds(self._values(begin, end)), dtype=bool)

    def _at(self, begin: float, row: int) -> float:
        return float((self._rows(begin, begin).start + row) * self._dt)

    def _shown(self, condition: Condition, begin: float, end: float, row: int) -> str:
        values = self._values(begin, end)
        return ", ".join(f"{name} {_number(float(values[name][row]))}" for name in condition.quantities)

    def _occasions(self, subject: Condition | Happening, begin: float, end: float) -> list[float]:
        """When it begins to hold, or takes place, in that time."""
        if isinstance(subject, Condition):
            held = self._held(subject, begin, end)
            return [self._at(begin, int(k)) for k in np.flatnonzero(held & ~np.concatenate(([False], held[:-1])))]
        return [at for at in self._timeline.occasions(subject, dict(self._columns)) if begin <= at < end]

    # Verbs

    def _always(self, claim: Expectation, begin: float, end: float) -> tuple[bool, str, float | None]:
        condition = claim.subject
        assert isinstance(condition, Condition)
        wrong = np.flatnonzero(~self._held(condition, begin, end))
        if not len(wrong):
            return True, self._range(condition, begin, end), None
        share = len(wrong) * self._dt
        return False, f"{self._shown(condition, begin, end, wrong[0])}; not for {length(share)} in all, " + self._range(
            condition, begin, end
        ), self._at(begin, int(wrong[0]))  # fmt: skip

    def _never(self, claim: Expectation, begin: float, end: float) -> tuple[bool, str, float | None]:
        subject = claim.subject
        if isinstance(subject, Happening):
            found = self._occasions(subject, begin, end)
            return not found, f"{len(found)} times" if found else "", found[0] if found else None
        longest = duration(claim.lasts) if claim.lasts else 0
        stretches = self._stretches(subject, begin, end)
        bad = [(first, last) for first, last, _ in stretches if last - first > longest]
        most = max((last - first for first, last, _ in stretches), default=0.0)
        if not bad:
            return True, f"at most for {length(most)}" if most else self._range(subject, begin, end), None
        return False, f"for {length(most)} at the longest, {self._range(subject, begin, end)}", bad[0][0] + longest

    def _see(self, claim: Expectation, begin: float, end: float) -> tuple[bool, str, float | None]:
        subject = claim.subject
        if claim.before is not None:
            moment = Moment.parse(claim.before)
            try:
                limit = self._times(moment)[0]
            except _Missing:
                limit = end
            found = self._occasions(subject, begin, end)
            holds = bool(found) and found[0] < limit
            return holds, f"first {clock(found[0])}" if found else "never", None if holds else limit
        if claim.within is None:
            found = self._occasions(subject, begin, end)
            return (
                bool(found),
                f"first {clock(found[0])}, {len(found)} times" if found else "never",
                None if found else end,
            )
        longest = 0.0
        within = duration(claim.within)
        for start in self._times(Moment.parse(claim.after)) if claim.after else [begin]:
            if start >= end:
                raise _Missing(f"nothing to look at after {clock(start)}")
            found = self._occasions(subject, start, end)
            if not found or found[0] - start > within:
                late = f"after {length(found[0] - start)}" if found else "never"
                return False, f"{late}, from {clock(start)}", min(start + within, end)
            longest = max(longest, found[0] - start)
        return True, f"after {length(longest)}", None

    def _count(self, claim: Expectation, begin: float, end: float) -> tuple[bool, str, float | None]:
        found = self._occasions(claim.subject, begin, end)
        within = float(duration(claim.per)) if claim.per else None
        counts = [sum(at <= other < at + within for other in found) for at in found] if within else [len(found)]
        most, least = max(counts, default=0), min(counts, default=0)
        if within:
            starts = np.arange(begin, end - within + 1, 60.0).tolist()
            least = min((sum(start <= at < start + within for at in found) for start in starts), default=0)
        shown = f"{most}" if not within else f"{most} within {length(within)} at the most"
        if claim.at_most is not None and most > float(claim.at_most):
            place = next(k for k, count in enumerate(counts) if count > float(claim.at_most))
            at = found[place + int(float(claim.at_most))] if within else found[int(float(claim.at_most))]
            return False, shown, at
        if claim.at_least is not None and least < float(claim.at_least):
            return False, f"{least}" + (f" within {length(within)} at the least" if within else ""), end
        return True, shown, None

    def _each(self, claim: Expectation, begin: float, end: float) -> tuple[bool, str, float | None]:
        condition = claim.subject
        assert isinstance(condition, Condition)
        most = duration(claim.at_most) if claim.at_most is not None else None
        least = duration(claim.at_least) if claim.at_least is not None else None
        stretches = self._stretches(condition, begin, end)
        whole = [(first, last) for first, last, cut in stretches if not cut]
        for first, last, cut in stretches:
            lasted = last - first
            if most is not None and lasted > most:
                return False, f"{length(lasted)} from {clock(first)}", first + most
            if least is not None and lasted < least and not cut:
                return False, f"{length(lasted)} from {clock(first)}", last
        lengths = [last - first for first, last in whole]
        return (
            True,
            f"{len(stretches)}, {length(min(lengths))} to {length(max(lengths))}" if lengths else f"{len(stretches)}",
            None,
        )

    def _mean(self, claim: Expectation, begin: float, end: float) -> tuple[bool, str, float | None]:
        values = self._values(begin, end)[str(claim.mean)]
        mean = float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")
        low = claim.at_least is None or mean >= float(claim.at_least)
        high = claim.at_most is None or mean <= float(claim.at_most)
        return low and high, _number(mean), None if low and high else begin

    def _figure(self, claim: Expectation, begin: float, end: float) -> tuple[bool, str, float | None]:
        limit = Limit.parse(str(claim.figure), claim.compared)
        value = figure(dict(self._kpi), limit.kpi)
        return bool(limit.holds(value)), "no value" if value is None else f"{value:.4g}", None

    # Helpers

    def _stretches(self, condition: Condition, begin: float, end: float) -> list[tuple[float, float, bool]]:
        """(from, until, whether the time looked at cuts it off) of each stretch in which it holds."""
        held = self._held(condition, begin, end)
        edges = np.flatnonzero(np.diff(np.concatenate(([False], held, [False])).astype(int)))
        return [
            (self._at(begin, int(a)), self._at(begin, int(b)), a == 0 or b == len(held))
            for a, b in zip(edges[::2], edges[1::2], strict=True)
        ]

    def _range(self, condition: Condition, begin: float, end: float) -> str:
        """How far its quantities went."""
        values = self._values(begin, end)
        parts = []
        for name in dict.fromkeys(condition.quantities):
            part = values[name]
            if np.isfinite(part).any():
                parts.append(f"{name} {_number(float(np.nanmin(part)))} to {_number(float(np.nanmax(part)))}")
        return ", ".join(parts)


def _number(value: float) -> str:
    return "unknown" if isnan(value) else f"{value:.4g}"
