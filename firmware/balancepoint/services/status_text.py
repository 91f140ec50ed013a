"""The answer to `status`: where everything stands, in lines. Loaded when somebody asks."""

from ..control.quantity import UNKNOWN
from ..control.status import BECAUSE
from ..errand import errand
from . import about, heap_text
from .wishes import MODES, PRESETS, degrees


def _degrees(value):
    return degrees(None if value == UNKNOWN else value)


def status(app):
    """The lines, whether the controller runs or not."""
    yield about.banner()
    yield "up: %d s after %s" % (app.uptime.now(), app.cause)
    wrong = heap_text.wrong_image()
    if wrong:
        yield "look: %s" % wrong
    for line in app.problems:
        yield "look: %s" % line
    for name in app.crashes:
        yield "look: task %s failed %d times, last by %s" % (name, app.crashes[name][0], app.crashes[name][1])
    controller = app.controller
    if controller is not None:
        memory = controller.memory
        s = controller.situation
        command = s.command
        yield "mode: %s, preset %s" % (MODES[memory.mode], PRESETS[memory.preset])
        yield "set points: heating %s, cooling %s" % (degrees(memory.heat_setpoint), degrees(memory.cool_setpoint))
        yield "now: %s towards %s" % (
            ("idle", "heating", "cooling")[s.side],
            degrees(s.target),
        )
        yield "room: %s (%s)" % (
            _degrees(s.room),
            ("fresh", "held", "degraded", "failed")[s.room_status],
        )
        yield "outdoor: %s" % _degrees(s.outdoor)
        yield "compressor: %d Hz%s" % (command.speed, ", defrosting" if s.defrosting else "")
        if s.active:
            yield "heat pump: can give %d to %d W (%s)" % (min(s.least, s.most), s.most, BECAUSE[s.most_because])
        yield "backup: stage %d of %d" % (command.aux, controller.settings.aux_stages)
        found = controller.care.diagnosis.report(controller.settings.contact)
        if found:
            yield "look: %s %s" % (found["meaning"], found["advice"])
    if app.link is not None:
        if hasattr(app.link, "unit"):
            yield "unit: %s, %s" % (app.link.kind, "linked" if app.link.session.linked else "not linked")
            for line in errand("services.unit_text").notes(app.link, controller.settings) if controller else ():
                yield "look: %s" % line
        for name in sorted(app.link.faults):
            yield "look: %s%s %s" % ("relay " if name in app.link.relays else "", name, app.link.faults[name])
    if app.net is not None:
        for line in app.net.lines(app.uptime.now()):
            yield line
    for line in errand("services.update_text").lines(app):
        yield line
    yield "tick: %d us, longest %d us" % (app.tick_mean, app.tick_longest)
    yield "memory: %s" % heap_text.heap()
