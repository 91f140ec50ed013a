"""What people can say at the console, and the answers: lines, the last `ok` or `error: ...`. Loaded for each command.

for line in answer(app, "set heat 21.5 °C"): ...
"""

from ..control.care.cared_for import FILTER, OUTDOOR, SERVICED
from ..errand import errand
from . import about

HELP = """status [all|NAME]         where everything stands
set mode|heat|cool|dial|preset|emergency|fan|vane|wide VALUE
schedule [clear | DAY HH:MM PRESET]
journal [COUNT]           what happened, in words
sensors                   every probe, its age, its fault
test relay NAME           close a relay for a moment
defrost now  backup test  the machine tried, within the interlocks
log [MINUTES]             what happens, every 10 s; any line ends it
selftest                  sensors, relays, storage, watchdog, memory
settings                  every setting with its origin
unit [frames COUNT|record on/off|send HEX|forget]  the indoor unit
ir learn | send [off | MODE DEGREES [FAN]]   the remote: which it is, and a message by hand
time [YYYY-MM-DD HH:MM]   local time
password NEW              of the page in the browser, 8 letters at least
network [portal]          where it stands, its access point's key; open that for ten minutes
acknowledge               release latches
filter | outdoor | serviced   it was cleaned, looked at, serviced
update [begin BYTES|drop] how far a new program is
save  reboot  boot  version  help"""


def typed(app, line):
    """What `answer` gives for the bytes of a line."""
    try:
        text = line.decode()
    except (UnicodeError, ValueError):
        text = "?"
    return answer(app, text)


def answer(app, text):
    """The lines that answer a command; a generator."""
    words = text.split()
    entry = _COMMANDS.get(words[0].lower()) if words and words[0].isalpha() else None
    try:
        if text[:1] == "+":
            entry = do_piece, _ANY
        if entry is None:
            raise ValueError("'%s': no such command; try help" % _printable(text))
        command, most = entry
        if len(words) - 1 > most:
            raise ValueError("'%s': %s; try help" % (_printable(text), _MOST[most] % words[0]))
        for line in command(app, [text] if text[:1] == "+" else words[1:]) or ():
            yield line
    except ValueError as error:
        yield "error: %s" % error
    except Exception as error:  # a person gets a line, never a traceback
        yield "error: %s" % about.describe(error)
    else:
        yield "ok"


def _printable(text):
    return "".join([letter if " " <= letter < "\x7f" else "?" for letter in text[:40]])


# Commands ------------------------------------------------------------------------------------------------------


def do_help(app, _words):
    return HELP.split("\n")


def do_version(app, _words):
    return (about.banner(),)


def do_status(app, words):
    return _decided(app, words[0]) if words else errand("services.status_text").status(app)


def _decided(app, asked):
    """What the stages decided: all of it, or one name."""
    found = False
    for name, value in errand("control.status").decided(app.running()):
        if asked in ("all", name):
            found = True
            yield "%s: %s" % (name, value)
    if not found:
        raise ValueError("status '%s': no such value; 'status all' lists them" % asked)


def do_set(app, words):
    return errand("services.wishes").set_wish(app, words)


def do_schedule(app, words):
    return errand("services.wishes").schedule(app, words)


def do_journal(app, words):
    controller = app.running()
    count = 20
    if words:
        if not words[0].isdigit():
            raise ValueError("journal '%s': a number of entries is needed" % words[0])
        count = int(words[0])
    said = errand("control.journal.words").words
    now = app.uptime.now()
    contact = controller.settings.contact
    journal = controller.journal
    number = max(journal.count - count, journal.dropped)
    for time, code, value in journal.entries(number):
        entry = said(time, code, value, contact, journal.times(number))
        number += 1
        ago = (now - time) // 60
        yield "%s%3d:%02d h ago  %s" % (" " if entry["normal"] else "!", ago // 60, ago % 60, entry["text"])


def do_sensors(app, _words):
    app.running()
    texts = errand("sensors.probe_text").TEXTS
    measured = errand("services.quantities").measured
    now = app.uptime.now()
    wire = None
    for driver in app.drivers:
        wire = getattr(driver, "wire", wire)
        for name, probe in driver.probes:
            yield "%s: %s, %s" % (name, measured(name, probe, now), texts[probe.fault])
    if wire is not None:
        for address in wire.strangers():
            yield "1-Wire %s: on the wire, not in the settings" % address


def do_test(app, words):
    app.running()
    if len(words) != 2 or words[0] != "relay":
        raise ValueError("test what? As in: test relay valve")
    refusal = app.link.test(words[1], app.uptime.now())
    if refusal:
        raise ValueError(refusal)
    yield "%s: closed for 3 s" % words[1]


def do_defrost(app, words):
    return errand("services.trial").defrost(app, words)


def do_backup(app, words):
    return errand("services.trial").backup(app, words)


def do_log(app, words):
    return errand("services.trial").log(app, words)


def do_unit(app, words):
    app.running()
    return errand("services.unit_text").answer(app, words)


def do_ir(app, words):
    app.running()
    return errand("services.ir_text").answer(app, words)


def do_selftest(app, _words):
    return errand("services.selftest").run(app)


def do_settings(app, _words):
    if app.zone is None:
        raise ValueError("no settings in force")
    return errand("services.configure").listing(app.store)


def do_time(app, words):
    if app.zone is None:
        raise ValueError("no settings in force")
    calendar = errand("services.calendar")
    if words:
        try:
            calendar.set_local(app.zone, words[0], words[1] if len(words) > 1 else "")
        except ValueError as error:
            raise ValueError("time: %s" % error)
    yield calendar.shown(app.zone)


def do_network(app, words):
    return errand("services.portal_door").answer(app, words)


def do_password(app, words):
    return errand("services.password").set_password(app, words)


def do_acknowledge(app, _words):
    app.running().acknowledge()
    if app.link is not None:
        app.link.acknowledge()


def do_filter(app, _words):
    _cared_for(app, FILTER)


def do_outdoor(app, _words):
    _cared_for(app, OUTDOOR)


def do_serviced(app, _words):
    _cared_for(app, SERVICED)


def _cared_for(app, what):
    controller = app.running()
    controller.care.cared_for(what, controller.situation.now)


def do_piece(app, words):
    return errand("services.update_text").piece(app, words[0])


def do_update(app, words):
    return errand("services.update_text").command(app, words)


def do_save(app, _words):
    app.running()
    wrong = app.save()
    if wrong:
        raise ValueError(wrong)


def do_reboot(app, _words):
    app.restart_due = app.uptime.now() + 1  # the answer goes out first


def do_boot(app, _words):
    errand("services.boots").start_again(app)


_MOST = ("nothing more comes after %s", "one word comes after %s", "two words come after %s")
_ANY = 99  # the command itself says what it wants
# command: (what answers, words that may come after it at most)
_COMMANDS = {
    "help": (do_help, 0),
    "version": (do_version, 0),
    "status": (do_status, 1),
    "set": (do_set, _ANY),
    "schedule": (do_schedule, _ANY),
    "journal": (do_journal, 1),
    "sensors": (do_sensors, 0),
    "test": (do_test, _ANY),
    "defrost": (do_defrost, _ANY),
    "backup": (do_backup, _ANY),
    "log": (do_log, 1),
    "unit": (do_unit, _ANY),
    "ir": (do_ir, _ANY),
    "selftest": (do_selftest, 0),
    "settings": (do_settings, 0),
    "time": (do_time, 2),
    "network": (do_network, 1),
    "password": (do_password, _ANY),
    "acknowledge": (do_acknowledge, 0),
    "filter": (do_filter, 0),
    "outdoor": (do_outdoor, 0),
    "serviced": (do_serviced, 0),
    "update": (do_update, 2),
    "save": (do_save, 0),
    "reboot": (do_reboot, 0),
    "boot": (do_boot, 0),
}
