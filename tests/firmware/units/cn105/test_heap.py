"""A session on the board takes nothing from the heap: hours on the line are recorded here and said again to one in the VM, each
step with a locked heap; it must send the same.
"""

import json

import pytest

from balancepoint.control.command import FAN_AUTO
from balancepoint.control.request import COOL, FAN, HEAT, OFF
from balancepoint.units.unit import SWING
from host_sim.runtimes.memory import FIRMWARE, compiled
from host_sim.runtimes.vm import Vm
from tests.firmware.units.cn105.bench import Bench

HEARD = {
    "mode": (HEAT, COOL, OFF, FAN),
    "setpoint": (2000, 2150, 2630),
    "fan": (FAN_AUTO, 1, 4),
    "vane": (0, 3, SWING),
    "wide": (1, SWING),
    "room_feed": (0, 2123, 2170),
}


class Tape:
    """What was asked for before each second, and what its five steps got."""

    def __init__(self, line):
        self.line = line
        self.rows = []

    def read(self, buffer):
        count = self.line.read(buffer)
        if count:
            self.rows[-1][1][-1] = bytes(buffer[:count]).hex()
        return count

    def write(self, buffer, count):
        self.line.write(buffer, count)


def recorded():
    """An hour with every trouble there is."""
    bench = Bench(step=200)
    tape = Tape(bench.line)
    unit, session, indoor = bench.unit, bench.session, bench.indoor
    for second in range(3600):
        asked = {}
        if second % 37 == 0:
            asked = {name: values[second // 37 % len(values)] for name, values in HEARD.items()}
            asked["asked"] = 1
            asked["own_change"] = 0
            for name, value in asked.items():
                setattr(unit, name, value)
        if second % 101 == 0:
            indoor.setpoint = 40 + second // 101 % 9
            indoor.vane = second // 101 % 5
        indoor.off_line = 500 < second < 560 or 1500 < second < 1506
        indoor.garble = 750 < second < 780
        bench.line.echo = 1000 < second < 1060
        bench.line.mangle = (lambda answer: b"\xfc\x62\x01" + answer) if second % 200 < 20 else None
        indoor.naks = {1, 7} if 2000 < second < 2100 else set()
        indoor.running, indoor.speed, indoor.power, indoor.energy = second // 300 % 2, second % 90, second, second * 9
        indoor.error = (0x13, 0x02, 0xF2) if 2500 < second < 2600 else (0x80, 0, 0)
        if 3000 < second < 3200:
            indoor.answers.discard(9)
        tape.rows.append([asked, []])
        for _ in range(5):
            bench.ms += 200
            bench.line.ms = bench.ms
            tape.rows[-1][1].append("")
            unit.now = bench.ms // 1000
            session.step(tape, bench.ms)
    return bench, tape.rows


REPLAY = """
import json, micropython
from balancepoint.units.cn105.session import Session
from balancepoint.units.unit import Unit

class Stream:
    def __init__(self):
        self.data = b""
        self.sum = 0
        self.count = 0
    def read(self, buffer):
        data = self.data
        for k in range(len(data)):
            buffer[k] = data[k]
        return len(data)
    def write(self, buffer, count):
        self.count += 1
        for k in range(count):
            self.sum = (self.sum * 31 + buffer[k]) & 0xFFFFFF

unit = Unit()
session = Session(unit)
stream = Stream()
ms = 0
for line in open("/lib/tape.json"):
    asked, heard = json.loads(line)
    for name in asked:
        setattr(unit, name, asked[name])
    for each in heard:
        stream.data = bytes.fromhex(each)
        ms += 200
        unit.now = ms // 1000
        micropython.heap_lock()
        try:
            session.step(stream, ms)
        finally:
            micropython.heap_unlock()
print(json.dumps([stream.count, stream.sum, session.frames, session.timeouts, session.echoes, session.bad, unit.refused]))
"""


@pytest.fixture(scope="module")
def played():
    return recorded()


def test_the_recording_goes_where_it_should(played):
    bench, _ = played
    session = bench.session
    assert session.frames > 2500 and session.echoes > 20 and session.bad > 50 and session.timeouts > 10
    assert bench.unit.refused >= 1 and len(bench.indoor.sets) > 50 and len(bench.indoor.feeds) > 50


def test_a_step_takes_nothing_from_the_heap(played):
    bench, rows = played
    tape = "\n".join(json.dumps(row) for row in rows).encode()
    with Vm({"/lib": {**compiled(FIRMWARE), "tape.json": tape}}, patience=120) as vm:
        told = json.loads(vm.run(REPLAY))
    total = 0
    for _ms, frame in bench.line.sent:
        for byte in frame:
            total = (total * 31 + byte) & 0xFFFFFF
    session = bench.session
    assert told == [
        len(bench.line.sent), total, session.frames, session.timeouts, session.echoes, session.bad, bench.unit.refused,
    ]  # fmt: skip
