"""What each setting may be: loaded when settings are made or described, and taken out again (see `errand`).

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
    ("cooling_lockout", deg(-10), deg(-40), deg(25), "0.01 °C outdoor"),
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


_RATED_AT = deg(8.33)
_RATED = 5163  # W at that; the `house_` values of the table are of a house for which such a unit is bought


def usual(settings, row):
    """The default of a row of the table: a house that nobody described is as large as its unit lets expect, a guess for the first
    days. By the rated heat next to 47 °F (AHRI 210/240; the 7 °C of EN 14511 are near)."""
    name, default, low, high = row[:4]
    if not name.startswith("house_"):
        return default
    apart = [abs(point[0] - _RATED_AT) for point in settings.heating]
    return clamp(default * settings.heating[apart.index(min(apart))][3] // _RATED, low, high)


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
        out.append((name, getattr(settings, attribute(name)), usual(settings, row), low, high, unit, meaning[name]))
    return out
