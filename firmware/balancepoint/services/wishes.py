"""What people wish, said at the console: `set` and `schedule`. Loaded for each.

A wish that the core would have to bend, such as a heating set point above the cooling one, is refused with what is allowed.
"""

from ..control.journal.codes import ASKED
from ..errand import errand

MODES = ("off", "heat", "cool", "auto", "dry", "fan")  # in the order of the core's Request
PRESETS = ("home", "away", "sleep", "eco", "follow")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANGES = {"heat": (1000, 2800), "cool": (1600, 3200)}  # 0.01 °C
_DEGREES = "0.01 °C"
_ENTRIES = 42  # of a schedule
_AIR = ("fan", "vane", "wide")  # of a unit that owns its compressor
NAMES = ("mode", "heat", "cool", "dial", "preset", "emergency") + _AIR  # their places stand in the journal
_SCHEDULE = len(NAMES)
_NO_DIAL = 7
_KNOB = 60  # s


def degrees(value):
    """0.01 °C as text."""
    if value is None:
        return "unknown"
    return "%s%d.%02d °C" % ("-" if value < 0 else "", abs(value) // 100, abs(value) % 100)


def one_of(what, text, table):
    """What `table` has for a word; ValueError with the words that it knows."""
    if text not in table:
        raise ValueError("%s '%s': allowed are %s" % (what, text, ", ".join(sorted(table))))
    return table[text]


def _places(words):
    return {word: place for place, word in enumerate(words)}


def set_wish(app, words):
    """`set NAME VALUE`: the line that says what holds now."""
    if len(words) < 2:
        raise ValueError("set what to what? As in: set heat 21.5 °C")
    app.running()
    name = words[0].lower()
    given = " ".join(words[1:])
    text = given.lower()
    request = app.request
    if name == "mode":
        request.mode = one_of("mode", text, _places(MODES))
    elif name == "preset":
        request.preset = one_of("preset", text, _places(PRESETS))
    elif name == "emergency":
        request.emergency = one_of("emergency", text, {"off": 0, "on": 1})
    elif name == "dial":
        steps: dict = {str(step): step for step in range(-3, 4)}
        steps["none"] = None
        request.dial = one_of("dial", text, steps)
    elif name in _RANGES:
        _set_point(app, name, given)
    elif name in _AIR:
        if not hasattr(app.link, "unit"):
            raise ValueError("%s: this unit's fan and vanes are led by the thermostat" % name)
        errand("units.handset").choose(app.link, name, text)
    else:
        raise ValueError("set '%s': there is %s" % (name, ", ".join(NAMES)))
    app.wish()
    _note(app, NAMES.index(name))
    return ("%s: %s" % (name, given),)


def _note(app, what):
    """In the journal: who has asked for what. Who turns a knob is told once a minute, with the last value."""
    request = app.request
    dial = _NO_DIAL if request.dial is None else request.dial + 3
    value = (
        request.mode,
        request.heat_setpoint,
        request.cool_setpoint,
        dial,
        request.preset,
        request.emergency,
        0,
        0,
        0,
        0,
    )
    journal = app.controller.journal
    entry = app.asker << 20 | what << 16 | value[what]
    last = journal.entries(journal.count - 1)
    now = app.controller.situation.now
    if last and last[0][1] == ASKED and last[0][2] >> 16 == entry >> 16 and now - last[0][0] < _KNOB:
        journal.amend(entry)
    else:
        journal.add(now, ASKED, entry)


def _set_point(app, name, given):
    """Heating must end by the settings' gap before cooling begins."""
    quantities = errand("services.quantities")
    low, high = _RANGES[name]
    request = app.request
    gap = app.controller.settings.setpoint_gap
    try:
        value = quantities.read(given if given[-1:].isalpha() else given + " °C", _DEGREES, low, high)
    except ValueError as error:
        raise ValueError("%s: %s" % (name, error))
    if name == "heat" and value > request.cool_setpoint - gap:
        high = request.cool_setpoint - gap
    elif name == "cool" and value < request.heat_setpoint + gap:
        low = request.heat_setpoint + gap
    if not low <= value <= high:
        raise ValueError(
            "%s: %s is not %s: heating is set to %s, cooling to %s, and %s must lie between"
            % (
                name,
                quantities.shown(value, _DEGREES),
                quantities.between(low, high, _DEGREES),
                quantities.shown(request.heat_setpoint, _DEGREES),
                quantities.shown(request.cool_setpoint, _DEGREES),
                quantities.shown(gap, "0.01 K"),
            )
        )
    setattr(request, name + "_setpoint", value)
    request.dial = None


def schedule(app, words):
    """`schedule`, `schedule clear`, `schedule DAY HH:MM PRESET`: the lines of what holds now."""
    app.running()
    request = app.request
    if words == ["clear"]:
        request.schedule = ()
    elif words:
        request.schedule = _with_entry(request.schedule, words)
    if words:
        app.wish()
        _note(app, _SCHEDULE)
    for minute, preset in request.schedule:
        yield "%s %02d:%02d %s" % (DAYS[minute // 1440], minute % 1440 // 60, minute % 60, PRESETS[preset])


def put_schedule(app, entries):
    """The whole of it, [[minute of the week, preset's name], ...] in any order."""
    app.running()
    if not isinstance(entries, list) or len(entries) > _ENTRIES:
        raise ValueError("schedule: a list of at most %d entries is needed" % _ENTRIES)
    found: dict = {}
    for entry in entries:
        if not isinstance(entry, list) or len(entry) != 2:
            raise ValueError("schedule: %s is not [minute of the week, preset]" % str(entry)[:40])
        minute, preset = entry
        if type(minute) is not int or not 0 <= minute < 10080:
            raise ValueError("schedule: %s is no minute of the week, 0 to 10079" % str(minute)[:20])
        if minute in found:
            raise ValueError("schedule: minute %d twice" % minute)
        found[minute] = one_of("preset", str(preset)[:20], _places(PRESETS[:-1]))
    app.request.schedule = tuple(sorted(found.items()))
    app.wish()
    _note(app, _SCHEDULE)


def _with_entry(old, words):
    """The schedule with one more entry, or one changed."""
    if len(words) != 3:
        raise ValueError("schedule: as in: schedule mon 06:30 home")
    day = one_of("day", words[0].lower(), _places(DAYS))
    quantities = errand("services.quantities")
    try:
        minute = quantities.read(words[1], quantities.CLOCK, 0, 1439)
    except ValueError as error:
        raise ValueError("schedule: %s" % error)
    entries = dict(old)
    entries[day * 1440 + minute] = one_of("preset", words[2].lower(), _places(PRESETS[:-1]))  # not to follow itself
    if len(entries) > _ENTRIES:
        raise ValueError("schedule: at most %d entries a week" % _ENTRIES)
    return tuple(sorted(entries.items()))
