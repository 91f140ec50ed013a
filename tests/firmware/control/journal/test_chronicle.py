"""What the journal keeps, and how real short-cycling differs from normal cycling."""

from balancepoint.control.command import Command
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.chronicle import Chronicle
from balancepoint.control.journal.journal import Journal
from balancepoint.control.journal.words import words
from balancepoint.control.sense.sensing import Sensing
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings


class Bench:
    def __init__(self, **settings):
        self.settings = make_settings(**settings)
        self.memory = Memory()
        self.journal = Journal()
        self.command = Command()
        self.memory.heat_loss = 1200
        self.chronicle = Chronicle(self.settings, self.memory, self.journal, Sensing(self.settings, self.memory))

    def run(self, now, reason):
        """One run that begins at `now` and ends for `reason` 5 min later."""
        self.command.speed = 40
        self.chronicle.follow(self.command, 0, 0, now)
        self.command.speed = 0
        if reason == j.STOPPED_PROTECTION:
            self.chronicle.follow(self.command, 40, 1, now + 300)
        else:
            self.journal.add(now + 300, j.STOP, reason)

    def values(self, code):
        return [value for _time, found, value in self.journal.entries() if found == code]


def test_three_starts_an_hour_for_want_of_load_are_normal():
    bench = Bench()
    for k in range(12):
        bench.run(k * 1300, j.STOPPED_SATISFIED)
    assert bench.values(j.SHORT_CYCLING) == []
    assert len(bench.values(j.START)) == 12 == bench.memory.compressor_starts


def test_a_unit_that_keeps_stopping_by_itself_is_told_once_an_hour():
    bench = Bench()
    for k in range(12):
        bench.run(k * 600, j.STOPPED_BY_UNIT)  # 6 an hour for two hours
    told = bench.values(j.SHORT_CYCLING)
    assert len(told) == 2
    assert told[0] == 3 * 16 + j.STOPPED_BY_UNIT
    text = words(0, j.SHORT_CYCLING, told[1])
    assert "more than it should" in text["text"] and "by itself" in text["text"] and not text["normal"]


def test_the_reason_is_the_one_that_stopped_it_most_often():
    bench = Bench()
    for k, reason in enumerate((j.STOPPED_BY_UNIT, j.STOPPED_PROTECTION, j.STOPPED_PROTECTION, j.STOPPED_SATISFIED)):
        bench.run(k * 600, reason)
    assert bench.values(j.SHORT_CYCLING) == [3 * 16 + j.STOPPED_PROTECTION]


def test_five_starts_are_too_many_whatever_stopped_them():
    bench = Bench()
    for k in range(5):
        bench.run(k * 600, j.STOPPED_SATISFIED)
    assert bench.values(j.SHORT_CYCLING) == [4 * 16 + j.STOPPED_SATISFIED]


def test_starts_further_apart_than_an_hour_do_not_add_up():
    bench = Bench()
    for k in range(10):
        bench.run(k * 1900, j.STOPPED_PROTECTION)
    assert bench.values(j.SHORT_CYCLING) == []


def test_normal_cycling_is_told_twice_a_day_at_most():
    bench = Bench()
    for now in range(0, 86400, 60):
        bench.chronicle.note(900 if now % 1800 < 900 else 0, now)
    assert bench.values(j.CYCLING) == [900, 900]
    assert "normal" in words(0, j.CYCLING, 900)["text"]


def test_backup_is_told_with_its_length():
    bench = Bench()
    command = bench.command
    for now, aux in ((0, 0), (100, 1), (200, 2), (300, 1), (1300, 0)):
        command.aux = aux
        bench.chronicle.follow(command, 0, 0, now)
    assert bench.values(j.AUX_ON) == [1, 2, 1]
    assert bench.values(j.AUX_OFF) == [1200]
