"""One steady window against what was learned of the machine: signals, bins, deviations. An errand of `fdd`.

Signals, each divided by what the map says so that speed and weather matter little: power by the map's power; coil less return
air, and supply less return air, by the map's heat; the first over the second, which knows the airflow alone (a coil's
effectiveness) and neither heat nor humidity; outdoor approach by the heat moved outdoors; discharge less condensing coil by the
lift between the coils. Return air less each room sensor stands for itself, in 0.01 K. At standstill there are only differences
of sensors to the return air (outdoors to the outdoor sensor), 0.01 K too.

Learned for each part of the speed range, 6 K of outdoor temperature and command to the fan: the mean of the first week, then
frozen, so that a slow fault does not become the norm; of the outdoor approach in heating more what is wide, for dew that
nobody saw only narrows it. A bin that is met only later (the seasons) takes the mean of its first
eight windows less the deviation that the known ones show at that time. How far the windows that are learned from scatter sets
what proves nothing: where a sensor is restless or the weather plays, more is asked.

The outdoor approach in heating counts only in windows that are clear of sun, dew and frost (`steady`), and once after each cycle
of frost: the clean coil's, set right for the latent heat of the frost that grew (`direct.frost`), in bins of its own.
"""

from ..command import FAN_AUTO
from ..quantity import clamp, const, divide, hours
from . import scatter, signals, steady

# In place of the fan's command: bins of the outdoor approach in heating alone
_FROSTED = const(13)  # or of the room sensors beside a frosted coil
_CLEAR = const(14)
_CYCLE = const(15)
_PARTS = const(4)  # of the speed range: the outdoor fan follows it in steps
_MOST = const(200)  # in the first week
_CUT = const(1000)  # deviations beyond are cut: one odd window is no fault
_SLOW = const(12)  # windows over which the level is smoothed
_QUICK = const(4)  # the first ones since boot
_PULL_UP = const(200)  # ‰
_PULL_DOWN = const(100)
_MIDDLE = hours(36)
_KNOWN = const(4)  # windows of a bin before their scatter is one
_SCATTER = const(32)  # windows over which it is smoothed
_FULL = const(34)
_NO_LIFT = const(500)  # 0.01 K
_NO_RISE = const(200)
_WARMEST = const(6000)


class Comparison:
    """`window()`, `cycle()`: true if the deviations were compared, false if the machine was learned from them."""

    def __init__(self, fdd, settings, memory, now):
        self._fdd = fdd
        self._settings = settings
        self._memory = memory
        self._now = now

    def cycle(self, approach):
        """The clean coil's approach of a cycle of frost, 0.01 K/kW."""
        return self._approach(_key(signals.HEATING, _CYCLE, 0, 0), approach * 10)

    def _approach(self, key, value):
        values = [signals.NONE] * signals.SIGNALS
        values[signals.APPROACH] = value
        return self._take(signals.HEATING, key, values)

    def window(self, window):
        """Takes a window that is ready: true if it was compared, false if it was learned from."""
        values = self._values(window)
        if window.frosted:
            for k in range(signals.GAP_1):
                values[k] = signals.NONE
            return self._take(window.kind, _key(window.kind, _FROSTED, self._part(_PARTS), 0), values)
        compared = False
        if window.kind == signals.HEATING and values[signals.APPROACH] != signals.NONE:
            # The coil's approach for a W hangs on its air: cold and damp are in the heat and in `clear`.
            key = _key(signals.HEATING, _CLEAR, self._part(_PARTS), 0 if window.mean(steady.OUTDOOR_COIL) < 0 else 600)
            compared = self._approach(key, values[signals.APPROACH])
            values[signals.APPROACH] = signals.NONE
        return self._take(window.kind, self._window_key(), values) or compared

    def _values(self, window):
        """The signals of a window, signals.NONE where a sensor is missing."""
        out = [signals.NONE] * signals.SIGNALS
        mean = window.mean
        air, coil, outdoor, outer = mean(steady.AIR), mean(steady.COIL), mean(steady.OUTDOOR), mean(steady.OUTDOOR_COIL)
        if air is None:
            rooms = [mean(steady.ROOM_1), mean(steady.ROOM_2)]
            air = rooms[0] if rooms[0] is not None else rooms[1]
        else:
            for k in range(signals.ROOMS):
                room = mean(steady.ROOM_1 + k)
                if room is not None:
                    out[signals.GAP_1 + k] = air - room
        supply = mean(steady.SUPPLY)
        if air is not None:
            self._fdd.lift = 0 if coil is None else coil - air
            self._fdd.rise = 0 if supply is None else supply - air
        if window.kind == signals.STANDSTILL:
            if coil is not None and air is not None:
                out[signals.COIL] = coil - air
            if supply is not None and air is not None:
                out[signals.AIR] = supply - air
            if outer is not None:
                out[signals.APPROACH] = outdoor - outer
            return out
        heat = window.sums[steady.HEAT]
        power = window.sums[steady.MAP_POWER]
        sign = 1 if window.kind == signals.HEATING else -1
        if window.counts[steady.POWER] == steady.SAMPLES and power > 0:
            out[signals.POWER] = window.sums[steady.POWER] * 10000 // power
        if heat > 0 and air is not None:
            share = 10000 * steady.SAMPLES
            if coil is not None:
                out[signals.COIL] = sign * (coil - air) * share // heat
            if supply is not None:
                out[signals.AIR] = sign * (supply - air) * share // heat
                if coil is not None and sign * (supply - air) > _NO_RISE:
                    out[signals.EXCHANGE] = (coil - air) * 10000 // (supply - air)
        if outer is not None and heat - sign * power > 0 and (sign < 0 or window.clear):
            out[signals.APPROACH] = sign * (outdoor - outer) * 10000 * steady.SAMPLES // (heat - sign * power)
        discharge = mean(steady.DISCHARGE)
        if discharge is not None and coil is not None and outer is not None:
            hot, cold = (coil, outer) if sign > 0 else (outer, coil)
            if hot - cold > _NO_LIFT:
                out[signals.SUPERHEAT] = (discharge - hot) * 10000 // (hot - cold)
        return out

    def _window_key(self):
        window = self._fdd.steady
        kind = window.kind
        outdoor = window.sums[steady.OUTDOOR] // steady.SAMPLES
        if kind == signals.STANDSTILL:
            return _key(kind, 0, 0, outdoor)
        # Under the unit's automatic the fan goes with the speed; a level of its own halves what speed must tell.
        return _key(kind, window.fan, self._part(8 if window.fan == FAN_AUTO else 4), outdoor)

    def _part(self, parts):
        """Which part of the speed range the window was in."""
        settings = self._settings
        speed = self._fdd.steady.sums[steady.SPEED] // steady.SAMPLES - settings.speed_min
        return clamp(speed * parts // (settings.speed_max - settings.speed_min), 0, parts - 1)

    def _row(self, key):
        """Where the row of a bin begins; -1 when there is none and no place for one."""
        rows = self._memory.behaviour
        for at in range(0, len(rows), signals.ROW):
            if rows[at] == key:
                return at
        if len(rows) >= signals.ROW * signals.ROWS:
            return -1
        rows.extend([key, 0] + [signals.NONE] * signals.SIGNALS)
        return len(rows) - signals.ROW

    def freeze(self):
        """The first week is over: a bin that it knows well enough learns no more, least of all from a fault."""
        rows = self._memory.behaviour
        for at in range(1, len(rows), signals.ROW):
            if rows[at] >= _KNOWN:
                rows[at] = max(rows[at], signals.LEARNED)

    def _take(self, kind, key, values):
        """True if the window was compared, false if it was learned from."""
        at = self._row(key)
        if at < 0:
            return False
        rows = self._memory.behaviour
        count = rows[at + 1]
        if count < (signals.LEARNED if self._fdd.commissioned else _MOST):
            rows[at + 1] = count + 1
            for k in range(signals.SIGNALS):
                self._adopt(at, kind, k, values[k], count)
            return False
        for k in range(signals.SIGNALS):
            base = rows[at + 2 + k]
            if values[k] != signals.NONE and base != signals.NONE:
                self._compare(kind, k, deviation(kind, k, values[k], base))
        return True

    def _adopt(self, row, kind, signal, value, count):
        """The mean of the first windows, less what is known to be off already."""
        rows = self._memory.behaviour
        at = row + 2 + signal
        if value == signals.NONE or (count and rows[at] == signals.NONE):
            rows[at] = signals.NONE  # learned from all windows or from none
            return
        level = self._fdd.level(kind, signal)
        value = value - level if absolute(kind, signal) else value * 1000 // max(1000 + level, 200)
        if count >= _KNOWN:
            kept = self._memory.scatter
            at_all = kind * signals.SIGNALS + signal
            off = abs(deviation(kind, signal, value, rows[at])) * signals.FINE
            kept[at_all] += divide(off - kept[at_all], _SCATTER) if kept[at_all] else off
        value = clamp(value, -signals.LARGEST, signals.LARGEST)
        step = value - rows[at]
        if kind == signals.HEATING and signal == signals.APPROACH:
            # Dew only narrows it: the wide ones are of a dry coil.
            step = 2 * step if step > 0 else step // 2
        rows[at] = value if not count else rows[at] + divide(step, count + 1)

    def _compare(self, kind, signal, off):
        trends = self._memory.trends
        at = (kind * signals.SIGNALS + signal) * signals.TREND
        seen = self._fdd.seen
        windows = seen[kind * signals.SIGNALS + signal] = min(seen[kind * signals.SIGNALS + signal] + 1, _SLOW)
        # Since boot anything may have happened: the first windows count more, or bins met just then learn a fault as the norm.
        slow = max(windows, _QUICK)
        if signal == signals.APPROACH:
            # Dew narrows it, frost widens it, where they were not seen: no window pulls far, least of all down.
            level = trends[at] // signals.FINE
            off = clamp(off, level - _PULL_DOWN, level + _PULL_UP)
            approached_at = self._fdd.approached_at
            slow = clamp(_MIDDLE // max(self._now - approached_at[kind], signals.PAUSE), _QUICK, 16)
            approached_at[kind] = self._now
        step = off * signals.FINE - trends[at]
        trends[at] += divide(step, slow)
        slack = scatter.slack(self._memory, kind, signal)
        trends[at + 1] = clamp(trends[at + 1] + off - slack, 0, _FULL * slack)
        trends[at + 2] = clamp(trends[at + 2] - off - slack, 0, _FULL * slack)


def _key(kind, fan, speed, outdoor):
    return ((kind * 16 + fan) * 8 + speed) * 32 + (clamp(outdoor, -_WARMEST, _WARMEST) + _WARMEST) // 600


def absolute(kind, signal):
    """Is its deviation in 0.01 K rather than ‰?"""
    return kind == signals.STANDSTILL or signal >= signals.GAP_1


def deviation(kind, signal, value, base):
    """‰ of the learned value, or 0.01 K."""
    if absolute(kind, signal):
        return clamp(value - base, -_CUT, _CUT)
    return clamp((value - base) * 1000 // max(abs(base), 1), -_CUT, _CUT)
