"""A cycle of frost and defrost of one of our units: what it took and what of the heat remained.

Each unit runs at full speed from a dry coil; a defrost starts when the frost is what costs a quarter of the heat, as EnergyPlus
has it on demand; then the maker's own sequence. The mean is that of a whole cycle, from the end of a defrost to the end of the
next.
"""

from dataclasses import dataclass
from functools import cache

from host_sim.plant import heat_pump as hp
from host_sim.plant.frost import FUSION
from host_sim.plant.units import load_unit
from host_sim.validate.machine import Machine

LONGEST = 30 * 3600.0  # s
_STEP = 5.0  # s


@dataclass(frozen=True)
class Cycle:
    """What a unit did. Minutes: to a quarter less heat from a dry coil, of the reversed valve. Shares: of the steady heat, of
    the defrost's heat that melts. kg or J that are nowhere, relative."""

    frosting: float
    reversed: float
    mean: float
    melting: float
    ice_lost: float
    energy_lost: float


@cache
def cycle(name: str, outdoor: float, humidity: float) -> Cycle | None:
    """Two defrosts of a unit, the second counted; None if it does not frost within 30 hours."""
    unit = load_unit(name)
    dry = Machine(unit, outdoor, 0.0, step=_STEP)
    dry.never_defrost()
    steady, _ = dry.settled()
    machine = Machine(unit, outdoor, humidity, step=_STEP)
    machine.never_defrost()
    if not _frost(machine):
        return None
    frosting = machine.time / 60.0
    _defrost(machine)
    begin, before = machine.time, machine.mark()
    if not _frost(machine):
        return None
    reversal, melting = _defrost(machine)
    took = machine.since(before)
    grown = machine.flow.grown + machine.flow.frozen
    return Cycle(
        frosting,
        reversal,
        float(took.heat) / (machine.time - begin) / steady,
        melting,
        abs(float(grown - machine.flow.melted - machine.s.ice)) / float(grown),
        abs(machine.residual()) / float(machine.flow.compressor + machine.flow.defrost),
    )


def _frost(machine: Machine) -> bool:
    """Runs until the frost costs a quarter of the heat."""
    while machine.s.ice < machine.p.ice_25:
        if machine.time > LONGEST:
            return False
        machine.run(machine.step)
    return True


def _defrost(machine: Machine) -> tuple[float, float]:
    """The maker's sequence. (minutes with the valve reversed, share of the coil's heat that melts ice)"""
    started = machine.mark()
    coil = float(machine.s.coil_out)
    machine.defrost_now()
    machine.run(machine.step)
    machine.never_defrost()
    reversal = 0.0
    while machine.s.phase != hp.NORMAL:
        reversal += machine.step * (machine.s.valve != machine.valve)
        machine.run(machine.step)
    took = machine.since(started)
    latent = FUSION * float(took.melted)
    given = latent + float(machine.p.c_out) * (float(machine.s.coil_out) - coil) - float(took.outside)
    return reversal / 60.0, latent / given


def dry_defrost(name: str, outdoor: float = 0.0) -> float:
    """Minutes with the valve reversed of a coil without frost."""
    machine = Machine(load_unit(name), outdoor, 0.0, step=1.0)
    machine.never_defrost()
    machine.run(1800)
    return _defrost(machine)[0]


def frost_above(name: str, outdoor: float, humidity: float, hours: float = 6.0) -> float:
    """kg of ice that grow at full speed."""
    machine = Machine(load_unit(name), outdoor, humidity, step=_STEP)
    machine.never_defrost()
    machine.run(3600 * hours)
    return float(machine.flow.grown + machine.flow.frozen)
