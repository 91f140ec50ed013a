"""Tables of published figures: CSV files of `data/validation`, each with a first line of names."""

import csv
from pathlib import Path

from host_sim.errors import InputError

FOLDER = Path(__file__).parents[1] / "data" / "validation"
_WORDS = {"unit", "mode", "speed", "note", "metric", "quantity", "case", "source"}  # columns that are not numbers


def rows(name: str) -> list[dict[str, str]]:
    """Cells by the name of their column; a number may be left empty. InputError names file and line of what does not fit."""
    path = FOLDER / name
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        made = []
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            if None in row or None in row.values():
                raise InputError(f"{where}: the columns must be {','.join(reader.fieldnames or ())}")
            for column, cell in row.items():
                if column not in _WORDS and cell:
                    try:
                        float(cell)
                    except ValueError:
                        raise InputError(f"{where}: {column}: {cell!r}; allowed: a number") from None
            made.append(row)
    return made
