"""What power is drawn, and how that is known. Loaded when somebody asks."""

from ..control.quantity import UNKNOWN

_AGE = 120  # s


def drawn(app):
    """(W or None, where that comes from, COP in tenths or UNKNOWN). meter: a sensor of the board or of the network; unit: the
    unit says it; estimated: by the unit's map at the speed that turns."""
    s = app.controller.situation
    reading = app.readings.power
    power = reading.within(0, 60000, _AGE)
    origin = "estimated"
    if power is not None:
        origin = "meter" if [1 for filled, _probe in app.probes if filled is reading] else "unit"
    elif not s.turning:
        power = 0
    elif s.map is not None and not s.defrosting:
        power = s.map.power_for(s.heat_now)
    cop = UNKNOWN
    if power and s.turning and not s.defrosting:
        cop = s.heat_now * 10 // power
    return power, origin, cop
