"""What a run leaves behind: means over equal intervals, events to the second, totals.

Every column is the mean over its interval (60 s unless the run asks for another), so that energy is mean times interval,
exactly. Names and units of the columns are in `COLUMNS`; a value that does not exist is NaN (a dead sensor, no set point).

    trace.save(folder / "trace.npz")
    trace = Trace.load(folder / "trace.npz")
    trace["room"]                # °C, one value per interval
    trace.hours                  # hours since the start of the run, end of each interval
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from host_sim.errors import InputError

COLUMNS: dict[str, tuple[str, str]] = {
    "room": ("°C", "room air, true"),
    "operative": ("°C", "mean of room air and mean radiant temperature"),
    "mean_radiant": ("°C", "mean radiant temperature"),
    "humidity": ("0..1", "relative humidity of the room air"),
    "outdoor": ("°C", "outdoor air"),
    "outdoor_humidity": ("0..1", "relative humidity outdoors"),
    "set_heat": ("°C", "heating set point of the scenario, NaN if none"),
    "set_cool": ("°C", "cooling set point of the scenario, NaN if none"),
    "load": ("W", "heat that would hold the set point exactly: + heating, - cooling"),
    "capacity_min": ("W", "least the unit can deliver on the side of the load, clean coil"),
    "capacity_max": ("W", "most the unit can deliver on the side of the load, clean coil; 0 below the cut-out"),
    "heat": ("W", "net heat of the heat pump into the room: + heating, - cooling and defrost"),
    "aux_heat": ("W", "heat of the backup heater into the room"),
    "p_compressor": ("W", "compressor and outdoor fan, without defrost"),
    "p_defrost": ("W", "compressor while defrosting"),
    "p_aux": ("W", "backup heater"),
    "p_fan": ("W", "indoor fan"),
    "p_standby": ("W", "standby, crankcase and pan heater, this controller"),
    "p_total": ("W", "all electricity"),
    "speed": ("Hz", "compressor, actual"),
    "frost": ("kg", "frost on the outdoor coil"),
    "defrosting": ("0..1", "share of the interval in defrost"),
    "valve_heating": ("0..1", "share of the interval with the reversing valve in heating"),
    "fan_level": ("1", "indoor fan level"),
    "vane": ("°", "vane below the horizontal; NaN without seats"),
    "wide_vane": ("°", "its air to the right of straight ahead; NaN without seats"),
    "seat_speed": ("m/s", "air at the occupied seat with the worst draught, NaN if nobody sits"),
    "draught": ("%", "draught rate there, ISO 7730"),
    "solar": ("W", "sun through the windows"),
    "gains": ("W", "people and appliances"),
    "infiltration": ("W", "air leakage into the room air, sensible"),
    "supply": ("°C", "air leaving the indoor unit"),
    "indoor_coil": ("°C", "indoor coil"),
    "outdoor_coil": ("°C", "outdoor coil"),
    "discharge": ("°C", "compressor discharge"),
    "room_measured": ("°C", "first room sensor as the controller reads it, NaN when dead"),
}

EVENTS = (
    "start", "stop", "defrost_start", "defrost_end", "valve_move", "aux_on", "aux_off", "aux_stage2_on", "aux_stage2_off",
    "lease_lost", "trip",
)  # fmt: skip

_BESIDE = ("time_s", "events", "totals", "about")  # in the file beside the columns


@dataclass
class Trace:
    """`time_s`: end of each interval, s since the start of the run. `events`: (s since the start, name from `EVENTS`).

    `totals`: counts and sums over the whole run, `travel_Hz` (Hz), `residual_J` (J), `abuse_*` (counts). `about`: whose trace
    it is (scenario, controller, first day, journal ...), where somebody has said so: `report.titles.about`.
    """

    time_s: NDArray[np.float64]
    columns: dict[str, NDArray[np.floating]]
    events: list[tuple[float, str]] = field(default_factory=list)
    totals: dict[str, float] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> NDArray[np.floating]:
        return self.columns[name]

    @property
    def interval(self) -> float:
        """Length of one interval, s."""
        return float(self.time_s[1] - self.time_s[0]) if len(self.time_s) > 1 else float(self.time_s[0])

    @property
    def hours(self) -> NDArray[np.float64]:
        return self.time_s / 3600.0

    def times(self, event: str) -> list[float]:
        """When `event` happened, s since the start of the run."""
        return [t for t, name in self.events if name == event]

    def kwh(self, power: NDArray[np.floating]) -> float:
        """Energy of a power given per interval in W, kWh."""
        return float(np.sum(power, dtype=np.float64)) * self.interval / 3.6e6

    def save(self, path: Path) -> None:
        """Write a compressed .npz: `time_s`, one array per column, `events`, `totals` and `about` as JSON text."""
        arrays: dict[str, Any] = {name: column.astype(np.float32) for name, column in self.columns.items()}
        arrays["time_s"] = self.time_s
        arrays["events"] = np.array(json.dumps(self.events))
        arrays["totals"] = np.array(json.dumps(self.totals))
        arrays["about"] = np.array(json.dumps(self.about))
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, path: Path) -> Trace:
        """Raise `InputError` if `path` is no trace."""
        try:
            with np.load(path, allow_pickle=False) as data:
                columns = {name: data[name] for name in data.files if name not in _BESIDE}
                events = [(float(t), str(name)) for t, name in json.loads(str(data["events"]))]
                totals = {name: float(value) for name, value in json.loads(str(data["totals"])).items()}
                about = json.loads(str(data["about"])) if "about" in data.files else {}
                return cls(data["time_s"], columns, events, totals, about)
        except (OSError, EOFError, BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
            raise InputError(f"{path}: not a trace written by a run ({error})") from None
