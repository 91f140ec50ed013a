"""The edge where people's files and options come in: TOML, `--set`, and what pydantic thinks of them, in one line each.

Whatever is wrong raises `InputError` with file, field, value and what is allowed. `explain()` lists what a model holds, with
unit, meaning and where each value came from.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from host_sim.errors import InputError, brief

Raw = dict[str, Any]
Loc = tuple[int | str, ...]
_MANY = 24  # names in one line
_FEW = 8  # names that may stand behind a guess
_DEEPEST = 20  # tables and lists within each other
TOO_DEEP = f"is nested too deeply; allowed are {_DEEPEST} levels"
Checked = TypeVar("Checked", bound=BaseModel)


def read_text(path: Path) -> str:
    """A file's text, without the byte-order mark that editors on Windows put in front."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is no text in UTF-8 (byte {error.start + 1})") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if not text.strip():
        raise InputError(f"{path}: the file is empty")
    return text


def read_toml(path: Path) -> Raw:
    """The tables of a TOML file."""
    text = read_text(path)
    try:
        return _shallow(tomllib.loads(text))
    except ValueError as error:  # a number of thousands of digits, too
        raise InputError(f"{path}: no valid TOML: {error}") from None
    except RecursionError:
        raise InputError(f"{path}: {TOO_DEEP}") from None


def read_json(path: Path) -> Any:
    """What a JSON file holds."""
    text = read_text(path)
    try:
        return _shallow(json.loads(text, parse_constant=_no_number))
    except ValueError as error:
        raise InputError(f"{path}: no valid JSON: {error}") from None
    except RecursionError:
        raise InputError(f"{path}: {TOO_DEEP}") from None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _shallow(value: Any, levels: int = _DEEPEST) -> Any:
    """`value`, if it is nested no deeper; else RecursionError, as the readers themselves raise it for what is deeper still."""
    if isinstance(value, (dict, list)):
        if not levels:
            raise RecursionError
        for part in value.values() if isinstance(value, dict) else value:
            _shallow(part, levels - 1)
    return value


def checked(model: type[Checked], raw: Mapping[str, Any]) -> Checked:
    """`raw`, a table of JSON's kinds, as a `model`. pydantic's ValidationError, see `one_line`, if it does not fit; true and "21"
    are no numbers."""
    return model.model_validate_json(json.dumps(raw, default=str), strict=True)


def parse_assignment(text: str) -> tuple[list[str], Any]:
    """`a.b.c=value` as (path, value); the value is TOML, a bare word or date counts as text."""
    key, equals, value = text.partition("=")
    path = [part.strip() for part in key.split(".")]
    if not equals or not all(path):
        raise InputError(f"--set {brief(text)}: write key=value, for instance --set house.floor_area=90")
    value = value.strip()
    try:
        if len(path) > _DEEPEST:
            raise RecursionError
        return path, _shallow(tomllib.loads(f"value = {value}")["value"])
    except RecursionError:
        raise InputError(f"--set {brief(text)}: {TOO_DEEP}") from None
    except ValueError as error:
        if isinstance(error, tomllib.TOMLDecodeError) and re.fullmatch(r"[\w./:\-]+", value):
            return path, value
        line = f"--set {brief(text)}: '{brief(value)}' is no TOML value (text with blanks needs quotes)"
        raise InputError(line) from None


def assign(raw: Raw, path: list[str], value: Any) -> None:
    """Put `value` at `path`; a number in the path counts entries of a list."""
    spelled = ".".join(path)
    node: Any = raw
    for depth, part in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(node, list):
            if not part.isdigit() or int(part) >= len(node):
                raise InputError(f"--set {spelled}: '{part}' is no entry of a list of {len(node)}, counted from 0")
            if last:
                node[int(part)] = value
            else:
                node = node[int(part)]
        elif isinstance(node, dict):
            if last:
                node[part] = value
            else:
                node = node.setdefault(part, {})
        else:
            raise InputError(f"--set {spelled}: '{'.'.join(path[:depth])}' is a value, not a table")


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Raw:
    """`base` with `over` laid on it, table by table. A list is replaced whole, unless `over` is a table of entry numbers."""
    out = dict(base)
    for key, value in over.items():
        old = out.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            out[key] = merge(old, value)
        elif (
            isinstance(value, Mapping) and value and isinstance(old, (list, tuple)) and all(k.isdigit() for k in value)
        ):
            entries = merge({str(index): entry for index, entry in enumerate(old)}, value)
            out[key] = [entries[k] for k in sorted(entries, key=int)]
        else:
            out[key] = value
    return out


# Errors --------------------------------------------------------------------------------------------------------------


def spell(loc: Iterable[int | str]) -> str:
    """A field's path as people write it."""
    return ".".join(str(part) for part in loc)


def nearest(word: str, known: Iterable[str]) -> str:
    """A remark naming the known word most like `word`, or what is known."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, 1, 0.7)
    if close:
        return f"did you mean '{close[0]}'?" + (f" Allowed are {', '.join(known)}" if len(known) <= _FEW else "")
    shown = known if len(known) <= _MANY else difflib.get_close_matches(word, known, _MANY, 0)
    return f"allowed are {', '.join(shown)}" + ("" if len(known) <= _MANY else " ... (`explain` lists all)")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType, list, tuple, dict) or get_args(annotation):
        for part in get_args(annotation):
            yield from _models(part)


def _walk(model: type[BaseModel], loc: Loc) -> tuple[Loc, FieldInfo | None, type[BaseModel]]:
    """Clean a pydantic location (without union tags); its field, and the model that holds it."""
    clean: list[int | str] = []
    field: FieldInfo | None = None
    holder = model
    inside: list[type[BaseModel]] = [model]
    keys = False  # the next part is a key of a table of models
    for part in loc:
        if isinstance(part, int) or keys:
            clean.append(part)
            keys = False
            continue
        if part == "[key]":
            continue  # pydantic's mark of a key that is wrong itself
        owner = next((m for m in inside if part in m.model_fields), None)
        if owner is None:
            if inside and (
                part in {m.__name__ for m in inside} or "[" in part or part in ("float", "int", "str", "bool")
            ):
                continue  # a union's tag
            clean.append(part)
            field = None
            holder = inside[0] if inside else holder
            inside = []
            continue
        clean.append(part)
        holder, field = owner, owner.model_fields[part]
        inside = list(_models(field.annotation))
        keys = bool(inside) and get_origin(field.annotation) is dict
    return tuple(clean), field, holder


def limits(field: FieldInfo | None) -> str:
    """The range a field allows, as text with its unit; empty if it has none."""
    if field is None:
        return ""
    low = high = None
    for rule in field.metadata:
        for name in ("ge", "gt"):
            low = getattr(rule, name, low) if getattr(rule, name, None) is not None else low
        for name in ("le", "lt"):
            high = getattr(rule, name, high) if getattr(rule, name, None) is not None else high
    named = unit_of(field)
    unit = f" {named}" if named else ""
    if low is not None and high is not None:
        return f"{low} to {high}{unit}"
    if low is not None:
        return f"at least {low}{unit}"
    return f"at most {high}{unit}" if high is not None else ""


def unit_of(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


_KINDS = {
    "float_type": "a number",
    "float_parsing": "a number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "finite_number": "a finite number",
    "string_type": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def one_line(model: type[BaseModel], error: ValidationError) -> str:
    """The first of pydantic's complaints: `field = value: what is allowed`."""
    first = error.errors(include_url=False)[0]
    loc, field, holder = _walk(model, first["loc"])
    kind, value = first["type"], first.get("input")
    shown = "a table" if isinstance(value, dict) else str(value).lower() if isinstance(value, bool) else repr(value)
    where = f"{spell(loc)} = {brief(shown)}"
    if kind == "extra_forbidden":
        key = str(loc[-1])
        return f"{spell(loc)}: no such key; {nearest(key, holder.model_fields)}"
    if kind == "missing":
        meaning = f" ({field.description})" if field is not None and field.description else ""
        return f"{spell(loc)}: is missing{meaning}"
    allowed = limits(field)
    if kind in _KINDS:
        return f"{where}: must be {_KINDS[kind]}{', ' + allowed if allowed else ''}"
    if kind in ("too_long", "too_short", "string_too_long", "string_too_short"):
        length = len(value) if isinstance(value, (str, list, tuple, dict)) else first["ctx"].get("actual_length")
        most, what = kind.endswith("long"), "letters" if kind.startswith("string") else "entries"
        bound = first["ctx"]["max_length" if most else "min_length"]
        return f"{where}: has {length} {what}; allowed are at {'most' if most else 'least'} {bound}"
    if kind == "literal_error":
        return f"{where}: allowed are {first['ctx']['expected']}"
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than") and allowed:
        return f"{where}: allowed is {allowed}"
    if kind in ("too_short", "string_too_short") and first["ctx"]["min_length"] == 1:
        return f"{where}: must not be empty"
    message = first["msg"].removeprefix("Value error, ").replace("\n", " ")
    if (
        loc
        and isinstance(value, dict)
        and (named := re.match(r"(\w+)(?: = |: )", message))
        and named[1] in _keys_of(field)
    ):
        return f"{spell(loc)}.{message}"  # a table's own check names the key
    return f"{where}: {message}" if loc else message


def _keys_of(field: FieldInfo | None) -> set[str]:
    """Keys of the tables that a field holds, as people write them."""
    if field is None:
        return set()
    return {
        key
        for model in _models(field.annotation)
        for name, part in model.model_fields.items()
        for key in (name, part.alias or name)
    }


# Explanation ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One effective value: dotted path, value, unit, meaning, and `source`: "given", "default" or the preset's name."""

    path: str
    value: Any
    unit: str
    meaning: str
    source: str


def explain(model: BaseModel, given: Any, source: str = "default", prefix: str = "") -> Iterator[Row]:
    """Every value of `model`; `given` is the raw table people wrote, other values came from `source`."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        written = given.get(name) if isinstance(given, Mapping) else None
        path = f"{prefix}{name}"
        yield from _explain_value(path, value, field, written, source)


def _explain_value(path: str, value: Any, field: FieldInfo, written: Any, source: str) -> Iterator[Row]:
    if isinstance(value, BaseModel):
        yield from explain(value, written, source, f"{path}.")
    elif isinstance(value, (list, tuple)) and value and all(isinstance(part, BaseModel) for part in value):
        for index, part in enumerate(value):
            entry = written[index] if isinstance(written, list) and index < len(written) else None
            if isinstance(written, Mapping):
                entry = written.get(str(index))
            yield from explain(part, entry, source, f"{path}.{index}.")
    elif isinstance(value, Mapping) and value and all(isinstance(part, BaseModel) for part in value.values()):
        for key, part in value.items():
            entry = written.get(key) if isinstance(written, Mapping) else None
            yield from explain(part, entry, source, f"{path}.{key}.")
    else:
        yield Row(path, value, unit_of(field), field.description or "", source if written is None else "given")
