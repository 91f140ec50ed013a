"""After the start, on a board with little memory: what only builds goes. A chip that builds again starts again.

settle()        # constructors of all classes that are loaded by now, a tenth of the code
"""

import sys

_PACKAGE = __name__[: -len("settling")]
_HAL = _PACKAGE + "hal"  # has the chip's own classes


def settle(spared=()):
    """Takes the constructors, but for those of the classes that are `spared`. It asks for no large block: the `__dict__` of an
    object would be a copy."""
    for name in sys.modules:
        if name.startswith(_PACKAGE) and name != _HAL:
            for thing in sys.modules[name].__dict__.values():
                if isinstance(thing, type) and thing not in spared and hasattr(thing, "__init__"):
                    _take(thing)


def _take(kind):
    try:
        kind.__init__ = None  # a deleted slot still holds what was in it
        del kind.__init__
    except AttributeError:
        pass  # one of Python's own
