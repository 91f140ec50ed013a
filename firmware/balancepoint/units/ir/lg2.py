"""LG, 28 bits with a short header: remotes AKB75215403, AKB74955603 and AKB73757604."""

from ...control.quantity import const
from . import lg_code
from .wave import FILL, LAST_BITS, PAIR

CARRIER = const(38000)
DUTY = const(33)
MARK = const(480)
ZERO = const(550)
ONE = const(1600)
MSB = const(1)
PARTS = ((PAIR, 3200, 9900), (LAST_BITS, 28), (FILL, 480, 108050, 39750))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (4,)
MODELS = ("AKB75215403", "AKB74955603", "AKB73757604")
LOW = const(1600)
HIGH = const(3000)
STEP = const(100)
MAIN = const(0)

_KINDS = b"\x00\x02\x03"  # of `lg_code`, by model


def messages(want, before):
    return lg_code.messages(want, before, _KINDS[want.model])


def read(frame, count, state):
    return lg_code.read(frame, count, state)
