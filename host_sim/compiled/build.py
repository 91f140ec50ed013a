"""`make fast`: bring the compiled core up to date. Only modules are compiled whose text, or what they draw on, has changed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from host_sim.compiled import toolchain
from host_sim.compiled.digest import BUILDS, CORE, PARTS, folder
from host_sim.compiled.writing import write
from host_sim.errors import InputError

_UNUSED = 86_400.0  # s; a run that began with an older build may still want its folder


class Built(NamedTuple):
    """Where, of how many modules, and how many of them were compiled for it."""

    place: Path
    modules: int
    anew: int
    seconds: float


def build(core: Path = CORE, builds: Path = BUILDS, tell: Callable[[str], None] = print) -> Built:
    """Raise InputError in one line if it cannot be: no Cython, no compiler, a source that does not compile."""
    begun = time.perf_counter()
    if toolchain.cython_version() is None:
        raise InputError(toolchain.EXTRA)
    toolchain.compiler()
    place = folder(core, builds)
    if place.is_dir():
        return Built(place, len(list(place.rglob(f"*{toolchain.SUFFIX}"))), 0, time.perf_counter() - begun)
    try:
        texts = write(core)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{core}: {error}") from None
    draft = place.with_suffix(f".{os.getpid()}.new")
    try:
        for path, text in texts.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            (draft / path).write_text(text, encoding="utf-8")
        sources = [path for path in texts if path.endswith(".pyx") or path.removesuffix(".py") + ".pxd" in texts]
        anew = _compile(draft, builds / PARTS, sources, texts, tell)
        if not place.is_dir():
            draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _sweep(builds, place)
    return Built(place, len(sources), anew, time.perf_counter() - begun)


def _compile(root: Path, parts: Path, sources: list[str], texts: dict[str, str], tell: Callable[[str], None]) -> int:
    """The modules that are not among `parts` yet, on all cores; then all are put in their places."""
    parts.mkdir(parents=True, exist_ok=True)
    kept = {source: parts / toolchain.key(os.path.splitext(source)[0], texts) for source in sources}
    missing = [source for source in sources if not kept[source].exists()]
    missing.sort(key=lambda source: -len(texts[source]))
    workers = min(len(missing), os.cpu_count() or 1)
    if workers:
        tell(f"compiling {len(missing)} of {len(sources)} modules")
        with ProcessPoolExecutor(workers) as pool:
            jobs = [pool.submit(toolchain.compile_module, root, source, kept[source]) for source in missing]
            for job in jobs:
                said = job.result()
                if said:
                    pool.shutdown(cancel_futures=True)
                    raise InputError(said)
    for source, part in kept.items():
        os.utime(part)
        shutil.copyfile(part, root / (os.path.splitext(source)[0] + toolchain.SUFFIX))
    return len(missing)


def _sweep(builds: Path, place: Path) -> None:
    """What nothing has used for a day goes."""
    for each in (*builds.iterdir(), *(builds / PARTS).iterdir()):
        if each in (place, builds / PARTS) or time.time() - each.stat().st_mtime < _UNUSED:
            continue
        if each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)
