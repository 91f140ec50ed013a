import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.sensors.contact import Contact
from balancepoint.sensors.probe import FINE
from tests.firmware.sensors import bench


def follow(levels, active, debounce):
    pin = bench.Contact()
    driver = Contact(pin, "window_open", active, debounce)
    seen = []
    for now, level in enumerate(levels):
        pin.level = level
        driver.step(now)
        seen.append(driver.probe.value)
        assert (driver.probe.at, driver.probe.fault) == (now, FINE)
    return seen


@pytest.mark.parametrize("active", [0, 1])
def test_polarity_and_the_first_look(active):
    assert follow([1], active, 5) == [active]
    assert follow([0], active, 5) == [1 - active]


def test_a_change_counts_when_it_has_lasted():
    assert follow([0, 1, 0, 1, 1, 1, 0, 0], 1, 1) == [0, 0, 0, 0, 1, 1, 1, 0]
    assert follow([0, 1, 0, 1], 1, 0) == [0, 1, 0, 1]


@given(st.lists(st.integers(0, 1), min_size=1, max_size=60), st.integers(0, 5))
def test_value_is_what_the_contact_last_said_for_long_enough(levels, debounce):
    seen = follow(levels, 1, debounce)
    value = levels[0]
    for now in range(len(levels)):
        lasted = levels[max(0, now - debounce) : now + 1]
        if now >= debounce and set(lasted) == {levels[now]}:
            value = levels[now]
        assert seen[now] == value
