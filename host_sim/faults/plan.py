"""Which runs there are: every single fault at every phase first, then random pairs; each by an id that says all of it.

run = Run.read("steady/direct/room.offset=6/1")
run = Run.read("steady/direct/room.dead+outdoor.stuck@600/1")      # the second 600 s later
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from host_sim.errors import InputError, brief
from host_sim.faults import catalogue
from host_sim.faults.catalogue import SECONDS, Fault
from host_sim.faults.phases import FITS, PHASES, SLOW, UNITS
from host_sim.inputs import nearest

PIECE = 200  # runs out of one snapshot, so that cores and machines share them out evenly
HEALTHY = "nothing"
_LATEST = 20  # min after the first fault by when the second has come
_ID = "PHASE/FIT/FAULT/SEED"


@dataclass(frozen=True)
class Run:
    """`faults`: (fault, s after the phase was reached); none: healthy. `seed` of the sensors' noise from there on."""

    phase: str
    fit: str
    faults: tuple[tuple[Fault, int], ...]
    seed: int

    @property
    def id(self) -> str:
        keys = [fault.key + (f"@{later}" if later else "") for fault, later in self.faults]
        return f"{self.phase}/{self.fit}/{'+'.join(keys) or HEALTHY}/{self.seed}"

    @property
    def hours(self) -> int:
        """Its length, from the phase on; a healthy one's the longest that there is."""
        if self.fit == SECONDS:
            return 1
        if not self.faults:
            return catalogue.HOURS_SLOW if self.phase in SLOW else catalogue.HOURS_STUCK
        return max(fault.hours for fault, _ in self.faults)

    @property
    def twin(self) -> Run:
        """The same without a fault."""
        return Run(self.phase, self.fit, (), self.seed)

    @classmethod
    def read(cls, text: str) -> Run:
        """InputError, one line, if there is no such run."""
        parts = text.split("/")
        if len(parts) != 4 or not (parts[3].isascii() and parts[3].isdigit() and len(parts[3]) < 10):
            raise InputError(f"--run {brief(text)}: must be {_ID} as a row has it, for instance {_EXAMPLE}")
        phase, fit, keys, seed = parts
        slow = phase in SLOW
        if phase not in PHASES and not slow:
            raise InputError(f"--run {brief(text)}: no phase '{brief(phase)}'; {nearest(phase, [*PHASES, *SLOW])}")
        if fit not in (UNITS if slow else FITS) or fit in UNITS and not slow:
            allowed = UNITS if slow else [name for name in FITS if name not in UNITS]
            raise InputError(f"--run {brief(text)}: fit '{brief(fit)}': allowed are {', '.join(allowed)}")
        known = _fitting(fit)
        faults = []
        for word in keys.split("+") if keys != HEALTHY else []:
            key, _, later = word.partition("@")
            if key not in known or not (later or "0").isdigit() or len(later) > 5:
                raise InputError(f"--run {brief(text)}: fault '{brief(word)}': {nearest(key, known)}")
            faults.append((known[key], int(later or 0)))
        return cls(phase, fit, tuple(faults), int(seed))


_EXAMPLE = "steady/direct/room.offset=6/1"


@cache
def _fitting(fit: str) -> dict[str, Fault]:
    """Faults where that is installed, by their keys."""
    every = catalogue.slow() if fit in UNITS else catalogue.short()
    return {fault.key: fault for fault in every if fit in UNITS or fault.fit == fit}


def singles(seed: int, slow: bool = False) -> list[Run]:
    """Every single fault everywhere, and nothing wrong everywhere, in an order of chance."""
    if slow:
        every = [
            Run(phase, unit, ((fault, 0),), seed) for phase in SLOW for unit in UNITS for fault in catalogue.slow()
        ]
    else:
        every = [Run(phase, fault.fit, ((fault, 0),), seed) for phase in PHASES for fault in catalogue.short()]
    every += dict.fromkeys(run.twin for run in every)
    return [every[k] for k in np.random.default_rng(seed).permutation(len(every))]


def plan(runs: int, seed: int, slow: bool = False) -> list[Run]:
    """`runs` of them: singles, then pairs (slow ones have none), no two the same."""
    out = singles(seed, slow)[:runs]
    if slow:
        return out
    random = np.random.default_rng([seed, 2])
    by_fit: dict[str, list[Fault]] = {}
    for fault in catalogue.short():
        by_fit.setdefault(fault.fit, []).append(fault)
    fits = [fault.fit for fault in catalogue.short() if len(by_fit[fault.fit]) > 2]  # as often as it has faults
    phases = list(PHASES)
    seen = {run.id for run in out}
    while len(out) < runs:
        fit = fits[random.integers(len(fits))]
        one, two = random.choice(len(by_fit[fit]), 2, replace=False)
        later = 60 * int(random.integers(_LATEST + 1))
        pair = ((by_fit[fit][one], 0), (by_fit[fit][two], later))
        run = Run(phases[random.integers(len(phases))], fit, pair, seed)
        if run.id not in seen:
            seen.add(run.id)
            out.append(run)
    return out


def pieces(runs: Iterable[Run], size: int = PIECE) -> list[list[Run]]:
    """Those that begin at the same snapshot together, the largest pieces first."""
    groups: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.phase, run.fit), []).append(run)
    out: list[list[Run]] = []
    for group in groups.values():
        parts = -(-len(group) // size)
        out += [group[k::parts] for k in range(parts)]
    return sorted(out, key=len, reverse=True)


def keys(runs: Sequence[Run]) -> list[Fault]:
    """Every fault of `runs` once."""
    return list(dict.fromkeys(fault for run in runs for fault, _ in run.faults))
