"""What each setting may be, and the checks: loaded when settings are made or described, and taken out again (see `errand`).

Defaults come from makers' service manuals, ASHRAE and utility practice, and bench runs.
"""

from ..attribute import attribute
from ..errand import errand
from ..quantity import clamp, deg, hours, minutes

HEATING = "heating"
COOLING = "cooling"
NONE = "none"

# name, default, low, high, unit
TABLE = (
    # sensors
    ("room_sensors", 1, 1, 4, ""),
    ("room_report_interval", 10, 1, hours(2), "s"),
    ("outdoor_report_interval", 10, 1, hours(2), "s"),
    ("room_filter", 120, 10, 900, "s"),
    # comfort
    ("dial_heat", deg(21), deg(15), deg(23), "0.01 °C"),
    ("dial_cool", deg(25), deg(20), deg(28), "0.01 °C"),
    ("dial_step", 200, 50, 350, "‰ of a vote (PMV)"),
    ("humidity_shift", 0, 0, deg(0.5), "0.01 K"),
    ("wall_shift", 0, 0, deg(1), "0.01 K"),
    ("wall_share", 200, 0, 500, "‰"),
    ("wall_loss", 30, 5, 300, "0.01 W/(m2 K)"),
    ("wall_lag", hours(12), hours(6), hours(24), "s"),
    ("window_share", 80, 0, 300, "‰"),
    ("window_loss", 140, 50, 580, "0.01 W/(m2 K)"),
    ("sleep_setback", deg(1.5), 0, deg(3), "0.01 K"),
    ("eco_setback", deg(1.5), 0, deg(3), "0.01 K"),
    ("away_setback", deg(3), 0, deg(3), "0.01 K"),
    ("setpoint_gap", deg(2), deg(1.5), deg(6), "0.01 K"),
    ("wish_limit", deg(22), deg(18), deg(25), "0.01 °C"),
    ("wish_ramp", deg(1), deg(0.2), deg(3), "0.01 K/h"),
    ("changeover_persist", minutes(15), minutes(5), hours(2), "s"),
    ("changeover_hold", minutes(30), minutes(10), hours(6), "s"),
    ("changeovers_a_day", 4, 1, 12, ""),
    ("cooling_above", deg(10), deg(0), deg(25), "0.01 °C outdoor"),
    ("heating_below", deg(25), deg(10), deg(35), "0.01 °C outdoor"),
    ("dry_humidity", 600, 400, 800, "‰"),
    ("dry_dew_point", deg(16), deg(8), deg(22), "0.01 °C"),
    # capacity
    ("proportional", 400, 70, 500, "‰ of maximum capacity per K"),
    ("integral_time", minutes(45), minutes(30), hours(4), "s"),
    ("house_heat_loss", 1200, 100, 10000, "0.1 W/K"),
    ("house_heat_capacity", 3500, 200, 40000, "Wh/K"),
    ("house_gains", 300, 0, 5000, "W"),
    ("latitude", 0, 0, 65, "°"),
    # compressor
    ("stop_band", deg(0.4), deg(0.3), deg(1.0), "0.01 K"),
    ("start_band", deg(0.35), deg(0.1), deg(1.0), "0.01 K"),
    ("warm_up_band", deg(1.0), deg(0.5), deg(2.0), "0.01 K"),
    ("warm_up", minutes(15), 0, hours(1), "s"),
    ("minimum_on", minutes(10), minutes(3), minutes(20), "s"),
    ("minimum_off", minutes(5), minutes(3), minutes(20), "s"),
    ("starts_an_hour", 3, 1, 6, ""),
    ("oil_return_after", hours(2), minutes(30), hours(12), "s"),
    ("oil_return_time", minutes(3), minutes(1), minutes(10), "s"),
    ("oil_return_below", deg(15), deg(-10), deg(30), "0.01 °C outdoor"),
    ("compressor_lockout", deg(-50), deg(-50), deg(10), "0.01 °C outdoor"),
    ("switchover", deg(-50), deg(-50), deg(15), "0.01 °C outdoor"),
    # a unit that owns its compressor: what it can be told; not read under direct drive
    ("managed", 0, 0, 1, ""),
    ("setpoint_step", 50, 50, 100, "0.01 K"),
    ("setpoint_low", deg(16), deg(5), deg(20), "0.01 °C"),
    ("setpoint_high", deg(30), deg(24), deg(40), "0.01 °C"),
    ("room_feed", 0, 0, 2, ""),
    # indoor fan and vane
    ("own_fan", 1, 0, 1, ""),
    ("wide_vane", 1, 0, 1, ""),
    ("airflow_low_m3h", 240, 50, 3000, "m³/h"),
    ("airflow_high_m3h", 760, 60, 5000, "m³/h"),
    ("outlet_cm2", 470, 50, 5000, "cm²"),
    ("mount_height", 220, 30, 400, "cm"),
    ("room_depth", 500, 100, 1500, "cm"),
    ("room_width", 450, 100, 1500, "cm"),
    ("quiet_from", 0, 0, 1439, "min of the day"),
    ("quiet_until", 0, 0, 1439, "min of the day"),
    # defrost
    ("own_defrost", 1, 0, 1, ""),
    # backup heater
    ("aux_stages", 0, 0, 2, ""),
    ("aux_power_1", 1500, 0, 20000, "W"),
    ("aux_power_2", 1500, 0, 20000, "W"),
    ("aux_in_air_stream", 0, 0, 1, ""),
    ("aux_ceiling", deg(5), deg(-10), deg(10), "0.01 °C outdoor"),
    ("aux_lockout_start", deg(2), deg(-10), deg(10), "0.01 °C outdoor"),
    ("aux_droop", deg(1.0), deg(0.5), deg(3), "0.01 K"),
    ("aux_saturation", minutes(20), minutes(5), hours(3), "s"),
    ("aux_stage_delay", minutes(10), minutes(2), hours(1), "s"),
    ("aux_minimum_on", minutes(5), minutes(1), minutes(30), "s"),
    ("aux_minimum_off", minutes(5), minutes(1), hours(1), "s"),
    ("aux_budget", 150, 10, 1000, "‰ of a day's heat"),
    # maintenance
    ("filter_hours", 250, 50, 5000, "h at full airflow"),
    ("outdoor_check_hours", 2000, 200, 20000, "h of run"),
)

UNIT = (
    "heating", "cooling", "speed_min", "speed_rated", "speed_max", "valve_energised_in", "low_cutout", "zones",
    "service_name", "service_phone", "season_lock",
)  # fmt: skip


def _whole(name, value, low, high, unit):
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError("%s: %s is not a whole number between %d and %d %s" % (name, value, low, high, unit))
    return value


_RATED_AT = deg(8.33)
_RATED = 5163  # W at that; the `house_` values of the table are of a house for which such a unit is bought
_WATTS = 30000  # the largest heat or power of one unit; ten times more is a slip of the unit


def _usual(settings, row):
    """The default of a row of the table: a house that nobody described is as large as its unit lets expect, a guess for the first
    days. By the rated heat next to 47 °F (AHRI 210/240; the 7 °C of EN 14511 are near)."""
    name, default, low, high = row[:4]
    if not name.startswith("house_"):
        return default
    apart = [abs(point[0] - _RATED_AT) for point in settings.heating]
    return clamp(default * settings.heating[apart.index(min(apart))][3] // _RATED, low, high)


def _point(name, outdoor, label, point):
    heat, power = point
    _whole("%s at %s, %s heat" % (name, outdoor, label), heat, 50, _WATTS, "W")
    _whole("%s at %s, %s power" % (name, outdoor, label), power, 10, _WATTS, "W")
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


def fill(
    settings,
    heating,
    speed_min,
    speed_max,
    cooling=None,
    speed_rated=None,
    valve_energised_in=HEATING,
    low_cutout=deg(-26),
    zones=(),
    service_name="",
    service_phone="",
    season_lock=NONE,
    **values,
):
    """Checks all that was given and sets it, or the default, as attributes of `settings`; see `Settings`."""
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
    settings.service_name, settings.service_phone = _contact(service_name, service_phone)
    for row in TABLE:
        name, _default, low, high, unit = row
        value = values.pop(name, _usual(settings, row))
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
    step = getattr(settings, attribute("setpoint_step"))
    if step not in (50, 100):
        raise ValueError("setpoint_step: %s is neither 50 nor 100 0.01 K" % step)
    settings.zones = _zones(zones, settings)


def plain(settings):
    """{name: value} of every setting."""
    out = {name: getattr(settings, attribute(name)) for name in UNIT}
    out.update(tabled(settings))
    return out


def tabled(settings):
    """{name: value} of all in TABLE."""
    return {row[0]: getattr(settings, attribute(row[0])) for row in TABLE}


def describe(settings):
    """See `Settings.describe`."""
    with errand:
        from .settings_text import MEANING as meaning
    out: list = []
    for name in UNIT:
        out.append((name, getattr(settings, attribute(name)), None, None, None, "", meaning[name]))
    for row in TABLE:
        name, _default, low, high, unit = row
        out.append((name, getattr(settings, attribute(name)), _usual(settings, row), low, high, unit, meaning[name]))
    return out
