"""What each remembered value may be, and the checks: loaded when a `Memory` is made, stored or restored, and taken out again."""

from ..attribute import attribute
from ..care.signals import LARGEST, NONE, ROW, ROWS, SCATTERS, TRENDS
from ..drive.recent_starts import KEPT
from ..quantity import deg, hours
from ..request import FOLLOW, HEAT, HOME
from ..wish.schedule import MOST, WEEK

VERSION = 1

# name, default, low, high; None as a default: not learned yet
TABLE = (
    ("mode", HEAT, 0, 5),
    ("heat_setpoint", deg(21), deg(10), deg(28)),
    ("cool_setpoint", deg(25), deg(16), deg(32)),
    ("dial", None, -3, 3),
    ("emergency", 0, 0, 1),
    ("preset", HOME, HOME, FOLLOW),
    ("held_preset", HOME, HOME, FOLLOW - 1),  # the schedule's last one, for when there is no clock
    # the learned house (`house`); None until it takes the installer's values
    ("heat_loss", None, 0, 30000),  # 0.1 W/K
    ("heat_capacity", None, 0, 1 << 24),  # Wh/K, effective over two hours
    ("air_capacity", None, 0, 1 << 24),  # Wh/K
    ("mass_capacity", None, 0, 1 << 24),
    ("mass_coupling", None, 0, 1 << 24),  # 0.1 W/K
    ("mass_path", None, 0, 1000),  # ‰ of the heat loss that goes through the mass
    ("gains", None, 0, 20000),  # W
    ("sun_share", None, -200, 1000),
    ("sun_aperture", 0, 0, 10000),
    ("sun_gains", 0, 0, 20000),
    ("house_age", 0, 0, 1 << 24),  # usable hours
    ("house_error", None, 0, 10000),  # 0.01 K, of the last fit
    ("recovery_scale", 1000, 400, 2500),  # ‰ of the modelled heat that a rise of the room really takes
    ("recovery_late", 0, -1200, 1200),  # s by which recoveries arrive late
    ("cool_recovery_scale", 1000, 400, 2500),
    ("cool_recovery_late", 0, -1200, 3600),
    ("capacity_scale", 1000, 500, 1300),  # ‰ of the data sheet's maximum
    ("balance_point", None, deg(-60), deg(30)),
    ("return_offset_running", 0, deg(-3), deg(3)),  # return air less room, 0.01 K
    ("return_offset_off", 0, deg(-3), deg(3)),
    ("coil_approach", deg(5), 0, deg(15)),  # outdoor less running outdoor coil in heating
    ("clean_approach", 0, 0, 100000),  # of the frost-free outdoor coil, 0.01 K per kW from the air; 0 not learned
    ("defrost_wait", 1800, 1500, 21600),  # s of heating before the next defrost may begin
    ("defrost_time", 0, 0, 1200),  # s from stop to restart, usual; 0 not known
    ("defrost_energy", 0, 0, 20000),  # kJ that a defrost usually takes
    ("stuck_defrosts", 0, 0, 100),  # in a row, ended by time
    # a unit that owns its compressor (`drive.managed.response`): by how much its set point stands beyond what it goes by, 0.01 K,
    ("unit_hold", None, deg(-5), deg(5)),  # for half of its speed, in heating
    ("unit_hold_cooling", None, deg(-5), deg(5)),
    ("unit_slope", 100, 0, deg(4)),  # from its least to its most
    ("unit_slope_cooling", 100, 0, deg(4)),
    ("unit_off", None, deg(-6), 0),  # where it stops
    ("unit_off_cooling", None, deg(-6), 0),
    ("unit_lag", 120, 20, 900),  # s from a change to what it does
    ("heat_accuracy", 0, 0, 1000),  # ‰ by which the heat that the house was learned from may be wrong
    ("running_mean", None, deg(-60), deg(60)),  # outdoor, of the past days
    ("day_sum", 0, -144000, 144000),  # 0.01 °C h of the present day
    ("day_hours", 0, 0, 23),
    ("heater_latched", 0, 0, 3),  # journal.LATCHED_*
    ("valve_locked", 0, 0, 1),
    ("compressor_starts", 0, 0, 1 << 29),
    ("compressor_hours", 0, 0, 1 << 29),
    ("aux_hours", 0, 0, 1 << 29),
    ("changeovers", 0, 0, 1 << 29),
    ("defrosts", 0, 0, 1 << 29),
    # diagnosis and maintenance
    ("commissioned", 0, 0, 10080),  # min of the first week, in which all is taken for normal
    ("diagnosis", 0, 0, (6 << 16) - 1),  # see `diagnosis`
    ("filter_minutes", 0, 0, 1 << 24),  # at full airflow, since the filter was cleaned
    ("outdoor_minutes", 0, 0, 1 << 24),  # of run, since the outdoor unit was looked at
    ("long_defrosts", 0, 0, 1 << 20),  # stopped by time, since then
    ("week_minutes", 0, 0, 1 << 20),  # of the week that is being measured
    ("week_measured", 0, 0, 1 << 24),  # Wh of the meter in it
    ("week_expected", 0, 0, 1 << 24),  # Wh the map would have used for the same heat
    ("efficiency_first", None, 0, 10000),  # ‰ of the map, in the first week measured
    ("efficiency", None, 0, 10000),  # ‰ of that first week, last week
)
# name, multiple of so many, at most so many, low, high
LISTS = (
    ("start_ages", KEPT, KEPT, 0, hours(1)),  # s, of the last starts of the compressor, see `recent_starts`
    ("behaviour", ROW, ROW * ROWS, NONE, LARGEST),  # what the machine does when well, see `fdd`
    ("trends", TRENDS, TRENDS, -(1 << 20), 1 << 20),  # how far it is from that
    ("scatter", SCATTERS, SCATTERS, 0, 1 << 20),  # how far it is when well
)


def begin(memory):
    """Sets every value to its default."""
    for name, default, _low, _high in TABLE:
        setattr(memory, attribute(name), default)
    for row in LISTS:
        setattr(memory, attribute(row[0]), [])


def to_dict(memory):
    """See `Memory.to_dict`."""
    out: dict = {"version": VERSION}
    for name, _default, _low, _high in TABLE:
        out[name] = getattr(memory, attribute(name))
    for row in LISTS:
        out[row[0]] = list(getattr(memory, attribute(row[0])))
    out["schedule"] = [list(entry) for entry in memory.schedule]
    return out


def restore(memory, data):
    """See `Memory.from_dict`."""
    if not isinstance(data, dict):
        raise ValueError("memory: a table of values is needed")
    if data.get("version") != VERSION:
        raise ValueError("memory: version %s is not %d" % (data.get("version"), VERSION))
    known = ["version", "schedule"]
    memory.schedule = _schedule(data.get("schedule", []))
    for name, default, low, high in TABLE:
        known.append(name)
        value = data.get(name, default)
        if value is None and default is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError("memory: %s: %s is not a whole number between %d and %d" % (name, value, low, high))
        setattr(memory, attribute(name), value)
    for name, multiple, most, low, high in LISTS:
        known.append(name)
        setattr(memory, attribute(name), _whole_numbers(name, data.get(name, []), multiple, most, low, high))
    for name in data:
        if name not in known:
            raise ValueError("memory: %s: no such value" % name)


def _whole_numbers(name, values, multiple, most, low, high):
    if not isinstance(values, list) or len(values) > most or len(values) % multiple:
        raise ValueError(
            "memory: %s: a list of at most %d whole numbers, a multiple of %d, is needed" % (name, most, multiple)
        )
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError("memory: %s: %s is not a whole number between %d and %d" % (name, value, low, high))
    return list(values)


def _schedule(pairs):
    """The schedule from a list of pairs; ValueError names the entry that cannot be."""
    from ..wish.schedule import wrong  # here, so that the table alone loads no core

    if not isinstance(pairs, (list, tuple)) or len(pairs) > MOST:
        raise ValueError(
            "memory: schedule: %s is not a list of at most %d pairs (minute of the week, preset)" % (pairs, MOST)
        )
    schedule = tuple([tuple(pair) if isinstance(pair, (list, tuple)) else pair for pair in pairs])
    found = wrong(schedule)
    if found:
        raise ValueError(
            "memory: schedule.%d: %s is not a minute of the week (0 to %d, later than the one before) with a preset (%d to %d)"
            % (found - 2, pairs[found - 2], WEEK - 1, HOME, FOLLOW - 1)
        )
    return schedule
