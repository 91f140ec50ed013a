"""How fast the unit's air may arrive where people sit: the jet of a wall unit in integers, rather too fast than too slow.

The centre of a jet slows down as V0 K sqrt(A0) / s along its way s (ASHRAE Fundamentals, Space air diffusion; K = 6), its width
grows with s, and buoyancy moves it by 0.44 Ar / K (s / sqrt(A0))^3 (Koestel 1955). Taken straight first and then moved; on the
floor it runs on. To be on the safe side it is a fifth wider here than measured, its tails fall more slowly than a bell's, it is
as wide as the outlet all the way, and the worst of three temperatures of the supply air counts. Outside the tick; cm and mm/s.
"""

from ..quantity import const

ZONES = const(4)  # zones

_CORE = const(6)  # K
_WIDTH = const(160)  # ‰ of the way
_HALF_OUTLET = const(35)  # cm
_STILL = const(50)  # mm/s, the room's own air, and
_STIRRED = const(10)  # more for each level of the fan
_FASTEST = const(60000)
_HEATED = (600, 1300, 2200)  # 0.01 K that the supply air may be warmer than the room
_COOLED = (-400, -900, -1500)


def sine(degrees):
    """‰ of the sine of -180..180 degrees, within 3 ‰ (Bhaskara)."""
    if degrees < 0:
        return -sine(-degrees)
    part = degrees * (180 - degrees)
    return 4000 * part // (40500 - part)


def cosine(degrees):
    """‰ of the cosine of -90..90 degrees."""
    return sine(90 - abs(degrees))


def root(square):
    """The square root, rounded down."""
    if square < 2:
        return square
    guess = square
    better = (guess + 1) // 2
    while better < guess:
        guess = better
        better = (guess + square // guess) // 2
    return guess


def fits(zone, depth, width):
    """Whether a zone (distance cm, bearing °, height cm) lies in a room with the unit in the middle of one wall."""
    ahead = zone[0] * cosine(zone[1]) // 1000
    return ahead <= depth and abs(zone[0] * sine(zone[1])) <= width * 500


def _bell(off, way):
    """‰ of the centre's speed that are left at `off` (cm^2, squared) beside it; above exp(-x) everywhere."""
    width = max(1, way * _WIDTH // 1000)
    x = off * 1000 // (width * width)  # ‰
    if x > 30000:
        return 0
    return 1000000000 // (1000000 + 1000 * x + x * x // 2 + x * x // 1000 * x // 6)


class Jet:
    """A unit at `height` cm whose outlet has `area` cm^2."""

    def __init__(self, area, height):
        self._area = area
        self._height = height
        self._core = _CORE * root(area)
        self._wide = 0
        self._level = 1000  # ‰: cosine and sine of the vanes' dip
        self._dip = 0

    def point(self, vane, wide):
        """The vanes stand at `vane` ° below the horizontal, `wide` ° to the right."""
        self._wide = wide
        self._level = cosine(vane)
        self._dip = sine(vane)

    def speed(self, zone, level, flow, heating):
        """mm/s that may arrive at a zone (distance cm, bearing °, height cm) from `flow` m3/h at a fan level."""
        outlet = max(1, flow * 2778 // self._area)
        worst = 0
        for excess in _HEATED if heating else _COOLED:
            share = max(self._free(zone, outlet, excess), self._floor(zone, outlet, excess))
            worst = max(worst, outlet * share // 1000)
        still = _STILL + _STIRRED * level
        return min(root(worst * worst + still * still), _FASTEST)

    def _ahead(self, zone):
        """cm along the jet."""
        turn = zone[1] - self._wide
        return zone[0] * (cosine(turn) if -90 <= turn <= 90 else -cosine(180 - abs(turn))) // 1000

    def _beside(self, zone):
        """cm beside the jet."""
        return max(0, abs(zone[0] * sine(zone[1] - self._wide)) // 1000 - _HALF_OUTLET)

    def _bend(self, outlet, excess, way):
        """cm that buoyancy moves the jet, upwards positive."""
        return 1487 * excess * way * way * way // (1000 * outlet * outlet * self._core)

    def _share(self, off, way):
        """‰ of the outlet's speed at `off` (cm^2) beside the centre after `way` cm."""
        return 1100 * min(self._core, way) // way * _bell(off, way) // 1000  # a tenth more, for what falls gains speed

    def _free(self, zone, outlet, excess):
        ahead = self._ahead(zone)
        beside = self._beside(zone)
        down = self._height - zone[2]
        level = self._level
        dip = self._dip
        best = 0
        # Twice: across the straight jet, and straight above or below it.
        way = (ahead * level + down * dip) // 1000
        if way > 10:
            off = (ahead * dip - down * level) // 1000 - self._bend(outlet, excess, way) * level // 1000
            best = self._share(off * off + beside * beside, way)
        way = ahead * 1000 // level
        if 10 < way < 900:
            off = way * dip // 1000 - self._bend(outlet, excess, way) - down
            off = off * level // 1000
            best = max(best, self._share(off * off + beside * beside, way))
        return best

    def _floor(self, zone, outlet, excess):
        ahead = self._ahead(zone)
        beside = self._beside(zone)
        height = self._height
        dip = self._dip
        if not dip:
            return 0
        way = height * 1000 // dip
        bend = self._bend(outlet, excess, way)
        touch = way * self._level // 1000  # cm ahead where it meets the floor
        if bend < 0:
            # Cold air falls sooner.
            drop = max(height // 3, height + bend)
            way = way * drop // height
            touch = touch * drop // height
        if bend > height // 2 or ahead < touch:
            return 0
        way += ahead - touch
        return self._share(zone[2] * zone[2] + beside * beside, way)
