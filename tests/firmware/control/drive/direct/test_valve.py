"""The valve's machine: asks, waits, verifies by the coil, tries again, gives up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.drive.direct.valve import HELD, MOVING, VERIFY, Valve
from balancepoint.control.journal import codes as j
from balancepoint.control.journal.journal import Journal
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_settings, make_situation, times, values

energised = pytest.mark.parametrize("energised_in", ("heating", "cooling"))


class Bench:
    """The guard moves the valve `delay` decisions after it is asked to."""

    def __init__(self, energised_in="heating", delay=5):
        self.memory = Memory()
        self.journal = Journal()
        self.valve = Valve(make_settings(valve_energised_in=energised_in), self.memory, self.journal)
        self.heating_position = 1 if energised_in == "heating" else 0
        self.delay = delay
        self.actual = 0
        self.moves = []
        self._waited = 0
        self.wanted = 1
        self.cooling = 0
        self.run_time = 0
        self.steady = 1
        self.room = 2000
        self.coil = 3500  # once it runs; before that the coil is as warm as the room
        self.supply = UNKNOWN
        self.dead = False  # the coil sensor does not move
        self.now = 0
        self.s = make_situation()
        self.due = 1

    def decide(self):
        self.now += 60
        valve = self.valve
        coil = self.coil
        if coil != UNKNOWN and self.run_time <= 60 and not self.dead:
            coil = 2000
        s = self.s
        s.active, s.cooling, s.command.valve, s.run_time = self.wanted, self.cooling, self.actual, self.run_time
        s.after_defrost = 1 - self.steady
        s.indoor_coil, s.supply, s.room = coil, self.supply, self.room
        valve.step(s, self.now, self.due)
        if valve.clear and self.wanted and not self.memory.valve_locked:
            self.run_time += 60
        else:
            self.run_time = 0
        if valve.position != self.actual:
            self._waited += 1
            if self._waited >= self.delay:
                self._waited = 0
                self.actual = valve.position
                self.moves.append(self.actual)
        return valve

    def until(self, true):
        for _ in range(500):
            if true():
                return
            self.decide()
        raise AssertionError("it never comes")

    def run(self, decisions):
        for _ in range(decisions):
            self.decide()
        return self.valve


def shows(bench, cooling):
    """The coil as a valve in the right place makes it."""
    bench.coil = bench.room - 1000 if cooling else bench.room + 1500


@energised
@pytest.mark.parametrize("cooling", (0, 1))
def test_goes_where_the_side_needs_it_and_proves_itself(energised_in, cooling):
    bench = Bench(energised_in)
    bench.cooling = cooling
    shows(bench, cooling)
    valve = bench.run(20)
    assert bench.actual == (1 - bench.heating_position if cooling else bench.heating_position)
    assert valve.state == HELD and valve.verified and valve.clear
    assert values(bench.journal, j.VALVE) == []


def test_the_compressor_waits_while_it_moves():
    bench = Bench()
    for _ in range(bench.delay):
        assert bench.actual == 0
        assert not bench.decide().clear
        assert bench.valve.state == MOVING
    assert bench.actual == 1
    bench.decide()
    assert bench.valve.clear and bench.valve.state == VERIFY


def test_at_rest_it_moves_for_a_start_alone():
    bench = Bench()
    bench.due = 0
    valve = bench.run(30)
    assert bench.moves == [] and not valve.clear, "nor does the compressor start on the wrong side"
    bench.due = 1
    bench.run(10)
    assert bench.moves == [1] and valve.clear


def test_a_wish_that_is_taken_back_in_time_moves_nothing():
    bench = Bench()
    bench.run(20)
    bench.cooling = 1
    bench.run(bench.delay - 1)
    assert bench.valve.state == MOVING and bench.moves == [1]
    bench.cooling = 0
    valve = bench.run(20)
    assert bench.moves == [1] and valve.clear and valve.state == HELD


def test_verified_only_after_5_min_of_running():
    bench = Bench()
    bench.run(7)
    bench.coil = 1900  # still cold from the start
    bench.run_time = 0
    for _ in range(4):
        bench.decide()
        assert bench.valve.state == VERIFY and bench.valve.clear
    shows(bench, 0)
    bench.run(3)
    assert bench.valve.verified


def test_not_judged_in_a_defrost():
    bench = Bench()
    bench.steady = 0
    bench.coil = -1000
    bench.run(60)
    assert bench.valve.clear and bench.valve.state == VERIFY
    assert values(bench.journal, j.VALVE) == []


def test_a_lukewarm_coil_is_neither_proof_nor_failure():
    bench = Bench()
    bench.coil = 2200
    bench.run(60)
    assert bench.valve.state == VERIFY and bench.valve.clear and not bench.valve.verified
    assert not bench.memory.valve_locked


@pytest.mark.parametrize("lost", ("coil", "room"))
def test_without_a_witness_it_is_taken_on_trust(lost):
    bench = Bench()
    setattr(bench, lost, UNKNOWN)
    bench.run(20)
    assert bench.valve.state == HELD and bench.valve.clear


def test_a_coil_sensor_that_does_not_move_is_no_witness():
    bench = Bench()
    bench.dead = True
    bench.coil = 50
    bench.run(120)
    assert bench.valve.clear and not bench.memory.valve_locked
    assert values(bench.journal, j.VALVE) == []


@energised
@pytest.mark.parametrize("cooling", (0, 1))
def test_the_wrong_sign_stops_and_the_move_is_made_again(energised_in, cooling):
    bench = Bench(energised_in)
    bench.cooling = cooling
    shows(bench, cooling)
    bench.run(20)
    right = bench.actual
    bench.moves = []
    bench.valve.verified = 0
    bench.valve.state = VERIFY
    shows(bench, 1 - cooling)
    bench.decide()
    assert not bench.valve.clear, "the compressor stops"
    assert values(bench.journal, j.VALVE) == [1]
    shows(bench, cooling)
    bench.run(30)
    assert bench.moves == [1 - right, right], "away and back"
    assert bench.valve.verified and bench.valve.clear and not bench.memory.valve_locked


def test_three_strikes_lock_it_out():
    bench = Bench()
    shows(bench, 1)
    bench.run(120)
    assert values(bench.journal, j.VALVE) == [1, 2, 3]
    assert bench.memory.valve_locked == 1


def test_after_a_release_it_is_tried_anew():
    bench = Bench()
    shows(bench, 1)
    bench.run(120)
    bench.memory.valve_locked = 0
    bench.until(lambda: len(values(bench.journal, j.VALVE)) == 4)
    assert not bench.memory.valve_locked, "one wrong sign is no three strikes"


def test_strikes_do_not_add_up_over_a_proof():
    bench = Bench()
    for _ in range(4):
        shows(bench, 1)
        bench.until(lambda: values(bench.journal, j.VALVE)[-1:] == [1] and bench.valve.state == MOVING)
        shows(bench, 0)
        bench.run(40)
        assert bench.valve.verified
        bench.cooling = 1
        shows(bench, 1)
        bench.run(40)
        bench.cooling = 0
    assert not bench.memory.valve_locked


def test_idle_it_stays_where_it_is():
    bench = Bench()
    bench.cooling = 1
    shows(bench, 1)
    bench.run(20)
    bench.moves = []
    bench.wanted = 0
    for cooling in (0, 1, 0, 1):
        bench.cooling = cooling
        bench.run(10)
    assert bench.moves == []


def test_every_change_of_side_is_verified_anew():
    bench = Bench()
    shows(bench, 0)
    bench.run(30)
    bench.cooling = 1
    bench.decide()
    assert bench.valve.state == MOVING
    bench.run(7)
    assert bench.valve.state == VERIFY and not bench.valve.verified


def test_changing_the_mind_under_way_ends_where_it_should():
    bench = Bench(delay=10)
    shows(bench, 0)
    bench.run(30)
    bench.cooling = 1
    bench.run(3)
    bench.cooling = 0
    bench.run(60)
    assert bench.actual == bench.heating_position and bench.valve.clear


@given(
    st.lists(
        st.tuples(
            st.integers(0, 1),
            st.integers(0, 1),
            st.integers(0, 1),
            st.one_of(st.just(UNKNOWN), st.integers(-2000, 6000)),
            st.one_of(st.just(UNKNOWN), st.integers(0, 3500)),
            st.integers(1, 15),
        ),
        max_size=60,
    ),
    st.integers(1, 12),
)
def test_clear_only_when_the_valve_is_where_the_side_needs_it(sequence, delay):
    bench = Bench(delay=delay)
    for wanted, cooling, steady, coil, room, decisions in sequence:
        bench.wanted, bench.cooling, bench.steady, bench.coil, bench.room = wanted, cooling, steady, coil, room
        for _ in range(decisions):
            actual = bench.actual
            valve = bench.decide()
            assert valve.position in (0, 1) and valve.state in (HELD, MOVING, VERIFY)
            if valve.clear and wanted:
                assert valve.position == actual == (1 - bench.heating_position if cooling else bench.heating_position)
            if values(bench.journal, j.VALVE)[-1:] == [3]:
                assert bench.memory.valve_locked


@pytest.mark.parametrize("cooling, coil, supply", ((0, 1500, 3500), (1, 2600, 1200)))
def test_a_coil_that_lies_is_outvoted_by_the_air_that_comes_out(cooling, coil, supply):
    bench = Bench()
    bench.cooling, bench.coil, bench.supply = cooling, coil, supply
    bench.run(60)
    assert not bench.memory.valve_locked and bench.valve.verified
    bench = Bench()
    bench.cooling, bench.coil, bench.supply = cooling, coil, coil
    bench.run(200)
    assert bench.memory.valve_locked, "air as wrong as the coil is no excuse"


# --- the limits -------------------------------------------------------------------------------------------------------


class Verdict:
    """A valve that stands where the side needs it, and what it makes of the coil once the compressor has run for a while."""

    def __init__(self, cooling=0):
        self.memory = Memory()
        self.journal = Journal()
        self.valve = Valve(make_settings(), self.memory, self.journal)
        self.s = make_situation(active=1, cooling=cooling)
        self.s.command.valve = 1 - cooling

    def at(self, run, coil):
        self.s.run_time, self.s.indoor_coil = run, coil
        self.valve.step(self.s, run, 60)
        return self

    def said(self):
        valve = self.valve
        if not valve.clear:
            return "wrong"
        if valve.state == VERIFY:
            return "open"
        return "proved" if valve.state == HELD and valve.verified else "neither"


@pytest.mark.parametrize(
    "cooling, before, coil, supply, said",
    (
        (0, 3000, 2500, UNKNOWN, "proved"),
        (0, 3000, 2499, UNKNOWN, "open"),
        (0, 3000, 2000, UNKNOWN, "open"),
        (0, 3000, 1999, UNKNOWN, "wrong"),
        (1, 1000, 1600, UNKNOWN, "proved"),
        (1, 1000, 1601, UNKNOWN, "open"),
        (1, 1000, 2000, UNKNOWN, "open"),
        (1, 1000, 2001, UNKNOWN, "wrong"),
        # a coil that moves by less than 2 K is no witness
        (0, 1900, 1701, UNKNOWN, "proved"),
        (0, 1900, 1700, UNKNOWN, "wrong"),
        (0, 1500, 1699, UNKNOWN, "proved"),
        (0, 1500, 1700, UNKNOWN, "wrong"),
        (0, UNKNOWN, 1700, UNKNOWN, "wrong"),
        (0, 3000, UNKNOWN, UNKNOWN, "proved"),
        # the supply air says otherwise, by more than 3 K, where the coil has the wrong sign
        (0, 2500, 1700, 2301, "proved"),
        (0, 2500, 1700, 2300, "wrong"),
        (0, 2500, 1700, 1600, "wrong"),
        (1, 1500, 2300, 1699, "proved"),
        (1, 1500, 2300, 1700, "wrong"),
        (1, 1500, 2300, 2400, "wrong"),
        (0, 3000, 2200, 2600, "open"),
        (0, 3000, 2000, 2600, "open"),
    ),
)
def test_the_limits_of_a_verdict(cooling, before, coil, supply, said):
    verdict = Verdict(cooling)
    verdict.s.supply = supply
    verdict.at(60, before).at(61, 5000)
    assert verdict.said() == "open"
    assert verdict.at(299, coil).said() == "open", "not before five minutes"
    assert verdict.at(300, coil).said() == said
    assert values(verdict.journal, j.VALVE) == ([1] if said == "wrong" else [])


@pytest.mark.parametrize("cooling", (0, 1))
def test_a_room_that_nobody_knows_judges_nothing(cooling):
    verdict = Verdict(cooling)
    verdict.s.room = UNKNOWN
    assert verdict.at(60, 3000).at(300, 1700).said() == "proved"


def test_what_has_proved_itself_is_not_asked_again():
    verdict = Verdict().at(60, 2000).at(300, 3500)
    assert verdict.at(120, 1700).said() == "proved" and verdict.at(900, 1700).said() == "proved"


@pytest.mark.parametrize("coil, said", ((1700, "proved"), (1500, "wrong"), (3500, "proved")))
def test_after_a_defrost_it_must_prove_itself_again(coil, said):
    verdict = Verdict().at(60, 2000).at(300, 3500)
    verdict.valve.turned(1800)
    verdict.s.after_defrost = 1
    assert verdict.at(900, coil).said() == "open"
    verdict.s.after_defrost = 0
    assert verdict.at(960, coil).said() == said


def test_it_begins_where_it_is_and_lets_nothing_run():
    valve = Verdict().valve
    assert (valve.position, valve.clear, valve.state) == (0, 0, HELD)


def test_strikes_do_not_add_up_over_a_proof_on_the_same_side():
    bench = Bench()
    for count in (1, 2, 3, 4):
        shows(bench, 1)
        bench.until(lambda many=count: times(bench.journal, j.VALVE) == many)
        shows(bench, 0)
        bench.until(lambda: bench.valve.verified)
        bench.valve.turned(UNKNOWN)
        bench.run_time = 0
    assert set(values(bench.journal, j.VALVE)) == {1} and times(bench.journal, j.VALVE) == 4


def test_strikes_do_not_add_up_over_what_the_supply_air_says():
    verdict = Verdict().at(60, 2500).at(300, 1700)
    assert verdict.said() == "wrong"
    for position in (0, 1):  # away and back
        verdict.s.command.valve = position
        verdict.at(0, 2500)
    verdict.s.supply = 2600
    assert verdict.at(300, 1700).said() == "proved"
    verdict.s.supply = UNKNOWN
    verdict.valve.turned(UNKNOWN)
    assert verdict.at(300, 1700).said() == "wrong"
    assert values(verdict.journal, j.VALVE) == [1] and times(verdict.journal, j.VALVE) == 2


def test_strikes_do_not_add_up_over_the_other_side():
    bench = Bench()
    shows(bench, 1)
    bench.until(lambda: values(bench.journal, j.VALVE) == [1, 2])
    bench.until(lambda: bench.valve.state == VERIFY)
    bench.cooling, bench.coil = 1, 1900  # proves nothing
    bench.run(30)
    bench.cooling = 0
    shows(bench, 1)
    bench.until(lambda: len(values(bench.journal, j.VALVE)) == 3)
    assert values(bench.journal, j.VALVE) == [1, 2, 1] and not bench.memory.valve_locked


def test_a_release_gives_three_tries_and_the_third_ends_it():
    bench = Bench()
    shows(bench, 1)
    bench.run(120)
    bench.memory.valve_locked = 0
    bench.run(200)
    assert values(bench.journal, j.VALVE) == [1, 2, 3, 1, 2, 3] and bench.memory.valve_locked


def test_given_up_it_says_no_more():
    bench = Bench()
    shows(bench, 1)
    bench.until(lambda: bench.memory.valve_locked)
    bench.wanted = 0
    bench.s.run_time = 300
    bench.s.active = 0
    bench.valve.step(bench.s, bench.now + 60, 60)
    assert values(bench.journal, j.VALVE) == [1, 2, 3] and bench.valve.state == HELD
