"""A new program is whole in the other slot: the switch waits for a moment in which the house misses nothing.

That is a standstill: compressor and heater off, no defrost, no freeze protection. A unit that owns its compressor need not stand:
it goes on by itself, once it is on its own sensor at the person's set point. Sensors and unit must answer, for by them the new
program is judged. After a day of waiting the person is asked for a stop. `app.job` while it waits.
"""

from ..control.journal.codes import UPDATE, UPDATE_STOP, UPDATE_WAITS
from ..control.quantity import UNKNOWN
from ..errand import errand
from . import slots

_DAY = 86400  # s
_HAND_BACK = 60  # s in which a unit must have taken what it is left with
_RUN_ON = 90  # s for which the fan cools a heater in its air (interlock 3)
_SETTLED = 5  # s that it has had for its sensor
ANSWERS = 1  # of `situation.room_status`: fresh or held


def answers(app):
    """Why a program cannot be judged now: what does not answer; None if all does."""
    controller = app.controller
    if controller is None:
        return "the controller does not run"
    if controller.situation.room_status > ANSWERS:
        return "no room sensor answers"
    link = app.link
    if hasattr(link, "unit"):
        if not link.session.linked:
            return "the indoor unit does not answer"
    elif link.faults:
        return "relay %s %s" % sorted(link.faults.items())[0]
    return None


def busy(app):
    """What the house would miss now; None: nothing."""
    s = app.controller.situation
    command = s.command
    if s.defrosting:
        return "it defrosts"
    if s.freeze:
        return "it protects from freezing"
    if command.aux:
        return "the heater is on"
    if not hasattr(app.link, "unit") and (command.speed or s.turning not in (0, UNKNOWN)):
        return "the compressor runs"
    return None


def joined(app):
    """1 if the broker has us."""
    mqtt = app.net.mqtt if app.net is not None else None
    return 1 if mqtt is not None and mqtt.stage == len(errand("services.network_text").STAGES) - 1 else 0


class Switch:
    """`version`: of the program that waits. `why`: what it waits for. `asked` 1: the person was asked for a stop."""

    error = ""
    wanted = None

    def __init__(self, app, now):
        self.app = app
        self.root = slots.root(app)
        self.slot = slots.other(slots.load(self.root)[0])
        self.version = slots.head(self.root + slots.FOLDERS[self.slot] + slots.READY).get("version", "")
        self.since = now
        self.why = ""
        self.asked = 0
        self._heated = now - _RUN_ON  # s at which the heater was on
        self.handed = 0  # s at which the unit was handed back
        self._journal(now, UPDATE_WAITS)

    def step(self, now):
        app = self.app
        self.why = answers(app) or busy(app) or ""
        if app.controller is not None and app.controller.situation.command.aux:
            self._heated = now
        if not self.why and now - self._heated < _RUN_ON:
            self.why = "the fan cools the heater"
        if self.handed and (self.why or now - self.handed > _HAND_BACK):
            self.handed = app.restart_due = 0  # led again
        if not self.why:
            if not hasattr(app.link, "unit"):
                return self._switch(now)
            if not self.handed:
                self.handed = now
                app.restart_due = now + _DAY  # the outputs are safe until then: the unit is left to itself
            elif self._alone(now):
                return self._switch(now)
            self.why = "the unit is handed back to its own sensor"
        if not self.asked and now - self.since >= _DAY:
            self.asked = 1
            app.problems.append(
                "update: %s has waited a day for a standstill (%s): turn heating and cooling off for some minutes"
                % (self.version, self.why)
            )
            self._journal(now, UPDATE_STOP)
        return 1000

    def _alone(self, now):
        """Has the unit taken what it is left with? One that only hears (infrared) says nothing: it had its time."""
        unit = self.app.link.unit
        if now - self.handed < _SETTLED or unit.room_feed:
            return False
        return unit.on == 0 or unit.said_setpoint in (UNKNOWN, unit.target())

    def _switch(self, now):
        """From here on the new program is in its trial, whatever happens."""
        app = self.app
        wrong = app.save() or app.store.save("before", app.controller.memory.to_dict())
        wrong = wrong or app.store.save("update", {"version": self.version, "broker": joined(app), "why": ""})
        if wrong:
            self.why = wrong
            return 60_000
        slots.save(self.root, [self.slot, 1, 0, 0])
        app.restart_due = now
        return 1000

    def _journal(self, now, value):
        if self.app.controller is not None:
            self.app.controller.journal.add(now, UPDATE, value)
