"""Something that happens in a run: an entry of `event`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from host_sim.inputs import nearest
from host_sim.scenario.moment import Moment, duration
from host_sim.scenario.vocabulary import KINDS, Kind

_ALWAYS = {"name", "at", "what", "kind", "value", "until", "lasts", "every", "times"}


class Ask(BaseModel):
    """What people ask for; what is left out stays as it was."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    mode: Literal["off", "heat", "cool", "auto", "dry", "fan"] | None = Field(
        None, description="what the unit shall do"
    )
    heat_setpoint: float | None = Field(None, ge=10, le=28, description="heat to", json_schema_extra={"unit": "°C"})
    cool_setpoint: float | None = Field(None, ge=16, le=32, description="cool to", json_schema_extra={"unit": "°C"})
    dial: int | None = Field(None, ge=-3, le=3, description="the comfort dial, in place of both set points")
    emergency: bool | None = Field(None, description="the heater alone, the heat pump resting")
    preset: Literal["home", "away", "sleep", "eco", "follow"] | None = Field(None, description="the preset")


class Event(BaseModel):
    """`at` it begins; what `lasts` ends after so long or at `until`, else with the run."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field("", pattern=r"^$|^[a-z][a-z0-9 _-]{0,39}$", description="by which others speak of it: `the NAME`")
    at: str = Field("1 00:00", description="when: a moment")
    what: str = Field(description="what it happens to")
    kind: str = Field(description="what happens to it")
    value: float | None = Field(None, description="how much; its unit goes with the kind", allow_inf_nan=False)
    lasts: str | None = Field(None, description='how long: a duration, "20 min"')
    until: str | None = Field(None, description="when it ends: a moment")
    every: str | None = Field(None, description="again after this duration, from beginning to beginning")
    times: int | None = Field(None, ge=2, le=10_000, description="how often in all; without it for ever")
    ramp: str | None = Field(None, description="grows evenly within this duration")
    swing: float | None = Field(None, gt=0, le=50, description="and goes up and down about it by so much")
    period: str | None = Field(None, description="of that swing: a duration")
    of: str | None = Field(None, description="the quantity that a sensor reads in place of its own")
    contact: bool | None = Field(None, description="a contact tells the controller of the window")
    wish: Ask | None = Field(None, description="what is asked for")

    @model_validator(mode="after")
    def _fits(self) -> Event:
        if self.what not in KINDS:
            raise ValueError(f"what = '{self.what}': {nearest(self.what, KINDS)}")
        kinds = KINDS[self.what]
        if self.kind not in kinds:
            raise ValueError(f"kind = '{self.kind}': {self.what} can be {', '.join(kinds)}")
        kind = kinds[self.kind]
        self._check_value(kind)
        taken = _ALWAYS | set(kind.also) | set(kind.needs)
        for key in type(self).model_fields:
            if getattr(self, key) not in (None, "") and key not in taken:
                with_it = sorted(taken - _ALWAYS)
                raise ValueError(
                    f"{key}: goes with other kinds; {self.what} {self.kind} takes {', '.join(with_it) or 'no more than a value'}"
                )
        for key in kind.needs:
            if getattr(self, key) is None:
                raise ValueError(f"{key}: is missing; {self.what} {self.kind} needs it")
        self._check_times(kind)
        if self.of is not None and self.of not in KINDS_OF:
            raise ValueError(f"of = '{self.of}': {nearest(self.of, KINDS_OF)}")
        if (self.swing is None) != (self.period is None):
            raise ValueError("swing, period: the one needs the other")
        return self

    def _check_value(self, kind: Kind) -> None:
        if kind.value is None:
            if self.value is not None:
                raise ValueError(f"value = {self.value:g}: {self.what} {self.kind} takes none")
            return
        low, high, unit = kind.value
        if self.value is None:
            if kind.usual is None:
                raise ValueError(f"value: is missing; {self.what} {self.kind} takes {low:g} to {high:g} {unit}")
        elif not low <= self.value <= high:
            raise ValueError(f"value = {self.value:g}: allowed is {low:g} to {high:g} {unit}")
        elif unit in (
            "code",
            "stage",
            "level",
            "0 or 1",
            "people",
            "bits of the seats",
            "answers",
        ) and self.value != int(self.value):
            raise ValueError(f"value = {self.value:g}: must be a whole number, {low:g} to {high:g} {unit}")

    def _check_times(self, kind: Kind) -> None:
        for key in ("lasts", "every", "ramp", "period"):
            text = getattr(self, key)
            if text is not None:
                try:
                    if not duration(text):
                        raise ValueError("must be longer than 0 s")
                except ValueError as error:
                    raise ValueError(f"{key} = '{text}': {error}") from None
        for key in ("at", "until"):
            text = getattr(self, key)
            if text is not None:
                try:
                    Moment.parse(text)
                except ValueError as error:
                    raise ValueError(f"{key} = '{text}': {error}") from None
        if not kind.lasting and (self.lasts or self.until):
            raise ValueError(f"lasts, until: {self.what} {self.kind} is done at once")
        if self.lasts and self.until:
            raise ValueError("lasts, until: one of the two")
        if self.times and not self.every:
            raise ValueError("times: needs `every`, the time from one to the next")
        if self.every and kind.lasting and not self.lasts:
            raise ValueError("every: needs `lasts`, how long each goes on")
        if self.every and self.lasts and duration(self.lasts) >= duration(self.every):
            raise ValueError(f"lasts = '{self.lasts}': must be shorter than every = '{self.every}'")
        if self.moment.number == 0 and self.every:
            raise ValueError("every: not with `each`")
        if self.end and self.end.number == 0:
            raise ValueError(f"until = '{self.until}': not with `each`")
        if (
            self.end
            and self.end.clock is not None
            and self.moment.clock is not None
            and self.end.clock <= self.moment.clock
        ):
            raise ValueError(f"until = '{self.until}': must be later than at = '{self.at}'")

    @property
    def moment(self) -> Moment:
        return Moment.parse(self.at)

    @property
    def end(self) -> Moment | None:
        return Moment.parse(self.until) if self.until else None

    @property
    def kind_spec(self) -> Kind:
        return KINDS[self.what][self.kind]

    @property
    def size(self) -> float:
        """The value, or what stands for it."""
        usual = self.kind_spec.usual
        return self.value if self.value is not None else usual if usual is not None else 0.0

    @property
    def title(self) -> str:
        """In words."""
        value = "" if self.value is None else f" {self.value:g}"
        return f"{self.name or self.what + ' ' + self.kind + value} ({self.at})"


KINDS_OF = tuple(what for what, kinds in KINDS.items() if "reads" in kinds)


def named(events: list[Event]) -> dict[str, int]:
    """{name: place} of those that have one. ValueError if two have the same."""
    out: dict[str, int] = {}
    for index, event in enumerate(events):
        if event.name:
            if event.name in out:
                raise ValueError(f"event.{index}.name = '{event.name}': another has the same")
            out[event.name] = index
    return out


def check_names(events: list[Event], others: list[tuple[str, Any]]) -> None:
    """Raise ValueError if a moment speaks of an event that there is not. `others`: (field, Moment or None) elsewhere."""
    known = named(events)
    moments = [
        (f"event.{k}.{key}", moment)
        for k, e in enumerate(events)
        for key, moment in (("at", e.moment), ("until", e.end))
    ]
    for field, moment in [*moments, *others]:
        name = moment.names() if moment else None
        if name is not None and name not in known:
            raise ValueError(
                f"{field} = '{moment.text}': no event is named '{name}'; {nearest(name, known) if known else 'none has a name'}"
            )
