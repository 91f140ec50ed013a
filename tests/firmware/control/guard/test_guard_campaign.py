"""100 000 random event steps, half into the guard alone, half into the whole controller: no violation by the judge's word.

And the campaign is no rubber stamp: whichever interlock is loosened in the guard, it is found soon.
"""

import pytest

from balancepoint.control.guard import exemption, heater, protection, room_limits, weld
from balancepoint.control.guard import guard as guard_module
from balancepoint.control.guard.guard import Guard
from tests import soak

EPISODES = 50_000 // soak.STEPS


@pytest.mark.parametrize("seed", range(EPISODES))
@pytest.mark.parametrize("name", list(soak.EPISODES))
def test_no_violation(name, seed):
    assert [str(violation) for violation in soak.EPISODES[name](seed)] == []


@pytest.mark.parametrize(
    ("module", "constant", "loose", "interlock"),
    [
        (guard_module, "_EQUALISE", 100, 1),
        (guard_module, "_EQUALISE_MODE", 200, 1),
        (guard_module, "EQUALISE", 20, 1),
        (guard_module, "_OFF_TIME", 60, 2),
        (guard_module, "LAPSED", -7, 2),
        (heater, "_EMERGENCY_CEILING", 4000, 3),
        (heater, "_FAN_RUN_ON", 30, 3),
        (room_limits, "FREEZE_PUMP", -5000, 4),
        (room_limits, "FREEZE_AUX", -5000, 4),
        (room_limits, "_HOT", 4500, 5),
        (room_limits, "_HOT_LATCH", 6000, 5),
        (protection, "_DISCHARGE_SLOW", 12500, 7),
        (protection, "_DISCHARGE_STOP", 14000, 7),
        (protection, "_COIL_ICING_TIME", 7200, 7),
        (heater, "_AUX_LONGEST", 9 * 3600, 9),
        (heater, "_AUX_CHECK", 120, 9),
    ],
)
def test_a_loosened_interlock_is_found(monkeypatch, module, constant, loose, interlock):
    assert hasattr(module, constant)
    monkeypatch.setattr(module, constant, loose)
    found = (v.interlock for seed in range(4 * EPISODES) for v in soak.EPISODES["guard"](seed))
    assert interlock in found


@pytest.mark.parametrize(("constant", "loose"), [("_CURRENT", 1 << 20), ("_COLD", 1 << 20)])
def test_a_loosened_watch_on_the_relays_is_found(monkeypatch, constant, loose):
    assert hasattr(weld, constant)
    monkeypatch.setattr(weld, constant, loose)
    assert 8 in (v.interlock for seed in range(4 * EPISODES) for v in soak.EPISODES["guard"](seed))


@pytest.mark.parametrize(("constant", "loose"), [("_LONGEST", 7200), ("_STARTS", 100), ("_HEATED", 30)])
def test_a_loosened_exemption_of_defrosts_is_found(monkeypatch, constant, loose):
    assert hasattr(exemption, constant)
    monkeypatch.setattr(exemption, constant, loose)
    found = {v.interlock for seed in range(2 * EPISODES) for v in soak.EPISODES["guard"](seed)}
    assert found & {1, 2}


class Porous(Guard):
    """Lets every wish through."""

    def step(self, s, now, dt):
        super().step(s, now, dt)
        command, want = s.command, s.want
        command.speed, command.valve, command.aux, command.fan = want.speed, want.valve, want.aux, want.fan
        command.aux_contact = 1


class Stubborn(Guard):
    """Never stops what runs."""

    def step(self, s, now, dt):
        speed, aux = s.command.speed, s.command.aux
        super().step(s, now, dt)
        s.command.speed = s.command.speed or speed
        s.command.aux = s.command.aux or aux


@pytest.mark.parametrize(("guard", "interlocks"), [(Porous, {1, 2, 3, 4, 5, 7, 8, 9}), (Stubborn, {3, 5, 6, 7, 9})])
def test_a_useless_guard_is_found(monkeypatch, guard, interlocks):
    monkeypatch.setattr(soak, "Guard", guard)
    found = {v.interlock for seed in range(EPISODES) for v in soak.EPISODES["guard"](seed)}
    assert interlocks <= found
