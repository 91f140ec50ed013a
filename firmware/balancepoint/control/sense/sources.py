"""What the sensors are called, and where the room and the outdoor temperature may come from."""

from ..quantity import const

NONE = const(0)  # sources of the room temperature
ROOM = const(1)
RETURN_AIR = const(2)
COIL = const(3)

SENSOR = const(1)  # sources of the outdoor temperature, NONE included
COIL_STANDSTILL = const(2)
COIL_RUNNING = const(3)

MAX_ROOMS = const(4)
FAULT_NAMES = (
    "room 1", "room 2", "room 3", "room 4", "return air", "supply", "indoor coil", "outdoor", "outdoor coil",
    "discharge", "humidity",
)  # fmt: skip
INDOOR_COIL = const(6)  # places among them
OUTDOOR = const(7)
DISCHARGE = const(9)
CHANGES = const(11)  # index in `sensor_faults` of the count of changes

SUNNY = const(200)  # W/m²
