"""Every state that the guard can get into, by every input of a small choice: the interlocks hold in all of them."""

import pytest

from tests import walk

# By a look at the figures: fewer means that the walk has lost its way, and proves less than it says.
LEAST = {"rest and valve": 1000, "defrosts": 2000, "heater": 400}


@pytest.mark.parametrize("name", list(LEAST))
def test_the_interlocks_hold_in_every_state(name):
    make, dt = walk.WALKS[name]
    states, transitions = make().go(dt)
    print(f"{name}: {states} states, {transitions} transitions")
    assert states >= LEAST[name]


def test_from_every_state_a_wish_is_let_through_in_the_end():
    make, dt = walk.WALKS["rest and valve"]
    way = make()
    way.go(dt)
    for index, (speed, valve, said, event) in enumerate(way.inputs):
        if speed and said == "true" and not event:
            way.comes(index, 800 // dt, lambda watched, valve=valve: watched[0] and watched[1] == valve)
