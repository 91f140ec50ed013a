"""What remotes guard their bytes with, and how a code is found in a table."""


def mode_of(table, code):
    """The mode whose code it is in a table by mode, or -1; the first place, OFF, counts for none."""
    return table.find(bytes((code,)), 1)


def total(frame, first, end):
    """Sum of the bytes from `first` to before `end`, modulo 256."""
    value = 0
    for place in range(first, end):
        value += frame[place]
    return value & 255


def sign(frame, first, end):
    """The byte at `end` becomes the sum of those from `first` on."""
    frame[end] = total(frame, first, end)


def signed(frame, first, end):
    """1 if it is."""
    return int(frame[end] == total(frame, first, end))


def crossed(frame, first, end):
    """The bytes from `first` to before `end`, one XOR the other."""
    value = 0
    for place in range(first, end):
        value ^= frame[place]
    return value


def code_of(table, code):
    """The first place of a code in a table, 0 where it is not."""
    return max(0, table.find(bytes((code,))))


def ones(value):
    """How many bits of it are 1."""
    count = 0
    while value:
        count += value & 1
        value >>= 1
    return count


def turned(value):
    """A byte with its bits the other way round."""
    other = 0
    for _ in range(8):
        other = other << 1 | value & 1
        value >>= 1
    return other


def pair(frame, first):
    """Every second byte from `first` + 1 on becomes the inverse of the one before it."""
    for place in range(first, len(frame) - 1, 2):
        frame[place + 1] = frame[place] ^ 255
    return bytes(frame)


def paired(frame, first, count):
    """1 if it is so."""
    for place in range(first, count - 1, 2):
        if frame[place] ^ frame[place + 1] != 255:
            return 0
    return 1


def starts(frame, head):
    """1 if the frame begins with these bytes."""
    for place in range(len(head)):
        if frame[place] != head[place]:
            return 0
    return 1
