"""For the technician at the machine: a defrost now, a run of the backup heater, what happens meanwhile. Loaded when asked for.

defrost now       the drive's own, with all its steps and the guard behind it
backup test       one stage for its least time, as far as the guard lets it
log [MINUTES]     a line every 10 s and what the journal says; the next line typed ends it

Both wait for the decision that comes once a minute. An answer that has nothing to say yet yields an empty line.
"""

from ..control.quantity import UNKNOWN
from ..control.request import AUTO, HEAT
from ..errand import errand
from .wishes import degrees

_WAIT = 120  # s for a decision, and the guard's
_CURRENT_FROM = 20  # s until a current sensor has seen it
_CURRENT_AGE = 30
_FLOWS = 500  # mA
_EVERY = 10  # s
_LONGEST = 60  # min
# why the drive begins none: its FREE and the following
_BARRED = (
    "",
    "the unit owns its defrost",
    "it needs 10 min of heating without a break, and as long after the last one",
    "a fault, or the guard's refusal, was a few minutes ago",
)


def defrost(app, words):
    """The lines."""
    controller = app.running()
    if words != ["now"]:
        raise ValueError("defrost '%s': as in: defrost now" % " ".join(words)[:40])
    s = controller.situation
    if controller.settings.managed:
        raise ValueError("defrost now: the unit owns its defrost")
    own = controller.drive.defrost
    if s.sequence or s.defrosting:
        raise ValueError("defrost now: one is under way")
    barred = 2 if not s.heating and own.barred == 0 else own.barred
    if barred:
        raise ValueError("defrost now: %s" % _BARRED[barred])
    own.asked = s.now + _WAIT
    return ("within a minute it slows down, then the valve turns; 'log' shows it",)


def backup(app, words):
    """The lines; a generator that goes on until the heater is off again."""
    controller = app.running()
    if words != ["test"]:
        raise ValueError("backup '%s': as in: backup test" % " ".join(words)[:40])
    command = controller.situation.command
    reason = "it is on already" if command.aux else _forbidden(controller)
    if not reason:
        wait = controller.aux_heat.test(controller.situation.now)
        if wait > 0:
            reason = "it has just been on; once more in %d s" % wait
    if reason:
        raise ValueError("backup test: %s" % reason)
    yield "one stage for %d min, within a minute; the next line typed ends the telling, not the test" % (
        controller.settings.aux_minimum_on // 60
    )
    asked = app.uptime.now()
    typed = app.typed
    begun = 0
    told = False
    while app.typed == typed:
        now = app.uptime.now()
        if command.aux:
            if not begun:
                begun = now
                yield "on"
            elif not told and now - begun >= _CURRENT_FROM:
                told = True
                yield _current(app.readings.aux_current_mA)
        elif begun:
            yield "off after %d s" % (now - begun)
            return
        elif now - asked > _WAIT:
            raise ValueError("backup test: the guard keeps it off%s" % _because(_forbidden(controller)))
        yield ""


def _because(reason):
    return reason and ": " + reason


def _current(reading):
    current = reading.within(0, 100000, _CURRENT_AGE)
    if current is None:
        return "no sensor tells its current"
    return "draws %d.%d A%s" % (
        current // 1000,
        current % 1000 // 100,
        "" if current > _FLOWS else ": nothing flows, look at relay, element and fuse",
    )


def _forbidden(controller):
    """What stands against it, in words. The guard decides; this only says why it will."""
    settings = controller.settings
    memory = controller.memory
    s = controller.situation
    if not settings.aux_stages:
        return "the settings have no backup heater"
    if memory.heater_latched:
        return "it is latched off; find out why, then 'acknowledge'"
    if memory.mode not in (HEAT, AUTO) or s.cooling:
        return "only while heating is asked for; 'set mode heat'"
    if s.room == UNKNOWN:
        return "no indoor reading is trusted"
    if s.outdoor != UNKNOWN and s.outdoor > settings.aux_ceiling:
        return "outdoors %s, above its ceiling of %s" % (degrees(s.outdoor), degrees(settings.aux_ceiling))
    return ""


def log(app, words):
    """The lines; a generator that goes on for so many minutes, or until the next line is typed."""
    controller = app.running()
    minutes = words[0] if words else "5"
    if not (minutes.isdigit() and 1 <= int(minutes) <= _LONGEST):
        raise ValueError("log '%s': minutes, 1 to %d" % (minutes[:10], _LONGEST))
    begun = app.uptime.now()
    end = begun + 60 * int(minutes)
    typed = app.typed
    seen = controller.journal.count
    due = begun
    while app.typed == typed:
        now = app.uptime.now()
        if now >= end:
            return
        if controller.journal.count > seen:
            said = errand("control.journal.words").words
            for entry in controller.journal.entries(seen):
                yield "%5d s  %s" % (entry[0] - begun, said(*entry)["text"])
            said = None
            seen = controller.journal.count
        if now >= due:
            due += _EVERY
            yield "%5d s  %s" % (now - begun, _line(controller, app.readings))
        yield ""


def _line(controller, readings):
    s = controller.situation
    command = s.command
    power = readings.power.within(0, 60000, _CURRENT_AGE)
    return "room %s, outdoors %s, %d Hz, valve %d, coils %s in %s out, %s, backup %d%s" % (
        _shown(s.room), _shown(s.outdoor), command.speed, command.valve, _shown(s.indoor_coil), _shown(s.outdoor_coil),
        "power unknown" if power is None else "%d W" % power, command.aux, ", defrosting" if s.defrosting else "",
    )  # fmt: skip


def _shown(value):
    return degrees(None if value == UNKNOWN else value)
