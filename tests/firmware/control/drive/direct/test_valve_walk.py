"""Every state of the valve's machine, by every side, coil and supply air: no run while it is to move, and three tries before it
is given up."""

from tests import walk


def test_the_valve_s_rules_hold_in_every_state():
    make, dt = walk.WALKS["the valve's machine"]
    states, transitions = make().go(dt)
    print(f"{states} states, {transitions} transitions")
    assert states >= 40


def test_in_every_state_a_coil_with_the_wrong_sign_comes_to_an_end():
    make, dt = walk.WALKS["the valve's machine"]
    way = make()
    way.go(dt)
    for side in ("heat", "cool"):
        way.comes(way.inputs.index((side, 1, 300, "wrong", 0)), 20, lambda watched: watched[1])
