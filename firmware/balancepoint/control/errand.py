"""Code that is wanted now and then: imported for the errand and dismissed at once, so that the board has its memory back after.

    from . import settings_table
    dismiss(settings_table)
    settings_table.fill(self, ...)

    controller = Controller(settings, memory, history)
    settle(controller)  # by the application, which needs no other

A dismissed module lives for as long as somebody holds it, or an object of its classes; the next import loads a new one. On the
laptop, where memory is no matter and loading takes longer than the errand, modules stay, and so do constructors.
"""

import sys

_BOARD = sys.implementation.name == "micropython"


def dismiss(module):
    """Takes a module out of the table of modules and out of its package."""
    if _BOARD and module.__name__ in sys.modules:
        _drop(module.__name__)


def _drop(whole):
    # A deleted slot still holds what was in it.
    package, _, name = whole.rpartition(".")
    sys.modules[whole] = None  # type: ignore[assignment]
    del sys.modules[whole]
    setattr(sys.modules[package], name, None)
    delattr(sys.modules[package], name)


def settle(controller):
    """Takes the constructors of all that a controller is made of: it is built once, and what builds it is a tenth of the core.
    Settings and memory can still be made; the history is not of the core."""
    if _BOARD:
        _settle(controller, (type(controller.settings), type(controller.memory), type(controller.house.history)))


def _settle(thing, spared):
    kind = type(thing)
    if kind in (list, tuple):
        for each in thing:
            _settle(each, spared)
    elif kind not in spared and hasattr(thing, "__dict__") and "__init__" in kind.__dict__:
        kind.__init__ = None  # as in `_drop`
        del kind.__init__
        for each in thing.__dict__.values():
            _settle(each, spared)
