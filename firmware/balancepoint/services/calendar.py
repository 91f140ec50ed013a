"""Dates, summer time by rule, and the clock as people set and see it. Loaded when somebody asks, and when summer time changes.

Summer time: "EU" last Sunday of March to last Sunday of October, 01:00 UTC (directive 2000/84/EC); "US" second Sunday of March to
first Sunday of November, 02:00 local time (Energy Policy Act of 2005).
"""

from .days import days

_HOUR = 60  # min
_DAY = 1440
_MONDAY = 3  # weekday of 1970-01-01, Monday 0: Thursday
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
RULES = ("none", "EU", "US")


def date(count):
    """(year, month, day) of days since 1970-01-01."""
    count += 719468
    era = count // 146097
    of_era = count - era * 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day


def _sunday(year, month, nth):
    """Day count of the nth Sunday of a month; 0: the last."""
    if nth:
        first = days(year, month, 1)
        return first + (6 - (first + _MONDAY) % 7) % 7 + 7 * (nth - 1)
    last = days(year, month + 1, 1) - 1
    return last - ((last + _MONDAY) % 7 + 1) % 7


def ahead(offset, rule, minutes):
    """(min that the clocks are ahead by summer time, from, to): at a UTC minute since 1970, and the minutes between which that is
    so, within its year. `offset`: min east of Greenwich in winter. `rule`: one of RULES."""
    year = date(minutes // _DAY)[0]
    first = days(year, 1, 1) * _DAY
    last = days(year + 1, 1, 1) * _DAY
    if rule == "none":
        return 0, first, last
    if rule == "EU":
        begin = _sunday(year, 3, 0) * _DAY + _HOUR
        end = _sunday(year, 10, 0) * _DAY + _HOUR
    else:
        begin = _sunday(year, 3, 2) * _DAY + 2 * _HOUR - offset
        end = _sunday(year, 11, 1) * _DAY + _HOUR - offset
    if minutes < begin:
        return 0, first, begin
    return (_HOUR, begin, end) if minutes < end else (0, end, last)


def set_local(clock, day, time):
    """Set a `WallClock` by what people write: "2026-11-28" and "18:30". ValueError says what is wrong."""
    parts = day.split("-")
    times = time.split(":")
    digits = [part for part in parts + times if not part.isdigit()]
    if len(parts) != 3 or len(times) not in (2, 3) or digits:
        raise ValueError("'%s %s' is not a date and time such as 2026-11-28 18:30" % (day, time))
    year, month, of_month = [int(part) for part in parts]
    hour, minute = int(times[0]), int(times[1])
    if not (2025 <= year <= 2099 and 1 <= month <= 12 and hour < 24 and minute < 60):
        raise ValueError("'%s %s': allowed are 2025-01-01 00:00 to 2099-12-31 23:59" % (day, time))
    leap = 1 if month == 2 and year % 4 == 0 else 0
    if not 1 <= of_month <= _LENGTHS[month - 1] + leap:
        raise ValueError("'%s': that month has %d days" % (day, _LENGTHS[month - 1] + leap))
    utc = days(year, month, of_month) * _DAY + hour * _HOUR + minute - clock.offset
    in_summer = ahead(clock.offset, clock.rule, utc)[0]
    utc -= ahead(clock.offset, clock.rule, utc - in_summer)[0]
    set_utc(clock, utc * 60)


def set_utc(clock, seconds):
    """Set it by s since 1970, UTC, as the network gives them."""
    year, month, day = date(seconds // 86400)
    rest = seconds % 86400
    clock.hal.set_utc(year, month, day, rest // 3600, rest % 3600 // 60, rest % 60)


def shown(clock):
    minutes = clock.local()
    if minutes is None:
        return "the clock is not set"
    year, month, day = date(minutes // _DAY)
    return "%04d-%02d-%02d %02d:%02d" % (year, month, day, minutes % _DAY // 60, minutes % 60)
