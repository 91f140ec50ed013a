"""Whether the compiled core runs in this process, and the core itself.

`BALANCEPOINT_FAST` in the environment: `off` for the interpreted core, `required` where it must be the compiled one; else the
compiled one runs if there is a build of these very sources. Workers inherit it.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from host_sim.compiled import digest
from host_sim.compiled.linking import PACKAGE
from host_sim.errors import InputError

VARIABLE = "BALANCEPOINT_FAST"
OFF, REQUIRED = "off", "required"


def forgo() -> None:
    """From now on the interpreted core, in this process and its workers."""
    os.environ[VARIABLE] = OFF


def wanted() -> str:
    """What the environment says. Raise InputError if it is no word of ours."""
    word = os.environ.get(VARIABLE, "")
    if word not in ("", OFF, REQUIRED):
        raise InputError(f"{VARIABLE}={word}: allowed are {OFF} and {REQUIRED}")
    return word


def load() -> Any:
    """The module `c_boundary` of the build; None where the interpreted core runs. Raise InputError if a build is required."""
    word = wanted()
    if word == OFF:
        return None
    found, why = _load(digest.CORE, digest.BUILDS)
    if found is None and word == REQUIRED:
        raise InputError(f"{VARIABLE}={REQUIRED}: {why or 'there is no build'}; make fast builds it")
    return found


def package(name: str) -> Any:
    """A module of the build, after `load`."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def told() -> str:
    """Which core runs here, in one word."""
    return "interpreted" if load() is None else "compiled"


@cache
def _load(core: Path, builds: Path) -> tuple[Any, str]:
    """The boundary, or why there is none; what is wrong is said once, by the first process."""
    place = digest.folder(core, builds)
    why = ""
    if place.is_dir():
        sys.path.insert(0, str(place))
        try:
            os.utime(place)
            return importlib.import_module(f"{PACKAGE}.c_boundary"), ""
        except (ImportError, OSError) as error:
            why = f"the build in {place} cannot be loaded ({error})"
        finally:
            sys.path.remove(str(place))
    elif digest.others(builds):
        why = f"the build in {builds} is of other sources or another Python"
    if why and multiprocessing.parent_process() is None:
        print(f"{why}: the interpreted core runs; make fast brings it up to date", file=sys.stderr)
    return None, why
