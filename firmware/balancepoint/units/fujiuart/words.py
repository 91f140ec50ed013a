"""A frame of the Fujitsu adapter's socket field by field. Loaded when people ask.

Registers: Benas09/FujitsuAC. Which one tells a fault is not known: the unit's lamps and the wired remote show it.
"""

from . import codec as c

_NAMES = {
    c.POWER: "power", c.MODE: "mode", c.SETPOINT: "set point", c.FAN: "fan", c.VANE: "vane", c.SWINGS: "swing",
    c.WIDE: "wide vane", c.WIDE_SWINGS: "wide swing", c.ROOM: "room temperature", 0x1100: "economy",
    c.MINIMUM_HEAT: "minimum heat (10 °C)", 0x1102: "human sensor", 0x1108: "energy saving fan", 0x1120: "powerful",
    0x1121: "low noise of the outdoor unit", c.COIL_DRY: "coil dry", c.OUTDOOR: "outdoor temperature", c.VANES: "vane positions",
    0x0131: "can swing", c.WIDE_VANES: "wide vane positions", 0x0143: "can swing wide",
}  # fmt: skip
_MODES = ("auto", "cool", "dry", "fan only", "heat")
_FANS = {0: "auto", 2: "quiet", 5: "low", 8: "medium", 11: "high"}
_KINDS = {c.INIT_1: "begin", c.INIT_2: "begin, second", c.WRITE: "write", c.READ: "read"}
_SWITCHES = (c.POWER, c.SWINGS, c.WIDE_SWINGS, c.MINIMUM_HEAT, c.COIL_DRY, 0x1100, 0x1102, 0x1108, 0x1120, 0x1121)


def check(frame):
    """ValueError says what is wrong with it."""
    if not 8 <= len(frame) <= c.LONGEST:
        raise ValueError("Fujitsu frame: %d bytes, 8 to %d" % (len(frame), c.LONGEST))
    if frame[4] + 7 != len(frame):
        raise ValueError("Fujitsu frame: length byte %d, %d bytes of data have come" % (frame[4], len(frame) - 7))
    found, right = c.pair(frame, len(frame) - 2), c.check_of(frame, len(frame) - 2)
    if found != right:
        raise ValueError("Fujitsu frame: check %04X, %04X is right" % (found, right))
    receiver = c.Receiver()
    for byte in frame:
        if receiver.put(byte):
            return
    raise ValueError("Fujitsu frame: type %02X, allowed are 00 to 03, FC and FE" % frame[0])


def explain(frame):
    """[(field, value, unit, remark)] of a whole frame. ValueError: see `check`."""
    check(frame)
    kind = frame[0]
    out = [("type", _KINDS.get(kind, "has just come up"), "", "%02X" % kind)]
    length = frame[4]
    if length == 1 or kind > c.READ:
        out.append(("status", frame[5], "", "done" if frame[5] == c.DONE else ""))
    elif kind == c.READ and length & 1:
        out.append(("status", frame[5], "", "done" if frame[5] == c.DONE else ""))
        for k in range(6, 5 + length - 3, 4):
            out.append(meaning(c.pair(frame, k), c.pair(frame, k + 2)))
    elif kind == c.READ:
        for k in range(5, 5 + length, 2):
            register = c.pair(frame, k)
            out.append(("register", "%04X" % register, "", _NAMES.get(register, "")))
    elif kind == c.WRITE:
        for k in range(5, 5 + length - 3, 4):
            out.append(meaning(c.pair(frame, k), c.pair(frame, k + 2)))
    else:
        out.append(("data", " ".join(["%02X" % byte for byte in frame[5 : 5 + length]]), "", ""))
    return out


def meaning(register, value):
    """(field, value, unit, remark) of a register."""
    name = _NAMES.get(register, "%04X" % register)
    raw = "%04X" % value
    if register == c.MODE:
        return name, _MODES[value] if value < len(_MODES) else "not known", "", raw
    if register == c.FAN:
        return name, _FANS.get(value, "not known"), "", raw
    if register == c.SETPOINT:
        return name, value / 10 if value < 400 else "none", "°C" if value < 400 else "", raw
    if register in (c.ROOM, c.OUTDOOR):
        found = c.degrees(value, -4000, 6000)
        return (name, "none", "", raw) if found == c.UNKNOWN else (name, found / 100, "°C", raw)
    if register in _SWITCHES and value < 2:
        return name, "on" if value else "off", "", raw
    return name, value, "", raw


def encode(name, **fields):
    """A whole frame: `begin`, `begin 2`, `read` with `registers`, `write` with `register` and `value`."""
    out = bytearray(c.LONGEST)
    if name == "begin":
        count = c.begin(out, c.INIT_1)
    elif name == "begin 2":
        count = c.begin(out, c.INIT_2)
    elif name == "read":
        count = c.ask(out, fields["registers"])
    elif name == "write":
        count = c.tell(out, fields["register"], fields["value"])
    else:
        raise ValueError("Fujitsu: '%s' cannot be said; begin, begin 2, read or write" % name)
    return bytes(out[:count])


def fault(code):
    """(code as shown, what it means, what to do, whom to call)."""
    if not code:
        return "none", "no fault", "", ""
    return (
        "%04X" % code,
        "no code is known on this port",
        "count how often the lamps blink; call",
        "heat pump technician",
    )
