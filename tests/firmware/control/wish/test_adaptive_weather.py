"""The running mean against the sum of EN 16798-1, over a summer and over reboots."""

import numpy as np
import pytest

from balancepoint.control.journal.journal import Journal
from balancepoint.control.settings.memory import Memory
from host_sim.plant.weather import bundled, read_weather
from tests.firmware.control.wish.test_adaptive import begun, live


def july(days):
    """Hourly outdoor temperature of that many days in Miami, °C."""
    weather = read_weather(bundled("miami"))
    return weather.at("temperature", (181 * 24 + np.arange(days * 24) + 0.5) * 3600.0)


def by_the_standard(hourly):
    """Trm of EN 16798-1 with a weight of 0.8, from all the days there are, the first one standing for those before."""
    days = hourly.reshape(-1, 24).mean(axis=1)[::-1]
    weights = 0.2 * 0.8 ** np.arange(len(days))
    weights[-1] = 1 - weights[:-1].sum()
    return float((weights * days).sum())


def test_the_running_mean_is_that_of_the_standard():
    memory = Memory()
    hourly = july(14)
    adaptive, s = begun(memory, Journal())
    live(adaptive, s, hourly)
    assert memory.running_mean / 100 == pytest.approx(by_the_standard(hourly), abs=0.05)


def test_reboots_every_few_hours_disturb_it_little():
    memory = Memory()
    hourly = july(20)
    for begin in range(0, len(hourly), 5):
        # Each time the machine forgets what its memory does not hold, and half an hour passes without it.
        memory = Memory.from_dict(memory.to_dict())
        adaptive, s = begun(memory, Journal())
        live(adaptive, s, hourly[begin : begin + 5])
        s.outdoor = round(100 * hourly[begin])
        for _ in range(30):
            adaptive.step(s, 60, 60)
    assert memory.running_mean / 100 == pytest.approx(by_the_standard(hourly), abs=0.3)
