"""The short form of `make fuzz`; and that it would find a parser that fails."""

import random

import pytest

from tests import fuzz


@pytest.mark.parametrize("proto", fuzz.protocols())
def test_no_bytes_upset_a_parser(proto):
    assert "explained" in fuzz.run(proto, 1500, seed=7)


def test_every_protocol_has_frames_to_begin_with():
    assert {"cn105", "s21", "midea"} <= set(fuzz.protocols())
    for proto in fuzz.protocols():
        assert len(fuzz.frames(proto)) > 1


class _Target(fuzz.Target):
    def __init__(self):
        super().__init__("cn105", random.Random(3))


def test_a_parser_that_loses_its_way_or_grows_is_found(monkeypatch):
    target = _Target()
    lost = target.codec.Receiver()
    monkeypatch.setattr(lost, "put", lambda byte: 0)
    target.receiver = lost
    with pytest.raises(AssertionError, match="of .* came"):
        target.feed(b"\x00")
    kept = _Target()
    before = kept.size
    kept.session.hoard = list(range(100))
    assert kept.size >= before + 100
