"""100 000 ticks of the guard at its margins, found by hypothesis' state machine: no violation by the judge's word.

And it is no rubber stamp: a guard whose times or limits are off by a little is found. Not all are: five starts instead of four in
a defrost, 15.02 °C as the second ceiling, 35.3 °C as the latch and 115.3 °C of the discharge were not found in twenty seeds.
"""

import pytest
from hypothesis import Phase
from hypothesis import settings as profile

from balancepoint.control.guard import guard as guard_module
from balancepoint.control.guard import heater, room_limits
from tests import margins

TICKS = 100_000
HOW = profile(max_examples=60, stateful_step_count=60, database=None, phases=(Phase.generate, Phase.target))


def test_100_000_ticks_at_the_margins():
    ticks = number = 0
    while ticks < TICKS:
        ticks += margins.run(margins.GuardMachine, HOW, number)
        number += 1


@pytest.mark.parametrize(
    ("module", "constant", "loose"),
    [
        (guard_module, "_OFF_TIME", 170),
        (guard_module, "LAPSED", -7),
        (guard_module, "_EQUALISE_MODE", 170),
        (heater, "_FAN_RUN_ON", 80),
        (room_limits, "_HOT", 3230),
    ],
)
def test_a_guard_that_is_a_little_loose_is_found(monkeypatch, module, constant, loose):
    assert hasattr(module, constant)
    monkeypatch.setattr(module, constant, loose)
    assert any(margins.finds(margins.GuardMachine, HOW, number) for number in range(20))
