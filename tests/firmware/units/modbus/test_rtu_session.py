"""A session with a drive whose Modbus is pymodbus's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.units import trouble
from balancepoint.units.modbus.session import Session
from tests.firmware.units.modbus.drive import Line, Talk, plain


def talk(**changes):
    return Talk(Session(plain(**changes)), Line())


def told(session, line, speed):
    """What the link does."""
    session.stop = 0 if speed else 1
    session.shall[0], session.shall[1] = speed * 10, 1 if speed else 0


def linked(speed=0):
    pair = talk()
    told(pair.session, pair.line, speed)
    pair.run(3)
    return pair


def test_what_must_stand_in_the_drive_is_written_first_and_then_what_it_shall_do():
    pair = talk()
    told(pair.session, pair.line, 50)
    pair.run(2)
    assert [data[1:4].hex() for _, data in pair.line.sent][:3] == ["060014", "060000", "060001"]
    assert (pair.line.get(20), pair.line.get(0), pair.line.get(1)) == (50, 500, 1)


def test_a_stop_goes_before_everything():
    pair = talk()
    told(pair.session, pair.line, 0)
    pair.run(1)
    assert [data[1:4].hex() for _, data in pair.line.sent][:3] == ["060000", "060001", "060014"]


def test_what_it_measures():
    pair = linked(40)
    pair.line.put(101, 123)
    pair.line.put(102, 0x10000 - 55)
    pair.line.put(106, 0x0305)
    pair.run(6)
    assert pair.session.values == [40, 1230, -550, 500, 5]
    assert min(pair.session.read_at) >= pair.session.now - 2
    assert (pair.session.linked, pair.session.trouble) == (1, trouble.OK)


def test_what_is_unchanged_is_only_refreshed():
    pair = linked(40)
    pair.line.sent.clear()
    pair.run(60)
    writes = [data for _, data in pair.line.sent if data[1] == 6]
    assert 100 <= len(writes) <= 122, "two registers each second: that is what keeps the drive alive"
    assert {data[2:6].hex() for data in writes} == {"00000190", "00010001"}


def test_a_change_is_there_within_a_moment():
    pair = linked(40)
    told(pair.session, pair.line, 55)
    assert pair.run(1, until=lambda: pair.line.get(0) == 550) <= 0.3
    told(pair.session, pair.line, 0)
    assert pair.run(1, until=lambda: pair.line.get(1) == 0) <= 0.4


@pytest.mark.parametrize("dark", [2, 20, 600])
def test_a_drive_that_comes_back_has_all_again_within_10_s(dark):
    pair = linked(40)
    pair.line.powered = 0
    pair.run(dark)
    assert (pair.session.linked, pair.session.trouble) == (0, trouble.SILENT)
    pair.line.boot()
    assert pair.run(10, until=lambda: pair.line.get(1) == 1) <= 10
    assert (pair.line.get(20), pair.line.get(0)) == (50, 400)


def test_a_silent_drive_is_not_flooded():
    pair = talk()
    pair.line.powered = 0
    pair.run(120)
    times = [ms for ms, _ in pair.line.sent]
    gaps = [b - a for a, b in zip(times, times[1:], strict=False)]
    assert 4900 <= max(gaps) <= 5100
    assert min(gaps[20:]) >= 4900


CHANGES = {
    "half": lambda answer: answer[: len(answer) // 2],
    "crc": lambda answer: answer[:-1] + bytes([answer[-1] ^ 1]),
    "noise": lambda answer: bytes(byte * 7 + 13 & 255 for byte in answer),
}


@pytest.mark.parametrize("name", CHANGES)
def test_broken_answers_are_not_believed(name):
    pair = linked(40)
    values = list(pair.session.values)
    pair.line.put(102, 999)
    pair.line.change = CHANGES[name]
    pair.run(10)
    assert (pair.session.linked, pair.session.trouble) == (0, trouble.GARBLED)
    assert pair.session.values == values
    pair.line.change = None
    assert pair.run(10, until=lambda: pair.session.values[2] == 9990) <= 10


def test_an_echo_is_named_and_lived_with():
    pair = linked(40)
    pair.line.echo = 1
    pair.run(10)
    assert (pair.session.linked, pair.session.trouble) == (1, trouble.ECHO)
    assert pair.session.echoes > 10
    told(pair.session, pair.line, 60)
    pair.run(3)
    assert pair.line.get(0) == 600
    pair.run(10)
    assert pair.session.values[0] == 60
    pair.line.echo = 0
    pair.run(5)
    assert (pair.session.linked, pair.session.trouble) == (1, trouble.OK)


def test_an_echo_that_goes_while_the_drive_stands():
    pair = linked(0)
    pair.line.echo = 1
    pair.run(10)
    pair.line.echo = 0
    pair.run(5)
    assert (pair.session.linked, pair.session.trouble) == (1, trouble.OK)


@pytest.mark.parametrize("speed", [0, 40])
def test_an_echo_alone_is_no_answer(speed):
    pair = linked(speed)
    pair.line.echo, pair.line.powered = 1, 0
    pair.run(30)
    assert (pair.session.linked, pair.session.trouble) == (0, trouble.ECHO)


def test_a_register_that_is_refused_is_asked_for_rarely_and_the_rest_goes_on():
    pair = talk(
        read={"speed": {"register": 100, "scale": "0.1 Hz", "function": 4}, "power": {"register": 500, "scale": "1 W"}}
    )
    told(pair.session, pair.line, 30)
    pair.run(600)
    assert pair.session.refused == 1
    assert pair.session.values == [30, UNKNOWN]
    assert pair.session.trouble == trouble.OK


def test_a_time_out_that_the_drive_refuses_leaves_the_compressor_standing():
    pair = talk(start=[{"register": 999, "value": 1}])
    told(pair.session, pair.line, 40)
    pair.run(30)
    assert (pair.line.get(1), pair.session.trouble) == (0, trouble.REFUSED)
    assert len(pair.line.sent) < 60


def test_an_answer_of_another_drive_is_not_ours():
    pair = linked(40)
    pair.line.change = lambda answer: bytes([9]) + answer[1:]
    pair.run(5)
    assert pair.session.linked == 0


@given(st.lists(st.integers(0, 255), max_size=300))
@settings(max_examples=25)
def test_random_bytes_do_no_harm(noise):
    pair = linked(40)
    for k in range(0, len(noise), 30):
        pair.line.coming += bytes(noise[k : k + 30])
        pair.run(0.3)
    pair.run(8)
    assert (pair.session.linked, pair.line.get(0), pair.line.get(1)) == (1, 400, 1)
    assert pair.session.values[0] == 40


def test_the_counter_of_ms_may_wrap():
    pair = Talk(Session(plain()), Line(), at=(1 << 29) - 20000)
    pair.line.heard = pair.line.ms
    told(pair.session, pair.line, 40)
    pair.run(60)
    assert (pair.session.linked, pair.session.values[0]) == (1, 40)
    assert pair.session.timeouts == 0
