"""Another head has the compressor: by a fresh word only, told once, and for an hour no more than a wait."""

from balancepoint.control.drive.managed.heads import OtherHeads
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from tests.firmware.control.bench import make_situation, values


def test_only_a_fresh_word_counts():
    heads, s = OtherHeads(Journal()), make_situation()
    for value, age, waits in ((1, 0, 1), (1, 120, 1), (1, 121, 0), (0, 0, 0), (None, 0, 0), (2, 0, 0), ("1", 0, 0)):
        s.readings.standby.set(value, age)
        assert heads.wait(s) == waits


def test_it_is_told_once_and_long_after_an_hour():
    journal = Journal()
    heads, s = OtherHeads(journal), make_situation()
    s.readings.standby.set(1)
    for now in range(0, 3600, 60):
        heads.step(s, now)
        assert not heads.long(now)
    assert heads.long(3600) and values(journal, j.STANDBY) == [1]
    s.readings.standby.set(0)
    heads.step(s, 3660)
    assert heads.since == -1 and not heads.long(9999) and values(journal, j.STANDBY) == [1, 0]
