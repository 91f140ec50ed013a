"""The pattern of deviations and its name; what is told once, kept, replaced and taken back; names that missing sensors forbid."""

import itertools
import json

import pytest

from balancepoint.control.care import faults as d
from balancepoint.control.care import signals as f
from balancepoint.control.care.diagnosis import Diagnosis
from balancepoint.control.care.fdd import Fdd
from balancepoint.control.care.signals import COOLING, HEATING, STANDSTILL
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.faults_text import TEXTS, advice, meaning
from balancepoint.control.journal.journal import Journal
from balancepoint.control.journal.words import words
from balancepoint.control.readings import HIGH_PRESSURE
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings

WINDOW = 1800
DAY = 86400
NAMES = {"power": f.POWER, "coil": f.COIL, "air": f.AIR, "exchange": f.EXCHANGE, "approach": f.APPROACH,
         "superheat": f.SUPERHEAT, "gap": f.GAP_1, "gap2": f.GAP_2}  # fmt: skip
FITTED = tuple(name for name in NAMES if name != "gap2")


class Bench:
    """A diagnosis on deviations as the test says, window by window."""

    def __init__(self, memory=None):
        self.memory = memory or Memory()
        self.journal = Journal()
        self.fdd = Fdd(make_settings(), self.memory)
        self.fdd.lift, self.fdd.rise = 1500, 1200  # 15 K of coil, 12 K of supply over the return air
        self.diagnosis = Diagnosis(self.memory, self.journal, self.fdd)
        self.now = 0

    def show(self, kind, fitted=FITTED, **levels):
        """`levels` ‰ or 0.01 K; the sums have run over where a deviation is beyond its slack."""
        for name, signal in NAMES.items():
            at = (kind * f.SIGNALS + signal) * f.TREND
            level = levels.get(name, 0)
            self.fdd.seen[kind * f.SIGNALS + signal] = 100 if name in fitted else 0
            slack = 60 if kind == STANDSTILL else f.SLACK[signal]
            self.memory.trends[at] = level * 16
            self.memory.trends[at + 1] = 34 * slack if level > slack else 0
            self.memory.trends[at + 2] = 34 * slack if level < -slack else 0
        return self

    def live(self, kind, days):
        end = self.now + days * DAY
        while self.now < end:
            self.now += WINDOW
            self.diagnosis.weigh(kind, self.now)
        return self

    @property
    def told(self):
        return [value for _time, code, value in self.journal.entries() if code == j.DIAGNOSIS]


# As the plant measures them at a quarter of full size, and as the sources say (TN 1848; Kays and London)
PATTERNS = {
    "filter, heating": (HEATING, {"coil": 220, "air": 280, "exchange": -50, "power": 5, "gap": 20}, d.DIRTY_FILTER),
    "filter, meter shows it": (HEATING, {"coil": 150, "air": 210, "exchange": -40, "power": 60}, d.DIRTY_FILTER),
    "filter, cooling": (COOLING, {"coil": 60, "air": 120, "exchange": -60}, d.DIRTY_FILTER),
    "filter, damp cooling": (COOLING, {"coil": -80, "air": -20, "exchange": -60}, d.DIRTY_FILTER),
    "outdoor coil, heating": (HEATING, {"coil": -20, "air": -20, "approach": 280, "power": -10}, d.DIRTY_OUTDOOR),
    "outdoor coil, cooling": (COOLING, {"approach": 330, "power": 70}, d.DIRTY_OUTDOOR),
    "charge, heating": (
        HEATING,
        {"coil": -130, "air": -130, "approach": -160, "superheat": 250, "power": -30},
        d.LOW_CHARGE,
    ),
    "charge, cooling": (
        COOLING,
        {"coil": -70, "air": -70, "approach": -120, "superheat": 250, "power": -30},
        d.LOW_CHARGE,
    ),
    "damp summer": (COOLING, {"coil": -250, "air": -250, "approach": -40, "superheat": 200}, d.NOTHING),
    "damp winter": (HEATING, {"coil": -30, "air": -30, "approach": -300}, d.NOTHING),
    "after the filter was cleaned": (HEATING, {"coil": -150, "air": -190, "exchange": 40}, d.NOTHING),
    "all well": (HEATING, {"coil": 20, "air": 20, "power": -15, "approach": 60, "superheat": 40}, d.NOTHING),
    "more power for nothing seen": (HEATING, {"power": 120}, d.UNKNOWN_LOSS),
    "coil sensor drifts": (HEATING, {"coil": -130, "exchange": -130}, d.UNKNOWN_LOSS),
}


@pytest.mark.parametrize("what", PATTERNS)
def test_a_pattern_has_its_name(what):
    kind, levels, fault = PATTERNS[what]
    bench = Bench().show(kind, **levels).live(kind, 6)
    assert bench.diagnosis.fault == fault
    assert len(bench.told) == (1 if fault else 0), "told once"


@pytest.mark.cpython("a week of a machine, 900 times")
@pytest.mark.parametrize("what", [name for name, (_, _, fault) in PATTERNS.items() if fault in (1, 2, 3)])
def test_fewer_sensors_never_give_another_name(what):
    kind, levels, fault = PATTERNS[what]
    for count in range(len(FITTED)):
        for fitted in itertools.combinations(FITTED, count):
            if "exchange" in fitted and not {"coil", "air"} <= set(fitted):
                continue  # it is made of both
            shown = {name: level for name, level in levels.items() if name in fitted}
            bench = Bench().show(kind, fitted, **shown).live(kind, 7)
            assert bench.diagnosis.fault in (fault, d.UNKNOWN_LOSS, d.NOTHING), fitted


def test_without_supply_and_meter_a_warm_coil_is_a_loss_of_unknown_cause():
    fitted = ("coil", "approach", "superheat", "gap")
    bench = Bench().show(HEATING, fitted, coil=220).live(HEATING, 7)
    assert bench.diagnosis.fault == d.UNKNOWN_LOSS


def test_a_loss_that_gets_a_name_is_no_younger_for_that():
    """The indoor coil comes to be known on the third day: its name is then six windows away, not two days more."""
    kind, levels, fault = PATTERNS["outdoor coil, heating"]
    blind = [name for name in FITTED if name not in ("coil", "air", "exchange")]
    bench = Bench().show(kind, blind, approach=levels["approach"]).live(kind, 3)
    assert bench.told == []
    bench.show(kind, **levels)
    for window in range(1, 8):
        bench.now += WINDOW
        bench.diagnosis.weigh(kind, bench.now)
        assert bench.diagnosis.fault == (fault if window >= 6 else d.NOTHING)


def test_weather_passes_before_it_has_a_name():
    bench = Bench()
    for _ in range(10):
        bench.show(HEATING, approach=300).live(HEATING, 1)
        bench.show(HEATING).live(HEATING, 1.5)
    assert bench.told == []


def test_a_night_of_rest_makes_what_shows_in_running_no_older():
    bench = Bench().show(HEATING, coil=220, air=280, exchange=-50).live(HEATING, 1)
    bench.live(STANDSTILL, 5)
    assert bench.diagnosis.fault == d.NOTHING
    bench.live(HEATING, 2)
    assert bench.diagnosis.fault == d.DIRTY_FILTER


def test_sun_on_the_outdoor_sensor_is_no_lack_of_charge():
    """It narrows the approach and so raises the superheat for a lift; the compressor takes as much as ever, or more."""
    bench = Bench().show(COOLING, coil=-45, air=-45, approach=-105, superheat=185, power=29).live(COOLING, 8)
    assert bench.told == []


def test_what_is_repaired_is_taken_back_once():
    bench = Bench().show(HEATING, coil=220, air=280, exchange=-50).live(HEATING, 3)
    assert bench.diagnosis.fault == d.DIRTY_FILTER
    bench.show(HEATING).live(HEATING, 6)
    assert bench.diagnosis.fault == d.NOTHING
    assert bench.told[1:] == [0]


def test_a_better_name_replaces_unknown_but_not_the_other_way_round():
    bench = Bench().show(HEATING, power=120).live(HEATING, 6)
    assert bench.diagnosis.fault == d.UNKNOWN_LOSS
    bench.show(HEATING, coil=220, air=280, exchange=-50, power=120).live(HEATING, 3)
    assert bench.diagnosis.fault == d.DIRTY_FILTER
    bench.show(HEATING, power=120).live(HEATING, 10)
    assert bench.diagnosis.fault == d.DIRTY_FILTER


@pytest.mark.parametrize("drift", (100, -100, 250))
def test_a_room_sensor_that_drifts_is_told_from_a_return_air_that_does(drift):
    """The room reads `drift` too high: the gap falls, nothing else moves. The return air so: coil and supply move with it."""
    room = Bench().show(HEATING, gap=-drift).live(HEATING, 1)
    assert (room.diagnosis.fault, room.diagnosis.sensor) == (d.DRIFTING_SENSOR, 0)
    assert room.diagnosis.correction(0) == pytest.approx(-drift, abs=1)
    coil, air = 1500 - drift, 1200 - drift
    exchange = round((coil / air) / (1500 / 1200) * 1000) - 1000
    levels = {"coil": coil * 1000 // 1500 - 1000, "air": air * 1000 // 1200 - 1000, "exchange": exchange, "gap": drift}
    air = Bench().show(HEATING, **levels).live(HEATING, 1)
    assert (air.diagnosis.fault, air.diagnosis.sensor) == (d.DRIFTING_SENSOR, 4)
    assert air.diagnosis.correction(0) == 0


@pytest.mark.parametrize("drift", (120, -120))
def test_at_standstill_the_coil_says_which_of_the_two_lies(drift):
    fitted = ("coil", "gap")
    room = Bench().show(HEATING, fitted, gap=-drift).show(STANDSTILL, fitted, gap=-drift).live(HEATING, 1)
    air = Bench().show(HEATING, fitted, gap=drift).show(STANDSTILL, fitted, gap=drift, coil=-drift).live(HEATING, 1)
    assert (room.diagnosis.sensor, air.diagnosis.sensor) == (0, 4)
    assert room.diagnosis.confidence > 700


def test_without_a_witness_nothing_is_put_right():
    bench = Bench().show(HEATING, ("coil", "gap"), gap=-150).live(HEATING, 1)
    assert bench.diagnosis.fault == d.DRIFTING_SENSOR
    assert bench.diagnosis.correction(0) == 0


@pytest.mark.parametrize("gaps, sensor", (((-100, 0), 0), ((0, 100), 1), ((100, 100), 4)))
def test_two_room_sensors_know_which_of_them_it_is(gaps, sensor):
    bench = Bench().show(HEATING, tuple(NAMES), gap=gaps[0], gap2=gaps[1]).live(HEATING, 1)
    assert (bench.diagnosis.fault, bench.diagnosis.sensor) == (d.DRIFTING_SENSOR, sensor)


@pytest.mark.parametrize("levels, sensor", (({"coil": 150}, 6), ({"air": -150}, 5), ({"approach": 250}, 7)))
def test_standstill_finds_the_sensor_that_disagrees(levels, sensor):
    bench = Bench().show(HEATING).live(HEATING, 1).show(STANDSTILL, **levels).live(STANDSTILL, 1)
    assert (bench.diagnosis.fault, bench.diagnosis.sensor) == (d.DRIFTING_SENSOR, sensor)


def test_a_coil_that_is_still_warm_has_no_lying_sensor():
    bench = Bench().show(HEATING).live(HEATING, 1).show(STANDSTILL, coil=150, air=67).live(STANDSTILL, 2)
    assert bench.told == []


@pytest.mark.parametrize("drift", (130, -130))
def test_a_machine_that_hardly_runs_finds_the_room_sensor_at_rest(drift):
    bench = Bench().show(STANDSTILL, ("coil", "gap"), gap=-drift).live(STANDSTILL, 1)
    assert (bench.diagnosis.fault, bench.diagnosis.sensor) == (d.DRIFTING_SENSOR, 0)
    assert bench.diagnosis.correction(0) == 0, "before it has run nobody knows what for"
    bench.live(HEATING, 1)
    assert bench.diagnosis.correction(0) == pytest.approx(-drift, abs=1)
    air = Bench().show(STANDSTILL, ("coil", "gap"), gap=drift, coil=-drift).live(STANDSTILL, 1)
    assert (air.diagnosis.fault, air.diagnosis.sensor) == (d.DRIFTING_SENSOR, 4)


def test_a_reboot_keeps_the_diagnosis_and_says_nothing_twice():
    bench = Bench().show(HEATING, coil=220, air=280, exchange=-50).live(HEATING, 3)
    again = Bench(Memory.from_dict(json.loads(json.dumps(bench.memory.to_dict()))))
    again.show(HEATING, coil=220, air=280, exchange=-50).live(HEATING, 3)
    assert again.diagnosis.fault == d.DIRTY_FILTER and again.told == []


def test_words_say_what_it_is_what_to_do_and_whom_to_call():
    contact = ("Ann's Heating", "+1 555 0100")
    for fault in TEXTS:
        entry = words(0, j.DIAGNOSIS, (fault << 16) + 800, contact)
        assert meaning(fault) in entry["text"] or fault == d.DRIFTING_SENSOR
        assert advice(fault, contact) in entry["text"]
        assert not entry["normal"] and "Call service" not in entry["text"]
    assert "Ann's Heating, +1 555 0100" in words(0, j.UNIT_FAULT, 33, contact)["text"]
    assert "33" in words(0, j.UNIT_FAULT, 33)["text"]
    opened = words(0, j.UNIT_FAULT, HIGH_PRESSURE, contact)["text"]
    assert "high-pressure switch" in opened and "Ann's Heating" in opened and str(HIGH_PRESSURE) not in opened
    drifting = Bench().show(HEATING, gap=-150).live(HEATING, 1).diagnosis.report(contact)
    assert drifting["sensor"] == "room 1" and "Room 1" in drifting["meaning"]
    assert json.loads(json.dumps(drifting)) == drifting
