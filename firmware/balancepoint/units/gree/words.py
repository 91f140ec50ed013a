"""Gree's frames in words: every field that is known, the rest as it came. Loaded when people ask.

Facts: as in `codec`; kinds 02, 03, 04, 33 and 44 by the notes of piotrva/esphome_gree_ac, 34 and 35 from a capture only
(bekmansurov/gree-hvac-protocol #1), in which they follow 03.
"""

from ...control.quantity import UNKNOWN
from ...control.request import OFF
from . import codec

_FLAG = "flag"
_KINDS = {
    0x01: "write of the state", 0x02: "unknown, told by the module", 0x03: "time, told by the module",
    0x04: "network address, told by the module", 0x31: "state", 0x33: "unknown, told by the unit",
    0x34: "unknown, after the time", 0x35: "unknown, after the time", 0x44: "unknown, told by the unit",
}  # fmt: skip
_MODE = {0: "automatic", 1: "cooling", 2: "drying", 3: "fan", 4: "heating"}
_FAN = {0: "automatic", 1: "low", 2: "medium low", 3: "medium", 4: "medium high", 5: "high"}
_COARSE = {0: "automatic", 1: "low", 2: "medium", 3: "high"}
_VANE = {
    0: "as it is", 1: "swing", 2: "top", 3: "upper", 4: "middle", 5: "lower", 6: "bottom", 7: "swing at the bottom",
    8: "swing below the middle", 9: "swing in the middle", 10: "swing above the middle", 11: "swing at the top",
}  # fmt: skip
_WIDE = {
    0: "as it is", 1: "swing", 2: "left", 3: "left of the centre", 4: "centre", 5: "right of the centre", 6: "right",
}  # fmt: skip
_DISPLAY = {0: "its own choice", 1: "set point", 2: "room", 3: "outdoor"}

# Byte of the data, its bits, name, meaning: a word by number, or yes and no
_STATE = (
    (4, 0x80, "power", _FLAG),
    (4, 0x70, "mode", _MODE),
    (18, 0x0F, "fan", _FAN),
    (4, 0x03, "fan in three", _COARSE),
    (16, 0x08, "quiet", _FLAG),
    (6, 0x01, "turbo", _FLAG),
    (8, 0xF0, "vane", _VANE),
    (8, 0x07, "wide vane", _WIDE),
    (4, 0x08, "sleep", _FLAG),
    (6, 0x02, "display", _FLAG),
    (9, 0x30, "display shows", _DISPLAY),
    (7, 0x80, "display in °F", _FLAG),
    (7, 0x40, "the upper of two °F", _FLAG),
    (6, 0x04, "ioniser", _FLAG),
    (6, 0x08, "fan runs on to dry the coil", _FLAG),
    (11, 0x40, "saving, or frost guard at 8 °C", _FLAG),
)
_WRITTEN = (
    (11, 0x08, "nothing to be changed", _FLAG),
    (40, 0x01, "no beep", _FLAG),
)
_FIXED = ((7, 0x02), (39, 0x02), (0, 0x04))  # always so, or the ioniser once more


def check(frame):
    """ValueError that says what is wrong: value, allowed."""
    length = len(frame)
    if length < 6:
        raise ValueError("length: %d bytes, a frame has at least 6" % length)
    if frame[0] != codec.START or frame[1] != codec.START:
        raise ValueError("start: %02X %02X, a frame begins with 7E 7E" % (frame[0], frame[1]))
    if frame[2] != length - 3:
        raise ValueError("length: %d said, %d bytes follow it" % (frame[2], length - 3))
    found = codec.total(frame, length - 1)
    if found != frame[-1]:
        raise ValueError("sum: %02X, %02X is right" % (frame[-1], found))


def encode(name, data=b"", **fields):
    """A whole frame. `name`: "state" (a write that changes nothing) or "set" of `on`, `mode`, `setpoint` (°C), `fan`, `quiet`,
    `vane`, `wide`, as `explain` names them, over `state`, the data of one; a number is the kind of any `data`.
    ValueError: field, value, what is allowed."""
    if not isinstance(name, str):
        return _sealed(name, bytes(data))
    if name not in ("set", "state"):
        raise ValueError("%s: no such frame, one of set, state or a kind in hexadecimal" % name)
    for field in fields:
        if field not in ("on", "mode", "setpoint", "fan", "quiet", "vane", "wide", "state"):
            raise ValueError("%s: no such field, allowed on, mode, setpoint, fan, quiet, vane, wide, state" % field)
    out = bytearray(codec.COUNT + 5)
    said = (bytes(fields.get("state", b"")) + bytes(codec.COUNT))[: codec.COUNT]
    codec.keep(out, said)
    if name == "set":
        _change(out, fields)
    codec.seal(out, codec.SET, codec.COUNT)
    return bytes(out)


def _sealed(kind, data):
    if not 0 <= kind <= 255:
        raise ValueError("kind: %d, allowed 00 to FF" % kind)
    if not 1 <= len(data) <= codec.LONGEST - 6:
        raise ValueError("data: %d bytes, allowed 1 to %d" % (len(data), codec.LONGEST - 6))
    out = bytearray(4) + data + bytes(1)
    codec.seal(out, kind, len(data))
    return bytes(out)


def _change(out, fields):
    setpoint = fields.get("setpoint", 21)
    if setpoint not in range(16, 31):
        raise ValueError("setpoint: %s, allowed 16 to 30 in steps of 1" % setpoint)
    mode = codec.MODES[_word("mode", fields.get("mode", "heating"), _MODE)]
    level = _word("fan", fields.get("fan", "automatic"), _FAN)
    vane = codec.vane(_word("vane", fields.get("vane", 0), {n: _VANE[n] for n in range(7)}))
    wide = codec.vane(_word("wide", fields.get("wide", 0), _WIDE))
    fan = codec.QUIET if fields.get("quiet") else level or codec.FAN_AUTO
    codec.change(out, mode, int(setpoint) * 100, fan, vane, wide)
    if not fields.get("on", 1):
        codec.change(out, OFF, 0, fan, vane, wide)


def _word(name, value, words):
    """The number of a word, or of what it begins with."""
    for number in sorted(words):
        if number == value or words[number] == value:
            return number
    for number in sorted(words):
        if str(value) and words[number].startswith(str(value)):
            return number
    raise ValueError("%s: %s, allowed %s" % (name, value, ", ".join([words[number] for number in sorted(words)])))


def fault(code):
    """(as the display shows it; meaning; what to do; whom to call): this plug says none that anybody has read."""
    return (
        "",
        "fault number %d, of which nothing is known" % code,
        "Read the unit's display and its manual.",
        "service",
    )


def explain(frame):
    """[(field, value, unit, remark), ...] of a frame that `check` lets pass."""
    check(frame)
    kind = frame[3]
    data = bytes(frame[codec.DATA : len(frame) - 1])
    out: list = [("kind", "%02X" % kind, "", _KINDS.get(kind, "unknown"))]
    used = bytearray(len(data))
    if kind in (codec.SET, codec.STATE) and len(data) >= codec.COUNT:
        _fields(out, bytes(frame), data, used)
    left = [(i, data[i] & ~used[i] & 255) for i in range(len(data))]
    text = " ".join(["%d:%02X" % (i, byte) for i, byte in left if byte])
    if text:
        out.append(("rest", text, "", "byte of the data: what of it nobody has explained"))
    return out


def _fields(out, frame, data, used):
    written = data and frame[3] == codec.SET
    if written:
        used[3] = 255
        mark = "a change" if data[3] == codec.CHANGE else "" if data[3] else "no change, or the second write of one"
        out.append(("mark", "%02X" % data[3], "", mark))
    for byte, bits, name, meaning in _STATE + (_WRITTEN if written else ()):
        used[byte] |= bits
        value = (data[byte] & bits) // (bits & -bits)
        if isinstance(meaning, dict):
            out.append((name, value, "", meaning.get(value, "unknown")))
        else:
            out.append((name, "yes" if value else "no", "", ""))
    for byte, bits in _FIXED:
        used[byte] |= bits
    used[5] = 0xF0
    out.append(("set point", codec.setpoint(frame) / 100, "°C", ""))
    if not written:
        used[42] = 255
        found = codec.room(frame, len(frame))
        if found == UNKNOWN:
            out.append(("room", "", "", "none"))
        else:
            other = (data[42] - 16) / 2
            out.append(("room", found / 100, "°C", "%s if written as piotrva/esphome_gree_ac reads it" % other))
