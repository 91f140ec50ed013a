"""What the journal keeps, and how real short-cycling differs from normal cycling."""

from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.chronicle import Chronicle
from balancepoint.control.journal.journal import Journal
from balancepoint.control.journal.words import words
from balancepoint.control.sense.channel import FAILED, FINE, HELD, STUCK
from balancepoint.control.sense.sources import CHANGES
from balancepoint.control.settings.memory import Memory
from balancepoint.control.situation import DISCHARGE, FREE, HOT_COIL
from tests.firmware.control.bench import codes, make_settings, make_situation, values


class Bench:
    def __init__(self, **settings):
        self.settings = make_settings(**settings)
        self.memory = Memory()
        self.journal = Journal()
        self.memory.heat_loss = 1200
        self.s = make_situation(self.memory, room_status=FAILED, room_source=0, outdoor_source=0)
        self.command = self.s.command
        self.chronicle = Chronicle(self.settings, self.memory, self.journal)

    def tick(self, now, speed, aux=0):
        self.command.speed = speed
        self.command.aux = aux
        self.chronicle.step(self.s, now, 1)

    def run(self, now, reason):
        """One run that begins at `now` and ends for `reason` 5 min later: the compressor stage tells all but protection."""
        self.s.compressor_on = 1
        self.tick(now, 40)
        if reason != j.STOPPED_PROTECTION:
            self.s.compressor_on = 0
            self.journal.add(now + 300, j.STOP, reason)
        self.tick(now + 300, 0)

    def values(self, code):
        return values(self.journal, code)


def test_a_new_chronicle_begins_with_the_start():
    assert Bench().journal.entries() == [(0, j.BOOT, 0)]


def test_ticks_in_which_nothing_changes_add_nothing():
    bench = Bench()
    for now in range(10):
        bench.tick(now, 40 + now, aux=1)
    assert codes(bench.journal) == [j.BOOT, j.START, j.AUX_ON]


def test_the_stops_and_starts_of_a_defrost_are_none():
    bench = Bench()
    bench.s.compressor_on = 1
    bench.tick(0, 40)
    bench.command.defrost = 1
    for now, speed in ((100, 0), (200, 60), (300, 0), (400, 40)):
        bench.tick(now, speed)
    bench.command.defrost = 0
    bench.tick(500, 45)
    assert codes(bench.journal) == [j.BOOT, j.START]
    assert bench.memory.compressor_starts == 1


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
    bench.s.map = UnitMap(bench.settings).heating
    least = bench.s.map.q_min
    bench.s.compressor_on = 1
    for now in range(0, 86400, 60):
        bench.s.cycling = 1 if now % 1800 < 900 else 0
        bench.chronicle.note(bench.s, now, 60)
    assert bench.values(j.CYCLING) == [least, least]
    assert "normal" in words(0, j.CYCLING, least)["text"]


def test_backup_is_told_with_its_length():
    bench = Bench()
    for now, aux in ((0, 0), (100, 1), (200, 2), (300, 1), (1300, 0)):
        bench.tick(now, 0, aux)
    assert bench.values(j.AUX_ON) == [1, 2, 1]
    assert bench.values(j.AUX_OFF) == [1200]


def test_sensors_and_sources_are_told_when_they_change():
    bench = Bench()
    s = bench.s
    bench.chronicle.note(s, 60, 60)
    assert codes(bench.journal) == [j.BOOT]
    s.sensor_faults[7] = STUCK
    s.sensor_faults[CHANGES] += 1
    s.room_status = HELD
    s.room_source = s.outdoor_source = 1
    for now in (120, 180):
        bench.chronicle.note(s, now, 60)
    assert bench.journal.entries(1) == [
        (120, j.SENSOR, 7 * 16 + STUCK),
        (120, j.ROOM_STATUS, HELD),
        (120, j.ROOM_SOURCE, 1),
        (120, j.OUTDOOR_SOURCE, 1),
    ]
    s.sensor_faults[7] = FINE
    s.sensor_faults[CHANGES] += 1
    bench.chronicle.note(s, 240, 60)
    assert values(bench.journal, j.SENSOR) == [7 * 16 + STUCK, 7 * 16 + FINE]


def test_what_was_learned_is_told_when_it_has_moved_by_5_percent_or_a_kelvin():
    bench = Bench()
    for loss, point in ((1260, None), (1261, 90), (1200, 101), (1100, 150)):
        bench.memory.heat_loss, bench.memory.balance_point = loss, point
        bench.chronicle.learned(0)
    assert bench.values(j.LEARNED) == [1261, 1100]
    assert bench.values(j.BALANCE_POINT) == [101]


def test_what_a_protection_stopped_it_for():
    for fields, which in (
        ({"discharge": 11600}, j.LIMIT_DISCHARGE),
        ({"indoor_max": 3250}, j.LIMIT_ROOM),
        ({"cooling": 1}, j.LIMIT_COIL),
        ({}, 0),
    ):
        bench = Bench()
        for name, value in fields.items():
            setattr(bench.s, name, value)
        bench.run(1000, j.STOPPED_PROTECTION)
        assert bench.values(j.STOP) == [j.STOPPED_PROTECTION + 16 * which]


def test_what_the_guard_has_told_is_not_told_again():
    bench = Bench()
    bench.s.compressor_on = 1
    bench.tick(1000, 40)
    bench.journal.add(1300, j.STOP, j.STOPPED_BY_UNIT)
    bench.tick(1300, 0)
    assert bench.values(j.STOP) == [j.STOPPED_BY_UNIT]


def test_a_limit_that_stays_is_told_with_its_cause():
    for because, told in ((HOT_COIL, j.LIMIT_COIL), (DISCHARGE, j.LIMIT_DISCHARGE)):
        bench = Bench()
        bench.s.compressor_on = 1
        for minute in range(24 * 60):
            bench.s.most_because = because if minute % 4 else FREE  # three quarters of the time
            bench.chronicle.note(bench.s, minute * 60, 60)
        assert set(bench.values(j.HELD_BACK)) == {told} and len(bench.values(j.HELD_BACK)) == 2
    bench = Bench()
    bench.s.compressor_on = 1
    for minute in range(24 * 60):
        bench.s.most_because = HOT_COIL if minute % 4 == 0 else FREE
        bench.chronicle.note(bench.s, minute * 60, 60)
    assert not bench.values(j.HELD_BACK)


def test_a_heater_that_draws_nothing_is_told_once_and_again_only_after_it_drew():
    bench = Bench()
    meter = bench.s.readings.aux_current_mA
    for minute in range(150):
        bench.s.command.aux = 0 if minute == 3 else 1  # a short rest proves nothing
        meter.set(0 if minute < 90 or minute > 91 else 8000)
        bench.chronicle.note(bench.s, minute * 60, 60)
        if minute == 4:
            assert not bench.values(j.HEATER_UNLIT)
    assert len(bench.values(j.HEATER_UNLIT)) == 2
    assert not words(0, j.HEATER_UNLIT, 0)["normal"]


def test_nothing_is_said_of_a_heater_that_is_off_or_draws_or_has_no_meter():
    for aux, value, age in ((0, 0, 0), (1, 8000, 0), (1, None, 0), (1, 0, 600)):
        bench = Bench()
        bench.s.command.aux = aux
        bench.s.readings.aux_current_mA.set(value, age)
        for minute in range(60):
            bench.chronicle.note(bench.s, minute * 60, 60)
        assert not bench.values(j.HEATER_UNLIT)
