"""The protocols of units that own their compressor: which there are, how the line is set up for them, which `auto` has found."""

from ..errand import errand

SERIAL = ("cn105", "s21", "midea", "cncnt", "gree", "toshiba", "hlink", "fujiuart", "nonnasa", "nasa", "lg", "haier")
# What is tried, the most harmless first: kind and baud, 0: the protocol's own. New ones at the end: the chip's numbers count them
TRIED = (("s21", 0), ("cn105", 0), ("cn105", 9600), ("midea", 0), ("haier", 0))
_KEPT = "unit"  # of the chip's numbers: the place in TRIED that answered, from 1


def session_of(kind, by=errand):
    """The class of a protocol's sessions, loaded for an errand, or `by` another way."""
    return by("units.%s.session" % kind).Session


def tune(line, session, baud=0):
    """The line as a protocol wants it."""
    line.setup(baud or session.BAUD, session.PARITY, session.STOP, getattr(session, "INVERTED", 0))


def found(numbers):
    """(kind, baud) that answered `auto` before, or None."""
    try:
        place = numbers.get_i32(_KEPT)
    except OSError:
        return None
    return TRIED[place - 1] if 0 < place <= len(TRIED) else None


def keep(numbers, place):
    """From the next start on `auto` is the one at that place in TRIED; -1: nothing is known any more."""
    numbers.set_i32(_KEPT, place + 1)
    numbers.commit()
