"""What people ask for. Made once and reused; the last valid copy is kept in `Memory`."""

from .quantity import const

OFF = const(0)
HEAT = const(1)
COOL = const(2)
AUTO = const(3)
DRY = const(4)
FAN = const(5)

MODES = (OFF, HEAT, COOL, AUTO, DRY, FAN)

HOME = const(0)
AWAY = const(1)
SLEEP = const(2)
ECO = const(3)
FOLLOW = const(4)  # the schedule

PRESETS = (HOME, AWAY, SLEEP, ECO, FOLLOW)


class Request:
    """`mode`: one of `MODES`. `heat_setpoint`, `cool_setpoint`: 0.01 °C.

    `dial`: None, or the comfort dial -3 (cooler) .. +3 (warmer), which then replaces both set points.
    `emergency`: 1 asks for emergency heat (the heater alone, the heat pump resting).
    `preset`: one of `PRESETS`. Set points and dial are those of HOME, the others set them back (`settings`); what a person
    chooses holds until it is changed, FOLLOW leaves the choice to `schedule`: a tuple of (minute of the local week, preset),
    rising, see `schedule`. Without one FOLLOW is HOME.
    """

    __slots__ = ("mode", "heat_setpoint", "cool_setpoint", "dial", "emergency", "preset", "schedule")

    def __init__(
        self, mode=OFF, heat_setpoint=2100, cool_setpoint=2500, dial=None, emergency=0, preset=HOME, schedule=()
    ):
        self.mode = mode
        self.heat_setpoint = heat_setpoint
        self.cool_setpoint = cool_setpoint
        self.dial = dial
        self.emergency = emergency
        self.preset = preset
        self.schedule = schedule
