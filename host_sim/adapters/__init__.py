"""Other people's buildings in the place of ours: whole homes as FMUs, rooms by EnergyPlus.

Each needs a package that the simulator itself does not: `make extras` installs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from host_sim.errors import InputError


def optional(module: str, package: str) -> Any:
    """The module of an optional package; `InputError` with what to install if it is not there."""
    try:
        return import_module(module)
    except (ImportError, OSError) as error:  # OSError: its library does not load on this machine
        raise InputError(
            f"{package} is not there ({error}); install it with: make extras (or pip install {package})"
        ) from None
