"""Midea's frames in words: every field of every body that is known, the rest as it came. Loaded when people ask."""

from ...control.quantity import UNKNOWN
from . import codec
from .abilities import modes
from .faults import FAULTS
from .fields import ABILITIES, CHANGE, FAN, FLAG, KINDS, MODE, SET, STATE, SWING

_BODIES = {
    0x40: "write of the state", 0x41: "question", 0xA0: "change", 0xA1: "temperatures", 0xB0: "properties written",
    0xB1: "properties", 0xB5: "what it can", 0xC0: "state", 0xC1: "figures",
}  # fmt: skip
_MODES = ("", "heating", "cooling", "automatic", "drying", "fan")


def check(frame):
    """ValueError that says what is wrong: value, allowed."""
    length = len(frame)
    if length < 12:
        raise ValueError("length: %d bytes, a frame has at least 12" % length)
    if frame[0] != codec.START:
        raise ValueError("start: %02X, a frame begins with AA" % frame[0])
    if frame[1] != length - 1:
        raise ValueError("length: %d said, %d bytes follow the start" % (frame[1], length - 1))
    found = codec.total(frame, 1, length - 1)
    if (found + frame[-1]) & 255:
        raise ValueError("sum: %02X, %02X is right" % (frame[-1], -found & 255))
    if frame[2] == codec.APPLIANCE and not codec.whole(frame, length):
        raise ValueError("check of the body: %02X, %02X is right" % (frame[-2], codec.check(frame, length - 2)))


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


def fault(code):
    """(as the display shows it, "" if nobody knows; meaning; what to do; whom to call) of a number."""
    return FAULTS.get(code) or (
        "",
        "fault number %d, of which nothing is known" % code,
        "Read the unit's manual.",
        "service",
    )


def explain(frame):
    """[(field, value, unit, remark), ...] of a frame that `check` lets pass."""
    check(frame)
    length = len(frame)
    appliance = "air conditioner" if frame[2] == codec.APPLIANCE else "another appliance: not spoken here"
    out: list = [
        ("appliance", "%02X" % frame[2], "", appliance),
        ("protocol", frame[8], "", ""),
        ("kind", "%02X" % frame[9], "", KINDS.get(frame[9], "unknown")),
    ]
    if frame[2] != codec.APPLIANCE:
        return out + [("body", _hex(frame[10:-1]), "", "")]
    sealed = _seal(frame)
    body = frame[10 : length - 2 if sealed else length - 1]
    name = _BODIES.get(body[0], "network" if frame[9] in (0x0D, 0x63) else "unknown")
    out.append(("body", "%02X" % body[0], "", name))
    used = bytearray(len(body))
    used[0] = 255
    if name == "network":
        _network(out, body, used)
    elif body[0] in _READERS:
        _READERS[body[0]](out, bytes(frame), body, used)
    _rest(out, body, used)
    out.append(("check", "%02X" % frame[length - 2] if sealed else "", "", sealed or "none: the sum alone decides"))
    return out


def _seal(frame):
    """What closes the body."""
    end = len(frame) - 1
    if not codec.check(frame, end):
        return "CRC-8"
    if not codec.total(frame, 10, end):
        return "a sum in place of the CRC-8, as old units send it"
    return "wrong, as it often is in this body: the sum decides" if frame[10] in (0xB0, 0xB1) else ""


def _hex(data):
    return " ".join(["%02X" % byte for byte in data])


def _rest(out, body, used):
    """Bits that no field has taken, where they are not 0."""
    left = [(i, body[i] & ~used[i] & 255) for i in range(len(body))]
    text = " ".join(["%d:%02X" % (i, byte) for i, byte in left if byte])
    if text:
        out.append(("rest", text, "", "byte of the body: what of it nobody has explained"))


def _table(out, table, body, used):
    for byte, bits, name, meaning in table:
        if byte >= len(body):
            continue
        used[byte] |= bits
        shift = bits & -bits
        value = (body[byte] & bits) // shift
        if meaning == FLAG:
            out.append((name, "yes" if value else "no", "", ""))
        elif isinstance(meaning, dict):
            known = FAN if name == "fan" else meaning
            out.append((name, value, "%" if name == "fan" and value < 101 else "", known.get(value, "")))
        else:
            out.append((name, value, meaning, ""))


def _degrees(out, name, value, remark="", none="none"):
    if value == UNKNOWN:
        out.append((name, "", "", none))
    else:
        out.append((name, value / 100, "°C", remark))


def _timer(out, body, used):
    """Hours and quarters, less the minutes that have passed."""
    for byte, name, shift in ((4, "to start", 4), (5, "to stop", 0)):
        used[byte] |= 0x7F
        if body[byte] & 0x80:
            minutes = (body[byte] & 0x7F) // 4 * 60 + (body[byte] & 3) * 15 + 15 - (body[6] >> shift & 15)
            out.append(("timer " + name + ", in", minutes, "min", ""))
    used[6] = 255


def _state(out, frame, body, used):
    if len(body) < 17:
        return
    _table(out, STATE, body, used)
    _timer(out, body, used)
    newer = body[13] & 31
    _degrees(out, "set point", codec.setpoint(frame), "of byte 13, which newer units use" if newer else "of byte 2")
    tenths = body[15]
    _degrees(out, "room", codec.temperature(body[11], tenths & 15, body[10] & 4))
    _degrees(out, "outdoor", codec.temperature(body[12], tenths >> 4, body[10] & 4))
    code = body[16]
    out.append(("fault", code, "", "none" if not code else "%s: %s" % (fault(code)[0] or "?", fault(code)[1])))
    for byte, bits in ((2, 0x1F), (7, 0x30), (11, 255), (12, 255), (13, 31), (15, 255), (16, 255)):
        used[byte] |= bits


def _set(out, frame, body, used):
    if len(body) < 23:
        return
    _table(out, SET, body, used)
    _timer(out, body, used)
    newer = body[18] & 31
    degrees = newer + 12 if newer else (body[2] & 15) + 16
    remark = "of byte 18, which newer units use" if newer else "of byte 2"
    out.append(("set point", degrees + (0.5 if body[2] & 16 else 0), "°C", remark))
    for byte, bits in ((2, 0x1F), (7, 0x30), (18, 31)):
        used[byte] |= bits


def _question(out, frame, body, used):
    asked = body[1] if len(body) > 1 else 0
    if asked == 0x21 and len(body) > 3:
        text = "figures, group %d" % (body[3] & 15)
    elif asked & 0x80:
        text = "the state"
    elif asked & 0x3F in (2, 0x21):
        text = "display on or off"
    else:
        text = "unknown"
    out.append(("asks for", text, "", ""))
    for i in range(1, len(body)):
        used[i] = 255


def _change(out, frame, body, used):
    if len(body) < 15:
        return
    _table(out, CHANGE, body, used)
    _timer(out, body, used)
    half = 0.5 if body[1] & 0x40 else 0
    out.append(
        ("set point", (body[1] >> 1 & 31) + 12 + half, "°C", "some models write it otherwise: ask for the state")
    )
    for byte, bits in ((1, 0x7E), (2, 0x1F), (7, 0x30)):
        used[byte] |= bits


def _temperatures(out, frame, body, used):
    if len(body) < 15:
        return
    tenths = body[18] if len(body) > 18 else 0
    _degrees(out, "room", codec.temperature(body[13], tenths & 15))
    _degrees(out, "outdoor", codec.temperature(body[14], tenths >> 4))
    used[13] = used[14] = 255
    if len(body) > 18:
        out.append(("humidity", body[17], "%", "" if body[17] else "0: not measured"))
        used[17] = used[18] = 255


def _abilities(out, frame, body, used):
    if len(body) == 3 and body[1] == 1 or len(body) == 4 and body[1:3] == b"\x01\x01":
        out.append(("asks for", "what it can, page %d" % (body[3] if len(body) == 4 else 0), "", ""))
    elif frame[9] == 5:
        out.append(("report", _hex(body[1:]), "", "of properties"))
    else:
        i = 2
        for _ in range(body[1] if len(body) > 1 else 0):
            if i + 3 > len(body):
                break
            number, size = body[i] | body[i + 1] << 8, body[i + 2]
            value = body[i + 3 : i + 3 + size]
            if value:
                out.append(_ability(number, value))
            i += 3 + size
        if len(body) - i == 2:
            out.append(("another page", "yes" if body[i] else "no", "", ""))
    for i in range(1, len(body)):
        used[i] = 255


def _ability(number, value):
    name, words = ABILITIES.get(number, ("%04X" % number, {}))
    if number == 0x214 and value[0] < 16:
        can = modes(value[0])
        return (name, value[0], "", ", ".join([_MODES[mode] for mode in range(1, 6) if can >> mode & 1]))
    if number == 0x225 and len(value) > 5:
        low_high = tuple([byte / 2 for byte in value[:6]])
        step = ", in steps of %s °C" % ("0.5" if value[6] else "1") if len(value) > 6 else ""
        return (name, _hex(value), "", "cooling %g to %g, automatic %g to %g, heating %g to %g °C" % low_high + step)
    return (name, value[0] if len(value) == 1 else _hex(value), "", words.get(value[0], "unknown"))


def _properties(out, frame, body, used):
    i = 2
    for _ in range(body[1] if len(body) > 1 else 0):
        if i + 4 > len(body):
            break
        number, size = body[i] | body[i + 1] << 8, body[i + 3]
        name = ABILITIES.get(number, ("%04X" % number,))[0]
        value = _hex(body[i + 4 : i + 4 + size])
        out.append((name, value or "none", "", "refused" if body[i + 2] & 0x10 else "empty" if not size else ""))
        i += 4 + size
    for k in range(1, min(i, len(body))):
        used[k] = 255


def _figures(out, frame, body, used):
    group = body[3] & 15 if len(body) > 3 else 0
    out.append(("group", group, "", ""))
    if len(body) < 19:
        return
    for i in range(1, 19):
        used[i] = 255
    if not any(body[4:19]):
        out.append(("figures", "none", "", "zeros: the unit does not have this group"))
    elif group == 1:
        out.append(("compressor", body[4], "Hz", "it shall: %d Hz" % body[5]))
        out.append(("current", body[7], "A", ""))
        out.append(("voltage", body[8], "V", ""))
        for byte, zero, name in (
            (10, 30, "room (T1)"),
            (11, 30, "indoor coil (T2)"),
            (12, 50, "outdoor coil (T3)"),
            (13, 50, "outdoor (T4)"),
        ):
            out.append((name, (body[byte] - zero) / 2, "°C", ""))
        out.append(("discharge (TP)", body[14], "°C", ""))
    elif group == 4:
        _meter(out, frame)
    elif group == 5:
        out.append(("humidity", body[4], "%", "" if body[4] else "0: not measured"))
        out.append(("outdoor fan", body[8] * 8, "1/min", ""))
        out.append(("defrosting", "yes" if body[10] else "no", "", ""))
    elif group == 7:
        out.append(("power of the outdoor unit", body[10] | body[11] << 8, "W", ""))
    else:
        out.append(("figures", _hex(body[4:]), "", "unknown"))


def _meter(out, frame):
    """Power and energy, in the way of writing that this frame makes likeliest, the others beside it."""
    seen = codec.writing(frame)
    if seen == codec.HUNDREDS:
        seen = codec.DECIMAL  # rare; one frame does not tell
    for begin, count, name, unit in (
        (14, 4, "energy in all", "kWh"),
        (22, 4, "energy of this run", "kWh"),
        (26, 3, "power", "W"),
    ):
        values = [_reading(frame, begin, count, base) for base in (codec.DECIMAL, codec.HUNDREDS, codec.BINARY)]
        likely = values[seen - 1]
        others = [text for base, text in enumerate(values) if base != seen - 1 and text != likely]
        how = "binary" if seen == codec.BINARY else "two decimal digits a byte"
        out.append(
            (
                name,
                likely,
                unit,
                how + (", if written otherwise: " + ", ".join([str(value) for value in others]) if others else ""),
            )
        )


def _reading(frame, begin, count, base):
    value = codec.number(frame, begin, count, base)
    if value == UNKNOWN:
        return "too much"
    return value / (100 if count == 4 and base != codec.BINARY else 10)


def _network(out, body, used):
    if len(body) < 9:
        return
    out.append(("signal", body[2], "bars of 4", ""))
    out.append(("address", ".".join([str(body[i]) for i in (6, 5, 4, 3)]), "", ""))
    out.append(("connected", "no" if body[8] & 1 else "yes", "", ""))
    for i in range(1, 9):
        used[i] = 255


_READERS = {
    0x40: _set, 0x41: _question, 0xA0: _change, 0xA1: _temperatures, 0xB0: _properties, 0xB1: _properties, 0xB5: _abilities,
    0xC0: _state, 0xC1: _figures,
}  # fmt: skip
