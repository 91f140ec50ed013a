"""What the sensors and the outdoor unit say: integers or None, each with its age.

Made once and reused; the caller overwrites `value` and `age` before each tick. A value that could not be read, or is not a
number, is None; a value that is merely old keeps its growing age. What may be trusted is decided in `sensing`.

    readings = Readings(room_sensors=2)
    readings.rooms[0].set(2130)            # 21.30 °C, measured now
    readings.outdoor.set(-540, age=20)     # -5.40 °C, measured 20 s ago
    readings.power.clear()                 # no meter
"""

from .quantity import const

HIGH_PRESSURE = const(65535)  # a fault that is no maker's code: the contact of the high-pressure chain
NEVER = 1 << 24  # the age of a reading that never came: half a year in seconds


class Reading:
    """One measured value (unit: see `Readings`) and its age in s."""

    __slots__ = ("value", "age")

    def __init__(self):
        self.value = None
        self.age = NEVER

    def set(self, value, age=0):
        self.value = value
        self.age = age

    def clear(self):
        self.value = None
        self.age = NEVER

    def within(self, low, high, longest):
        """The value if it is a whole number from `low` to `high` and no older than `longest` s, else None."""
        value = self.value
        if type(value) is int and low <= value <= high and self.age <= longest:
            return value
        return None


class Readings:
    """All that the core may know. Whatever a house does not have stays None.

    Temperatures in 0.01 °C: `rooms` (a list), `return_air` (at the head's inlet), `supply` (after coil and heater),
    `indoor_coil`, `outdoor`, `outdoor_coil`, `discharge`.
    `speed` compressor feedback, Hz · `power` of the heat pump, W · `aux_current_mA` of the heater · `fan_proven` 0/1 ·
    `defrosting` 0/1 as the outdoor unit reports it · `fault` code of the unit, 0 = none, HIGH_PRESSURE · `window_open` 0/1 ·
    `humidity` of the room air, ‰ · `sun` W/m², on the horizontal if
    `settings.latitude` is given, else as the windows get it · `minute_of_week` local wall clock, 0 = Monday 00:00 ·
    `presence` bits of the zones with people in them (`settings`), 0 = nobody · `running` 0/1: a unit that owns its compressor
    says that it works, and has not stopped at its set point · `standby` 0/1: another head of the outdoor unit has the compressor.
    """

    __slots__ = (
        "rooms", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge", "speed", "power",
        "aux_current_mA", "fan_proven", "defrosting", "fault", "window_open", "humidity", "sun", "minute_of_week",
        "presence", "running", "standby",
    )  # fmt: skip

    def __init__(self, room_sensors=1):
        self.rooms = [Reading() for _ in range(room_sensors)]
        self.return_air = Reading()
        self.supply = Reading()
        self.indoor_coil = Reading()
        self.outdoor = Reading()
        self.outdoor_coil = Reading()
        self.discharge = Reading()
        self.speed = Reading()
        self.power = Reading()
        self.aux_current_mA = Reading()
        self.fan_proven = Reading()
        self.defrosting = Reading()
        self.fault = Reading()
        self.window_open = Reading()
        self.humidity = Reading()
        self.sun = Reading()
        self.minute_of_week = Reading()
        self.presence = Reading()
        self.running = Reading()
        self.standby = Reading()
