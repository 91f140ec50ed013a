"""How values of the core are written in messages to Home Assistant."""

from ..control.quantity import UNKNOWN

MODES = "off heat cool heat_cool dry fan_only"  # as Home Assistant calls them, in the order of the core's Request


def fixed(value, places=2):
    """A whole number of hundredths (of tenths, of thousandths) as JSON; null where nothing is known."""
    if value is None or value == UNKNOWN:
        return "null"
    size = 10**places
    return "%s%d.%0*d" % ("-" if value < 0 else "", abs(value) // size, places, abs(value) % size)


def whole(value):
    return "null" if value is None or value == UNKNOWN else "%d" % value


def on(value):
    return '"ON"' if value else '"OFF"'
