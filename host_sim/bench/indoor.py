"""What happens to a unit that is led over its wire: the line, the handset, the other head of its outdoor unit."""

from __future__ import annotations

from typing import Any

from balancepoint.control.request import COOL, HEAT, OFF
from host_sim.scenario.event import Event
from host_sim.scenario.wish import MODES

_NEVER = 1e9  # s until a unit is up that hears nothing
# kind: what of the front's faults it is, and its value; None: the event's own
_FAULTS: dict[str, tuple[str, float | bool | None]] = {
    "silent": ("silent", True), "corrupt": ("corrupt", None), "half": ("half", None), "echo": ("echo", True),
    "refuses": ("nak", True), "deaf": ("late", _NEVER),
}  # fmt: skip


def effect(plant: Any, event: Event) -> OnLine | Handset | OtherHead | None:
    """What `event` does to `plant`, a `Led` or a `Driven`; None if it is none of the unit's."""
    if event.what == "line" or (event.what == "unit" and event.kind in _FAULTS):
        return OnLine(plant.front.faults, event)
    if event.what == "other_head":
        return OtherHead(plant.unit, event)
    return Handset(plant.unit, event) if (event.what, event.kind) == ("wish", "handset") else None


class OnLine:
    """Something wrong with the line."""

    def __init__(self, faults: Any, event: Event):
        self._faults = faults
        self._name, value = _FAULTS[event.kind]
        self._value = int(event.size) if value is None else value
        self._well = getattr(faults, self._name)

    def begin(self, now: int) -> None:
        setattr(self._faults, self._name, self._value)

    def end(self, now: int) -> None:
        setattr(self._faults, self._name, self._well)


class OtherHead:
    """Another head of the outdoor unit is served."""

    def __init__(self, unit: Any, event: Event):
        self._unit = unit
        self._side = HEAT if event.kind == "heats" else COOL

    def begin(self, now: int) -> None:
        self._unit.other_head = self._side

    def end(self, now: int) -> None:
        self._unit.other_head = None


class Handset:
    """Somebody presses keys there, whatever else happens."""

    def __init__(self, unit: Any, event: Event):
        self._unit = unit
        assert event.wish
        self._ask = event.wish

    def begin(self, now: int) -> None:
        ask = self._ask
        keys: dict[str, Any] = {}
        if ask.mode is not None:
            mode = MODES[ask.mode]
            keys |= {"on": mode != OFF} | ({"mode": mode} if mode != OFF else {})
        cooling = keys.get("mode", self._unit.mode) == COOL
        wanted = ask.cool_setpoint if cooling else ask.heat_setpoint
        if wanted is not None:
            keys["setpoint"] = round(wanted * 100)
        self._unit.press(**keys)

    def end(self, now: int) -> None: ...
