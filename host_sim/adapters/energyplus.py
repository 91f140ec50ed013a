"""A room that EnergyPlus computes, at its shortest zone step of 60 s, through its Python API.

    with EnergyPlus("my_house.epJSON", "my_town.epw", start="02-15", days=7, set_points=[(0.0, 21.0, nan)]) as room:
        guest = Guest(room, unit, days=7, dt=10, load=room.load, ...)

The model is an epJSON or IDF file of a building whose zone has no heating or cooling of its own. Added to it are: three
`OtherEquipment` objects that bring the heat pump's heat, the backup's radiant heat and the water the coil takes out; an
ideal system with a thermostat, which holds the set points in the warm-up and in the fortnight before the start and then rests;
steps of 60 s and the days of the run. Its own run periods and reports are left out. `load` comes from a run
of its own in which the ideal system never rests.

EnergyPlus calls, it is not called: it lives in a thread of its own and waits at the end of every zone step for the heat of the
next. 1 January is a Monday, as everywhere in the simulator.
"""

from __future__ import annotations

import json
import math
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from host_sim.adapters import optional
from host_sim.adapters.guest import Surroundings
from host_sim.errors import InputError
from host_sim.plant.weather import MONTH_DAYS

STEP = 60  # s, a zone step
RUN_IN_DAYS = 14
FREE = (-60.0, 90.0)  # °C, set points that ask for nothing
_RUN_PERIOD = 3  # EnergyPlus's kind of simulation, which is not sizing
_YEAR = 2018  # begins on a Monday
_OURS = "Balancepoint "
_AIR, _RADIANT, _WATER, _IDEAL = (f"{_OURS}{name}" for name in ("air", "radiant", "water", "ideal"))
_AVAILABLE, _HEATING, _COOLING = (f"{_OURS}{name}" for name in ("available", "heating", "cooling"))
_LEFT_OUT = ("RunPeriod", "Output:", "OutputControl:", "Timestep", "Meter:")
_SYSTEMS = ("ZoneHVAC:EquipmentConnections", "ZoneControl:Thermostat", "HVACTemplate:Zone:")

SetPoints = Sequence[tuple[float, float, float]]


class EnergyPlus:
    """A `Building`. `zone`: its name, none if there is only one. `start`: MM-DD. `set_points` as for `Home`.

    InputError for what is wrong with the model, in EnergyPlus's own words where it found it.
    """

    step = STEP

    def __init__(
        self,
        model: str | Path,
        weather: str | Path,
        *,
        zone: str | None = None,
        start: str = "02-15",
        days: int = 7,
        set_points: SetPoints = ((0.0, 21.0, math.nan),),
        with_load: bool = True,
    ) -> None:
        self._api = optional("pyenergyplus.api", "pyenergyplus-lbnl").EnergyPlusAPI()
        self.model = Path(model)
        self._steps = days * 86_400 // STEP
        self.minute_of_week = _day_of_year(start) % 7 * 1440
        self._set_points = list(set_points)
        self._folder = Path(tempfile.mkdtemp(prefix="energyplus-"))
        self._heat = (0.0, 0.0, 0.0)
        self._taken = 0.0
        self._closing = False
        self.load: list[float] | None = None
        self._told: SimpleQueue[Surroundings | BaseException | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[float, float, float]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        try:
            raw = self._read()
            self.zone = _zone(self.model, raw, zone)
            self._walls = _walls(raw, self.zone)
            _prepare(raw, self.zone, start, days)
            self._file = self._folder / "model.epJSON"
            self._file.write_text(json.dumps(raw), encoding="utf-8")
            self._weather = Path(weather)
            if not self._weather.is_file():
                raise InputError(f"{weather}: no such weather file; allowed is an EPW file")
            if with_load:
                self.load = []
                _Run(self, self._note_load).go()
                if len(self.load) < self._steps:
                    raise InputError(f"{self.model}: EnergyPlus ended after {len(self.load)} of {self._steps} steps")
            self._thread = threading.Thread(target=self._live, name="EnergyPlus", daemon=True)
            self._thread.start()
            self._now = self._hear()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> EnergyPlus:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends EnergyPlus and clears its files away."""
        self._closing = True
        self._answers.put((0.0, 0.0, 0.0))
        if self._thread is not None:
            self._thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    # The building ----------------------------------------------------------------------------------------------------

    def surroundings(self) -> Surroundings:
        """At the end of the last zone step."""
        return self._now

    def advance(self, heat: float, radiant: float, vapour: float) -> None:
        """One zone step with W into the air, W onto the surfaces, kg/s of water."""
        self._answers.put((heat, radiant, vapour))
        self._now = self._hear()

    def heat_taken(self) -> float:
        """J that EnergyPlus reports as brought in by the two pieces of equipment."""
        return self._taken

    def _hear(self) -> Surroundings:
        told = self._told.get()
        if told is None:
            raise InputError(f"{self.model}: EnergyPlus ended before the run did")
        if isinstance(told, BaseException):
            raise told
        return told

    # In EnergyPlus's thread ------------------------------------------------------------------------------------------

    def _live(self) -> None:
        try:
            _Run(self, self._hand_over).go()
            self._told.put(None)
        except BaseException as error:  # the other thread waits for it
            self._told.put(error)

    def _hand_over(self, run: _Run, done: int) -> None:
        if done > 0:
            self._taken += STEP * (run.value("air") + run.value("radiant"))
        if self._closing or done > self._steps:
            run.stop()
            return
        self._told.put(run.surroundings(self._walls))
        heat, radiant, vapour = self._answers.get()
        if self._closing:
            run.stop()
        room = run.value("room")
        run.set(air=heat, radiant=radiant, water=vapour * (2_500_940.0 + 1858.95 * room), available=0.0)

    def _note_load(self, run: _Run, done: int) -> None:
        assert self.load is not None
        if done > 0:
            self.load.append(run.value("ideal_heat") - run.value("ideal_cold"))
        if self._closing or done >= self._steps:
            run.stop()

    # The model -------------------------------------------------------------------------------------------------------

    def _read(self) -> dict[str, Any]:
        """The model as epJSON; an IDF is converted first."""
        path = self.model
        if not path.is_file():
            raise InputError(f"{path}: no such file; allowed is an EnergyPlus model, .epJSON or .idf")
        if path.suffix.lower() == ".idf":
            copy = self._folder / "given.idf"
            shutil.copyfile(path, copy)
            state = self._api.state_manager.new_state()
            self._api.runtime.set_console_output_status(state, False)
            code = self._api.runtime.run_energyplus(state, ["--convert-only", "-d", str(self._folder), str(copy)])
            self._api.state_manager.delete_state(state)
            path = self._folder / "given.epJSON"
            if code != 0 or not path.is_file():
                raise InputError(f"{self.model}: EnergyPlus cannot convert it: {_complaint(self._folder)}")
        elif path.suffix.lower() != ".epjson":
            raise InputError(f"{path}: allowed are .epJSON and .idf")
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise InputError(f"{self.model}: no valid epJSON: {error}") from None
        if not isinstance(raw, dict) or not all(isinstance(table, dict) for table in raw.values()):
            raise InputError(f"{self.model}: no valid epJSON: a table of object types is needed")
        return raw


# One call of EnergyPlus ----------------------------------------------------------------------------------------------

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
    "air": ("Other Equipment Convective Heating Rate", _AIR),
    "radiant": ("Other Equipment Radiant Heating Rate", _RADIANT),
    "internal_air": ("Zone Total Internal Convective Heating Rate", "zone"),
    "internal_radiant": ("Zone Total Internal Radiant Heating Rate", "zone"),
    "ideal_heat": ("Zone Ideal Loads Zone Sensible Heating Rate", _IDEAL),
    "ideal_cold": ("Zone Ideal Loads Zone Sensible Cooling Rate", _IDEAL),
    "solar?": ("Enclosure Windows Total Transmitted Solar Radiation Rate", "zone"),
    "leak_gain?": ("Zone Infiltration Sensible Heat Gain Energy", "zone"),
    "leak_loss?": ("Zone Infiltration Sensible Heat Loss Energy", "zone"),
}
_ACTUATORS = {
    "air": ("OtherEquipment", "Power Level", _AIR),
    "radiant": ("OtherEquipment", "Power Level", _RADIANT),
    "water": ("OtherEquipment", "Power Level", _WATER),
    "available": ("Schedule:Constant", "Schedule Value", _AVAILABLE),
    "heating": ("Schedule:Constant", "Schedule Value", _HEATING),
    "cooling": ("Schedule:Constant", "Schedule Value", _COOLING),
}


class _Run:
    """EnergyPlus from warm-up to end; `look(run, n)` after the fortnight (n = 0) and after every step of the run (n = 1, ...)."""

    def __init__(self, owner: EnergyPlus, look: Callable[[_Run, int], None]) -> None:
        self._owner, self._look = owner, look
        self._api = owner._api
        self._state = self._api.state_manager.new_state()
        self._handles: dict[str, int] = {}
        self._actuators: dict[str, int] = {}
        self._done = -RUN_IN_DAYS * 86_400 // STEP
        self._error: BaseException | None = None
        self._stopped = False

    def go(self) -> None:
        api, state, folder = self._api, self._state, self._owner._folder
        try:
            api.runtime.set_console_output_status(state, False)
            for variable, key in _VARIABLES.values():
                api.exchange.request_variable(state, variable, self._key(key))
            for wall in self._owner._walls:
                api.exchange.request_variable(state, "Surface Inside Face Temperature", wall)
            api.runtime.callback_end_zone_timestep_after_zone_reporting(state, self._step)
            code = api.runtime.run_energyplus(
                state, ["-w", str(self._owner._weather), "-d", str(folder), str(self._owner._file)]
            )
        finally:
            api.state_manager.delete_state(state)
        if self._error is not None:
            raise self._error
        if code != 0 and not self._stopped:
            raise InputError(f"{self._owner.model}: EnergyPlus: {_complaint(folder)}")

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

    def surroundings(self, walls: Sequence[str]) -> Surroundings:
        v = self.value
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
        return {"": "Environment", "zone": self._owner.zone}.get(key, key)

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
        _, heating, cooling = [point for point in self._owner._set_points if point[0] <= time][-1]
        heating = FREE[0] if math.isnan(heating) else heating
        cooling = FREE[1] if math.isnan(cooling) else cooling
        self.set(heating=heating, cooling=cooling)

    def _find(self) -> None:
        exchange, state = self._api.exchange, self._state
        for name, (variable, key) in _VARIABLES.items():
            handle = exchange.get_variable_handle(state, variable, self._key(key))
            if handle < 0 and not name.endswith("?"):
                raise InputError(f"{self._owner.model}: EnergyPlus has no '{variable}' of '{self._key(key)}'")
            self._handles[name.rstrip("?")] = handle
        for wall in self._owner._walls:
            self._handles[wall] = exchange.get_variable_handle(state, "Surface Inside Face Temperature", wall)
        for name, (kind, control, key) in _ACTUATORS.items():
            handle = exchange.get_actuator_handle(state, kind, control, key)
            if handle < 0:
                raise InputError(f"{self._owner.model}: EnergyPlus cannot drive '{control}' of {kind} '{key}'")
            self._actuators[name] = handle


def _complaint(folder: Path) -> str:
    """The first severe message that EnergyPlus wrote, with the lines that continue it."""
    try:
        lines = (folder / "eplusout.err").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "it ended without a message"
    for mark in ("** Severe  **", "**  Fatal  **"):
        for number, line in enumerate(lines):
            if mark in line:
                parts = [line.partition(mark)[2]]
                for more in lines[number + 1 :]:
                    if "**   ~~~   **" not in more:
                        break
                    parts.append(more.partition("**   ~~~   **")[2])
                return " ".join(" ".join(parts).split())
    return "it ended without a message"


# The model's objects -------------------------------------------------------------------------------------------------


def _zone(model: Path, raw: dict[str, Any], wanted: str | None) -> str:
    """The zone to be heated, which must have no system of its own."""
    zones = list(raw.get("Zone", {}))
    if not zones:
        raise InputError(f"{model}: has no Zone")
    if wanted is None:
        if len(zones) > 1:
            raise InputError(f"{model}: zone: must be given, allowed are {', '.join(sorted(zones))}")
        wanted = zones[0]
    found = [zone for zone in zones if zone.upper() == wanted.upper()]
    if not found:
        raise InputError(f"{model}: zone = {wanted!r}: no such zone; allowed are {', '.join(sorted(zones))}")
    for kind, objects in raw.items():
        for name, values in objects.items() if kind.startswith(_SYSTEMS) else ():
            if str(values.get("zone_name", values.get("zone_or_zonelist_name", ""))).upper() == wanted.upper():
                raise InputError(
                    f"{model}: zone {found[0]!r} has heating or cooling already ({kind} '{name}'); it must have none"
                )
    return found[0]


def _walls(raw: dict[str, Any], zone: str) -> list[str]:
    """Outside walls of the zone: what a room sensor on one feels."""
    return [
        name
        for name, surface in raw.get("BuildingSurface:Detailed", {}).items()
        if str(surface.get("surface_type")).lower() == "wall"
        and str(surface.get("outside_boundary_condition")).lower() == "outdoors"
        and str(surface.get("zone_name")).upper() == zone.upper()
    ]


def _prepare(raw: dict[str, Any], zone: str, start: str, days: int) -> None:
    """Adds what the coupling needs and takes out what would run or write otherwise."""
    for kind in [kind for kind in raw if kind.startswith(_LEFT_OUT)]:
        del raw[kind]
    raw["Timestep"] = {"Timestep 1": {"number_of_timesteps_per_hour": 3600 // STEP}}
    raw["RunPeriod"] = {"Run": _period(start, days)}
    control = raw.setdefault("SimulationControl", {"SimulationControl 1": {}})
    for values in control.values():
        values["run_simulation_for_sizing_periods"] = "No"
        values["run_simulation_for_weather_file_run_periods"] = "Yes"
        values["do_hvac_sizing_simulation_for_sizing_periods"] = "No"

    def add(kind: str, name: str, values: dict[str, Any]) -> None:
        raw.setdefault(kind, {})[name] = values

    limits = f"{_OURS}any"
    add("ScheduleTypeLimits", limits, {})
    for name, value in (
        (f"{_OURS}always", 1.0), (_AVAILABLE, 1.0), (_HEATING, FREE[0]), (_COOLING, FREE[1]), (f"{_OURS}dual", 4.0),
    ):  # fmt: skip
        add("Schedule:Constant", name, {"schedule_type_limits_name": limits, "hourly_value": value})
    for name, radiant, latent in ((_AIR, 0.0, 0.0), (_RADIANT, 1.0, 0.0), (_WATER, 0.0, 1.0)):
        add(
            "OtherEquipment",
            name,
            {
                "fuel_use_type": "None",
                "zone_or_zonelist_or_space_or_spacelist_name": zone,
                "schedule_name": f"{_OURS}always",
                "design_level_calculation_method": "EquipmentLevel",
                "design_level": 0.0,
                "fraction_latent": latent,
                "fraction_radiant": radiant,
                "fraction_lost": 0.0,
            },
        )
    add(
        "ThermostatSetpoint:DualSetpoint",
        f"{_OURS}thermostat",
        {
            "heating_setpoint_temperature_schedule_name": _HEATING,
            "cooling_setpoint_temperature_schedule_name": _COOLING,
        },
    )
    add(
        "ZoneControl:Thermostat",
        f"{_OURS}control",
        {
            "zone_or_zonelist_name": zone,
            "control_type_schedule_name": f"{_OURS}dual",
            "control_1_object_type": "ThermostatSetpoint:DualSetpoint",
            "control_1_name": f"{_OURS}thermostat",
        },
    )
    add(
        "ZoneHVAC:IdealLoadsAirSystem",
        _IDEAL,
        {
            "availability_schedule_name": _AVAILABLE,
            "zone_supply_air_node_name": f"{_OURS}supply",
            "dehumidification_control_type": "None",
            "humidification_control_type": "None",
        },
    )
    add(
        "ZoneHVAC:EquipmentList",
        f"{_OURS}equipment",
        {
            "load_distribution_scheme": "SequentialLoad",
            "equipment": [
                {
                    "zone_equipment_object_type": "ZoneHVAC:IdealLoadsAirSystem",
                    "zone_equipment_name": _IDEAL,
                    "zone_equipment_cooling_sequence": 1,
                    "zone_equipment_heating_or_no_load_sequence": 1,
                }
            ],
        },
    )
    add(
        "ZoneHVAC:EquipmentConnections",
        f"{_OURS}connections",
        {
            "zone_name": zone,
            "zone_conditioning_equipment_list_name": f"{_OURS}equipment",
            "zone_air_inlet_node_or_nodelist_name": f"{_OURS}supply",
            "zone_air_node_name": f"{_OURS}zone air",
            "zone_return_air_node_or_nodelist_name": f"{_OURS}return",
        },
    )


def _period(start: str, days: int) -> dict[str, Any]:
    """The fortnight before and the days of the run, with a day to spare for the last step."""
    first = _day_of_year(start)
    begin, end = _date(first - RUN_IN_DAYS), _date(first + days)
    return {
        "begin_year": begin[0],
        "begin_month": begin[1],
        "begin_day_of_month": begin[2],
        "end_year": end[0],
        "end_month": end[1],
        "end_day_of_month": end[2],
        "use_weather_file_holidays_and_special_days": "No",
        "use_weather_file_daylight_saving_period": "No",
        "apply_weekend_holiday_rule": "No",
        "use_weather_file_rain_indicators": "Yes",
        "use_weather_file_snow_indicators": "Yes",
    }


def _day_of_year(start: str) -> int:
    """Of MM-DD, from 0."""
    try:
        month, day = (int(part) for part in start.split("-"))
        fits = 1 <= month <= 12 and 1 <= day <= MONTH_DAYS[month - 1]
    except ValueError:
        fits = False
    if not fits:
        raise InputError(f"start: {start!r}; allowed is MM-DD, without 29 February")
    return sum(MONTH_DAYS[: month - 1]) + day - 1


def _date(day: int) -> tuple[int, int, int]:
    """Year, month, day of the day of the year, counted from 0; years without 29 February."""
    year, day = _YEAR + day // 365, day % 365
    month = 0
    while day >= MONTH_DAYS[month]:
        day -= MONTH_DAYS[month]
        month += 1
    return year, month + 1, day + 1
