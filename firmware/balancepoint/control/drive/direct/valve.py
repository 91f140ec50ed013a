"""The reversing valve: which position, and whether it really went there.

States: HELD (where it is) → MOVING (compressor asked to stop, the guard moves the valve when standstill and equalising allow) →
VERIFY (within 5 min of running the indoor coil must stand 5 K above the room in heating, 4 K below it in cooling) → HELD.
The wrong sign stops the compressor and the move is made again, twice; then the heat pump is locked out. Coil temperatures as
makers test the valve (Panasonic and others: 5 min after the start, three strikes). At rest it stays where it is until a start on
the other side is due: whoever changes the mode again and again moves nothing.
"""

from ...journal import codes as j
from ...quantity import UNKNOWN, const, deg, minutes

HELD = const(0)
MOVING = const(1)
VERIFY = const(2)

_VERIFY_AFTER = minutes(5)
_HEATING_COIL = deg(5)
_COOLING_COIL = deg(4)
_SUPPLY = deg(3)
_START = minutes(1)
_MOVES = deg(2)  # a coil in a running machine moves by more than that
_ATTEMPTS = 3


class Valve:
    """`step()` sets `position` (what to ask of the guard, 1 = energised) and `clear` (the compressor may run)."""

    def __init__(self, settings, memory, journal):
        self._memory = memory
        self._journal = journal
        self._heating = 1 if settings.valve_energised_in == "heating" else 0
        self.state = HELD
        self.position = 0
        self.clear = 0
        self.verified = 0  # this position has proved itself since the last move
        self._coil_before = UNKNOWN  # at the start of the run
        self._attempts = 0
        self._toggle = 0  # a retry first goes to the other position and back

    def turned(self, coil):
        """A defrost has moved it there and back: it must prove itself again. `coil`: indoor, 0.01 °C or UNKNOWN."""
        self.verified = 0
        self._coil_before = coil

    def step(self, s, now, due):
        """Once a decision, but in a sequence of the defrost. `due`: the compressor runs, or a start comes near."""
        actual = s.command.valve
        run_time = s.run_time
        if self.state == MOVING and actual == self.position:
            if self._toggle:
                self._toggle = 0
                self.position = 1 - self.position
            else:
                self.state = VERIFY
                self.verified = 0
        waits = 0
        if s.active and not self._toggle:
            position = 1 - self._heating if s.cooling else self._heating
            if position == actual:
                if self.state == MOVING or not self.verified:  # asked for again before it has moved
                    self.state = HELD if self.verified else VERIFY
                self.position = position
            elif self.state != MOVING:
                if due:
                    self.position = position
                    self.state = MOVING
                    self._attempts = 0
                else:
                    waits = 1
        self.clear = 1 if self.state != MOVING and not waits else 0
        if run_time <= _START:
            self._coil_before = s.indoor_coil
        if self.state == VERIFY and run_time >= _VERIFY_AFTER and not s.after_defrost:
            self._verify(s, actual != self._heating, now)

    def _verify(self, s, cooling, now):
        """`cooling`: the valve stands there."""
        before = self._coil_before
        coil = s.indoor_coil
        room = s.room
        supply = s.supply
        if coil == UNKNOWN or room == UNKNOWN or -_MOVES < coil - before < _MOVES:
            # No witness, or one that does not move at all (nothing known before is far from any coil): taken on trust.
            self.state = HELD
            self.verified = 1
            return
        gap = room - coil if cooling else coil - room
        # Where the air that comes out says otherwise, the coil's sensor lies.
        outvoted = gap < 0 and supply != UNKNOWN and (room - supply if cooling else supply - room) > _SUPPLY
        if outvoted or gap >= (_COOLING_COIL if cooling else _HEATING_COIL):
            self.state = HELD
            self.verified = 1
            self._attempts = 0
        elif gap < 0:
            self._attempts += 1
            self._journal.add(now, j.VALVE, self._attempts)
            if self._attempts >= _ATTEMPTS:
                self._memory.valve_locked = 1
                self._attempts = 0  # whoever releases it gives it three tries anew
                self.state = HELD
            else:
                self.state = MOVING
                self._toggle = 1
                self.position = 1 - self.position
            self.clear = 0
