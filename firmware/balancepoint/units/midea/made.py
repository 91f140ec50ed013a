"""Frames of Midea made of names and words, for people. Loaded when they ask."""

from . import codec
from .fields import FAN, MODE, SWING


def encode(name, body=b"", protocol=0, **fields):
    """A whole frame. `name`: "state", "capabilities", "page" (`number`), "power", "figures" (`group`), "network", or "set" of
    `on`, `mode`, `setpoint` (°C), `fan`, `swing`, as `explain` names them, over `state`, the body of one; a number is the kind of
    any `body`. ValueError: field, value, what is allowed."""
    kind = codec.QUERY
    if not isinstance(name, str):
        kind = name
    elif name == "set":
        kind = codec.CONTROL
        body = _body_of_set(fields)
    elif name == "network":
        kind = codec.NOTIFY
        body = b"\x01\x01\x04\x00\x00\x00\x00\xff" + bytes(12)
    elif name in _QUESTIONS:
        body = bytearray(_QUESTIONS[name])
        if name == "page":
            body[3] = _whole("number", fields.get("number", 1), 0, 9)
        elif name == "figures":
            body[3] = 0x40 | _whole("group", fields.get("group", 1), 0, 15)
    else:
        raise ValueError(
            "%s: no such frame, one of set, network, %s or a kind in hexadecimal"
            % (name, ", ".join(sorted(_QUESTIONS)))
        )
    if not 1 <= len(body) <= codec.LONGEST - 13:
        raise ValueError("body: %d bytes, allowed 1 to %d" % (len(body), codec.LONGEST - 13))
    frame = bytearray(len(body) + 12)
    frame[10 : 10 + len(body)] = body
    codec.seal(frame, len(body), kind, protocol)
    return bytes(frame)


_QUESTIONS = {
    "state": b"\x41\x81\x00\xff\x03\xff\x00\x02" + bytes(12) + b"\x03",
    "capabilities": b"\xb5\x01\x11",
    "page": b"\xb5\x01\x01\x01",
    "power": b"\x41\x21\x01\x44\x00\x01",
    "figures": b"\x41\x21\x01\x41" + bytes(17),
}
_BLANK = b"\xc0\x00\x00\x66\x7f\x7f" + bytes(18)  # a state that says nothing


def _whole(name, value, low, high):
    if not isinstance(value, int) or not low <= value <= high:
        raise ValueError("%s: %s, allowed %d to %d" % (name, value, low, high))
    return value


def _word(name, value, words):
    """The number of a word, or of what it begins with."""
    for number in words:
        if number == value or str(value) and words[number].startswith(str(value)):
            return number
    raise ValueError("%s: %s, allowed %s" % (name, value, ", ".join([words[number] for number in sorted(words)])))


def _body_of_set(fields):
    for name in fields:
        if name not in ("on", "mode", "setpoint", "fan", "swing", "state"):
            raise ValueError("%s: no such field, allowed on, mode, setpoint, fan, swing, state" % name)
    said = bytearray(fields.get("state", _BLANK)) + bytearray(24)
    setpoint = fields.get("setpoint", 21)
    if not 13 <= setpoint <= 35 or setpoint * 2 % 1:
        raise ValueError("setpoint: %s, allowed 13 to 35 in steps of 0.5" % setpoint)
    out = bytearray(40)
    mode = codec.MODES[_word("mode", fields.get("mode", "heating"), MODE)]
    fan = _word("fan", fields.get("fan", "automatic"), FAN)
    swing = _word("swing", fields.get("swing", "no"), SWING)
    count = codec.settings(out, said, mode, int(setpoint * 100), fan, swing)
    if not fields.get("on", 1):
        out[11] &= 0xFE
    return bytes(out[10 : 10 + count])
