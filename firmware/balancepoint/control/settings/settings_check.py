"""The checks of the installer's settings: loaded when some are made, and taken out again (see `errand`)."""

from ..attribute import attribute
from ..errand import errand
from ..quantity import deg
from .settings_table import COOLING, HEATING, NONE, TABLE, usual

_BEST = 25  # COP; the best minimum points of the NEEP list have 15
_LEAST_STAGE = 100  # W
# What a unit need not say of itself
_UNIT = {
    "cooling": None,
    "speed_rated": None,
    "valve_energised_in": HEATING,
    "low_cutout": deg(-26),
    "zones": (),
    "service_name": "",
    "service_phone": "",
    "season_lock": NONE,
}
_WATTS = 30000  # the largest heat or power of one unit; ten times more is a slip of the unit


def _whole(name, value, low, high, unit):
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError("%s: %s is not a whole number between %d and %d %s" % (name, value, low, high, unit))
    return value


def _point(name, outdoor, label, point):
    heat, power = point
    _whole("%s at %s, %s heat" % (name, outdoor, label), heat, 50, _WATTS, "W")
    _whole("%s at %s, %s power" % (name, outdoor, label), power, 10, _WATTS, "W")
    if not power <= heat <= power * _BEST:
        raise ValueError(
            "%s at %s, %s: %d W of heat from %d W of power; a heat pump gives 1 to %d times its power"
            % (name, outdoor, label, heat, power, _BEST)
        )
    return heat, power


def _rows(name, rows):
    """Flatten data-sheet rows (outdoor, (Qmin, Pmin), (Qrated, Prated) or None, (Qmax, Pmax)), warmest last."""
    out: list = []
    for row in sorted(rows):
        outdoor = _whole(name + " outdoor", row[0], deg(-60), deg(60), "(0.01 °C)")
        if out and out[-1][0] == outdoor:
            raise ValueError("%s: %s stands twice; one row for each outdoor temperature" % (name, outdoor))
        least = _point(name, outdoor, "minimum", row[1])
        most = _point(name, outdoor, "maximum", row[3])
        rated = _point(name, outdoor, "rated", row[2]) if row[2] is not None else (None, None)
        if not (least[0] < most[0] and least[1] < most[1]):
            raise ValueError("%s at %s: maximum %s must be above minimum %s, in W" % (name, outdoor, most, least))
        if row[2] is not None and not least[0] < rated[0] <= most[0]:
            raise ValueError(
                "%s at %s: rated heat %s is not above %s and at most %s W"
                % (name, outdoor, rated[0], least[0], most[0])
            )
        out.append([outdoor, least[0], least[1], rated[0], rated[1], most[0], most[1]])
    if len(out) < 2:
        raise ValueError("%s: %d rows; at least 2 outdoor temperatures are needed" % (name, len(out)))
    share = 500  # ‰ of the way from minimum to maximum; a row without a rated point takes its neighbour's
    for row in out[::-1]:
        if row[3] is not None:
            share = (row[3] - row[1]) * 1000 // (row[5] - row[1])
    for row in out[::-1]:
        if row[3] is None:
            row[3] = row[1] + (row[5] - row[1]) * share // 1000
            row[4] = row[2] + (row[6] - row[2]) * share // 1000
        else:
            share = (row[3] - row[1]) * 1000 // (row[5] - row[1])
    return tuple([tuple(row) for row in out])


def _zones(zones, settings):
    """Where people sit, checked: (distance cm, bearing °, height cm) each."""
    if zones == ():
        return zones
    with errand:
        from ..air import jet
    if not isinstance(zones, (tuple, list)) or len(zones) > jet.ZONES:
        raise ValueError(
            "zones: %s is not a list of at most %d (distance cm, bearing °, height cm)" % (zones, jet.ZONES)
        )
    out: list = []
    for k, zone in enumerate(zones):
        name = "zones.%d" % k
        if not isinstance(zone, (tuple, list)) or len(zone) != 3:
            raise ValueError("%s: %s is not (distance cm, bearing °, height cm)" % (name, zone))
        _whole(name + " distance", zone[0], 20, 1500, "cm")
        _whole(name + " bearing", zone[1], -60, 60, "°")
        _whole(name + " height", zone[2], 10, 200, "cm")
        if not jet.fits(zone, settings.room_depth, settings.room_width):
            raise ValueError(
                "%s: %s is outside the room of %d by %d cm"
                % (name, tuple(zone), settings.room_depth, settings.room_width)
            )
        out.append(tuple(zone))
    return tuple(out)


def _contact(name, phone):
    """Name and number of who is to be called: both or none."""
    for label, text, most in (("service_name", name, 60), ("service_phone", phone, 30)):
        if not isinstance(text, str) or len(text) > most or any([ord(letter) < 32 for letter in text]):
            raise ValueError("%s: %s is not a text of at most %d letters in one line" % (label, repr(text), most))
    name, phone = name.strip(), phone.strip()
    digits = [letter for letter in phone if "0" <= letter <= "9"]
    if phone and (len(digits) < 3 or any([letter not in "0123456789+-/(). " for letter in phone])):
        raise ValueError("service_phone: '%s' is not a telephone number (digits, + - / ( ) . and blanks)" % phone)
    if name and not phone:
        raise ValueError("service_phone: missing, a number is needed to call '%s'" % name)
    if phone and not name:
        raise ValueError("service_name: missing, whose number is '%s'" % phone)
    return name, phone


def fill(settings, given):
    """Checks all of `given` (name -> value) and sets it, or the default, as attributes of `settings`; see `Settings`."""
    values = dict(_UNIT)
    values.update(given)
    for name in ("heating", "speed_min", "speed_max"):
        if name not in values:
            raise ValueError("%s: missing, it has no default" % name)
    take = values.pop
    heating, cooling = take("heating"), take("cooling")
    speed_min, speed_rated, speed_max = take("speed_min"), take("speed_rated"), take("speed_max")
    valve_energised_in, season_lock, low_cutout = take("valve_energised_in"), take("season_lock"), take("low_cutout")
    zones = take("zones")
    settings.service_name, settings.service_phone = _contact(take("service_name"), take("service_phone"))
    _whole("speed_min", speed_min, 1, 240, "Hz")
    _whole("speed_max", speed_max, 1, 240, "Hz")
    if not speed_min < speed_max:
        raise ValueError("speed_min %s, speed_max %s: the maximum must be the larger, in Hz" % (speed_min, speed_max))
    if speed_rated is None:
        speed_rated = (speed_min + speed_max) // 2
    _whole("speed_rated", speed_rated, speed_min + 1, speed_max - 1, "Hz")
    if valve_energised_in not in (HEATING, COOLING):
        raise ValueError("valve_energised_in: '%s' is not heating or cooling" % (valve_energised_in,))
    _whole("low_cutout", low_cutout, deg(-60), deg(10), "(0.01 °C)")
    if season_lock not in (NONE, HEATING, COOLING):
        raise ValueError("season_lock: '%s' is not none, heating or cooling" % (season_lock,))
    settings.heating = _rows("heating", heating)
    settings.cooling = _rows("cooling", cooling) if cooling else None
    settings.speed_min = speed_min
    settings.speed_rated = speed_rated
    settings.speed_max = speed_max
    settings.valve_energised_in = valve_energised_in
    settings.low_cutout = low_cutout
    settings.season_lock = season_lock
    for row in TABLE:
        name, _default, low, high, unit = row
        value = values.pop(name, usual(settings, row))
        if name.endswith("_setback") and isinstance(value, int) and value > high:
            unit += ": warming up from a deeper setback takes more than it saves"
        if name == "room_report_interval":
            # One for each sensor, the last for the rest.
            every = value if isinstance(value, (tuple, list)) and value else (value,)
            setattr(settings, attribute(name), tuple([_whole(name, each, low, high, unit) for each in every]))
        else:
            setattr(settings, attribute(name), _whole(name, value, low, high, unit))
    for name in values:
        raise ValueError("%s: no such setting" % name)
    for stage in range(getattr(settings, attribute("aux_stages"))):
        name = "aux_power_%d" % (stage + 1)
        power = getattr(settings, attribute(name))
        if power < _LEAST_STAGE:
            raise ValueError("%s: %s W heats no room; at least %d W, or fewer aux_stages" % (name, power, _LEAST_STAGE))
    step = getattr(settings, attribute("setpoint_step"))
    if step not in (50, 100):
        raise ValueError("setpoint_step: %s is neither 50 nor 100 0.01 K" % step)
    settings.zones = _zones(zones, settings)
