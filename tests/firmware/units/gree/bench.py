"""A Gree unit of a few lines, and the line to it."""

from balancepoint.control.quantity import UNKNOWN
from balancepoint.units.gree.session import Session
from balancepoint.units.ticks import MASK
from balancepoint.units.unit import Unit

HEATS = 4  # modes as the unit says them
COOLS = 1

_made: dict = {}


def frame(kind, data):
    """Around data; a day has few different ones."""
    key = (kind, bytes(data))
    if key not in _made:
        out = bytes((len(data) + 2, kind)) + bytes(data)
        _made[key] = b"\x7e\x7e" + out + bytes((sum(out) & 255,))
    return _made[key]


class Indoor:
    """`data`: of its state. `obeys`: what it follows of a write; `deaf`: so many changes that it takes not at all."""

    def __init__(self):
        self.data = bytearray(47)
        for place, byte in ((2, 0x40), (4, 0x40), (5, 0x50), (6, 0x0A), (7, 2), (42, 40 + 20), (44, 35)):
            self.data[place] = byte  # off, heating, 21 °C, fan and vanes automatic, display on, X-fan, room 20 °C
        self.obeys = 1
        self.wide = 1
        self.deaf = 0
        self.marked = 0
        self.writes = []
        self.asked = []

    def set(self, on=None, mode=None, degrees=None, fan=None, vane=None, wide=None):
        data = self.data
        if on is not None:
            data[4] = data[4] & 0x7F | on << 7
        if mode is not None:
            data[4] = data[4] & 0x8F | mode << 4
        if degrees is not None:
            data[5] = (degrees - 16) << 4
        if fan is not None:
            data[18] = fan
            data[4] = data[4] & 0xFC | (0, 1, 2, 2, 3, 3)[fan]
        if vane is not None:
            data[8] = data[8] & 15 | vane << 4
        if wide is not None:
            data[8] = data[8] & 0xF0 | wide

    def answer(self, heard, ms):
        """What it answers to a whole frame of ours, or None."""
        kind, said = heard[3], heard[4:-1]
        self.asked.append(ms)
        if kind != 1:
            return None
        if said[3] == 0xAF:
            self.writes.append((ms, bytes(said)))
            if self.deaf:
                self.deaf -= 1
            elif self.obeys:
                self.marked = 1
        elif self.marked:  # it takes a change with its second write only
            self.marked = 0
            if said[11] & 8:
                return frame(0x31, self.data)
            for i in (4, 5, 6, 8, 9, 16, 18):
                self.data[i] = said[i]
            if not self.wide:
                self.data[8] &= 0xF0
        return frame(0x31, self.data)


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

    def ask(self, **asked):
        unit = self.unit
        unit.asked = 1
        for name in asked:
            setattr(unit, name, asked[name])
        return self


def linked(seconds=20, **asked):
    bench = Bench()
    if asked:
        bench.ask(**asked)
    bench.run(seconds)
    return bench


__all__ = ["COOLS", "HEATS", "UNKNOWN", "Bench", "Indoor", "frame", "linked"]
