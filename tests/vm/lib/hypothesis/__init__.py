"""What the firmware's tests use of hypothesis, for MicroPython: pseudo-random examples, the same at every run, no shrinking.

A sixth of the examples that a test asks for, for the VM is slow: the search for rare cases is CPython's part, here it is
whether both compute the same. The first examples are all at their low, then all at their high ends; later each value has one
chance in eight of an end.
"""

import random

from pytest import Test

SHARE = 6
LEAST = 4


class Unsatisfied(Exception):
    """`assume` was not met."""


def assume(true):
    if not true:
        raise Unsatisfied()
    return True


def given(*positional, **named):
    def decorate(function):
        test = Test.of(function)
        test.positional = positional
        test.named = named
        return test

    return decorate


def settings(max_examples=100, deadline=None):
    def decorate(function):
        test = Test.of(function)
        test.examples = max_examples
        return test

    return decorate


def examples(strategies, count, seed):
    """`count` (or a few more, should `assume` refuse some) lists of one value for each strategy."""
    source = Source(seed)
    for k in range(max(LEAST, -(-count // SHARE))):
        source.end = {0: -1, 1: 1}.get(k, 0)
        yield [strategy.draw(source) for strategy in strategies]


class Source:
    """Where strategies draw from. `end`: -1 always the low end, 1 the high one, 0 mostly at random."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.end = 0

    def ends(self, low, high):
        """One of the ends, or None: draw at random."""
        if self.end:
            return low if self.end < 0 else high
        chance = self.random.randrange(16)
        return low if chance == 0 else high if chance == 1 else None
