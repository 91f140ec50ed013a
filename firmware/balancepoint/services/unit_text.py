"""The console's `unit`: what is at the other end of the serial line, what was said last, in words. Loaded when somebody asks.

unit                      what was found, what it can, what it says, what stands between
unit frames [COUNT]       the last frames, field by field
unit record on|off        keep frames, the last 4 KB of them (where there is PSRAM they are kept anyway)
unit send HEX             what that frame says; with `confirmed` behind it, it goes out
unit forget               `auto` looks for a unit again
"""

from .. import hal
from ..control.quantity import UNKNOWN
from ..control.request import AUTO, COOL, DRY, FAN, HEAT
from ..errand import errand
from ..units.unit import FEED_EXPIRES, FEED_NONE, QUIET, SWING
from .wishes import MODES, degrees

_RECORD = 4096  # bytes
_ARROWS = ("->", "<-")


def answer(app, words):
    """The lines that answer `unit ...`."""
    link = app.link
    if not hasattr(link, "unit"):
        raise ValueError(
            "unit: none that owns its compressor is on the serial line; drive.kind in the settings names it"
        )
    if not words:
        return _all(link, app.controller.settings)
    if words[0] == "frames" and len(words) < 3:
        return _frames(link, words[1] if len(words) > 1 else "5")
    if words[0] == "record" and words[1:] in (["on"], ["off"]):
        link.record(_RECORD if words[1] == "on" else 0)
        return ()
    if words[0] == "send" and len(words) > 1:
        sure = words[-1] == "confirmed"
        return _send(link, "".join(words[1:-1] if sure else words[1:]), sure)
    if words == ["forget"]:
        return _forget(app, link)
    raise ValueError(
        "unit '%s': unit alone, or with frames [COUNT], record on|off, send HEX, forget" % " ".join(words)[:40]
    )


def _all(link, settings):
    unit, session = link.unit, link.session
    yield "link: %s, %s" % (link.kind, "linked" if session.linked else "not linked")
    if "unit" in link.faults:
        yield "look: %s" % link.faults["unit"]
    for line in notes(link, settings):
        yield "look: %s" % line
    for line in _can(unit):
        yield line
    if unit.on != UNKNOWN:
        yield "says: %s%s" % (_state(unit.on and unit.said_mode, unit.said_setpoint, unit.said_fan, unit.said_vane,
                                     unit.said_wide), _ago(unit, unit.said_at))  # fmt: skip
    if unit.asked:
        yield "asked for: %s" % _state(unit.mode, unit.setpoint, unit.fan, unit.vane, unit.wide)
        yield "room told to it: %s" % (degrees(unit.room_feed) if unit.room_feed else "none, it goes by its own sensor")
    for line in _values(unit):
        yield line
    if unit.fault != UNKNOWN:
        yield "fault: %s%s" % (_fault(link, unit.fault), _ago(unit, unit.fault_at))
    yield "frames: %d whole, %d bad, %d not answered, %d of our own come back, %d orders refused" % (
        session.frames, session.bad, session.timeouts, session.echoes, unit.refused,
    )  # fmt: skip
    recorder = link.recorder
    yield "record: %s" % (
        "off" if recorder is None else "%d frames, %d older ones gone" % (recorder.count, recorder.dropped)
    )


def notes(link, settings):
    """What was asked for and the unit cannot, and its fault, one line each; control goes on."""
    unit = link.unit
    if unit.fault not in (UNKNOWN, 0):
        yield "the unit's fault: %s" % _fault(link, unit.fault)
    if link.session.linked and settings.room_feed and unit.feed == FEED_NONE:
        yield "settings.room_feed: the unit takes no room temperature; it goes by its own sensor"
    if link.session.linked and settings.setpoint_step < unit.step:
        yield "settings.setpoint_step: the unit takes whole degrees; it gets the nearest"
    if link.lacking:
        yield "the unit has no mode %s: it is asked for %s" % (MODES[link.lacking], MODES[unit.mode])
    if link.clipped:
        cool = unit.mode in (COOL, DRY)
        low, high = (unit.cool_low, unit.cool_high) if cool else (unit.heat_low, unit.heat_high)
        yield "a set point of %s is beyond the unit's %s to %s: it is asked for %s" % (
            degrees(link.clipped), degrees(low), degrees(high), degrees(unit.setpoint),
        )  # fmt: skip


def _can(unit):
    yield "can: %s; heating %s to %s, cooling %s to %s, steps of %s" % (
        ", ".join([MODES[mode] for mode in (HEAT, COOL, AUTO, DRY, FAN) if unit.modes >> mode & 1]),
        degrees(unit.heat_low), degrees(unit.heat_high), degrees(unit.cool_low), degrees(unit.cool_high),
        "half a degree" if unit.step == 50 else "a degree",
    )  # fmt: skip
    yield "air: %d fan levels%s, %s, %s" % (
        unit.fans,
        " and quiet" if unit.quiet else "",
        "%d places of the vane" % unit.vanes if unit.vanes else "no vane to be set",
        "%d to the sides" % unit.wide_vanes if unit.wide_vanes else "none to the sides",
    )
    feed = "takes no room temperature"
    if unit.feed != FEED_NONE:
        feed = "takes the room's temperature" + (" and forgets it" if unit.feed == FEED_EXPIRES else "")
    told = (
        (unit.tells_running, "whether it works"),
        (unit.tells_speed, "speed"),
        (unit.tells_power, "power"),
        (unit.tells_energy, "energy"),
        (unit.tells_outdoor, "outdoor temperature"),
        (unit.tells_defrost, "defrosts"),
    )
    yield "tells: %s; %s" % (", ".join([name for tells, name in told if tells]) or "nothing beyond its state", feed)


def _state(mode, setpoint, fan, vane, wide):
    if not mode:
        return "off"
    parts = [MODES[mode] if 0 <= mode < len(MODES) else "unknown mode"]
    if setpoint != UNKNOWN:
        parts.append(degrees(setpoint))
    for name, value in (("fan", fan), ("vane", vane), ("wide vane", wide)):
        if value != UNKNOWN:
            automatic = 9 if name == "fan" else 0
            special = {automatic: "auto", QUIET if name == "fan" else SWING: "quiet" if name == "fan" else "swings"}
            parts.append("%s %s" % (name, special.get(value, value)))
    return ", ".join(parts)


def _values(unit):
    for name, value, at in (
        ("room", unit.room, unit.room_at),
        ("outdoor", unit.outdoor, unit.outdoor_at),
        ("indoor coil", unit.coil, unit.outdoor_at),
    ):
        if value != UNKNOWN:
            yield "%s: %s%s" % (name, degrees(value), _ago(unit, at))
    for name, value, what, at in (
        ("compressor", unit.speed, "%d Hz", unit.running_at),
        ("power", unit.power, "%d W", unit.running_at),
        ("works", unit.running, "%d", unit.running_at),
        ("defrosting", unit.defrosting, "%d", unit.state_at),
        ("preheating", unit.preheating, "%d", unit.state_at),
        ("standby", unit.standby, "%d", unit.state_at),
        ("filter due", unit.filter_due, "%d", unit.state_at),
    ):
        if value != UNKNOWN:
            yield "%s: %s%s" % (name, what % value, _ago(unit, at))
    if unit.energy != UNKNOWN:
        yield "energy: %d.%d kWh" % (unit.energy // 10, unit.energy % 10)
    if unit.humidity != UNKNOWN:
        yield "humidity: %d %%" % (unit.humidity // 10)


def _ago(unit, at):
    return ", %d s ago" % (unit.now - at)


def _fault(link, code):
    """A fault code as the maker shows it, what it means, what to do and whom to call."""
    if not code:
        return "none"
    return ", ".join([str(part) for part in _words(link).fault(code) if part])


def _words(link):
    """The protocol's words."""
    kind = link.kind
    if kind == "auto":
        raise ValueError("unit: nothing has been found yet, so nobody knows its language")
    if kind[:3] == "ir:":
        return errand("units.ir.words").RemoteWords(link.session.remote)
    return errand("units.%s.words" % kind)


def _frames(link, count):
    if link.recorder is None:
        raise ValueError("unit frames: nothing is recorded; 'unit record on' begins")
    if not count.isdigit() or not int(count):
        raise ValueError("unit frames '%s': a number of frames is needed" % count)
    words = _words(link)
    for ms, direction, frame in link.recorder.frames(int(count)):
        yield "%d ms %s %s" % (ms, _ARROWS[direction], hexadecimal(frame))
        try:
            for line in explained(words, frame):
                yield "    " + line
        except ValueError as error:
            yield "    %s" % error


def hexadecimal(frame):
    return "".join(["%02X" % byte for byte in frame])


def explained(words, frame):
    """Each field of a frame in a line."""
    for field, value, unit, remark in words.explain(frame):
        yield "%s: %s%s%s" % (field, value, unit and " " + unit, remark and " (%s)" % remark)


def _send(link, text, sure):
    words = _words(link)
    try:
        frame = bytearray([int(text[k : k + 2], 16) for k in range(0, len(text), 2)])
    except ValueError:
        frame = bytearray()
    if not frame or len(text) % 2:
        raise ValueError("unit send '%s': bytes in hexadecimal are needed, two digits each" % text[:40])
    try:
        words.check(frame)
    except ValueError as error:
        raise ValueError("unit send: %s" % error)
    for line in explained(words, frame):
        yield line
    if not sure:
        raise ValueError("unit send: not sent; 'unit send %s confirmed' sends it" % text)
    if hasattr(link.session, "extra"):
        link.session.extra = frame  # in its turn
    else:
        if link.recorder is not None:
            link.recorder.note(0, frame, len(frame), hal.ticks_diff(hal.ticks_ms(), 0) & 0x1FFFFFFF)
        link.line.write(frame, len(frame))
    yield "sent"


def _forget(app, link):
    if link.numbers is None:
        raise ValueError("unit forget: only with drive.kind 'auto'; the settings name %s" % link.kind)
    errand("units.protocols").keep(link.numbers, -1)
    errand("services.boots").start_again(app)
    return ("starts again and looks for a unit",)
