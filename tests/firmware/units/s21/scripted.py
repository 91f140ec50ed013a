"""An S21 unit that answers from a table, over a line of 2400 baud; for tests of the session. It shares nothing with the codec."""

from balancepoint.units.s21.session import Session
from balancepoint.units.unit import Unit

BYTE = 5  # ms on the line: start, 8 data, parity, 2 stop bits at 2400 baud
SUM_OF = (0x02, 0x03, 0x06, 0x15)


def frame(command, payload=b"", bump=True):
    body = command + payload
    total = sum(body) & 0xFF
    if bump and total in SUM_OF:
        total += 2
    return b"\x02" + body + bytes([total]) + b"\x03"


# A wall unit of version 2 with everything: on, heating to 21.0, fan automatic
V2 = {
    b"F1": b"14FA", b"F2": b"\x3d\x3b\x00\x80", b"F4": b"0\x00\x80\x00", b"F5": b"0000", b"F8": b"02\x00\x00",
    b"F9": b"\xb2\xb4\xff0", b"FM": b"25A3", b"FR": b"0000", b"M": b"3E53", b"RG": b"A", b"RH": b"502+", b"RI": b"583+",
    b"Ra": b"520-", b"Rd": b"240", b"Re": b"050", b"Rg": b"1", b"RL": b"090", b"RzB2": b"C0", b"RzC3": b"40",
}  # fmt: skip
V3 = dict(V2)
V3.update({b"FY00": b"0430", b"FX60": b"8120"})
V0 = {
    b"F1": b"14FA", b"F2": b"\x39\x3b\x00\x80", b"F4": b"0\x00\x80\x00", b"F5": b"0000", b"F8": b"0\x00\x00\x00",
    b"M": b"3E53", b"RH": b"502+", b"RI": b"583+", b"Ra": b"520-", b"Rd": b"000", b"RL": b"090", b"RzB2": b"C0",
}  # fmt: skip


class Script:
    """The stream of a session, and the unit behind it.

    `answers`: {query: payload, or None for a NAK, or a whole frame that starts with STX}. `silent`: queries without any answer.
    `alive`: 0 while it has no power. `tamper(bytes)`: what becomes of an answer on the way. `obeys`: 0: orders are acknowledged
    and forgotten. `asked`: [(ms, frame)] as they came. `gaps`: ms between what came last from the unit and our ACK;
    `pauses`: ms between our ACK and the next frame.
    """

    def __init__(self, answers=None):
        self.answers = dict(V2 if answers is None else answers)
        self.silent = set()
        self.refused = set()
        self.alive = 1
        self.obeys = 1
        self.echo = 0
        self.tamper = None
        self.bump = True
        self.ms = 0
        self.asked = []
        self.gaps = []
        self.pauses = []
        self._line = []  # (ms, byte) on their way to us
        self._free = 0  # ms, when the line is free
        self._acked = None

    def read(self, buffer):
        count = 0
        while self._line and self._line[0][0] <= self.ms and count < len(buffer):
            buffer[count] = self._line.pop(0)[1]
            count += 1
        return count

    def say(self, data, at=None):
        at = max(self._free, self.ms if at is None else at)
        for byte in data:
            at += BYTE
            self._line.append((at, byte))
        self._free = at

    def write(self, buffer, count):
        data = bytes(buffer[:count])
        end = self.ms + BYTE * count
        if self.echo:
            self.say(data)
        if data == b"\x06":
            self.gaps.append(self.ms - self._free)
            self._acked = end
            return
        if self._acked is not None:
            self.pauses.append(self.ms - self._acked)
            self._acked = None
        self.asked.append((self.ms, data))
        if self.alive:
            self.hear(data, end)

    def hear(self, data, end):
        body, check = data[1:-2], data[-2]
        total = sum(body) & 0xFF
        assert data[0] == 2 and data[-1] == 3 and check == total + (2 if total in SUM_OF else 0)
        order = body[:1] == b"D"
        command = body[:2] if order else body
        if command in self.silent:
            return
        if order:
            if command in self.refused:
                self.say(b"\x15", end)
                return
            if self.obeys:
                self.obey(command, body[2:])
            self.say(b"\x06", end)
            return
        answer = self.answers.get(command)
        if answer is None:
            self.say(b"\x15", end)
            return
        if answer[:1] != b"\x02":
            first = command[0] if command == b"M" else command[0] + 1
            answer = frame(bytes([first]) + command[1:], answer, self.bump)
        answer = b"\x06" + answer
        self.say(self.tamper(answer) if self.tamper else answer, end + 10)

    def obey(self, command, payload):
        query = b"F" + command[1:]
        self.answers[query] = payload
        if query == b"F1" and b"RG" in self.answers:
            self.answers[b"RG"] = payload[3:]

    def queries(self):
        return [data[1:-2] for _, data in self.asked if data[1:2] != b"D"]

    def orders(self):
        return [data[1:-2] for _, data in self.asked if data[1:2] == b"D"]


class Bench:
    """A session with its unit and its script; time passes in steps of the session's pace."""

    def __init__(self, answers=None, start=0):
        self.unit = Unit()
        self.session = Session(self.unit)
        self.script = Script(answers)
        self.script.ms = self.start = start
        self.script._free = start

    def run(self, seconds, pace=0):
        pace = pace or self.session.pace
        script, session, unit = self.script, self.session, self.unit
        end = script.ms + int(1000 * seconds)
        while script.ms < end:
            script.ms += pace
            unit.now = (script.ms - self.start) // 1000
            session.step(script, script.ms & 0x1FFFFFFF)
        return self

    def until(self, true, most):
        """s until `true()`, at most `most`."""
        begin = self.script.ms
        while not true():
            assert self.script.ms - begin < 1000 * most, "it never is"
            self.run(self.session.pace / 1000)
        return (self.script.ms - begin) / 1000

    def ask(self, **wish):
        for name in wish:
            setattr(self.unit, name, wish[name])
        self.unit.asked = 1
        return self
