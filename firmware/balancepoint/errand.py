"""Lazy loading on a board with little memory: a module is there for as long as it is used.

    errand("services.configure").configure(app)

Without `spare()` modules stay once they are loaded: on a laptop, and on a board with PSRAM, where loading takes longer than the
errand. A module that was taken out lives as long as somebody holds it, or an object of its classes; the next import loads a new
one.
"""

import sys

from .control.errand import errand as of_the_core

_PACKAGE = __name__[: -len("errand")]


def spare():
    """From now on what is loaded for an errand goes after it, in the core too."""
    of_the_core.begin = _loaded  # type: ignore[assignment]
    of_the_core.end = _take_out  # type: ignore[assignment]


def spares():
    """1 if it does."""
    return of_the_core.begin is _loaded


def errand(name):
    """The module `balancepoint.<name>`, loaded for this errand together with what it imports at its top."""
    with of_the_core:
        return load(name)


def load(name):
    """The module, which stays, or goes with the errand within which it is loaded."""
    whole = _PACKAGE + name
    __import__(whole)
    return sys.modules[whole]


def _loaded():
    return set(sys.modules)


def _take_out(noted):
    """What has been loaded since."""
    for whole in [name for name in sys.modules if name not in noted]:
        _drop(whole)


def _drop(whole):
    # A deleted slot still holds what was in it.
    package, _, name = whole.rpartition(".")
    sys.modules[whole] = None  # type: ignore[assignment]
    del sys.modules[whole]
    if package in sys.modules and hasattr(sys.modules[package], name):
        setattr(sys.modules[package], name, None)
        delattr(sys.modules[package], name)
