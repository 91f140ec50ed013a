"""What a deviation must reach to mean something: more where the signal scatters. For the errands of `fdd` and `diagnosis`."""

from ..quantity import clamp, const
from .signals import FINE, SIGNALS, SLACK, STANDSTILL, TREND

_STILL_SLACK = const(60)  # 0.01 K, at standstill
_RESTLESS = const(4)  # times that at most, or a restless sensor would hide everything
_ALARM = const(17)  # times the slack, summed: with 3 % half of the value itself


def alarm(memory, kind, signal):
    """1, -1 or 0: the sum ran over upwards, downwards."""
    at = (kind * SIGNALS + signal) * TREND
    trends = memory.trends
    most = _ALARM * slack(memory, kind, signal)
    if trends[at + 1] >= most:
        return 1
    return -1 if trends[at + 2] >= most else 0


def slack(memory, kind, signal):
    """Deviation that proves nothing, ‰ or 0.01 K."""
    least = _STILL_SLACK if kind == STANDSTILL else SLACK[signal]
    return clamp(memory.scatter[kind * SIGNALS + signal] // FINE, least, _RESTLESS * least)


def limit(memory, kind, signal, usual):
    """What a deviation must reach to mean something: `usual`, more where the signal is restless."""
    least = _STILL_SLACK if kind == STANDSTILL else SLACK[signal]
    return usual * slack(memory, kind, signal) // least
