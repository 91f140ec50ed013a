"""A frame of CN-CNT or CN-WLAN in words, and frames from words. Loaded when people ask.

    explain(frame) -> [(field, value, unit, remark), ...]     check(frame)     encode("poll")     encode("order", 10 bytes)

Sources: see `codec`. Of CN-WLAN, whose handshake of 16 messages is not known well enough for a session, frames are read only.
"""

from ...control.quantity import UNKNOWN
from . import codec as c

MODES = {0: "auto", 2: "dry", 3: "cool", 4: "heat", 6: "fan"}
FANS = {0xA0: "auto", 0x30: "1", 0x40: "2", 0x50: "3", 0x60: "4", 0x70: "5"}
VANES = {14: "swing", 15: "auto", 1: "up", 2: "up centre", 3: "centre", 4: "down centre", 5: "down", 0: "none"}
WIDES = {13: "auto", 9: "left", 10: "left centre", 6: "centre", 11: "right centre", 12: "right", 0: "none"}
KEYS = {
    0x80: "power", 0xB0: "mode", 0x31: "setpoint", 0xA0: "fan", 0xA1: "swing", 0xA4: "vane", 0xA5: "wide vane", 0xB2: "preset",
}  # fmt: skip


def check(frame):
    """Raise ValueError with what is wrong if `frame` is none."""
    if len(frame) < 4:
        raise ValueError("length: %d, allowed from 4" % len(frame))
    if frame[0] not in (c.POLL, c.ORDER, c.WLAN):
        raise ValueError("first byte: %02X, allowed 70, F0 or 5A" % frame[0])
    if frame[0] == c.WLAN:
        due = (frame[4] << 8 | frame[5]) + 7 if len(frame) > 5 else 7
    else:
        due = frame[1] + 3
    if len(frame) != due or due > c.SIZE:
        raise ValueError("length: %d, allowed %d as the frame says, at most %d" % (len(frame), due, c.SIZE))
    if sum(frame) & 0xFF:
        raise ValueError("sum: last byte %02X, allowed %02X" % (frame[-1], -sum(frame[:-1]) & 0xFF))


def explain(frame):
    """Every field of a frame, as (field, value, unit, remark). Raise ValueError if it is none."""
    check(frame)
    if frame[0] == c.WLAN:
        return _wlan(frame)
    count = frame[1]
    head = frame[0]
    kind = "order" if head == c.ORDER else "answer" if count >= c.ANSWER else "poll"
    out = []  # type: list
    out.append(("kind", kind, "", ""))
    if kind == "poll" or count < c.STATE:
        if sum(frame[2:-1]):
            out.append(("payload", _text(frame[2:-1]), "", "not known"))
        return out
    byte = frame[c.MODE]
    out.append(("on", 1 if byte & 0x0F else 0, "", ""))
    _name("mode", byte >> 4, MODES, out)
    _degrees("setpoint", c.setpoint(frame[c.SETPOINT]), frame[c.SETPOINT], out)
    out.append(("mild dry", 1 if frame[4] == 0x7F else 0, "", "" if frame[4] in (0x7F, 0x80) else "%02X" % frame[4]))
    _name("fan", frame[c.FANS], FANS, out)
    _name("vane", frame[c.VANES] >> 4, VANES, out)
    _name("wide vane", frame[c.VANES] & 15, WIDES, out)
    preset = frame[c.PRESET]
    for bit, name in ((2, "powerful"), (4, "quiet"), (0x40, "nanoeX"), (0x10, "econavi")):
        out.append((name, 1 if preset & bit else 0, "", ""))
    out.append(("eco", 1 if frame[10] & 0x40 else 0, "", ""))
    if kind == "answer":
        out.append(
            ("defrost", 1 if frame[c.DEFROST] == 2 else 0, "", "" if frame[c.DEFROST] in (0, 2) else "%02X" % frame[14])
        )
        for name, first, second in (("room", c.ROOM, c.ROOM_TOO), ("outdoor", c.OUTDOOR, c.OUTDOOR_TOO)):
            place = first if c.degrees(frame[first]) != UNKNOWN else second
            _degrees(name, c.degrees(frame[place]), frame[place], out)
        watts = c.watts(frame)
        out.append(("power", None if watts == UNKNOWN else watts, "W", ""))
        out.append(("payload", _text(frame[12:-1]), "", "from byte 12 on, as it came"))
    return out


def _wlan(frame):
    data = bytes(frame[6:-1])
    out = []  # type: list
    out.append(("counter", frame[1], "", ""))
    out.append(("command", _text(frame[2:4]), "", ""))
    if data[1:4] == b"\x01\x30\x01":
        out.append(("object", "013001", "", "ECHONET Lite's home air conditioner, by inference"))
        out.append(("service", _text(data[:1] + data[4:6]), "", "not known"))
        place = 6
        while place + 2 <= len(data):
            key, count = data[place], data[place + 1]
            value = data[place + 2 : place + 2 + count]
            name = KEYS.get(key, "key %02X" % key)
            if key == 0x31 and len(value) == 1:
                out.append((name, value[0] / 2, "°C", ""))
            else:
                out.append((name, _text(value), "", "" if key in KEYS else "not known"))
            place += 2 + count
    elif data:
        out.append(("payload", _text(data), "", "not known"))
    return out


def _text(data):
    return "".join(["%02X" % byte for byte in data])


def _name(field, value, names, out):
    out.append((field, names.get(value, "%02X" % value), "", "" if value in names else "not known"))


def _degrees(field, value, byte, out):
    out.append(
        (field, None if value == UNKNOWN else value / 100, "°C", "no value: %02X" % byte if value == UNKNOWN else "")
    )


def encode(kind, payload=None):
    """A whole frame of CN-CNT: "poll", or "order" with its 10 bytes. Raise ValueError with field, value, what is allowed."""
    if kind not in ("poll", "order"):
        raise ValueError("kind: %s, allowed poll, order" % kind)
    payload = bytes(c.STATE) if kind == "poll" and payload is None else payload
    if payload is None or len(payload) != c.STATE:
        raise ValueError("payload: %s bytes, allowed %d" % ("no" if payload is None else len(payload), c.STATE))
    buffer = bytearray(c.SIZE)
    buffer[2 : 2 + c.STATE] = payload
    return bytes(buffer[: c.seal(buffer, c.ORDER if kind == "order" else c.POLL, c.STATE)])


def fault(code):
    """(code, meaning, what to do, whom to call). No fault code has been found on this line."""
    return (
        "%02X" % code if type(code) is int else code,
        "This line tells no faults, as far as it is known.",
        "Hold CHECK on the handset for 5 s and page to the long beep: the manual names that code. Call service.",
        "the installer, with the code that the handset shows",
    )
