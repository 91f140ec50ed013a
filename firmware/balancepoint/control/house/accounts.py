"""Heat and hours: what was delivered since the last account, and what the room must therefore do.

    accounts.step(s, now, dt)                                 # every tick
    if accounts.close(s): accounts.heat, accounts.aux, accounts.time

Heat is the map's at the speed that turns (see `unit_map`), less what frost takes. Where that speed is another's word, or a guess,
`accuracy` says by how much the heat may be wrong beyond what the map is.
"""

from ..quantity import const

_LONGEST = 60  # s of a tick that count; after a hang the rest is forgotten
_SUN = const(2500)  # W that the sun may bring unseen
_LEARNED = const(96)  # usable hours behind the learned house


class Accounts:
    """`close()` sets `heat` and `aux` (W, means since the last one; heat includes the heater) and `time` (s).

    `step()` writes `s.heat_now`.
    """

    def __init__(self, memory, house, unit_map):
        self._memory = memory
        self._house = house
        self._map = unit_map
        self.heat = 0
        self.aux = 0
        self.time = 0
        self.accuracy = 0  # ‰
        self._turning = -1  # Hz for which `s.heat_now` was worked out
        self._time_sum = 0  # s
        self._heat_sum = 0  # J
        self._aux_sum = 0
        self._run_rest = 0  # s, of the hours in memory
        self._burn_rest = 0

    def step(self, s, now, dt):
        """What was given in the last `dt` s. In a defrost the heat is not the map's."""
        aux = s.command.aux
        if dt > _LONGEST:
            dt = _LONGEST
        self._time_sum += dt
        if not s.defrosting:
            speed = s.turning
            if speed != self._turning:
                self._turning = speed
                s.heat_now = (self._map.heating if s.heating else self._map.cooling).heat_at(speed)
            if s.heating:
                self._heat_sum += s.heat_now * dt
            else:
                self._heat_sum -= s.heat_now * dt
        if aux:
            self._aux_sum += self._map.aux_power[aux] * dt

    def close(self, s):
        """1 when there is anything to account for."""
        dt = self.time = self._time_sum
        if not dt:
            return 0
        self.aux = self._aux_sum // dt
        self.heat = self._heat_sum // dt * s.frost_share // 1000 + self.aux
        self._time_sum = 0
        self._aux_sum = 0
        self._heat_sum = 0
        self._turning = -1
        memory = self._memory
        # A step of 1 ‰ each time: a day from a guess to a word.
        self.accuracy = s.heat_accuracy
        memory.heat_accuracy += (self.accuracy > memory.heat_accuracy) - (self.accuracy < memory.heat_accuracy)
        if s.command.speed:
            self._run_rest += dt
            if self._run_rest >= 3600:
                self._run_rest -= 3600
                memory.compressor_hours += 1
        if self.aux:
            self._burn_rest += dt
            if self._burn_rest >= 3600:
                self._burn_rest -= 3600
                memory.aux_hours += 1
        return 1

    def movement(self, room, outdoor):
        """What the room must do at least, 0.01 K/h, even if heat and loss are wrong by half (by a fifth once learned)."""
        memory = self._memory
        heat = self.heat
        loss = self._house.loss(room, outdoor)
        known = memory.house_error is not None and memory.house_age >= _LEARNED
        doubt = max(abs(heat), abs(loss)) // (5 if known else 2) + abs(heat) * self.accuracy // 1000
        surplus = heat - loss
        if surplus > doubt:
            surplus -= doubt
        else:
            # The sun may hold a room that should cool; without a clock it may shine at any time.
            daylight = self._house.daylight
            doubt += max(_SUN, memory.sun_gains * 2) * (1000 if daylight < 0 else daylight) // 1000
            if surplus >= -doubt:
                return 0
            surplus += doubt
        return surplus * 100 // memory.heat_capacity
