"""The interlocks where the unit owns its compressor, whatever the drive asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.command import FAN_AUTO, LEASE
from balancepoint.control.guard.choice import guard_for
from balancepoint.control.guard.managed import ManagedGuard
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import NEVER, UNKNOWN
from balancepoint.control.request import COOL, DRY, FAN, HEAT, OFF
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import codes, copy, indoors, make_settings, make_situation, values

MODES = (OFF, HEAT, COOL, DRY, FAN)


class Bench:
    def __init__(self, **settings):
        given = {"managed": 1, "room_feed": 2, "aux_stages": 2, "setpoint_low": 1600, "setpoint_high": 3000}
        given.update(settings)
        self.settings = make_settings(**given)
        self.memory = Memory()
        self.journal = Journal()
        self.guard = guard_for(self.settings, self.memory, self.journal)
        self.s = make_situation(self.memory)
        self.guard.begin(self.s)
        self.now = 0
        self.running = None  # what the unit says; None: as it was asked

    def ask(self, mode, setpoint=2100, feed=2050, speed=40):
        want = self.s.want
        want.mode, want.setpoint, want.feed, want.speed, want.wish = mode, setpoint, feed, speed, 2100
        return self

    def tick(self, dt=1):
        self.now += dt
        self.s.now = self.now
        said = (1 if self.s.command.speed else 0) if self.running is None else self.running
        self.s.readings.running.set(said)
        self.guard.step(self.s, self.now, dt)
        return copy(self.s.command)

    def run(self, seconds, dt=1):
        return [self.tick(dt) for _ in range(seconds // dt)]


def test_it_is_the_guard_of_a_managed_unit():
    assert isinstance(Bench().guard, ManagedGuard)


def test_what_is_asked_is_passed_on():
    command = Bench().ask(HEAT).tick()
    assert (command.mode, command.setpoint, command.feed, command.wish, command.speed) == (HEAT, 2100, 2050, 2100, 40)
    assert command.valve == 1 and command.valid_until == 1 + LEASE
    command = Bench().ask(COOL, 2400, 2550).tick()
    assert (command.mode, command.valve) == (COOL, 0)


asked = st.lists(
    st.tuples(
        st.sampled_from(MODES),
        st.integers(-500, 5000),  # set point
        st.integers(-500, 6000),  # feed
        st.one_of(st.just(UNKNOWN), st.integers(-900, 4900)),  # coldest indoors
        st.integers(0, 2500),  # by how much the hottest is warmer
        st.integers(0, 1),  # available
        st.sampled_from((0, j.LOCKED_COLD, j.LOCKED_UNIT, j.LOCKED_SEASON)),
        st.integers(0, 2),  # stages of the heater
    ),
    min_size=1,
    max_size=40,
)


@given(sequence=asked)
def test_the_interlocks_hold(sequence):
    bench = Bench()
    s = bench.s
    for mode, setpoint, feed, coldest, warmer, available, lockout, aux in sequence:
        bench.ask(mode, setpoint, feed)
        s.want.aux = aux
        s.indoor_min = s.room = coldest
        s.indoor_max = UNKNOWN if coldest == UNKNOWN else coldest + warmer
        s.cooling = 1 if mode == COOL else 0
        s.available, s.lockout = (1, 0) if available else (0, lockout)
        for dt in (1, 10, 200):
            command = bench.tick(dt)
            assert 1600 <= command.setpoint <= 3000 and 1600 <= command.wish <= 3000
            assert command.feed == 0 or 800 <= command.feed <= 3900
            assert command.mode in MODES
            if s.indoor_max > 3200:
                assert command.mode != HEAT and command.aux == 0
            if coldest == UNKNOWN:
                assert command.feed == 0 and command.aux == 0
            elif coldest < 700 and s.indoor_max <= 3150 and (available or lockout in (j.LOCKED_UNIT, j.LOCKED_SEASON)):
                assert command.mode == HEAT and command.setpoint >= 1600
                assert command.setpoint - command.feed >= 200, "and it really runs"
            elif mode == OFF and coldest > 800:
                assert command.mode == OFF and command.speed == 0
            if not available and lockout == j.LOCKED_COLD:
                assert command.mode in (OFF, FAN) and command.speed == 0
            assert command.defrost == 0 and command.valid_until == bench.now + LEASE
            if command.mode in (OFF, FAN):
                assert command.speed == 0


@pytest.mark.parametrize("mode", MODES)
def test_no_room_freezes_in_any_mode(mode):
    bench = Bench().ask(mode, 1600, 0)
    indoors(bench.s, 690)
    command = bench.tick()
    assert (command.mode, command.valve) == (HEAT, 1) and command.setpoint >= 1600 and command.feed == 800
    indoors(bench.s, 810)
    assert bench.tick().mode == mode
    assert values(bench.journal, j.FREEZE) == [1, 0]


def test_frost_without_a_feed_is_its_own_sensors_matter():
    bench = Bench(room_feed=0, setpoint_low=1000).ask(OFF)
    indoors(bench.s, 690)
    command = bench.tick()
    assert (command.mode, command.setpoint, command.feed) == (HEAT, 1600, 0)


@pytest.mark.parametrize("mode, expected", ((HEAT, OFF), (COOL, COOL), (DRY, DRY), (FAN, FAN)))
def test_above_32_degrees_it_is_never_asked_to_heat(mode, expected):
    bench = Bench().ask(mode)
    bench.s.indoor_max = 3201
    assert bench.tick().mode == expected
    bench.s.indoor_max = 3160
    assert bench.tick().mode == expected, "until 31.5 °C"
    bench.s.indoor_max = 3140
    assert bench.tick().mode == mode


def test_the_heater_is_guarded_as_ever():
    bench = Bench().ask(HEAT)
    s = bench.s
    s.want.aux = 2
    assert bench.tick().aux == 0, "its least pause after the boot"
    assert bench.run(300)[-1].aux == 2
    s.cooling = 1
    assert bench.tick().aux == 0
    s.cooling = 0
    s.outdoor, s.outdoor_source = 600, 1
    assert bench.run(400)[-1].aux == 0, "the ceiling"
    s.outdoor = 0
    s.indoor_max = 3501
    bench.tick()
    assert bench.memory.heater_latched == j.LATCHED_HOT
    s.indoor_max = 2000
    command = bench.tick()
    assert command.aux == 0 and command.aux_contact == 0
    bench.guard.acknowledge()
    assert bench.run(400)[-1].aux == 2


def test_a_heater_in_the_air_stream_has_its_fan_in_a_unit_that_is_off():
    bench = Bench(aux_in_air_stream=1).ask(OFF)
    bench.s.want.aux = 1
    bench.s.readings.fan_proven.set(1)
    bench.run(300)
    command = bench.tick()
    assert (command.aux, command.mode, command.fan) == (1, FAN, 3)
    bench.s.want.aux = 0
    assert {command.mode for command in bench.run(85)} == {FAN}, "and runs on"
    bench.run(10)
    assert bench.tick().mode == OFF


def test_the_fan_of_a_unit_that_works_is_never_asked_to_stand():
    assert Bench().ask(HEAT).tick().fan == FAN_AUTO
    assert Bench().ask(OFF).tick().fan == 0


def test_a_start_is_foreseen_when_the_unit_has_rested():
    bench = Bench().ask(HEAT)
    bench.run(10)
    assert bench.s.start_heating_at == NEVER
    bench.ask(HEAT, speed=0)
    bench.tick()
    stopped = bench.now
    bench.run(5)
    assert stopped + 170 <= bench.s.start_heating_at <= stopped + 190


def test_after_a_hang_the_heater_has_dropped():
    bench = Bench().ask(HEAT)
    bench.s.want.aux = 1
    bench.run(5)
    bench.tick(dt=100)
    assert j.UNIT_RESTARTED not in codes(bench.journal)


# --- what the unit owes itself ----------------------------------------------------------------------------------------


def turn(bench, *words):
    """(running, s) one after the other."""
    for running, seconds in words:
        bench.running = running
        bench.run(seconds)


def test_a_unit_that_restarts_too_soon_is_told_and_not_withheld():
    bench = Bench().ask(HEAT)
    turn(bench, (1, 60), (0, 100), (1, 10))
    assert values(bench.journal, j.UNIT_RESTARTED) == [100]
    assert bench.tick().mode == HEAT
    text = bench.journal.words()[-1]
    assert not text["normal"] and "100 s" in text["text"]


@pytest.mark.parametrize("rest", (165, 200, 3000))
def test_a_rest_of_three_minutes_less_the_lag_of_its_word_is_one(rest):
    bench = Bench().ask(HEAT)
    turn(bench, (1, 60), (0, rest), (1, 10))
    assert not values(bench.journal, j.UNIT_RESTARTED)


def test_a_defrosts_own_standstill_is_exempt():
    bench = Bench().ask(HEAT)
    turn(bench, (1, 60))
    bench.s.readings.defrosting.set(1)
    turn(bench, (0, 60), (1, 60))
    bench.s.readings.defrosting.set(0)
    turn(bench, (0, 60), (1, 60))
    assert not values(bench.journal, j.UNIT_RESTARTED)


def test_a_restart_of_ours_beside_a_running_unit_is_no_restart_of_its():
    bench = Bench().ask(HEAT)
    turn(bench, (1, 300))
    assert not values(bench.journal, j.UNIT_RESTARTED)


def test_a_hot_discharge_is_told_once():
    bench = Bench().ask(HEAT)
    bench.s.discharge = 11600
    bench.run(60)
    assert values(bench.journal, j.DISCHARGE) == [11600] and bench.s.command.mode == HEAT
    bench.s.discharge = 8900
    bench.tick()
    bench.s.discharge = 11700
    bench.tick()
    assert values(bench.journal, j.DISCHARGE) == [11600, 11700]


def test_an_icy_coil_in_cooling_is_told_after_six_minutes():
    bench = Bench().ask(COOL)
    bench.s.indoor_coil = 150
    bench.run(350)
    assert not values(bench.journal, j.COIL_ICY)
    bench.run(30)
    assert values(bench.journal, j.COIL_ICY) == [150]
    assert bench.s.command.mode == COOL
    assert "filter" in bench.journal.words()[-1]["text"]
