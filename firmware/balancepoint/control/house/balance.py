"""The balance point: the outdoor temperature below which the heat pump alone no longer carries the house.

    balance = Balance(settings, memory, house, unit_map.heating)
    balance.observe(s, aux, dt, usable)                           # with each account
    balance.learn(setpoint)                                       # outside the tick: memory.balance_point

It is where capacity(T) * scale = heat_loss * (setpoint - T) - gains (the crossing of capacity and load line, ASHRAE
Handbook, HVAC Systems and Equipment, on applied heat pumps), gains being those of the night.

`scale` comes from hours at the compressor's limit: what the house by its model took in (its loss, and what it stored),
less the heater's share, over the map's maximum. The model was learned in map watts (see `house`), mostly at part load,
so the scale tells how the top of the map relates to the rest of it, frost and fouling included; a map that is wrong by
one factor all over gives 1000 ‰, and the right balance point. Where the unit runs at its limit all the time nothing can
be told apart: the heat loss takes up the error, and again the balance point is right. Hours of daylight, as far as
known, and of fast movement do not count.
"""

from array import array

from ..errand import errand
from ..quantity import UNKNOWN, clamp, const, divide, hours, minutes

_SETTLED = minutes(30)  # at the limit for so long before an hour begins to count
_HOUR = hours(1)
_FAST = const(50)  # 0.01 K in an hour: beyond it the heat capacity decides, and that is known worst
_WEIGHT = const(10)  # one hour counts a tenth
_LEARNED = const(72)  # usable hours behind the house before it can be a measure


class Balance:
    """Keeps `memory.capacity_scale` (‰, 500..1300) and `memory.balance_point` (0.01 °C, -40..20, None until learned)."""

    def __init__(self, settings, memory, house, side):
        self._memory = memory
        self._house = house
        self._side = side
        self._known = array("i", (-1, -1, -1, -1))  # what the point was worked out from
        self._clear()

    def _clear(self):
        self._time = self._room = self._outdoor = self._aux = 0
        self._begin = 0

    def observe(self, s, aux, dt, usable):
        """In the tick. `aux` W of the heater; `usable` 0 with a window open, an untrusted room, or in a defrost whose heat is not
        accounted for."""
        room = s.room
        outdoor = s.outdoor
        known = room != UNKNOWN and outdoor != UNKNOWN
        if not usable or not known or s.saturated < _SETTLED or self._house.daylight > 0:
            if self._time:
                self._clear()
            return
        if not self._time:
            self._begin = room
        self._time += dt
        self._room += room * dt
        self._outdoor += outdoor * dt
        self._aux += aux * dt
        if self._time >= _HOUR:
            self._conclude(room)
            self._clear()

    def _conclude(self, room):
        memory = self._memory
        rise = room - self._begin
        if memory.house_age < _LEARNED or memory.house_error is None or not -_FAST <= rise <= _FAST:
            return
        time = self._time
        outdoor = self._outdoor // time
        taken = self._house.loss(self._room // time, outdoor) + memory.heat_capacity * rise // 100 - self._aux // time
        seen = clamp(clamp(taken, 0, 200000) * 1000 // self._side.capacity_max(outdoor), 500, 1300)
        memory.capacity_scale += divide(seen - memory.capacity_scale, _WEIGHT)

    def learn(self, setpoint):
        """Works out the balance point anew when something it depends on has changed."""
        memory = self._memory
        if memory.house_error is None:
            return
        known = self._known
        if (
            setpoint != known[0]
            or memory.heat_loss != known[1]
            or memory.gains != known[2]
            or memory.capacity_scale != known[3]
        ):
            known[0], known[1] = setpoint, memory.heat_loss
            known[2], known[3] = memory.gains, memory.capacity_scale
            with errand:
                from . import balance_point
            memory.balance_point = balance_point.point(memory, self._side, setpoint)
