"""What a board needs to come up to an image: which files to send, which are there already, which to remove."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NEW = "balancepoint.new/"  # the folder on the board where new files wait (firmware/swap.py)
# What an update over the air has left in the root, the last of them what says which slot runs (docs/update.md): a program that
# comes by cable is slot a, and its list is another one.
SLOTS = ("manifest", "manifest.part", "manifest.ready", "manifest.failed", "slot")
BLOCK = 4096  # bytes that littlefs gives a file at a time; a folder takes two of them


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Plan:
    """`send`: files to copy; `resumed`: that an earlier copy left whole in `NEW`; `stale`: what else it left there; `obsolete`:
    of the old program; `same`: number of files that are right."""

    send: tuple[str, ...]
    resumed: tuple[str, ...]
    stale: tuple[str, ...]
    obsolete: tuple[str, ...]
    same: int

    @property
    def orders(self) -> str:
        """What `complete` says (firmware/swap.py). First what carries a swap through, last what is removed."""
        moved = sorted((*self.send, *self.resumed), key=lambda path: (path not in ("swap.py", "boot.py"), path))
        return "\n".join((*moved, *(f"-{path}" for path in self.obsolete)))


def doubtful(wanted: Mapping[str, bytes], sizes: Mapping[str, int], keep: Iterable[str] = ()) -> tuple[str, ...]:
    """Files on the board that could be those of the image by their size: only these need be read."""
    kept = set(keep)
    return tuple(
        path
        for path, size in sizes.items()
        if path not in kept
        and len(wanted.get(path.removeprefix(NEW), b"")) == size
        and path.removeprefix(NEW) in wanted
    )


def plan(wanted: Mapping[str, bytes], there: Mapping[str, str], keep: Iterable[str] = ()) -> Plan:
    """Compare the image with what is on the board, path to SHA-256 ("" where it was not read). A file in `keep` is sent only
    where there is none."""
    send, resumed, same = [], [], 0
    kept = set(keep)
    for path, data in wanted.items():
        if there.get(path) == digest(data) or (path in kept and path in there):
            same += 1
        elif there.get(NEW + path) == digest(data):
            resumed.append(path)
        else:
            send.append(path)
    stale = [path for path in there if path.startswith(NEW) and path.removeprefix(NEW) not in resumed]
    obsolete = [path for path in there if path.startswith("balancepoint/") and path not in wanted]
    obsolete += [path for path in SLOTS if path in there]
    return Plan(tuple(send), tuple(resumed), tuple(stale), tuple(obsolete), same)


def room(sizes: Iterable[int]) -> int:
    """Bytes of flash that files of these sizes take, with as many folders as they could want."""
    listed = list(sizes)
    return sum(-(-size // BLOCK) * BLOCK for size in listed) + (16 * BLOCK if listed else 0)
