"""The ring keeps the newest, counts what it drops, and every code has words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.journal.words import words
from balancepoint.control.sense.channel import CROSS, FINE
from balancepoint.control.sense.sources import FAULT_NAMES, ROOM

CODES = {
    name: value
    for name, value in vars(j).items()
    if name.isupper()
    and isinstance(value, int)
    and not name.startswith(("STOPPED_", "LOCKED_", "LATCHED_", "LIMIT_", "UPDATE_"))
}


@given(
    st.integers(1, 20),
    st.lists(st.tuples(st.integers(0, 1 << 30), st.integers(1, j.AUX_OFF), st.integers(-9999, 9999))),
)
def test_ring_against_a_plain_list(size, added):
    journal = Journal(size)
    for entry in added:
        journal.add(*entry)
    assert journal.count == len(added)
    assert journal.dropped == max(0, len(added) - size)
    assert journal.entries() == added[-size:] if added else journal.entries() == []
    for since in (0, len(added) // 2, len(added)):
        assert journal.entries(since) == added[max(since, len(added) - size) :]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3), st.integers(0, 2))), st.integers(0, 60), st.integers(1, 30)
)
def test_tally_against_a_plain_count(added, since, size):
    journal = Journal(size)
    now, kept = 0, []
    for pause, code, value in added:
        now += pause
        journal.add(now, code, value)
        kept.append((now, code, value))
    kept = kept[-size:]
    for code in (1, 2, 3):
        assert journal.tally(code, since) == sum(c == code and t >= since for t, c, _v in kept)
        assert journal.tally(code, since, 1) == sum(c == code and v == 1 and t >= since for t, c, v in kept)


@given(
    st.lists(st.tuples(st.integers(0, 1500), st.sampled_from((j.START, j.SENSOR, j.COIL_HOT)), st.integers(0, 2))),
    st.integers(1, 12),
)
def test_what_is_said_again_is_counted_where_it_was_said(added, size):
    journal = Journal(size)
    now, kept, dropped = 0, [], 0  # [time, code, value, times]
    for pause, code, value in added:
        now += pause
        journal.add(now, code, value)
        again = [e for e in kept if e[1:3] == [code, value] and now - e[0] < 3600 and code != j.START]
        if again:
            again[-1][3] += 1
        else:
            kept.append([now, code, value, 1])
            dropped += len(kept) > size
            del kept[:-size]
    assert journal.entries() == [tuple(entry[:3]) for entry in kept]
    assert journal.count == len(kept) + dropped
    assert [journal.times(dropped + k) for k in range(len(kept))] == [entry[3] for entry in kept]


def test_a_chatter_of_a_day_leaves_the_news_in_the_ring():
    journal = Journal(128)
    journal.add(0, j.UNIT_FAULT, 7)
    for minute in range(1440):
        journal.add(minute * 60, j.COIL_HOT, 5800)
        journal.add(minute * 60, j.WISH_CAPPED, 2300)
    assert journal.dropped == 0 and journal.count == 1 + 2 * 24
    assert journal.words()[1]["text"].endswith("(60 times within the hour)")
    assert "times" not in journal.words()[0]["text"]
    journal = Journal(1)
    for _ in range(1000):
        journal.add(5, j.HOT, 3300)
    assert journal.entries() == [(5, j.HOT, 3300)] and journal.times(0) == 256, "as far as it can count"


def test_codes_are_distinct():
    assert len(set(CODES.values())) == len(CODES) >= 28


@pytest.mark.parametrize("name", sorted(CODES))
@pytest.mark.parametrize("value", (-500, 0, 1, 2, 5, 77, 4000))
def test_every_code_has_words_whatever_its_value(name, value):
    entry = words(120, CODES[name], value)
    assert set(entry) == {"time_s", "code", "text", "normal"}
    assert entry["time_s"] == 120 and entry["code"] == CODES[name]
    assert isinstance(entry["normal"], bool)
    assert not entry["text"].startswith("Code "), "fell through to the unknown code"
    assert "\n" not in entry["text"]


def test_unknown_code_is_told_and_not_normal():
    assert "99" in words(0, 99, 7)["text"]
    assert not words(0, 99, 7)["normal"]


@pytest.mark.parametrize("reason", [value for name, value in vars(j).items() if name.startswith("STOPPED_")])
def test_every_stop_has_its_own_words(reason):
    texts = [words(0, j.STOP, other)["text"] for name, other in vars(j).items() if name.startswith("STOPPED_")]
    assert texts.count(words(0, j.STOP, reason)["text"]) == 1


def test_a_stop_says_which_lockout_or_limit():
    for kind, reason in (("LOCKED_", j.STOPPED_LOCKOUT), ("LIMIT_", j.STOPPED_PROTECTION)):
        which = [value for name, value in vars(j).items() if name.startswith(kind)]
        texts = {words(0, j.STOP, reason + 16 * value)["text"] for value in which}
        assert len(texts) == len(which) and words(0, j.STOP, reason)["text"] not in texts
    assert "window" in words(0, j.STOP, j.STOPPED_WINDOW)["text"]


def test_every_lockout_and_latch_is_told_in_a_sentence():
    for name, value in vars(j).items():
        if name.startswith("LOCKED_"):
            assert len(words(0, j.LOCKOUT, value)["text"]) > 20
        if name.startswith("LATCHED_"):
            assert len(words(0, j.HEATER_LATCHED, value)["text"]) > 20


@pytest.mark.parametrize(
    "code, value, normal",
    (
        (j.BOOT, 0, True),
        (j.START, 40, True),
        (j.STOP, j.STOPPED_SATISFIED, True),
        (j.STOP, j.STOPPED_OFF, True),
        (j.STOP, j.STOPPED_PROTECTION, False),
        (j.STOP, j.STOPPED_BY_UNIT, False),
        (j.DEFROST, 0, True),
        (j.DEFROST_END, 400, True),
        (j.DEFROST_END, 1200, False),
        (j.AUX_ON, 1, True),
        (j.AUX_OFF, 900, True),
        (j.OIL_RETURN, 0, True),
        (j.LOCKOUT, 0, True),
        (j.LOCKOUT, j.LOCKED_COLD, True),
        (j.LOCKOUT, j.LOCKED_SWITCHOVER, True),
        (j.LOCKOUT, j.LOCKED_VALVE, False),
        (j.LOCKOUT, j.LOCKED_UNIT, False),
        (j.VALVE, 1, False),
        (j.HOT, 3250, False),
        (j.HEATER_LATCHED, j.LATCHED_WELDED, False),
        (j.DISCHARGE, 10300, False),
        (j.COIL_FREEZING, 100, False),
        (j.CAPACITY_FAULT, 200, False),
        (j.UNIT_FAULT, 12, False),
        (j.UNIT_FAULT, 0, True),
        (j.FREEZE, 2, False),
        (j.FREEZE, 0, True),
        (j.ROOM_SOURCE, ROOM, True),
        (j.ROOM_SOURCE, 0, False),
        (j.SENSOR, 16 + CROSS, False),
        (j.SENSOR, 16 + FINE, True),
        (j.BAD_REQUEST, 0, False),
        (j.LEARNED, 1234, True),
    ),
)
def test_normal_tells_what_somebody_should_look_at(code, value, normal):
    assert words(0, code, value)["normal"] is normal


def test_the_sensor_is_named():
    for channel, name in enumerate(FAULT_NAMES):
        for fault in range(6):
            assert name in words(0, j.SENSOR, channel * 16 + fault)["text"]


def test_degrees_are_written_as_people_read_them():
    assert "-5.4 °C" in words(0, j.COIL_FREEZING, -540)["text"]
    assert "-0.5 °C" in words(0, j.BALANCE_POINT, -50)["text"]
    assert "32.1 °C" in words(0, j.HOT, 3210)["text"]


def test_journal_in_words():
    journal = Journal()
    journal.add(5, j.START, 40)
    assert "40 Hz" in journal.words()[0]["text"]
    assert journal.words(since=1) == []
