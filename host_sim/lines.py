"""In which line of a TOML file a value stands: for what is wrong with it. The standard library's reader does not tell.

line_of(text, ["event", "2", "at"])       # 17; the line of its table where the key itself is missing; None: not in the file
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


def line_of(text: str, path: Sequence[str]) -> int | None:
    """Counted from 1; `path` as in a dotted path, entries of lists counted from 0."""
    best: tuple[int, int] | None = None
    for number, place in _places(text):
        wanted = _plain(path, place)
        if wanted[: len(place)] == place and (best is None or len(place) > best[0]):
            best = len(place), number
    return best[1] if best else None


def _places(text: str) -> list[tuple[int, list[str]]]:
    """(line, path of the table or the key in it)."""
    out = []
    counts: dict[str, int] = {}
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if found := _HEADER.fullmatch(line):
            table = _parts(found[2])
            if found[1] == "[[":
                name = ".".join(table)
                counts[name] = counts.get(name, -1) + 1
                table.append(str(counts[name]))
            out.append((number, table))
        elif found := _KEY.match(line):
            out.append((number, [*table, *_parts(found[1])]))
    return out


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _plain(path: Sequence[str], place: Sequence[str]) -> list[str]:
    """`path` without the number of an entry that a file may leave out: one [request] is a list of one."""
    parts = list(path)
    if len(parts) > 1 and parts[1] == "0" and (len(place) < 2 or place[1] != "0"):
        del parts[1]
    return parts
