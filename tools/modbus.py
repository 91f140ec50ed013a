"""A drive's register file of `boards/modbus`, checked, as the section `drive.modbus` of settings.json.

python -m tools.modbus boards/modbus/generic.toml
"""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from balancepoint.units.modbus import registers


def section(path: Path) -> dict[str, Any]:
    """The section, as it stands in the file. ValueError "file: key: ..." in one line if it does not hold."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        registers.check(table)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"{path}: {str(error).splitlines()[0]}") from None
    return table


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("python -m tools.modbus boards/modbus/<drive>.toml", file=sys.stderr)
        return 2
    try:
        table = section(Path(arguments[0]))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps({"drive": {"kind": "modbus", "modbus": table}}, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
