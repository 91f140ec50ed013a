"""Where everything stands, as a plain dict in the units of the core: the Situation in words. Outside the tick; loaded only when
somebody asks.

status(controller)["room"]        # 0.01 °C, None: unknown
"""

from .care import upkeep
from .errand import errand
from .house.room_state import NOWHERE
from .quantity import UNKNOWN
from .wish.moist_air import dew_point
from .wish.pmv import USUAL_HUMIDITY, vote

# why the heat pump gives no more, or no less: `situation`, FREE and the following
BECAUSE = (
    "all it has", "locked out", "resting: a start must wait", "defrosting", "still ramping up", "the indoor coil is too cold",
    "the indoor coil is too hot", "the discharge is too hot", "frost takes its share", "oil return",
    "another room's unit has the compressor",
)  # fmt: skip
# how it is known what turns: `situation`, OWN and the following
HEAT_SOURCE = ("own speed", "speed as the unit says", "power as the unit says", "estimated")


def status(controller):
    """What every stage of a `Controller` decided last, what was learned, and the settings in force."""
    with errand:
        from .settings import memory_table, settings_table
    out = dict(decided(controller))
    out["memory"] = remembered = controller.memory.to_dict()
    for kept in memory_table.LISTS:
        del remembered[kept[0]]  # for storage only
    out["settings"] = settings_table.tabled(controller.settings)
    return out


def _known(value):
    return None if value == UNKNOWN else value


def decided(controller):
    """((name, value), ...) of what every stage decided last, without memory and settings."""
    s = controller.situation
    command = s.command
    room = _known(s.room)
    humidity = _known(s.humidity)
    mass = controller.house.state.fine_mass
    shift = controller.comfort.shift
    return (
        ("now", s.now),
        ("side", ("idle", "heating", "cooling")[s.side]),
        ("target", s.target),
        ("aux_setpoint", s.aux_setpoint),
        ("preset", ("home", "away", "sleep", "eco")[s.preset]),
        ("next_change", s.next_change),
        ("recovering", s.recovering),
        ("room", room),
        ("room_status", ("fresh", "held", "degraded", "failed")[s.room_status]),
        ("room_source", s.room_source),
        ("mass", None if mass == NOWHERE else mass >> 2),
        ("slope", s.slope),
        ("humidity", humidity),
        ("dew_point", None if room is None or humidity is None else dew_point(room, humidity)),
        ("vote", None if room is None else vote(s.cooling, room, humidity or USUAL_HUMIDITY)),
        ("humidity_shift_heating", 0 if shift is None else shift.humidity_heating),
        ("humidity_shift_cooling", 0 if shift is None else shift.humidity_cooling),
        ("wall_shift", 0 if shift is None else shift.wall),
        ("drying", s.drying),
        ("suggested_cool_setpoint", _known(s.cool_suggestion)),
        ("outdoor", _known(s.outdoor)),
        ("outdoor_source", s.outdoor_source),
        ("demand", s.demand),
        ("error", s.error),
        ("most", s.most),
        ("most_because", BECAUSE[s.most_because]),
        ("least", s.least),
        ("least_because", BECAUSE[s.least_because]),
        ("speed", command.speed),
        ("valve", command.valve),
        ("fan", command.fan),
        ("fan_most", s.fan_most),
        ("vane", command.vane),
        ("wide_vane", command.wide_vane),
        ("aux", command.aux),
        ("aux_contact", command.aux_contact),
        ("aux_lockout", controller.aux_heat.lockout()),
        ("capacity_fault", s.capacity_fault),
        ("lockout", s.lockout),
        ("mode", command.mode),
        ("setpoint", command.setpoint),
        ("feed", command.feed),
        ("wish", command.wish),
        ("heat_source", HEAT_SOURCE[s.heat_source]),
        ("heat_accuracy", s.heat_accuracy),
        ("freeze", s.freeze),
        ("defrosting", s.defrosting),
        ("frost_share", s.frost_share),
        ("defrost_state", s.sequence),
        ("starts_within_hour", controller.drive.starts_within_hour(s.now)),
        ("diagnosis", controller.care.diagnosis.report(controller.settings.contact)),
        ("maintenance", upkeep.report(controller.care.maintenance)),
    )
