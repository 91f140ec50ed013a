"""A frame of NASA message by message. Loaded when people ask."""

from . import codec as c

_WHO = {
    0x10: "outdoor",
    0x20: "indoor",
    0x50: "wired remote",
    0x62: "wireless kit",
    0x65: "central controller",
    0x80: "tool",
}
_KINDS = ("", "read", "write", "request", "notification", "response", "ack", "nack")
_NAMES = {
    c.POWER: "power", c.MODE: "mode", c.FAN: "fan", 0x4007: "fan as it blows", 0x4011: "swing", 0x407E: "wide swing",
    0x4038: "humidity", 0x4060: "special mode", c.SETPOINT: "set point", c.ROOM: "room temperature", c.COIL: "coil, in",
    0x4206: "coil, out", c.OUTSIDE: "outdoor temperature", c.FAULT: "fault", c.ENERGY: "energy",
}  # fmt: skip
_MODES = ("auto", "cool", "dry", "fan only", "heat")
_FANS = ("auto", "low", "medium", "high", "turbo")


def check(frame):
    """ValueError says what is wrong with it."""
    count = len(frame)
    if not c.SHORTEST <= count <= c.LONGEST:
        raise ValueError("NASA frame: %d bytes, %d to %d" % (count, c.SHORTEST, c.LONGEST))
    if frame[0] != c.START or frame[-1] != c.END:
        raise ValueError("NASA frame: begins with %02X and ends with %02X, 32 and 34 are right" % (frame[0], frame[-1]))
    if c.pair(frame, 1) + 2 != count:
        raise ValueError("NASA frame: size %d, %d is right" % (c.pair(frame, 1), count - 2))
    crc = c.crc_of(frame, 3, count - 3)
    if c.pair(frame, count - 3) != crc:
        raise ValueError("NASA frame: crc %04X, %04X is right" % (c.pair(frame, count - 3), crc))


def explain(frame):
    """[(field, value, unit, remark)] of a whole frame. ValueError: see `check`."""
    check(frame)
    out = [
        ("source", "%02X.%02X.%02X" % (frame[3], frame[4], frame[5]), "", _WHO.get(frame[3], "")),
        ("destination", "%02X.%02X.%02X" % (frame[6], frame[7], frame[8]), "", _WHO.get(frame[6], "")),
        ("kind", _KINDS[frame[10] & 7], "", "%02X" % frame[10]),
        ("number", frame[11], "", ""),
    ]
    at = c.HEAD
    end = len(frame) - 3
    for _ in range(frame[12]):
        if at + 2 > end:
            out.append(("messages", frame[12], "", "more are announced than there are"))
            break
        message = c.pair(frame, at)
        size = c.width(message) or end - at - 2
        value = 0
        for byte in frame[at + 2 : min(at + 2 + size, end)]:
            value = value << 8 | byte
        out.append(meaning(message, value))
        at += 2 + size
    return out


def meaning(message, value):
    """(field, value, unit, remark) of a message."""
    name = _NAMES.get(message, "%04X" % message)
    if message in (c.SETPOINT, c.ROOM, c.COIL, 0x4206, c.OUTSIDE):
        return name, c.signed(value) / 10, "°C", ""
    if message == c.POWER:
        return name, "on" if value else "off", "", ""
    if message == c.MODE:
        return name, _MODES[value] if value < len(_MODES) else "not known", "", "%02X" % value
    if message == c.FAN:
        return name, _FANS[value] if value < len(_FANS) else "not known", "", "%02X" % value
    if message == c.ENERGY:
        return name, value / 1000, "kWh", ""
    if message == c.FAULT:
        return name, fault(value)[0], "", fault(value)[1]
    return name, value, "", ""


def encode(name, **fields):
    """A whole frame: `request` or `read`, with `target` (three bytes), `number` and `messages`, [(message, value), ...]."""
    kinds = {"request": c.REQUEST, "read": c.READ}
    if name not in kinds:
        raise ValueError("NASA: '%s' cannot be said; request or read" % name)
    out = bytearray(c.LONGEST)
    at = c.begin(out, fields["target"], kinds[name], fields.get("number", 0))
    for message, value in fields["messages"]:
        at = c.add(out, at, message, value)
    return bytes(out[: c.seal(out, at)])


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
