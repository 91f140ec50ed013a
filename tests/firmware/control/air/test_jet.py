"""The jet in integers against the simulator's finer one."""

import random
from math import hypot

from balancepoint.control.air.jet import Jet
from host_sim.plant import seat


def test_hardly_ever_slower_than_the_finer_jet():
    """What the estimate takes for no draught (0.15 m/s) is below 0.18 m/s in the simulator's jet in 999 of 1000 cases, and
    it does not refuse everything."""
    rng = random.Random(7)
    area, flows = 0.047, (240, 340, 450, 590, 760)
    place = seat.seat_parameters(
        [seat.SeatConfig(distance=1)], seat.MountingConfig(height=2.2, depth=6, width=6), area, 0.65
    )
    jet = Jet(470, 220)
    calm = accepted = wrong = 0
    for _ in range(6000):
        distance, bearing, height = rng.randint(50, 500), rng.randint(-60, 60), rng.choice((30, 60, 110))
        level, heating = rng.randint(1, 5), rng.randint(0, 1)
        vane, wide = rng.choice((15, 30, 45, 60, 75)), rng.choice((0, -25, 25, -50, 50))
        excess = rng.uniform(4, 22) if heating else -rng.uniform(3, 15)
        flow = flows[level - 1] / 3600
        alone = seat.jet_speed(place, distance / 100, bearing, height / 100, flow / area, excess, vane, wide)
        true = hypot(alone, 0.05 + 0.05 * flows[level - 1] / 760)
        jet.point(vane, wide)
        taken = jet.speed((distance, bearing, height), level, 240 + 130 * (level - 1), heating) <= 150
        calm += true <= 0.15
        accepted += taken
        wrong += taken and true > 0.18
    assert wrong <= 6
    assert accepted > 0.6 * calm
