"""The plant: weather, house, machines, sensors, people.

A change in any module that has kernels compiles all of them anew (some 20 s).
"""

from pathlib import Path

from host_sim import kernels

_HERE = Path(__file__).parent
kernels.keep(_HERE, [path for path in _HERE.glob("*.py") if b"@njit" in path.read_bytes()])
