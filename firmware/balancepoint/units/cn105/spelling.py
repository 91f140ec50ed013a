"""Fields of people as a frame of ours for the CN105 port, and back: what `words.explain` calls them is what `spell` takes.

spell("settings", {"power": "on", "mode": "heat", "setpoint": 21.5}) -> bytearray
"""

from . import codec as c
from . import names as n

# Fields by the frame's name. What is not given is not touched
FIELDS = {
    "connect": ("installer",),
    "get": ("command",),
    "identify": ("command",),
    "settings": (
        "power", "mode", "setpoint", "setpoint_old", "fan", "vane", "wide", "wide_flag", "prohibit", "flags", "flags_2", "rest",
    ),
    "room": ("room", "older", "rest"),
    "run state": [field for field, _, _, _ in n.RUN_STATES] + ["rest"],
    "raw": ("kind", "payload"),
}  # fmt: skip


def parse(frame, rows):
    """The name and the fields of a frame of ours, from its explanation: `spell` makes the same of them. Raise ValueError for a
    unit's."""
    kind = frame[1]
    found = {field: value for field, value, _, _ in rows}
    if kind & c.REPLY:
        raise ValueError("type: 0x%02x is the unit's" % kind)
    name, fields = "raw", {"kind": kind, "payload": " ".join(["%02x" % byte for byte in frame[5:-1]])}
    if frame[4] == 2 and kind != c.GET:
        name, fields = "connect", {"installer": 1 if kind == c.INSTALL else 0}
    elif kind in (c.GET, c.INSTALL):
        name, fields = "get" if kind == c.GET else "identify", {"command": found["command"]}
    elif kind == c.SET and found["command"] in FIELDS:
        name = found["command"]
        fields = {field: found[field] for field in FIELDS[name] if field in found}
    try:
        same = spell(name, fields) == bytes(frame)
    except ValueError:
        same = False
    if not same:
        name, fields = "raw", {"kind": kind, "payload": " ".join(["%02x" % byte for byte in frame[5:-1]])}
    return name, fields


def spell(name, fields):
    if name not in FIELDS:
        raise ValueError("frame: %s, there are %s" % (name, ", ".join(sorted(FIELDS))))
    for field in fields:
        if field not in FIELDS[name]:
            raise ValueError("%s: not of %s, which has %s" % (field, name, ", ".join(FIELDS[name])))
    out = bytearray(c.SIZE)
    if name == "connect":
        c.call(out, c.INSTALL if n.number("installer", fields.get("installer", 0), 0, 1) else c.CONNECT, c.AIR)
    elif name == "get":
        c.begin(out, c.GET, n.byte_of("command", n.GETS, fields.get("command")))
    elif name == "identify":
        c.begin(out, c.INSTALL, n.byte_of("command", n.IDENTIFIES, fields.get("command")))
    elif name == "settings":
        c.begin(out, c.SET, 0x01)
        _settings(out, fields)
    elif name == "room":
        _room(out, fields)
    elif name == "run state":
        c.begin(out, c.SET, 0x08)
        for field, k, place, bit in n.RUN_STATES:
            if field in fields:
                value = fields[field]
                out[5 + place] |= bit
                out[5 + k] = (
                    n.byte_of(field, n.AIRFLOWS, value) if field == "airflow" else n.number(field, value, 0, 255)
                )
    else:
        _raw(out, fields)
    for each in fields.get("rest", "").split():
        k, byte = _place(each)
        out[5 + k] = byte
    return out[: c.seal(out)]


def _settings(out, fields):
    if "power" in fields:
        out[6] |= 0x01
        out[8] = n.byte_of("power", n.POWERS, fields["power"])
    if "mode" in fields:
        out[6] |= 0x02
        out[9] = n.byte_of("mode", n.MODES, fields["mode"])
    for field, low, high in (("setpoint", 8, 35), ("setpoint_old", 16, 31.5)):
        if field in fields:
            out[6] |= 0x04
            c.put_setpoint(out, _half(field, fields[field], low, high) * 50, field == "setpoint")
    if "fan" in fields:
        out[6] |= 0x08
        out[11] = n.byte_of("fan", n.FANS, fields["fan"])
    if "vane" in fields:
        out[6] |= 0x10
        out[12] = n.byte_of("vane", n.VANES, fields["vane"])
    if "prohibit" in fields:
        out[6] |= 0x40
        out[16] = n.bits_of("prohibit", n.PROHIBITS, fields["prohibit"])
    if "wide" in fields:
        out[7] |= 0x01
        out[18] = (
            n.byte_of("wide", n.WIDES, fields["wide"]) | n.number("wide_flag", fields.get("wide_flag", 0), 0, 1) << 7
        )
    out[6] |= n.byte_of("flags", (), fields.get("flags", "0x00"))
    out[7] |= n.byte_of("flags_2", (), fields.get("flags_2", "0x00"))


def _room(out, fields):
    room = fields.get("room")
    c.tell_room(out, 0 if room is None else _half("room", room, -20, 63.5))
    if "older" in fields:
        out[7] = n.number("older", fields["older"], 0, 255)


def _half(field, value, low, high):
    """Half degrees. Raise ValueError if it is no number within the bounds; between two of them the nearest is taken."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise ValueError("%s: %s, allowed is %s to %s °C" % (field, value, low, high))
    return int(value * 2 + 0.5) if value >= 0 else -int(0.5 - value * 2)


def _raw(out, fields):
    try:
        payload = bytes([int(each, 16) for each in fields.get("payload", "").split()])
    except ValueError:
        raise ValueError("payload: %s, allowed are up to 16 bytes as hexadecimal digits" % fields["payload"])
    if not 1 <= len(payload) <= 16:
        raise ValueError("payload: %d bytes, allowed are 1 to 16" % len(payload))
    c.begin(out, n.number("kind", fields.get("kind"), c.SET, 0x7B), 0)
    out[4] = len(payload)
    for k in range(len(payload)):
        out[5 + k] = payload[k]


def _place(text):
    """A piece of `rest`: [8]=fe."""
    try:
        place, byte = text[1:].split("]=")
        return n.number("place", int(place), 1, 15), n.number("byte", int(byte, 16), 0, 255)
    except ValueError:
        raise ValueError("rest: %s, a piece of it is [place]=byte, such as [8]=fe" % text)
