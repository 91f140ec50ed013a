"""Milliseconds that wrap: a counter of 29 bits, so that a difference stays a small integer on every chip."""

from ..control.quantity import const

MASK = const(0x1FFFFFFF)


def since(then, ms):
    """ms from `then` to `ms`, both of the wrapping counter, at most six days."""
    return (ms - then) & MASK
