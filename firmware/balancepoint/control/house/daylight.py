"""When the sun shines on a clear day, for a board that has no light sensor: by the clock, or by the outdoor temperature.

The arch is a parabola from half past seven to five, standard time: the winter sun through most windows at 40 to 50
degrees of latitude. A summer-time clock shifts it by an hour, which costs the learner little. Without a clock the phase
comes from the daily wave of the outdoor temperature, whose warmer half is centred on about 15:00: air lags behind the
sun (Oke, Boundary Layer Climates, 1987). In the winters of the Chicago, Denver, Sterling and Miami weather files the
guess from a week is within 90 min.
"""

from ..quantity import const
from .past import DAY

_DAWN = const(450)  # min after midnight
_ARCH = const(570)  # min from dawn to dusk
_WARMEST = const(900)  # min after midnight, centre of the warmer half of the day


def arch(minute):
    """The sun of a clear day, ‰ of its noon, at `minute` (any count of minutes that is 0 at a midnight)."""
    since = minute % 1440 - _DAWN
    if since <= 0 or since >= _ARCH:
        return 0
    return since * (_ARCH - since) // 82


def fold(sums, k, bins, outdoor):
    """Lays the mean of the `k`th of `bins` quarters of an hour over one day, in the 96 `sums`.

    Twice each mean less those half a day before and after leaves nothing of a trend.
    """
    end = bins - 48 - (bins % DAY)
    if 48 <= k < end:
        sums[k % DAY] += 2 * outdoor
    if k + 48 < end:
        sums[(k + 48) % DAY] -= outdoor
    if 48 <= k - 48 < end:
        sums[(k - 48) % DAY] -= outdoor


def minute_of_day(sums):
    """Minute of the day at the middle of the first bin, guessed from what was folded over a day: the warmer twelve hours are
    those with the largest sum."""
    total = 0
    for k in range(48):
        total += sums[k]
    best = total
    warm = 0
    for k in range(1, DAY):
        total += sums[(k + 47) % DAY] - sums[k - 1]
        if total > best:
            best = total
            warm = k
    return (_WARMEST - 15 * (warm + 24) + 7) % 1440
