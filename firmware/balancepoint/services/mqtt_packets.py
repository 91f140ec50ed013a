"""MQTT 3.1.1 as bytes (OASIS standard of 2014-10-29; sections in the comments): messages, and what may be heard.

    packet(data)        # (first byte, where its body begins, where it ends) of the packet at the beginning; None: more must come

ValueError where the other end does not keep to the standard. No QoS 2: nothing is subscribed or published with it.
"""

CONNACK, PUBLISH, PUBACK, SUBACK, PINGRESP = 0x20, 0x30, 0x40, 0x90, 0xD0
PING = b"\xc0\x00"  # 3.12
_FIXED = {CONNACK: 2, PUBACK: 2, PINGRESP: 0}  # first byte: length of the body


def text(value):
    """1.5.3"""
    data = value.encode()
    return bytes((len(data) >> 8, len(data) & 255)) + data


def head(first, size):
    """A fixed header: first byte and remaining length (2.2.3)."""
    out = bytes((first,))
    while size > 127:
        out += bytes((size & 127 | 128,))
        size >>= 7
    return out + bytes((size,))


def publish(topic, size, retain, mark=0):
    """3.3, all but the payload of `size` bytes. `mark`: 0 for QoS 0, else QoS 1."""
    name = text(topic)
    if mark:
        name += bytes((mark >> 8, mark & 255))
    return head(PUBLISH | (2 if mark else 0) | (1 if retain else 0), len(name) + size) + name


def puback(mark):
    """3.4"""
    return bytes((PUBACK, 2, mark >> 8, mark & 255))


def packet(data):
    """See above."""
    count = len(data)
    if count < 2:
        return None
    first = data[0]
    size = shift = 0
    at = 1
    while True:
        if at == count:
            return None
        byte = data[at]
        at += 1
        size |= (byte & 127) << shift
        if byte < 128:
            break
        shift += 7
        if shift > 21:
            raise ValueError("MQTT: a length of more than four bytes")
    kind = first & 0xF0
    if kind == PUBLISH:
        if first & 6 == 6 or first & 4:
            raise ValueError("MQTT: a message of a QoS that was not asked for")
    elif first not in _FIXED and first != SUBACK:
        raise ValueError("MQTT: a packet of kind %d that is not for us" % (first >> 4))
    if size < (3 if first == SUBACK else 2) if first not in _FIXED else size != _FIXED[first]:
        raise ValueError("MQTT: a packet of kind %d with %d bytes" % (first >> 4, size))
    return first, at, at + size


def named(data, first, begin, end):
    """(topic as bytes, mark or 0, where the payload begins) of a PUBLISH; None: more must come."""
    count = len(data)
    if count < begin + 2:
        return None
    at = begin + 2 + (data[begin] << 8 | data[begin + 1])
    after = at + (2 if first & 6 else 0)
    if after > end:
        raise ValueError("MQTT: a topic that is longer than its message")
    if count < after:
        return None
    mark = data[at] << 8 | data[at + 1] if after > at else 0
    if after > at and not mark:
        raise ValueError("MQTT: a message of QoS 1 without a number")
    return bytes(data[begin + 2 : at]), mark, after
