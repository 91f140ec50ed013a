"""What the heat pump can do: heat and power over compressor speed and outdoor temperature, from its data sheet.

Rows are the published minimum, rated and maximum points at two or more outdoor temperatures (AHRI 210/240 or NEEP listing).
Between rows linear in temperature, outside with the slope of the outermost two; heat is linear in speed and power linear in
heat between the points. Heat here is always positive, cooling included. Learned capacity scales the maximum only.
"""

from ..quantity import UNKNOWN, clamp, deg, divide

_MOST = 30000  # W
_CAUTIOUS = deg(0)  # outdoors, while nothing is known
_STEP = 25  # 0.25 K: the map is worked out anew when the outdoor temperature has moved that far


def _between(outdoor, colder, low, warmer, high):
    return low + (high - low) * (outdoor - colder) // (warmer - colder)


class Side:
    """One side, heating or cooling, at the outdoor temperature last given to `at()`.

    `q_min`, `q_rated`, `q_max` W of heat · `p_min`, `p_rated`, `p_max` W of power, at `speed_min`, `speed_rated`, `speed_max`.
    """

    def __init__(self, rows, speed_min, speed_rated, speed_max):
        self.rows = rows
        self.speed_min = speed_min
        self.speed_max = speed_max
        self.speed_rated = speed_rated
        self.outdoor = None
        self.at(rows[0][0])

    def at(self, outdoor):
        """Move to an outdoor temperature (0.01 °C)."""
        if self.outdoor is not None and -_STEP < outdoor - self.outdoor < _STEP:
            return
        self.outdoor = outdoor
        rows = self.rows
        k = 0
        while k < len(rows) - 2 and outdoor > rows[k + 1][0]:
            k += 1
        low = rows[k]
        high = rows[k + 1]
        t0 = low[0]
        t1 = high[0]
        # Extrapolation stops 20 K outside the published rows.
        outdoor = clamp(outdoor, rows[0][0] - 2000, rows[-1][0] + 2000)
        # Bounds keep extrapolation sane, and its products inside 30 bits.
        self.q_min = clamp(_between(outdoor, t0, low[1], t1, high[1]), 100, _MOST - 100)
        self.p_min = clamp(_between(outdoor, t0, low[2], t1, high[2]), 30, _MOST - 10)
        self.q_max = clamp(_between(outdoor, t0, low[5], t1, high[5]), self.q_min + 100, _MOST)
        self.p_max = clamp(_between(outdoor, t0, low[6], t1, high[6]), self.p_min + 10, _MOST)
        self.q_rated = clamp(_between(outdoor, t0, low[3], t1, high[3]), self.q_min + 1, self.q_max - 1)
        self.p_rated = clamp(_between(outdoor, t0, low[4], t1, high[4]), self.p_min + 1, self.p_max - 1)

    def capacity_max(self, outdoor):
        """The largest heat, W, at an outdoor temperature (0.01 °C)."""
        self.at(outdoor)
        return self.q_max

    def speed_for(self, heat):
        """The speed, Hz, that delivers `heat`, W; no lower than minimum speed, no higher than maximum."""
        if heat <= self.q_min:
            return self.speed_min
        if heat >= self.q_max:
            return self.speed_max
        if heat < self.q_rated:
            return self.speed_min + divide(
                (heat - self.q_min) * (self.speed_rated - self.speed_min), self.q_rated - self.q_min
            )
        return self.speed_rated + divide(
            (heat - self.q_rated) * (self.speed_max - self.speed_rated), self.q_max - self.q_rated
        )

    def heat_at(self, speed):
        """The heat, W, at a speed, Hz; 0 at standstill."""
        if speed <= 0:
            return 0
        if speed <= self.speed_min:
            return self.q_min
        if speed < self.speed_rated:
            return self.q_min + (self.q_rated - self.q_min) * (speed - self.speed_min) // (
                self.speed_rated - self.speed_min
            )
        if speed >= self.speed_max:
            return self.q_max
        return self.q_rated + (self.q_max - self.q_rated) * (speed - self.speed_rated) // (
            self.speed_max - self.speed_rated
        )

    def power_for(self, heat):
        """The power, W, that `heat`, W, takes, between minimum and maximum."""
        heat = clamp(heat, self.q_min, self.q_max)
        if heat < self.q_rated:
            return self.p_min + (self.p_rated - self.p_min) * (heat - self.q_min) // (self.q_rated - self.q_min)
        return self.p_rated + (self.p_max - self.p_rated) * (heat - self.q_rated) // (self.q_max - self.q_rated)

    def margin(self, heat):
        """W of power that one more kW of heat takes; the mean where that is more."""
        if heat < self.q_rated:
            slope = (self.p_rated - self.p_min) * 1000 // (self.q_rated - self.q_min)
        else:
            slope = (self.p_max - self.p_rated) * 1000 // (self.q_max - self.q_rated)
        heat = max(heat, self.q_min)
        return min(max(slope, self.power_for(heat) * 1000 // heat), 2000)


class UnitMap:
    """Both sides of one unit; for a unit that only heats `cooling` is the heating side, and nothing asks for it.

    `aux_power`: W by the stages on. `step()` writes `s.map`, `s.able` and `s.given`.
    """

    def __init__(self, settings, memory=None):
        self._memory = memory
        self.aux_power = (0, settings.aux_power_1, settings.aux_power_1 + settings.aux_power_2)
        speeds = (settings.speed_min, settings.speed_rated, settings.speed_max)
        self.heating = Side(settings.heating, speeds[0], speeds[1], speeds[2])
        self.cooling = Side(settings.cooling, speeds[0], speeds[1], speeds[2]) if settings.cooling else self.heating

    def turned(self, s):
        """The side on which the valve stands."""
        return self.heating if s.heating else self.cooling

    def step(self, s, now, dt):
        """Once a decision: the side that is served at the weather of now, and what is given on it."""
        side = s.map = self.cooling if s.cooling else self.heating
        side.at(_CAUTIOUS if s.outdoor_slow == UNKNOWN else s.outdoor_slow)
        s.able = side.q_max if s.cooling else side.q_max * self._memory.capacity_scale // 1000
        heat = 0
        command = s.command
        if command.speed and not s.defrosting and s.heating != s.cooling:
            heat = s.heat_now
            if s.heating:
                heat = heat * s.frost_share // 1000
        if command.aux and not s.cooling:
            heat += self.aux_power[command.aux]
        s.given = heat
