"""GET /metrics: text for Prometheus (exposition format 0.0.4), where `network.page.metrics` asks for it."""

from .. import hal
from ..control.quantity import UNKNOWN
from ..errand import errand
from .http_request import Refused

_KIND = "text/plain; version=0.0.4; charset=utf-8"


async def answer(app, request):
    if not request.server.auth.metrics:
        raise Refused(404, "network.page.metrics is off")
    return 200, _KIND, _lines(app)


def _lines(app):
    yield _line("up_seconds", "counter", app.uptime.now())
    yield _line("free_bytes", "gauge", hal.free())
    yield _line("network_turn_longest_seconds", "gauge", app.net.longest, 6)
    controller = app.controller
    if controller is None:
        return
    s = controller.situation
    memory = controller.memory
    power, _origin, _cop = errand("services.metering").drawn(app)
    care = errand("control.care.upkeep").report(controller.care.maintenance)
    for name, value, places in (
        ("room_celsius", s.room, 2),
        ("outdoor_celsius", s.outdoor, 2),
        ("target_celsius", s.target, 2),
        ("humidity_ratio", s.humidity, 3),
        ("compressor_hertz", s.turning, 0),
        ("power_watts", power, 0),
        ("heat_watts", s.heat_now, 0),
        ("backup_stage", s.command.aux, 0),
        ("defrosting", s.defrosting, 0),
        ("freeze_protection", s.freeze, 0),
        ("faults", len(errand("services.faults").lines(app)), 0),
    ):
        if value is not None and value != UNKNOWN:
            yield _line(name, "gauge", value, places)
    yield _line("compressor_hours_total", "counter", memory.compressor_hours)
    yield _line("backup_hours_total", "counter", memory.aux_hours)
    yield _line("compressor_starts_total", "counter", memory.compressor_starts)
    yield _line("filter_hours", "gauge", care["filter_hours"])


def _line(name, kind, value, places=0):
    """`value`: in units of the last of `places` digits."""
    size = 10**places
    text = "%s%d" % ("-" if value < 0 else "", abs(value) // size)
    if places:
        text += ".%0*d" % (places, abs(value) % size)
    return "# TYPE balancepoint_%s %s\nbalancepoint_%s %s\n" % (name, kind, name, text)
