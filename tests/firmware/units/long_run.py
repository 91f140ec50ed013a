"""Weeks of a session with a unit that answers by the book, hour by hour, on CPython and on MicroPython: `make soak`.

    run = LongRun("cn105")
    run.hour()      # one more; its figures

The first hour of each day, and the one in which the counter of milliseconds wraps, go by in the steps of the session's own pace;
the others in those of a slow board. People turn the set point once an hour.
"""

from balancepoint.control.request import HEAT
from balancepoint.units.ticks import MASK
from balancepoint.units.trouble import OK

_HOUR = 3600_000  # ms
_BEGIN = (
    2 * (MASK + 1) - 13 * _HOUR // 2
)  # ms: the counter wraps, and the tests' own time gets long, in the seventh hour
FIGURES = (
    "polls", "least", "greatest", "orders", "frames", "bad", "timeouts", "echoes", "unlinked", "troubled", "oldest", "wraps",
    "slow",
)  # fmt: skip


class _Cn105:
    SLOW = 250  # ms of a step

    def __init__(self):
        from tests.firmware.units.cn105.bench import Bench

        self.bench = Bench()
        self.bench.ms = self.bench.line.ms = _BEGIN

    def go(self, seconds, pace):
        self.bench.step = pace
        self.bench.run(seconds)

    def turn(self, hour):
        self.bench.ask(mode=HEAT, setpoint=2000 + 50 * (hour % 8), room_feed=2000 + 13 * (hour % 24))
        indoor = self.bench.indoor
        indoor.own, indoor.running, indoor.power, indoor.energy = 40 + hour % 6, 1, hour % 1000, hour % 65536

    def taken(self):
        """(ms, whether it is the poll) of all that was sent since the last time; orders among it."""
        line, indoor = self.bench.line, self.bench.indoor
        sent, orders = line.sent, len(indoor.sets)
        line.sent = []
        indoor.sets.clear()
        indoor.feeds.clear()
        return [ms for ms, frame in sent if frame[1] == 0x42 and frame[5] == 2], orders


class _S21:
    SLOW = 250

    def __init__(self):
        from tests.firmware.units.s21.scripted import V3, Bench

        self.bench = Bench(V3, _BEGIN)

    def go(self, seconds, pace):
        self.bench.run(seconds, pace)

    def turn(self, hour):
        self.bench.ask(mode=HEAT, setpoint=2000 + 100 * (hour % 8))

    def taken(self):
        script = self.bench.script
        asked = script.asked
        orders = len(script.orders())
        script.asked = []
        script.gaps.clear()
        script.pauses.clear()
        return [ms for ms, frame in asked if frame[1:-2] == b"F1"], orders


class _Midea:
    SLOW = 500

    def __init__(self):
        from tests.firmware.units.midea.bench import Bench

        bench = self.bench = Bench()
        bench.ms = _BEGIN
        bench.indoor.groups = {1: bytes.fromhex("1c1d0001e800462666582d0000"), 4: bytes(14) + b"\x01", 5: b"\x1e"}

    def go(self, seconds, pace):
        self.bench.pace = pace
        self.bench.run(seconds)

    def turn(self, hour):
        self.bench.ask(mode=HEAT, setpoint=2000 + 100 * (hour % 8))

    def taken(self):
        bench = self.bench
        sent, orders = bench.sent, len(bench.indoor.writes)
        bench.sent = []
        bench.indoor.asked.clear()
        bench.indoor.writes.clear()
        return [ms for ms, frame in sent if frame[9] == 3 and frame[10] == 0x41 and frame[11] == 0x81], orders


UNITS = {"cn105": _Cn105, "s21": _S21, "midea": _Midea}


class LongRun:
    """A session from its first word on."""

    def __init__(self, proto):
        self.unit = UNITS[proto]()
        self.hours = 0
        self.last = None  # ms of the last poll

    def hour(self):
        """Figures of one more hour, in the order of FIGURES: polls of the unit's state, ms between two of them, at least and
        at most; orders; the session's counters; minutes at whose end it had no link, or a trouble; s of the oldest reading;
        1 if the counter wrapped; 1 if the board was slow."""
        unit, bench = self.unit, self.unit.bench
        session, said = bench.session, bench.unit
        begin = _BEGIN + self.hours * _HOUR
        wraps = 1 if (begin & MASK) + _HOUR > MASK else 0
        pace = session.pace if wraps or self.hours % 24 == 0 else unit.SLOW
        unit.turn(self.hours)
        self.last = None  # an hour of another pace
        least, greatest, polls, orders, unlinked, troubled, oldest = MASK, 0, 0, 0, 0, 0, 0
        for _ in range(60):
            unit.go(60, pace)
            unlinked += 1 - session.linked
            troubled += session.trouble != OK
            oldest = max(oldest, said.now - min(said.said_at, said.room_at, said.state_at))
            times, more = unit.taken()
            orders += more
            polls += len(times)
            for ms in times:
                if self.last is not None:
                    least = min(least, ms - self.last)
                    greatest = max(greatest, ms - self.last)
                self.last = ms
        self.hours += 1
        return (
            polls, least, greatest, orders, session.frames, session.bad, session.timeouts, session.echoes,
            unlinked, troubled, oldest, wraps, int(pace != session.pace),
        )  # fmt: skip
