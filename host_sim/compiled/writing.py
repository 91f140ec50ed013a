"""The whole package that is compiled, as texts: the copies, their .pxd, what is left plain, and the ways in."""

from __future__ import annotations

from pathlib import Path

from host_sim.compiled.copying import Used, copy
from host_sim.compiled.declaring import ARRAYS, NUMBERS, declare
from host_sim.compiled.inferring import infer
from host_sim.compiled.linking import PACKAGE, Links
from host_sim.compiled.program import read

DOORS = [Path(__file__).with_name(name) for name in ("boundary.pyx", "closed.pyx")]


def write(core: Path) -> dict[str, str]:
    """{path: text} for the package in the folder `core`. Raise SyntaxError, or ValueError with a reason."""
    program = read(core)
    links = Links(infer(program))
    texts = {f"{PACKAGE}/c_numbers.pxd": NUMBERS, f"{PACKAGE}/c_arrays.pxd": ARRAYS}
    for module in program.modules.values():
        inner = Path(*module.name.split(".")) if module.name else Path()
        path = inner / "__init__.py" if module.package else inner.with_suffix(".py")
        name = f"{PACKAGE}/{path.as_posix()}"
        if not links.compiled(module):
            texts[name] = (core / path).read_text(encoding="utf-8")
            continue
        used = Used()
        texts[name] = copy(links, module, used)
        texts[name.removesuffix(".py") + ".pxd"] = declare(links, module, used)
    if "controller" in program.modules:
        for door in DOORS:
            texts[f"{PACKAGE}/c_{door.name}"] = door.read_text(encoding="utf-8")
    return texts
