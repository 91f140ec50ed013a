"""Rows counted: how many faults were named rightly, whom else the journal blamed, and what was broken meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from host_sim.faults.plan import HEALTHY
from host_sim.faults.row import Row

NAMED = 0.9  # share of single faults that must be named


@dataclass(frozen=True)
class Count:
    """Of some rows. Times in s, energy in kWh, None where there is nothing to tell."""

    title: str
    runs: int
    must: int
    named: int
    right: int
    blamed: int  # runs in which somebody innocent was
    violations: int
    errors: int
    reaction: float | None
    named_s: float | None
    wasted: float | None
    lowest: float | None
    highest: float | None
    ice: float | None

    @property
    def share(self) -> float | None:
        """Of those that must be named, rightly and nobody innocent beside."""
        return self.right / self.must if self.must else None


def of(title: str, rows: Sequence[Row]) -> Count:
    good = [row for row in rows if "error" not in row]
    must = [row for row in good if row["must_name"]]

    def most(name: str, pick: Callable[[list[float]], float]) -> float | None:
        values = [row[name] for row in good if row.get(name) is not None]
        return pick(values) if values else None

    return Count(
        title,
        runs=len(rows),
        must=len(must),
        named=sum(row["named"] for row in must),
        right=sum(row["named"] and not row["innocent"] for row in must),
        blamed=sum(bool(row["innocent"]) for row in good),
        violations=sum(len(row["violations"]) for row in good),
        errors=len(rows) - len(good),
        reaction=most("reaction_s", median),
        named_s=most("named_s", median),
        wasted=most("wasted_energy_kWh", max),
        lowest=most("room_lowest", min),
        highest=most("room_highest", max),
        ice=most("ice_kg", max),
    )


def healthy(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row["faults"]]


def single(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if len(row["faults"]) == 1]


def pairs(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if len(row["faults"]) == 2]


def whole(rows: Sequence[Row]) -> list[Count]:
    """Singles, pairs and healthy runs, as far as there are any."""
    parts = (("single faults", single(rows)), ("pairs", pairs(rows)), (HEALTHY + " wrong", healthy(rows)))
    return [of(title, part) for title, part in parts if part]


def by(rows: Sequence[Row], key: Callable[[Row], str]) -> list[Count]:
    """Of single faults, grouped and in order."""
    groups: dict[str, list[Row]] = {}
    for row in single(rows):
        groups.setdefault(key(row), []).append(row)
    return [of(title, groups[title]) for title in sorted(groups)]


def kind(row: Row) -> str:
    return str(row["faults"][0]).rpartition(" ")[2]


def thing(row: Row) -> str:
    return str(row["faults"][0])


def phase(row: Row) -> str:
    return str(row["phase"])


def broken(rows: Sequence[Row]) -> list[str]:
    """The promises that are not kept, in words."""
    out = []
    violations = sum(len(row.get("violations", ())) for row in rows)
    errors = sum("error" in row for row in rows)
    electricians = sum(bool(row.get("electrician")) for row in rows)
    count = of("", single(rows))
    if violations:
        out.append(f"{violations} interlock violations")
    if errors:
        out.append(f"{errors} runs ended with an error")
    if electricians:
        out.append(f"{electricians} times an electrician was called for a healthy relay")
    if count.share is not None and count.share < NAMED:
        out.append(f"{100 * count.share:.0f} % of single faults named rightly, at least {100 * NAMED:.0f} % are to be")
    return out
