"""A session of Modbus takes no memory, on MicroPython: `heap_lock`; and the registers are checked there as on the laptop."""

import pytest

from balancepoint.units.modbus import codec, registers
from balancepoint.units.modbus.session import Session

try:
    from micropython import heap_lock, heap_unlock
except ImportError:

    def heap_lock():
        pass

    heap_unlock = heap_lock

TABLE = {
    "baud": 9600, "parity": "none", "stop": 2, "address": 3, "timeout": 4, "refresh": 1,
    "start": [{"register": 9, "value": 40, "function": 16}],
    "write": {"speed": {"register": 0, "scale": "0.1 Hz"}, "run": {"register": 1, "on": 1}},
    "read": {
        "speed": {"register": 100, "scale": "0.1 Hz"},
        "outdoor_coil": {"register": 101, "scale": "1/32 °C", "signed": True, "function": 4},
    },
}  # fmt: skip


class Canned:
    """A drive that answers in a buffer that was made before. Now and then it refuses, falls silent, or breaks off."""

    def __init__(self):
        self.answer = bytearray(16)
        self.length = 0
        self.requests = 0

    def write(self, buffer, count):
        self.requests += 1
        answer = self.answer
        for i in range(6):
            answer[i] = buffer[i]
        case = self.requests % 50
        if case == 7:
            self.length = 0
            return
        if case == 13:
            answer[1] |= 0x80
            answer[2] = 2
            self.length = codec.seal(answer, 3)
        elif buffer[1] == 6 or buffer[1] == 16:
            self.length = codec.seal(answer, 6)
        else:
            answer[2] = 2
            answer[3] = 0xFF
            answer[4] = 0x80
            self.length = codec.seal(answer, 5)
        if case == 21:
            self.length = 4

    def read(self, buffer):
        length = self.length
        for i in range(length):
            buffer[i] = self.answer[i]
        self.length = 0
        return length


def test_a_frame_takes_no_memory():
    session = Session(registers.check(TABLE))
    canned = Canned()
    session.shall[0] = session.shall[1] = 0
    heap_lock()
    try:
        ms = 0
        for _ in range(8000):
            ms += 50
            session.now = ms // 1000
            if session.now == 20:
                session.stop = 0
                session.shall[0] = 450
                session.shall[1] = 1
            session.step(canned, ms)
    finally:
        heap_unlock()
    assert session.frames > 3000
    assert session.timeouts > 50 and session.refused > 5
    assert -400 in session.values, "FF80 in 1/32 °C"


def test_what_is_wrong_is_told_there_too():
    with pytest.raises(ValueError, match="address: 0 is not a number from 1 to 247"):
        registers.check(dict(TABLE, address=0))
