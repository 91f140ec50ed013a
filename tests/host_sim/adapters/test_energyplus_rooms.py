"""The rooms whose recordings `validate` reads: geometry, and heat and water as they are said to be."""

import random

import numpy as np
import pytest

pytest.importorskip("pyenergyplus")

from host_sim.adapters import energyplus_rooms as rooms


@pytest.mark.parametrize("kind", ["H", "L"])
def test_the_room_is_that_of_ashrae_140(kind):
    raw = rooms.model(kind)
    assert raw["Zone"]["Room"]["volume"] == pytest.approx(129.6)
    corners = [
        np.array([list(vertex.values()) for vertex in surface["vertices"]])
        for surface in raw["BuildingSurface:Detailed"].values()
    ]
    areas = [np.linalg.norm(np.cross(one[1] - one[0], one[3] - one[0])) for one in corners]
    assert sum(areas) == pytest.approx(2 * (8 * 6 + 8 * 2.7 + 6 * 2.7))
    middle = np.array([4.0, 3.0, 1.35])
    for one in corners:  # seen from outside they turn counterclockwise
        assert np.dot(np.cross(one[1] - one[0], one[2] - one[1]), one.mean(axis=0) - middle) > 0
    assert set(raw["Construction"]) == {"Wall", "Roof", "Floor", "Window"}


def test_heat_holds_for_quarters_of_an_hour_and_is_the_same_again():
    heat = rooms._held(random.Random("H_chicago"), rooms._HEAT)
    assert len(heat) == rooms.DAYS * 1440 and set(heat) == set(rooms._HEAT)
    assert np.array_equal(heat, np.repeat(heat[:: rooms.ROW], rooms.ROW))
    assert np.array_equal(heat, rooms._held(random.Random("H_chicago"), rooms._HEAT))
