"""What the controller is told of a scenario: the settings that an installer reads off the unit, the heater and the sensors, and
what the scenario's `[settings]` puts in their place. `scenario`: a `Scenario`, which is made with the help of this module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from balancepoint.control.settings.settings import Settings
from balancepoint.services import quantities
from host_sim.inputs import nearest


def fitted(scenario: Any) -> dict[str, Any]:
    """What the installer reads off the unit, the heater and the sensors."""
    values: dict[str, Any] = dict(scenario.unit.core_map())
    stages = scenario.aux.stages
    values["aux_stages"] = len(stages)
    for index, power in enumerate(stages, 1):
        values[f"aux_power_{index}"] = round(power)
    values["aux_in_air_stream"] = int(scenario.aux.in_air_stream)
    values["room_sensors"] = len(scenario.sensors.rooms)
    values["room_report_interval"] = tuple(round(room.interval) for room in scenario.sensors.rooms)
    values["airflow_low_m3h"], values["airflow_high_m3h"] = (round(scenario.unit.fan[k].airflow) for k in (0, -1))
    values["outlet_cm2"] = round(scenario.unit.outlet_area * 1e4)
    for name, size in (("mount_height", "height"), ("room_depth", "depth"), ("room_width", "width")):
        values[name] = round(getattr(scenario.mounting, size) * 100)
    values["zones"] = tuple(seat.zone() for seat in scenario.seats)
    values["outdoor_report_interval"] = round(scenario.sensors.outdoor.interval)
    return values


def core_settings(scenario: Any, unit: Mapping[str, Any] | None = None) -> Any:
    """The core's Settings, with what is to be known of a `unit` that owns its compressor; ValueError in one line."""
    values = {**fitted(scenario), **(unit or {})}
    known = {name: (low, high, unit) for name, _, _, low, high, unit, _ in Settings(**values).describe()}
    for name, value in scenario.settings.items():
        if name not in known:
            raise ValueError(f"settings.{name}: no such setting; {nearest(name, known)}")
        values[name] = _setting(name, value, *known[name])
    try:
        return Settings(**values)
    except ValueError as error:
        raise ValueError(f"settings.{error}") from None


def _setting(name: str, value: Any, low: int | None, high: int | None, unit: str) -> Any:
    """A value of `[settings]` in the core's integers: written as in the board's settings.json, "1.5 K", or true or false; a whole
    number without a unit counts in the core's own steps."""
    if low is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if (high, unit) == (1, ""):
        if isinstance(value, bool):
            return int(value)
        raise ValueError(f"settings.{name} = {value!r}: allowed are true and false")
    try:
        return quantities.read(value, unit, low, high)
    except ValueError as error:
        raise ValueError(f"settings.{name}: {error}") from None


def written(value: Any, unit: str) -> tuple[Any, str]:
    """(value, unit) of a setting as people write it."""
    if not unit or not isinstance(value, int):
        return value, unit
    number, _, name = quantities.shown(value, unit).partition(" ")
    return number, name
