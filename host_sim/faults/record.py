"""The rows of a campaign in a file, one a line as they come, so that one that was stopped can go on.

The first line says which program made them: rows of different ones do not belong together.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType

from host_sim.errors import InputError
from host_sim.faults.campaign import sources
from host_sim.faults.row import Row

_HEADER = "made_by"


class Record:
    """A context. `rows`: those that are there; `resume`: with those of an earlier time."""

    def __init__(self, path: Path, resume: bool):
        self.rows: list[Row] = []
        self._path = path
        made = sources()
        if resume and path.exists():
            self.rows = _read(path, made)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.writing")
            lines = [{_HEADER: made}, *self.rows]
            draft.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
            os.replace(draft, path)  # a line that was cut off is gone
            self._file = path.open("a", encoding="utf-8")
        except (OSError, ValueError) as error:
            raise InputError(
                f"--rows {path}: cannot be written ({getattr(error, 'strerror', None) or error})"
            ) from None

    def add(self, row: Row) -> None:
        self.rows.append(row)
        self._file.write(json.dumps(row) + "\n")
        self._file.flush()

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def _read(path: Path, made: str) -> list[Row]:
    """InputError if they are another program's, or none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        header = json.loads(lines[0])[_HEADER]
    except (OSError, ValueError, IndexError, KeyError, TypeError):
        raise InputError(f"--resume: {path} holds no rows of a campaign") from None
    if header != made:
        raise InputError(
            f"--resume: {path} was made by another version of the program; without --resume it begins anew"
        )
    rows = []
    for line in lines[1:]:
        try:
            rows.append(json.loads(line))
        except ValueError:
            break  # cut off in the middle
    return rows
