"""The ring of frames: the last ones, whole, in order, whatever their lengths, in a place that never grows."""

from hypothesis import given
from hypothesis import strategies as st

from balancepoint.units.recorder import RECEIVED, SENT, Recorder

FRAMES = st.lists(
    st.tuples(st.sampled_from((SENT, RECEIVED)), st.binary(max_size=40), st.integers(0, (1 << 29) - 1)), max_size=60
)


@given(frames=FRAMES, size=st.integers(50, 400), last=st.integers(1, 70))
def test_against_a_plain_list(frames, size, last):
    recorder = Recorder(size)
    kept = []
    for direction, data, ms in frames:
        recorder.note(direction, bytearray(data + b"rest"), len(data), ms)
        kept.append((ms, direction, data))
        while sum(len(data) + 6 for _, _, data in kept) > size:
            kept.pop(0)
    assert recorder.frames() == kept
    assert recorder.frames(last) == kept[-last:]
    assert recorder.count == len(kept) and recorder.dropped == len(frames) - len(kept)


def test_what_is_too_long_is_cut_or_left_out():
    recorder = Recorder(1000)
    recorder.note(RECEIVED, bytearray(range(256)) + bytearray(100), 356, 5)
    assert recorder.frames() == [(5, RECEIVED, bytes(range(255)))]
    small = Recorder(30)
    small.note(SENT, bytearray(40), 40, 5)
    assert small.frames() == []
