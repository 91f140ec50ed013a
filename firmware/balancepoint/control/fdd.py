"""Does the machine still behave as it did? Its own past is the measure: each signal against what was learned of it.

For every steady window (`steady`) the relative deviation from the learned value, and a two-sided cumulative sum of it (Page,
Biometrika 41, 1954). What the signals together mean is decided in `diagnosis`.

Signals, each divided by what the map says so that speed and weather matter little: power by the map's power; coil less return
air, and supply less return air, by the map's heat; the first over the second, which knows the airflow alone (a coil's
effectiveness) and neither heat nor humidity; outdoor approach by the heat moved outdoors; discharge less condensing coil by the
lift between the coils. Return air less each room sensor stands for itself, in 0.01 K. At standstill there are only differences
of sensors to the return air (outdoors to the outdoor sensor), 0.01 K too.

Learned for each part of the speed range, 6 K of outdoor temperature and command to the fan: the mean of the first week, then
frozen, so that a slow fault does not become the norm. A bin that is met only later (the seasons) takes the mean of its first
eight windows less the deviation that the known ones show at that time. How far the windows that are learned from scatter sets
what proves nothing: where a sensor is restless or the weather plays, more is asked. `forget()` begins anew.

The outdoor approach in heating counts only in windows that are clear of sun, dew and frost (`steady`), and once after each cycle
of frost: the clean coil's, set right for the latent heat of the frost that grew (`direct.frost`), in bins of its own.
"""

from . import steady as s
from .command import FAN_AUTO
from .quantity import clamp, const, divide, hours, minutes

POWER, COIL, AIR, EXCHANGE, APPROACH, SUPERHEAT, GAP_1, GAP_2 = range(8)
SIGNALS = const(8)
ROOMS = const(2)  # room sensors that are watched
KINDS = const(3)  # heating, cooling, standstill
ROW = const(10)  # key, windows, one value a signal
ROWS = const(80)  # bins at most
NONE = const(-(1 << 20))  # not learned: the sensor is missing
LARGEST = const(1 << 20)

LEARNED = const(8)  # windows
# In place of the fan's command: bins of the outdoor approach in heating alone
_CLEAR = const(14)
_CYCLE = const(15)
_PARTS = const(4)  # of the speed range: the outdoor fan follows it in steps
_MOST = const(200)  # in the first week
COMMISSIONING = const(10080)  # min
_PAUSE = minutes(30)  # between two windows that count: neighbours say the same
_CUT = const(1000)  # deviations beyond are cut: one odd window is no fault
_SLOW = const(12)  # windows over which the level is smoothed
_QUICK = const(4)  # the first ones since boot
_PULL_UP = const(200)  # ‰
_PULL_DOWN = const(100)
_MIDDLE = hours(36)
_FINE = const(16)
# Deviation that proves nothing, by signal, ‰ or 0.01 K, at least: 3 %, more where frost and damp air play, less where nothing but
# airflow does.
SLACK = (30, 30, 30, 15, 40, 50, 25, 25)
_STILL_SLACK = const(60)  # 0.01 K, at standstill
_RESTLESS = const(4)  # times that at most, or a restless sensor would hide everything
_KNOWN = const(4)  # windows of a bin before their scatter is one
_SCATTER = const(32)  # windows over which it is smoothed
_ALARM = const(17)  # times the slack, summed: with 3 % half of the value itself
_FULL = const(34)
TREND = const(3)  # level * _FINE, sum upwards, sum downwards
TRENDS = const(72)  # KINDS * SIGNALS * TREND
SCATTERS = const(24)  # KINDS * SIGNALS

_NO_LIFT = const(500)  # 0.01 K
_NO_RISE = const(200)
_WARMEST = const(6000)


class Fdd:
    """`learn()` outside the tick. `level(kind, signal)`: deviation now, ‰ or 0.01 K; `alarm(kind, signal)`: has its sum run over?

    Kept in memory: `behaviour`, rows of ROW integers, `trends`, and `scatter`, mean deviation * _FINE of what was learned from.
    """

    def __init__(self, settings, memory):
        self._settings = settings
        self._memory = memory
        self.steady = s.Steady(settings)
        if len(memory.trends) != TRENDS:
            memory.trends = [0] * TRENDS
        if len(memory.scatter) != SCATTERS:
            memory.scatter = [0] * SCATTERS
        self.seen = [0] * (KINDS * SIGNALS)  # windows that counted since boot
        self.lift = 0  # 0.01 K, coil and supply over the return air in the last window
        self.rise = 0
        self._taken_at = -_PAUSE
        self._learned_at = 0
        self._approached_at = [0] * KINDS

    def forget(self):
        """After a service: everything is learned anew."""
        self._memory.behaviour = []
        self._memory.scatter = [0] * SCATTERS
        self._memory.commissioned = 0
        self.calm()

    def calm(self):
        """The deviations start from nothing."""
        self._memory.trends = [0] * TRENDS
        self.seen = [0] * (KINDS * SIGNALS)

    @property
    def commissioned(self):
        """True after the first week; before, everything is taken for normal."""
        return self._memory.commissioned >= COMMISSIONING

    def level(self, kind, signal):
        return self._memory.trends[(kind * SIGNALS + signal) * TREND] // _FINE

    def alarm(self, kind, signal):
        """1, -1 or 0: the sum ran over upwards, downwards."""
        at = (kind * SIGNALS + signal) * TREND
        trends = self._memory.trends
        most = _ALARM * self.slack(kind, signal)
        if trends[at + 1] >= most:
            return 1
        return -1 if trends[at + 2] >= most else 0

    def slack(self, kind, signal):
        """Deviation that proves nothing, ‰ or 0.01 K."""
        least = _STILL_SLACK if kind == s.STANDSTILL else SLACK[signal]
        return clamp(self._memory.scatter[kind * SIGNALS + signal] // _FINE, least, _RESTLESS * least)

    def limit(self, kind, signal, usual):
        """What a deviation must reach to mean something: `usual`, more where the signal is restless."""
        least = _STILL_SLACK if kind == s.STANDSTILL else SLACK[signal]
        return usual * self.slack(kind, signal) // least

    def cycle(self, approach, now):
        """The clean coil's approach of a cycle of frost, 0.01 K/kW: true if it was compared."""
        return self.steady.dark and self._take_approach(_key(s.HEATING, _CYCLE, 0, 0), approach * 10, now)

    def _take_approach(self, key, value, now):
        values = [NONE] * SIGNALS
        values[APPROACH] = value
        return self._take(s.HEATING, key, values, now)

    def learn(self, now):
        """Takes the window that stands ready, if any: its kind if it was compared, else -1."""
        window = self.steady
        memory = self._memory
        kind = -1
        if not self.commissioned:
            memory.commissioned = min(memory.commissioned + (now - self._learned_at) // 60, COMMISSIONING)
            if self.commissioned:
                self._freeze()
        self._learned_at = now
        if window.ready:
            if now - self._taken_at >= _PAUSE:
                if self._take_window(window, now):
                    kind = window.kind
                self._taken_at = now
            window.begin()
        return kind

    def _take_window(self, window, now):
        values = self._values(window)
        compared = False
        if window.kind == s.HEATING and values[APPROACH] != NONE:
            # The coil's approach for a W hangs on its air: cold and damp are in the heat and in `clear`.
            key = _key(s.HEATING, _CLEAR, self._part(_PARTS), 0 if window.mean(s.OUTDOOR_COIL) < 0 else 600)
            compared = self._take_approach(key, values[APPROACH], now)
            values[APPROACH] = NONE
        return self._take(window.kind, self._window_key(), values, now) or compared

    def _values(self, window):
        """The signals of a window, NONE where a sensor is missing."""
        out = [NONE] * SIGNALS
        mean = window.mean
        air, coil, outdoor, outer = mean(s.AIR), mean(s.COIL), mean(s.OUTDOOR), mean(s.OUTDOOR_COIL)
        if air is None:
            rooms = [mean(s.ROOM_1), mean(s.ROOM_2)]
            air = rooms[0] if rooms[0] is not None else rooms[1]
        else:
            for k in range(ROOMS):
                room = mean(s.ROOM_1 + k)
                if room is not None:
                    out[GAP_1 + k] = air - room
        supply = mean(s.SUPPLY)
        if air is not None:
            self.lift = 0 if coil is None else coil - air
            self.rise = 0 if supply is None else supply - air
        if window.kind == s.STANDSTILL:
            if coil is not None and air is not None:
                out[COIL] = coil - air
            if supply is not None and air is not None:
                out[AIR] = supply - air
            if outer is not None:
                out[APPROACH] = outdoor - outer
            return out
        heat = window.sums[s.HEAT]
        power = window.sums[s.MAP_POWER]
        sign = 1 if window.kind == s.HEATING else -1
        if window.counts[s.POWER] == s.SAMPLES and power > 0:
            out[POWER] = window.sums[s.POWER] * 10000 // power
        if heat > 0 and air is not None:
            share = 10000 * s.SAMPLES
            if coil is not None:
                out[COIL] = sign * (coil - air) * share // heat
            if supply is not None:
                out[AIR] = sign * (supply - air) * share // heat
                if coil is not None and sign * (supply - air) > _NO_RISE:
                    out[EXCHANGE] = (coil - air) * 10000 // (supply - air)
        if outer is not None and heat - sign * power > 0 and (sign < 0 or window.clear):
            out[APPROACH] = sign * (outdoor - outer) * 10000 * s.SAMPLES // (heat - sign * power)
        discharge = mean(s.DISCHARGE)
        if discharge is not None and coil is not None and outer is not None:
            hot, cold = (coil, outer) if sign > 0 else (outer, coil)
            if hot - cold > _NO_LIFT:
                out[SUPERHEAT] = (discharge - hot) * 10000 // (hot - cold)
        return out

    def _window_key(self):
        window = self.steady
        kind = window.kind
        outdoor = window.sums[s.OUTDOOR] // s.SAMPLES
        if kind == s.STANDSTILL:
            return _key(kind, 0, 0, outdoor)
        # Under the unit's automatic the fan goes with the speed; a level of its own halves what speed must tell.
        return _key(kind, window.fan, self._part(8 if window.fan == FAN_AUTO else 4), outdoor)

    def _part(self, parts):
        """Which part of the speed range the window was in."""
        settings = self._settings
        speed = self.steady.sums[s.SPEED] // s.SAMPLES - settings.speed_min
        return clamp(speed * parts // (settings.speed_max - settings.speed_min), 0, parts - 1)

    def _row(self, key):
        """Where the row of a bin begins; -1 when there is none and no place for one."""
        rows = self._memory.behaviour
        for at in range(0, len(rows), ROW):
            if rows[at] == key:
                return at
        if len(rows) >= ROW * ROWS:
            return -1
        rows.extend([key, 0] + [NONE] * SIGNALS)
        return len(rows) - ROW

    def _freeze(self):
        """The first week is over: a bin that it knows well enough learns no more, least of all from a fault."""
        rows = self._memory.behaviour
        for at in range(1, len(rows), ROW):
            if rows[at] >= _KNOWN:
                rows[at] = max(rows[at], LEARNED)

    def _take(self, kind, key, values, now):
        """True if the window was compared, false if it was learned from."""
        at = self._row(key)
        if at < 0:
            return False
        rows = self._memory.behaviour
        count = rows[at + 1]
        if count < (LEARNED if self.commissioned else _MOST):
            rows[at + 1] = count + 1
            for k in range(SIGNALS):
                self._adopt(rows, at + 2 + k, values[k], kind, k, count)
            return False
        for k in range(SIGNALS):
            base = rows[at + 2 + k]
            if values[k] != NONE and base != NONE:
                self._compare(kind, k, deviation(kind, k, values[k], base), now)
        return True

    def _adopt(self, rows, at, value, kind, signal, count):
        """The mean of the first windows, less what is known to be off already."""
        if value == NONE or (count and rows[at] == NONE):
            rows[at] = NONE  # learned from all windows or from none
            return
        level = self.level(kind, signal)
        value = value - level if absolute(kind, signal) else value * 1000 // max(1000 + level, 200)
        if count >= _KNOWN:
            scatter = self._memory.scatter
            at_all = kind * SIGNALS + signal
            off = abs(deviation(kind, signal, value, rows[at])) * _FINE
            scatter[at_all] += divide(off - scatter[at_all], _SCATTER) if scatter[at_all] else off
        value = clamp(value, -LARGEST, LARGEST)
        rows[at] = value if not count else rows[at] + divide(value - rows[at], count + 1)

    def _compare(self, kind, signal, off, now):
        trends = self._memory.trends
        at = (kind * SIGNALS + signal) * TREND
        self.seen[kind * SIGNALS + signal] += 1
        # Since boot anything may have happened: the first windows count more, or bins met just then learn a fault as the norm.
        slow = clamp(self.seen[kind * SIGNALS + signal], _QUICK, _SLOW)
        if signal == APPROACH:
            # Dew narrows it, frost widens it, where they were not seen: no window pulls far, least of all down.
            level = trends[at] // _FINE
            off = clamp(off, level - _PULL_DOWN, level + _PULL_UP)
            slow = clamp(_MIDDLE // max(now - self._approached_at[kind], _PAUSE), _QUICK, 16)
            self._approached_at[kind] = now
        step = off * _FINE - trends[at]
        trends[at] += divide(step, slow)
        slack = self.slack(kind, signal)
        trends[at + 1] = clamp(trends[at + 1] + off - slack, 0, _FULL * slack)
        trends[at + 2] = clamp(trends[at + 2] - off - slack, 0, _FULL * slack)


def _key(kind, fan, speed, outdoor):
    return ((kind * 16 + fan) * 8 + speed) * 32 + (clamp(outdoor, -_WARMEST, _WARMEST) + _WARMEST) // 600


def absolute(kind, signal):
    """Is its deviation in 0.01 K rather than ‰?"""
    return kind == s.STANDSTILL or signal >= GAP_1


def deviation(kind, signal, value, base):
    """‰ of the learned value, or 0.01 K."""
    if absolute(kind, signal):
        return clamp(value - base, -_CUT, _CUT)
    return clamp((value - base) * 1000 // max(abs(base), 1), -_CUT, _CUT)
