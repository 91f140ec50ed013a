"""GET /api/status: where everything stands, for people (docs/page.md has the fields). `text` is said by `web_events`, too."""

import json

from .. import hal
from ..control.quantity import UNKNOWN
from ..control.request import FOLLOW
from ..errand import errand
from .payload import action, fixed, whole
from .wishes import MODES as ASKED
from .wishes import PRESETS


async def answer(app, request):
    return 200, "application/json", text(app)


def text(app):
    """JSON; without a controller only why there is none."""
    common = '"name":%s,"version":"%s","up":%d,"problems":%s' % (
        json.dumps(app.net.names[0]),
        hal.board.VERSION,
        app.uptime.now(),
        json.dumps(app.problems),
    )
    if app.controller is None:
        return '{"running":false,%s}' % common
    parts = (common, _wish(app), _house(app), _machine(app), _care(app))
    return '{"running":true,%s}' % ",".join(parts)


def _wish(app):
    request = app.request
    s = app.controller.situation
    settings = app.controller.settings
    zone = errand("services.calendar").shown(app.zone) if app.zone and app.zone.local() is not None else None
    return (
        '"time":%s,"minute":%s,"mode":"%s","heat":%s,"cool":%s,"dial":%s,"preset":"%s","holds":"%s","next":%s,'
        '"schedule":%d,"cooling":%s,"gap":%s,"asked_heat":%s,"asked_cool":%s'
        % (
            json.dumps(zone),
            whole(s.minute),
            ASKED[request.mode],
            fixed(request.heat_setpoint if request.dial is None else s.heat_setpoint),
            fixed(request.cool_setpoint if request.dial is None else s.cool_setpoint),
            whole(request.dial),
            PRESETS[request.preset],
            PRESETS[s.preset],
            whole(s.next_change if request.preset == FOLLOW and s.next_change >= 0 else None),
            len(request.schedule),
            "true" if settings.cooling is not None else "false",
            fixed(settings.setpoint_gap),
            fixed(s.heat_setpoint),
            fixed(s.cool_setpoint),
        )
    )


def _house(app):
    s = app.controller.situation
    what, why = errand("services.doing").doing(app)
    return '"room":%s,"room_status":"%s","humidity":%s,"outdoor":%s,"target":%s,"action":"%s","doing":%s,"why":%s' % (
        fixed(s.room),
        ("fresh", "held", "degraded", "failed")[s.room_status],
        fixed(s.humidity, 1),
        fixed(s.outdoor),
        fixed(s.target),
        action(s, app.request.mode, app.link),
        json.dumps(what),
        json.dumps(why),
    )


def _machine(app):
    s = app.controller.situation
    link = app.link
    air = ""
    if hasattr(link, "unit"):
        unit = link.unit
        handset = errand("units.handset")
        chosen = handset.names(link) if link.fan_until or link.vane_until else ("auto", "auto", "auto")
        for place, name in enumerate(("fan", "vane", "wide")):
            air += ',"%s":"%s","%ss":%s' % (name, chosen[place], name, json.dumps(handset.choices(unit, name)))
        air += ',"link":%s' % json.dumps("%s, %s" % (link.kind, "linked" if link.session.linked else "not linked"))
    power, power_from, cop = errand("services.metering").drawn(app)
    return '"hz":%s,"fan_now":%s,"w":%s,"w_from":%s,"cop":%s,"heat_w":%s,"backup":%d,"stages":%d,"emergency":%d%s' % (
        whole(s.turning),
        whole(s.command.fan if s.command.fan <= 5 else None),
        whole(power),
        json.dumps(power_from),
        fixed(cop, 1),
        whole(s.heat_now),
        s.command.aux,
        app.controller.settings.aux_stages,
        app.request.emergency,
        air,
    )


def _care(app):
    controller = app.controller
    settings = controller.settings
    memory = controller.memory
    care = errand("control.care.upkeep").report(controller.care.maintenance)
    unit = getattr(app.link, "unit", None)
    energy = unit.energy if unit is not None and unit.tells_energy and unit.energy != UNKNOWN else None
    return (
        '"filter_hours":%d,"filter_limit":%d,"filter_due":%d,"outdoor_hours":%d,"outdoor_limit":%d,"outdoor_due":%d,'
        '"efficiency":%s,"compressor_hours":%d,"aux_hours":%d,"week_wh":%d,"week_expected_wh":%d,"week_minutes":%d,'
        '"kwh":%s,"freeze":%d,"window":%d,"latched":%d,"faults":%s,"journal":%d,"update":%s'
        % (
            care["filter_hours"],
            settings.filter_hours,
            care["filter_due"],
            care["outdoor_hours"],
            settings.outdoor_check_hours,
            care["outdoor_due"],
            whole(care["efficiency"]),
            memory.compressor_hours,
            memory.aux_hours,
            memory.week_measured,
            memory.week_expected,
            memory.week_minutes,
            fixed(energy, 1),
            controller.situation.freeze,
            controller.situation.window_open,
            memory.heater_latched,
            json.dumps(errand("services.faults").lines(app)),
            controller.journal.count,
            errand("services.update_text").page(app),
        )
    )
