import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.readings import Reading
from balancepoint.sensors.network import LIMITS, Network
from balancepoint.sensors.probe import FINE, RANGE, SILENT, WAITING


def test_a_value_comes_with_its_age_and_grows_old():
    sensor, reading = Network("room"), Reading()
    assert sensor.probe.fault == WAITING
    assert sensor.put(2130, 20, 100) == 1
    sensor.step(130)
    sensor.probe.into(reading, 130)
    assert (reading.value, reading.age, sensor.probe.fault) == (2130, 50, FINE)
    sensor.step(990)
    assert sensor.probe.fault == SILENT
    sensor.probe.into(reading, 990)
    assert (reading.value, reading.age) == (2130, 910)
    assert sensor.put(2140, 0, 991) == 1
    assert sensor.probe.fault == FINE


def test_measured_before_the_board_started():
    sensor, reading = Network("outdoor"), Reading()
    assert sensor.put(-540, 300, 10) == 1
    sensor.probe.into(reading, 20)
    assert (reading.value, reading.age) == (-540, 310)


def test_the_later_of_two_in_one_second_counts():
    sensor = Network("room")
    assert sensor.put(2100, 0, 50) == sensor.put(2110, 0, 50) == 1
    assert sensor.probe.value == 2110


@pytest.mark.parametrize("value", [None, "21", 21.5, True, 6000, -2000, float("nan"), [2100]])
def test_nonsense_is_refused_and_told(value):
    sensor = Network("room")
    sensor.put(2100, 0, 50)
    assert sensor.put(value, 0, 60) == 0
    assert (sensor.probe.value, sensor.probe.at, sensor.probe.fault) == (2100, 50, RANGE)


@pytest.mark.parametrize("age", [-1, 3601, 11, None, 1.5])
def test_an_impossible_age_and_a_message_overtaken_by_a_later_one_are_refused(age):
    sensor = Network("room")
    sensor.put(2100, 0, 50)
    assert sensor.put(2200, age, 60) == 0
    assert (sensor.probe.value, sensor.probe.at) == (2100, 50)


@given(st.sampled_from(sorted(LIMITS)), st.integers(-10_000, 50_000), st.integers(-100, 5000))
def test_what_is_taken_is_within_limits(reads, value, age):
    sensor = Network(reads)
    low, high = LIMITS[reads]
    assert sensor.put(value, age, 10_000) == int(low <= value <= high and 0 <= age <= 3600)
