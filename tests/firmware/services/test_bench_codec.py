"""Frames and bodies of the board in the loop: what goes in comes out, and nothing that was damaged is taken for a frame."""

import json
import re
import zlib
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from balancepoint.control.command import Command
from balancepoint.control.journal.codes import START
from balancepoint.control.journal.journal import Journal
from balancepoint.control.readings import NEVER, Readings
from balancepoint.control.request import Request
from balancepoint.services import bench_codec as b
from host_sim.errors import InputError
from host_sim.runtimes.wire import CommandDelta, ReadingsDelta, RequestDelta, entries

PAGE = Path(__file__).parents[3] / "docs" / "board_in_the_loop.md"

frames = st.tuples(st.integers(1, 127), st.integers(0, 65535), st.binary(max_size=b.MOST))
values = st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1), st.integers(-5000, 5000))
ages = st.one_of(st.integers(0, 100), st.integers(0, 2**31 - 1), st.just(NEVER))
news = st.dictionaries(st.integers(0, 18), st.tuples(values, ages), max_size=6)  # of a house with two room sensors
ALL_OF_THEM = {k: (2**31 - 1 - k, 2**31 - 1) for k in range(19)}


@given(frames)
def test_what_is_framed_comes_back(frame):
    line = b.frame(*frame)
    assert b.unframe(line.encode()) == frame
    assert b.unframe(line.encode() + b"\r\n") == frame


@given(frames)
def test_a_line_is_short_and_has_no_control_character(frame):
    line = b.frame(*frame) + "\n"
    assert len(line) <= 200
    assert line[0] == "@" and all(32 < ord(letter) < 127 for letter in line[:-1])


@given(frames)
def test_the_bytes_are_those_of_base64_and_zlib(frame):
    kind, sequence, body = frame
    data = bytes([kind]) + sequence.to_bytes(2, "little") + body
    assert b.frame(*frame) == "@" + b64encode(data + zlib.crc32(data).to_bytes(4, "little")).decode()


@given(st.binary(max_size=300), frames)
def test_garbage_before_a_frame_is_skipped(garbage, frame):
    assert b.unframe(garbage.replace(b"\n", b"") + b.frame(*frame).encode()) == frame


@given(st.lists(st.one_of(st.binary(max_size=250), frames), max_size=8))
def test_between_any_garbage_the_frames_are_found_and_nothing_else(things):
    stream = b""
    for thing in things:
        stream += thing + b"\n" if isinstance(thing, bytes) else b.frame(*thing).encode() + b"\n"
    found = [frame for frame in map(b.unframe, stream.split(b"\n")) if frame]
    assert found == [thing for thing in things if not isinstance(thing, bytes)]


@given(frames, st.data())
def test_a_frame_that_is_cut_is_none(frame, data):
    line = b.frame(*frame).encode()
    begin = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(begin, len(line)))
    if line[begin:end] != line:
        assert b.unframe(line[begin:end]) is None


@given(frames, st.data())
def test_flipped_bits_are_found(frame, data):
    line = bytearray(b.frame(*frame).encode())
    where = st.tuples(st.integers(0, len(line) - 1), st.integers(0, 7))
    for place, bit in data.draw(st.lists(where, min_size=1, max_size=6, unique=True)):
        line[place] ^= 1 << bit
    assert b.unframe(bytes(line)) is None


def test_only_one_spelling_of_a_frame_counts():
    """The last character of base64 may have bits that say nothing; its reader would forgive them."""
    line = b.frame(7, 1, b"").encode()
    assert line.endswith(b"==")
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    good = [letter for letter in letters if b.unframe(line[:-3] + bytes([letter]) + b"==")]
    assert good == [line[-3]]
    assert b.unframe(line[:5] + b" " + line[5:]) is None


@given(st.lists(st.integers(0, 2**70)))
def test_numbers(numbers):
    out = bytearray()
    for number in numbers:
        b.put(out, number)
    body = b.Body(bytes(out))
    assert [body.number() for _ in numbers] == numbers
    with pytest.raises(IndexError):
        body.number()


@given(st.integers(-(2**70), 2**70))
def test_signed_numbers(number):
    assert b.fold(number) >= 0 and b.unfold(b.fold(number)) == number


def test_numbers_as_webassembly_writes_them():
    """The example of the DWARF standard, figure 22, and WebAssembly's specification 5.2.2: 624485 is e5 8e 26."""
    out = bytearray()
    b.put(out, 624485)
    assert out.hex() == "e58e26"
    assert [b.fold(number) for number in (0, -1, 1, -2, 2)] == [0, 1, 2, 3, 4]


@given(st.lists(st.tuples(news, st.integers(1, 60)), max_size=5))
@example([(ALL_OF_THEM, 60), ({k: (-(2**31), 0) for k in range(19)}, 60)])
def test_readings_come_over_whole(story):
    here, there = Readings(2), Readings(2)
    delta, places = ReadingsDelta(here), b.places(there)
    for state, dt in story:
        for k, (value, age) in state.items():
            delta.places[k][1].value, delta.places[k][1].age = value, age
        bodies = delta.pack(dt)
        for body in bodies:
            assert len(body) <= b.MOST
            numbers = b.Body(body)
            passed = numbers.number()
            assert passed == dt
            if numbers.at < len(body):
                b.take_readings(numbers, places, passed)
            assert numbers.at == len(body)
        for (k, reading), theirs in zip(delta.places, [p for p in places if p], strict=True):
            assert (reading.value, reading.age) == (theirs.value, theirs.age), k


def test_a_step_without_news_is_two_bytes_and_with_all_of_it_short():
    readings = Readings(1)
    delta = ReadingsDelta(readings)
    for k, (_, reading) in enumerate(delta.places):
        reading.set(2000 + k)
    delta.pack(10)
    assert len(delta.pack(10)[0]) == 1
    for _, reading in delta.places:
        reading.set(reading.value + 3)
    assert [len(body) for body in delta.pack(10)] == [1 + 4 + 20]
    assert len(b.frame(b.STEP, 1, bytes(22))) < 45


@pytest.mark.parametrize("value", [21.5, True, float("nan"), "2100", 2**40])
def test_a_reading_that_is_no_whole_number_is_named(value):
    readings = Readings(1)
    readings.outdoor.set(value)
    with pytest.raises(InputError, match=r"readings, outdoor: value"):
        ReadingsDelta(readings).pack(10)


@pytest.mark.parametrize("age", [-1, 2.5, None])
def test_an_age_that_is_none_is_named(age):
    readings = Readings(1)
    readings.rooms[0].set(2000, age)
    with pytest.raises(InputError, match=r"readings, rooms.0: age"):
        ReadingsDelta(readings).pack(10)


small = st.integers(-200, 200)


@given(st.lists(st.tuples(*[small] * len(Command.__slots__)), max_size=10))
def test_commands_come_over_whole(story):
    here, there, known = Command(), Command(), [0] * len(b.FIELDS)
    delta = CommandDelta(there)
    for now, state in enumerate(story):
        for name, value in zip(Command.__slots__, state, strict=True):
            setattr(here, name, value)
        out = bytearray()
        b.put_command(out, here, known, now)
        assert delta.unpack(bytes(out), now) == ([], False)
        assert [getattr(there, name) for name in Command.__slots__] == list(state)


def test_every_field_of_the_core_is_told():
    assert set(b.FIELDS) | {"valid_until"} == set(Command.__slots__)
    assert {"rooms", *b.NAMES} == set(Readings.__slots__) and len(b.NAMES) == len(set(b.NAMES))


@given(st.lists(st.integers(0, 400), max_size=5), st.integers(1, 1 << 30))
def test_journal_entries_come_over_whole_and_what_was_overwritten_is_left_out(bursts, now):
    journal, since, read, expected = Journal(), 0, [], []
    for burst in bursts:
        for k in range(burst):
            journal.add(now - k, START, k * 7919 - now)
        expected += journal.entries(since)
        more = True
        while more:
            out = bytearray()
            since = b.put_entries(out, journal, since, now)
            assert len(out) <= b.MOST
            found, more = entries(b.Body(bytes(out)), now)
            read += found
        assert since == journal.count
    assert read == expected


names = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=24)
numbers = st.one_of(st.none(), st.integers(-(2**40), 2**40), st.booleans())
lists = st.builds(lambda some, times: some * times, st.lists(numbers, max_size=9), st.integers(0, 20))
rows = st.lists(st.lists(st.integers(-9999, 99999), max_size=4), max_size=12)
texts = st.builds(
    lambda some, times: some * times, st.text('aZ "\\{}[],:\n\x01é°\U0001f525', max_size=9), st.integers(0, 20)
)
tables = st.dictionaries(names, st.one_of(numbers, lists, rows, texts), max_size=6)


@given(tables)
def test_tables_come_over_whole_in_short_parts(table):
    joined = {}
    for part in b.parts(table):
        assert 2 < len(part) <= b.MOST
        assert isinstance(json.loads(part), dict)
        b.join(joined, part)
    assert joined == table


@pytest.mark.parametrize("part", [b"", b"[1]", b"{", b"\xff", b"7"])
def test_what_is_no_part_is_refused(part):
    with pytest.raises(ValueError):
        b.join({}, part)


def test_a_request_is_told_once_and_its_types_stay():
    request, delta = Request(1, 2100, schedule=((0, 1), (600, 2))), RequestDelta()
    table = {}
    for part in delta.pack(request):
        b.join(table, part)
    assert table == {
        "mode": 1, "heat_setpoint": 2100, "cool_setpoint": 2500, "dial": None, "emergency": 0, "preset": 0,
        "schedule": [[0, 1], [600, 2]],
    }  # fmt: skip
    assert delta.pack(request) == []
    request.emergency = False  # not the same to the core
    assert delta.pack(request) == [b'{"emergency":false}']


def test_the_example_of_the_page():
    """Its two frames, made here from what the text says, and the bytes written below each."""
    lines = re.findall(r"^    (@\S+)\n    ((?:[0-9a-f]{2} ?)+)$", PAGE.read_text(encoding="utf-8"), re.M)
    readings = Readings(1)
    readings.rooms[0].set(2050)
    readings.outdoor.set(-540, 20)
    delta = ReadingsDelta(readings)
    delta.pack(10)
    readings.rooms[0].set(2060)
    readings.outdoor.set(-540, 30)
    question = b.frame(b.STEP, 300, delta.pack(10)[0])
    journal, command, out = Journal(), Command(), bytearray()
    journal.add(3010, START, 34)
    known = [getattr(command, name) for name in b.FIELDS]
    command.speed, command.valid_until = 34, 3012
    b.put_command(out, command, known, 3010)
    b.put_entries(out, journal, 0, 3010)
    answer = b.frame(b.STEP | b.ANSWER, 300, bytes(out))
    assert [line for line, _ in lines] == [question, answer]
    for line, shown in lines:
        kind, sequence, body = b.unframe(line.encode())
        data = bytes.fromhex(shown)
        assert data[:1] == bytes([kind]) and data[3:-4] == body and int.from_bytes(data[1:3], "little") == sequence
        assert zlib.crc32(data[:-4]).to_bytes(4, "little") == data[-4:]
