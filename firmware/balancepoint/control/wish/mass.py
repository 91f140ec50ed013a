"""What the walls and all that stands in the room take and give while the room is led to another temperature.

In the two-capacity room of `room_model` the mass follows the room with C_mass / (K + U_mass). Leading the room takes, beyond the
loss that a steady room has,

    scale * C_air * rate + G * (target - mass),   G = K^2 / (K + U_mass)

where `scale` is the heat that past recoveries took over what the model said (`recovery`).
"""

from ..quantity import clamp, const, divide, hours

MOST = const(30000)  # W
SPAN = const(3000)  # 0.01 K
_PARTS = const(256)
_FAST = hours(0.5)
_SLOW = hours(48)


class Mass:
    """`sign`: -1 in cooling. `air`: Wh/K of the room's air. `coupled`: G, 0.1 W/K. `tau`: s by which the mass follows."""

    def __init__(self, memory):
        self._memory = memory
        self.sign = 1
        self.air = self.coupled = self.tau = 0
        self._seen = 0  # the room has been
        self._mass = 0  # 1/256 of 0.01 °C
        self.learn()

    def learn(self):
        """Outside the tick: what the learned house makes of it."""
        memory = self._memory
        coupling = clamp(memory.mass_coupling, 1, 30000)
        inner = min(memory.heat_loss * memory.mass_path // 1000, coupling * 9 // 10)
        through = coupling + coupling * inner // (coupling - inner)
        self.tau = clamp(min(memory.mass_capacity, 60000) * 3600 // max(through // 10, 1), _FAST, _SLOW)
        self.coupled = coupling * coupling // through
        self.air = min(memory.air_capacity, 20000)

    def follow(self, room, dt):
        """The mass goes after the room."""
        if not self._seen:
            self._seen = 1
            self._mass = room * _PARTS
        self._mass += divide((room * _PARTS - self._mass) * dt, self.tau)

    def gap(self, target):
        """By how much the mass is behind a target, 0.01 K."""
        return clamp(self.sign * (target - self._mass // _PARTS), -SPAN, SPAN)

    def scale(self):
        """‰ of the modelled heat that moving the air really takes."""
        memory = self._memory
        return memory.recovery_scale if self.sign > 0 else memory.cool_recovery_scale

    def effort(self, rate, gap):
        """Heat beyond the loss, W, while the room moves by `rate` (0.01 K/h) and the mass is `gap` (0.01 K) behind."""
        moving = clamp(self.air * rate // 100, 0, MOST) * self.scale() // 1000
        return clamp(moving + self.coupled * gap // 1000, -MOST, MOST)
