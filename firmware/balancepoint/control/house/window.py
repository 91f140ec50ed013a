"""The part of the history that a fit sees, as the model takes it: a piece at a time, in a `Stretch`."""

from ..quantity import const
from .daylight import arch
from .parameters import SUN
from .past import ARCH, DAY, FIELDS, HEAT, OUTDOOR, PIECE, ROOM, UNUSABLE, buffer, zeros
from .past import SUN as SUN_READING

# What is to be done with the room in a bin
FOUND = const(1)  # its air is taken as it is measured: what happened before is unknown
COMPARED = const(2)
LEFT_OUT = const(4)  # would be compared, but nothing trusted was measured

_CLOCK = const(-1)  # no guess is needed


class Stretch:
    """A piece: room and outdoors, 0.0025 °C; heat, W; sun, W or W/m² as the window has it; what is to be done;
    lights, W/m² or ‰ of a clear noon, -1 unknown."""

    def __init__(self, sun_alone=0):
        """`sun_alone`: the rest will be nothing."""
        self.rooms = zeros("i", PIECE)
        self.outdoors = self.rooms if sun_alone else zeros("i", PIECE)
        self.heats = self.rooms if sun_alone else zeros("i", PIECE)
        self.suns = zeros("h", PIECE)
        self.tasks = zeros("b", PIECE)
        self.lights = self.suns if sun_alone else zeros("h", PIECE)


class Window:
    """`bins` from number `first` on. What was read is in `stretch`, the sun in W/m² if `metered`, else in W: amplitudes times the
    arch of a clear day, by the clock or by a guess."""

    def __init__(self, house, first, bins):
        self._house = house
        self.minute = _CLOCK  # of the day at the middle of the first bin, a guess where there is no clock
        self.metered = 0
        self.first = first
        self.bins = bins
        self.stretch = Stretch()
        self._spare = buffer()
        self._lost = 0

    def leave_out(self, bins):
        """Begins later by that."""
        if self.minute != _CLOCK:
            self.minute += 15 * bins
        self.first += bins
        self.bins -= bins

    def read(self, k, values):
        """Reads from the `k`th bin on; how many. The sun's amplitudes are in `values`. From the window's beginning on, one piece
        after the other."""
        history, stretch = self._house.history, self.stretch
        metered = self.metered
        rooms, outdoors, heats = stretch.rooms, stretch.outdoors, stretch.heats
        suns, tasks, lights = stretch.suns, stretch.tasks, stretch.lights
        count = min(history.look(self.first + k, self._spare), self.bins - k)
        kept, at = history.kept, history.at
        column = SUN_READING if metered else ARCH
        raw = self._house.sunlight is not None if metered else self.minute != _CLOCK
        if k == 0:
            self._lost = 0
        lost = self._lost
        for n in range(count):
            heats[n] = kept[at + HEAT]
            outdoors[n] = kept[at + OUTDOOR] << 2
            room = kept[at + ROOM]
            rooms[n] = room << 2
            task = 0
            if k & 3 == 3:
                task = COMPARED
            if room == UNUSABLE:
                lost = 1
                if task:
                    task = LEFT_OUT
            elif lost:
                lost = 0
                task += FOUND
            tasks[n] = task
            sun = kept[at + column]
            if raw:
                sun = self._light(sun, k)
            lights[n] = sun
            if sun <= 0:
                suns[n] = 0
            elif metered:
                suns[n] = sun
            else:
                suns[n] = values[SUN + k // DAY] * sun // 1000
            at += FIELDS
            k += 1
        self._lost = lost
        return count

    def _light(self, sun, k):
        """A light without a clock; or onto the windows what was read before the sun's way was known: of earlier than the boot
        nobody knows the hour."""
        if not self.metered:
            return arch(self.minute + 15 * k)
        if sun >= -1:
            return sun
        house = self._house
        number = self.first + k
        if number < house.since or house.turn is None:
            return -1
        if sun == -2:
            return 0
        from .sunlight import on_wall  # which is there where the house has a sun of its own

        return on_wall(house.turn, -2 - sun, number)
