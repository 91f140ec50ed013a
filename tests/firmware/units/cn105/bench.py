"""A session on a line with a small unit that answers by the book and can be told to misbehave."""

from balancepoint.units.cn105.session import Session
from balancepoint.units.unit import Unit

BYTE = 11000 // 24  # a byte on the line at 2400 8E1, 0.01 ms


def sealed(text):
    """A frame of hexadecimal digits without its checksum."""
    data = bytes.fromhex(text.replace(" ", ""))
    return data + bytes([(0xFC - sum(data)) & 0xFF])


def reply(kind, payload):
    return sealed(bytes([0xFC, kind, 1, 0x30, len(payload)]).hex() + bytes(payload).hex())


class Indoor:
    """`answers`: the reads it knows. `room`, `setpoint` in half degrees; `remote`: what it was fed last, None its own sensor."""

    def __init__(self):
        self.answers = {2, 3, 4, 5, 6, 9, 0x42, 0xC9}
        self.off_line = False  # no power, or still booting
        self.deaf = set()  # kinds of frames it does not answer: 0x5A, ...
        self.naks = set()  # commands of sets that it refuses
        self.ignores = False  # says yes and does nothing
        self.garble = False  # every checksum is wrong
        self.needs_connect = True
        self.connected = False
        self.modern = True
        self.on, self.mode, self.setpoint, self.fan, self.vane, self.wide = 0, 1, 42, 0, 0, 3
        self.own, self.remote = 43, None
        self.outdoor, self.speed, self.running, self.power, self.energy = 0x92, 0, 0, 0, 0
        self.state, self.blows, self.error = 0, 0, (0x80, 0, 0)
        self.reply_to_connect = 0
        self.caps = "c9030020001407f58c25a0be94bea0be"
        self.sets = []  # payloads of sets
        self.feeds = []

    def boot(self):
        """As after a power cut: off, 24 °C cooling, its own sensor."""
        self.connected = False
        self.on, self.mode, self.setpoint, self.remote = 0, 3, 48, None

    def hear(self, frame):
        """The reply, or None."""
        kind, command, payload = frame[1], frame[5], frame[5:-1]
        if self.off_line or frame[2] != 1 or kind in self.deaf:
            return None
        if kind == 0x5A or kind == 0x5B and command == 0xCA:
            self.connected = not self.reply_to_connect
            return reply(kind | 0x20, [self.reply_to_connect])
        if self.needs_connect and not self.connected:
            return None
        if kind == 0x41:
            return reply(0x61, [self.set(command, payload)])
        if command not in self.answers:
            return None
        if kind == 0x5B:
            return reply(0x7B, bytes.fromhex(self.caps))
        return reply(0x62, self.get(command))

    def set(self, command, payload):
        (self.feeds if command == 7 else self.sets).append(bytes(payload))
        if command in self.naks:
            return 0xFF
        if command == 7:
            self.remote = payload[3] - 128 if payload[1] else None
        elif command == 1 and not self.ignores:
            flags = payload[1]
            if flags & 1:
                self.on = payload[3]
            if flags & 2:
                self.mode = payload[4]
            if flags & 4:
                self.setpoint = payload[14] - 128 if self.modern else 2 * (31 - payload[5])
            if flags & 8:
                self.fan = payload[6]
            if flags & 16:
                self.vane = payload[7]
            if payload[2] & 1:
                self.wide = payload[13]
        return 0

    def get(self, command):
        out = [command] + 15 * [0]
        room = self.own if self.remote is None else self.remote
        if command == 2:
            out[3:8] = [self.on, self.mode, 31 - self.setpoint // 2, self.fan, self.vane]
            out[10] = self.wide
            out[11] = self.setpoint + 128 if self.modern else 0
        elif command == 3:
            out[3] = max(room // 2 - 10, 0)
            out[5] = self.outdoor
            out[6] = room + 128 if self.modern else 0
        elif command == 4:
            out[4:7] = self.error
        elif command == 6:
            out[3:9] = [
                self.speed, self.running, self.power >> 8, self.power & 255, self.energy >> 8 & 255, self.energy & 255,
            ]  # fmt: skip
        elif command == 9:
            out[3:5] = [self.state, self.blows]
        return out


class Line:
    """Two wires with their speed; `stream` for the session, `indoor` at the other end. Times in 0.01 ms."""

    def __init__(self, indoor):
        self.indoor = indoor
        self.ms = 0
        self.waiting = []  # (when, byte)
        self.echo = False
        self.latency = 40  # ms that the unit thinks
        self.sent = []  # (ms, frame)
        self.mangle = None  # a reply -> what comes of it on the line

    def read(self, buffer):
        count = 0
        while count < len(buffer) and count < len(self.waiting) and self.waiting[count][0] <= self.ms * 100:
            buffer[count] = self.waiting[count][1]
            count += 1
        if count:
            self.waiting = self.waiting[count:]
        return count

    def write(self, buffer, count):
        frame = bytes(buffer[:count])
        self.sent.append((self.ms, frame))
        end = self.put(frame, self.ms * 100) if self.echo else self.ms * 100 + count * BYTE
        answer = self.indoor.hear(frame)
        if answer is not None:
            if self.indoor.garble:
                answer = answer[:-1] + bytes([answer[-1] ^ 0x55])
            if self.mangle is not None:
                answer = self.mangle(answer)
            self.put(answer, end + self.latency * 100)

    def put(self, data, begin):
        """Bytes come in from `begin` on; when the last one does."""
        if self.waiting:
            begin = max(begin, self.waiting[-1][0])
        for byte in data:
            begin += BYTE
            self.waiting.append((begin, byte))
        return begin


class Bench:
    """Session and unit on a line; time goes on by `run`."""

    def __init__(self, step=50):
        self.unit = Unit()
        self.indoor = Indoor()
        self.line = Line(self.indoor)
        self.session = Session(self.unit)
        self.step = step
        self.ms = 0

    def run(self, seconds, until=None):
        """Go on; s that it took until `until()` held."""
        begin = self.ms
        end = self.ms + int(seconds * 1000)
        while self.ms < end:
            self.ms += self.step
            self.line.ms = self.ms
            self.unit.now = self.ms // 1000
            self.session.step(self.line, self.ms & 0x1FFFFFFF)
            if until is not None and until():
                return (self.ms - begin) / 1000
        if until is not None:
            raise AssertionError(f"did not happen in {seconds} s")
        return None

    def ask(self, **values):
        """What the link asks for."""
        self.unit.asked = 1
        for name in values:
            setattr(self.unit, name, values[name])
        return self

    def calm(self):
        """Connected for long enough that settings may go out; nothing counted so far."""
        self.run(20)
        assert self.session.linked
        self.line.sent.clear()
        self.indoor.sets.clear()
        self.indoor.feeds.clear()
        return self

    def kinds(self, kind):
        return [frame for _ms, frame in self.line.sent if frame[1] == kind]
