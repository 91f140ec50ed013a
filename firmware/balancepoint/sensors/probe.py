"""The last value of one quantity, when it was measured, and what is wrong with its sensor.

    probe.put(2130, now)            # 21.30 °C
    probe.fail(OPEN)                # the value stays, and its age grows: what it is still good for is decided in `sensing`
    probe.into(reading, now)        # for the core

Every driver has `probes`, (name of the core's reading, Probe) of each, and `step(now)`, called once a second with s since
boot, which waits for nothing longer than one short exchange on its bus.
"""

from ..control.quantity import const

FINE = const(0)
WAITING = const(1)
ABSENT = const(2)
BUS = const(3)
CHECKSUM = const(4)
POWER_ON = const(5)
OPEN = const(6)
SHORT = const(7)
RANGE = const(8)
STRANGER = const(9)
SILENT = const(10)

_NO_DEVICE = const(19)  # ENODEV: nobody acknowledged the I2C address


class Probe:
    """`value` in the core's unit, None before the first; `at`: s since boot when it was measured; `fault`: one of the above."""

    __slots__ = ("value", "at", "fault")

    def __init__(self):
        self.value = None
        self.at = 0
        self.fault = WAITING

    def put(self, value, now):
        self.value = value
        self.at = now
        self.fault = FINE

    def fail(self, fault):
        self.fault = fault

    def into(self, reading, now):
        """Set a `Reading` of the core, or clear it if nothing ever came."""
        if self.value is None:
            reading.clear()
        else:
            reading.set(self.value, now - self.at)


def bus_fault(error):
    """The fault that an OSError of the I2C bus means."""
    return ABSENT if error.args and error.args[0] == _NO_DEVICE else BUS
