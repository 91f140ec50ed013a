"""The question for the address of a host, and its answer, as bytes (RFC 1035, section 4).

An answer counts with the mark of the question and the question itself in it; who has sent it, the caller knows.
"""


def number(text):
    """1 if it is the number of a host, as in 192.0.2.7."""
    parts = text.split(".")
    return 1 if len(parts) == 4 and not [p for p in parts if not p.isdigit() or len(p) > 3 or int(p) > 255] else 0


def question(name, mark):
    """The bytes that ask for the address of a host. `mark`: two bytes that the answer must bear."""
    out = mark + b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
    for label in name.split("."):
        out += bytes((len(label),)) + label.encode()
    return out + b"\x00\x00\x01\x00\x01"


def answer(data, asked):
    """The first IPv4 address in an answer to the question `asked`, as text, or None."""
    end = len(asked)
    if len(data) < end or data[:2] != asked[:2] or not data[2] & 128 or data[3] & 15:
        return None
    if data[4:6] != b"\x00\x01" or data[12:end].lower() != asked[12:].lower():
        return None
    at = end
    for _ in range(data[6] << 8 | data[7]):
        at = _after_name(data, at)
        if at + 10 > len(data):
            return None
        size = data[at + 8] << 8 | data[at + 9]
        if data[at : at + 2] == b"\x00\x01" and data[at + 3] == 1 and size == 4 and at + 14 <= len(data):
            return "%d.%d.%d.%d" % tuple(data[at + 10 : at + 14])
        at += 10 + size
    return None


def _after_name(data, at):
    while at < len(data):
        length = data[at]
        if length >= 192:
            return at + 2
        at += 1 + length
        if not length:
            return at
    return at
