"""LG, 28 bits with a long header: remotes GE6711AR2853M and LG6711A20083V."""

from ...control.quantity import const
from . import lg_code
from .wave import FILL, LAST_BITS, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(550)
ZERO = const(550)
ONE = const(1600)
MSB = const(1)
PARTS = ((PAIR, 8500, 4250), (LAST_BITS, 28), (FILL, 550, 108050, 39750))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (4,)
MODELS = ("GE6711AR2853M", "LG6711A20083V")
LOW = const(1600)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_KINDS = b"\x00\x01"  # of `lg_code`, by model


def messages(want, before):
    return lg_code.messages(want, before, _KINDS[want.model])


def read(frame, count, state):
    return lg_code.read(frame, count, state)
