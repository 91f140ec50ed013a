"""Where each reading stands among the integers that a home's step leaves, and where its age does.

    places = Places(sensors)
    places.values["outdoor"], places.ages["outdoor"]
    reading_of(readings, "room2")

First come the values of the fitted sensors, then LINKED of the unit, the clock and the seats, then the sensors' ages. Readings go
by the core's names, rooms as `room`, `room2` ...; what is not in `ages` is of the moment.
"""

from __future__ import annotations

from typing import Any

from host_sim.plant.layout import LINKED
from host_sim.plant.sensors import NAMES, ROOMS, SensorsConfig

NAME_IN_READINGS = {"aux_current": "aux_current_mA"}  # where the core's name is another
LINK = ("speed", "fan_proven", "defrosting", "fault")


class Places:
    """For the sensors that are fitted; what is not handed out is not there."""

    def __init__(self, sensors: SensorsConfig) -> None:
        names = [NAME_IN_READINGS.get(NAMES[i], NAMES[i]) for i, _ in sensors.fitted()]
        count = len(names)
        linked = [*(LINK if sensors.unit_link else [None] * len(LINK))]
        linked += ["minute_of_week" if sensors.clock else None, "presence" if sensors.presence else None]
        self.values = {name: i for i, name in enumerate([*names, *linked]) if name}
        self.ages = {name: count + LINKED + i for i, name in enumerate(names)}


def reading_of(readings: Any, name: str) -> Any:
    """Of the core's `Readings`."""
    if name in NAMES[:ROOMS]:
        return readings.rooms[NAMES.index(name)]
    return getattr(readings, name)
