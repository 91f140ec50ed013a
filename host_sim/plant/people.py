"""The people: when they are at home, what they switch on, the water they release. A weekly pattern with seeded chance.

Heat and water per person: ASHRAE Fundamentals 2017, chapter 18, table 1 (seated, very light work: 70 W sensible, 45 W
latent; 60 % of the sensible heat radiant). Water of a household, 7 to 14 kg a day for four: BS 5250. Appliances give half
their heat as radiation.
"""

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from host_sim.plant.field import number

Floats = NDArray[np.floating]

POINTS = 288  # a day, every 300 s
SENSIBLE, WATER, RADIANT = 70.0, 45.0 / 2.43e6, 0.6  # W, kg/s, share; of one person
ASLEEP = 0.7  # of the above
APPLIANCE_RADIANT = 0.5
SHOWER = (0.2, 2.0)  # kg of water, points
HOUSEHOLD = 0.8 / 86_400.0  # kg/s per person: laundry on the line, plants, washing up


class People(BaseModel):
    """Who lives there. Powers in W."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    occupants: int = number(2, 0, 20, "", "people")
    at_home: float = number(0.3, 0, 1, "", "chance that a person stays at home on a working day")
    standby: float = number(90, 0, 2000, "W", "always on: refrigerator and the like")
    in_use: float = number(140, 0, 5000, "W", "while someone is up: light, screens")
    cooking: float = number(900, 0, 10_000, "W", "for half an hour in the evening, a third of it in the morning")

    def gains(self, first_day: int, days: int, seed: int) -> Floats:
        """Columns convective W, radiant W, water kg/s, every 300 s of `days` whole days.

        `first_day` counts from 1 January, a Monday. A day's chances hang on the seed and the day, not on the run's start.
        """
        return np.concatenate([self._day(day, seed) for day in range(first_day, first_day + days)])

    def _day(self, day: int, seed: int) -> Floats:
        chance = np.random.default_rng([seed, day + 10_000])
        hour = np.arange(POINTS) * 24.0 / POINTS
        table = np.zeros((POINTS, 3))
        up = np.zeros(POINTS, dtype=bool)
        weekend = day % 7 >= 5
        table[:, 2] = HOUSEHOLD * self.occupants
        for _ in range(self.occupants):
            rise, leave, back, bed = chance.normal((8.3, 10.5, 14.0, 23.3) if weekend else (6.7, 8.0, 17.3, 22.7), 0.5)
            home = np.ones(POINTS, dtype=bool)
            if chance.random() > (0.5 if weekend else self.at_home):
                home = (hour < leave) | (hour >= back)
            awake = home & (hour >= rise) & (hour < bed)
            here = home * np.where(awake, 1.0, ASLEEP)
            table += here[:, None] * (SENSIBLE * (1.0 - RADIANT), SENSIBLE * RADIANT, WATER)
            up |= awake
            bath = int(np.clip((rise + 0.25) * 12.0, 0, POINTS - 3))
            table[bath : bath + int(SHOWER[1]), 2] += SHOWER[0] / (SHOWER[1] * 300.0)

        power = self.standby + self.in_use * up * np.repeat(chance.uniform(0.6, 1.4, POINTS // 6), 6)
        if self.occupants:
            for when, part in ((7.2, 1.0 / 3.0), (18.2, 1.0)):
                start = int(np.clip((when + chance.normal(0.0, 0.4)) * 12.0, 0, POINTS - 8))
                stove = self.cooking * part * chance.uniform(0.7, 1.3)
                power[start : start + 6] += stove
                table[start : start + 6, 2] += 0.25 * stove / 2.43e6  # what boils off the pots
        table[:, 0] += power * (1.0 - APPLIANCE_RADIANT)
        table[:, 1] += power * APPLIANCE_RADIANT
        return table
