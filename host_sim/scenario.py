"""A scenario: house, unit, weather, people, faults, what people ask for, and what must hold. One TOML file each.

`house` and `unit` name a preset and may override single values of it; every other table is the plant's own configuration.
Times within a run are written "day hh:mm", day 1 being the first.

    scenario = load("winter_week", overrides=["house.floor_area=90", "request.heat_setpoint=20"])
    for row in scenario.explain(): print(row)

Every error is an `InputError` of one line: file, field, value, what is allowed.
"""

from __future__ import annotations

import json
import math
import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, field_validator, model_validator

from balancepoint.control import request as core
from balancepoint.control.settings.settings import Settings
from balancepoint.control.wish.pmv import moved
from host_sim.errors import InputError
from host_sim.inputs import Raw, Row, assign, explain, merge, nearest, one_line, parse_assignment, read_toml
from host_sim.kpi import NAMES, RELATIVE
from host_sim.plant.aux_heater import AuxConfig
from host_sim.plant.climate import ClimateConfig, climate_weather
from host_sim.plant.house import HouseConfig, load_house
from host_sim.plant.seat import MOST, MountingConfig, SeatConfig
from host_sim.plant.sensors import FaultConfig, SensorsConfig
from host_sim.plant.units import UnitConfig, load_unit
from host_sim.plant.weather import Weather, bundled, read_weather
from host_sim.timetable import PRESETS, Entry, changes, week

FOLDER = Path(__file__).parent / "scenarios"
DEFAULT = "winter_week"
_MODES = {"off": core.OFF, "heat": core.HEAT, "cool": core.COOL, "auto": core.AUTO, "dry": core.DRY, "fan": core.FAN}
_DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_COMPARISONS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq}


def clock(text: object) -> int:
    """Seconds since the start of the run of a "day hh:mm", day 1 being the first."""
    found = re.fullmatch(r"(\d{1,3}) ([01]\d|2[0-3]):([0-5]\d)", text) if isinstance(text, str) else None
    if not found or int(found[1]) < 1:
        raise ValueError('allowed is "day hh:mm", day 1 being the first, for instance "3 06:30"')
    return (int(found[1]) - 1) * 86400 + int(found[2]) * 3600 + int(found[3]) * 60


class Wish(BaseModel):
    """What people ask for from `at` on. In a later one, a key that is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")

    at: str = Field(
        "1 00:00", description="from when on: day and time of the run", json_schema_extra={"unit": "day hh:mm"}
    )
    mode: Literal["off", "heat", "cool", "auto", "dry", "fan"] = Field("heat", description="mode of the thermostat")
    heat_setpoint: float = Field(
        21.0, ge=10, le=28, description="heating set point", json_schema_extra={"unit": "°C"}, allow_inf_nan=False
    )
    cool_setpoint: float = Field(
        25.0, ge=16, le=32, description="cooling set point", json_schema_extra={"unit": "°C"}, allow_inf_nan=False
    )
    dial: int | None = Field(
        None, ge=-3, le=3, description="comfort dial, -3 cooler to +3 warmer, in place of set points"
    )
    emergency: bool = Field(False, description="emergency heat: the backup alone")
    preset: Literal["home", "away", "sleep", "eco", "follow"] = Field(
        "follow", description="setback that holds until changed; follow: the schedule's"
    )

    @field_validator("at")
    @classmethod
    def _time(cls, value: str) -> str:
        clock(value)
        return value

    @model_validator(mode="after")
    def _gap(self) -> Wish:
        if self.mode == "auto" and self.dial is None and self.cool_setpoint - self.heat_setpoint < 2:
            raise ValueError(
                f"in mode auto cool_setpoint ({self.cool_setpoint}) must be at least 2 K above "
                f"heat_setpoint ({self.heat_setpoint})"
            )
        return self

    def request(self, schedule: tuple[tuple[int, int], ...] = ()) -> core.Request:
        """The same in the core's units."""
        return core.Request(
            _MODES[self.mode],
            round(self.heat_setpoint * 100),
            round(self.cool_setpoint * 100),
            self.dial,
            int(self.emergency),
            PRESETS[self.preset],
            schedule,
        )

    def both(self, settings: Any, preset: int = core.HOME) -> tuple[int, int]:
        """Heating and cooling set point under `preset`, 0.01 °C."""
        heat, cool = round(self.heat_setpoint * 100), round(self.cool_setpoint * 100)
        if self.dial is not None:
            heat = moved(0, settings.dial_heat, self.dial * settings.dial_step)
            cool = moved(1, settings.dial_cool, self.dial * settings.dial_step)
        setback = (0, settings.away_setback, settings.sleep_setback, settings.eco_setback)[preset]
        return max(heat - setback, 1000), min(cool + setback, 3200)

    def set_points(self, settings: Any, preset: int = core.HOME) -> tuple[float, float]:
        """The same in °C, NaN where the mode has none."""
        heat, cool = self.both(settings, preset)
        return (
            heat / 100 if self.mode in ("heat", "auto") else math.nan,
            cool / 100 if self.mode in ("cool", "auto") else math.nan,
        )


@dataclass(frozen=True)
class Limit:
    """A figure that must hold: `kpi` by its name in summary.json (a part as `energy_kWh.aux`), `sign`, `bound`. One that does not
    `applies` was written for other values than those of this run."""

    kpi: str
    sign: str
    bound: float
    applies: bool = True

    @classmethod
    def parse(cls, kpi: str, text: object) -> Limit:
        if kpi not in (*NAMES, *RELATIVE):
            raise ValueError(f"expect.{kpi}: no such figure; {nearest(kpi, (*NAMES, *RELATIVE))}")
        found = re.fullmatch(r"(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)", text.strip()) if isinstance(text, str) else None
        if not found:
            raise ValueError(f'expect.{kpi} = {text!r}: allowed is a comparison in quotes, for instance "<= 0.15"')
        return cls(kpi, found[1], float(found[2]))

    def holds(self, value: float | int | None) -> bool | None:
        """None where the figure has no value, or the limit is not for this run."""
        return None if value is None or not self.applies else bool(_COMPARISONS[self.sign](value, self.bound))

    def __str__(self) -> str:
        return f"{self.sign} {self.bound:g}"


def figure(kpi: dict[str, Any], name: str) -> float | int | None:
    """The figure called `name`, a part as `energy_kWh.aux`; None if it is not there."""
    value: Any = kpi
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


class Scenario(BaseModel):
    """All that defines a run, the controller apart."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    name: str = Field("", description="name of the scenario (the file's name if left out)")
    description: str = Field("", description="what it shows, in one sentence")
    weather: str = Field("chicago", description="bundled weather by name, or an EPW file")
    climate: ClimateConfig | None = Field(None, description="every day the same, in place of a weather file")
    start: str = Field("01-22", description="first day", json_schema_extra={"unit": "MM-DD"})
    days: int = Field(7, ge=1, le=365, description="length of the run", json_schema_extra={"unit": "days"})
    step: int = Field(10, ge=1, le=60, description="step of plant and controller", json_schema_extra={"unit": "s"})
    seed: int = Field(1, ge=0, le=2**31 - 1, description="seed of people and sensor noise")
    price: float = Field(
        0.17,
        ge=0,
        le=10,
        description="price of electricity",
        json_schema_extra={"unit": "per kWh"},
        allow_inf_nan=False,
    )
    currency: str = Field("USD", pattern=r"^\S{1,8}$", description="currency of the price")
    house: HouseConfig = Field(description="the house: `preset` and what differs from it")
    unit: UnitConfig = Field(description="the heat pump: `preset` and what differs from it")
    aux: AuxConfig = Field(default_factory=AuxConfig, description="the backup heater")
    sensors: SensorsConfig = Field(default_factory=SensorsConfig, description="the sensors")
    faults: list[FaultConfig] = Field(default_factory=list, description="what breaks, and when")
    mounting: MountingConfig = Field(default_factory=MountingConfig, description="where the indoor unit hangs")
    seats: list[SeatConfig] = Field(default_factory=list, max_length=MOST, description="where people sit")
    request: list[Wish] = Field(default_factory=lambda: [Wish()], min_length=1, description="what people ask for")
    schedule: list[Entry] = Field(default_factory=list, description="presets by the hours of the week")
    settings: dict[str, int | str] = Field(
        default_factory=dict, description="settings of the core that differ from its defaults"
    )
    expect: dict[str, str] = Field(default_factory=dict, description="what must hold with the controller balancepoint")

    _raw: Raw = PrivateAttr(default_factory=dict)
    _presets: dict[str, str] = PrivateAttr(default_factory=dict)
    _core: Any = PrivateAttr()  # Settings; its attributes come from a table, which a type checker cannot see

    @field_validator("start")
    @classmethod
    def _date(cls, value: str) -> str:
        found = re.fullmatch(r"(\d\d)-(\d\d)", value)
        if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= _DAYS_IN[int(found[1]) - 1]:
            raise ValueError("allowed is MM-DD, 01-01 to 12-31 (the weather year has no 29 February)")
        return value

    @field_validator("step")
    @classmethod
    def _even(cls, value: int) -> int:
        if 3600 % value:
            raise ValueError("allowed is a divisor of 3600 between 1 and 60 s")
        return value

    @model_validator(mode="after")
    def _in_time(self) -> Scenario:
        times = [clock(wish.at) for wish in self.request]
        if times[0] != 0:
            raise ValueError(f"request.0.at = '{self.request[0].at}': the first request starts the run, at \"1 00:00\"")
        for index, (before, after) in enumerate(zip(times, times[1:], strict=False), 1):
            if after <= before:
                raise ValueError(f"request.{index}.at = '{self.request[index].at}': must be later than the one before")
        for index, time in enumerate(times):
            if time >= self.seconds:
                raise ValueError(
                    f"request.{index}.at = '{self.request[index].at}': the run ends after {self.days} days"
                )
        for index, fault in enumerate(self.faults):
            if fault.at >= self.seconds:
                raise ValueError(f"faults.{index}.at = {fault.at:g} s: the run ends after {self.days} days")
        for index, seat in enumerate(self.seats):
            try:
                seat.fits(self.mounting)
            except ValueError as error:
                raise ValueError(f"seats.{index}.{error}") from None
        week(self.schedule)
        for name, text in self.expect.items():
            Limit.parse(name, text)
        self._core = _core_settings(self)
        return self

    @property
    def seconds(self) -> int:
        return self.days * 86400

    @property
    def steps(self) -> int:
        return self.seconds // self.step

    @property
    def trace_interval(self) -> int:
        """s: 60, and 300 beyond a month, so that a year stays handy."""
        least = 60 if self.days <= 31 else 300
        return -(-least // self.step) * self.step

    def requests(self) -> list[tuple[int, core.Request]]:
        """(s since the start, request in the core's units)."""
        schedule = week(self.schedule)
        return [(clock(wish.at), wish.request(schedule)) for wish in self.request]

    def plain_requests(self) -> list[tuple[int, core.Request]]:
        """The same for a thermostat that knows set points only: presets and schedule as steps of the set points."""
        out = []
        for time, wish, preset in self._held():
            heat, cool = wish.both(self._core, preset)
            out.append((int(time), core.Request(_MODES[wish.mode], heat, cool, None, int(wish.emergency))))
        return out

    def set_points(self) -> list[tuple[float, float, float]]:
        """(s since the start, heating °C, cooling °C), NaN where the mode has none; presets and schedule included."""
        return [(time, *wish.set_points(self._core, preset)) for time, wish, preset in self._held()]

    def _held(self) -> Iterator[tuple[float, Wish, int]]:
        """(s since the start, wish, preset that holds), at every change of either."""
        month, day = (int(part) for part in self.start.split("-"))
        begin = (sum(_DAYS_IN[: month - 1]) + day - 1) % 7 * 1440  # the weather year begins on a Monday
        ends = [float(clock(wish.at)) for wish in self.request[1:]] + [float(self.seconds)]
        for wish, end in zip(self.request, ends, strict=True):
            schedule = week(self.schedule) if wish.preset == "follow" else ((0, PRESETS[wish.preset]),)
            for time, preset in changes(schedule, begin, float(clock(wish.at)), end):
                yield time, wish, preset

    def core_settings(self) -> Any:
        """The installer's settings: the unit's data sheet, the heater and the sensors as fitted, `[settings]` on top."""
        return _core_settings(self)

    def limits(self) -> list[Limit]:
        return [Limit.parse(name, text) for name, text in self.expect.items()]

    @property
    def place(self) -> str:
        """What weather it has, in short."""
        return str(self.climate) if self.climate else self.weather

    def read_weather(self) -> Weather:
        return climate_weather(self.climate) if self.climate else read_weather(_weather_file(self.weather))

    def explain(self) -> list[Row]:
        """Every effective value with unit, meaning and source; the core's settings last, in its own units."""
        rows = []
        for row in explain(self, self._raw):
            table = row.path.split(".")[0]
            if table in ("settings", "expect") or row.path == ("weather" if self.climate else "climate"):
                continue
            source = self._presets.get(table, row.source) if row.source == "default" else row.source
            rows.append(Row(row.path, row.value, row.unit, row.meaning, source))
        rows += [
            Row(f"expect.{name}", text, "", "must hold with balancepoint", "given")
            for name, text in self.expect.items()
        ]
        fitted = _fitted(self)
        for name, value, _default, _low, _high, unit, meaning in self._core.describe():
            source = "given" if name in self.settings else "as fitted" if name in fitted else "default"
            rows.append(Row(f"settings.{name}", value, unit, meaning, source))
        return rows


def _fitted(scenario: Scenario) -> dict[str, Any]:
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


def _core_settings(scenario: Scenario) -> Any:
    known = {row[0] for row in Settings(**_fitted(scenario)).describe()}
    for name in scenario.settings:
        if name not in known:
            raise ValueError(f"settings.{name}: no such setting; {nearest(name, known)}")
    try:
        return Settings(**{**_fitted(scenario), **scenario.settings})
    except ValueError as error:
        raise ValueError(f"settings.{error}") from None


# Files ---------------------------------------------------------------------------------------------------------------


def names() -> list[str]:
    """The scenarios that come along."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def find(name: str) -> Path:
    """The file of a scenario: one that comes along, by name, or any .toml file."""
    if name in names():
        return FOLDER / f"{name}.toml"
    path = Path(name)
    if path.suffix == ".toml":
        if path.is_file():
            return path
        raise InputError(f"scenario {name}: no such file")
    raise InputError(f"scenario '{name}': no such scenario; {nearest(name, names())} (or a .toml file)")


def load(name: str, overrides: Sequence[str] = (), options: dict[str, Any] | None = None) -> Scenario:
    """Read a scenario by name or file. `overrides`: "key=value" each. `options`: values laid over all (the command line's)."""
    path = find(name)
    raw = _normal(read_toml(path))
    forced: list[list[str]] = []
    for text in overrides:
        where, value = parse_assignment(text)
        if where[0] == "request" and len(where) > 1:
            raw.setdefault("request", [{}])
            if not where[1].isdigit():
                where.insert(1, "0")
        assign(raw, where, value)
        forced.append(where)
    for key, value in (options or {}).items():
        raw[key] = value
        if key == "weather":
            raw.pop("climate", None)
    return build(_normal(raw), str(path), path.stem, forced, list(options or {}))


def build(
    raw: Raw, source: str, stem: str = "", forced: Sequence[list[str]] = (), options: Sequence[str] = ()
) -> Scenario:
    """Compose and validate. `source` names the file in errors; fields of `forced` and `options` come from the command line."""
    full = dict(raw)
    full.setdefault("name", stem)
    presets: dict[str, str] = {}
    try:
        for table, default, reader in (("house", "chicago", load_house), ("unit", "fujitsu_halcyon_12", load_unit)):
            own = full.get(table, {})
            if not isinstance(own, dict):
                raise InputError(f"{table} = {own!r}: must be a table or the name of a preset")
            own = dict(own)
            preset = own.pop("preset", default)
            if not isinstance(preset, str):
                raise InputError(f"{table}.preset = {preset!r}: must be the name of a preset or a .toml file")
            presets[table] = f"preset {preset}"
            full[table] = merge(reader(preset).model_dump(), own)
        for table, usual in (("aux", AuxConfig()), ("sensors", SensorsConfig())):
            if isinstance(full.get(table), dict):
                full[table] = merge(usual.model_dump(), full[table])
        _times(full)
        full["request"] = _carried(full.get("request", [{}]))
        full["expect"] = _flat(full.get("expect", {}))
        if "climate" in full and "weather" in full:
            raise InputError(f"climate: given together with weather = {full['weather']!r}; allowed is one of the two")
        weather = full.get("weather", "chicago")
        if isinstance(weather, str):
            _weather_file(weather)
        scenario = Scenario.model_validate(full)
    except ValidationError as error:
        raise InputError(_blamed(one_line(Scenario, error), source, forced, options)) from None
    except InputError as error:
        raise InputError(_blamed(str(error), source, forced, options)) from None
    scenario._raw = {**raw, **({"faults": full["faults"]} if "faults" in full else {})}
    scenario._presets = presets
    return scenario


def _blamed(line: str, source: str, forced: Sequence[list[str]], options: Sequence[str]) -> str:
    """`line` begins with the field at fault: put the option in front that set it, or the file."""
    field = re.split(r"[:= ]", line, maxsplit=1)[0].split(".")
    if any(field[: len(path)] == path[: len(field)] for path in forced):
        return f"--set {line}"
    if field[0] in options:
        return f"--{line.replace(' = ', ' ', 1)}"
    return f"{source}: {line}"


def _normal(raw: Raw) -> Raw:
    """`house = "x"` means its preset, one [request] means a list of one."""
    out = json.loads(json.dumps(raw, default=str))
    for table in ("house", "unit"):
        if isinstance(out.get(table), str):
            out[table] = {"preset": out[table]}
    if isinstance(out.get("request"), dict):
        out["request"] = [out["request"]]
    return out


def _times(raw: Raw) -> None:
    """A fault's `at` and `until`, "day hh:mm", become seconds."""
    faults = raw.get("faults")
    if not isinstance(faults, list):
        return
    raw["faults"] = [dict(fault) if isinstance(fault, dict) else fault for fault in faults]
    for index, fault in enumerate(raw["faults"]):
        for key in ("at", "until"):
            if isinstance(fault, dict) and isinstance(fault.get(key), str):
                try:
                    fault[key] = float(clock(fault[key]))
                except ValueError as error:
                    raise InputError(f"faults.{index}.{key} = {fault[key]!r}: {error}") from None


def _carried(wishes: Any) -> Any:
    """Later requests keep what they do not say."""
    if not isinstance(wishes, list) or not all(isinstance(wish, dict) for wish in wishes):
        return wishes
    out: list[Raw] = []
    for wish in wishes:
        out.append({**(out[-1] if out else {}), **wish})
    return out


def _flat(table: Any, prefix: str = "") -> Any:
    if not isinstance(table, dict):
        return table
    out: Raw = {}
    for key, value in table.items():
        out.update(_flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value})
    return out


def _weather_file(name: str) -> Path:
    if name.endswith(".epw") or "/" in name:
        return Path(name)
    return bundled(name)
