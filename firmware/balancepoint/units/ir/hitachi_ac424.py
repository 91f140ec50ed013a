"""Hitachi, 424 bits. The vane is turned over by the key that a message says was pressed."""

from ...control.quantity import const
from .hitachi import frame_of, said
from .wave import BYTES, PAIR

CARRIER = const(38000)
DUTY = const(50)
MARK = const(463)
ZERO = const(372)
ONE = const(1208)
MSB = const(0)
PARTS = ((PAIR, 29784, 49290), (PAIR, 3416, 1604), (BYTES, 0, 53), (PAIR, 463, 100000))
COPIES = const(1)
TAIL = const(0)
LENGTHS = (53,)
MODELS = ("",)
LOW = const(1600)
HIGH = const(3200)
STEP = const(100)
MAIN = const(0)


def messages(want, before):
    return (frame_of(want, before, 53),)


def read(frame, count, state):
    return said(frame, count, state) if count == 53 else 0
