"""Bytes of the board in the loop: lines on a serial port, and what is in them. docs/board_in_the_loop.md is the whole story.

A line is `@`, base64 (RFC 4648) of (kind u8, sequence u16, body, CRC-32 of those, IEEE 802.3), newline: at most 200 characters,
for the chip's input buffer holds 260, and none of them a control character, for 0x03 would stop the program. Integers are
little-endian; in a body they are LEB128 as in WebAssembly and protobuf (7 bits a byte, least first), signed ones folded
(0, -1, 1, -2 ...). A body that would be too long is sent in parts.

Here is what the board needs of it; the other half, `host_sim.runtimes.wire`, stays on the laptop.
"""

import json
import struct
from binascii import a2b_base64, b2a_base64, crc32

from ..control.quantity import const

PROTOCOL = const(1)
MARK = b"@"
LONGEST = const(200)  # characters of a line, mark and newline included
MOST = const(140)  # bytes of a body in it

# What the host says; the answer's kind has bit 6 set, so that an echo of the question is none.
HELLO = const(1)
SETTINGS = const(2)
MEMORY = const(3)
BEGIN = const(4)
READINGS = const(5)
REQUEST = const(6)
STEP = const(7)
LEARN = const(8)
JOURNAL = const(9)
FETCH = const(10)
STATISTICS = const(11)
BYE = const(12)
ANSWER = const(64)
ERROR = const(126)  # its body is the reason, one line of text
NO_SESSION = const(127)  # say HELLO first

# How a reading is told: its value less the last one, folded, * 4 + one of these
AGE_KEPT = const(0)  # the age is the last one
AGE_GROWN = const(1)  # it has grown by the length of the step
AGE_TOLD = const(2)  # it follows
NO_VALUE = const(3)  # no value; the age follows

ROOMS = const(4)
NAMES = (
    "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge", "speed", "power", "aux_current_mA",
    "fan_proven", "defrosting", "fault", "window_open", "humidity", "sun", "minute_of_week", "presence", "running", "standby",
)  # fmt: skip
FIELDS = (
    "speed", "valve", "fan", "outdoor_fan", "defrost", "vane", "wide_vane", "aux", "aux_contact", "mode", "setpoint", "feed",
    "wish",
)  # fmt: skip
_ENTRY = const(16)  # bytes that a journal entry has at most
_NAME = const(40)  # bytes that a name, its quotes and the braces take


def frame(kind, sequence, body):
    """The line, a text without its newline. `kind` 1..127, `sequence` 0..65535, `body` at most MOST bytes."""
    data = struct.pack("<BH", kind, sequence) + body
    return MARK.decode() + b2a_base64(data + struct.pack("<I", crc32(data))).decode()[:-1]


def unframe(line):
    """(kind, sequence, body) of a line (bytes), or None if it is none. What stands before the last mark is skipped."""
    at = line.rfind(MARK) + 1
    text = line[at:].rstrip()
    if not at or not 12 <= len(text) < LONGEST - 1 or len(text) & 3:
        return None
    try:
        data = a2b_base64(text)
    except ValueError:
        return None
    # base64 readers forgive foreign letters and stray last bits: only the one spelling counts.
    if b2a_base64(data)[:-1] != text or crc32(data[:-4]) != struct.unpack_from("<I", data, len(data) - 4)[0]:
        return None
    kind, sequence = struct.unpack_from("<BH", data)
    return kind, sequence, data[3:-4]


def turn_away(line):
    """(the lines that answer `line`, 1 if it was HELLO) where there is no session and cannot be one."""
    found = unframe(line)
    if found is None or found[0] & ANSWER:
        return (), 0
    return (frame(NO_SESSION, found[1], b""),), 1 if found[0] == HELLO else 0


def put(out, value):
    """Append a whole number >= 0 to the bytearray `out`."""
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def fold(value):
    """A signed number as one >= 0."""
    return value << 1 if value >= 0 else (-value << 1) - 1


def unfold(value):
    return value >> 1 if not value & 1 else -(value + 1 >> 1)


class Body:
    """Reads numbers off a body, one after the other. IndexError at its end."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def number(self):
        data = self.data
        at = self.at
        value = data[at]
        if value > 127:
            value &= 127
            shift = 7
            while True:
                at += 1
                byte = data[at]
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
        self.at = at + 1
        return value


def places(readings):
    """The `Reading`s of a `Readings` in the order of the mask's bits; None where there is no such room sensor."""
    rooms = list(readings.rooms)
    rooms.extend([None] * (ROOMS - len(rooms)))
    return rooms + [getattr(readings, name) for name in NAMES]


def take_readings(body, at, dt):
    """Write what `body` tells into the places `at`; `dt`: s since the last tick."""
    mask = body.number()
    k = 0
    while mask:
        if mask & 1:
            reading = at[k]
            value = body.number()
            kind = value & 3
            if kind == NO_VALUE:
                reading.value = None
                reading.age = body.number()
            else:
                reading.value = (reading.value or 0) + unfold(value >> 2)
                if kind == AGE_GROWN:
                    reading.age += dt
                elif kind == AGE_TOLD:
                    reading.age = body.number()
        mask >>= 1
        k += 1


def put_command(out, command, told, now):
    """Append `command` to `out` as what differs from `told`, a list of one number a field, which is brought up to date."""
    put(out, fold(command.valid_until - now))
    mask = 0
    differences = bytearray()
    k = 0
    for name in FIELDS:
        value = getattr(command, name)
        if value != told[k]:
            mask |= 1 << k
            put(differences, fold(value - told[k]))
            told[k] = value
        k += 1
    put(out, mask)
    out.extend(differences)


def put_entries(out, journal, since, now):
    """Append to `out` as many journal entries from number `since` on as fit, before them their count * 2, + 1 if some are left.
    The number of the next one."""
    entries = journal.entries(since)
    since = max(since, journal.dropped)
    place = len(out)
    out.append(0)
    count = 0
    for time, code, value in entries:
        if len(out) > MOST - _ENTRY:
            break
        put(out, fold(now - time))
        put(out, code)
        put(out, fold(value))
        count += 1
    out[place] = count << 1 | (1 if count < len(entries) else 0)
    return since + count


def parts(data):
    """A table of settings or memory as JSON texts (bytes) of at most MOST bytes, each a JSON object of its own, so that nobody
    ever holds the whole text. Names in their order; a list or a text that is too long comes in pieces, see `join`."""
    text = b""
    for name in sorted(data):
        following = False
        for piece in _pieces(data[name]):
            one = json.dumps({name: piece}, separators=(",", ":")).encode()
            if text and not following and len(text) + len(one) - 1 <= MOST:
                text = text[:-1] + b"," + one[1:]
            else:
                if text:
                    yield text
                text = one
            following = True
    if text:
        yield text


def _pieces(value):
    """`value`, or pieces of it that fit into a part each."""
    short = not isinstance(value, (list, tuple, str)) or len(value) <= MOST  # else not even looked at in one piece
    if short and len(json.dumps(value).encode()) <= MOST - _NAME:
        yield value
        return
    half = len(value) >> 1 if isinstance(value, (list, tuple, str)) else 0
    if not half:
        raise ValueError("%s: too long" % (value,))
    for piece in _pieces(value[:half]):
        yield piece
    for piece in _pieces(value[half:]):
        yield piece


def join(table, part):
    """Add a part to `table`: lists and texts that come again are joined on. ValueError if it is no part."""
    found = json.loads(part)
    if not isinstance(found, dict):
        raise ValueError("no table")
    for name, value in found.items():
        if name in table and isinstance(value, (list, str)):
            value = table[name] + value
        table[name] = value
