"""Rooms side by side along the same history: the one believed in, and others that differ from it by one parameter each.

    replay = Replay(10)
    replay.furnish(3, values, metered)     # the fourth room
    replay.begin(3, 8400, 8200)            # its air and mass, 0.0025 °C
    replay.run(3, kept, SUN, 0, count)     # a piece of history, as a `Window` has dressed it

`out` has model less measurement, 0.0025 K, at every fourth bin of the piece, 8 places a room; 0 where nothing trusted was
measured. `points`: how many of them there are. Inside 30 bits for believable houses, and for any inside 62.
"""

from array import array

from ..quantity import clamp, const
from .parameters import AIR, COUPLING, GAINS, LOSS, MASS, PATH, SHARE, SUN
from .past import FIELDS, HEAT, MINUTE, OUTDOOR, ROOM
from .room_model import COEFFICIENTS, fill
from .window import FOUND, LOST

POINTS = const(8)  # of a piece, at most
_FULL = const(100)  # aperture of a sun that is given in W
_WIDE = const(32767)
_FAR = const(1 << 24)  # 0.0025 °C, where no room ever is


class Replay:
    """`rooms`: how many."""

    def __init__(self, rooms):
        self.out = array("h", bytes(2 * POINTS * rooms))
        self.points = 0
        self._models = array("i", bytes(4 * COEFFICIENTS * rooms))
        self._gains = array("i", bytes(4 * rooms))
        self._shares = array("i", bytes(4 * rooms))
        self._apertures = array("i", bytes(4 * rooms))
        self._states = array("i", bytes(4 * 4 * rooms))  # air, mass, and what is left of a unit of each

    def furnish(self, room, values, metered):
        """Takes over parameters."""
        fill(
            self._models, room * COEFFICIENTS,
            values[LOSS], values[MASS], values[AIR], values[COUPLING], values[PATH],
        )  # fmt: skip
        self.live_in(room, values, metered)

    def live_in(self, room, values, metered):
        """The same but for walls and air."""
        self._gains[room] = values[GAINS]
        self._shares[room] = values[SHARE]
        self._apertures[room] = values[SUN] if metered else _FULL

    def copy_walls(self, room, other):
        """Those of the `other` room."""
        models = self._models
        for k in range(COEFFICIENTS):
            models[room * COEFFICIENTS + k] = models[other * COEFFICIENTS + k]

    def shut(self, room):
        """Nobody lives in it."""
        self._gains[room] = 0

    def begin(self, room, air, mass):
        states = self._states
        at = 4 * room
        states[at] = air
        states[at + 1] = mass
        states[at + 2] = states[at + 3] = 0

    def run(self, room, kept, column, k, count):
        """Goes on by `count` bins from the `k`th of the window on, the sun being in `column` of `kept`."""
        models, states, out = self._models, self._states, self.out
        at = room * COEFFICIENTS
        am, ao, aa, ax = models[at], models[at + 1], models[at + 2], models[at + 3]
        ma, mo, mm, mx = models[at + 4], models[at + 5], models[at + 6], models[at + 7]
        gains, share, aperture = self._gains[room], self._shares[room], self._apertures[room]
        state = 4 * room
        air, mass, air_rest, mass_rest = states[state], states[state + 1], states[state + 2], states[state + 3]
        point = room * POINTS
        for at in range(0, count * FIELDS, FIELDS):
            q_air = kept[at + HEAT] + gains
            q_mass = 0
            sun = kept[at + column]
            if sun:
                q_mass = aperture * sun // 100
                direct = q_mass * share // 1000
                q_air += direct
                q_mass -= direct
            outdoor = kept[at + OUTDOOR] << 2
            taken = kept[at + MINUTE]
            if taken == FOUND:
                air = kept[at + ROOM] << 2
            apart = mass - air
            air_rest += am * apart + ao * (outdoor - air) + aa * q_air + ax * q_mass
            mass_rest += mo * (outdoor - mass) - ma * apart + mm * q_mass + mx * q_air
            before = air
            air += air_rest >> 15
            air_rest &= 0x7FFF
            mass += mass_rest >> 18
            mass_rest &= 0x3FFFF
            if k & 3 == 3:
                off = 0
                if taken != LOST:
                    off = clamp(((before + air) >> 1) - (kept[at + ROOM] << 2), -_WIDE, _WIDE)
                out[point] = off
                point += 1
            k += 1
        states[state], states[state + 1] = clamp(air, -_FAR, _FAR), clamp(mass, -_FAR, _FAR)
        states[state + 2], states[state + 3] = air_rest, mass_rest
        self.points = point - room * POINTS
