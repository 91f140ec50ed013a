"""What runs here, in lines for people: program and board, and errors."""

import gc

from .. import hal

NO_MEMORY = "not enough memory for this now; the control goes on"


def describe(error):
    """An exception in one line."""
    if isinstance(error, MemoryError):
        gc.collect()
        return NO_MEMORY
    return "%s: %s" % (type(error).__name__, error) if str(error) else type(error).__name__


def banner():
    return "Balancepoint %s on %s, %s" % (hal.board.VERSION, hal.board.NAME, hal.interpreter())
