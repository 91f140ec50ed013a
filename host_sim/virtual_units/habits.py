"""What indoor units of a maker do by themselves: one TOML a maker in `profiles`, each figure with its source beside it.

    profile = load("cn105", "MSZ-GL06NA")
    profile.habits.feed_lasts      # 600 s
    profile.wire["modern"]         # what only the front of that protocol needs
    names("cn105")                 # the profiles there are, "usual" first

A named profile is the usual one with the differences of a model, or with one quirk that some models have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from host_sim.errors import InputError, brief
from host_sim.inputs import checked, merge, nearest, one_line, read_toml
from host_sim.virtual_units.known import BY_LIGHT, FOLDER, REMOTES, kinds, protocols, remotes

__all__ = ["USUAL", "Habits", "Profile", "load", "names", "protocols"]

USUAL = "usual"


def _unit(unit: str) -> dict[str, Any]:
    return {"unit": unit}


class Habits(BaseModel):
    """Of one model. Shares are of the fastest speed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    set_step: float = Field(
        ge=0.5, le=1, multiple_of=0.5, description="steps of the set point that it takes", json_schema_extra=_unit("K")
    )
    heat_range: tuple[float, float] = Field(description="set points in heating", json_schema_extra=_unit("°C"))
    cool_range: tuple[float, float] = Field(description="set points in cooling", json_schema_extra=_unit("°C"))
    fans: int = Field(ge=1, le=5, description="fixed levels of the fan")
    quiet: bool = Field(description="has one below the lowest")
    vanes: int = Field(ge=0, le=6, description="fixed positions of the vane")
    wide_vanes: int = Field(ge=0, le=5, description="fixed positions of the wide vane")

    heating_offset: float = Field(
        ge=0, le=5, description="target above the set point, by its own sensor", json_schema_extra=_unit("K")
    )
    stop_heating: float = Field(ge=0, le=5, description="stops so far past the target", json_schema_extra=_unit("K"))
    stop_cooling: float = Field(ge=0, le=5, description="stops so far past the target", json_schema_extra=_unit("K"))
    start: float = Field(
        ge=-5, le=5, description="after a stop starts so far short of the target", json_schema_extra=_unit("K")
    )
    decide: int = Field(ge=1, le=300, description="between two decisions on the speed", json_schema_extra=_unit("s"))
    unchanged: int = Field(ge=10, le=3600, description="to the integral step", json_schema_extra=_unit("s"))
    ramp: list[tuple[int, float]] = Field(max_length=6, description="(s since the start, share allowed until then)")
    no_low: int = Field(ge=0, le=3600, description="since the start no low speed", json_schema_extra=_unit("s"))
    no_low_share: float = Field(ge=0, le=1, description="lowest share until then")
    restart_delay: int = Field(ge=0, le=900, description="standstill, power-up included", json_schema_extra=_unit("s"))
    change_lock: int = Field(ge=0, le=900, description="no start after a change of mode", json_schema_extra=_unit("s"))
    least_run: int = Field(ge=0, le=1800, description="runs whatever the room does", json_schema_extra=_unit("s"))
    oil_below: float = Field(0.0, ge=0, le=1, description="share below which oil stays out")
    oil_after: int = Field(0, ge=0, description="of such running until it is fetched", json_schema_extra=_unit("s"))
    oil_share: float = Field(0.0, ge=0, le=1, description="share with which it is fetched")
    oil_time: int = Field(0, ge=0, description="for so long", json_schema_extra=_unit("s"))
    auto_change: float = Field(
        ge=0.5, le=5, description="automatic changes over so far beyond", json_schema_extra=_unit("K")
    )
    auto_wait: int = Field(ge=0, description="after a stop of so long", json_schema_extra=_unit("s"))
    warm_coil: float = Field(ge=28, le=50, description="coil for a fixed fan level", json_schema_extra=_unit("°C"))

    feed: Literal["none", "expires", "holds", "locked"] = Field(description="what it does with a fed room temperature")
    feed_lasts: int = Field(ge=0, description="until it is forgotten", json_schema_extra=_unit("s"))
    feed_step: float = Field(gt=0, le=1, description="steps of what it takes", json_schema_extra=_unit("K"))
    feed_while_off: bool = Field(description="is heard while it is off")
    room_step: float = Field(gt=0, le=1, description="steps of the room that it tells", json_schema_extra=_unit("K"))
    room_old_polls: int = Field(ge=0, le=5, description="polls after a change that still tell the old one")

    boot: int = Field(ge=0, le=300, description="from power-up to the first answer", json_schema_extra=_unit("s"))
    keeps_state: bool = Field(description="comes back as it was, else off with its defaults")
    tells_speed: Literal["yes", "zero", "noise_off", "invalid", "no"] = Field(description="compressor's speed")
    tells_outdoor: Literal["yes", "junk_idle", "no"] = Field(description="outdoor temperature")
    tells_power: bool = Field(description="electric power")
    tells_energy: bool = Field(description="energy counter")
    tells_running: bool = Field(description="that it works and has not stopped at its set point")
    tells_defrost: bool = Field(description="that it defrosts")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str
    habits: Habits
    wire: dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """A model as its wire shows it. `proto`: one of `protocols()`; `wire`: what the front of that protocol reads."""

    proto: str
    name: str
    about: str
    habits: Habits
    wire: dict[str, Any]


def names(proto: str) -> list[str]:
    """Profiles of a protocol."""
    return [USUAL, *_raw(proto).get("profiles", {})]


def load(proto: str, name: str = USUAL) -> Profile:
    """`InputError` names the protocols or profiles there are."""
    raw = _raw(proto)
    special = raw.pop("profiles", {})
    by_light = raw.pop("by_light", {})
    if name != USUAL:
        if name not in special:
            raise InputError(f"virtual unit {proto}: no profile {brief(name)!r}; {nearest(name, [USUAL, *special])}")
        raw = merge(raw, special[name])
    raw = merge(raw, {"habits": by_light})
    try:
        file = checked(_File, raw)
    except ValidationError as error:
        raise InputError(f"{proto}: profile {name}: {one_line(_File, error)}") from None
    return Profile(proto, name, file.about, file.habits, file.wire)


def _raw(proto: str) -> dict[str, Any]:
    if proto.startswith(BY_LIGHT):
        if proto not in remotes():
            raise InputError(f"virtual unit {brief(proto)!r}: there is none; allowed are {', '.join(remotes())}")
        return _lit(proto)
    if proto not in protocols():
        raise InputError(f"virtual unit {brief(proto)!r}: there is none; {nearest(proto, kinds())}")
    return read_toml(FOLDER / f"{proto}.toml")


def _lit(proto: str) -> dict[str, Any]:
    """The maker's profile; `by_light`: the habits that are others because nothing but a remote speaks to the unit."""
    from tools.ir.states import remote  # the ranges of remotes

    name = proto.removeprefix(BY_LIGHT)
    given = read_toml(REMOTES)[name]
    raw = read_toml(FOLDER / f"{given.pop('like')}.toml")
    given.pop("guess", None)
    table = remote(name)
    step, span = table.STEP / 100, (table.LOW / 100, table.HIGH / 100)
    raw["by_light"] = {
        "feed": "none", "set_step": step, "heat_range": span, "cool_range": span, "fans": 5, "quiet": True, "vanes": 5,
        "wide_vanes": 5, **given,
    }  # fmt: skip
    raw["about"] += ", by the light of its remote"
    return raw
