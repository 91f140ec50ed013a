"""One lamp and one button: all that is needed without a network.

The lamp: steady orange heating, magenta with the backup, steady blue cooling, blue 7 s on and 2 s off a defrost (as makers'
own lamps say it), a short green flash every 5 s all is well and nothing to do. Two yellow flashes: something is due (filter,
outdoor unit). Three red ones: something is wrong, ask the console or the page. Fast red: safe mode, or no settings.

The button: a press turns heating and cooling off, or back on; 3 s and longer: "I have seen to it" (latches released, what was
due counts anew); 10 s: start again; 20 s: start again without the page's password and the network, for who has forgotten or
sells it (the house stays). It counts when it is let go: one that is held for 30 s is stuck, does nothing and is told.
"""

from ..control.care.cared_for import FILTER, OUTDOOR
from ..control.quantity import const
from ..hal import ticks_diff

_SHORT = 50  # ms; less is a bounce
_LONG = 3000
_LONGER = 10000
_LONGEST = 20000
_STUCK = 30000
STUCK = "the button is stuck: it is held for more than half a minute and does nothing"

_DARK = const(0)
# colour 0xRRGGBB, ms lit, ms of the period, flashes in it (0: lit whole)
BROKEN = (0x300000, 100, 200, 1)
FAULT = (0x300000, 150, 3000, 3)
DUE = (0x201800, 150, 3000, 2)
DEFROST = (0x000030, 7000, 9000, 1)
BACKUP = (0x280018, 0, 1000, 0)
HEAT = (0x280C00, 0, 1000, 0)
COOL = (0x000C28, 0, 1000, 0)
WELL = (0x001000, 60, 5000, 1)


class Panel:
    """`step(now, ticks)` every 50 ms: s since boot, and the millisecond counter."""

    def __init__(self, app):
        self._app = app
        self._lamp = app.lamp
        self._button = app.button
        self._pressed = None  # when
        self._stuck = False
        self._before = None  # mode before the button turned it off

    def step(self, now, ticks):
        if self._button is not None:
            self._watch(ticks)
        if self._lamp is not None:
            colour, lit, period, flashes = self.pattern()
            phase = ticks % period
            if flashes:
                gap = 2 * lit if flashes > 1 else period
                shown = phase // gap < flashes and phase % gap < lit
            else:
                shown = True
            self._lamp.show(colour if shown else _DARK)

    def pattern(self):
        """What the lamp has to say most urgently."""
        app = self._app
        controller = app.controller
        if controller is None:
            return BROKEN
        memory = controller.memory
        if memory.heater_latched or controller.care.diagnosis.fault or app.link.faults or app.problems:
            return FAULT
        if controller.situation.defrosting:
            return DEFROST
        command = controller.situation.command
        if command.aux:
            return BACKUP
        if command.speed:
            return HEAT if controller.situation.side == 1 else COOL
        return DUE if controller.care.maintenance.due() else WELL

    def _watch(self, ticks):
        pressed = self._pressed
        if not self._button.value():
            if pressed is None:
                self._pressed = ticks
            elif not self._stuck and ticks_diff(ticks, pressed) >= _STUCK:
                self._stuck = True
                self._app.problems.append(STUCK)
            return
        if pressed is None:
            return
        self._pressed = None
        if self._stuck:
            self._stuck = False
            if STUCK in self._app.problems:
                self._app.problems.remove(STUCK)
            return
        held = ticks_diff(ticks, pressed)
        if held >= _LONGER:
            if held >= _LONGEST:
                self._app.boots().take_away(self._app)
            self._app.restart()
        elif held >= _LONG:
            self._seen_to()
        elif held >= _SHORT:
            self._toggle()

    def _toggle(self):
        app = self._app
        if app.controller is None:
            return
        request = app.request
        if request.mode:
            self._before = request.mode
            request.mode = 0
        else:
            request.mode = self._before or 1
        app.wish()

    def _seen_to(self):
        app = self._app
        controller = app.controller
        if controller is None:
            return
        controller.acknowledge()
        app.link.acknowledge()
        app.problems = []
        due = controller.care.maintenance.due()
        if due & FILTER:
            controller.care.cared_for(FILTER, controller.situation.now)
        if due & OUTDOOR:
            controller.care.cared_for(OUTDOOR, controller.situation.now)
        app.wish()
