"""Modbus RTU frames in words. Loaded when people ask."""

from . import codec

_FUNCTIONS = {
    3: "holding register, read", 4: "input register, read", 6: "holding register, written", 16: "holding registers, written",
}  # fmt: skip
_EXCEPTIONS = {
    1: "the drive does not have this function", 2: "it does not have this register", 3: "it does not take this value",
    4: "it failed at it", 5: "it takes long, ask again", 6: "it is busy", 10: "a gateway has no way to it",
    11: "it does not answer its gateway",
}  # fmt: skip


def check(frame):
    """ValueError that says what is wrong: value, allowed."""
    length = len(frame)
    if length < 5:
        raise ValueError("length: %d bytes, a frame has at least 5" % length)
    found = codec.crc(frame, 0, length - 2)
    if (frame[-1] << 8 | frame[-2]) != found:
        raise ValueError("CRC: %02X %02X, %02X %02X is right" % (frame[-2], frame[-1], found & 255, found >> 8))


def encode(address, function, register, value=1):
    """A request."""
    frame = bytearray(16)
    return bytes(frame[: codec.request(frame, address, function, register, value)])


def fault(code):
    """A drive's codes are its maker's."""
    return "", "fault code %d of the drive" % code, "Look it up in the drive's manual.", "service"


def explain(frame):
    """[(field, value, unit, remark), ...]. A question and an answer may look alike: then both readings are said."""
    check(frame)
    function = frame[1] & 0x7F
    body = frame[2:-2]
    out: list = [("address", frame[0], "", ""), ("function", function, "", _FUNCTIONS.get(function, "unknown"))]
    if frame[1] & codec.EXCEPTION:
        return out + [("exception", body[0], "", _EXCEPTIONS.get(body[0], "unknown"))]
    if function in (codec.HOLDING, codec.INPUT):
        if len(body) == 4:
            out.append(("register", body[0] << 8 | body[1], "", "question"))
            out.append(("count", body[2] << 8 | body[3], "", ""))
        if len(body) == body[0] + 1:
            out.append(("values", _values(body[1:]), "", "answer"))
    elif function == codec.WRITE and len(body) == 4:
        out.append(("register", body[0] << 8 | body[1], "", "the answer is the same"))
        out.append(("value", body[2] << 8 | body[3], "", ""))
    elif function == codec.WRITE_MANY and len(body) >= 4:
        out.append(("register", body[0] << 8 | body[1], "", "question" if len(body) > 4 else "answer"))
        out.append(("count", body[2] << 8 | body[3], "", ""))
        if len(body) > 5:
            out.append(("values", _values(body[5:]), "", ""))
    if len(out) == 2:
        out.append(("rest", " ".join(["%02X" % byte for byte in body]), "", ""))
    return out


def _values(data):
    return " ".join([str(data[i] << 8 | data[i + 1]) for i in range(0, len(data) - 1, 2)])
