"""Where a run begins: a phase, and what is installed there.

A phase is a case whose event `phase` says when it is reached; nothing is expected of it. A fit lays over it what differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from host_sim import scenario
from host_sim.faults.catalogue import CONTACT, DIRECT, LED, OWN_DEFROST, SECONDS, SENSORS
from host_sim.scenario import Scenario
from host_sim.scenario.event import Event
from host_sim.scenario.vocabulary import DRIVE

NAME = "phase"  # of the event
NEVER = "says what nothing ever says"  # when an event begins that somebody else begins
_FOLDER = Path(__file__).parent
FITS: dict[str, dict[str, Any]] = {
    DIRECT: {},
    SENSORS: {"sensors": {"rooms": [{}, {}, {}, {}], "sun": {"fitted": True}, "presence": True}},
    CONTACT: {},
    OWN_DEFROST: {"settings": {"own_defrost": 0}},
    SECONDS: {"step": 1},
    LED: {"link": LED},
    DRIVE: {"link": DRIVE},
    "fujitsu_halcyon_12": {"unit": "fujitsu_halcyon_12"},
    "muz_fh18nah2": {"unit": "muz_fh18nah2"},
    "muz_gl15nah2": {"unit": "muz_gl15nah2"},
}
UNITS = tuple(FITS)[-3:]  # of the slow runs


def _files(kind: str) -> dict[str, Path]:
    return {path.stem: path for path in sorted((_FOLDER / kind).glob("*.toml"))}


PHASES, SLOW = _files("phases"), _files("slow")


def load(phase: str, fit: str, events: Sequence[Event] = ()) -> Scenario:
    """The case, with `events` at its end that nothing in it begins."""
    path = PHASES.get(phase) or SLOW[phase]
    case = scenario.load(str(path), (), FITS[fit])
    own = list(case.event)
    if fit == CONTACT:  # fitted, whatever happens
        own.append(Event(at=NEVER, what="window", kind="open", contact=True))
    idle = [event.model_copy(update={"at": NEVER}) for event in events]
    return case.model_copy(update={"event": [*own, *idle]})
