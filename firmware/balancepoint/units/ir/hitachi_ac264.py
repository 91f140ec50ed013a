"""Hitachi, 264 bits. No vane."""

from ...control.quantity import const
from .hitachi import frame_of, said
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(400)
ZERO = const(500)
ONE = const(1250)
MSB = const(0)
PARTS = ((PAIR, 3300, 1700), (BYTES, 0, 33), (PAIR, 400, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (33,)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3200)
STEP = const(100)
MAIN = const(0)


def messages(want, before):
    return (frame_of(want, before, 33),)


def read(frame, count, state):
    return said(frame, count, state) if count == 33 else 0
