"""Integer units of the control core, and how constants are written in the units of a data sheet.

temperature 0.01 °C · power W · speed Hz · time s · fraction ‰ (the resolution of the Matter and Zigbee thermostat
clusters). Every intermediate of the tick stays inside 30 bits, a small integer of MicroPython on a 32-bit chip.
"""

try:
    from micropython import const
except ImportError:  # CPython

    def const(value):  # type: ignore[no-redef,misc]
        return value


UNKNOWN = const(-32768)  # where nothing is known: below every temperature, humidity, power, minute
NEVER = const(1 << 29)  # s since boot: later than anything


def deg(celsius):
    """A temperature or a temperature difference, °C or K, in 0.01 K."""
    return int(round(celsius * 100))


def minutes(count):
    """A time in s."""
    return int(round(count * 60))


def hours(count):
    """A time in s."""
    return int(round(count * 3600))


def clamp(value, low, high):
    """`value`, no lower than `low`, no higher than `high`."""
    if value < low:
        return low
    if value > high:
        return high
    return value


def divide(numerator, denominator):
    """The quotient rounded to the nearest integer; floor division alone would drift downwards in filters."""
    return (numerator + (denominator >> 1)) // denominator
