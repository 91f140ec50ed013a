"""Frost on the outdoor coil: learned clean, seen by the approach, made up for within bounds, and worth a defrost or not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.drive.direct import frost as f
from balancepoint.control.drive.direct.frost import Demand, Frost
from balancepoint.control.heat.unit_map import Side
from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.sense.sources import COIL_RUNNING, NONE, SENSOR
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import make_situation

HEAT, POWER = 3000, 900
MARGIN = 350
CLEAN = 800  # 0.01 K of approach at HEAT


class Point(Side):
    """The map of a unit at one point: what it gives and takes while it turns."""

    def __init__(self):
        pass

    heat, power = HEAT, POWER

    def heat_at(self, speed):
        return self.heat

    def power_for(self, heat):
        return self.power

    def margin(self, heat):
        return MARGIN


class Coil:
    """A Frost on that map, with a Situation."""

    def __init__(self, memory=None):
        self.side = Point()
        self.frost = Frost(memory or Memory(), self.side)
        self.s = make_situation(heating=1)

    def step(self, outdoor, coil, settled):
        self.s.outdoor, self.s.outdoor_coil = outdoor, coil
        self.frost.step(self.s, settled, 60)
        assert (self.s.frost_share, self.s.frost_run) == (self.frost.share, self.frost.run)


def run(coil, minutes, approach, since=0, heat=HEAT, power=POWER, outdoor=-500, run_time=None):
    """`minutes` of heating, `since` s after a defrost at their start."""
    coil.side.heat, coil.side.power = heat, power
    for k in range(minutes):
        settled = since + 60 * (k + 1) if run_time is None else run_time
        coil.step(outdoor, UNKNOWN if approach is None else outdoor - approach, settled)
    return coil.frost.share


def learned():
    memory = Memory()
    coil = Coil(memory)
    coil.frost.cleared(coil.s)
    run(coil, 30, CLEAN)
    return coil, memory


def frosted(blocked):
    """Approach of a coil that frost has robbed of a share of its air (EPRI's straight lines), as the map's heat stands."""
    loss = blocked / 1.85
    taken = HEAT * (1 - loss) - POWER * (1 - 0.34 * loss)
    return round(CLEAN * taken / (HEAT - POWER) / (1 - blocked))


def test_the_clean_coil_is_learned_10_to_20_min_after_a_defrost():
    coil, memory = learned()
    assert memory.clean_approach == pytest.approx(CLEAN * 1000 / (HEAT - POWER), rel=0.02)
    assert coil.frost.share >= 995


@pytest.mark.parametrize("blocked", [0.2, 0.3, 0.4, 0.5])
def test_the_heat_lost_follows_from_the_air_blocked(blocked):
    coil, _memory = learned()
    coil.frost.run = 20 * 3600  # long ago: the reference was clean indeed
    share = run(coil, 60, frosted(blocked), since=20 * 3600)
    assert share == pytest.approx(1000 - 1000 * blocked / 1.85, abs=25)


def test_frost_that_grew_before_the_reference_is_counted():
    """Air blocked evenly over time, from the end of the defrost on: the reference itself is taken with frost."""
    coil = Coil()
    coil.frost.cleared(coil.s)
    for minute in range(1, 61):
        run(coil, 1, frosted(0.5 * minute / 60), since=60 * (minute - 1))
    assert coil.frost.share == pytest.approx(1000 - 500 / 1.85, abs=60)


LATENT = 281_700  # 0.01 K that a kg/kg of water turned to ice warms the air by


def cycle(damp, minutes, air=1.0):
    """A coil with a share of its air, in air with so many kg/kg more water than over the ice, up to a defrost."""
    coil = Coil()
    coil.frost.cleared(coil.s)
    for minute in range(1, minutes + 1):
        loss = 5.3 * damp * minute * air
        run(coil, 1, round(frosted(1.85 * loss) / air - LATENT * damp), since=60 * (minute - 1))
    return coil


@pytest.mark.parametrize("damp, minutes", ((0.0003, 100), (0.0005, 70), (0.0008, 50)))
def test_the_cycle_tells_the_coil_in_dry_air_whatever_the_damp(damp, minutes):
    healthy, dirty = cycle(damp, minutes), cycle(damp, minutes, air=0.75)
    clean = CLEAN * 1000 / (HEAT - POWER)
    assert healthy.frost._reference < 0.92 * clean, "the latent heat narrows it"
    for coil in (healthy, dirty):
        coil.frost.cleared(coil.s, 1, 1)
        assert coil.s.frost_cycles == 1
    assert healthy.s.frost_approach == pytest.approx(clean, rel=0.06)
    assert dirty.s.frost_approach == pytest.approx(clean / 0.75, rel=0.08)


@pytest.mark.parametrize("known, frosted", ((1, 0), (0, 1)))
def test_a_cycle_without_much_to_melt_or_a_clean_beginning_tells_nothing(known, frosted):
    coil = cycle(0.0005, 70)
    coil.frost.known = known
    coil.frost.cleared(coil.s, 1, frosted)
    assert coil.s.frost_cycles == 0


def test_a_defrost_starts_anew():
    coil, _memory = learned()
    run(coil, 60, CLEAN * 2, since=1800)
    assert coil.frost.share < 800 and coil.frost.cost and coil.frost.spent
    coil.frost.cleared(coil.s)
    assert (coil.frost.share, coil.frost.cost, coil.frost.spent, coil.frost.run) == (1000, 0, 0, 0)


def test_a_long_thaw_clears_the_coil():
    coil, _memory = learned()
    run(coil, 60, CLEAN * 2, since=1800)
    coil.side.heat = 0
    for _ in range(16):
        coil.step(400, 300, 0)
    assert coil.frost.share == 1000 and coil.frost.run == 0


def test_a_stop_in_the_frost_clears_nothing():
    coil, _memory = learned()
    share = run(coil, 60, CLEAN * 2, since=1800)
    coil.side.heat = 0
    for _ in range(60):
        coil.step(-500, -500, 0)
    assert coil.frost.share == share and coil.frost.run


@pytest.mark.parametrize("outdoor", (UNKNOWN, 800))
def test_no_frost_in_warm_or_unknown_air(outdoor):
    coil, _memory = learned()
    coil.step(outdoor, -2000, 7200)
    assert coil.frost.share == 1000


def test_without_a_coil_sensor_nothing_is_made_up_for():
    coil, _memory = learned()
    assert run(coil, 60, None, since=1800) == 1000


def test_nothing_is_learned_from_a_compressor_that_just_started():
    memory = Memory()
    coil = Coil(memory)
    run(coil, 30, CLEAN, run_time=300)
    assert memory.clean_approach == 0


def test_a_coil_that_was_not_known_clean_teaches_nothing_lasting():
    memory = Memory()
    coil = Coil(memory)
    run(coil, 30, 2 * CLEAN)  # after a reboot, say
    assert memory.clean_approach == 0
    memory.clean_approach = CLEAN * 1000 // (HEAT - POWER)
    coil = Coil(memory)
    run(coil, 60, 2 * CLEAN)
    assert coil.frost.share < 900, "against what is remembered it is frosted"


@given(st.lists(st.tuples(st.integers(-3000, 6000), st.integers(0, 15000)), min_size=1, max_size=60))
def test_never_more_than_two_fifths(way):
    coil, _memory = learned()
    for approach, heat in way:
        assert 600 <= run(coil, 1, approach, since=3600, heat=heat) <= 1000
        assert coil.frost.cost >= 0 and 0 <= coil.frost.spent < 1 << 30


def test_a_leap_of_the_speed_is_no_frost():
    """The heat is three times as much at once, the coil follows within a minute or two: nothing is read off it meanwhile."""
    coil, _memory = learned()
    run(coil, 30, CLEAN, since=1800)
    before = coil.frost.share
    run(coil, 1, CLEAN * 3, since=3600, heat=HEAT * 2, power=POWER * 2)
    run(coil, 2, CLEAN * 3, since=3660, heat=HEAT * 2, power=POWER * 2)
    assert coil.frost.share == before


# --- the rule ---------------------------------------------------------------------------------------------------------


def rule(memory=None, **values):
    memory = memory or Memory()
    frost = Frost(memory, Point())
    frost.heat, frost.power, frost.margin = HEAT, POWER, MARGIN
    for name, value in values.items():
        setattr(frost, name, value)
    return Demand(memory, frost), frost, memory


def due(demand, outdoor=-500, coil=-1500, patience=1000, source=SENSOR):
    return demand.due(make_situation(outdoor=outdoor, outdoor_coil=coil, outdoor_source=source), patience, 60)


@given(growth=st.integers(20, 400), price=st.integers(200_000, 900_000))
def test_linear_frost_is_melted_when_its_triangle_is_worth_the_defrost(growth, price):
    """cost = growth t: the mean cost (growth t²/2 + price) / t is least at t = sqrt(2 price / growth), by calculus."""
    demand, frost, _memory = rule(known=1, share=700)
    demand.price = lambda *_: price
    best = (2 * price / (growth / 3600)) ** 0.5
    frost.run = 0
    while frost.run < 1 << 16:
        frost.run += 60
        frost.cost = growth * frost.run // 3600
        frost.spent += frost.cost * 60
        if due(demand) == f.WORTH:
            break
    assert frost.run == pytest.approx(min(max(best, 1500), f._LONGEST_RUN), abs=0.04 * best + 120)


def test_no_sooner_than_25_min_and_never_without_enough_frost():
    demand, frost, _memory = rule(known=1, run=1400, share=700, cost=2000)
    assert not due(demand)
    frost.run = 1500
    assert due(demand) == f.WORTH
    frost.share = 900
    for run_time in (1500, 7200, 30000, 60000):
        frost.run = run_time
        assert not due(demand), "t_max asks for frost too"


def test_patience_moves_the_price():
    demand, frost, _memory = rule(known=1, run=3000, share=880, cost=1000, spent=0)
    worth = frost.cost * frost.run
    demand.price = lambda *_: worth * 2
    assert not due(demand) and not due(demand, patience=3000)
    assert due(demand, patience=300) == f.WORTH, "to be out of the way"
    frost.share = 700
    demand.price = lambda *_: worth // 2
    assert due(demand) == f.WORTH and not due(demand, patience=3000)
    frost.share = 600
    assert due(demand, patience=3000) == f.WORTH, "for need"
    frost.share = 950
    assert not due(demand, patience=300), "hardly any frost"


def test_slow_frost_must_show_more():
    demand, frost, _memory = rule(known=1, run=3600, share=815, cost=2000)
    assert due(demand) == f.WORTH
    frost.run = 9000
    assert not due(demand)


def test_uncalibrated_by_approach_for_3_min_or_after_2_h():
    demand, frost, _memory = rule(run=2400, share=800, rise=350)
    assert [due(demand) for _ in range(3)] == [0, 0, f.APPROACH]
    demand, frost, _memory = rule(run=7200, share=780, rise=200)
    assert due(demand) == f.LONG


def test_without_an_outdoor_sensor_by_the_cold_coil():
    demand, frost, _memory = rule(run=2700)
    assert due(demand, source=COIL_RUNNING, coil=-701) == f.COLD_COIL
    assert not due(demand, source=COIL_RUNNING, coil=-699)
    frost.run = 2600
    assert not due(demand, source=COIL_RUNNING)


def test_without_a_coil_sensor_every_90_min_below_5_degrees():
    demand, frost, _memory = rule(run=5400)
    assert due(demand, coil=UNKNOWN) == f.NO_COIL
    assert due(demand, coil=UNKNOWN, outdoor=UNKNOWN, source=NONE) == f.NO_COIL
    assert not due(demand, coil=UNKNOWN, outdoor=500)
    frost.run = 5340
    assert not due(demand, coil=UNKNOWN)


def test_after_two_defrosts_ended_by_time_again_in_30_min():
    demand, frost, memory = rule(run=1800)
    memory.stuck_defrosts = 1
    assert not due(demand)
    memory.stuck_defrosts = 2
    assert due(demand) == f.AGAIN
    memory.stuck_defrosts = 5
    assert not due(demand), "it does not help; every 90 min is enough"


def test_after_one_defrost_ended_by_time_again_in_an_hour_whatever_the_coil_that_was_not_clear_has_taught():
    demand, frost, memory = rule(run=3540)
    memory.stuck_defrosts = 1
    frost.share = 1000
    assert not due(demand)
    frost.run = 3600
    assert due(demand) == f.AGAIN
    memory.stuck_defrosts = 0
    assert not due(demand), "the coil came clear: the cost decides"


def test_a_longer_defrost_costs_more():
    demand, _frost, memory = rule()
    memory.defrost_time, memory.defrost_energy = 240, 120
    short = demand.price()
    memory.defrost_time, memory.defrost_energy = 480, 300
    assert 100_000 < short < demand.price() < 2_000_000


def living(coil, minutes, approach, since):
    """The same with a coil that never quite stands still. `since`: min."""
    for minute in range(minutes):
        run(coil, 1, approach + minute % 3 * 5, since=60 * (since + minute))


def test_coil_and_outdoor_sensor_agree_while_the_approach_is_as_ever_and_the_coil_moves():
    coil, _memory = learned()
    living(coil, 240, CLEAN, since=30)
    assert coil.frost.agreed and coil.frost.share > 950
    living(coil, 30, CLEAN // 2, since=270)
    assert not coil.frost.agreed, "half the approach is that of a sensor on its way off the coil"
    coil, _memory = learned()
    run(coil, 200, CLEAN, since=1800)
    assert coil.frost.agreed, "where nothing moves, nor need the coil"
    for minute in range(200):
        run(coil, 1, CLEAN, since=13800 + 60 * minute, heat=HEAT + minute % 2)
    assert not coil.frost.agreed, (
        "a coil that reads the same for three hours in which the heat moves agrees with nothing"
    )


def test_a_reference_learned_in_the_sun_comes_down():
    coil = Coil(Memory())
    coil.frost.cleared(coil.s)
    run(coil, 30, 2 * CLEAN)
    living(coil, 180, CLEAN, since=30)
    assert coil.frost.share == 1000
    living(coil, 30, 2 * CLEAN, since=210)
    assert coil.frost.share < 850
