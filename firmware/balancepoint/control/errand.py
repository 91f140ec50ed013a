"""Code that is wanted now and then: imported for the errand and dismissed at once, so that the board has its memory back after.

    from . import settings_table
    dismiss(settings_table)
    settings_table.fill(self, ...)

A dismissed module lives for as long as somebody holds it, or an object of its classes; the next import loads a new one. On the
laptop, where memory is no matter and loading takes longer than the errand, modules stay.
"""

import sys

_BOARD = sys.implementation.name == "micropython"


def dismiss(module):
    """Takes a module out of the table of modules and out of its package."""
    if _BOARD and sys.modules.pop(module.__name__, None):
        package, _, name = module.__name__.rpartition(".")
        delattr(sys.modules[package], name)
