"""An order to a unit: sent when it changes something, again when it is not followed, and told when it never is.

For protocols in which one frame carries all that can be set. What the unit says is judged here too: what changes and was neither
asked for nor is on its way has been changed at the handset.
"""

from ..control.quantity import UNKNOWN, const
from .trouble import NOT_FOLLOWED, OK, REFUSED

_HOLD = const(5)  # s after a connect without orders
_CONFIRM = const(10)  # s until an order must be seen in what the unit says
_GRACE = const(5)  # s in which what it was to change may be on its way
_TRIES = const(3)
_AGAIN = const(300)  # s: every order beeps


class Tell:
    """`new`: what would be sent, with bits of the fields in `changes`; `sent`: what was, last. `trouble`: OK, NOT_FOLLOWED or
    REFUSED.

    `first` 1: the whole state has not been read since the connect; differences are nobody's wish, and nothing is sent.
    `refused` 1: the unit has refused the last order. `wrote`: fields that the last one was to change.
    """

    def __init__(self, unit, size):
        self.unit = unit
        self.new = bytearray(size)
        self.sent = bytearray(size)
        self.changes = 0
        self.trouble = OK
        self.first = 1
        self.refused = 0
        self._tries = 0
        self._since = 0  # s: connected
        self._at = 0  # s: sent
        self.wrote = 0

    def begin(self):
        """The unit answers, for the first time or again."""
        self.first = 1
        self._since = self.unit.now
        self._tries = 0

    def said(self, field, old, new, asked):
        """`new`, for the `Unit`."""
        unit = self.unit
        if unit.asked and new == asked:
            self.wrote &= ~field  # it has arrived
        elif not (
            new == old
            or self.first
            or old == UNKNOWN
            or new == UNKNOWN
            or (self.wrote & field and unit.now - self._at < _GRACE)
        ):
            unit.own_change = 1
        return new

    def may(self):
        """1 if orders may be sent at all."""
        unit = self.unit
        return 1 if unit.asked and not self.first and not unit.own_change and unit.now - self._since >= _HOLD else 0

    def due(self):
        """1 if `new` is to be sent now; it is `sent` then."""
        unit = self.unit
        now = unit.now
        if not self.changes:
            self._tries = 0
            self.trouble = OK
            return 0
        again = self._tries
        for k in range(len(self.new)):
            if self.sent[k] != self.new[k]:
                self.sent[k] = self.new[k]
                again = 0
        if not again:
            self._tries = 0
            self.trouble = OK
        elif now - self._at < (_CONFIRM if again <= _TRIES else _AGAIN):
            return 0
        elif again == _TRIES:
            self._tries = _TRIES + 1
            self.trouble = REFUSED if self.refused else NOT_FOLLOWED
            if unit.refused < 1 << 29:
                unit.refused += 1
            return 0
        elif again > _TRIES:
            self._tries = _TRIES - 1
        self._tries += 1
        self._at = now
        self.wrote = self.changes
        return 1
