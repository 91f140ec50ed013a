"""The plant: weather, house, machines, sensors, people.

Numba's cache notices a change in a function's own file, not in the files of the functions it calls. So the compiled
kernels of the plant lie in a folder named after the text of all modules that have some: a change in any compiles all
anew (some 20 s), none ever runs stale.
"""

import os
from hashlib import sha256
from pathlib import Path

import numba

if "NUMBA_CACHE_DIR" not in os.environ:
    _sources = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    _name = sha256(b"".join(source for source in _sources if b"@njit" in source)).hexdigest()[:16]
    _folder = Path(__file__).parent / "__pycache__" / f"numba-{_name}"
    numba.config.CACHE_DIR = str(_folder)  # type: ignore[attr-defined]
