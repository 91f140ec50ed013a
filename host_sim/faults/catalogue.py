"""What can break: every kind of the case language with a size or two, what is to be blamed for it, and whether it must be named.

Blame goes to *parts*: sensors by their names in cases, and what else `what` can be. A fault that must be named has a name in the
journal and shows within the run; one that shows in some phases only says in which. The rest may be named or not. What is no
fault of a part (weather, people, wishes, the board's own) has nobody to blame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from host_sim.plant.sensors import NAMES
from host_sim.scenario.event import Event
from host_sim.scenario.moment import duration
from host_sim.scenario.vocabulary import DRIVE, INDOOR, KINDS, TOLD

DIRECT, SENSORS, CONTACT, OWN_DEFROST, SECONDS = "direct", "sensors", "contact", "own_defrost", "seconds"
LED = INDOOR[0]  # one wire stands for the three
HOURS, HOURS_STUCK, HOURS_SLOW = 3, 4, 8 * 24  # of a run, from the fault on
_THERMOMETERS = NAMES[:10]
_NAMED = (*_THERMOMETERS, "humidity")  # sensors that the journal has a name for (control/sense/sources)
_MUST = ("dead", "stuck", "frozen", "fixed", "noise", "power_on")  # open, short, absent, spiking, hung

_NONE: tuple[float | None, ...] = (None,)  # it takes no value
# Sizes of a sensor's kinds, in its own unit: thermometers in K and °C
_SIZES: dict[str, dict[str, tuple[float | None, ...]]] = {
    "K": {
        "offset": (6.0, -6.0), "drift": (0.5, -0.5), "factor": (0.5,), "noise": (3.0,), "step": (1.0,), "spike": (85.0,),
        "fixed": (127.0, -63.5), "delay": (900.0,), "on_change": (0.5,), "sunlit": (15.0,),
    },
    "humidity": {
        "offset": (0.3,), "drift": (0.05,), "factor": (0.5,), "noise": (0.2,), "step": (0.05,), "spike": (1.0,),
        "fixed": (1.0,), "delay": (900.0,), "on_change": (0.03,),
    },
    "power": {
        "offset": (300.0,), "drift": (50.0,), "factor": (0.001,), "noise": (300.0,), "step": (100.0,), "spike": (20000.0,),
        "fixed": (0.0,), "delay": (900.0,), "on_change": (50.0,),
    },
    "aux_current": {
        "offset": (1.0,), "drift": (0.5,), "factor": (0.5,), "noise": (1.0,), "step": (1.0,), "spike": (60.0,),
        "fixed": (0.0,), "delay": (60.0,), "on_change": (1.0,),
    },
    "sun": {
        "offset": (200.0,), "drift": (50.0,), "factor": (0.5,), "noise": (100.0,), "step": (100.0,), "spike": (1500.0,),
        "fixed": (0.0, 1000.0), "delay": (900.0,), "on_change": (50.0,),
    },
}  # fmt: skip
# In place of which sensor's another one's is read
_READS = {
    "room": "outdoor", "room2": "outdoor", "room3": "outdoor", "room4": "outdoor", "return_air": "supply", "supply": "return_air",
    "indoor_coil": "return_air", "outdoor": "return_air", "outdoor_coil": "outdoor", "discharge": "outdoor",
}  # fmt: skip
_SAID: dict[str, tuple[float, ...]] = {
    "speed": (0.0, 60.0), "fan_proven": (0.0, 1.0), "defrosting": (1.0,), "fault": (12.0,), "window_open": (1.0,),
    "standby": (1.0,), "presence": (1.0,),
}  # fmt: skip
# (what, kind): values, with the other keys of the event
_REST: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("fan", "slow"): [{"value": 1}],
    ("filter", "dirty"): [{"value": 0.6}],
    ("outdoor_air", "blocked"): [{"value": 0.6}],
    ("charge", "low"): [{"value": 0.3}],
    ("coil", "iced"): [{"value": 2.0}],
    ("unit", "trip"): [{"value": 5}, {"value": 5, "lasts": "20 min"}],
    ("unit", "silent"): [{}, {"lasts": "10 min"}],
    ("unit", "deaf"): [{}, {"lasts": "10 min"}],
    ("line", "corrupt"): [{"value": 3}],
    ("line", "half"): [{"value": 3}],
    ("line", "silent"): [{}, {"lasts": "10 min"}],
    ("other_head", "heats"): [{"lasts": "90 min"}],
    ("other_head", "cools"): [{"lasts": "90 min"}],
    ("weather", "temperature"): [{"value": -22.0, "ramp": "1 h"}, {"value": 38.0, "ramp": "1 h"}],
    ("weather", "humidity"): [{"value": 1.0}],
    ("weather", "wind"): [{"value": 20.0}],
    ("weather", "rain"): [{"value": 10.0}],
    ("window", "open"): [{"value": 4.0, "lasts": "1 h"}, {"value": 4.0, "lasts": "1 h", "contact": True}],
    ("people", "guests"): [{"value": 10, "lasts": "2 h"}],
    ("people", "cooking"): [{"value": 3000, "lasts": "30 min"}],
    ("wish", "console"): [
        {"wish": {"mode": "off"}},
        {"wish": {"mode": "cool"}},
        {"wish": {"mode": "heat", "heat_setpoint": 24.0}},
        {"wish": {"emergency": True}},
    ],
    ("wish", "handset"): [{"wish": {"mode": "off"}}, {"wish": {"heat_setpoint": 24.0}}],
    ("wish", "network"): [{"wish": {"preset": "away"}}, {"wish": {"mode": "auto"}}],
    ("board", "power_cut"): [{"lasts": "10 s"}, {"lasts": "10 s", "every": "6 min", "times": 10}, {"lasts": "30 min"}],
    ("board", "blocked"): [{"lasts": "5 s"}, {"lasts": "20 s"}],
    ("mains", "cut"): [{"lasts": "10 s"}, {"lasts": "1 h"}, {"lasts": "10 s", "every": "6 min", "times": 10}],
    ("clock", "shift"): [{"value": 60}, {"value": -60}],
    ("clock", "fixed"): [{"value": 720}],
    ("network", "gone"): [{}],
}
# what or (what, kind): the parts that may be blamed for it; a part alone where nothing is said
_GUILTY: dict[str | tuple[str, str], tuple[str, ...]] = {
    "compressor": ("compressor", "unit"),
    "fan": ("fan", "filter"),
    "outdoor_fan": ("outdoor_fan", "outdoor_air"),
    "coil": ("coil", "outdoor_air"),
    "unit": ("unit", "line"),
    ("unit", "endless_defrost"): ("unit", "line", "coil"),
    ("aux_relay", "open"): ("aux_relay", "aux_element"),
    "aux_element": ("aux_relay", "aux_element"),
    "line": ("line", "unit"),
    "mains": ("unit", "line"),
    "speed": ("speed", "unit", "line"),
    "fan_proven": ("fan_proven", "fan", "unit", "line"),
    "defrosting": ("defrosting", "unit", "line", "coil"),
    "fault": ("fault", "unit", "line"),
    "standby": ("standby", "other_head", "line"),
    "network": ("network", "clock"),
}
# Said to be silent beside it, which is true: what hangs on that wire
_ON_WIRE = ("return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge")
_BESIDE = {
    "line": _ON_WIRE, "mains": _ON_WIRE, "other_head": ("unit",),
    # The unit's own protection trips, and says so
    **dict.fromkeys(("compressor", "fan", "outdoor_fan", "outdoor_air", "filter", "charge", "valve", "coil"), ("unit", "fault")),
}  # fmt: skip
_NOBODY = ("weather", "people", "wish", "board", "storage")
# Named within the run, and in which phases it shows; None: in all
_SHOWS: dict[tuple[str, str], tuple[str, ...] | None] = {
    ("compressor", "stalls"): None,
    ("compressor", "refuses"): ("idle", "defrost", "drain", "changeover"),
    ("fan", "stalled"): None,
    ("outdoor_fan", "stalled"): None,
    ("valve", "stuck"): ("defrost", "changeover"),
    ("aux_relay", "welded"): ("backup_on",),
    ("aux_relay", "open"): ("backup_on",),
    ("aux_element", "open"): ("backup_on",),
    ("unit", "trip"): None,
    ("unit", "silent"): None,
    ("unit", "deaf"): None,
    ("unit", "endless_defrost"): ("defrost",),
    ("line", "silent"): None,
    ("line", "echo"): None,
    ("line", "refuses"): ("ramp", "changeover", "recovery"),
}


@dataclass(frozen=True)
class Fault:
    """`key` names it in a row; `event`: as a case has it; `fit`: what must be installed; `guilty`: the parts that are to be
    blamed; `beside`: that may be, too; `shows`: the phases in which it must be named, None for all; `hours` of a run."""

    key: str
    event: Event
    fit: str
    guilty: frozenset[str]
    must: bool
    shows: tuple[str, ...] | None = None
    hours: int = HOURS
    beside: frozenset[str] = frozenset()

    @property
    def group(self) -> str:
        """What and kind, without the size."""
        return f"{self.event.what} {self.event.kind}"

    def must_in(self, phase: str) -> bool:
        return self.must and (self.shows is None or phase in self.shows)


@cache
def short() -> tuple[Fault, ...]:
    """Those of short runs, every kind of the language."""
    return tuple(fault for what, kinds in KINDS.items() for kind in kinds for fault in _of(what, kind))


@cache
def slow() -> tuple[Fault, ...]:
    """Drift, dirt and contradiction: what takes days to be sure of."""
    out = []
    for what in _THERMOMETERS:
        if what not in ("room2", "room3", "room4"):
            for kind in ("offset", "drift", "factor", "fahrenheit", "reads", "sunlit", "stuck"):
                sizes = {"drift": (0.0125, -0.0125)}.get(kind) or _SIZES["K"].get(kind, _NONE)  # 0.3 K a day
                out += [_made(what, kind, _event(what, kind, {"value": v}), slow=True) for v in sizes]
    for what, kind, value in (("filter", "dirty", 0.25), ("outdoor_air", "blocked", 0.25), ("charge", "low", 0.25)):
        for ramp in (None, "4 days"):
            out.append(_made(what, kind, _event(what, kind, {"value": value, "ramp": ramp}), slow=True))
    out.append(_made("window", "open", _event("window", "open", {"value": 1.0}), slow=True))
    return tuple(out)


def _of(what: str, kind: str) -> Iterator[Fault]:
    if what in TOLD:
        sizes: list[dict[str, Any]] = [{"value": v} for v in _SAID[what]] if kind == "fixed" else [{}]
    elif what in NAMES:
        table = _SIZES["K" if what in _THERMOMETERS else what]
        sizes = [{"value": v} for v in table.get(kind, _NONE)]
    else:
        sizes = _REST.get((what, kind), [{}])
    for more in sizes:
        fault = _made(what, kind, _event(what, kind, more))
        yield fault
        if {LED, DRIVE} <= set(fault.event.kind_spec.links):
            yield replace(fault, fit=DRIVE)


def _event(what: str, kind: str, more: dict[str, Any]) -> dict[str, Any]:
    event = {"what": what, "kind": kind, **{key: value for key, value in more.items() if value is not None}}
    if kind == "reads":
        event["of"] = _READS[what]
    return event


def _made(what: str, kind: str, raw: dict[str, Any], slow: bool = False) -> Fault:
    event = Event(**raw)
    guilty = _GUILTY.get((what, kind)) or _GUILTY.get(what) or (() if what in _NOBODY else (what,))
    of_sensor = what in _NAMED and kind != "spike"
    if slow:
        must, shows, hours = True, None, HOURS_SLOW
    else:
        must = (of_sensor and kind in _MUST and what != "humidity") or (what, kind) in _SHOWS
        shows = _SHOWS.get((what, kind))
        must = must and not (event.lasts and duration(event.lasts) <= 600)  # over before anybody is sure
        hours = HOURS_STUCK if kind == "stuck" else HOURS
    beside = frozenset(_BESIDE.get(what, ()))
    return Fault(_key(event), event, _fit(event), frozenset(guilty), must, shows, hours, beside)


def _fit(event: Event) -> str:
    """What must be installed for it."""
    links = event.kind_spec.links
    if (event.what, event.kind) == ("board", "blocked"):
        return SECONDS
    if event.what in ("room2", "room3", "room4", "sun", "presence"):
        return SENSORS
    if event.contact or event.what == "window_open":
        return CONTACT
    if event.kind in ("forced_defrost", "endless_defrost"):
        return OWN_DEFROST
    return LED if links or event.what == "standby" else DIRECT


def _key(event: Event) -> str:
    """`what.kind`, the size and what else tells it from others; no blank, slash or plus in it."""
    size = "" if event.value is None else f"={event.value:g}"
    more = [event.lasts, f"{event.times}x" if event.times else None, "contact" if event.contact else None]
    more += [f"to-{event.of}"] if event.of else []
    more += [f"in-{event.ramp}"] if event.ramp else []
    if event.wish:
        asked = event.wish.model_dump(exclude_none=True)
        more += [f"{key}-{value}" for key, value in asked.items()]
    words = ",".join(str(word).replace(" ", "") for word in more if word)
    return f"{event.what}.{event.kind}{size}{':' + words if words else ''}"
