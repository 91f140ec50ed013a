"""A Midea unit of a few lines, and the line to it: what is said byte by byte, with every fault that a line can have."""

from balancepoint.control.quantity import UNKNOWN
from balancepoint.units.midea.session import Session
from balancepoint.units.ticks import MASK
from balancepoint.units.unit import Unit

HEATS = 4  # modes as the unit says them
COOLS = 2


def crc(body):
    value = 0
    for byte in body:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0x8C if value & 1 else value >> 1
    return value


_made: dict = {}


def frame(kind, body, protocol=3):
    """Around a body; a day has few different ones."""
    key = (kind, bytes(body), protocol)
    if key not in _made:
        _made[key] = _frame(kind, body, protocol)
    return _made[key]


def _frame(kind, body, protocol):
    out = bytearray((0xAA, len(body) + 11, 0xAC, 0, 0, 0, 0, 0, protocol, kind)) + bytearray(body)
    out.append(crc(body))
    out.append(-sum(out[1:]) & 255)
    return bytes(out)


class Indoor:
    """`state`: the body of its C0. `groups`: bodies by group. `pages`: of what it can. `obeys`: bits of what it follows."""

    def __init__(self):
        self.state = bytearray(24)
        for i, byte in enumerate((0xC0, 0, 0x85, 102, 0x7F, 0x7F, 0, 0x3C, 0, 0, 0, 50 + 2 * 20, 50 - 2 * 5)):
            self.state[i] = byte  # off, heating, 21 °C, fan automatic, vertical swing, room 20 °C, outdoor -5 °C
        self.groups = {}
        self.pages = []
        self.obeys = 1
        self.protocol = 3
        self.writes = []
        self.asked = []  # (ms, type of body) of every question

    def set(self, on=None, mode=None, degrees=None, fan=None, swing=None):
        state = self.state
        if on is not None:
            state[1] = on
        if mode is not None:
            state[2] = state[2] & 0x1F | mode << 5
        if degrees is not None:
            state[2] = state[2] & 0xE0 | (16 if degrees * 2 % 2 else 0) | int(degrees) - 16
            state[13] = int(degrees) - 12 if state[13] & 31 else 0
        if fan is not None:
            state[3] = fan
        if swing is not None:
            state[7] = 0x30 | swing

    def answer(self, heard, ms):
        """What it answers to a whole frame of ours, or None."""
        kind, body = heard[9], heard[10:-2]
        self.asked.append((ms, kind, body[0]))
        if kind == 2 and body[0] == 0x40:
            self.writes.append((ms, bytes(body)))
            if self.obeys:
                state = self.state
                state[1] = body[1] & 1
                state[2], state[3], state[7] = body[2], body[3], body[7]
                state[13] = body[18] & 31
                state[9] = state[9] & ~0x10 & 255 | (body[9] & 0x80) >> 3
        elif kind == 3 and body[0] == 0xB5:
            page = body[3] if body[2] == 1 else 0
            return frame(3, self.pages[page], self.protocol) if page < len(self.pages) else None
        elif kind == 3 and body[0] == 0x41 and body[1] == 0x21:
            group = body[3] & 15
            if group not in self.groups:
                return None
            found = bytearray(22)
            found[0:4] = bytes((0xC1, 0x21, 1, 0x40 | group))
            for i, byte in enumerate(self.groups[group]):
                found[4 + i] = byte
            return frame(3, found, self.protocol)
        elif kind == 0x0D:
            return frame(0x0D, bytes(20), self.protocol)
        elif kind not in (2, 3):
            return None
        return frame(kind, self.state, self.protocol)


class Bench:
    """`powered` 0: the unit is dead. `echo`: what we send comes back. `change`: a function of an answer, what comes of it.
    `pace`: ms from step to step; long times are gone through in longer steps."""

    def __init__(self):
        self.indoor = Indoor()
        self.unit = Unit()
        self.session = Session(self.unit)
        self.ms = 0
        self.powered = 1
        self.echo = 0
        self.change = None
        self.sent = []  # (ms, frame)
        self.coming = []  # [due ms, bytes]
        self.delay = 40
        self.pace = self.session.pace

    # the stream
    def read(self, buffer):
        count = 0
        while self.coming and self.coming[0][0] <= self.ms and count < len(buffer):
            data = self.coming[0][1]
            take = min(len(buffer) - count, len(data))
            buffer[count : count + take] = data[:take]
            count += take
            if take < len(data):
                self.coming[0][1] = data[take:]
            else:
                self.coming.pop(0)
        return count

    def write(self, buffer, count):
        data = bytes(buffer[:count])
        self.sent.append((self.ms, data))
        if self.echo:
            self.coming.append([self.ms, data])
        if self.powered:
            answer = self.indoor.answer(data, self.ms)
            if answer is not None and self.change is not None:
                answer = self.change(answer)
            if answer:
                self.coming.append([self.ms + self.delay, answer])

    def say(self, data):
        self.coming.append([self.ms, bytes(data)])

    def run(self, seconds, until=None):
        """Go on; the seconds until `until` is true, or all."""
        begin = self.ms
        while self.ms - begin < seconds * 1000:
            self.ms += self.pace
            self.unit.now = self.ms // 1000
            self.session.step(self, self.ms & MASK)
            if until is not None and until():
                break
        return (self.ms - begin) / 1000

    def ask(self, mode=None, setpoint=None, fan=None, vane=None):
        unit = self.unit
        unit.asked = 1
        if mode is not None:
            unit.mode = mode
        if setpoint is not None:
            unit.setpoint = setpoint
        if fan is not None:
            unit.fan = fan
        if vane is not None:
            unit.vane = vane
        return self


def linked(seconds=20, **asked):
    bench = Bench()
    if asked:
        bench.ask(**asked)
    bench.run(seconds)
    return bench


__all__ = ["COOLS", "HEATS", "UNKNOWN", "Bench", "Indoor", "crc", "frame", "linked"]
