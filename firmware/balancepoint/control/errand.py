"""Code that is wanted now and then: loaded for an errand, and on a board with little memory taken out again after it.

    with errand:
        from . import settings_check
    settings_check.fill(self, values)

What the block was the first to import is out of the table of modules when it ends, and lives for as long as somebody holds it.
The core itself knows nothing of loading: who runs it says how (`balancepoint.errand`); else every module stays where it is.
"""


class Errand:
    """`begin()` notes what is loaded, `end(noted)` takes out the rest. Nothing in a block may give control away (`yield`)."""

    def __init__(self):
        self.begin = _nothing
        self.end = _nothing
        self._noted = []  # a block may lie within another

    def __enter__(self):
        self._noted.append(self.begin())

    def __exit__(self, kind, error, trace):
        self.end(self._noted.pop())


def _nothing(noted=None):
    """Modules stay."""


errand = Errand()
