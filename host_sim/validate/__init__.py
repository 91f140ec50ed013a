"""Our figures beside published ones: one module per group, each with `checks(progress)` and, if it draws, `plots()`.

`balancepoint validate [GROUP]` runs them. A figure outside its limits is shown as failing; limits come from the
publication and are never adjusted.
"""

from importlib import import_module
from types import ModuleType

from host_sim.errors import InputError

# The modules of this package with checks, in the order of the table: name, what it is about
GROUPS: dict[str, str] = {
    "room": "Room: VDI 6007-1 and ASHRAE 140",
    "heat_pump": "Heat pump: published points, seasonal ratings, physical limits",
    "operation": "Heat pump at work: water, starts, rests, melting, slow faults",
    "frost": "Frost and defrosts: EPRI, Zhu, EnergyPlus, RESNET",
    "air": "Moist air and comfort: psychrolib, pythermalcomfort, ISO 7730",
    "learning": "Learning a house: EnergyPlus rooms",
}


def group(name: str) -> ModuleType:
    """The module of a group; InputError for a name that is none."""
    if name not in GROUPS:
        raise InputError(f"group: {name!r}; allowed: {', '.join(GROUPS)}")
    return import_module(f"host_sim.validate.{name}")
