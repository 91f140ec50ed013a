"""The journal in plain words. Kept apart so that the board loads them only when somebody reads."""

from ..care.faults import DRIFTING_SENSOR
from ..drive.direct import frost
from ..sense.sources import FAULT_NAMES
from . import codes as j
from . import faults_text

_STOPPED = {
    j.STOPPED_SATISFIED: "it is warm (or cool) enough; where that comes and goes all day the weather is milder than the least "
    "that the unit gives",
    j.STOPPED_OFF: "asked to",
    j.STOPPED_CHANGEOVER: "changing between heating and cooling",
    j.STOPPED_LOCKOUT: "the heat pump may not run now",
    j.STOPPED_PROTECTION: "a protection limit was reached",
    j.STOPPED_BY_UNIT: "the outdoor unit stopped by itself",
    j.STOPPED_AT_SETPOINT: "the unit stopped at its own set point; the fan may go on quietly, which is normal",
    j.STOPPED_WINDOW: "a window is open; it goes on when that is shut",
}
_LIMIT = {
    j.LIMIT_COIL: "the indoor coil's temperature",
    j.LIMIT_DISCHARGE: "a discharge pipe that was too hot",
    j.LIMIT_ROOM: "more than 32 °C indoors",
}
_HELD = {
    j.LIMIT_COIL: "The indoor coil's temperature has held the heat pump back for an hour. Look at the filter, then whether the "
    "fan turns and its air is free; where both are well the coil's sensor is wrong.",
    j.LIMIT_DISCHARGE: "A hot discharge pipe has held the heat pump back for an hour: too little refrigerant, no air at the "
    "filter or the outdoor unit, or the pipe's sensor. Call service.",
}
_DEFROST = {
    0: "",
    frost.WORTH: ": the frost now costs more than melting it",
    frost.APPROACH: ": the outdoor coil is much colder than a clean one",
    frost.COLD_COIL: ": the outdoor coil is very cold (no outdoor sensor to compare)",
    frost.NO_COIL: ": by time, for the outdoor coil's sensor says nothing",
    frost.LONG: ": it has run long and there is frost",
    frost.OVERDUE: ": it has run for hours, and the sensors leave open whether there is frost",
    frost.ASKED: ": somebody asked for it",
    frost.AGAIN: ": the coil did not come clear last time",
}
_LOCKED = {
    0: "The heat pump may run again.",
    j.LOCKED_COLD: "Too cold outdoors for the heat pump; the backup heater carries the house.",
    j.LOCKED_VALVE: "The reversing valve did not follow; the heat pump is locked out. Call service.",
    j.LOCKED_UNIT: "The outdoor unit reports a fault; the heat pump is locked out. Call service.",
    j.LOCKED_SWITCHOVER: "Below the switch-over temperature the backup heats instead of the heat pump.",
    j.LOCKED_STANDBY: "Another room's unit has had the compressor for an hour; until it is free the backup may help.",
    j.LOCKED_LOW_AMBIENT: "Too cold outdoors for cooling: the unit's limit (cooling_lockout). Outdoor air cools for nothing.",
    j.LOCKED_TRIPS: "Protections have stopped the compressor again and again: it rests for an hour and is tried again; meanwhile "
    "the backup may help. What they said before tells the cause. Call service.",
    j.LOCKED_SEASON: "This side is not asked for in this season (season_lock), so that the rooms on one outdoor unit do not "
    "work against each other.",
}
_LATCHED = {
    j.LATCHED_HOT: "Above 35 °C indoors: the backup heater is latched off. Find out why before it is released.",
    j.LATCHED_WELDED: "The backup heater draws current or heats though switched off: its relay is stuck. "
    "The second contact is open. Call an electrician.",
    j.LATCHED_CURRENT: "The backup heater is off, yet some current is measured, less than half of what it draws: the meter may "
    "read wrong. The heater is latched off, its second contact open. Look at the current clamp before it is released.",
}
_SHORT = {
    j.STOPPED_SATISFIED: "the set point was reached each time at once: the room sensor may sit in the unit's air stream",
    j.STOPPED_OFF: "somebody or something keeps switching it",
    j.STOPPED_CHANGEOVER: "heating and cooling take turns: put the two set points further apart",
    j.STOPPED_LOCKOUT: "the heat pump is locked out and released again and again",
    j.STOPPED_PROTECTION: "a protection limit stops it: look at the filter and at the outdoor unit's air",
    j.STOPPED_BY_UNIT: "the outdoor unit keeps stopping by itself: look at its fault code",
    j.STOPPED_AT_SETPOINT: "the unit keeps stopping at its own set point, for it gives more than the room needs",
    j.STOPPED_WINDOW: "a window is opened and shut again and again",
}
_UPDATE = {
    j.UPDATE_WAITS: "A new program is here and waits for a standstill.",
    j.UPDATE_STOP: "The new program has waited a day for a standstill: turn heating and cooling off for some minutes.",
    j.UPDATE_TRIAL: "A new program runs. It is kept when it has heard sensors and unit for ten minutes.",
    j.UPDATE_GOOD: "The new program has stood its trial: it stays.",
    j.UPDATE_BACK: "The new program did not stand its trial: the one before runs again.",
}
_FREEZE = {
    0: "Freeze protection is over.",
    1: "Freeze protection: below 7 °C indoors the heat pump heats, whatever the mode.",
    2: "Freeze protection: below 5 °C indoors the backup heater helps, whatever the mode.",
}
_STATUS = ("fresh", "held", "degraded: output is capped", "failed")
_ROOM_SOURCE = ("nothing", "the room sensors", "the return air of the indoor unit", "the indoor coil with the fan on")
_OUTDOOR_SOURCE = ("nothing", "the outdoor sensor", "the outdoor coil at standstill", "the running outdoor coil")
_FAULTS = (
    "works again",
    "is out of range",
    "jumps",
    "is stuck",
    "says nothing any more",
    "disagrees with the others",
    "and another do not agree, and which of them is wrong is open: compare both with a thermometer",
)

_MODES = ("off", "heating", "cooling", "automatic", "drying", "fan only")
_AIR_ONLY = 7
_LINK = (
    "answers",
    "does not answer",
    "is not heard: what we send comes back",
    "is not understood: what comes is garbled",
    "speaks another protocol",
    "does not do what it is told",
    "refuses what it is told",
)
_WHO = ("at the console", "over MQTT", "on the page")
_ASKED = (
    "mode",
    "heating from",
    "cooling from",
    "comfort dial",
    "preset",
    "emergency heat",
    "fan",
    "vane",
    "wide vane",
    "schedule",
)
_PRESETS = ("home", "away", "sleep", "eco", "by the schedule")
_CARE = {1: "filter cleaned", 2: "outdoor unit looked at", 3: "serviced; what is normal is learned anew"}


def _degrees(value):
    return "%d.%d °C" % (value // 100, value % 100 // 10) if value >= 0 else "-" + _degrees(-value)


def _pick(table, value):
    return (
        table.get(value, str(value))
        if isinstance(table, dict)
        else (table[value] if 0 <= value < len(table) else str(value))
    )


def _asked(what, value):
    """A wish: a place in `services.wishes.NAMES`, or one more for the schedule, and what was wished."""
    said = ""
    if what == 0:
        said = _pick(_MODES, value)
    elif what <= 2:
        said = _degrees(value)
    elif what == 3:
        said = "none" if value > 6 else "%d" % (value - 3)
    elif what == 4:
        said = _pick(_PRESETS, value)
    elif what == 5:
        said = "on" if value else "off"
    return "%s %s" % (_pick(_ASKED, what), said) if said else _pick(_ASKED, what)


def words(time, code, value, contact=None, times=1):
    """One entry as {time_s, code, text, normal}; `normal` is False for what somebody should look at.

    `contact`: (name, phone) of who is to be called, or None. `times`: how often it was said within its hour."""
    normal = True
    if code == j.BOOT:
        text = "Started up. Compressor and heater wait out their minimum times first."
    elif code == j.START:
        text = "Compressor started at %d Hz." % value
    elif code == j.STOP:
        reason, which = value & 15, value >> 4
        text = "Compressor stopped: %s" % _pick(_STOPPED, reason)
        if which and reason == j.STOPPED_LOCKOUT:
            text += ". " + _pick(_LOCKED, which)
        elif which and reason == j.STOPPED_PROTECTION:
            text += ", %s." % _pick(_LIMIT, which)
        else:
            text += "."
        normal = reason < j.STOPPED_PROTECTION or reason >= j.STOPPED_AT_SETPOINT
    elif code == j.DEFROST:
        text = "Defrosting%s. The outdoor unit is melting frost; hissing, gurgling and steam are normal." % _pick(
            _DEFROST, value
        )
        normal = value != frost.AGAIN
    elif code == j.DEFROST_END:
        text = "Defrost over after %d min %d s." % (value // 60, value % 60)
        normal = value <= 900
    elif code == j.COIL_STARVED:
        text = (
            "The outdoor coil is far colder than the air: too little air reaches it, or the refrigerant is low. Look whether "
            "the outdoor fan turns and nothing covers the unit; else call service."
        )
        normal = False
    elif code == j.COIL_NOT_CLEARING:
        text = (
            "The outdoor coil did not come clear of ice in %d defrosts in a row. "
            "Look for snow, leaves or ice at the outdoor unit." % value
        )
        normal = False
    elif code == j.CHANGEOVER:
        text = "Changed over to %s; the valve's whoosh is normal." % ("heating" if value == 1 else "cooling")
    elif code == j.AUX_ON:
        text = "Backup heater on, stage %d." % value
    elif code == j.AUX_OFF:
        text = "Backup heater off after %d min." % (value // 60)
    elif code == j.WISH_CAPPED:
        text = "A wish for %s does not warm the house any faster, and the backup heater does not serve it." % _degrees(
            value
        )
    elif code == j.SENSOR:
        text = "Sensor: %s %s." % (_pick(FAULT_NAMES, value >> 4), _pick(_FAULTS, value & 15))
        normal = value & 15 == 0
    elif code == j.ROOM_STATUS:
        text = "Room temperature is %s." % _pick(_STATUS, value)
        normal = value < 2
    elif code == j.ROOM_SOURCE:
        text = "Room temperature now comes from %s." % _pick(_ROOM_SOURCE, value)
        normal = value == 1
    elif code == j.OUTDOOR_SOURCE:
        text = "Outdoor temperature now comes from %s." % _pick(_OUTDOOR_SOURCE, value)
        normal = value == 1
    elif code == j.LOCKOUT:
        text = _pick(_LOCKED, value)
        normal = value in (
            0,
            j.LOCKED_COLD,
            j.LOCKED_SWITCHOVER,
            j.LOCKED_STANDBY,
            j.LOCKED_SEASON,
            j.LOCKED_LOW_AMBIENT,
        )
    elif code == j.VALVE:
        text = "The reversing valve did not follow (attempt %d); trying again." % value
        normal = False
    elif code == j.FREEZE:
        text = _pick(_FREEZE, value)
        normal = value == 0
    elif code == j.HOT:
        text = "%s indoors: heating is stopped." % _degrees(value)
        normal = False
    elif code == j.HEATER_LATCHED:
        text = _pick(_LATCHED, value)
        normal = False
    elif code == j.HEATER_CHECK:
        text = "The backup heater ran for 4 h: 10 min pause to check its relay."
    elif code == j.DISCHARGE:
        text = "Discharge pipe at %s: the compressor slows down or stops." % _degrees(value)
        normal = False
    elif code == j.COIL_FREEZING:
        text = "Indoor coil at %s in cooling: stopped before it ices up. Look at the filter." % _degrees(value)
        normal = False
    elif code == j.OIL_RETURN:
        text = "Running faster for 3 min to bring oil back to the compressor; this is normal."
    elif code == j.CAPACITY_FAULT:
        text = (
            "The backup carried %d %% of the heat of a day on which the heat pump should manage alone. "
            "Something takes its capacity: filter, outdoor unit or charge. Call service." % (value // 10)
        )
        normal = False
    elif code == j.UNIT_FAULT:
        if value < 0:
            text = "The outdoor unit has not said for an hour whether its fault lasts: it is tried again. Look at the link."
        else:
            text = faults_text.of_unit(value) if value else "The outdoor unit's fault is gone."
        normal = value == 0
    elif code == j.LEARNED:
        text = "Learned: the house loses %d.%d W per K." % (value // 10, value % 10)
    elif code == j.BALANCE_POINT:
        text = "Learned: the heat pump alone carries the house down to %s." % _degrees(value)
    elif code == j.ACKNOWLEDGED:
        text = "Latches were released by hand."
    elif code == j.BAD_REQUEST:
        text = "A wish that cannot be was refused; the last good one holds."
        normal = False
    elif code == j.SHORT_CYCLING:
        text = "Started %d times this hour, more than it should: %s." % (value >> 4, _pick(_SHORT, value & 15))
        normal = False
    elif code == j.CYCLING:
        text = (
            "The house needs less than the %d W the heat pump gives at least: it will start and stop by itself, "
            "up to three times an hour. That is normal." % value
        )
    elif code == j.CHANGEOVER_HELD:
        text = (
            "It has changed between heating and cooling %d times within a day and waits before it does so again. "
            "Two set points further apart help." % value
        )
    elif code == j.COIL_LIMIT:
        text = (
            "Indoor coil at %s in cooling: running slower so that it does not ice up. A clean filter helps."
            % _degrees(value)
        )
    elif code == j.START_HELD:
        text = "Started %d times within the hour; the next start waits, to spare the compressor." % value
    elif code == j.COOL_SUGGESTION:
        text = (
            "In weather like these days most people are comfortable at %s; a cooling set point nearer to it saves. "
            "This is a suggestion, nothing was changed." % _degrees(value)
        )
    elif code == j.SCHEDULE_RESTS:
        text = (
            "The clock is not set: the schedule rests and the last preset holds."
            if value
            else "The clock is back: the schedule is followed again."
        )
        normal = value == 0
    elif code == j.EARLY_START:
        text = "Begins %d min before the time asked, slowly, so that the room is there in time; that is normal." % value
    elif code == j.SETBACK_ADVICE:
        asked, best, extra = value & 63, value >> 6 & 63, value >> 12
        text = "The last setback of %d.%d K took about %d.%d %% more electricity than %s would have in this weather." % (
            asked // 10, asked % 10, extra // 10, extra % 10, "%d.%d K" % (best // 10, best % 10) if best else "none",
        )  # fmt: skip
    elif code == j.DIAGNOSIS:
        fault, sensor, sure = value >> 16, value >> 12 & 15, (value & 4095) // 10
        normal = fault not in faults_text.TEXTS
        if normal:
            text = "What was found wrong is gone: everything is as it was learned."
        else:
            text = "Found (%d %% sure): %s %s" % (
                sure,
                faults_text.meaning(fault, sensor if fault == DRIFTING_SENSOR else -1),
                faults_text.advice(fault),
            )
    elif code == j.FILTER_DUE:
        text = "The filter has passed %d h of air: time to clean it. Say here when it is done." % value
        normal = False
    elif code == j.OUTDOOR_DUE:
        cause = "%d h of run" % value if value >= 0 else "%d defrosts that did not get the coil clean in time" % -value
        text = (
            "After %s somebody should look at the outdoor unit: leaves, snow, lint, ice. Say here when it is done."
            % cause
        )
        normal = False
    elif code == j.EFFICIENCY:
        text = "This week's efficiency: %d %% of the first week's." % (value // 10)
        normal = value >= 900
    elif code == j.COIL_DOUBTED:
        text = (
            "The indoor coil reads %s after five minutes of heating: the indoor unit sets its fan itself for now. "
            "If the air is warm all the same, the coil's sensor is loose or broken." % _degrees(value)
        )
        normal = False
    elif code == j.COIL_HOT:
        text = (
            "Indoor coil at %s in heating: running slower. A clean filter helps, and nothing in front of the unit."
            % (_degrees(value))
        )
        normal = False
    elif code == j.HELD_BACK:
        text = _pick(_HELD, value)
        normal = False
    elif code == j.WINDOW:
        text = (
            "A window has been open for %d h: heating and cooling rest. If it is shut, its contact or the wire is broken."
            % value
            if value
            else "A window seems to be open: the room falls faster than it can with all shut. Heating rests until the room warms "
            "by itself, an hour at most."
        )
        normal = False
    elif code == j.HEATER_UNLIT:
        text = (
            "The backup heater is on and draws no current: its fuse, its thermostat, its relay or its element is open, or the "
            "current meter reads wrong. Call service."
        )
        normal = False
    elif code == j.FAN_HELD:
        text = "No more than fan level %d: more air would be a draught where somebody sits. That is normal." % value
    elif code == j.OWN_SENSOR:
        text = (
            "No room sensor is to be trusted: the unit goes by its own sensor, at the set point asked for."
            if value
            else "The room is known again: the unit is led by the room's temperature."
        )
        normal = value == 0
    elif code == j.STANDBY:
        text = (
            "The unit waits: another room's unit has the outdoor unit for the other side. That is normal, and nobody fights."
            if value
            else "The outdoor unit is free for this room again."
        )
    elif code == j.UNIT_RESTARTED:
        text = (
            "The unit's compressor started again %d s after it had stopped; three minutes spare it. It decides that itself: "
            "tell the service if it happens often." % value
        )
        normal = False
    elif code == j.UNIT_STANDS:
        text = (
            "The unit was asked to run and has stood for %d min. Look at its remote (a timer, another mode), at its fuse and "
            "at its fault code; if these are well its compressor does not turn: call service." % value
        )
        normal = False
    elif code == j.UNIT_RUNS:
        text = (
            "The room has enough and no set point keeps the unit at rest: it is switched off between its runs. Its sensor does "
            "not feel what the room does; that is normal for some."
        )
    elif code == j.COIL_ICY:
        text = "Indoor coil at %s in cooling for 6 min, and the unit runs on. Look at the filter." % _degrees(value)
        normal = False
    elif code == j.AT_HANDSET:
        mode, setpoint = value >> 14, value & 16383
        if mode == _AIR_ONLY:
            text = "The fan or the vanes were set at the handset: they stay so."
        else:
            text = "Asked for at the handset: %s%s." % (
                _pick(_MODES, mode),
                ", " + _degrees(setpoint) if setpoint and mode else "",
            )
    elif code == j.ASKED:
        text = "Asked for %s: %s." % (_pick(_WHO, value >> 20), _asked(value >> 16 & 15, value & 0xFFFF))
    elif code == j.UNIT_LINK:
        text = "The unit %s." % _pick(_LINK, value)
        normal = value == 0
    elif code == j.UPDATE:
        text = _pick(_UPDATE, value)
        normal = value not in (j.UPDATE_STOP, j.UPDATE_BACK)
    elif code == j.CARED_FOR:
        text = "Done: %s." % _pick(_CARE, value)
    else:
        text = "Code %d, %d." % (code, value)
        normal = False
    if times > 1:
        text += " (%d times within the hour)" % times
    return {"time_s": time, "code": code, "text": faults_text.with_contact(text, contact), "normal": normal}
