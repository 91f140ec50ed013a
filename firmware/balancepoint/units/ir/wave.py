"""From bytes to marks and spaces of infrared light and back, along a remote's own table (see `units.ir`).

A part of `PARTS` is one of

    (PAIR, mark, space)             µs: leader, header, end of a copy
    (BYTES, first, count)           that many bytes, each bit a mark and a space; count 0: all that there are
    (BITS, count, value)            bits that always say the same, the lowest first
    (TWINS, first, count)           bytes, each followed by its inverse
    (LAST_BITS, count)              the last so many bits of the bytes, the highest first
    (SECTIONS, size, PAIR, PAIR)    every `size` bytes between two pairs of their own: their beginning and their end
    (FILL, mark, total, least)      a mark, and a space that fills the message up to `total` µs but is never below `least`

`send` writes what goes out. `hear` walks the same table over what came in: each mark and space within a quarter (and what a
receiver smears) of what it should be; what does not fit is no message. A repeat may be missing: every remote's bytes have a
check of their own (`read`).
"""

from ...control.quantity import const

PAIR = const(0)
BYTES = const(1)
BITS = const(2)
TWINS = const(3)
LAST_BITS = const(4)
SECTIONS = const(5)
FILL = const(6)

BYTES_AT_MOST = const(53)  # of the longest message

_SMEAR = const(60)  # µs by which a receiver may stretch a mark at the cost of the space behind it: a guess


class Burst:
    """Marks and spaces in turn, µs, a mark first, in `out` up to `count`."""

    def __init__(self, out):
        self.out = out
        self.count = 0

    def pair(self, mark, space):
        """A mark and a space; a mark behind a mark, or a space behind a space, makes it longer."""
        out = self.out
        out[self.count] = mark
        out[self.count + 1] = space
        self.count += 2

    def bits(self, remote, value, count):
        """The lowest `count` bits of `value`, in the remote's order."""
        for place in range(count):
            bit = value >> (count - 1 - place if remote.MSB else place) & 1
            self.pair(remote.MARK, remote.ONE if bit else remote.ZERO)

    def copy(self, remote, frame, flip):
        """One copy of a message; `flip` 255: with every bit inverted."""
        begun = self.count
        for part in remote.PARTS:
            kind = part[0]
            if kind == PAIR:
                self.pair(part[1], part[2])
            elif kind == BYTES:
                for place in range(part[1], part[1] + (part[2] or len(frame))):
                    self.bits(remote, frame[place] ^ flip, 8)
            elif kind == BITS:
                for place in range(part[1]):
                    self.pair(remote.MARK, remote.ONE if part[2] >> place & 1 else remote.ZERO)
            elif kind == TWINS:
                for place in range(part[1], part[1] + part[2]):
                    self.bits(remote, frame[place], 8)
                    self.bits(remote, frame[place] ^ 255, 8)
            elif kind == LAST_BITS:
                self.bits(remote, int.from_bytes(frame, "big"), part[1])
            elif kind == SECTIONS:
                for first in range(0, len(frame), part[1]):
                    self.pair(part[2][0], part[2][1])
                    for place in range(first, first + part[1]):
                        self.bits(remote, frame[place], 8)
                    self.pair(part[3][0], part[3][1])
            else:
                self.pair(part[1], 0)
                self.out[self.count - 1] = max(part[3], part[2] - sum(self.out[begun : self.count]))


def send(remote, frame, out):
    """A message, all its copies, into the array `out` (µs, at least `room(remote)` long); how many marks and spaces."""
    burst = Burst(out)
    copies = remote.COPIES
    burst.copy(remote, frame, 0)
    if copies < 0:
        burst.copy(remote, frame, 255)
    for _ in range(1, copies):
        burst.copy(remote, frame, 0)
    out[burst.count - 1] += remote.TAIL
    return burst.count


def room(remote):
    """How many marks and spaces its longest message has."""
    count = 2 * remote.LENGTHS[0] * 8 + 40
    return (2 * count if remote.COPIES != 1 else count) * (2 if remote.PARTS[1][0] == TWINS else 1)


def near(heard, wanted):
    """1 if a mark or a space is what it should be."""
    return int(abs(heard - wanted) <= wanted // 4 + _SMEAR)


def _silence(heard, at, end, wanted):
    """1 if a message may end here: with a space as long, longer, or with what was heard at all."""
    return int(at >= end or heard[at] >= wanted * 5 // 8)


class Ear:
    """Walks a remote's table over `heard`, from `at` to `end`; `frame` takes the bytes."""

    def __init__(self, heard, end, frame):
        self.heard = heard
        self.end = end
        self.frame = frame
        self.at = 0

    def pair(self, mark, space, last):
        """1 if a mark and a space follow; `last`: a message may end here."""
        at = self.at
        heard = self.heard
        if at >= self.end or not near(heard[at], mark):
            return 0
        at += 1
        if last and _silence(heard, at, self.end, space) or at < self.end and near(heard[at], space):
            self.at = at + 1
            return 1
        return 0

    def bits(self, remote, count):
        """That many bits, as `Burst.bits` sends them, or -1."""
        heard = self.heard
        at = self.at
        value = 0
        if at + 2 * count > self.end:
            return -1
        for place in range(count):
            if not near(heard[at], remote.MARK):
                return -1
            space = heard[at + 1]
            if near(space, remote.ONE):
                value |= 1 << (count - 1 - place if remote.MSB else place)
            elif not near(space, remote.ZERO):
                return -1
            at += 2
        self.at = at
        return value

    def bytes(self, remote, first, count, flip):
        """1 if so many bytes follow."""
        for place in range(first, first + count):
            value = self.bits(remote, 8)
            if value < 0:
                return 0
            self.frame[place] = value ^ flip
        return 1

    def part(self, remote, part, count, flip):
        """1 if this part of the table follows, in a message of `count` bytes."""
        kind = part[0]
        if kind == PAIR:
            return self.pair(part[1], part[2], part is remote.PARTS[-1])
        if kind == BYTES:
            return self.bytes(remote, part[1], part[2] or count, flip)
        if kind == BITS:
            for place in range(part[1]):
                if not self.pair(remote.MARK, remote.ONE if part[2] >> place & 1 else remote.ZERO, 0):
                    return 0
            return 1
        if kind == TWINS:
            for place in range(part[1], part[1] + part[2]):
                if not self.bytes(remote, place, 1, 0) or self.bits(remote, 8) != self.frame[place] ^ 255:
                    return 0
            return 1
        if kind == LAST_BITS:
            value = self.bits(remote, part[1])
            for place in range(count):
                self.frame[count - 1 - place] = value >> 8 * place & 255
            return int(value >= 0)
        if kind == SECTIONS:
            for first in range(0, count, part[1]):
                if not (
                    self.pair(part[2][0], part[2][1], 0)
                    and self.bytes(remote, first, part[1], 0)
                    and self.pair(part[3][0], part[3][1], first + part[1] == count)
                ):
                    return 0
            return 1
        return self.pair(part[1], part[3], 1)

    def copy(self, remote, at, count, flip):
        """1 if one copy of a message of `count` bytes stands at `at`; then `at` is behind it."""
        self.at = at
        for part in remote.PARTS:
            if not self.part(remote, part, count, flip):
                return 0
        return 1


def hear(remote, ear, at):
    """How many bytes of a message that begins at `at` are in `ear.frame`, 0 for none; `ear.at` is behind it and its copies."""
    flip = 255 if remote.COPIES < 0 else 0
    for count in remote.LENGTHS:
        if not ear.copy(remote, at, count, 0):
            continue
        for _ in range(1, abs(remote.COPIES)):
            begun = ear.at
            first = bytes(ear.frame[:count])
            if not ear.copy(remote, begun, count, flip) or ear.frame[:count] != first:
                ear.frame[:count] = first
                ear.at = begun
                break
        return count
    return 0
