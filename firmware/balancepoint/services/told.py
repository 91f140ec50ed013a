"""What is said over MQTT and changes seldom: what is wrong, the journal, what is counted, what the house has."""

import json

from .. import hal
from ..control.quantity import UNKNOWN
from ..errand import errand
from .payload import fixed, on, whole


def text(source, topic, now):
    """The payload of one of the topics diag, fault, journal, update. `source`: a `homeassistant.HomeAssistant`."""
    if topic == "fault":
        return _fault(source.app, source.mark(topic, now))
    if topic == "update":
        return errand("services.update_text").entity(source.app)
    if topic == "journal":
        return _entry(source.app, source.app.controller.journal.count - 1)
    if looked(source):
        source.announce()
    return _diag(source, now)


def event(source, number):
    """An entry of the journal, as an event."""
    return _entry(source.app, number, 1)


def _diag(source, now):
    care = errand("control.care.upkeep").report(source.app.controller.care.maintenance)
    network = source.network
    news = source.news
    return (
        '{"filter_hours":%d,"filter_due":%s,"outdoor_hours":%d,"outdoor_due":%s,"rssi":%s,"up":%d,"heap":%d,'
        '"turn":%d,"passed_over":%d,"price":%s,"forecast":%s}'
        % (
            care["filter_hours"],
            on(care["filter_due"]),
            care["outdoor_hours"],
            on(care["outdoor_due"]),
            whole(_strength(network.station.wlan)),
            now // 3600,
            hal.free(),
            network.longest // 1000,
            source.passed_over,
            fixed(news["price"][0], 4) if "price" in news else "null",
            fixed(news["forecast"][0], 2) if "forecast" in news else "null",
        )
    )


def _strength(wlan):
    """dBm, or None."""
    try:
        return wlan.status("rssi")
    except (OSError, ValueError, TypeError):
        return None


def _fault(app, found):
    """What is wrong now, what to do, and whom to call. `found`: see `HomeAssistant.mark`."""
    lines = errand("services.faults").lines(app) if found != (0, 0, 0, 0, 0) else []
    return '{"fault":%s,"code":%d,"what":%s,"all":%s}' % (
        on(lines),
        found[1],
        json.dumps(short(lines[0]) if lines else "none"),
        json.dumps(lines),
    )


def _entry(app, number, is_event=0):
    controller = app.controller
    for time, code, value in controller.journal.entries(number)[:1]:
        said = errand("control.journal.words").words(time, code, value, controller.settings.contact)
        kind = '"event_type":"%s",' % ("normal" if said["normal"] else "attention") if is_event else ""
        return '{%s"journal":%s,"text":%s,"normal":%s,"code":%d,"ago":%d}' % (
            kind,
            json.dumps(short(said["text"])),
            json.dumps(said["text"]),
            "true" if said["normal"] else "false",
            code,
            app.uptime.now() - time,
        )
    return '{"journal":"nothing yet","text":"","normal":true,"code":0,"ago":0}'


def short(line):
    """What fits a state of Home Assistant: 255 letters."""
    return line if len(line) <= 255 else line[:252] + "..."


def looked(source):
    """1 if something of the house has been seen for the first time: there is an entity more."""
    app = source.app
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
        ("update", errand("services.update_able").unable(app) is None),
        ("price", "price" in source.news),
        ("forecast", "forecast" in source.news),
    )
    new = 0
    for name, found in seen:
        if found and source.has.get(name, 0) < found:
            source.has[name] = int(found)
            new = 1
    return new
