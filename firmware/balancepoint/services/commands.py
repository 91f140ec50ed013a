"""What people can say at the console, and the answers: lines, the last `ok` or `error: ...`. Loaded for each command.

for line in answer(app, "set heat 21.5 °C"): ...
"""

from .. import app as application
from ..control import request as r
from ..control.errand import dismiss

_MODES = {"off": r.OFF, "heat": r.HEAT, "cool": r.COOL, "auto": r.AUTO, "dry": r.DRY, "fan": r.FAN}
_PRESETS = {"home": r.HOME, "away": r.AWAY, "sleep": r.SLEEP, "eco": r.ECO, "follow": r.FOLLOW}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

HELP = """status [all|NAME]         where everything stands
set mode|heat|cool|dial|preset|emergency VALUE
schedule [clear | DAY HH:MM PRESET]
journal [COUNT]           what happened, in words
sensors                   every probe, its age, its fault
test relay NAME           close a relay for a moment
selftest                  sensors, relays, storage, watchdog, memory
settings                  every setting with its origin
time [YYYY-MM-DD HH:MM]   local time
acknowledge               release latches
filter | outdoor | serviced   it was cleaned, looked at, serviced
save  reboot  boot  version  help"""


class Wrong(Exception):
    """One line for the person at the console."""


def _named(what, text, table):
    if text not in table:
        raise Wrong("%s '%s': allowed are %s" % (what, text, ", ".join(sorted(table))))
    return table[text]


def _name_of(table, value):
    for name in table:
        if table[name] == value:
            return name
    return str(value)


def degrees(value):
    """0.01 °C as text."""
    if value is None:
        return "unknown"
    return "%s%d.%02d °C" % ("-" if value < 0 else "", abs(value) // 100, abs(value) % 100)


def answer(app, text):
    """The lines that answer a command; a generator."""
    words = text.split()
    command = _COMMANDS.get(words[0].lower()) if words and words[0].isalpha() else None
    try:
        if command is None:
            raise Wrong(
                "'%s': no such command; try help" % "".join([c if " " <= c < "\x7f" else "?" for c in text[:40]])
            )
        for line in command(app, words[1:]) or ():
            yield line
    except Wrong as error:
        yield "error: %s" % error
    except Exception as error:  # a person gets a line, never a traceback
        yield "error: %s" % application.describe(error)
    else:
        yield "ok"


def _controller(app):
    if app.controller is None:
        raise Wrong("the controller does not run: %s" % "; ".join(app.problems))
    return app.controller


def _quantities():
    from . import quantities

    dismiss(quantities)
    return quantities


# Commands ------------------------------------------------------------------------------------------------------


def do_help(app, _words):
    return HELP.split("\n")


def do_version(app, _words):
    return (application.banner(),)


def do_status(app, words):
    if words:
        from ..control import status

        dismiss(status)
        found = False
        for name, value in status.decided(_controller(app)):
            if words[0] in ("all", name):
                found = True
                yield "%s: %s" % (name, value)
        if not found:
            raise Wrong("status '%s': no such value; 'status all' lists them" % words[0])
        return
    yield application.banner()
    yield "up: %d s after %s" % (app.uptime.now(), app.cause)
    for line in app.problems:
        yield "look: %s" % line
    for name in app.crashes:
        yield "look: task %s failed %d times, last by %s" % (name, app.crashes[name][0], app.crashes[name][1])
    controller = app.controller
    if controller is not None:
        memory = controller.memory
        command = controller.guard.command
        sensing = controller.sensing
        yield "mode: %s, preset %s" % (_name_of(_MODES, memory.mode), _name_of(_PRESETS, memory.preset))
        yield "set points: heating %s, cooling %s" % (degrees(memory.heat_setpoint), degrees(memory.cool_setpoint))
        yield "now: %s towards %s" % (
            ("idle", "heating", "cooling")[controller.comfort.side],
            degrees(controller.comfort.target),
        )
        yield "room: %s (%s)" % (
            degrees(sensing.room),
            ("fresh", "held", "degraded", "failed")[sensing.room_status],
        )
        yield "outdoor: %s" % degrees(sensing.outdoor)
        yield "compressor: %d Hz%s" % (command.speed, ", defrosting" if controller.defrost.active else "")
        yield "backup: stage %d of %d" % (command.aux, controller.settings.aux_stages)
        found = controller.diagnosis.report(controller.settings.contact)
        if found:
            yield "look: %s %s" % (found["meaning"], found["advice"])
    if app.link is not None:
        for name in sorted(app.link.faults):
            yield "look: relay %s %s" % (name, app.link.faults[name])
    yield "tick: %d us, longest %d us; free memory %s" % (app.tick_mean, app.tick_longest, application.free_memory())


def do_set(app, words):
    if len(words) < 2:
        raise Wrong("set what to what? As in: set heat 21.5 °C")
    _controller(app)
    name = words[0].lower()
    given = " ".join(words[1:])
    text = given.lower()
    request = app.request
    if name == "mode":
        request.mode = _named("mode", text, _MODES)
    elif name == "preset":
        request.preset = _named("preset", text, _PRESETS)
    elif name == "emergency":
        request.emergency = _named("emergency", text, {"off": 0, "on": 1})
    elif name == "dial":
        if text == "none":
            request.dial = None
        else:
            request.dial = _named("dial", text, {str(step): step for step in range(-3, 4)})
    elif name in ("heat", "cool"):
        from .quantities import read

        low, high = (1000, 2800) if name == "heat" else (1600, 3200)
        try:
            value = read(given if given[-1:].isalpha() else given + " °C", "0.01 °C", low, high)
        except ValueError as error:
            raise Wrong("%s: %s" % (name, error))
        setattr(request, name + "_setpoint", value)
        request.dial = None
    else:
        raise Wrong("set '%s': there is mode, heat, cool, dial, preset, emergency" % name)
    app.wish()
    yield "%s: %s" % (name, given)


def do_schedule(app, words):
    _controller(app)
    request = app.request
    if words == ["clear"]:
        request.schedule = ()
        app.wish()
    elif words:
        if len(words) != 3:
            raise Wrong("schedule: as in: schedule mon 06:30 home")
        day = _named("day", words[0].lower(), {name: k for k, name in enumerate(_DAYS)})
        quantities = _quantities()
        try:
            minute = quantities.read(words[1], quantities.CLOCK, 0, 1439)
        except ValueError as error:
            raise Wrong("schedule: %s" % error)
        entries = dict(request.schedule)
        presets = dict(_PRESETS)
        del presets["follow"]
        entries[day * 1440 + minute] = _named("preset", words[2].lower(), presets)
        if len(entries) > 42:
            raise Wrong("schedule: at most 42 entries a week")
        request.schedule = tuple(sorted(entries.items()))
        app.wish()
    for minute, preset in request.schedule:
        yield "%s %02d:%02d %s" % (
            _DAYS[minute // 1440],
            minute % 1440 // 60,
            minute % 60,
            _name_of(_PRESETS, preset),
        )


def do_journal(app, words):
    controller = _controller(app)
    count = 20
    if words:
        if not words[0].isdigit():
            raise Wrong("journal '%s': a number of entries is needed" % words[0])
        count = int(words[0])
    from ..control.journal import words as journal_words

    dismiss(journal_words)
    said = journal_words.words
    now = app.uptime.now()
    contact = controller.settings.contact
    for time, code, value in controller.journal.entries(max(controller.journal.count - count, 0)):
        entry = said(time, code, value, contact)
        ago = (now - time) // 60
        yield "%s%3d:%02d h ago  %s" % (" " if entry["normal"] else "!", ago // 60, ago % 60, entry["text"])


def do_sensors(app, _words):
    from ..sensors import probe_text

    dismiss(probe_text)
    _controller(app)
    measured = _quantities().measured
    now = app.uptime.now()
    wire = None
    for driver in app.drivers:
        wire = getattr(driver, "wire", wire)
        for name, probe in driver.probes:
            yield "%s: %s, %s" % (name, measured(name, probe, now), probe_text.TEXTS[probe.fault])
    if wire is not None:
        for address in wire.strangers():
            yield "1-Wire %s: on the wire, not in the settings" % address


def do_test(app, words):
    _controller(app)
    if len(words) != 2 or words[0] != "relay":
        raise Wrong("test what? As in: test relay valve")
    refusal = app.link.test(words[1], app.uptime.now())
    if refusal:
        raise Wrong(refusal)
    yield "%s: closed for 3 s" % words[1]


def do_selftest(app, _words):
    from . import selftest

    dismiss(selftest)
    return selftest.run(app)


def do_settings(app, _words):
    if app.zone is None:
        raise Wrong("no settings in force")
    from . import configure

    dismiss(configure)
    return configure.listing(app.store)


def do_time(app, words):
    if app.zone is None:
        raise Wrong("no settings in force")
    if words:
        try:
            app.zone.set_local(words[0], words[1] if len(words) > 1 else "")
        except ValueError as error:
            raise Wrong("time: %s" % error)
    yield app.zone.shown()


def do_acknowledge(app, _words):
    _controller(app).acknowledge()
    if app.link is not None:
        app.link.acknowledge()


def do_filter(app, _words):
    _controller(app).filter_cleaned()


def do_outdoor(app, _words):
    _controller(app).outdoor_checked()


def do_serviced(app, _words):
    _controller(app).serviced()


def do_save(app, _words):
    _controller(app)
    app.save()


def do_reboot(app, _words):
    app.restart_due = app.uptime.now() + 1  # the answer goes out first


def do_boot(app, words):
    app.boots.good()
    return do_reboot(app, words)


_COMMANDS = {
    "help": do_help,
    "version": do_version,
    "status": do_status,
    "set": do_set,
    "schedule": do_schedule,
    "journal": do_journal,
    "sensors": do_sensors,
    "test": do_test,
    "selftest": do_selftest,
    "settings": do_settings,
    "time": do_time,
    "acknowledge": do_acknowledge,
    "filter": do_filter,
    "outdoor": do_outdoor,
    "serviced": do_serviced,
    "save": do_save,
    "reboot": do_reboot,
    "boot": do_boot,
}
