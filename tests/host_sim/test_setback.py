"""Presets, schedules and recoveries with whole houses."""

import numpy as np
import pytest

from balancepoint.control.journal import codes as j
from host_sim import experiment, scenario
from host_sim.punctuality import ON_TIME, arrivals


def run(*overrides, controller="balancepoint", name="setback_week", **options):
    case = scenario.load(name, overrides, options)
    return experiment.execute(case, experiment.prepare(case), controller)


def on_time(result, after=7 * 86400):
    found = [late for asked, late in arrivals(result.trace) if asked >= after]
    return sum(abs(late) <= ON_TIME for late in found), len(found)


# A fortnight is a small sample: with other noise and people the same controller in the same house is on time on 4 to 7 of the 7
# mornings in a summer week, and on 44 to 49 of the 49 of seven winter fortnights. So each bound is held over several seeds.

# All over the winter, with other people and noise than those on which the way back was shaped (seed 1).
WEEKS = ("11-12", "12-15", "01-01", "01-08", "01-15", "02-19", "03-12")


def test_after_a_week_nine_of_ten_recoveries_are_on_time():
    good = total = 0
    for seed in (5, 6):
        for start in WEEKS:
            here, there = on_time(run(start=start, seed=seed, step=30))
            good, total = good + here, total + there
    assert total >= 90 and good >= 0.9 * total


# In a heavy room fourteen mornings of one seed are 10 to 13 on time: seeds 1 to 13 give 153 of 182, and 155 with the learner of
# big integers that was there before. Over 96 histories of known rooms the two are 0.06 to 0.2 % apart in the heat loss, and
# either is as near to the true one.
@pytest.mark.parametrize("air, seeds", ((9, (1,)), (60, tuple(range(1, 9)))))
def test_in_a_light_and_in_a_heavy_room_too(air, seeds):
    found = [
        on_time(run(f"house.air_capacity={air}", start=start, seed=seed, step=30))
        for seed in seeds
        for start in ("11-20", "02-19")
    ]
    assert sum(there for _, there in found) >= 13 * len(seeds)
    assert sum(here for here, _ in found) >= 0.8 * sum(there for _, there in found)


def test_in_cooling_too():
    good = 0
    for seed in range(1, 7):
        result = run(
            "weather='miami'",
            "start='07-10'",
            "house='miami'",
            "request.mode='cool'",
            "request.cool_setpoint=25",
            "aux.stages=[]",
            seed=seed,
        )
        here, there = on_time(result)
        assert there >= 6 and result.kpi["guard_violations"] == 0
        good += here - there + 1
    assert good >= 0, "all but one of the seven mornings"


def test_the_morning_is_no_warmer_for_the_recovery():
    """What people and sun do at that hour is in both; the way back adds less than 0.15 K to the top of the next 2 h."""
    plain, back = (run("start='02-12'", f"settings.sleep_setback={depth}", step=30) for depth in (0, 300))
    mornings = [round(asked / 60) for asked, _ in arrivals(back.trace)][7:]
    tops = [np.mean([result.trace["room"][at : at + 120].max() for at in mornings]) for result in (plain, back)]
    assert tops[1] - tops[0] < 0.15


def test_the_heater_rests_where_the_heat_pump_can():
    assert run("start='11-05'", days=7).kpi["energy_kWh"]["aux"] == 0


def test_the_heater_helps_where_it_cannot():
    """Down to -21 °C: without the heater the room would be hours late."""
    with_heater, without = (run("start='01-22'", f"aux.stages={stages}") for stages in ("[2000.0]", "[]"))
    worst = [max(late for _, late in arrivals(result.trace)) for result in (with_heater, without)]
    assert with_heater.kpi["energy_kWh"]["aux"] > 0
    assert worst[0] <= worst[1] and worst[0] <= 2 * 3600


def test_without_a_clock_the_schedule_rests_and_the_house_is_warm():
    result = run("sensors.clock=false", "start='02-12'", days=3)
    told = [entry["code"] for entry in result.journal]
    assert told.count(j.SCHEDULE_RESTS) == 1 and j.EARLY_START not in told
    assert np.asarray(result.trace["room"])[1440:].min() > 20.0


def test_one_and_ten_seconds_agree():
    one, ten = (run("start='02-12'", step=step, days=3) for step in (1, 10))
    assert one.kpi["energy_kWh"]["total"] == pytest.approx(ten.kpi["energy_kWh"]["total"], rel=0.02)
    for (asked, late), (again, later) in zip(arrivals(one.trace), arrivals(ten.trace), strict=True):
        assert asked == again and abs(late - later) <= 1200


def test_the_usual_thermostats_follow_the_schedule():
    for name in ("on_off", "maker", "tpi"):
        result = run("start='02-12'", controller=name, days=3)
        night = np.asarray(result.trace["room"]).reshape(3, 1440)[1:, 240:300]
        assert night.mean() < 19.5, name
        assert all(late > -1800 for _, late in arrivals(result.trace)), "they begin when asked"


def test_what_was_learned_survives_in_memory():
    first = run("start='02-12'", days=8)
    assert [entry["code"] for entry in first.journal].count(j.EARLY_START) >= 7
    assert first.memory["recovery_scale"] != 1000 and len(first.memory["schedule"]) == 14
    case = scenario.load("setback_week", ["start='02-20'"], {"days": 4})
    forcing = experiment.prepare(case)
    misses = []
    for memory in (None, first.memory):
        result = experiment.execute(case, forcing, "balancepoint", memory)
        misses.append(np.mean([abs(late) for _, late in arrivals(result.trace)]))
    assert misses[1] < misses[0]
