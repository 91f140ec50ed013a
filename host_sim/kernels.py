"""Where compiled kernels are kept, so that none ever runs stale.

Numba's cache notices a change in a function's own file, not in the files whose functions and constants are compiled into it.
So kernels lie in a folder named after the text of all files that go into them: a change in any compiles all anew. Folders of
older texts that nothing has used for a day are removed.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import numba

_UNUSED = 86_400.0  # s; a run that began with an older text may still want its folder


def keep(package: Path, sources: Iterable[Path]) -> None:
    """From now on kernels go to a folder of `package` named after `sources`, unless the user has named one for numba."""
    if "NUMBA_CACHE_DIR" not in os.environ:
        name = sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:16]
        folder = package / "__pycache__" / f"numba-{name}"
        sweep(folder)
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


@contextmanager
def kept(package: Path, sources: Iterable[Path]) -> Iterator[None]:
    """As `keep`, for what is imported within."""
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    keep(package, sources)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]


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
