"""The plant: weather, house, machines, sensors, people.

Numba's cache notices a change in a function's own file, not in the files of the functions it calls. So the compiled
kernels of the plant lie in a folder named after the text of all modules that have some: a change in any compiles all
anew (some 20 s), none ever runs stale. Folders of older texts that nothing has used for a day are removed.
"""

import os
import shutil
import time
from hashlib import sha256
from pathlib import Path

import numba

_UNUSED = 86_400.0  # s; a run that began with an older text may still want its folder


def sweep(folder: Path) -> None:
    """Marks the cache `folder` as used now and removes its siblings that were not for a day."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        for other in folder.parent.glob("numba-*"):
            if other != folder and time.time() - other.stat().st_mtime > _UNUSED:
                shutil.rmtree(other, ignore_errors=True)
    except OSError:  # a place that cannot be written to holds nothing of ours
        pass


if "NUMBA_CACHE_DIR" not in os.environ:
    _sources = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    _name = sha256(b"".join(source for source in _sources if b"@njit" in source)).hexdigest()[:16]
    _folder = Path(__file__).parent / "__pycache__" / f"numba-{_name}"
    sweep(_folder)
    numba.config.CACHE_DIR = str(_folder)  # type: ignore[attr-defined]
