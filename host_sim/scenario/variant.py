"""What the command line changed in a scenario. The title says it, the results get a folder of their own, and what the scenario
expects of its own values is not asked of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from host_sim.inputs import Raw

_ALWAYS = ("guard_violations", "min_time_violations")  # kept in any house and any weather
_WORDS = ("name", "description", "expect")  # change nothing in the run
_ALIKE = (*_WORDS, "seed", "step", "price", "currency")  # change nothing that is expected
_LONG = 60  # letters of a folder's name


@dataclass(frozen=True)
class Variant:
    """`changes`: {dotted path: new value} of what differs from the file. `own_file`: not one of those that come along, but named
    like one."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    own_file: bool = False

    @classmethod
    def between(cls, old: Raw, new: Raw, own_file: bool = False) -> Variant:
        """What was changed from `old` to `new`, as read from a file and as overridden."""
        return cls(dict(_differences(old, new)), own_file)

    def _of(self, without: Iterable[str]) -> dict[str, Any]:
        return {path: value for path, value in self.changes.items() if path.split(".")[0] not in without}

    @property
    def words(self) -> str:
        """The changes, one after the other; empty without any."""
        return ", ".join(f"{path} = {_short(value)}" for path, value in self._of(_WORDS).items())

    @property
    def other(self) -> bool:
        """Whether it is another case: other weather, days, house, unit, people, settings."""
        return bool(self._of(_ALIKE))

    def applies(self, limit: str) -> bool:
        """Whether the scenario's limit on the figure `limit` is for this run."""
        return not self.other or limit in _ALWAYS or f"expect.{limit}" in self.changes

    @property
    def label(self) -> str:
        """What to add to the scenario's name to tell its runs apart: "+days-3+seed-2"; a digest where that is not all."""
        changes = self._of(_WORDS)
        whole = [*(["own"] if self.own_file else []), *(f"{path}-{_written(value)}" for path, value in changes.items())]
        plain = [re.sub(r"[^\w.-]+", "-", part) for part in whole]
        text = "".join(f"+{part}" for part in plain)
        if plain == whole and len(text) <= _LONG:
            return text
        exact = json.dumps(changes, sort_keys=True, default=str)
        return f"{text[:_LONG].rstrip('+-.')}+{sha256(exact.encode()).hexdigest()[:8]}"


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _short(value: Any) -> str:
    text = _written(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _differences(old: Any, new: Any, path: str = "") -> Iterable[tuple[str, Any]]:
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        old, new = ({str(k): entry for k, entry in enumerate(entries)} for entries in (old, new))
    if isinstance(new, Mapping) and (isinstance(old, Mapping) or old is None):
        for key, value in new.items():
            where = f"{path}.{key}" if path and key != "preset" else path or str(key)
            yield from _differences((old or {}).get(key), value, where)
    elif old != new:
        yield path, new
