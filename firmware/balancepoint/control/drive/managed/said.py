"""What the unit says of itself, as far as the drive needs it: what turns, and how well that is known.

Speed as told; else the power by the unit's map; else it is taken to do as it was asked, after its lag. How far the heat by it may
be wrong is a guess: the map is that of a data sheet either way; power has the fans in it, and a share of it goes astray.
"""

from ...quantity import const
from ...sense.own_word import FRESH, POWER, STANDS, own_word
from ...situation import ESTIMATED, POWER_SAID, SPEED_SAID

_TOP = const(500)  # Hz
_METER = const(60000)  # W
_ACCURACY = (0, 100, 150, 300)  # ‰ by `heat_source`


def heat_of(side, power):
    """W of heat that a power, W, makes by the unit's map: `Side.power_for` the other way round."""
    if power <= side.p_min:
        return side.q_min
    if power < side.p_rated:
        return side.q_min + (side.q_rated - side.q_min) * (power - side.p_min) // (side.p_rated - side.p_min)
    if power >= side.p_max:
        return side.q_max
    return side.q_rated + (side.q_max - side.q_rated) * (power - side.p_rated) // max(side.p_max - side.p_rated, 1)


class Said:
    """`word`: TURNS, STANDS, SILENT of `sense.own_word`. Writes `s.turning`, `heat_source`, `heat_accuracy`."""

    def __init__(self, unit_map):
        self._map = unit_map
        self.word = STANDS
        self.guess = 0  # Hz, while nothing tells

    def watch(self, s):
        """Every tick."""
        readings = s.readings
        word = self.word = own_word(readings)
        speed = readings.speed.within(1, _TOP, FRESH)
        if word == STANDS:
            s.turning = 0
        elif speed is not None:
            s.turning = speed
            self._known(s, SPEED_SAID)
        else:
            power = readings.power.within(POWER, _METER, FRESH)
            if power is not None:
                side = self._map.turned(s)
                s.turning = side.speed_for(heat_of(side, power))
                self._known(s, POWER_SAID)
            else:
                s.turning = self.guess
                self._known(s, ESTIMATED)

    def _known(self, s, source):
        s.heat_source = source
        s.heat_accuracy = _ACCURACY[source]
