"""The commands that README and docs print: lines of blocks that a shell would run, and commands within the text."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "boards").glob("*.md")))
_LINE = re.compile(r"(?:    )?((?:make|balancepoint|python|\.venv/bin/python) .*)")
_WITHIN = re.compile(r"`((?:make|balancepoint|python -m|\.venv/bin/python) [^`…]*)`")


def commands() -> dict[str, str]:
    """{command, without its comment: the page where it stands first}."""
    found: dict[str, str] = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = [_LINE.fullmatch(line) for line in text.splitlines() if line.startswith("    ")]
        for command in [line[1] for line in lines if line] + _WITHIN.findall(text):
            found.setdefault(re.split(r"\s+#\s", command)[0].strip(), page.name)
    return found


def furnish(folder: Path) -> None:
    """Put the files into `folder` that the commands take for one's own."""
    readme, own_plant = (ROOT / name for name in ("README.md", "docs/own_plant.md"))
    tables = re.findall(r"```toml\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    (folder / "my_week.toml").write_text(next(text for text in tables if "[request]" in text), encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", own_plant.read_text(encoding="utf-8"), re.DOTALL)
    bench = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/bench.md").read_text(encoding="utf-8"), re.DOTALL)
    (folder / "my_case.toml").write_text(bench[0], encoding="utf-8")
    (folder / "my_plant.py").write_text(program, encoding="utf-8")
    data = ROOT / "host_sim" / "data"
    shutil.copy(data / "weather" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw", folder / "my_town.epw")
    shutil.copy(data / "validation" / "eplus_prbs_H_chicago_jan.csv", folder / "room_H_chicago.csv")
