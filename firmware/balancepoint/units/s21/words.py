"""A frame of S21 in words, and frames from words. Loaded when people ask.

explain(frame) -> [(field, value, unit, remark), ...]
check(frame)
encode("D1", on=1, mode="heat", setpoint=21.5, fan="auto")
"""

from . import codec
from .faults import fault
from .fields import FANS, FLAPS, MODES, NAMES, SWINGS, read

__all__ = ["check", "encode", "explain", "fault"]


def check(frame):
    """Raise ValueError with what is wrong if `frame` is none."""
    if len(frame) == 1 and frame[0] in (codec.ACK, codec.NAK):
        return
    if len(frame) < 4:
        raise ValueError("length: %d, allowed from 4 (STX, a letter, sum, ETX) or one byte, 06 or 15" % len(frame))
    if len(frame) > codec.SIZE:
        raise ValueError("length: %d, allowed up to %d" % (len(frame), codec.SIZE))
    if frame[0] != codec.STX:
        raise ValueError("first byte: %02X, allowed 02" % frame[0])
    if frame[-1] != codec.ETX:
        raise ValueError("last byte: %02X, allowed 03" % frame[-1])
    total = sum(frame[1:-2]) & 0xFF
    if not codec.checked(total, frame[-2]):
        more = codec.bumped(total)
        allowed = "%02X" % total if more == total else "%02X or %02X" % (more, total)
        raise ValueError("sum: %02X, allowed %s" % (frame[-2], allowed))


def explain(frame):
    """Every field of a frame, as (field, value, unit, remark). Raise ValueError if it is none."""
    check(frame)
    if len(frame) == 1:
        taken = frame[0] == codec.ACK
        return [("sign", "taken" if taken else "refused", "", "" if taken else "not supported, or not now")]
    body = bytes(frame[1:-2])
    command = _command(body)
    payload = body[len(command) :]
    out = [("command", command, "", _meaning(command, payload))]
    total = sum(body) & 0xFF
    if frame[-2] == total != codec.bumped(total):
        out.append(("sum", "%02X" % total, "", "a control byte that was not raised by 2"))
    if payload:
        read(command, payload, out)
    return out


def _command(body):
    """The command of a frame: V, VS000M and M, Rz, FU, FX, FY and their answers with two more, two characters else."""
    first, second = body[0], body[1] if len(body) > 1 else 0
    if first in b"MV":
        count = 6 if bytes(body[:6]) == b"VS000M" else 1
    elif len(body) >= 4 and (first in b"FG" and second in b"UXY" or first in b"RS" and second == 0x7A):
        count = 4
    else:
        count = 2
    return "".join([chr(byte) if 0x20 <= byte < 0x7F else "." for byte in body[:count]])


def _meaning(command, payload):
    first = command[0]
    name = NAMES.get(command) or NAMES.get({"G": "F", "S": "R"}.get(first, first) + command[1:])
    kind = {"F": "query", "R": "query", "D": "order", "G": "answer", "S": "answer"}.get(
        first, "answer" if payload else "query"
    )
    return "%s: %s" % (kind, name or "not known")


def _choice(field, value, names):
    for letter in "123456?AB70":  # '1' is the automatic that is set, '0' and '7' are its phases
        if letter in names and names[letter] == value:
            return letter
    raise ValueError("%s: %s, allowed %s" % (field, value, ", ".join(sorted(set(names.values())))))


def _bounded(field, value, low, high):
    if type(value) not in (int, float) or not low <= value <= high:
        raise ValueError("%s: %s, allowed %s to %s" % (field, value, low, high))
    return value


def _fields(command, given):
    """The payload of an order, from its fields."""
    get = given.get
    if command == "D1":
        half = int(2 * _bounded("setpoint", get("setpoint"), 10, 32) + 0.5)
        mode = ("1" if get("on") else "0") + _choice("mode", get("mode"), MODES)
        return mode + chr(codec.setpoint_letter(50 * half)) + _choice("fan", get("fan"), FANS)
    if command == "D5":
        swing = _choice("swing", get("swing"), SWINGS)
        return swing + ("0" if swing == "0" else "?") + "00"
    if command == "DR":
        return _choice("flap", get("flap"), FLAPS) + "000"
    if command == "D7":
        return chr(0x30 + 100 - int(_bounded("demand", get("demand"), 30, 100))) + ("2" if get("econo") else "0") + "00"
    raise ValueError("command: %s, allowed with fields: D1, D5, D7, DR; else give its payload" % command)


def encode(command, payload=b"", **fields):
    """A whole frame. D1 of `on`, `mode`, `setpoint` (°C), `fan`; D5 of `swing`; DR of `flap`; D7 of `demand` (%) and `econo`, as
    `explain` names them; anything else of its `payload` (bytes). Raise ValueError: field, value, what is allowed."""
    if not 1 <= len(command) <= 6 or [letter for letter in command if not " " < letter <= "~"]:
        raise ValueError("command: %s, allowed 1 to 6 letters and digits" % command)
    if fields:
        payload = _fields(command, fields).encode()
    elif command[0] == "D" and not payload:
        raise ValueError("payload: none, allowed 4 bytes, or fields with D1, D5, D7, DR")
    most = codec.SIZE - 3 - len(command)
    if len(payload) > most:
        raise ValueError("payload: %d bytes, allowed up to %d" % (len(payload), most))
    buffer = bytearray(codec.SIZE)
    body = command.encode() + payload
    return bytes(buffer[: codec.build(buffer, body, 0, len(body))])
