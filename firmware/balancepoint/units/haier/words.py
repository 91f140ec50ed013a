"""A frame of Haier field by field. Loaded when people ask."""

from . import codec as c

_TYPES = {
    0x01: "control", 0x02: "status", 0x03: "invalid", 0x04: "alarm status", 0x05: "confirm", 0x06: "report", 0x09: "stop alarm",
    0x61: "ask version", 0x62: "version", 0x70: "ask identity", 0x71: "identity", 0x73: "ask alarms", 0x74: "alarms",
    0x7C: "ask configuration", 0x7D: "configuration", 0xF0: "ask network", 0xF1: "network", 0xF7: "report network",
    0xFC: "ask management", 0xFD: "management",
}  # fmt: skip
_ASKS = {
    0x4C01: "parameters",
    c.GET: "the state",
    c.GET_MORE: "the state, and what the machine measures",
    c.ON: "on",
    c.OFF: "off",
    c.SET: "set the state",
    0x5C01: "set parameters",
    c.SET_GROUP: "set all",
}
_ONES = {
    1: "power", 2: "set point", 3: "vane", 4: "mode", 5: "fan", 7: "in °F", 9: "display", 10: "frost guard at 10 °C",
    11: "health", 12: "wide vane", 13: "self-cleaning", 22: "no beep", 23: "lock", 25: "quiet", 26: "boost", 27: "sleep",
}  # fmt: skip
_MODES = ("automatic", "cooling", "drying", "healthy drying", "heating", "saving", "fan")
_FANS = {1: "high", 2: "middle", 3: "low", 5: "automatic"}
_VANES = {
    1: "healthy, up", 2: "top", 3: "healthy, down", 4: "upper", 6: "middle", 8: "lower", 10: "bottom", 12: "moves", 14: "moves",
}  # fmt: skip
_WIDE = {0: "centre", 3: "far left", 4: "left", 5: "right", 6: "far right", 7: "moves"}
_SMART_MODES = ("automatic", "cooling", "heating", "fan", "drying")
_SMART_FANS = ("high", "middle", "low", "automatic")
_THREE = ("no", "yes", "not told", "not told")


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
    word = data[0] << 8 | data[1] if len(data) > 1 else 0
    if kind == c.CONTROL and len(data) > 1:
        if data[0] == c.SET_ONE >> 8:
            out.append(("sets", _ONES.get(data[1], "not known"), "", "%04X" % word))
            return _rest(out, data[2:])
        out.append(("asks for", _ASKS.get(word, "not known"), "", "%04X" % word))
        if word == c.SET_GROUP and len(data) >= 2 + c.GROUP:
            _group(out, data[2:])
            return _rest(out, data[2 + c.GROUP :])
        if word == c.SET and len(data) == 2 + c.SMART:
            return _smart(out, data[2:])
        return _rest(out, data[2:])
    if kind in (c.STATUS, c.REPORT) and len(data) > 1 and data[0] in (c.STATE, c.MORE):
        out.append(("tells", "the state", "", "%04X" % word))
        if len(data) == 2 + c.SMART:
            return _smart(out, data[2:])
        at = c.sensors(len(data)) if data[0] == c.STATE else 12
        if len(data) > at + 2:
            _group(out, data[2:])
            return _sensors(out, data, at)
    if kind in (c.ALARM, c.ALARMS) and len(data) >= 10:
        number = number_of(data[2:10])
        shown, meaning, _do, _call = fault(number)
        out.append(("alarm", shown, "", meaning))
        return out
    if kind == c.VERSION and len(data) >= 38:
        out.append(("protocol", _text(data[0:8]), "", ""))
        out.append(("software", _text(data[8:16]), "", ""))
        out.append(("hardware", _text(data[19:27]), "", ""))
        out.append(("name", _text(data[28:36]), "", ""))
        out.append(("knows a crc", "yes" if data[37] & 4 else "no", "", "%02X" % data[37]))
        return out
    return _rest(out, data)


def _rest(out, data):
    if data:
        out.append(("rest", " ".join(["%02X" % byte for byte in data]), "", ""))
    return out


def _text(data):
    return "".join([chr(byte) for byte in data if 32 <= byte < 127])


def _of(words, number):
    if isinstance(words, dict):
        return words.get(number, "not known")
    return words[number] if number < len(words) else "not known"


def _flag(byte, bit):
    return "yes" if byte & bit else "no"


def _group(out, data):
    """What can be set of hOn."""
    out.append(("power", "on" if data[5] & 1 else "off", "", ""))
    out.append(("mode", _of(_MODES, data[2] >> 5), "", ""))
    out.append(("set point", data[0] + 16 + (0.5 if data[4] & 4 else 0), "°C", ""))
    out.append(("fan", _of(_FANS, data[2] & 7), "", ""))
    out.append(("vane", _of(_VANES, data[1] & 15), "", "it has none" if not data[1] & 15 else ""))
    out.append(("wide vane", _of(_WIDE, data[7] & 7), "", ""))
    for name, byte, bit in (
        ("display", 4, 2), ("frost guard at 10 °C", 4, 1), ("health", 5, 2), ("electric heater", 5, 4), ("boost", 5, 8),
        ("quiet", 5, 0x10), ("sleep", 5, 0x20), ("lock", 5, 0x40), ("no beep", 5, 0x80), ("filter", 8, 1),
        ("self-cleaning", 9, 0x10),
    ):  # fmt: skip
        if data[byte] & bit:
            out.append((name, "yes", "", ""))


def _sensors(out, data, at):
    """What hOn feels; with what its machine measures, where that is behind it."""
    out.append(("room temperature", data[at] / 2, "°C", ""))
    out.append(("humidity", data[at + 1], "%", ""))
    out.append(("outdoor temperature", data[at + 2] - 64, "°C", "" if data[at + 2] else "not told"))
    if data[0] == c.STATE or len(data) < at + 36:
        return _rest(out, data[at + 3 :])
    more = data[at + 22 :]
    out.append(("power", more[0] << 8 | more[1], "W", ""))
    out.append(("coil", more[2] / 2 - 20, "°C", ""))
    out.append(("outdoor coil", more[4] - 64, "°C", ""))
    out.append(("compressor", more[7], "Hz", ""))
    out.append(("current", (more[8] << 8 | more[9]) / 10, "A", ""))
    out.append(("defrosts", _THREE[more[10] >> 2 & 3], "", ""))
    out.append(("compressor runs", _THREE[more[11] & 3], "", ""))
    out.append(("indoor fan runs", _THREE[more[11] >> 2 & 3], "", ""))
    out.append(("expansion valve", more[12] << 8 | more[13], "", "of 4095"))
    return _rest(out, more[14:])


def _smart(out, data):
    """All of smartAir2."""
    out.append(("power", "on" if data[17] & 1 else "off", "", ""))
    out.append(("mode", _of(_SMART_MODES, data[11]), "", ""))
    out.append(("set point", data[23] + 16 + (0.5 if data[17] & 0x20 else 0), "°C", ""))
    out.append(("fan", _of(_SMART_FANS, data[13]), "", ""))
    out.append(("swing", "%02X" % data[15], "", "and by bits %02X" % (data[19] & 0x19)))
    out.append(("room temperature", data[1], "°C", ""))
    out.append(("humidity", data[3], "%", ""))
    for name, byte, bit in (
        ("frost guard at 10 °C", 17, 0x40), ("health", 17, 8), ("boost", 19, 2), ("quiet", 19, 4), ("lock", 16, 0x80),
    ):  # fmt: skip
        out.append((name, _flag(data[byte], bit), "", ""))
    return out


def number_of(bits):
    """The first alarm of eight bytes, from 1 on, 0: none; the last byte has the first eight."""
    for k in range(64):
        if bits[7 - k // 8] >> k % 8 & 1:
            return k + 1
    return 0


def encode(name, **fields):
    """A whole frame: `frame` with `type` and `data` (bytes), and a crc unless `crc` is 0."""
    if name != "frame":
        raise ValueError("Haier: '%s' cannot be said; frame" % name)
    data = fields.get("data", b"")
    with_crc = fields.get("crc", 1)
    flags = c.HAS_CRC if with_crc else 0
    plain = bytearray((len(data) + c.SHORTEST, flags, 0, 0, 0, 0, 0, fields["type"])) + bytearray(data)
    if len(plain) > c.LONGEST - 4:
        raise ValueError("Haier: data: %d bytes, %d at most" % (len(data), c.LONGEST - 4 - c.SHORTEST))
    crc = c.crc_of(plain, 0, len(plain))
    total = 0
    for byte in plain:
        total += byte + (c.STUFFED if byte == c.START else 0)
    # The sum takes its own 55 in only if it is FF, which does not change what it is compared with
    plain.append(total & 0xFF)
    if with_crc:
        plain.append(crc >> 8)
        plain.append(crc & 0xFF)
    out = bytearray((c.START, c.START))
    for byte in plain:
        out.append(byte)
        if byte == c.START:
            out.append(c.STUFFED)
    return bytes(out)


_SENSOR = "have its plug and its resistance checked"
_BOARD = "switch the breaker off for 3 min and on again; if it comes back a board is to be replaced"
_CABLE = "have the cable between the units and its terminals looked at"
_FAN = "switch off; see whether anything blocks the wheel, ice or leaves"
_AIR = "clean the filter and both coils, and let air pass; it goes on by itself"
_GAS = "refrigerant, expansion valve and compressor are to be checked"
_MAINS = "have the mains voltage measured while it runs"
_TECHNICIAN = "heat pump technician"
_YOU = "yourself first, then a heat pump technician"

# By the number of the alarm, from 0 on: meaning, what to do, whom to call. Order: haier-esphome hon_packet.h; the words are ours
_ALARMS = (
    ("outdoor power module", _BOARD, _TECHNICIAN), ("sensor of the outdoor coil", _SENSOR, _TECHNICIAN),
    ("sensor of the compressor's outlet", _SENSOR, _TECHNICIAN), ("outdoor memory", _BOARD, _TECHNICIAN),
    ("sensor of the indoor coil", _SENSOR, _TECHNICIAN), ("the units do not hear each other", _CABLE, _TECHNICIAN),
    ("mains voltage too high", _MAINS, "electrician"), ("panel and indoor unit do not hear each other", _BOARD, _TECHNICIAN),
    ("compressor too hot", _GAS, _TECHNICIAN), ("sensor of the outdoor air", _SENSOR, _TECHNICIAN),
    ("condensate stands too high", "clear its drain", _YOU), ("indoor memory", _BOARD, _TECHNICIAN),
    ("sensor of the air behind the outdoor coil", _SENSOR, _TECHNICIAN),
    ("board and module do not hear each other", _BOARD, _TECHNICIAN),
    ("indoor fan", _FAN, _YOU), ("outdoor fan", _FAN, _YOU), ("door switch", "close the front", _YOU),
    ("dust filter is due", "clean it", "nobody"), ("too little water", "fill it", _YOU),
    ("humidity sensor", _SENSOR, _TECHNICIAN),
    ("sensor of the room", _SENSOR, _TECHNICIAN), ("a vane's limit", "see whether anything blocks the vane", _YOU),
    ("dust sensor indoors", _SENSOR, _TECHNICIAN), ("dust sensor outdoors", _SENSOR, _TECHNICIAN),
    ("indoor coil too hot in heating", _AIR, _YOU), ("current of the outdoor unit", _MAINS, _TECHNICIAN),
    ("compressor does not run as it should", _GAS, _TECHNICIAN), ("direct current of the outdoor unit", _BOARD, _TECHNICIAN),
    ("outdoor unit runs without load", _GAS, _TECHNICIAN), ("current transformer", _BOARD, _TECHNICIAN),
    ("indoor coil freezes in cooling", _AIR, _YOU), ("pressure too high or too low", _GAS, _TECHNICIAN),
    ("compressor's outlet too hot", _GAS, _TECHNICIAN), ("sensor of the outdoor evaporator", _SENSOR, _TECHNICIAN),
    ("outdoor coil too hot in cooling", _AIR, _YOU), ("condensate pump", "clear its drain", _YOU),
    ("three phases", _MAINS, "electrician"), ("four-way valve", "the valve and its coil are to be checked", _TECHNICIAN),
    ("external alarm, or flow switch", "see what is wired there", _TECHNICIAN), ("temperature cut-out", _AIR, _TECHNICIAN),
    ("another head asks for another mode", "agree on heating or cooling", "nobody"), ("expansion valve", _GAS, _TECHNICIAN),
    ("sensor Tw", _SENSOR, _TECHNICIAN), ("wired controller is not heard", _CABLE, _TECHNICIAN),
    ("two indoor units have one address", "give them different ones", _TECHNICIAN),
    ("zero crossing of the mains", _MAINS, "electrician"),
    ("outdoor unit", "read its lamp", _TECHNICIAN), ("formaldehyde sensor", _SENSOR, _TECHNICIAN),
    ("sensor of volatile compounds", _SENSOR, _TECHNICIAN), ("carbon dioxide sensor", _SENSOR, _TECHNICIAN),
    ("firewall", _BOARD, _TECHNICIAN),
)  # fmt: skip


def fault(code):
    """(code as shown, what it means, what to do, whom to call). Codes count the alarms from 1 on: what the display shows for them
    is not published."""
    if not code:
        return "none", "no fault", "", ""
    if code > len(_ALARMS):
        return "alarm %d" % (code - 1), "not in the published list", "read the unit's display; call", _TECHNICIAN
    return ("alarm %d" % (code - 1),) + _ALARMS[code - 1]
