"""Puts a new program in the place of the old one, file by file, so that it can be cut at any moment and carried through later.

`balancepoint.new/` holds the files that are new, whole and verified; `complete` in it, which comes last and in one move, names
what is to be done, a path a line: to be moved to its place, or, behind a `-`, to be removed. Moving one file is atomic, and each
step is passed over when it was done before. `make flash` runs this text on the board; after a reset in the middle `boot.py` does.
"""

import os

_NEW = "balancepoint.new/"


def carry_through(root="/"):
    """Do what `complete` says; whether there was such a file."""
    new = root + _NEW
    try:
        with open(new + "complete") as file:
            todo = file.read().split("\n")
    except OSError:
        return False
    for line in todo:
        if line.startswith("-"):
            if _there(root + line[1:]):
                os.remove(root + line[1:])
            _prune(root, line[1:])
        elif line and _there(new + line):
            os.rename(new + line, root + line)
            _prune(new, line)
    os.remove(new + "complete")
    _prune(root, _NEW)
    return True


def _there(path):
    try:
        os.stat(path)
        return True
    except OSError:
        return False


def _prune(root, path):
    """Remove the folders of a path that are empty now, the innermost first."""
    while "/" in path:
        path = path[: path.rindex("/")]
        try:
            os.rmdir(root + path)
        except OSError:
            return
