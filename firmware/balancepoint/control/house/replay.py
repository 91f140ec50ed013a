"""Rooms side by side along the same history: the one believed in, and others that differ from it by one parameter each.

    replay = Replay(10)
    replay.furnish(3, values, metered)     # the fourth room
    replay.begin(3, 8400, 8200)            # its air and mass, 0.0025 °C
    replay.run(3, 0, stretch, count)       # goes through a piece of history

`out` has model less measurement, 0.0025 K, at every fourth bin, 8 places a room, or how far a room is from another; 0 where
nothing trusted was measured, never beyond 20 K. `points`: how many of the places are used. Inside 30 bits for believable
houses, and for any inside 62.
"""

from ..quantity import clamp, const
from .parameters import GAINS, SHARE, SUN
from .past import zeros
from .room_model import COEFFICIENTS, fill
from .window import COMPARED, FOUND, LEFT_OUT

POINTS = const(8)  # of a piece, at most
_FULL = const(100)  # aperture of a sun that is given in W
_WIDE = const(8191)  # 0.0025 K: eight products of two stay inside 30 bits
_FAR = const(1 << 24)  # 0.0025 °C, where no room ever is


class Replay:
    """`rooms`: how many; the one after the last is none and has nothing."""

    def __init__(self, rooms):
        self.rooms = rooms
        self.out = zeros("h", POINTS * (rooms + 1))
        self.points = 0
        self.left_out = 0  # comparisons that could not be made, since a room began last
        self._models = zeros("i", COEFFICIENTS * rooms)
        self._gains = zeros("i", rooms)
        self._shares = zeros("i", rooms)
        self._apertures = zeros("i", rooms)
        self._states = zeros("i", 4 * rooms)  # air, mass, and what is left of a unit of each

    def furnish(self, room, values, metered):
        """Takes over parameters."""
        fill(self._models, room * COEFFICIENTS, values)
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

    def put(self, errors, i):
        """Writes what the first room has into `errors` from `i` on."""
        for k in range(POINTS):
            errors[i + k] = self.out[k]

    def take(self, errors, i):
        """What the first room has is known already."""
        for k in range(POINTS):
            self.out[k] = errors[i + k]

    def begin(self, room, air, mass):
        self.left_out = 0
        states = self._states
        at = 4 * room
        states[at] = air
        states[at + 1] = mass
        states[at + 2] = states[at + 3] = 0

    def run(self, room, less, stretch, count):
        """Goes on by the `count` bins of a stretch. Into `out` goes what this room has, less what the room `less` has."""
        models, states, out = self._models, self._states, self.out
        at = room * COEFFICIENTS
        # No more than three at once: from four on MicroPython makes a tuple of them.
        am, ao = models[at], models[at + 1]
        aa, ax = models[at + 2], models[at + 3]
        ma, mo = models[at + 4], models[at + 5]
        mm, mx = models[at + 6], models[at + 7]
        gains, share, aperture = self._gains[room], self._shares[room], self._apertures[room]
        state = 4 * room
        air, mass = states[state], states[state + 1]
        air_rest, mass_rest = states[state + 2], states[state + 3]
        rooms, outdoors, heats = stretch.rooms, stretch.outdoors, stretch.heats
        suns, tasks = stretch.suns, stretch.tasks
        point = room * POINTS
        less *= POINTS
        before = 0
        for n in range(count):
            task = tasks[n]
            if task:
                if task & FOUND:
                    air = rooms[n]
                before = air
            heat = heats[n] + gains
            outdoor = outdoors[n]
            apart = mass - air
            sun = suns[n]
            if sun:
                sun = aperture * sun // 100
                direct = sun * share // 1000
                heat += direct
                sun -= direct
                air_rest += ax * sun
                mass_rest += mm * sun
            air_rest += am * apart + ao * (outdoor - air) + aa * heat
            mass_rest += mo * (outdoor - mass) - ma * apart + mx * heat
            air += air_rest >> 15
            air_rest &= 0x7FFF
            mass += mass_rest >> 18
            mass_rest &= 0x3FFFF
            if task >= COMPARED:
                off = 0
                if task >= LEFT_OUT:
                    self.left_out += 1
                else:
                    off = ((before + air) >> 1) - rooms[n] - out[less]
                    if off > _WIDE:
                        off = _WIDE
                    elif off < -_WIDE:
                        off = -_WIDE
                out[point] = off
                point += 1
                less += 1
        self.points = point - room * POINTS
        while point < (room + 1) * POINTS:
            out[point] = 0
            point += 1
        states[state], states[state + 1] = clamp(air, -_FAR, _FAR), clamp(mass, -_FAR, _FAR)
        states[state + 2], states[state + 3] = air_rest, mass_rest
