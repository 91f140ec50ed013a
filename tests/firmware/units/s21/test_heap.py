"""A session at work takes no memory: the heap of the VM is locked while it steps. CPython runs the same steps."""

from balancepoint.control.request import COOL, HEAT, OFF
from balancepoint.units.s21.session import Session
from balancepoint.units.unit import SWING, Unit
from tests.firmware.units.s21.scripted import V3, frame

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython

    def heap_lock():
        pass

    heap_unlock = heap_lock


class Canned:
    """Answers made beforehand; nothing is allocated. Every `bad`th is cut short, every `mute`th is left out."""

    def __init__(self):
        self.queries = []
        self.answers = []
        for command in V3:
            first = command[0] if command == b"M" else command[0] + 1
            self.queries.append(frame(command))
            self.answers.append(b"\x06" + frame(bytes([first]) + command[1:], V3[command]))
        self.answer = b""
        self.ack = b"\x06"
        self.nak = b"\x15"
        self.none = b""
        self.place = 0
        self.count = 0
        self.written = 0
        self.orders = 0
        self.g1 = bytearray(self.answers[self.queries.index(frame(b"F1"))])
        self.answers[self.queries.index(frame(b"F1"))] = self.g1
        self.bad = self.mute = 0

    def read(self, buffer):
        if self.place >= self.count:
            return 0
        buffer[0] = self.answer[self.place]
        self.place += 1
        return 1

    def write(self, buffer, count):
        if count == 1:
            return
        self.written += 1
        self.place = 0
        self.answer = self.nak
        if self.mute and self.written % self.mute == 0:
            self.answer = self.none
        elif buffer[1] == 0x44:
            self.orders += 1
            self.answer = self.ack
        else:
            for k in range(len(self.queries)):
                query = self.queries[k]
                if len(query) == count:
                    same = True
                    for place in range(count):
                        if query[place] != buffer[place]:
                            same = False
                    if same:
                        self.answer = self.answers[k]
        self.count = len(self.answer)
        if self.bad and self.written % self.bad == 0:
            self.count >>= 1


def stepped(session, stream, seconds, begin):
    """Steps with a locked heap; where the time stands then."""
    unit = session.unit
    ms = begin
    heap_lock()
    try:
        while ms < begin + 1000 * seconds:
            ms += 20
            unit.now = ms // 1000
            session.step(stream, ms)
    finally:
        heap_unlock()
    return ms


def test_polling_orders_and_faults():
    unit = Unit()
    session = Session(unit)
    stream = Canned()
    ms = stepped(session, stream, 20, 0)
    assert session.linked and unit.room == 2050 and session.frames > 50
    unit.asked = 1
    for mode, setpoint, fan, vane in (
        (HEAT, 2300, 3, SWING),
        (COOL, 2500, 6, 2),
        (OFF, 2000, 9, 0),
        (HEAT, 2150, 5, 5),
    ):
        unit.mode, unit.setpoint, unit.fan, unit.vane, unit.wide = mode, setpoint, fan, vane, vane
        ms = stepped(session, stream, 45, ms)
    assert stream.orders > 10
    stream.bad = 7
    ms = stepped(session, stream, 40, ms)
    stream.bad, stream.mute = 0, 2
    ms = stepped(session, stream, 30, ms)
    assert session.bad > 3 and session.timeouts > 3
    stream.mute = 1
    ms = stepped(session, stream, 10, ms)
    assert not session.linked
    stream.mute = 0
    stepped(session, stream, 90, ms)
    assert session.linked and session.timeouts > 10
