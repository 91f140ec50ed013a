"""What the unit owes its own compressor, looked at from outside: interlocks 1, 2 and 7 are its own, and are told, not enforced.

- it turns again less than 3 min after it stood (a defrost's own standstill is exempt),
- discharge above 115 °C, until below 90,
- an indoor coil below 2 °C for 6 min in cooling, until above 10.

Says also since when the compressor stands, by the unit's own word, else 5 min after it was asked to.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, const, deg, minutes
from ..sense.own_word import STANDS, TURNS, own_word

_REST = minutes(3)
_LATE = const(20)  # s by which a word may lag
_AFTER_DEFROST = minutes(2)
_BELIEVED = const(120)  # s, for what the unit says of a defrost
_UNPROVEN = minutes(5)
_DISCHARGE = deg(115)
_DISCHARGE_AGAIN = deg(90)
_ICING = deg(2)
_ICING_TIME = minutes(6)
_CLEAR = deg(10)


class UnitWatch:
    """`stands`: 1 by its own word, but for a defrost's standstill. `since`: s since boot of a standstill, -1 while it turns or
    nobody knows. `stopped_at`: when it was last asked to stand."""

    def __init__(self, journal):
        self._journal = journal
        self.stands = 1
        self.since = -1
        self.stopped_at = 0
        self._ran = 0  # it was asked to run
        self._turned = 0  # its last word was that it turns,
        self._stood = 0  # and when it began to stand, that had been so
        self._defrost_seen = -_AFTER_DEFROST
        self._hot = 0
        self._icing_since = -1
        self._iced = 0

    def step(self, s, now):
        """Every tick."""
        readings = s.readings
        reading = readings.defrosting
        if reading.value == 1 and reading.age <= _BELIEVED:
            self._defrost_seen = now
        word = own_word(readings)
        excused = now - self._defrost_seen < _AFTER_DEFROST
        self.stands = 1 if word == STANDS and not excused else 0
        asked = s.command.speed
        if self._ran and not asked:
            self.stopped_at = now
        self._ran = asked
        if word == STANDS:
            if self.since < 0:
                self.since = now
                self._stood = self._turned
        elif word == TURNS:
            rest = now - self.since
            if self._stood and rest < _REST - _LATE and not excused:
                self._journal.add(now, j.UNIT_RESTARTED, rest)
            self.since = -1
            self._stood = 0
        elif asked:
            self.since = -1
        elif self.since < 0 and now - self.stopped_at >= _UNPROVEN:
            self.since = now
        self._turned = 1 if word == TURNS else 0
        self._protected(s, now)

    def _protected(self, s, now):
        """Does it keep its own limits?"""
        discharge = s.discharge
        if discharge > _DISCHARGE:
            if not self._hot:
                self._hot = 1
                self._journal.add(now, j.DISCHARGE, discharge)
        elif discharge < _DISCHARGE_AGAIN:
            self._hot = 0
        coil = s.indoor_coil
        if coil == UNKNOWN or coil >= _ICING or s.heating or not self._ran:
            self._icing_since = -1
            if coil > _CLEAR:
                self._iced = 0
        elif self._icing_since < 0:
            self._icing_since = now
        elif now - self._icing_since >= _ICING_TIME and not self._iced:
            self._iced = 1
            self._journal.add(now, j.COIL_ICY, coil)
