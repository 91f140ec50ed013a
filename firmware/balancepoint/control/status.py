"""Where everything stands, as a plain dict in the units of the core. Outside the tick; loaded only when somebody asks.

status(controller)["room"]        # 0.01 °C
"""

from .errand import errand
from .wish.comfort import COOLING
from .wish.moist_air import dew_point
from .wish.pmv import USUAL_HUMIDITY, vote


def status(controller):
    """What every stage of a `Controller` decided last, what was learned, and the settings in force."""
    with errand:
        from .settings import memory_table, settings_table
    out = dict(decided(controller))
    out["memory"] = remembered = controller.memory.to_dict()
    for kept in memory_table.LISTS:
        del remembered[kept[0]]  # for storage only
    out["settings"] = settings = {}
    for row in settings_table.TABLE:
        settings[row[0]] = getattr(controller.settings, row[0])
    return out


def decided(controller):
    """((name, value), ...) of what every stage decided last, without memory and settings."""
    s = controller.sensing
    command = controller.guard.command
    now = controller.now
    cooling = 1 if controller.comfort.side == COOLING else 0
    return (
        ("now", now),
        ("side", ("idle", "heating", "cooling")[controller.comfort.side]),
        ("target", controller.comfort.target),
        ("aux_setpoint", controller.comfort.aux_setpoint),
        ("preset", ("home", "away", "sleep", "eco")[controller.schedule.preset]),
        ("next_change", controller.schedule.until),
        ("recovering", controller.recovery.on),
        ("room", s.room),
        ("room_status", ("fresh", "held", "degraded", "failed")[s.room_status]),
        ("room_source", s.room_source),
        ("mass", controller.house.state.mass),
        ("slope", s.slope),
        ("humidity", s.humidity),
        ("dew_point", None if s.room is None or s.humidity is None else dew_point(s.room, s.humidity)),
        ("vote", None if s.room is None else vote(cooling, s.room, s.humidity or USUAL_HUMIDITY)),
        ("humidity_shift_heating", controller.comfort.shift.humidity_heating),
        ("humidity_shift_cooling", controller.comfort.shift.humidity_cooling),
        ("wall_shift", controller.comfort.shift.wall),
        ("drying", controller.comfort.drying),
        ("suggested_cool_setpoint", controller.adaptive.suggestion),
        ("outdoor", s.outdoor),
        ("outdoor_source", s.outdoor_source),
        ("demand", controller.capacity.demand),
        ("error", controller.capacity.error),
        ("speed", command.speed),
        ("valve", command.valve),
        ("fan", command.fan),
        ("fan_most", controller.vane.most),
        ("vane", command.vane),
        ("wide_vane", command.wide_vane),
        ("aux", command.aux),
        ("aux_contact", command.aux_contact),
        ("aux_lockout", controller.aux_heat.lockout()),
        ("capacity_fault", controller.aux_heat.fault),
        ("lockout", controller.lockout.reason),
        ("freeze", controller.guard.freeze),
        ("defrosting", controller.defrost.active),
        ("frost_share", controller.frost.share),
        ("defrost_state", controller.defrost.state),
        ("starts_within_hour", controller.compressor.starts_within_hour(now)),
        ("diagnosis", controller.diagnosis.report(controller.settings.contact)),
        ("maintenance", controller.maintenance.report()),
    )
