"""How far the set points give way to what people feel and no thermometer shows: damp air, cold walls. Both are off by default.

A person who asks for 21 °C reads 21 °C: so nothing is shifted unless the installer sets a limit. In a winter week both
together take the few hours of discomfort there are (PPD above 10 %: 0.7 % to none), for 0.7 K beyond the wish and 8 % more
electricity. Humidity (ISO 7730, see
`pmv`): the temperature that feels as the set point does at 50 %; 10 % more are -0.26 K in heating, -0.24 K in cooling. Walls:
the inside of a wall of heat loss U is U Rsi (Ti - To) colder than the air, Rsi 0.13 m2 K/W (ISO 6946), To as the wall
remembers it, a window's as it is; radiation is 0.45 of what is felt (slope of the PMV to the mean radiant temperature). A warm
wall in summer lowers the set points likewise.

Shifts move by 0.1 K in 10 min at most; while a reading is missing they stay. After a reboot they start from nothing, and the
wall remembers the present weather.
"""

from ..quantity import UNKNOWN, clamp, const, divide
from . import pmv

_PACE = const(60)  # s for 0.01 K
_RADIANT = const(45)  # %
_RSI = const(13)  # 0.01 m2 K/W
_LONGEST = const(3600)  # s that one step may count


class Shift:
    """`step()` sets `humidity_heating`, `humidity_cooling`, `wall`, and `heating` and `cooling`, their sums (0.01 K)."""

    def __init__(self, settings):
        self._settings = settings
        self.humidity_heating = 0
        self.humidity_cooling = 0
        self.wall = 0
        self.heating = 0
        self.cooling = 0
        # ‰ * 0.01 W/(m2 K) * 0.01 m2 K/W * %: 1e-9; kept in 1e-5
        self._wall = settings.wall_share * settings.wall_loss * _RSI * _RADIANT // 10000
        self._window = settings.window_share * settings.window_loss * _RSI * _RADIANT // 10000
        self._heating_vote = pmv.vote(0, settings.dial_heat)
        self._cooling_vote = pmv.vote(1, settings.dial_cool)
        self._remembered = UNKNOWN  # outdoor, as the wall feels it, 0.01 °C
        self._rest = 0  # 0.01 K s
        self._spare = 0  # s

    def step(self, room, outdoor, humidity, dt):
        """Once a decision. `room`, `outdoor` 0.01 °C, `humidity` ‰; each may be UNKNOWN."""
        settings = self._settings
        if dt > _LONGEST:
            dt = _LONGEST
        self._spare += dt
        most = self._spare // _PACE
        self._spare -= most * _PACE
        limit = settings.humidity_shift
        if limit and humidity != UNKNOWN:
            wanted = pmv.temperature(0, self._heating_vote, humidity) - settings.dial_heat
            self.humidity_heating += clamp(clamp(wanted, -limit, limit) - self.humidity_heating, -most, most)
            wanted = pmv.temperature(1, self._cooling_vote, humidity) - settings.dial_cool
            self.humidity_cooling += clamp(clamp(wanted, -limit, limit) - self.humidity_cooling, -most, most)
        limit = settings.wall_shift
        if limit and outdoor != UNKNOWN:
            self._wall_follows(outdoor, dt)
            if room != UNKNOWN:
                wanted = divide(self._wall * (room - self._remembered) + self._window * (room - outdoor), 100000)
                self.wall += clamp(clamp(wanted, -limit, limit) - self.wall, -most, most)
        self.heating = self.humidity_heating + self.wall
        self.cooling = self.humidity_cooling + self.wall

    def _wall_follows(self, outdoor, dt):
        if self._remembered == UNKNOWN:
            self._remembered = outdoor
        total = (outdoor - self._remembered) * dt + self._rest
        moved = total // self._settings.wall_lag
        self._rest = total - moved * self._settings.wall_lag
        self._remembered += moved
