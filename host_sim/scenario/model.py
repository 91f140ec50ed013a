"""What a scenario holds. `house` and `unit` name a preset and may override single values of it; every other table is the plant's
own configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

from balancepoint.control import request as core
from host_sim.inputs import Raw, Row, explain
from host_sim.plant.aux_heater import AuxConfig
from host_sim.plant.climate import ClimateConfig, climate_weather
from host_sim.plant.house import HouseConfig
from host_sim.plant.seat import MOST, MountingConfig, SeatConfig
from host_sim.plant.sensors import FaultConfig, SensorsConfig
from host_sim.plant.units import UnitConfig
from host_sim.plant.weather import MONTH_DAYS, Weather, read_weather
from host_sim.scenario.begin import Begin
from host_sim.scenario.event import Event, check_names
from host_sim.scenario.expectation import Expectation
from host_sim.scenario.fitting import core_settings, fitted, written
from host_sim.scenario.limits import Limit
from host_sim.scenario.moment import duration
from host_sim.scenario.variant import Variant
from host_sim.scenario.wish import MODES, Wish, clock
from host_sim.timetable import PRESETS, Entry, changes, week

_NAME = re.compile(r"[^\W_][\w .,()-]{0,79}")

LONGEST_PART = 10  # s


class Scenario(BaseModel):
    """All that defines a run, the controller apart."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)

    name: str = Field("", description="name of the scenario (the file's name if left out)")
    description: str = Field("", description="what it shows, in one sentence")
    weather: str = Field("chicago", description="bundled weather by name, or an EPW file")
    climate: ClimateConfig | None = Field(None, description="every day the same, in place of a weather file")
    start: str = Field("01-22", description="first day", json_schema_extra={"unit": "MM-DD"})
    days: int = Field(7, ge=1, le=365, description="length of the run", json_schema_extra={"unit": "days"})
    hours: int | None = Field(
        None, ge=1, le=8760, description="length of the run, in place of days", json_schema_extra={"unit": "h"}
    )
    step: int = Field(
        10,
        ge=1,
        le=60,
        description="step of the run; beyond 10 s in parts where it matters",
        json_schema_extra={"unit": "s"},
    )
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
    begin: Begin = Field(default_factory=Begin, description="how it begins, where that is not as usual")
    faults: list[FaultConfig] = Field(default_factory=list, description="what breaks, and when")
    mounting: MountingConfig = Field(default_factory=MountingConfig, description="where the indoor unit hangs")
    seats: list[SeatConfig] = Field(default_factory=list, max_length=MOST, description="where people sit")
    request: list[Wish] = Field(default_factory=lambda: [Wish()], min_length=1, description="what people ask for")
    schedule: list[Entry] = Field(default_factory=list, description="presets by the hours of the week")
    settings: dict[str, Any] = Field(
        default_factory=dict, description="settings of the core that differ from its defaults"
    )
    event: list[Event] = Field(default_factory=list, description="what happens, by the clock or by what happens else")
    link: Literal["cn105", "s21", "midea", "modbus"] | None = Field(
        None, description="the unit is led over this wire (docs/virtual_units.md); none: compressor and valve are ours"
    )
    claims: list[Expectation] = Field(default_factory=list, description="[[expect]]: what must hold in its course")
    source: str = Field("", description="rule, standard or report that a case of the bench comes from")
    expect: dict[str, str] = Field(default_factory=dict, description="what must hold with the controller balancepoint")

    _raw: Raw = PrivateAttr(default_factory=dict)
    _presets: dict[str, str] = PrivateAttr(default_factory=dict)
    _variant: Variant = PrivateAttr(default_factory=Variant)
    _core: Any = PrivateAttr()  # Settings; its attributes come from a table, which a type checker cannot see

    @property
    def title(self) -> str:
        """Name and description."""
        return f"{self.name}: {self.description}" if self.description else self.name

    @field_validator("name")
    @classmethod
    def _plain(cls, value: str) -> str:
        if value and not _NAME.fullmatch(value):  # it names the folder of the results
            raise ValueError(
                "allowed are up to 80 letters, digits, blanks and _ - . , ( ), the first a letter or digit"
            )
        return value

    @field_validator("start")
    @classmethod
    def _date(cls, value: str) -> str:
        found = re.fullmatch(r"(\d\d)-(\d\d)", value)
        if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= MONTH_DAYS[int(found[1]) - 1]:
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
                raise ValueError(f"request.{index}.at = '{self.request[index].at}': the run ends after {self.length}")
        for index, fault in enumerate(self.faults):
            if fault.at >= self.seconds:
                raise ValueError(f"faults.{index}.at = {fault.at:g} s: the run ends after {self.length}")
        for index, seat in enumerate(self.seats):
            try:
                seat.fits(self.mounting)
            except ValueError as error:
                raise ValueError(f"seats.{index}.{error}") from None
        check_names(
            self.event,
            [
                (f"expect.{k}.{key}", moment)
                for k, claim in enumerate(self.claims)
                for key, moment in claim.moments().items()
            ],
        )
        for index, event in enumerate(self.event):
            if event.kind_spec.links and self.link not in event.kind_spec.links:
                raise ValueError(
                    f"event.{index}.kind = '{event.kind}': {event.what} {event.kind} needs a unit led over its wire, "
                    f'link = "{event.kind_spec.links[0]}" or another of {", ".join(event.kind_spec.links)}'
                )
            for key in ("lasts", "every", "period"):
                text = getattr(event, key)
                if text and duration(text) < self.part:
                    raise ValueError(
                        f"event.{index}.{key} = '{text}': shorter than the steps of {self.part} s; write step = 1"
                    )
            if (event.what, event.kind) == ("board", "blocked") and self.part > 2:
                raise ValueError(
                    f"event.{index}.kind = 'blocked': hangs on seconds, steps are {self.part} s; write step = 1"
                )
            if event.moment.clock is not None and event.moment.clock >= self.seconds:
                raise ValueError(f"event.{index}.at = '{event.at}': the run ends after {self.length}")
        week(self.schedule)
        for name, text in self.expect.items():
            Limit.parse(name, text)
        self._core = core_settings(self)
        return self

    @property
    def seconds(self) -> int:
        return self.hours * 3600 if self.hours else self.days * 86400

    @property
    def length(self) -> str:
        """In words."""
        return f"{self.hours} h" if self.hours else "1 day" if self.days == 1 else f"{self.days} days"

    @property
    def staged(self) -> bool:
        """Whether something happens or must hold in its course, so that a run needs a stage."""
        return bool(self.event or self.claims)

    @property
    def part(self) -> int:
        """s, a whole part of `step`: what is taken at once while something happens that controller and plant must see in each
        other (`host_sim.plant.step`), and always by rivals, with a stage, a unit on its wire or somebody else's building. The
        phases of a defrost last 10 to 60 s and each waits for the next step: taken whole, at 60 s one grew from 4 to 11 min. Up
        to 10 s the whole step; of a longer one a sixth at most, which keeps a defrost within one step of what it lasts at 1 s."""
        most = self.step if self.step <= LONGEST_PART else self.step // 6
        return max(part for part in range(1, most + 1) if self.step % part == 0)

    @property
    def steps(self) -> int:
        return self.seconds // self.step

    @property
    def trace_interval(self) -> int:
        """s: 60, and 300 beyond a month, so that a year stays handy."""
        least = 60 if self.seconds <= 31 * 86400 else 300
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
            out.append((int(time), core.Request(MODES[wish.mode], heat, cool, None, int(wish.emergency))))
        return out

    def set_points(self) -> list[tuple[float, float, float]]:
        """(s since the start, heating °C, cooling °C), NaN where the mode has none; presets and schedule included."""
        return [(time, *wish.set_points(self._core, preset)) for time, wish, preset in self._held()]

    def _held(self) -> Iterator[tuple[float, Wish, int]]:
        """(s since the start, wish, preset that holds), at every change of either."""
        month, day = (int(part) for part in self.start.split("-"))
        begin = (sum(MONTH_DAYS[: month - 1]) + day - 1) % 7 * 1440  # the weather year begins on a Monday
        ends = [float(clock(wish.at)) for wish in self.request[1:]] + [float(self.seconds)]
        for wish, end in zip(self.request, ends, strict=True):
            schedule = week(self.schedule) if wish.preset == "follow" else ((0, PRESETS[wish.preset]),)
            for time, preset in changes(schedule, begin, float(clock(wish.at)), end):
                yield time, wish, preset

    def core_settings(self, unit: Mapping[str, Any] | None = None) -> Any:
        """The installer's settings: the unit's data sheet, the heater and the sensors as fitted, `unit` if the unit owns its
        compressor, `[settings]` on top."""
        return core_settings(self, unit)

    def limits(self) -> list[Limit]:
        """What must hold. What was written for other values than those of this run does not apply."""
        return [Limit.parse(name, text, self._variant.applies(name)) for name, text in self.expect.items()]

    @property
    def label(self) -> str:
        """Its name, and what the command line changed: no two different runs have the same."""
        return self.name + self._variant.label

    @property
    def place(self) -> str:
        """What weather it has, in short."""
        return str(self.climate) if self.climate else Path(self.weather).name

    def read_weather(self) -> Weather:
        return climate_weather(self.climate) if self.climate else read_weather(self.weather)

    def explain(self) -> list[Row]:
        """Every effective value with unit, meaning and source; the core's settings last."""
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
        known = fitted(self)
        for name, value, _default, _low, _high, unit, meaning in self._core.describe():
            source = "given" if name in self.settings else "as fitted" if name in known else "default"
            rows.append(Row(f"settings.{name}", *written(value, unit), meaning, source))
        return rows
