"""One call of EnergyPlus: what it is asked to report, what is driven in it, and who looks on at each of its steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from host_sim.adapters.energyplus_model import (
    AIR,
    AVAILABLE,
    COOLING,
    FREE,
    HEATING,
    IDEAL,
    RADIANT,
    RUN_IN_DAYS,
    STEP,
    WATER,
    complaint,
)
from host_sim.adapters.guest import Surroundings
from host_sim.errors import InputError

SetPoints = Sequence[tuple[float, float, float]]
_RUN_PERIOD = 3  # EnergyPlus's kind of simulation, which is not sizing

# name here: variable, key ("" the environment, "zone", or an object of ours); those marked with ? may be missing
_VARIABLES = {
    "room": ("Zone Mean Air Temperature", "zone"),
    "mean_radiant": ("Zone Mean Radiant Temperature", "zone"),
    "humidity": ("Zone Mean Air Humidity Ratio", "zone"),
    "outdoor": ("Site Outdoor Air Drybulb Temperature", ""),
    "outdoor_humidity": ("Site Outdoor Air Humidity Ratio", ""),
    "pressure": ("Site Outdoor Air Barometric Pressure", ""),
    "wind": ("Site Wind Speed", ""),
    "beam": ("Site Direct Solar Radiation Rate per Area", ""),
    "diffuse": ("Site Diffuse Solar Radiation Rate per Area", ""),
    "altitude": ("Site Solar Altitude Angle", ""),
    "air": ("Other Equipment Convective Heating Rate", AIR),
    "radiant": ("Other Equipment Radiant Heating Rate", RADIANT),
    "internal_air": ("Zone Total Internal Convective Heating Rate", "zone"),
    "internal_radiant": ("Zone Total Internal Radiant Heating Rate", "zone"),
    "ideal_heat": ("Zone Ideal Loads Zone Sensible Heating Rate", IDEAL),
    "ideal_cold": ("Zone Ideal Loads Zone Sensible Cooling Rate", IDEAL),
    "solar?": ("Enclosure Windows Total Transmitted Solar Radiation Rate", "zone"),
    "leak_gain?": ("Zone Infiltration Sensible Heat Gain Energy", "zone"),
    "leak_loss?": ("Zone Infiltration Sensible Heat Loss Energy", "zone"),
}
_ACTUATORS = {
    "air": ("OtherEquipment", "Power Level", AIR),
    "radiant": ("OtherEquipment", "Power Level", RADIANT),
    "water": ("OtherEquipment", "Power Level", WATER),
    "available": ("Schedule:Constant", "Schedule Value", AVAILABLE),
    "heating": ("Schedule:Constant", "Schedule Value", HEATING),
    "cooling": ("Schedule:Constant", "Schedule Value", COOLING),
}


@dataclass(frozen=True)
class Case:
    """What is run: `file` is the `model` as given with what the coupling needs; `folder` takes what EnergyPlus writes."""

    model: Path
    file: Path
    weather: Path
    folder: Path
    zone: str
    walls: Sequence[str]
    set_points: SetPoints


class Run:
    """EnergyPlus from warm-up to end; `look(run, n)` after the fortnight (n = 0) and after every step of the run (n = 1, ...)."""

    def __init__(self, api: Any, case: Case, look: Callable[[Run, int], None]) -> None:
        self._api, self._case, self._look = api, case, look
        self._state = self._api.state_manager.new_state()
        self._handles: dict[str, int] = {}
        self._actuators: dict[str, int] = {}
        self._done = -RUN_IN_DAYS * 86_400 // STEP
        self._error: BaseException | None = None
        self._stopped = False

    def go(self) -> None:
        api, state, case = self._api, self._state, self._case
        try:
            api.runtime.set_console_output_status(state, False)
            for variable, key in _VARIABLES.values():
                api.exchange.request_variable(state, variable, self._key(key))
            for wall in case.walls:
                api.exchange.request_variable(state, "Surface Inside Face Temperature", wall)
            api.runtime.callback_end_zone_timestep_after_zone_reporting(state, self._step)
            code = api.runtime.run_energyplus(state, ["-w", str(case.weather), "-d", str(case.folder), str(case.file)])
        finally:
            api.state_manager.delete_state(state)
        if self._error is not None:
            raise self._error
        if code != 0 and not self._stopped:
            raise InputError(f"{case.model}: EnergyPlus: {complaint(case.folder)}")

    def stop(self) -> None:
        self._stopped = True
        self._api.runtime.stop_simulation(self._state)

    def value(self, name: str) -> float:
        """A variable's, nan if this model does not have it."""
        handle = self._handles[name]
        return self._api.exchange.get_variable_value(self._state, handle) if handle >= 0 else math.nan

    def set(self, **values: float) -> None:
        for name, value in values.items():
            self._api.exchange.set_actuator_value(self._state, self._actuators[name], value)

    def surroundings(self) -> Surroundings:
        v, walls = self.value, self._case.walls
        wall = sum(v(name) for name in walls) / len(walls) if walls else None
        internal = v("internal_air") + v("internal_radiant") - v("air") - v("radiant")
        up = max(math.sin(math.radians(v("altitude"))), 0.0)
        return Surroundings(
            room=v("room"),
            outdoor=v("outdoor"),
            radiant=v("mean_radiant"),
            wall=wall,
            humidity_ratio=v("humidity"),
            outdoor_humidity_ratio=v("outdoor_humidity"),
            pressure=v("pressure"),
            wind=v("wind"),
            sun=v("beam") * up + v("diffuse"),
            solar=v("solar"),
            gains=internal,
            infiltration=(v("leak_gain") - v("leak_loss")) / STEP,
        )

    def _key(self, key: str) -> str:
        return {"": "Environment", "zone": self._case.zone}.get(key, key)

    def _step(self, state: Any) -> None:
        """EnergyPlus calls this at the end of a zone step; what goes wrong here is kept, an exception would be lost in C."""
        if self._stopped or self._error is not None:
            return
        try:
            if not self._handles:
                if not self._api.exchange.api_data_fully_ready(state):
                    return
                self._find()
            if self._api.exchange.warmup_flag(state) or self._api.exchange.kind_of_sim(state) != _RUN_PERIOD:
                self._hold(0.0)
                return
            self._done += 1
            self._hold(max(self._done, 0) * STEP)
            if self._done >= 0:
                self._look(self, self._done)
        except BaseException as error:
            self._error = error
            self.stop()

    def _hold(self, time: float) -> None:
        """The set points of the step that begins at `time`, s since the start of the run."""
        _, heating, cooling = [point for point in self._case.set_points if point[0] <= time][-1]
        heating = FREE[0] if math.isnan(heating) else heating
        cooling = FREE[1] if math.isnan(cooling) else cooling
        self.set(heating=heating, cooling=cooling)

    def _find(self) -> None:
        exchange, state = self._api.exchange, self._state
        for name, (variable, key) in _VARIABLES.items():
            handle = exchange.get_variable_handle(state, variable, self._key(key))
            if handle < 0 and not name.endswith("?"):
                raise InputError(f"{self._case.model}: EnergyPlus has no '{variable}' of '{self._key(key)}'")
            self._handles[name.rstrip("?")] = handle
        for wall in self._case.walls:
            self._handles[wall] = exchange.get_variable_handle(state, "Surface Inside Face Temperature", wall)
        for name, (kind, control, key) in _ACTUATORS.items():
            handle = exchange.get_actuator_handle(state, kind, control, key)
            if handle < 0:
                raise InputError(f"{self._case.model}: EnergyPlus cannot drive '{control}' of {kind} '{key}'")
            self._actuators[name] = handle
