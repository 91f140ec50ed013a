"""EnergyPlus where it is installed, as for the adapters."""

from tests.host_sim.adapters.conftest import energyplus

__all__ = ["energyplus"]
