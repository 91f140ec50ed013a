"""What the guard excuses as a defrost: a real one, once, and not for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.guard.exemption import Exemption
from tests.firmware.control.bench import GuardBench, indoors, when


def heated(seconds=601, dt=10):
    exemption = Exemption()
    for now in range(0, seconds, dt):
        exemption.step(0, 1, dt, now)
    return exemption, seconds


def test_granted_after_ten_minutes_of_heating_and_not_before():
    exemption, now = heated(590)
    exemption.step(1, 1, 10, now)
    assert not exemption.granted
    exemption.step(1, 1, 10, now + 10)
    exemption.step(1, 1, 10, now + 20)
    assert exemption.granted


@pytest.mark.parametrize("heats", (0, None))
def test_not_out_of_a_standstill_nor_out_of_cooling(heats):
    exemption, now = heated()
    exemption.step(1, heats, 10, now)
    assert not exemption.granted


def test_not_for_longer_than_14_min():
    exemption, now = heated()
    for at in range(now, now + 2000, 10):
        exemption.step(1, 0 if exemption.granted else 1, 10, at)
        if not exemption.granted:
            break
    assert at - now == pytest.approx(840, abs=20)


def test_the_third_start_waits_as_ever():
    exemption, now = heated()
    exemption.step(1, 1, 10, now)
    assert exemption.excuses_start()
    exemption.starts = 2
    assert not exemption.excuses_start()
    exemption.step(1, 0, 10, now + 10)
    assert not exemption.granted, "and with its stop the defrost is over"


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(1, 60)), max_size=300))
def test_whatever_is_asked_grants_are_short_and_far_apart(way):
    exemption = Exemption()
    now = heat = since = 0
    for asked, heats, dt in way:
        now += dt
        before = exemption.granted
        exemption.step(asked, heats, dt, now)
        if exemption.granted and not before:
            assert heat >= 600
            since, heat = now, 0
        elif exemption.granted:
            assert now - since < 840
        else:
            heat = heat + dt if heats and not before else 0


def counted(exemption, ticks, heats=1, asked=0, now=0):
    """That many ticks of a second."""
    for _ in range(ticks):
        now += 1
        exemption.step(asked, heats, 1, now)
    return now


def test_ten_minutes_are_600_s():
    exemption = Exemption()
    now = counted(exemption, 599)
    now = counted(exemption, 1, asked=1, now=now)
    assert not exemption.granted
    counted(exemption, 1, asked=1, now=now)
    assert exemption.granted


def test_ten_minutes_without_a_break():
    exemption = Exemption()
    now = counted(exemption, 599)
    now = counted(exemption, 1, heats=0, now=now)
    now = counted(exemption, 600, asked=1, now=now)
    assert not exemption.granted
    counted(exemption, 1, asked=1, now=now)
    assert exemption.granted


def test_fourteen_minutes_are_840_s_and_ten_more_come_before_the_next():
    exemption = Exemption()
    now = counted(exemption, 601)
    now = counted(exemption, 840, heats=0, asked=1, now=now)
    assert not exemption.granted, "it was asked of a machine that stands"
    now = counted(exemption, 600, now=now)
    now = counted(exemption, 840, asked=1, now=now)
    assert exemption.granted
    now = counted(exemption, 1, asked=1, now=now)
    assert not exemption.granted
    now = counted(exemption, 600, asked=1, now=now)
    assert not exemption.granted
    counted(exemption, 1, asked=1, now=now)
    assert exemption.granted


def test_back_in_heating_it_lasts_until_it_is_asked_for_no_more():
    exemption = Exemption()
    now = counted(exemption, 600)
    now = counted(exemption, 1, asked=1, now=now)
    assert exemption.granted and exemption.starts == 0
    exemption.starts = 2
    now = counted(exemption, 10, asked=1, now=now)
    assert exemption.granted and not exemption.excuses_start()
    counted(exemption, 1, asked=0, now=now)
    assert not exemption.granted


# --- in the guard -----------------------------------------------------------------------------------------------------


def asked(dt=1, **settings):
    """A guard with a machine that has heated for 11 min and is asked for a defrost."""
    bench = GuardBench(dt, **settings).running(40)
    bench.run(660)
    bench.want.defrost = 1
    assert bench.tick().defrost
    bench.want.speed = 0
    bench.want.valve = 0
    bench.want.outdoor_fan = 0
    return bench


@pytest.mark.parametrize("dt", (1, 5, 10))
def test_valve_after_60_s_and_starts_10_s_later(dt):
    bench = asked(dt)
    stopped = bench.tick()
    assert not stopped.speed and stopped.outdoor_fan == 0
    at = bench.now
    turned = bench.run(120)
    moved = when(turned, lambda c: c.valve == 0)
    assert moved - at == 60
    bench.want.speed = 55
    assert bench.run(60) and bench.s.command.speed == 55
    bench.want.speed = 0
    bench.want.valve = 1
    bench.tick()
    at = bench.now
    back = when(bench.run(120), lambda c: c.valve == 1)
    assert 60 <= back - at <= 60 + dt
    bench.want.speed = 30
    started = when(bench.run(60), lambda c: c.speed)
    assert started and started - back >= 10


def test_the_standstill_must_be_proven():
    bench = asked()
    bench.readings.speed.set(20)
    bench.feedback = False

    def turn(seconds):
        out = []
        for _ in range(seconds):
            bench.readings.speed.set(20)
            out.append((bench.now + 1, bench.tick()))
        return out

    assert when(turn(200), lambda c: c.valve == 0) is None


def test_taken_back_when_the_wish_ends_and_the_usual_times_hold():
    bench = asked()
    bench.run(90)
    assert bench.s.command.valve == 0
    bench.want.defrost = 0
    bench.want.valve = 1
    bench.want.speed = 40
    back = bench.run(400)
    assert not when(back[:80], lambda c: c.valve == 1)
    assert not when(back, lambda c: c.speed and c.valve == 0)
    assert when(back, lambda c: c.speed)


def test_a_hang_ends_it():
    bench = asked()
    bench.run(90)
    assert not bench.tick(61).defrost


def test_freeze_protection_lets_a_defrost_finish():
    bench = asked()
    indoors(bench.s, 650)
    bench.run(90)
    assert bench.s.freeze and bench.s.command.valve == 0
    bench.want.defrost = 0
    bench.run(400)
    assert bench.s.command.valve == 1 and bench.s.command.speed


def test_an_icy_indoor_coil_stops_cooling_but_not_a_defrost():
    bench = asked()
    bench.s.indoor_coil = -1500
    bench.want.speed = 80
    bench.run(500)
    assert bench.s.command.speed == 80 and bench.s.command.defrost
    bench.run(400)
    assert not bench.s.command.defrost, "the exemption is over"
    bench.want.defrost = 0
    bench.s.cooling = 1
    bench.run(400)
    assert not bench.s.command.speed, "the coil is still icy and this is cooling"


def test_the_discharge_limit_holds_in_a_defrost():
    bench = asked()
    bench.run(80)
    bench.want.speed = 80
    bench.run(30)
    assert bench.s.command.speed == 80
    bench.s.discharge = 11501
    assert bench.tick().speed == 0


def test_the_heater_may_temper_a_defrost():
    bench = asked(aux_stages=1)
    bench.s.outdoor = 0
    bench.want.aux = 1
    bench.want.speed = 80
    bench.run(200)
    assert bench.s.command.speed == 80 and bench.s.command.valve == 0 and bench.s.command.aux == 1
    bench.want.defrost = 0
    assert bench.tick().aux == 0, "else the machine cools"
