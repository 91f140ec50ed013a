"""What probes make of a message: arrived, to be repeated, deaf."""

from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.readings import Readings
from balancepoint.control.request import COOL, DRY, FAN, HEAT, OFF
from balancepoint.units.ir.effect import DEAF, HEARS, REPEATS, Effect
from balancepoint.units.unit import Unit


class Bench:
    def __init__(self, mode=HEAT, setpoint=2200):
        self.effect = Effect()
        self.unit = Unit()
        self.unit.mode, self.unit.setpoint, self.unit.asked = mode, setpoint, 1
        self.readings = Readings()
        self.now = 0

    def run(self, minutes, room=2000, **seen):
        """How often a repeat was asked for."""
        repeats = 0
        for _ in range(minutes * 60):
            self.now += 1
            for name in seen:
                getattr(self.readings, name).set(seen[name])
            self.effect.look(self.readings, room, self.now)
            repeats += self.effect.judge(self.unit, room, self.now)
        return repeats


def test_warm_air_shows_that_heating_was_heard():
    bench = Bench()
    assert bench.run(60, supply=3200) == 0 and bench.effect.state == HEARS and bench.effect.sees


def test_cold_air_asks_for_a_repeat_within_ten_minutes_and_then_it_is_deaf():
    bench = Bench()
    assert bench.run(10, supply=2010) == 1 and bench.effect.state == REPEATS
    bench.run(15, supply=2010)
    assert bench.effect.state == REPEATS
    assert bench.run(120, supply=2010) <= 5 and bench.effect.state == DEAF
    bench.run(1, supply=3000)
    assert bench.effect.state == HEARS


def test_a_unit_that_may_rest_at_its_set_point_is_believed():
    bench = Bench(setpoint=2050)
    assert bench.run(60, supply=2010) == 0


def test_off_that_was_lost_is_seen_by_warm_air_or_by_power():
    for seen in ({"supply": 3200}, {"power": 400}, {"indoor_coil": 3500}):
        bench = Bench()
        bench.run(10, **(seen | {"supply": 3200}))
        bench.unit.mode = OFF
        assert bench.run(10, **(seen | {"supply": 3200})) == 1


def test_the_wrong_side_is_seen_and_its_own_defrost_borne():
    bench = Bench(COOL, 1800)
    assert bench.run(10, supply=3200) == 1
    bench = Bench()
    bench.run(60, supply=3200)
    assert bench.run(8, supply=1200) == 0
    assert bench.run(30, supply=3200) == 0


def test_drying_counts_as_cooling_and_a_fan_as_nothing():
    assert Bench(DRY, 1800).run(60, supply=1200) == 0
    assert Bench(FAN).run(60, supply=2020) == 0
    assert Bench(FAN).run(10, supply=3200) == 1


def test_where_nothing_tells_nothing_is_claimed():
    bench = Bench()
    assert bench.run(60) == 0 and not bench.effect.sees
    assert bench.effect.runs == UNKNOWN
    bench.readings.supply.set(3000, age=600)
    bench.effect.look(bench.readings, 2000, bench.now)
    assert bench.effect.runs == UNKNOWN
