"""What it is doing and why, in plain words for people in the house. Loaded when somebody asks."""

from ..control.journal import codes as j
from ..control.quantity import UNKNOWN
from ..control.request import FAN
from ..control.status import BECAUSE
from ..errand import errand

_USUAL = 480  # s that a defrost takes where none has been seen
_SOON = 60
_FOR_EVER = 86400


def doing(app):
    """(what, why); why is "" where what says it all."""
    controller = app.controller
    s = controller.situation
    command = s.command
    if s.defrosting or s.sequence:
        left = _defrost_left(controller)
        rest = "%d min left" % ((left + 59) // 60) if left > 0 else "soon over"
        return (
            "Defrosting, %s; hissing is normal." % rest,
            "Frost on the outdoor unit is melted; no warm air comes meanwhile.",
        )
    if s.freeze:
        return errand("control.journal.words").words(0, j.FREEZE, s.freeze)["text"], ""
    runs = s.turning
    backup = "the backup heater (stage %d)" % command.aux if command.aux else ""
    if runs or command.aux:
        return _at_work(s, runs, backup, app.request.emergency)
    mode = app.request.mode
    if not mode:
        return "Off.", "The house is still kept from freezing."
    if s.window_open > 1:
        return "A window seems to be open.", "Heating rests until the room warms by itself, an hour at most."
    if s.window_open:
        return "Waiting until the window is shut.", "Below 7 °C indoors it heats all the same."
    if s.lockout:
        return "The heat pump rests.", errand("control.journal.words").words(0, j.LOCKOUT, s.lockout)["text"]
    if mode == FAN:
        return "Only the fan runs.", ""
    if s.room == UNKNOWN:
        return "Waiting for a room temperature.", "No sensor is trusted; look at the sensors."
    return _at_rest(s, controller.settings.start_band)


def _at_work(s, runs, backup, emergency):
    verb = "Cooling" if s.side == 2 else "Heating"
    if s.drying:
        verb = "Drying the air, cooling"
    what = "%s to %s" % (verb, degrees(s.target))
    if not runs:
        what += " by " + backup
    elif backup:
        what += ", helped by " + backup
    why = []
    if emergency:
        why.append("Emergency heat was asked for: the heat pump rests.")
    if s.recovering:
        why.append("It began early, so that it is comfortable in %d min." % max((s.goal_at - s.now) // 60, 1))
    if runs and s.most_because and s.demand > s.most:
        why.append("The heat pump gives %d W at most now: %s." % (s.most, BECAUSE[s.most_because]))
    elif s.cycling and runs:
        why.append("The house needs less than the heat pump's least; it will pause now and then.")
    if s.room != UNKNOWN and not why:
        why.append("The room has %s." % degrees(s.room))
    return what + ".", " ".join(why)


def _at_rest(s, band):
    target = degrees(s.target)
    if not s.active:
        return "Waiting: nothing to do.", "The room has %s." % degrees(s.room)
    word = "cool" if s.cooling else "warm"
    start = s.start_cooling_at if s.cooling else s.start_heating_at
    short = s.room - s.target if s.cooling else s.target - s.room
    if short > 0 and 0 < start - s.now < _FOR_EVER:
        wait = start - s.now
        when = "%d min" % ((wait + 59) // 60) if wait > _SOON else "a minute"
        return "Waiting %s until it may start." % when, "The compressor needs its rest between two starts."
    if short > band:
        return "About to start.", "It has %s, %s is wanted; starts are kept apart." % (degrees(s.room), target)
    why = "It has %s, %s is wanted" % (degrees(s.room), target)
    if short > 0:
        why += "; it starts at %s" % degrees(s.target + band if s.cooling else s.target - band)
    return "Resting: the room is %s enough." % word, why + "."


def _defrost_left(controller):
    s = controller.situation
    journal = controller.journal
    for time, code, _value in journal.entries(max(journal.count - 16, 0))[::-1]:
        if code == j.DEFROST:
            return (s.defrost_length or _USUAL) - (s.now - time)
    return s.defrost_length or _USUAL


def degrees(value):
    """With one digit, as people say it."""
    if value == UNKNOWN:
        return "unknown"
    tenths = (abs(value) + 5) // 10
    return "%s%d.%d °C" % ("-" if value < 0 and tenths else "", tenths // 10, tenths % 10)
