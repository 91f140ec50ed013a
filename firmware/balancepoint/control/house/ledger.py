"""Every five minutes what was delivered goes to the learned house, the balance point and the budget of the backup."""

from ..quantity import UNKNOWN, const, deg, minutes
from ..sense.channel import DEGRADED
from ..sense.sources import ROOM
from ..situation import AFTER_DEFROST

_EVERY = const(300)  # s
_SUN_AGE = minutes(15)
_SUNNIEST = const(1500)  # W/m²
_APART = deg(3)  # no other voice indoors is so much warmer, or a sensor was carried out
_SEASON = deg(5)  # with less between room and outdoors nothing is to be learned of the heat loss


class Ledger:
    """`step()` once a decision. Writes `s.expected`, and `s.window_open` where the house tells of one and no contact does."""

    def __init__(self, accounts, house, balance, budget):
        self._accounts = accounts
        self._house = house
        self._balance = balance
        self._budget = budget
        self._at = 0

    def step(self, s, now, dt):
        if self._house.airing > 0 and not s.window_open and s.indoor_max - s.room < _APART:
            s.window_open = 2
        if now - self._at < _EVERY:
            return
        self._at = now
        accounts = self._accounts
        if not accounts.close(s):
            return
        trusted = s.room != UNKNOWN and s.room_status < DEGRADED
        usable = trusted and s.room_source == ROOM and s.outdoor_slow != UNKNOWN and s.room - s.outdoor_slow > _SEASON
        sun = s.readings.sun.within(0, _SUNNIEST, _SUN_AGE)
        self._house.observe(s, accounts.heat, UNKNOWN if sun is None else sun, accounts.time, 1 if usable else 0)
        settled = trusted and s.heating and now - s.defrost_ended >= AFTER_DEFROST
        self._balance.observe(s, accounts.aux, accounts.time, 1 if settled else 0)
        self._budget.count(s, accounts.aux, accounts.heat, accounts.time)
        known = trusted and s.outdoor_slow != UNKNOWN
        s.expected = accounts.movement(s.room, s.outdoor_slow) if known else 0
