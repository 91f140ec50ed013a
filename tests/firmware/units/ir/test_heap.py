"""What a remote takes of a board's heap, from .mpy as shrunk for the board; what all of them share is counted by itself."""

import pytest

from host_sim.runtimes.memory import measure
from tools import image
from tools.ir.states import PROTOCOLS

REMOTE = 3_000  # B
SHARED = 6_000  # B: state, sums, and light there and back


@pytest.fixture(scope="module")
def modules():
    return image.modules()


@pytest.fixture(scope="module")
def taken(modules):
    steps = {"shared": "import balancepoint.units.ir.wave, balancepoint.units.ir.state, balancepoint.units.ir.sums"}
    for name in PROTOCOLS:
        steps[name] = f"import balancepoint.units.ir.{name.lower()}"
    return measure(modules, steps)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_remote_is_small(taken, name):
    assert 300 < taken[name] <= REMOTE, taken


def test_what_they_share_is_small(taken):
    assert taken["shared"] <= SHARED, taken
