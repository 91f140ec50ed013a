"""A frame of Haier field by field, as far as it is certain. Loaded when people ask."""

from . import codec as c

_TYPES = {
    0x01: "control", 0x02: "status", 0x03: "invalid", 0x04: "alarm status", 0x05: "confirm", 0x06: "report", 0x09: "stop alarm",
    0x61: "ask version", 0x62: "version", 0x70: "ask identity", 0x71: "identity", 0x73: "ask alarms", 0x74: "alarms",
    0x7C: "ask configuration", 0x7D: "configuration", 0xF0: "ask network", 0xF1: "network", 0xF7: "report network",
    0xFC: "ask management", 0xFD: "management",
}  # fmt: skip
_ASKS = {
    0x4C01: "parameters",
    0x4D01: "all of the user's data",
    0x4DFE: "machine's data",
    0x5C01: "set parameters",
    0x6001: "set all",
}


def unstuffed(frame):
    """The frame without the 55s behind its FFs, and the sum that it must have. ValueError if one is missing."""
    out = bytearray(frame[:2])
    total = 0
    length = frame[2] if len(frame) > 2 else 0
    k = 2
    while k < len(frame):
        out.append(frame[k])
        inside = len(out) - 3 < length
        total += frame[k] if inside else 0
        if frame[k] == c.START:
            k += 1
            if k >= len(frame) or frame[k] != c.STUFFED:
                raise ValueError("Haier frame: behind the FF of byte %d must stand 55" % k)
            total += c.STUFFED if inside else 0
        k += 1
    return out, total & 0xFF


def check(frame):
    """ValueError says what is wrong with it."""
    if len(frame) < c.SHORTEST + 3 or frame[0] != c.START or frame[1] != c.START:
        raise ValueError(
            "Haier frame: %d bytes; it begins with FF FF and has %d at least" % (len(frame), c.SHORTEST + 3)
        )
    plain, total = unstuffed(frame)
    length = plain[2]
    whole = length + 3 + (2 if plain[3] & c.HAS_CRC else 0)
    if not c.SHORTEST <= length <= c.LONGEST - 4 or len(plain) != whole:
        raise ValueError("Haier frame: length byte %d, %d bytes have come" % (length, len(plain) - 3))
    if plain[2 + length] != total:
        raise ValueError("Haier frame: sum %02X, %02X is right" % (plain[2 + length], total))
    if plain[3] & c.HAS_CRC:
        crc = c.crc_of(plain, 2, 2 + length)
        if plain[3 + length] << 8 | plain[4 + length] != crc:
            raise ValueError("Haier frame: crc %02X%02X, %04X is right" % (plain[3 + length], plain[4 + length], crc))
    return plain


def explain(frame):
    """[(field, value, unit, remark)] of a whole frame. ValueError: see `check`."""
    plain = check(frame)
    kind = plain[9]
    data = plain[10 : 2 + plain[2]]
    out = [
        ("type", _TYPES.get(kind, "not known"), "", "%02X" % kind),
        ("crc", "yes" if plain[3] & c.HAS_CRC else "no", "", "flags %02X" % plain[3]),
    ]
    if kind == 0x01 and len(data) > 1:
        asked = data[0] << 8 | data[1]
        out.append(("asks for", _ASKS.get(asked, "not known"), "", "%04X" % asked))
        data = data[2:]
    if data:
        out.append(("data", " ".join(["%02X" % byte for byte in data]), "", "fields not certain"))
    return out


def encode(name, **fields):
    """A whole frame: `frame` with `type` and `data` (bytes)."""
    if name != "frame":
        raise ValueError("Haier: '%s' cannot be said; frame" % name)
    data = fields.get("data", b"")
    plain = bytearray((len(data) + c.SHORTEST, c.HAS_CRC, 0, 0, 0, 0, 0, fields["type"])) + bytearray(data)
    if len(plain) > c.LONGEST - 4:
        raise ValueError("Haier: data: %d bytes, %d at most" % (len(data), c.LONGEST - 4 - c.SHORTEST))
    crc = c.crc_of(plain, 0, len(plain))
    total = 0
    for byte in plain:
        total += byte + (c.STUFFED if byte == c.START else 0)
    # The sum takes its own 55 in only if it is FF, which does not change what it is compared with
    plain.append(total & 0xFF)
    plain.append(crc >> 8)
    plain.append(crc & 0xFF)
    out = bytearray((c.START, c.START))
    for byte in plain:
        out.append(byte)
        if byte == c.START:
            out.append(c.STUFFED)
    return bytes(out)


def fault(code):
    """(code as shown, what it means, what to do, whom to call)."""
    if not code:
        return "none", "no fault", "", ""
    return (
        "%02X" % code,
        "not in a list that we could read",
        "look it up in the manual of the unit; call",
        "heat pump technician",
    )
