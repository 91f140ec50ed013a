"""The board's side of the board in the loop: answers for questions, once each, whatever comes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.controller import Controller
from balancepoint.control.house.past import Past
from balancepoint.control.readings import Readings
from balancepoint.control.request import HEAT, Request
from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.settings import Settings
from balancepoint.services import bench_codec as b
from balancepoint.services.bench import SILENCE, Bench
from balancepoint.services.times import Times
from host_sim.runtimes.wire import ReadingsDelta, RequestDelta, settings_table, statistics

SETTINGS = settings_table(
    Settings(
        heating=((-1500, (783, 160), (4001, 1523), (4897, 2066)), (833, (909, 140), (5163, 1569), (5686, 1840))),
        speed_min=16,
        speed_max=100,
        room_report_interval=(10, 60),
        room_sensors=2,
    )
)


class Host:
    """Asks a bench, frame by frame."""

    def __init__(self, **options):
        ticks = itertools.count(0, 150)
        self.bench = Bench(lambda: next(ticks), lambda later, earlier: later - earlier, **options)
        self.sequence = 65533

    def line(self, kind, body=b""):
        self.sequence = self.sequence + 1 & 0xFFFF
        return b.frame(kind, self.sequence, body).encode()

    def ask(self, kind, body=b"", now=0):
        answers = list(self.bench.take(self.line(kind, body), now))
        assert len(answers) == 1
        found, sequence, out = b.unframe(answers[0].encode())
        assert sequence == self.sequence
        return found, out

    def good(self, kind, body=b""):
        found, out = self.ask(kind, body)
        assert found == kind | b.ANSWER, out
        return out

    def begin(self, memory=None):
        self.good(b.HELLO, bytes([b.PROTOCOL, 2]))
        for part in b.parts(SETTINGS):
            self.good(b.SETTINGS, part)
        for part in b.parts(memory or {}):
            self.good(b.MEMORY, part)
        self.good(b.BEGIN)

    def memory(self):
        table, first = {}, 1
        while part := self.good(b.FETCH, bytes([first])):
            b.join(table, part)
            first = 0
        return table


@pytest.fixture
def host():
    host = Host()
    host.begin()
    return host


def steps(count):
    """(dt, bodies of READINGS and STEP) of a house that cools, with what they were packed from."""
    readings = Readings(2)
    delta = ReadingsDelta(readings)
    for k in range(count):
        readings.rooms[0].set(1950 - k)
        readings.rooms[1].set(1960 - k, k % 60)
        readings.outdoor.set(-300)
        readings.indoor_coil.set(2500 + 10 * k)
        dt = 10 if k else 0
        yield dt, delta.pack(dt), readings


def test_the_core_answers_as_it_would_itself(host):
    own = Controller(Settings(**SETTINGS), Memory(), Past())
    request, now = Request(HEAT, 2200), 0
    for part in RequestDelta().pack(request):
        host.good(b.REQUEST, part)
    known, entries = [0] * len(b.FIELDS), 0
    for dt, bodies, readings in steps(200):
        now += dt
        command = own.step(readings, request, now)
        out = bytearray()
        b.put_command(out, command, known, now)
        if own.journal.count != entries:
            entries = b.put_entries(out, own.journal, entries, now)
        for body in bodies[:-1]:
            host.good(b.READINGS, body)
        assert host.good(b.STEP, bodies[-1]) == out
        if now % 300 == 0:
            own.learn()
            host.good(b.LEARN)
    assert command.speed > 0 and entries > 3
    assert host.memory() == own.memory.to_dict()


def test_memory_goes_in_and_comes_out():
    memory = Memory()
    memory.heat_loss, memory.behaviour = 1432, list(range(100))
    memory.schedule = tuple((k * 60, k % 3) for k in range(42))
    host = Host()
    host.begin(memory.to_dict())
    found = host.memory()
    assert found == Controller(Settings(**SETTINGS), Memory.from_dict(memory.to_dict()), Past()).memory.to_dict()
    assert found["heat_loss"] == 1432 and found["schedule"] == [list(entry) for entry in memory.schedule]


def test_a_repeated_frame_is_answered_again_and_does_nothing_twice(host):
    first = host.line(b.STEP, b"\x00")
    answers = [host.bench.take(first, 0) for _ in range(2)]
    second = host.line(b.STEP, b"\x0a")
    answers += [host.bench.take(second, 0) for _ in range(3)]
    assert answers[0] == answers[1] and answers[2] == answers[3] == answers[4]
    assert statistics(host.good(b.STATISTICS)).steps == 2


def test_a_frame_out_of_turn_gets_no_session(host):
    host.sequence += 5
    assert host.ask(b.STEP, b"\x00") == (b.NO_SESSION, b"")
    assert Host().ask(b.STEP, b"\x00") == (b.NO_SESSION, b"")


def test_hello_takes_over_at_any_time(host):
    host.sequence += 77
    host.begin()
    assert statistics(host.good(b.STATISTICS)).steps == 0


def test_active_from_hello_to_bye():
    host = Host()
    assert not host.bench.active
    host.good(b.HELLO, bytes([b.PROTOCOL, 1]))
    assert host.bench.active
    last = host.line(b.BYE)
    answers = [list(host.bench.take(last, 0)) for _ in range(2)]
    assert not host.bench.active and answers[0] == answers[1]  # its answer may have been lost


def test_silence_ends_the_session(host):
    host.ask(b.STEP, b"\x00", now=100)
    host.bench.idle(100 + SILENCE - 1)
    assert host.bench.active
    host.ask(b.STEP, b"\x01", now=109)
    host.bench.idle(109 + SILENCE - 1)
    assert host.bench.active
    host.bench.take(b"@noise", 118)
    host.bench.idle(109 + SILENCE)
    assert not host.bench.active
    assert host.ask(b.STEP, b"\x01") == (b.NO_SESSION, b"")


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (b.HELLO, b"\x02\x01", "version 2 of the frames; this board speaks 1"),
        (b.HELLO, b"\x01\x05", "5 room sensors; allowed are 1 to 4"),
        (b.SETTINGS, b'{"speed_min":1}', "frame of kind 2 before HELLO"),
        (b.STEP, b"\x00", "frame of kind 7 before BEGIN"),
        (33, b"", "frame of kind 33 before BEGIN"),
    ],
)
def test_what_cannot_be_is_said(kind, body, said):
    answer, out = Host().bench.handle(kind, body)
    assert (answer, out.decode()) == (b.ERROR, said)


def test_settings_and_memory_that_cannot_be_are_named():
    for kind, table, said in (
        (b.SETTINGS, {"speed_max": 300}, "speed_max: 300 is not a whole number between 1 and 240 Hz"),
        (b.SETTINGS, {"spede": 1}, "spede: no such setting"),
        (b.MEMORY, {"version": 9}, "memory: version 9 is not 1"),
    ):
        host = Host()
        host.good(b.HELLO, bytes([b.PROTOCOL, 1]))
        for part in b.parts({name: value for name, value in SETTINGS.items() if name not in table}):
            host.good(b.SETTINGS, part)
        for part in b.parts(table):
            host.good(kind, part)
        assert host.ask(b.BEGIN) == (b.ERROR, said.encode())
        assert not host.bench.active


def test_a_core_that_raises_is_told():
    class Broken:
        def step(self, readings, request, now):
            raise KeyError("speed")

    host = Host(make_controller=lambda settings, memory: Broken())
    host.begin()
    assert host.ask(b.STEP, b"\x00") == (b.ERROR, b"KeyError: 'speed'")


def test_times_free_heap_and_bad_lines_are_counted():
    heap = iter(
        (40_000, 61_000, 39_000, 58_000, 41_000, 60_000)
    )  # each time before the collector has been there, and after
    host = Host(free=lambda: next(heap))
    host.begin()
    for k in range(5):
        host.good(b.STEP, bytes([k]))
    host.good(b.LEARN)
    assert host.bench.take(b"@AAAA", 0) == () and host.bench.take(b"\xff\x00@", 0) == ()
    found = statistics(host.good(b.STATISTICS))
    assert (found.steps, found.total, found.longest, found.bad) == (5, 750, 150, 2)
    assert found.median == found.p999 == 150
    assert (found.free, found.least) == (60_000, 58_000)


def test_an_echo_is_not_answered(host):
    assert host.bench.take(b.frame(b.STEP | b.ANSWER, 1, b"").encode(), 0) == ()
    assert host.bench.bad == 0


@given(
    st.lists(
        st.one_of(st.binary(max_size=220), st.tuples(st.integers(1, 127), st.binary(max_size=b.MOST))), max_size=12
    )
)
def test_whatever_comes_it_never_raises(things):
    host = Host()
    host.begin()
    for thing in things:
        line = thing if isinstance(thing, bytes) else host.line(*thing)
        for answer in host.bench.take(line, 0):
            assert b.unframe(answer.encode())


@given(st.lists(st.integers(0, 2**22), min_size=1, max_size=200), st.integers(1, 1000))
def test_a_share_of_the_times(durations, share):
    times = Times()
    for duration in durations:
        times.add(duration)
    exact = sorted(durations)[-(-len(durations) * share // 1000) - 1]
    assert exact <= times.within(share) <= exact * 1.125 + 1
    assert times.longest == max(durations) and times.total == sum(durations)
