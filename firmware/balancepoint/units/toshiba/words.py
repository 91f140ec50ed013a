"""A frame of Toshiba's CN22 in words, and frames from words. Loaded when people ask.

    explain(frame) -> [(field, value, unit, remark), ...]
    check(frame)
    encode("setpoint") asks for it, encode("setpoint", 21) sets it

Sources: see `codec`. What only ECHONET Lite's table says is marked "by inference".
"""

from ...control.quantity import UNKNOWN
from . import codec as c

_TABLE = "by inference from ECHONET Lite's table"
_ON = {0x30: "on", 0x31: "off"}
_MODES = {0x41: "auto", 0x42: "cool", 0x43: "heat", 0x44: "dry", 0x45: "fan"}
_FANS = {0x41: "auto", 0x31: "quiet", 0x32: "1", 0x33: "2", 0x34: "3", 0x35: "4", 0x36: "5"}
_SWINGS = {
    0x31: "off", 0x41: "vertical", 0x42: "horizontal", 0x43: "both",
    0x50: "top", 0x51: "upper", 0x52: "middle", 0x53: "lower", 0x54: "bottom",
}  # fmt: skip
_SPECIAL = {
    0: "none", 1: "high power", 2: "silent 1", 3: "eco", 4: "8 degrees", 5: "sleep", 6: "floor", 7: "comfort", 10: "silent 2",
    32: "fireplace 1", 48: "fireplace 2",
}  # fmt: skip
_TIMER = {0x41: "on", 0x42: "off"}
# code: (name, names of its values, or a unit, remark)
PROPERTIES = {
    0x80: ("power", _ON, ""),
    0xB0: ("mode", _MODES, ""),
    0xB3: ("setpoint", "°C", "16 more at 8 degrees"),
    0xA0: ("fan", _FANS, ""),
    0xA3: ("swing", _SWINGS, ""),
    0xBB: ("room", "°C", ""),
    0xBE: ("outdoor", "°C", ""),
    0xF7: ("special mode", _SPECIAL, ""),
    0x87: ("power limit", "%", ""),
    0xCB: ("self-clean", {0x18: "runs", 0x10: "off"}, ""),
    0x90: ("on timer", _TIMER, ""),
    0x94: ("off timer", _TIMER, ""),
    0xD8: ("energy today", None, ""),
    0xD9: ("energy of the week", None, ""),
    0xDA: ("energy of the month", None, ""),
    0xDB: ("energy of the year", None, ""),
    0xDE: ("lamp", None, ""),
    0xDF: ("second lamp", None, ""),
    0xE4: ("indoor unit", None, "coil, second coil, fan"),
    0xE5: ("outdoor unit", None, "discharge, suction, coil, load, ?, ?, current"),
    0xEA: ("clock", None, ""),
    0x82: ("version", None, _TABLE),
    0x84: ("watts", "W", _TABLE),
    0x85: ("energy", "Wh", _TABLE),
    0x86: ("maker's fault code", None, _TABLE),
    0x88: ("fault", {0x41: "yes", 0x42: "none"}, _TABLE),
    0x89: ("fault content", None, _TABLE),
    0xAA: ("state", {0x40: "usual", 0x41: "defrosts", 0x42: "preheats", 0x43: "gets rid of heat"}, _TABLE),
    0xAB: ("priority", {0x40: "usual", 0x41: "another head has the compressor"}, _TABLE),
    0xB9: ("current", "0.1 A", _TABLE),
    0xBA: ("humidity", "%", _TABLE),
}


def check(frame):
    """Raise ValueError with what is wrong if `frame` is none."""
    if len(frame) < 8:
        raise ValueError("length: %d, allowed from 8" % len(frame))
    if frame[0] != c.STX:
        raise ValueError("first byte: %02X, allowed 02" % frame[0])
    if len(frame) != frame[6] + 8 or len(frame) > c.SIZE:
        raise ValueError("length: %d, allowed %d as the frame says, at most %d" % (len(frame), frame[6] + 8, c.SIZE))
    due = c.check(frame, 0, len(frame) - 1)
    if frame[-1] != due:
        raise ValueError("sum: %02X, allowed %02X" % (frame[-1], due))


def explain(frame):
    """Every field of a frame, as (field, value, unit, remark). Raise ValueError if it is none."""
    check(frame)
    at = c.place(frame, len(frame))
    if not at:
        start = ("kind", "%02X" % frame[3], "", "start-up, or not known")
        return [("address", _text(frame[1:3]), "", ""), start, ("payload", _text(frame[7:-1]), "", "")]
    code = frame[at]
    value = bytes(frame[at + 1 : -1])
    name, kind, remark = PROPERTIES.get(code, ("property %02X" % code, None, "not known"))
    asks = frame[3] == c.ASKS
    if asks:
        does = "sets" if value else "asks"
    else:
        does = "answers" if frame[3] == c.ANSWERS else "tells"
    out = []  # type: list
    out.append(("kind", does, "", ""))
    out.append(("property", name, "", "%02X" % code))
    if value:
        out.append(_value(name, kind, value, remark))
    elif not asks:
        out.append((name, None, "", "not supported"))
    return out


def _value(name, kind, value, remark):
    if type(kind) is dict and len(value) == 1:
        return (name, kind.get(value[0], "%02X" % value[0]), "", remark if value[0] in kind else "not known")
    if kind == "°C" and len(value) == 1:
        degrees = c.degrees(value[0])
        return (
            name,
            None if degrees == UNKNOWN else degrees // 100,
            kind,
            "no value" if degrees == UNKNOWN else remark,
        )
    if type(kind) is str:
        number = 0
        for byte in value:
            number = number << 8 | byte
        return (name, number, kind, remark)
    return (name, _text(value), "", remark)


def _text(data):
    return "".join(["%02X" % byte for byte in data])


def encode(name, value=None):
    """A frame that asks for a property by its name, or sets it. Raise ValueError with field, value, what is allowed."""
    found = [code for code in PROPERTIES if PROPERTIES[code][0] == name]
    if not found:
        names = ", ".join(sorted([PROPERTIES[code][0] for code in PROPERTIES]))
        raise ValueError("property: %s, allowed %s" % (name, names))
    buffer = bytearray(c.SIZE)
    code = found[0]
    if value is None:
        return bytes(buffer[: c.get(buffer, code)])
    kind = PROPERTIES[code][1]
    if type(kind) is dict:
        found = [byte for byte in kind if kind[byte] == value]
        if not found:
            raise ValueError("%s: %s, allowed %s" % (name, value, ", ".join(sorted(kind.values()))))
        value = found[0]
    low, high = (5, 46) if name == "setpoint" else (0, 255)
    if type(value) is not int or not low <= value <= high:
        raise ValueError("%s: %s, allowed %d to %d" % (name, value, low, high))
    return bytes(buffer[: c.put(buffer, code, value)])


def fault(code):
    """(code as the maker shows it, meaning, what to do, whom to call). How Toshiba's codes stand on this line is not known."""
    shown = code if type(code) is str else "?" if code == 1 else "%04X" % code
    return (
        shown,
        "The unit says that something is wrong with it; which, is not known from this line.",
        "Press CHECK on the handset and page until the unit beeps for 10 s: the manual names that code. Call service.",
        "the installer, with the code that the handset shows",
    )
