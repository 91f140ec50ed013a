"""The cases that come along: `cases/GROUP/NAME.toml`, scenarios that say where they come from and what must hold.

for path in find(["defrost", "backup/mild_step", "my_case.toml"]): case = load(path)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from host_sim import scenario
from host_sim.errors import InputError, brief
from host_sim.inputs import nearest
from host_sim.scenario import Scenario

FOLDER = Path(__file__).parent / "cases"


def names() -> dict[str, Path]:
    """{GROUP/NAME: file}, by name."""
    return {f"{path.parent.name}/{path.stem}": path for path in sorted(FOLDER.glob("*/*.toml"))}


def groups() -> list[str]:
    return sorted({name.partition("/")[0] for name in names()})


def find(wanted: Sequence[str]) -> list[tuple[str, Path]]:
    """(name, file) of what is called GROUP, GROUP/NAME, NAME, or a .toml file; all without any."""
    known = names()
    if not wanted:
        return list(known.items())
    out: dict[str, Path] = {}
    for word in wanted:
        found = {name: path for name, path in known.items() if word in (name, *name.split("/", 1))}
        if not found:
            path = Path(word)
            if path.suffix != ".toml":
                every = [*known, *groups(), *(name.partition("/")[2] for name in known)]
                raise InputError(f"case '{brief(word)}': no such case; {nearest(word, every)} (or a .toml file)")
            if not path.is_file():
                raise InputError(
                    f"case {word}: {'is a folder; a .toml file is needed' if path.is_dir() else 'no such file'}"
                )
            found = {path.stem: path}
        out |= found
    return list(out.items())


def load(path: Path) -> Scenario:
    """InputError if it is none: a case has a source, and something that must hold."""
    case = scenario.load(str(path))
    if not case.claims:
        raise InputError(f"{path}: expect: is missing; a case has at least one [[expect]]")
    if not case.source:
        raise InputError(f"{path}: source: is missing; the rule, standard or report that the case comes from")
    return case
