"""Does it turn, by the unit's own word?"""

import pytest

from balancepoint.control.readings import Readings
from balancepoint.control.sense.own_word import SILENT, STANDS, TURNS, own_word


def word(**told):
    readings = Readings()
    for name, value in told.items():
        getattr(readings, name).set(*value if isinstance(value, tuple) else (value,))
    return own_word(readings)


@pytest.mark.parametrize(
    "told, expected",
    (
        ({}, SILENT),
        ({"running": 1}, TURNS),
        ({"running": 0}, STANDS),
        ({"running": 0, "speed": 12}, STANDS),  # some Hz of noise while it is off
        ({"running": 1, "speed": 0, "power": 20}, TURNS),  # it says so itself
        ({"power": 135, "speed": 0}, TURNS),  # echavet PR #166: 135 W at 0 Hz
        ({"power": 79}, STANDS),
        ({"power": 80}, TURNS),
        ({"speed": 30}, TURNS),
        ({"speed": 0}, STANDS),
        ({"running": (1, 61)}, SILENT),
        ({"running": (1, 61), "speed": 0}, STANDS),
        ({"running": 2, "power": -1, "speed": 999}, SILENT),  # S21: 999 Hz is no speed
        ({"running": "yes", "power": None, "speed": 1.5}, SILENT),
    ),
)
def test_word(told, expected):
    assert word(**told) == expected
