"""A frame of Samsung's older bus field by field. Loaded when people ask."""

from . import codec as c

_COMMANDS = {
    c.STATE: "state", c.OUTDOOR_STATE: "outdoor unit", 0xC1: "outdoor unit, second", c.CONTROL: "control", c.MACHINE: "machine",
    0xF1: "valves", c.LIMITS: "inverter", c.LAST: "end of the round", c.TELL: "tell",
    c.REGISTER: "registration",
}  # fmt: skip
_MODES = {0x01: "heat", 0x02: "cool", 0x04: "dry", 0x08: "fan only", 0x21: "auto (heating)", 0x22: "auto"}
_TOLD_MODES = ("auto", "cool", "dry", "fan only", "heat")
_FANS = ("auto", "", "low", "", "medium", "high", "fresh", "")
_TOLD_FANS = {0: "auto", 0x40: "low", 0x80: "medium", 0xA0: "high"}
_VANES = {26: "vertical", 27: "horizontal", 28: "four ways", 31: "still", 0: "still"}


def check(frame):
    """ValueError says what is wrong with it."""
    if len(frame) != c.SIZE:
        raise ValueError("Samsung frame: %d bytes, %d are right" % (len(frame), c.SIZE))
    if frame[0] != c.START or frame[-1] != c.END:
        raise ValueError(
            "Samsung frame: begins with %02X and ends with %02X, 32 and 34 are right" % (frame[0], frame[-1])
        )
    if frame[-2] != c.check_of(frame):
        raise ValueError("Samsung frame: check %02X, %02X is right" % (frame[-2], c.check_of(frame)))


def _state(frame):
    return (
        ("power", "on" if frame[8] & 0x80 else "off", "", ""),
        ("mode", _MODES.get(frame[8] & 0x3F, "not known"), "", "%02X" % frame[8]),
        ("set point", frame[4] - 55, "°C", ""),
        ("room temperature", frame[5] - 55, "°C", ""),
        ("coil, in", frame[6] - 55, "°C", ""),
        ("coil, out", frame[11] - 55, "°C", ""),
        ("fan", _FANS[frame[7] & 7], "", ""),
        ("vanes", _VANES.get(frame[7] >> 3, "not known"), "", ""),
    )


def _outdoor(frame):
    return (
        ("outdoor temperature", frame[8] - 55, "°C", ""),
        ("discharge", frame[10] - 55, "°C", ""),
        ("condenser", frame[11] - 55, "°C", ""),
        ("four-way valve", frame[6] >> 7, "", ""),
        ("compressor", frame[6] >> 2 & 1, "", ""),
        ("fan", frame[7] & 3, "", ""),
    )


def _machine(frame):
    return (
        ("defrost", frame[4] >> 5 & 1, "", ""),
        ("freeze protection", frame[4] >> 7, "", ""),
        ("heating overload", frame[4] >> 6 & 1, "", ""),
        ("discharge protection", frame[4] >> 4 & 1, "", ""),
        ("current control", frame[4] >> 3 & 1, "", ""),
        ("speed ordered", frame[5], "Hz", ""),
        ("speed wanted", frame[6], "Hz", ""),
        ("speed", frame[7], "Hz", ""),
        ("fault", "%02X" % frame[10], "", ""),
    )


def _limits(frame):
    return (
        ("most speed", frame[4], "Hz", ""),
        ("capacity asked for", frame[5] / 10, "kW", ""),
        ("inverter current", frame[8] / 10, "A", ""),
        ("inverter voltage", frame[9] * 2, "V", ""),
    )


def _tell(frame):
    return (
        ("power", "on" if frame[8] & 0x30 == 0x30 else "off", "", "%02X" % frame[8]),
        ("mode", _TOLD_MODES[frame[7]] if frame[7] < 5 else "not known", "", ""),
        ("set point", frame[6] & 0x1F, "°C", ""),
        ("fan", _TOLD_FANS.get(frame[6] & 0xE0, "not known"), "", ""),
        ("room temperature", frame[5], "°C", "4: none"),
    )


def _raw(frame):
    return (("data", " ".join(["%02X" % byte for byte in frame[4:12]]), "", ""),)


_READERS = {c.STATE: _state, c.OUTDOOR_STATE: _outdoor, c.MACHINE: _machine, c.LIMITS: _limits, c.TELL: _tell}


def explain(frame):
    """[(field, value, unit, remark)] of a whole frame. ValueError: see `check`."""
    check(frame)
    command = frame[3]
    out = [
        ("source", "%02X" % frame[1], "", _who(frame[1])),
        ("destination", "%02X" % frame[2], "", _who(frame[2])),
        ("command", "%02X" % command, "", _COMMANDS.get(command, "not known")),
    ]
    out.extend(_READERS.get(command, _raw)(frame))
    return out


def _who(address):
    if address == c.OUTDOOR:
        return "outdoor unit"
    if address == c.CENTRAL:
        return "central controller"
    return "all" if address == c.ALL else "indoor unit" if address < 0x80 else ""


def encode(name, **fields):
    """A whole frame: `tell` with `unit`, six bytes as the codec's `tell` takes them."""
    if name != "tell":
        raise ValueError("Samsung: '%s' cannot be said; tell" % name)
    out = bytearray(c.SIZE)
    c.tell(out, fields["unit"])
    return bytes(out)


def fault(code):
    """(code as shown, what it means, what to do, whom to call)."""
    if not code:
        return "none", "no fault", "", ""
    return (
        "E%d" % code,
        "not in a list that we could read",
        "look it up in the manual of the unit; call",
        "heat pump technician",
    )
