"""The first minutes of a new program: it stays once it has ticked for ten minutes on end with its sensors and its unit answering,
and the broker, if that did before; else the one before comes back. `app.job` meanwhile.

What does not come this far is `boot.py`'s: a start that hangs is ended by the watchdog, and the third one is the other slot's.
"""

from ..control.journal.codes import UPDATE, UPDATE_BACK, UPDATE_GOOD, UPDATE_TRIAL
from ..errand import errand
from . import slots

LASTS = 600  # s on end in which all answer
MOST = 1800  # s since the start until which they must have
_LATEST = 3600  # s since the start: back, whatever runs


class Trial:
    """`version`: of the program that runs. `why`: what does not answer now; "" if all does."""

    error = ""
    wanted = None

    def __init__(self, app, state):
        self.app = app
        self.root = slots.root(app)
        self._state = state
        record = app.store.load("update")[0] or {}
        self.version = record.get("version", "")
        self._broker = record.get("broker", 0)
        self.why = ""
        self._since = 0  # s at which all began to answer; 0: they do not
        self._ticks = 0
        self._told = 0
        self._look = errand("services.update_switch")  # for as long as the trial lasts

    def left(self, now):
        """s until it is kept, if all goes on to answer."""
        return LASTS - (now - self._since if self._since else 0)

    def step(self, now):
        """0: it is over."""
        app = self.app
        if not self._told and app.controller is not None:
            self._told = 1
            app.controller.journal.add(now, UPDATE, UPDATE_TRIAL)
        switch = self._look
        why = switch.answers(app)
        if why is None and app.ticks == self._ticks:
            why = "the control does not tick"
        if why is None and self._broker and not switch.joined(app):
            why = "the broker does not answer"
        self._ticks = app.ticks
        self.why = why or ""
        if why:
            self._since = 0
        elif not self._since:
            self._since = max(now, 1)
        if self._since and now - self._since >= LASTS:
            slots.keep(self.root, self._state)
            app.store.save("update", {})
            app.controller.journal.add(now, UPDATE, UPDATE_GOOD)
            return 0
        if now >= MOST and (now >= _LATEST or app.controller is None or not switch.busy(app)):
            app.store.save("update", {"version": self.version, "why": self.why})
            slots.go_back(self.root, self._state)
            app.restart_due = max(now, 1)
        return 1000


class Told:
    """Only says in the journal, once there is one, that a program has gone again."""

    error = why = version = ""
    wanted = None

    def __init__(self, app):
        self.app = app

    def step(self, now):
        controller = self.app.controller
        if controller is None:
            return 1000
        controller.journal.add(now, UPDATE, UPDATE_BACK)
        return 0


def begin(app):
    """Once at a start: is this program in its trial, does another one wait, has one gone?"""
    root = slots.root(app)
    state = slots.load(root)
    own = root + slots.FOLDERS[state[0]]
    there = root + slots.FOLDERS[slots.other(state[0])]
    if state[1]:
        if slots.head(own + slots.FAILED):  # power went while it went back
            slots.go_back(root, state)
            app.restart_due = 1
        app.job = Trial(app, state)
        return
    slots.move(own + slots.READY, own + slots.GOOD)  # power went while it was kept
    if slots.head(there + slots.READY):
        app.job = errand("services.update_switch").Switch(app, app.uptime.now())
    record = app.store.load("update")[0]
    if record:
        if slots.head(there + slots.FAILED):
            app.problems.append(
                "update: %s did not stand its trial (%s); the program before runs again"
                % (record.get("version"), record.get("why") or "it did not last")
            )
            app.job = Told(app)
        app.store.save("update", {})
