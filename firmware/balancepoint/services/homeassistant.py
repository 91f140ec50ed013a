"""What is said over MQTT and what is taken, in the way of Home Assistant (docs/homeassistant.md): the state out, wishes in.

A wish is a line at the console, with the console's checks and its answer; then the state is said anew, whether it was taken or
not. Messages that a broker has kept are no wishes. Readings of sensors elsewhere, price and forecast come the same way. Here
stands what is looked at every few seconds; loaded when they are wanted are `told` (what changes seldom), `heard` (what a message
asks for), `entities` (which entities there are).
"""

import os
from binascii import crc32

from ..control.quantity import UNKNOWN
from ..control.request import AUTO, COOL, DRY, HEAT
from ..errand import errand
from .payload import MODES, action, fixed, on, whole

_PACE = 5  # s between two looks at the state
_SLOW = 60  # s between two of what changes slowly
_READINGS = 10  # that are taken a second; more are passed over, and counted
_BACKLOG = 20  # entries of the journal that are told after a pause
TOPICS = ("climate", "state", "diag", "fault", "journal", "update")  # said when they change, and kept by the broker


class HomeAssistant:
    """The `source` of an `mqtt.Mqtt`. `network`: `station`, `longest`. `wanted`: section of the settings. `base`: of topics."""

    def __init__(self, app, network, wanted, base):
        self.app = app
        self.network = network
        self.base = base
        self.name = wanted["hostname"]
        self.prefix = wanted["mqtt"]["prefix"]
        self.discovery = wanted["mqtt"]["discovery"]
        self._presets = errand("services.wishes").PRESETS
        self.has = {}  # what has been seen of the house since the start: which entities there are
        self._online = 0  # 1: that we are there is to be said
        self._entities = None  # messages that say which entities there are, as far as they are still to be sent
        self._said = {}  # by topic, what it was made of
        self._due = 0  # s
        self._look = 0  # the next of TOPICS, len(TOPICS): all are said
        self._birth = 0  # s at which a Home Assistant that has started is greeted
        self._told = None  # entries of the journal
        self._event_out = 0  # the next of them is on its way
        self.answers = []  # to wishes, newest last
        self.again = None  # (name, payload, until when) of a set point that waits for the other one
        self.mode_before = 0  # it was turned off
        self._second = self._count = 0
        self._energy = self._metered = 0  # J; s
        self.news = {}  # price and forecast: (value of now, when it was said, the text)
        self.passed_over = 0  # readings and messages
        self.refusal = ""

    # For the client --------------------------------------------------------------------------------------------------

    def client(self):
        return self.base.replace("/", "_")

    def will(self):
        return self.base + "/online", "offline"

    def filters(self):
        return (self.base + "/set/+", 1), (self.base + "/read/+", 0), (self.prefix + "/status", 0)

    def begin(self, now):
        self._event_out = 0
        self._due = now + _PACE
        self._greet()
        if self._told is None and self.app.controller is not None:
            self._told = self.app.controller.journal.count

    def _greet(self):
        """That we are there, the state, which entities there are, and the state once more."""
        self._online = 1
        self._say_all()
        self._entities = None
        if self.app.controller is not None:
            errand("services.told").looked(self)
            self.announce()

    def announce(self):
        self._entities = errand("services.entities").messages(self)

    def say_again(self, *topics):
        """These are said, whether they have changed or not."""
        for topic in topics:
            self._said.pop(topic, None)
        self._look = 0

    def _say_all(self):
        self._said.clear()
        self._look = 0

    def next(self, now):
        """See `mqtt`."""
        if self._birth and now >= self._birth:
            self._birth = 0
            self._greet()
        there = self.app.controller is not None
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
        if message is None and self.answers:
            message = self.base + "/answer", self.answers.pop(0), 0, 0
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
            text = ""
            if topic == "climate":
                text = self._climate()
            elif topic == "state":
                text = self._state(now)
            mark = crc32(text.encode()) if text else self.mark(topic, now)
            if self._said.get(topic) != mark:
                self._said[topic] = mark
                return self.base + "/" + topic, text or errand("services.told").text(self, topic, now), 1, 0
        return None

    def mark(self, topic, now):
        """What the words of a topic are made of; they are loaded when it is something else than before."""
        app = self.app
        controller = app.controller
        if topic == "diag":
            return now // _SLOW
        if topic == "update":
            if "update" not in self.has or app.job is None:
                return 0 if "update" in self.has else None
            return errand("services.update_text").state(app)
        if topic == "journal":
            return controller.journal.entries(controller.journal.count - 1)
        unit = controller.situation.unit_fault
        return (
            controller.care.diagnosis.memory.diagnosis,
            unit if unit != UNKNOWN else 0,
            controller.memory.heater_latched,
            len(app.link.faults),
            len(app.problems),
        )

    def _event(self):
        """An entry of the journal that nobody has been told; what was missed in a long pause is told in part."""
        count = self.app.controller.journal.count
        if self._told is None or self._told >= count:
            return None
        self._told = max(self._told, count - _BACKLOG)
        self._event_out = 1
        return self.base + "/event", errand("services.told").event(self, self._told), 0, 1

    # State -----------------------------------------------------------------------------------------------------------

    def _climate(self):
        app = self.app
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
                    MODES.split()[mode],
                    fixed(heat) if mode == HEAT else fixed(cool) if mode in (COOL, DRY) else "null",
                    fixed(heat) if both else "null",
                    fixed(cool) if both else "null",
                    fixed(heat),
                    fixed(cool),
                    "none" if request.dial is None else request.dial,
                    fixed(s.room),
                    fixed(s.humidity, 1),
                    action(s, mode, link),
                    self._presets[request.preset],
                )
                + names
            )
        )

    def _state(self, now):
        app = self.app
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

    def take(self, topic, payload, retained, now):
        """A message; 1 if it was work."""
        if topic == (self.prefix + "/status").encode():
            if payload == b"online" and not retained:
                self._birth = now + 2 + os.urandom(1)[0] % 8
            return 0
        begin = len(self.base) + 1
        kind = topic[begin : begin + 4]
        if topic[:begin] != self.base.encode() + b"/" or (kind != b"set/" and kind != b"read"):
            return 0  # some brokers say more than was asked for
        if kind == b"read":
            if now != self._second:
                self._second = now
                self._count = 0
            self._count += 1
            if self._count > _READINGS:
                self.passed_over += 1
                self.refusal = "more than %d readings within a second" % _READINGS
                return 0
        return errand("services.heard").take(self, topic[begin:], payload, retained, now)
