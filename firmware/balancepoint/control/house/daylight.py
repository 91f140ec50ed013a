"""When the sun shines on a clear day, for a board that has no light sensor: by the clock, or by the outdoor temperature.

The arch is a parabola from half past seven to five, standard time: the winter sun through most windows at 40 to 50
degrees of latitude. A summer-time clock shifts it by an hour, which costs the learner little. Without a clock the phase
comes from the daily wave of the outdoor temperature, whose warmer half is centred on about 15:00: air lags behind the
sun (Oke, Boundary Layer Climates, 1987). In the winters of the Chicago, Denver, Sterling and Miami weather files the
guess from a week is within 90 min.
"""

from ..quantity import const

_DAWN = const(450)  # min after midnight
_ARCH = const(570)  # min from dawn to dusk
_DAY = const(96)  # quarters of an hour
_WARMEST = const(900)  # min after midnight, centre of the warmer half of the day


def arch(minute):
    """The sun of a clear day, ‰ of its noon, at `minute` (any count of minutes that is 0 at a midnight)."""
    since = minute % 1440 - _DAWN
    if since <= 0 or since >= _ARCH:
        return 0
    return since * (_ARCH - since) // 82


def minute_of_day(outdoor, first, bins):
    """Minute of the day at the middle of the bin `first`, guessed from `bins` quarter-hour means in the ring `outdoor`.

    Twice each mean less those half a day before and after leaves nothing of a trend. That is folded over a day; the
    warmer twelve hours are those with the largest sum.
    """
    size = len(outdoor)
    fold = [0] * _DAY
    for k in range(48, bins - 48 - (bins % _DAY)):
        at = first + k
        fold[k % _DAY] += 2 * outdoor[at % size] - outdoor[(at - 48) % size] - outdoor[(at + 48) % size]
    total = sum(fold[:48])
    best = total
    warm = 0
    for k in range(1, _DAY):
        total += fold[(k + 47) % _DAY] - fold[k - 1]
        if total > best:
            best = total
            warm = k
    return (_WARMEST - 15 * (warm + 24) + 7) % 1440
