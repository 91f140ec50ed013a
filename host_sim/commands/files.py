"""What commands write: whole or not at all, and the place is tried before the work begins."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from host_sim.errors import InputError, brief

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


@contextmanager
def folder_at(target: Path) -> Iterator[Path]:
    """A temporary folder whose files move to `target` all at once when everything is written. InputError at once if nothing
    can be written there, or when the disk gets full; what was begun for it is removed again."""
    if target.exists() and not target.is_dir():
        raise InputError(f"--out {target}: is a file; a folder is needed")
    nearest = next(parent for parent in target.absolute().parents if parent.exists())
    if not nearest.is_dir():
        raise InputError(f"--out {target}: {nearest} is a file; a folder is needed")
    made = [parent for parent in target.absolute().parents if not parent.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=target if target.exists() else target.parent))
    except OSError as error:
        _remove(made)
        raise _unwritten("--out", target, error) from None
    try:
        yield draft
        target.mkdir(exist_ok=True)
        for file in sorted(draft.iterdir()):
            os.replace(file, target / file.name)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise _unwritten("--out", target, error) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _remove(made)


def _unwritten(option: str, target: Path, error: Exception) -> InputError:
    return InputError(f"{option} {brief(str(target))}: cannot be written ({getattr(error, 'strerror', None) or error})")


def _remove(folders: list[Path]) -> None:
    """Those of `folders` that are empty, the innermost first."""
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


@contextmanager
def file_at(option: str, target: Path) -> Iterator[Path]:
    """The same for one file, in a folder that exists."""
    draft = target.with_name(f".{target.name}.writing")
    try:
        if target.is_dir():
            raise IsADirectoryError(None, "is a folder; a file is needed")
        draft.touch()
    except (OSError, ValueError) as error:
        raise _unwritten(option, target, error) from None
    try:
        yield draft
        os.replace(draft, target)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise _unwritten(option, target, error) from None
    finally:
        draft.unlink(missing_ok=True)


def dump(data: Any) -> str:
    """Strict JSON, one form for the same data."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
