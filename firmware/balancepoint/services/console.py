"""The console: lines of text over the board's serial port. It never blocks the control: answers go out in small pieces.

Each answer ends in a line `ok` or `error: ...`. `help` lists what there is. A line that begins with `@` is a frame of a bench
that runs the core in a simulation (`services.bench`).
"""

from .. import app as application
from .. import hal
from ..control import request as r

_LONGEST = 240  # bytes of a line
_PIECE = 64  # bytes written at once: 6 ms at 115200 baud
_PAUSE = 20  # ms
_BUSY_PAUSE = 5  # the chip holds 260 bytes

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


class Console:
    """`port`: `read(buffer, most)`, `write(data)`, neither of which waits. `sleep_ms`: a coroutine."""

    def __init__(self, app, port, sleep_ms):
        self._app = app
        self._port = port
        self._sleep_ms = sleep_ms
        self._in = bytearray()
        self._skipping = False  # the rest of a line that was too long
        self._out = b""
        self._answers = []  # iterators of lines, first come first served
        self.dropped = 0

    async def serve(self):
        ready = False
        self._answers.append(iter([application.banner()] + self._app.problems))
        while True:
            busy = self.step()
            if not ready and self._app.first_tick is not None:
                ready = True
                self._answers.append(iter(["ready"]))
            await self._sleep_ms(_BUSY_PAUSE if busy else _PAUSE)

    def step(self):
        """One look at the port: 1 if there was something to do."""
        busy = self._port.read(self._in, _LONGEST)
        while True:
            end = self._in.find(b"\n")
            if end < 0:
                break
            line = bytes(self._in[:end])
            self._in = self._in[end + 1 :]
            if self._skipping:
                self._skipping = False
            else:
                self._take(line)
        if len(self._in) > _LONGEST:
            if not self._skipping:
                self._answers.append(iter(["error: a line has at most %d bytes" % _LONGEST]))
            self._skipping = True
            self._in = bytearray()
        return self._write() or busy or self._app.bench is not None

    def _write(self):
        """A piece of what is to be said."""
        if not self._out:
            while self._answers:
                line = next(self._answers[0], None)
                if line is None:
                    self._answers.pop(0)
                    continue
                self._out = (line + "\r\n").encode()
                break
            else:
                return 0
        self._port.write(self._out[:_PIECE])
        self._out = self._out[_PIECE:]
        return 1

    def _take(self, line):
        line = line.strip(b"\r\n\x00 ")
        if line[:1] == b"@":
            self._bench(line)
        elif line:
            if len(self._answers) > 4:
                self.dropped += 1
                return
            try:
                text = line.decode()
            except (UnicodeError, ValueError):
                text = "?"
            self._answers.append(self.answer(text))

    def _bench(self, line):
        app = self._app
        if app.bench is None:
            from .bench import Bench

            app.bench = Bench(ticks_us=hal.ticks_us, ticks_diff=hal.ticks_diff, free=hal.free)
        self._answers.append(iter(app.bench.take(line, app.uptime.now())))

    def answer(self, text):
        """The lines that answer a command; a generator."""
        words = text.split()
        command = getattr(self, "do_" + words[0].lower(), None) if words and words[0].isalpha() else None
        try:
            if command is None:
                raise Wrong(
                    "'%s': no such command; try help" % "".join([c if " " <= c < "\x7f" else "?" for c in text[:40]])
                )
            for line in command(words[1:]) or ():
                yield line
        except Wrong as error:
            yield "error: %s" % error
        except Exception as error:  # a person gets a line, never a traceback
            yield "error: %s" % application.describe(error)
        else:
            yield "ok"

    def _controller(self):
        if self._app.controller is None:
            raise Wrong("the controller does not run: %s" % ("; ".join(self._app.problems) or "a bench uses it"))
        return self._app.controller

    # Commands ------------------------------------------------------------------------------------------------------

    def do_help(self, _words):
        return HELP.split("\n")

    def do_version(self, _words):
        return (application.banner(),)

    def do_status(self, words):
        app = self._app
        if words:
            status = self._controller().status()
            if words[0] == "all":
                for name in sorted(status):
                    yield "%s: %s" % (name, status[name])
            elif words[0] in status:
                yield "%s: %s" % (words[0], status[words[0]])
            else:
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
        yield "tick: %d us, longest %d us; free memory %d bytes" % (app.tick_mean, app.tick_longest, hal.free())

    def do_set(self, words):
        if len(words) < 2:
            raise Wrong("set what to what? As in: set heat 21.5 °C")
        controller = self._controller()
        name, text = words[0].lower(), " ".join(words[1:]).lower()
        request = self._app.request
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
                value = read(text if text[-1:].isalpha() else text + " °C", "0.01 °C", low, high)
            except ValueError as error:
                raise Wrong("%s: %s" % (name, error))
            setattr(request, name + "_setpoint", value)
            request.dial = None
        else:
            raise Wrong("set '%s': there is mode, heat, cool, dial, preset, emergency" % name)
        self._app.wish()
        yield "%s: %s" % (name, text)
        del controller

    def do_schedule(self, words):
        self._controller()
        request = self._app.request
        if words == ["clear"]:
            request.schedule = ()
            self._app.wish()
        elif words:
            if len(words) != 3:
                raise Wrong("schedule: as in: schedule mon 06:30 home")
            day = _named("day", words[0].lower(), {name: k for k, name in enumerate(_DAYS)})
            from .quantities import CLOCK, read

            try:
                minute = read(words[1], CLOCK, 0, 1439)
            except ValueError as error:
                raise Wrong("schedule: %s" % error)
            entries = dict(request.schedule)
            presets = dict(_PRESETS)
            del presets["follow"]
            entries[day * 1440 + minute] = _named("preset", words[2].lower(), presets)
            if len(entries) > 42:
                raise Wrong("schedule: at most 42 entries a week")
            request.schedule = tuple(sorted(entries.items()))
            self._app.wish()
        for minute, preset in request.schedule:
            yield "%s %02d:%02d %s" % (
                _DAYS[minute // 1440],
                minute % 1440 // 60,
                minute % 60,
                _name_of(_PRESETS, preset),
            )

    def do_journal(self, words):
        controller = self._controller()
        count = 20
        if words:
            if not words[0].isdigit():
                raise Wrong("journal '%s': a number of entries is needed" % words[0])
            count = int(words[0])
        from ..control.journal_words import words as said

        now = self._app.uptime.now()
        contact = controller.settings.contact
        for time, code, value in controller.journal.entries(max(controller.journal.count - count, 0)):
            entry = said(time, code, value, contact)
            ago = (now - time) // 60
            yield "%s%3d:%02d h ago  %s" % (" " if entry["normal"] else "!", ago // 60, ago % 60, entry["text"])

    def do_sensors(self, _words):
        from ..sensors.probe import TEXTS

        self._controller()
        now = self._app.uptime.now()
        wire = None
        for driver in self._app.drivers:
            wire = getattr(driver, "wire", wire)
            for name, probe in driver.probes:
                value = "none yet" if probe.value is None else "%d, %d s old" % (probe.value, now - probe.at)
                yield "%s: %s, %s" % (name, value, TEXTS[probe.fault])
        if wire is not None:
            for address in wire.strangers():
                yield "1-Wire %s: on the wire, not in the settings" % address

    def do_test(self, words):
        self._controller()
        if len(words) != 2 or words[0] != "relay":
            raise Wrong("test what? As in: test relay valve")
        refusal = self._app.link.test(words[1], self._app.uptime.now())
        if refusal:
            raise Wrong(refusal)
        yield "%s: closed for 3 s" % words[1]

    def do_selftest(self, _words):
        from .selftest import run

        return run(self._app)

    def do_settings(self, _words):
        if self._app.config is None:
            raise Wrong("no settings in force")
        for path, value, source, meaning in self._app.config.describe():
            yield "%s: %s (%s) %s" % (path, value, source, meaning)

    def do_time(self, words):
        app = self._app
        if app.zone is None:
            raise Wrong("no settings in force")
        if words:
            try:
                app.zone.set_local(words[0], words[1] if len(words) > 1 else "")
            except ValueError as error:
                raise Wrong("time: %s" % error)
        yield app.zone.shown()

    def do_acknowledge(self, _words):
        self._controller().acknowledge()
        if self._app.link is not None:
            self._app.link.acknowledge()

    def do_filter(self, _words):
        self._controller().filter_cleaned()

    def do_outdoor(self, _words):
        self._controller().outdoor_checked()

    def do_serviced(self, _words):
        self._controller().serviced()

    def do_save(self, _words):
        self._controller()
        self._app.save()

    def do_reboot(self, _words):
        self._app.restart()

    def do_boot(self, _words):
        self._app.boots.good()
        self._app.restart()
