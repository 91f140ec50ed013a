"""After the start, on a board with little memory: what only builds goes. A chip that builds again starts again.

settle()                # constructors of all classes that are loaded by now, a tenth of the code
settle((), "units.")    # of those in a room: what is taken out of the table of modules later is not found any more
"""

import sys

_PACKAGE = __name__[: -len("settling")]
_HAL = _PACKAGE + "hal"  # has the chip's own classes


def settle(spared=(), room=""):
    """Takes the constructors, and what a unit can by its protocol, but for those of the classes that are `spared`. It asks for no
    large block: the `__dict__` of an object would be a copy."""
    for name in sys.modules:
        if name.startswith(_PACKAGE + room) and name != _HAL:
            for thing in sys.modules[name].__dict__.values():
                if isinstance(thing, type) and thing not in spared:
                    _take(thing)


def _take(kind):
    try:
        if hasattr(kind, "ABILITIES"):
            kind.ABILITIES = None  # a deleted slot still holds what was in it
        if hasattr(kind, "__init__"):
            kind.__init__ = None
            del kind.__init__
    except (AttributeError, TypeError):
        pass  # one of Python's own
