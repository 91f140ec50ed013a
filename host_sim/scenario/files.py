"""Where scenarios come from: a TOML file, what the command line lays over it, and the presets of house and unit."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from host_sim.errors import InputError, brief
from host_sim.inputs import Raw, assign, checked, merge, nearest, one_line, parse_assignment, read_text, read_toml
from host_sim.lines import line_of
from host_sim.plant.aux_heater import AuxConfig
from host_sim.plant.house import load_house
from host_sim.plant.sensors import SensorsConfig
from host_sim.plant.units import load_unit
from host_sim.plant.weather import bundled
from host_sim.scenario.model import Scenario
from host_sim.scenario.variant import Variant
from host_sim.scenario.wish import clock
from host_sim.scenarios import FOLDER, names


def find(name: str) -> Path:
    """The file of a scenario: one that comes along, by name, or any .toml file."""
    if name in names():
        return FOLDER / f"{name}.toml"
    path = Path(name)
    if not name.isprintable():
        raise InputError(
            f"scenario {brief(ascii(name))}: a path whose name is no text in UTF-8 cannot stand in results"
        )
    if path.suffix == ".toml":
        if path.is_file():
            return path
        raise InputError(
            f"scenario {name}: {'is a folder; a .toml file is needed' if path.is_dir() else 'no such file'}"
        )
    raise InputError(f"scenario '{brief(name)}': no such scenario; {nearest(name, names())} (or a .toml file)")


def load(name: str, overrides: Sequence[str] = (), options: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario by name or file. `overrides`: "key=value" each. `options`: values laid over all (the command line's).

    What a file names by a path (weather, house, unit) is looked for beside it.
    """
    path = find(name)
    written = _normal(read_toml(path))
    raw = _beside(written, path.parent)
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
    if "weather" in (options or {}):
        raw.pop("climate", None)
    raw = _normal(raw)
    variant = Variant.between(
        _beside(written, path.parent), raw, own_file=path.parent != FOLDER and path.stem in names()
    )
    return build(raw, str(path), path.stem, forced, list(options or {}), variant)


def build(
    raw: Raw,
    source: str,
    stem: str = "",
    forced: Sequence[list[str]] = (),
    options: Sequence[str] = (),
    variant: Variant | None = None,
) -> Scenario:
    """Compose and validate. `source` names the file in errors; fields of `forced` and `options` come from the command line."""
    full = dict(raw)
    full["name"] = full.get("name") or stem
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
        if isinstance(full.get("expect"), list):
            full["claims"], full["expect"] = full["expect"], {}
        full["expect"] = _flat(full.get("expect", {}))
        if "climate" in full and "weather" in full:
            raise InputError(f"climate: given together with weather = {full['weather']!r}; allowed is one of the two")
        weather = full.get("weather", "chicago")
        if isinstance(weather, str):
            _weather_file(weather)
        scenario = checked(Scenario, full)
    except ValidationError as error:
        line = re.sub(r"^claims\b", "expect", one_line(Scenario, error))  # [[expect]], as it is written
        raise InputError(_blamed(line, source, forced, options)) from None
    except InputError as error:
        raise InputError(_blamed(str(error), source, forced, options)) from None
    scenario._raw = {**raw, **{name: full[name] for name in ("faults", "claims") if name in full}}
    scenario._presets = presets
    scenario._variant = variant or Variant()
    if "description" not in scenario._variant.changes:
        scenario.description = _retitled(scenario)
    return scenario


def _retitled(scenario: Scenario) -> str:
    """The description, as far as it is still true, and what was changed."""
    variant = scenario._variant
    if not variant.words:
        return scenario.description
    facts = f"{scenario.place} from {scenario.start}, {scenario.length}, {scenario.unit.name}"
    return f"{facts if variant.other else scenario.description}; changed: {variant.words}"


def _blamed(line: str, source: str, forced: Sequence[list[str]], options: Sequence[str]) -> str:
    """`line` begins with the field at fault: put the option in front that set it, or the file."""
    field = re.split(r"[:= ]", line, maxsplit=1)[0].split(".")
    if any(field[: len(path)] == path[: len(field)] for path in forced):
        return f"--set {line}"
    if field[0] in options:
        return f"--{line.replace(' = ', ' ', 1)}"
    number = line_of(_text_of(source), field)
    return f"{source}:{number}: {line}" if number else f"{source}: {line}"


def _text_of(source: str) -> str:
    path = Path(source)
    return read_text(path) if path.suffix == ".toml" and path.is_file() else ""


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


def _is_path(name: str) -> bool:
    return Path(name).suffix.lower() in (".epw", ".toml") or "/" in name


def _weather_file(name: str) -> Path:
    if not _is_path(name):
        return bundled(name)
    if not Path(name).is_file():
        wrong = "is a folder" if Path(name).is_dir() else "no such file"
        raise InputError(f"weather = {name!r}: {wrong}; allowed are an EPW file and the name of a place (`explain`)")
    return Path(name)


def _beside(raw: Raw, folder: Path) -> Raw:
    """The same with the files it names by a path in `folder`."""
    out = _normal(raw)
    for table, key in ((out, "weather"), (out.get("house"), "preset"), (out.get("unit"), "preset")):
        name = table.get(key) if isinstance(table, dict) else None
        if isinstance(table, dict) and isinstance(name, str) and _is_path(name):
            table[key] = str(folder / name)
    return out
