"""What the outdoor unit and the meter say: groups of figures that a unit may have, each asked for in its turn.

Group 1: speed and temperatures; 4: power and energy; 5: humidity, defrost (mill1000/midea-msmart f162c85; its defrost flag was
captured in its issue #248). A group that is not answered is asked for again in an hour, one with nothing but zeros in a minute:
the unit may not have it, or stand.
"""

from ...control.quantity import UNKNOWN, const
from . import codec

GROUP = const(0xC1)
_TURNS = b"\x00\x01\x00\x05\x00\x04"  # groups in turn, 0: the state
_RARELY = const(3600)  # s
_SOON = const(60)
_TRIES = const(3)
_ENOUGH = const(8)  # different values, then it is clear how they are written
_SAME = const(300)  # 0.01 K between two words for the room's temperature


class Figures:
    """`writing`: how power and energy are written, once that is clear."""

    def __init__(self, unit):
        self.unit = unit
        self.writing = 0
        self._turn = 0
        self.group = 0  # asked for last
        self._rest = [0, 0, 0, 0, 0, 0]  # s, by group: not before
        self._lacks = bytearray(6)
        self._votes = self._last = self._guess = 0

    def ask(self, frame):
        """The body of a question, its length; 0: the state is due."""
        self._turn = (self._turn + 1) % 6
        self.group = group = _TURNS[self._turn]
        if not group or self.unit.now < self._rest[group]:
            return 0
        frame[11] = 0x21
        frame[12] = 1
        frame[13] = 0x40 | group
        if group != 4:
            return 21
        frame[15] = 1
        return 6

    def lack(self):
        """It did not come."""
        group = self.group
        self._lacks[group] += 1
        if self._lacks[group] >= _TRIES:
            self._lacks[group] = 0
            self._rest[group] = self.unit.now + _RARELY

    def take(self, frame):
        """A group that came; 1 if it is the one asked for."""
        unit = self.unit
        now = unit.now
        group = frame[13] & 15
        if group != self.group:
            return 0
        self._lacks[group] = 0
        used = 0
        for i in range(14, 29):
            used |= frame[i]
        if not used:
            self._rest[group] = now + _SOON
        elif group == 4:
            self._power(frame)
        elif group == 5:
            if 0 < frame[14] <= 100:
                unit.humidity = frame[14] * 10
            unit.defrosting = 1 if frame[20] else 0
            unit.tells_defrost = 1
            unit.state_at = now
        elif unit.room != UNKNOWN and abs((frame[20] - 30) * 50 - unit.room) <= _SAME:  # so these are those figures
            unit.speed = frame[14]
            unit.coil = (frame[21] - 30) * 50
            unit.running = 1 if frame[14] else 0
            unit.tells_speed = unit.tells_running = 1
            unit.running_at = now
        return 1

    def _power(self, frame):
        """How they are written the unit says among what it can, or its bytes give it away in time."""
        unit = self.unit
        if not self.writing:
            value = frame[28] << 16 | frame[27] << 8 | frame[17]
            if value == self._last:
                return
            self._last = value
            seen = codec.writing(frame)
            self._guess = max(self._guess, seen)
            self._votes += 1
            if seen != codec.BINARY and self._votes < _ENOUGH:
                return
            self.writing = self._guess
        power = codec.number(frame, 26, 3, self.writing)
        energy = codec.number(frame, 14, 4, self.writing)
        if power < 150000:
            unit.power = power // 10
            if power:
                unit.tells_power = 1
        if self.writing != codec.BINARY:
            energy //= 10
        if 0 < energy < 1000000:
            unit.energy = energy
            unit.tells_energy = 1
        unit.running_at = unit.now
