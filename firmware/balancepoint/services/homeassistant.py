"""What is said over MQTT and what is taken, in the way of Home Assistant (docs/homeassistant.md): the state out, wishes in.

A wish is a line at the console, with the console's checks and its answer; then the state is said anew, whether it was taken or
not. Messages that a broker has kept are no wishes. Readings of sensors elsewhere, price and forecast come the same way. Which
entities there are, `entities` says, loaded when it is wanted.
"""

import json
import os
from binascii import crc32

from .. import hal
from ..control.quantity import UNKNOWN
from ..control.request import AUTO, COOL, DRY, FAN, HEAT
from ..control.situation import COOLING, HEATING
from ..errand import errand
from .wishes import MODES, PRESETS

_PACE = 5  # s between two looks at the state
_SLOW = 60  # s between two of what changes slowly
_READINGS = 10  # that are taken a second; more are passed over, and counted
_TOGETHER = 5  # s in which two set points may come that are right only together
_BACKLOG = 20  # entries of the journal that are told after a pause
_MODES = ("off", "heat", "cool", "heat_cool", "dry", "fan_only")  # as Home Assistant calls them, in the order of MODES
_BUTTONS = {
    "filter_cleaned": "filter",
    "outdoor_cleaned": "outdoor",
    "serviced": "serviced",
    "acknowledge": "acknowledge",
}
_WISHES = ("mode", "heat", "cool", "preset", "dial", "emergency", "fan", "vane", "wide")
MQTT = 1  # `app.asker`
TOPICS = ("climate", "state", "diag", "fault", "journal")  # said when they change, and kept by the broker


def fixed(value, places=2):
    """A whole number of hundredths (of tenths, of thousandths) as JSON; null where nothing is known."""
    if value is None or value == UNKNOWN:
        return "null"
    size = 10**places
    return "%s%d.%0*d" % ("-" if value < 0 else "", abs(value) // size, places, abs(value) % size)


def whole(value):
    return "null" if value is None or value == UNKNOWN else "%d" % value


def on(value):
    return '"ON"' if value else '"OFF"'


class HomeAssistant:
    """The `source` of an `mqtt.Mqtt`. `network`: `identity`, `station`, `longest`. `wanted`: the section of the settings."""

    def __init__(self, app, network, wanted):
        self._app = app
        self._network = network
        self.base = "balancepoint/" + network.identity
        self.name = wanted["hostname"]
        self.prefix = wanted["mqtt"]["prefix"]
        self.discovery = wanted["mqtt"]["discovery"]
        self.has = {}  # what has been seen of the house since the start: which entities there are
        self._online = 0  # 1: that we are there is to be said
        self._entities = None  # messages that say which entities there are, as far as they are still to be sent
        self._said = {}  # CRC by topic
        self._due = self._slow = 0  # s
        self._look = 0  # the next of TOPICS, len(TOPICS): all are said
        self._birth = 0  # s at which a Home Assistant that has started is greeted
        self._told = None  # entries of the journal
        self._event_out = 0  # the next of them is on its way
        self._answers = []  # to wishes, newest last
        self._again = None  # (name, payload, until when) of a set point that waits for the other one
        self._before = 0  # mode before it was turned off
        self._second = self._count = 0
        self._energy = self._metered = 0  # J; s
        self._fault_of = None
        self._fault_text = self._journal_text = ""
        self._journal_at = -1
        self._news = {}  # price and forecast: (value of now, when it was said, the text)
        self.passed_over = 0  # readings and messages
        self.refusal = ""

    # For the client --------------------------------------------------------------------------------------------------

    def will(self):
        return self.base + "/online", "offline"

    def filters(self):
        return (self.base + "/set/+", 1), (self.base + "/read/+", 0), (self.prefix + "/status", 0)

    def begin(self, now):
        self._event_out = 0
        self._due = now + _PACE
        self._greet()
        if self._told is None and self._app.controller is not None:
            self._told = self._app.controller.journal.count

    def _greet(self):
        """That we are there, the state, which entities there are, and the state once more."""
        self._online = 1
        self._say_all()
        self._entities = None
        if self._app.controller is not None:
            self.looked()
            self._announce()

    def _announce(self):
        self._entities = errand("services.entities").messages(self)

    def _say_all(self):
        self._said.clear()
        self._look = 0

    def next(self, now):
        """See `mqtt`."""
        if self._birth and now >= self._birth:
            self._birth = 0
            self._greet()
        there = self._app.controller is not None
        if self._online:
            self._online = 0
            return self.base + "/online", "online" if there else "offline", 1, 0
        if not there:
            return None
        message = self._changed(now)
        if message is None and self._entities is not None:
            message = next(self._entities, None)
            if message is None:
                self._entities = None
                self._say_all()
                message = self._changed(now)
        if message is None and self._answers:
            message = self.base + "/answer", self._answers.pop(0), 0, 0
        if message is None and now >= self._due:
            self._due = now + _PACE
            self._look = 0
            message = self._changed(now)
        return message or self._event()

    def sent(self, now):
        if self._event_out:
            self._event_out = 0
            self._told += 1

    def _changed(self, now):
        """The next state that the broker does not have; None: it has all."""
        while self._look < len(TOPICS):
            topic = TOPICS[self._look]
            self._look += 1
            if topic == "diag" and topic in self._said:
                if now < self._slow:
                    continue
                if self.looked():
                    self._announce()
            text = self._text(topic, now)
            mark = text and crc32(text.encode())
            if self._said.get(topic) != mark:
                self._said[topic] = mark
                return self.base + "/" + topic, text, 1, 0
        return None

    def _text(self, topic, now):
        if topic == "climate":
            return self._climate()
        if topic == "state":
            return self._state(now)
        if topic == "diag":
            self._slow = now + _SLOW
            return self._diag(now)
        return self._fault() if topic == "fault" else self._journal()

    # State -----------------------------------------------------------------------------------------------------------

    def _climate(self):
        app = self._app
        request = app.request
        s = app.controller.situation
        mode = request.mode
        heat, cool = request.heat_setpoint, request.cool_setpoint
        if request.dial is not None:
            heat, cool = s.heat_setpoint, s.cool_setpoint
        both = mode == AUTO
        link = app.link
        names = ("auto", "auto", "auto")
        if hasattr(link, "unit") and (link.fan_until or link.vane_until):
            names = errand("units.handset").names(link)
        return (
            '{"mode":"%s","target":%s,"low":%s,"high":%s,"heat":%s,"cool":%s,"dial":"%s","room":%s,"humidity":%s,'
            '"action":"%s","preset":"%s","fan":"%s","vane":"%s","wide":"%s"}'
            % (
                (
                    _MODES[mode],
                    fixed(heat) if mode == HEAT else fixed(cool) if mode in (COOL, DRY) else "null",
                    fixed(heat) if both else "null",
                    fixed(cool) if both else "null",
                    fixed(heat),
                    fixed(cool),
                    "none" if request.dial is None else request.dial,
                    fixed(s.room),
                    fixed(s.humidity, 1),
                    _action(s, mode, link),
                    PRESETS[request.preset],
                )
                + names
            )
        )

    def _state(self, now):
        app = self._app
        s = app.controller.situation
        command = s.command
        power = app.readings.power.within(0, 60000, 120)
        if power is not None:
            self._energy += power * min(now - self._metered, 2 * _PACE)
        self._metered = now
        unit = getattr(app.link, "unit", None)
        energy = self._energy // 36000  # 0.01 kWh
        if unit is not None and unit.tells_energy and unit.energy != UNKNOWN:
            energy = unit.energy * 10
        elif "power" not in self.has:
            energy = UNKNOWN
        cop = UNKNOWN
        if power and s.turning and not s.defrosting:
            cop = s.heat_now * 10 // power
        return (
            '{"hz":%s,"w":%s,"kwh":%s,"cop":%s,"outdoor":%s,"outdoor_coil":%s,"indoor_coil":%s,"supply":%s,"frost":%s,'
            '"fan_level":%s,"backup":%d,"emergency":%s,"freeze":%s,"window":%s,"target_now":%s}'
            % (
                whole(s.turning),
                whole(power),
                fixed(energy),
                fixed(cop, 1),
                fixed(s.outdoor),
                fixed(s.outdoor_coil),
                fixed(s.indoor_coil),
                fixed(s.supply),
                whole((1000 - s.frost_share) // 10),
                whole(command.fan if command.fan <= 5 else None),
                command.aux,
                on(app.request.emergency),
                on(s.freeze),
                on(s.window_open),
                fixed(s.target),
            )
        )

    def _diag(self, now):
        app = self._app
        care = app.controller.care.maintenance.report()
        network = self._network
        news = self._news
        return (
            '{"filter_hours":%d,"filter_due":%s,"outdoor_hours":%d,"outdoor_due":%s,"rssi":%s,"up":%d,"heap":%d,'
            '"turn":%d,"passed_over":%d,"price":%s,"forecast":%s}'
            % (
                care["filter_hours"],
                on(care["filter_due"]),
                care["outdoor_hours"],
                on(care["outdoor_due"]),
                whole(network.station.strength()),
                now // 3600,
                hal.free(),
                network.longest // 1000,
                self.passed_over,
                fixed(news["price"][0], 4) if "price" in news else "null",
                fixed(news["forecast"][0], 2) if "forecast" in news else "null",
            )
        )

    def _fault(self):
        """What is wrong now, what to do, and whom to call; the words only when it is something else than before."""
        app = self._app
        controller = app.controller
        unit = controller.situation.unit_fault
        found = (
            controller.care.diagnosis.memory.diagnosis,
            unit if unit != UNKNOWN else 0,
            controller.memory.heater_latched,
            len(app.link.faults),
            len(app.problems),
        )
        if found != self._fault_of:
            self._fault_of = found
            lines = errand("services.faults").lines(app) if found != (0, 0, 0, 0, 0) else []
            self._fault_text = '{"fault":%s,"code":%d,"what":%s,"all":%s}' % (
                on(lines),
                found[1],
                json.dumps(_short(lines[0]) if lines else "none"),
                json.dumps(lines),
            )
        return self._fault_text

    def _journal(self):
        """The newest entry."""
        journal = self._app.controller.journal
        if journal.count != self._journal_at:
            self._journal_at = journal.count
            self._journal_text = self._entry(journal.count - 1)
        return self._journal_text

    def _entry(self, number, kind=0):
        app = self._app
        controller = app.controller
        for time, code, value in controller.journal.entries(number)[:1]:
            said = errand("control.journal.words").words(time, code, value, controller.settings.contact)
            text = '{"journal":%s,"text":%s,"normal":%s,"code":%d,"ago":%d}' % (
                json.dumps(_short(said["text"])),
                json.dumps(said["text"]),
                "true" if said["normal"] else "false",
                code,
                app.uptime.now() - time,
            )
            return '{"event_type":"%s",' % ("normal" if said["normal"] else "attention") + text[1:] if kind else text
        return '{"journal":"nothing yet","text":"","normal":true,"code":0,"ago":0}'

    def _event(self):
        """An entry of the journal that nobody has been told; what was missed in a long pause is told in part."""
        count = self._app.controller.journal.count
        if self._told is None or self._told >= count:
            return None
        self._told = max(self._told, count - _BACKLOG)
        self._event_out = 1
        return self.base + "/event", self._entry(self._told, 1), 0, 1

    def looked(self):
        """1 if something of the house has been seen for the first time: there is an entity more."""
        app = self._app
        settings = app.controller.settings
        s = app.controller.situation
        unit = getattr(app.link, "unit", None)
        seen = (
            ("cooling", settings.cooling is not None),
            ("backup", settings.aux_stages),
            ("power", app.readings.power.value is not None or (unit is not None and unit.tells_energy)),
            ("humidity", s.humidity != UNKNOWN),
            ("outdoor_coil", s.outdoor_coil != UNKNOWN),
            ("supply", s.supply != UNKNOWN),
            ("indoor_coil", s.indoor_coil != UNKNOWN),
            ("frost", unit is None),
            ("window", app.readings.window_open.value is not None),
            ("fan", unit is not None and unit.fans),
            ("quiet", unit is not None and unit.quiet),
            ("vane", unit is not None and unit.vanes),
            ("wide", unit is not None and unit.wide_vanes),
            ("price", "price" in self._news),
            ("forecast", "forecast" in self._news),
        )
        new = 0
        for name, found in seen:
            if found and self.has.get(name, 0) < found:
                self.has[name] = int(found)
                new = 1
        return new

    # Wishes ----------------------------------------------------------------------------------------------------------

    def take(self, topic, payload, retained, now):
        """A message; 1 if it was a wish."""
        try:
            name = topic.decode()
            text = payload.decode().strip()
        except (UnicodeError, ValueError):
            return self._pass_over("what is not UTF-8")
        if name == self.prefix + "/status":
            if text == "online" and not retained:
                self._birth = now + 2 + os.urandom(1)[0] % 8
            return 0
        begin = len(self.base)
        kind, _, name = name[begin + 1 :].partition("/")
        if topic[:begin] != self.base.encode() or kind not in ("set", "read"):
            return 0  # some brokers say more than was asked for
        if retained:
            return self._pass_over("%s/%s was kept by the broker: send it without the flag retain" % (kind, name))
        if len(text) > 200 or [letter for letter in text if letter < " "]:
            return self._pass_over("%s/%s: not a text of at most 200 letters in one line" % (kind, name))
        if self._app.controller is None:
            return self._pass_over("the controller does not run")
        if kind == "read":
            return self._read(name, text, now)
        self._wish(name, text, now)
        return 1

    def _pass_over(self, why):
        self.passed_over += 1
        self.refusal = why
        return 0

    def _wish(self, name, text, now):
        if name == "target":
            name = "heat" if self._app.request.mode == HEAT else "cool"
        elif name == "low" or name == "high":
            name = "heat" if name == "low" else "cool"
        elif name == "power":
            mode = self._app.request.mode
            self._before = mode or self._before
            name, text = "mode", "off" if text.upper() == "OFF" else MODES[self._before or HEAT]
        if name == "mode" and text in _MODES:
            text = MODES[_MODES.index(text)]
        elif name == "preset" and text == "none":
            text = PRESETS[0]
        refused = self._ask(name, text)
        if name == "heat" or name == "cool":
            again, self._again = self._again, (name, text, now + _TOGETHER) if refused else None
            if again and not refused and now <= again[2] and again[0] != name:
                self._ask(again[0], again[1])
        for topic in ("climate", "state"):
            self._said.pop(topic, None)
        self._look = 0

    def _ask(self, name, text):
        """The console's answer: 1 if it refuses."""
        app = self._app
        if name in _BUTTONS:
            line = _BUTTONS[name]
        elif name in _WISHES:
            line = "set %s %s" % (name, text)
        else:
            self._pass_over("set/%s: there is no such wish" % name)
            return 1
        app.asker = MQTT
        last = list(errand("services.commands").answer(app, line))[-1]
        app.asker = 0
        refused = last != "ok"
        if refused:
            self._pass_over(last)
        if len(self._answers) > 4:
            self._answers.pop(0)
        self._answers.append('{"answer":%s,"asked":%s}' % (json.dumps(_short(last)), json.dumps(line)))
        return 1 if refused else 0

    # Readings --------------------------------------------------------------------------------------------------------

    def _read(self, name, text, now):
        if now != self._second:
            self._second = now
            self._count = 0
        self._count += 1
        if self._count > _READINGS:
            return self._pass_over("more than %d readings within a second" % _READINGS)
        try:
            reading = errand("services.remote")
            if name in reading.NEWS:
                self._news[name] = reading.news(name, text, now)
                self._slow = now
            else:
                reading.take(name, text, self._app.remote, now)
        except ValueError as error:
            return self._pass_over("read/%s: %s" % (name, error))
        return 0

    def lines(self, now):
        """For `status`."""
        for name in self._news:
            values = self._news[name]
            yield "%s: %s, said %d s ago" % (name, values[2], now - values[1])
        if self.passed_over:
            yield "mqtt: %d messages passed over, the last one for this: %s" % (self.passed_over, self.refusal)


def _short(text):
    """What fits a state of Home Assistant: 255 letters."""
    return text if len(text) <= 255 else text[:252] + "..."


def _action(s, mode, link):
    """What the machine does, in Home Assistant's words."""
    if s.defrosting:
        return "defrosting"
    runs = s.turning
    if s.command.aux or (runs and s.side == HEATING):
        unit = getattr(link, "unit", None)
        cold = s.command.fan == 0 if unit is None else unit.preheating == 1
        return "preheating" if cold and not s.command.aux else "heating"
    if runs and s.side == COOLING:
        return "drying" if s.drying or mode == DRY else "cooling"
    if mode == FAN:
        return "fan"
    return "idle" if mode else "off"
