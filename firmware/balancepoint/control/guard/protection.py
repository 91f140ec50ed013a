"""Interlock 7: what discharge and indoor coil allow the compressor.

Discharge above 102 °C slows down by 0.2 Hz/s, never below the least speed, and lets go by 0.1 Hz/s below 98 °C; above 115 °C it
stops until below 90. In cooling an indoor coil below 2 °C for 6 min stops until it has 10 °C; a defrost takes its heat from that
coil, and is bounded. A trip whose sensor has died since is released after 30 min.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, const, deg, minutes

_DISCHARGE_SLOW = deg(102)
_DISCHARGE_FREE = deg(98)
_SLOW_DOWN = const(2)  # 0.1 Hz/s
_SPEED_UP = const(1)
_DISCHARGE_STOP = deg(115)
_DISCHARGE_RESTART = deg(90)
_COIL_ICING = deg(2)
_COIL_ICING_TIME = minutes(6)
_COIL_CLEAR = deg(10)
_BLIND = minutes(30)


class Protection:
    """Reads `discharge`, `indoor_coil`, `command`; writes `discharge_limit`. `tripped`: no run; `iced`: no cooling."""

    def __init__(self, settings, journal):
        self._journal = journal
        self._slowest = settings.speed_min * 10  # 0.1 Hz
        self._fastest = settings.speed_max * 10
        self._limit = 0  # 0.1 Hz, 0 = none
        self._tripped_at = 0
        self._icing_since = -1
        self.tripped = 0
        self.iced = 0

    def step(self, s, heating_valve, now, dt):
        """Every tick. `heating_valve`: the valve is to stand in heating."""
        if heating_valve:
            self._icing_since = -1
            self.iced = 0
        discharge = s.discharge
        limit = self._limit
        if discharge == UNKNOWN:
            limit = 0
            if self.tripped and now - self._tripped_at >= _BLIND:
                self.tripped = 0
        elif discharge > _DISCHARGE_STOP:
            if not self.tripped:
                self.tripped = 1
                self._tripped_at = now
                self._journal.add(now, j.DISCHARGE, discharge)
        elif self.tripped:
            if discharge < _DISCHARGE_RESTART:
                self.tripped = 0
        elif discharge > _DISCHARGE_SLOW:
            if not limit:
                limit = self._fastest
                self._journal.add(now, j.DISCHARGE, discharge)
            turning = s.command.speed
            if turning and turning < limit // 10:
                limit = turning * 10  # a limit above what turns would slow nothing down
            limit = max(self._slowest, limit - _SLOW_DOWN * dt)
        elif limit and discharge < _DISCHARGE_FREE:
            limit += _SPEED_UP * dt
            if limit >= self._fastest:
                limit = 0
        self._limit = limit
        s.discharge_limit = limit // 10
        if not heating_valve:
            self._watch_coil(s, now)

    def _watch_coil(self, s, now):
        coil = s.indoor_coil
        if self.iced:
            if coil > _COIL_CLEAR or (coil == UNKNOWN and now - self._icing_since >= _BLIND):
                self.iced = 0
                self._icing_since = -1
        elif coil == UNKNOWN or coil >= _COIL_ICING or not s.command.speed or s.command.defrost:
            self._icing_since = -1
        elif self._icing_since < 0:
            self._icing_since = now
        elif now - self._icing_since >= _COIL_ICING_TIME:
            self.iced = 1
            self._journal.add(now, j.COIL_FREEZING, coil)
