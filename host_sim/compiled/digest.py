"""One word for all that a build is made from: the core's sources, this tool, Python, Cython and their flags.

A build lies in a folder named after it, so that one of other sources is never taken for one of these.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from host_sim.compiled.toolchain import tools

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "firmware" / "balancepoint" / "control"
BUILDS = ROOT / "build" / "compiled"
PARTS = "parts"  # modules compiled so far, by their keys


def digest(core: Path = CORE) -> str:
    """For the package in the folder `core`."""
    made = hashlib.sha256(tools().encode())
    here = Path(__file__).parent
    for folder, patterns in ((core, ("*.py",)), (here, ("*.py", "*.pyx"))):
        for path in sorted(each for pattern in patterns for each in folder.rglob(pattern)):
            made.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()[:16]


def folder(core: Path = CORE, builds: Path = BUILDS) -> Path:
    """Where the build of these sources is, or would be."""
    return builds / f"{sys.implementation.cache_tag}-{digest(core)}"


def others(builds: Path = BUILDS) -> list[Path]:
    """Builds of whatever sources."""
    if not builds.is_dir():
        return []
    return sorted(each for each in builds.iterdir() if each.is_dir() and "-" in each.name and each.suffix != ".new")
