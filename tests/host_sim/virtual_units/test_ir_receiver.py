"""The receiver of a virtual unit: what it makes of the bursts that another program sends (their durations are proved the same as
ours in `tests/firmware/units/ir/test_samples.py`), whole, shaken, torn and lost; its states against that program's own reading.
"""

import pytest

from balancepoint.control.command import FAN_AUTO
from host_sim.virtual_units.habits import load
from host_sim.virtual_units.indoor import QUIET
from host_sim.virtual_units.ir_families import FAMILIES
from host_sim.virtual_units.ir_receiver import Air, Receiver
from host_sim.virtual_units.known import remotes
from tests.firmware.units.ir.test_samples import rows
from tools.ir.encode import encode
from tools.ir.states import MODES, PROTOCOLS

NAMES = [name.lower() for name in PROTOCOLS]
HEARD = [name for name in FAMILIES if name != "fujitsu_ac"]


def differs(row, state):
    """What is otherwise than the other program reads it."""
    said = row["state"]
    if state["on"] != said["power"]:
        return "on"
    if not state["on"]:
        return None
    if state["mode"] != MODES[said["mode"]]:
        return "mode"
    if state["setpoint"] != round(100 * said["degrees"]):
        return "setpoint"
    if said["quiet"]:
        return None if state["fan"] == QUIET else "fan"
    return None if (said["fan"] == "auto") == (state["fan"] == FAN_AUTO) else "fan"


@pytest.mark.parametrize("name", HEARD)
@pytest.mark.parametrize("jitter", [0.0, 0.2])
def test_a_second_opinion_on_every_sample(name, jitter):
    receiver, air = Receiver(name), Air(seed=7, jitter=jitter, sunlight=0.5)
    found = [differs(row, receiver.hear(air.carry(encode(row)["durations_us"]))) for row in rows(name.upper())]
    assert found == [None] * 15 and receiver.dropped == 0


def test_a_second_opinion_on_fujitsu_s_longer_remotes():
    """Those of 15 bytes it does not know; half degrees are in the bytes, and the other program rounds them down."""
    receiver, known = Receiver("fujitsu_ac"), 0
    for row in rows("FUJITSU_AC"):
        state = receiver.hear(encode(row)["durations_us"])
        if state and row["model"] in ("ARRAH2E", "ARREB1E", "ARRY4") and row["state"]["power"]:
            known += 1
            assert state["mode"] == MODES[row["state"]["mode"]] and state["setpoint"] // 100 == row["state"]["degrees"]
    assert known >= 3


@pytest.mark.parametrize("name", NAMES)
def test_every_remote_has_a_unit(name):
    assert f"ir:{name}" in remotes() and load(f"ir:{name}").habits.feed == "none"
    asked = {"power": True, "mode": "heat", "degrees": 24, "fan": "auto"}
    state = Receiver(name).hear(encode({"protocol": name.upper(), "request": asked})["durations_us"])
    assert state["on"] and (state["mode"], state["setpoint"]) == (MODES["heat"], 2400)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_torn_burst_is_dropped_or_its_copy_taken_never_another_state(name):
    receiver, air = Receiver(name), Air(seed=3, torn=1.0)
    request = {"power": True, "mode": "heat", "degrees": 21, "fan": "auto"}
    burst = encode({"protocol": name.upper(), "request": request})["durations_us"]
    states = [receiver.hear(air.carry(burst)) for _ in range(100)]
    assert {state["setpoint"] for state in states if state} <= {2100}
    assert receiver.dropped == sum(state is None for state in states) > 0


def test_the_same_seed_the_same_air_and_one_in_ten_is_lost():
    burst = encode({"protocol": "GREE", "request": {"mode": "heat"}})["durations_us"]
    one, two = Air(seed=5, lost=0.1), Air(seed=5, lost=0.1)
    heard = [one.carry(burst) for _ in range(500)]
    assert heard == [two.carry(burst) for _ in range(500)]
    assert 25 <= sum(not each for each in heard) <= 80
