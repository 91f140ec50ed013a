"""Modbus RTU frames against pymodbus, and what the receiver makes of everything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ExceptionResponse
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersResponse,
    ReadInputRegistersResponse,
    WriteMultipleRegistersResponse,
    WriteSingleRegisterResponse,
)

from balancepoint.units.modbus import codec

WORD = st.integers(0, 0xFFFF)
ADDRESS = st.integers(1, 247)


def received(data, receiver=None):
    receiver = receiver or codec.Receiver()
    found = []
    for byte in data:
        if receiver.put(byte):
            found.append(bytes(receiver.buffer[: receiver.length]))
    return found


@given(ADDRESS, st.sampled_from((3, 4, 6, 16)), WORD, WORD)
def test_requests_are_what_pymodbus_reads(address, function, register, value):
    frame = bytearray(16)
    count = codec.request(frame, address, function, register, 1 if function < 6 else value)
    used, request = FramerRTU(DecodePDU(is_server=True)).handleFrame(bytes(frame[:count]), 0, 0)
    assert used == count
    assert (request.dev_id, request.function_code, request.address) == (address, function, register)
    if function == 16:
        assert list(request.registers) == [value]
    elif function == 6:
        assert request.registers[0] == value
    else:
        assert request.count == 1


def answers(address, register, value):
    """What pymodbus would answer, of every kind."""
    framer = FramerRTU(DecodePDU(is_server=True))
    made = [
        ReadHoldingRegistersResponse(dev_id=address, registers=[value]),
        ReadInputRegistersResponse(dev_id=address, registers=[value]),
        WriteSingleRegisterResponse(dev_id=address, address=register, registers=[value]),
        WriteMultipleRegistersResponse(dev_id=address, address=register, count=1),
        ExceptionResponse(3, 2, device_id=address),
    ]
    return [framer.buildFrame(each) for each in made]


@given(ADDRESS, WORD, WORD)
def test_answers_of_pymodbus_are_taken(address, register, value):
    whole = answers(address, register, value)
    assert received(b"".join(whole)) == whole
    assert codec.register(whole[0]) == value


@given(st.lists(st.integers(0, 255), max_size=120), ADDRESS, WORD, WORD)
def test_after_garbage_the_next_answers_are_taken(garbage, address, register, value):
    whole = answers(address, register, value)
    receiver = codec.Receiver()
    received(bytes(garbage), receiver)
    while receiver.next(1):  # the line is silent between frames
        pass
    assert received(whole[0] + whole[2], receiver) == [whole[0], whole[2]]


@given(ADDRESS, WORD, WORD, st.integers(0, 6), st.integers(1, 255))
def test_a_broken_answer_is_not_taken(address, register, value, place, change):
    good = answers(address, register, value)[0]
    broken = bytearray(good)
    broken[place] ^= change
    assert good not in received(bytes(broken))
    assert bytes(broken) not in received(bytes(broken))


@given(st.lists(st.integers(0, 255), max_size=400))
def test_random_bytes_are_survived(garbage):
    receiver = codec.Receiver()
    received(garbage, receiver)
    assert len(receiver.buffer) == codec.LONGEST


@pytest.mark.parametrize(("baud", "ms"), [(1200, 33), (9600, 5), (19200, 3), (115200, 2)])
def test_the_silence_that_ends_a_frame(baud, ms):
    assert codec.silence(baud) == ms
    assert ms >= (3.5 * 11 / baud * 1000 if baud <= 19200 else 1.75)
