"""Where the vanes point: at nobody, and otherwise where the mode wants them.

Heating blows down so that warm air reaches the floor, cooling nearly level so that cold air mixes before it sinks (makers'
automatic vanes: 60 to 75°, 15 to 30°). Where it is known who sits where, the position nearest to that is taken at which the
draught rate (ISO 7730) stays below 12 % by a careful estimate of the jet (`jet`), so that 15 % hold; if no position can do that,
the fan may not blow as hard (`most`). People do not like vanes that fidget: at most one move in 10 min, unless somebody came or
went, the mode changed, or the present position has become worse than 15 %.

Zones are the installer's (`Settings.zones`); a presence sensor says which are taken, without one all are. The speeds are
estimated once, at the start; without zones the unit's own automatic rules.
"""

from array import array

from ..errand import errand
from ..quantity import UNKNOWN, const, deg, minutes
from .draught import bearable
from .vane_automatic import LEVELS

_DOWN = (15, 30, 45, 60, 75)  # ° below the horizontal
_WIDE = (0, -25, 25, -50, 50)  # ° to the right
_TURNED = const(5)  # as many as there are in _WIDE
# What a position costs the mode: each of _DOWN, each of _WIDE
_HEATING_COST = (12, 8, 3, 0, 1)
_COOLING_COST = (0, 1, 4, 9, 12)
_WIDE_COST = (0, 2, 2, 4, 4)
_KEEP = const(2)  # a position must be so much better to be worth a move
_BETTER = const(125)  # % that a place without relief must be calmer to be worth a move
_WISHED = const(120)  # ‰ draught rate
_BORNE = const(150)
_PAUSE = minutes(10)
_USUAL = deg(21)
_COOLER = deg(0.5)  # at the zone than where the room is measured
_EVERYBODY = const(15)


class Vane:
    """Writes `vane`, `wide_vane` (°) for the Command, and `fan_most`, the highest level of the fan that nobody minds."""

    def __init__(self, settings):
        zones = self._zones = len(settings.zones) if settings.own_fan else 0
        self._turned = _TURNED if settings.wide_vane else 1
        places = self._places = len(_DOWN) * self._turned
        self._place = -1
        self._moved_at = -_PAUSE
        self._taken = -1
        self._heating = -1
        # mm/s at each zone for each place of the vanes, each level, cooling and then heating
        self._speed = array("H", [0] * (2 * LEVELS * places * zones))
        if not zones:
            return
        with errand:
            from . import jet
        self._estimate(settings, jet.Jet(settings.outlet_cm2, settings.mount_height))

    def _estimate(self, settings, jet):
        spread = max(0, settings.airflow_high_m3h - settings.airflow_low_m3h)
        k = 0
        for heating in (0, 1):
            for level in range(1, LEVELS + 1):
                flow = settings.airflow_low_m3h + spread * (level - 1) // (LEVELS - 1)
                for place in range(self._places):
                    jet.point(_DOWN[place // self._turned], _WIDE[place % self._turned])
                    for zone in settings.zones:
                        self._speed[k] = jet.speed(zone, level, flow, heating)
                        k += 1

    def _worst(self, heating, level, place, taken):
        """mm/s at the zone of `taken` (bits) that is worst off."""
        zones = self._zones
        k = (((LEVELS if heating else 0) + level - 1) * self._places + place) * zones
        worst = 0
        for zone in range(zones):
            if taken & (1 << zone):
                speed = self._speed[k + zone]
                if speed > worst:
                    worst = speed
        return worst

    def step(self, s, now, dt):
        """Once a decision, while the fan is wanted; `fan_level` is still that of the last tick."""
        if not self._zones or not (s.active or s.fan_only):
            return
        heating = 0 if s.cooling else 1
        level = s.fan_level
        taken = _EVERYBODY if s.presence == UNKNOWN else s.presence
        air = (_USUAL if s.room == UNKNOWN else s.room) - _COOLER
        wished = bearable(air, _WISHED)
        most = s.fan_most = self._level(heating, taken, wished)
        place = self._place
        urgent = (
            place < 0
            or taken != self._taken
            or heating != self._heating
            or self._worst(heating, level, place, taken) > bearable(air, _BORNE)
        )
        if not urgent and now - self._moved_at < _PAUSE:
            return
        self._taken = taken
        self._heating = heating
        # With an eye to the next level, so that it need not move again.
        best = self._best(level, level + 1 if level < most else level, wished)
        if best < 0:
            best = self._best(level, level, wished)
        if best < 0:
            best = self._calmest(heating, level, taken)
            calm = self._worst(heating, level, best, taken)
            if place >= 0 and calm * _BETTER > self._worst(heating, level, place, taken) * 100:
                best = place
        if best != place:
            self._place = best
            self._moved_at = now
            s.vane = _DOWN[best // self._turned]
            s.wide_vane = _WIDE[best % self._turned]

    def _level(self, heating, taken, limit):
        """The highest level with a place within the limit; if none has one, the level with the calmest place."""
        calmest = 0
        least = -1
        for level in range(LEVELS, 0, -1):
            place = self._place  # mostly the one it has will do
            if place >= 0 and self._worst(heating, level, place, taken) <= limit:
                return level
            speed = self._worst(heating, level, self._calmest(heating, level, taken), taken)
            if speed <= limit:
                return level
            if least < 0 or speed < least:
                calmest = level
                least = speed
        return calmest

    def _best(self, level, following, limit):
        """The place of least cost within the limit at two levels, -1 if there is none."""
        heating = self._heating
        taken = self._taken
        costs = _HEATING_COST if heating else _COOLING_COST
        best = -1
        least = 0
        for place in range(self._places):
            if self._worst(heating, level, place, taken) <= limit and (
                level == following or self._worst(heating, following, place, taken) <= limit
            ):
                cost = costs[place // self._turned] + _WIDE_COST[place % self._turned]
                if place == self._place:
                    cost -= _KEEP
                if best < 0 or cost < least:
                    best = place
                    least = cost
        return best

    def _calmest(self, heating, level, taken):
        best = 0
        for place in range(1, self._places):
            if self._worst(heating, level, place, taken) < self._worst(heating, level, best, taken):
                best = place
        return best
