"""Code that is wanted now and then: imported for the errand and dismissed at once, so that the board has its memory back after.

    from . import settings_table
    dismiss(settings_table)
    settings_table.fill(self, ...)

    controller = Controller(settings, memory)
    settle(controller)  # by the application, which needs no other

A dismissed module lives for as long as somebody holds it, or an object of its classes; the next import loads a new one. On the
laptop, where memory is no matter and loading takes longer than the errand, modules stay, and so do constructors.
"""

import sys

_BOARD = sys.implementation.name == "micropython"


def dismiss(module):
    """Takes a module out of the table of modules and out of its package."""
    if _BOARD and module.__name__ in sys.modules:
        del sys.modules[module.__name__]
        package, _, name = module.__name__.rpartition(".")
        delattr(sys.modules[package], name)


def settle(controller):
    """Takes the constructors of all that a controller is made of: it is built once, and what builds it is a tenth of the core.
    Settings and memory can still be made; for another controller see `renew`."""
    if _BOARD:
        _settle(controller, (type(controller.settings), type(controller.memory)))


def _settle(thing, spared):
    kind = type(thing)
    if kind in (list, tuple):
        for each in thing:
            _settle(each, spared)
    elif kind not in spared and hasattr(thing, "__dict__") and "__init__" in kind.__dict__:
        kind.__init__ = None  # a deleted slot still holds what was in it
        del kind.__init__
        for each in thing.__dict__.values():
            _settle(each, spared)


def renew():
    """Lets the next import load the core anew, constructors and all; the controller before should be gone by then."""
    if _BOARD:
        package = __name__.rpartition(".")[0]
        for name in list(sys.modules):
            if name.startswith(package + "."):
                del sys.modules[name]
                part = name[len(package) + 1 :]
                if "." not in part:
                    delattr(sys.modules[package], part)
