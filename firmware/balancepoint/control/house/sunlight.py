"""What falls on the windows when the sun sensor lies flat: the low winter sun is weak on the ground and strong on a wall.

    sunlight = Sunlight(42)                        # latitude, degrees, north or south alike
    sunlight.observe(310, number)                  # every quarter of an hour; returns W/m² on the wall that faces the noon sun
    sunlight.learn()                               # daily, outside the tick: noon and length of the day

Needs neither clock nor date: over the last days light comes and goes at mean times; midway is noon. By a clear sky
(Haurwitz, Journal of Meteorology 2 (1945)) there is a twentieth of the noon's light when the sine of the sun's height is
0.11 of the noon's (0.13 in midwinter, 0.09 in midsummer at 42°). That gives the length of the day, and with the latitude
the declination: cos of half a day = -tan latitude * tan declination. It is good to 1 or 2 degrees. The reading
is split into sky and beam by the clearness index (Erbs, Klein and Duffie, Solar Energy 28 (1982)), the beam is turned
onto the wall, sky and ground (albedo 0.2) are even (Liu and Jordan, Solar Energy 4 (1960)).
"""

from array import array

from ..quantity import clamp, const, divide
from .past import DAY

_DAYS = const(4)  # weight of the past against a day
_CONSTANT = const(1361)  # W/m² beyond the air
_LOWEST = const(50)  # ‰, sine of 3°: what comes with a lower sun counts as light of the sky
_STRONGEST = const(1000)  # W/m², beam
_FIRST_LIGHT = const(110)  # ‰ of the noon's sine, at a twentieth of its light
_FAINT = const(15)  # 0.1 W/m²: a noon of 30 W/m² is not the sun
_TILT = const(520)  # ‰, tangent of the largest declination, 434, and room for an error of the day's length
_COSINE = (1000, 991, 966, 924, 866, 793, 707, 609, 500, 383, 259, 131, 0)  # ‰, every 7.5°
_SKY = (1000, 996, 991, 986, 982, 973, 949, 904, 840, 757, 659, 551, 439, 334, 244, 183, 165, 165, 165, 165, 165)
# ‰ of the light that comes from the sky, every 50 ‰ of clearness


def cosine(minutes):
    """‰, of the angle the sun moves in `minutes` (0.25° each), -720..720."""
    minutes = abs(minutes)
    sign = 1
    if minutes > 360:
        minutes = 720 - minutes
        sign = -1
    k = minutes // 30
    if k >= 12:
        return 0
    return sign * (_COSINE[k] + divide((_COSINE[k + 1] - _COSINE[k]) * (minutes - 30 * k), 30))


class Sunlight:
    """`noon` (min, from where bin numbers are multiples of a day) and `daylight` (min with more than a twentieth of the
    noon's light)."""

    def __init__(self, latitude):
        self._sine = cosine(360 - 4 * latitude)
        self._cosine = cosine(4 * latitude)
        self.noon = None
        self.daylight = None
        self._means = array("h", [-1] * DAY)  # 0.1 W/m² over the last days, -1 never seen
        self.way = (
            0,
            0,
            0,
            0,
            0,
        )  # noon; ‰: of the height's sine what follows the hour and what stays, the same of the wall's

    def observe(self, sun, number):
        """Notes the mean `sun` W/m² (0..1500) of the quarter of an hour `number`; what is on the wall, W/m², or `sun` itself
        as long as the sun's way is not known."""
        at = number % DAY
        mean = self._means[at]
        self._means[at] = 10 * sun if mean < 0 else mean + divide(10 * sun - mean, _DAYS)
        return sun if self.noon is None else self.on_wall(sun, number)

    def learn(self):
        """Outside the tick, daily. Changes nothing where a part of the day was never seen, or light or dark never came."""
        means = list(self._means)
        if min(means) < 0:
            return
        threshold = max(means) // 20
        if threshold < _FAINT:
            return
        dark = means.index(min(means))
        up = down = None
        for k in range(dark, dark + DAY):
            before, after = means[k % DAY], means[(k + 1) % DAY]
            if before < threshold <= after and up is None:
                up = 15 * k + 7 + 15 * (threshold - before) // (after - before)
            elif after < threshold <= before:
                down = 15 * k + 7 + 15 * (before - threshold) // (before - after)
        if up is None or down is None:
            return
        self.noon = (up + down) // 2 % 1440
        self.daylight = down - up
        half = (cosine(clamp(self.daylight >> 1, 0, 720)) - _FIRST_LIGHT) * 1000 // (1000 - _FIRST_LIGHT)
        tilt = clamp(-half * self._cosine // max(self._sine, 1), -_TILT, _TILT)
        squared = 1000000 + tilt * tilt
        root = 1000
        while root * root < squared:
            root += 1
        # sine of the sun's height and of its angle on the wall: each a part that follows the hour, and one that stays
        self.way = (
            self.noon,
            self._cosine * 1000 // root,
            self._sine * tilt // root,
            self._sine * 1000 // root,
            self._cosine * tilt // root,
        )

    def on_wall(self, sun, number):
        """W/m² for a reading of `sun` W/m² (0..1500) in the quarter of an hour `number`; for a known way."""
        return on_wall(self.way, sun, number)


def on_wall(way, sun, number):
    """The same for any `way`."""
    noon, high, low, turned, tilted = way
    hour = cosine((15 * (number % DAY) + 727 - noon) % 1440 - 720)
    height = low + high * hour // 1000
    even = sun // 10
    if height < _LOWEST:
        return even + (sun >> 1)
    clear = clamp(sun * 1000 // height * 1000 // _CONSTANT, 0, 999)
    k = clear // 50
    sky = sun * (_SKY[k] + (_SKY[k + 1] - _SKY[k]) * (clear - 50 * k) // 50) // 1000
    beam = clamp((sun - sky) * 1000 // height, 0, _STRONGEST)
    return even + (sky >> 1) + beam * max(turned * hour // 1000 - tilted, 0) // 1000
