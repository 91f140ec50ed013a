"""Rooms side by side along the same history: the one believed in, and others that differ from it by one parameter each.

    replay = Replay(10, 0, 2100, 336)
    replay.furnish(3, values, 1)           # the fourth room, at its beginning
    replay.run(3, 0, stretch, count)       # goes through a piece of history

`out` has model less measurement, 0.0025 K, at every fourth bin, 8 places a room, or how far a room is from another; 0 where
nothing trusted was measured, never beyond 20 K. After the rooms come 8 places of none and, from `trace` on, one for each point
of the window: what is to be kept of a room. Inside 30 bits for believable houses, and for any inside 62.
"""

from ..quantity import clamp, const
from .parameters import GAINS, SHARE, START, SUN
from .past import zeros
from .room_model import COEFFICIENTS, fill
from .window import COMPARED, FOUND, LEFT_OUT

POINTS = const(8)  # of a piece, at most
_FULL = const(100)  # aperture of a sun that is given in W
_WIDE = const(8191)  # 0.0025 K: eight products of two stay inside 30 bits
_FAR = const(1 << 24)  # 0.0025 °C, where no room ever is

# A room: its coefficients, and
_GAINS = const(8)
_SHARE = const(9)
_APERTURE = const(10)
_STATE = const(11)  # air, mass, and what is left of a unit of each
_NUMBERS = const(15)


class Replay:
    """`rooms`: how many; the one after the last is none and has nothing. `start`: of the air, 0.01 °C."""

    def __init__(self, rooms, metered, start, points):
        self.trace = POINTS * (rooms + 1)
        self.out = zeros("h", self.trace + points + POINTS)
        self.left_out = 0  # comparisons that could not be made, since a room began last
        self._metered = metered
        self._start = start
        self._numbers = zeros("i", _NUMBERS * rooms)

    def furnish(self, room, values, walls):
        """Takes over parameters, with `walls` 0 those of walls and air from the first room, and begins."""
        numbers = self._numbers
        at = _NUMBERS * room
        if walls:
            fill(numbers, at, values)
        else:
            for k in range(COEFFICIENTS):
                numbers[at + k] = numbers[k]
        numbers[at + _GAINS] = values[GAINS]
        numbers[at + _SHARE] = values[SHARE]
        numbers[at + _APERTURE] = values[SUN] if self._metered else _FULL
        at += _STATE
        numbers[at] = self._start << 2
        numbers[at + 1] = values[START] << 2
        numbers[at + 2] = numbers[at + 3] = 0
        self.left_out = 0

    def shut(self, room):
        """Nobody lives there, and nothing is warm; else it is as the first room."""
        numbers = self._numbers
        at = _NUMBERS * room
        for k in range(_NUMBERS):
            numbers[at + k] = numbers[k]
        for k in (_GAINS, _STATE, _STATE + 1):
            numbers[at + k] = 0

    def put(self, room, point, end):
        """Keeps what a room has from this point of the window on, up to another."""
        out, at = self.out, self.trace + point
        for k in range(end - point):
            out[at + k] = out[room * POINTS + k]

    def take(self, point, end):
        """What the first room has is what was kept."""
        out, at = self.out, self.trace + point
        for k in range(POINTS):
            out[k] = out[at + k] if point + k < end else 0

    def run(self, room, less, stretch, count):
        """Goes on by the `count` bins of a stretch. Into `out` goes what this room has, less what the room `less` has."""
        numbers, out = self._numbers, self.out
        at = _NUMBERS * room
        # No more than three at once: from four on MicroPython makes a tuple of them.
        am, ao = numbers[at], numbers[at + 1]
        aa, ax = numbers[at + 2], numbers[at + 3]
        ma, mo = numbers[at + 4], numbers[at + 5]
        mm, mx = numbers[at + 6], numbers[at + 7]
        gains, share, aperture = numbers[at + _GAINS], numbers[at + _SHARE], numbers[at + _APERTURE]
        at += _STATE
        air, mass = numbers[at], numbers[at + 1]
        air_rest, mass_rest = numbers[at + 2], numbers[at + 3]
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
        while point < (room + 1) * POINTS:
            out[point] = 0
            point += 1
        numbers[at] = clamp(air, -_FAR, _FAR)
        numbers[at + 1] = clamp(mass, -_FAR, _FAR)
        numbers[at + 2] = air_rest
        numbers[at + 3] = mass_rest
