"""Steady quarters of an hour: means of what the machine shows while nothing changes, the raw material of `fdd`.

Comparing only steady windows is usual in fault detection (Kim, Yoon, Domanski and Payne, Design of a steady-state detector, Int.
J. Refrigeration 31, 2008); the limits are this project's. A quarter of an hour each. Running: the compressor for more than 20
min, its speed moving less than 3 Hz from minute to minute and 8 Hz in all (the map takes out what is left), 10 min after a
defrost at least, the outdoor temperature from its own sensor, the fan's command the same throughout, no heater in the air stream.
At standstill, half an hour after everything stopped, sensors near each other should agree: there they are compared without the
machine's help.

`frosted`: what the machine shows with frost to speak of must not look like a lack of charge. Such a window tells how far the room
sensors are from the return air, which frost leaves alone, and nothing else.

`clear`: in heating the outdoor approach means something only where neither sun warms the outdoor sensor (1 K is a fifth of the
approach) nor water changes it: dew and frost bring the coil their latent heat and narrow it by up to a third, a layer of frost
widens it. So it must be dark, by a sun sensor or the clock or else colder than the day's mean; and dry: below 0 °C by an hour
without frost, above by a coil warmer than the dew point (`day`).
"""

from array import array

from ..command import FAN_AUTO, FAN_OFF
from ..quantity import UNKNOWN, const, deg, minutes
from ..sense.sources import SENSOR, SUNNY
from .day import Day
from .signals import COOLING, HEATING, STANDSTILL

_NONE = const(3)  # no window

# what is summed, each with its count
SPEED, OUTDOOR, HEAT, MAP_POWER, POWER, COIL, AIR, SUPPLY, OUTDOOR_COIL, DISCHARGE, ROOM_1, ROOM_2 = range(12)
COUNT = const(12)
SAMPLES = const(15)

_RUN = minutes(20)
_AFTER_DEFROST = minutes(10)
_CLEAN = minutes(26)  # after a defrost the coil counts as clean for so long
_DRY = deg(6)  # outdoors, above no frost
_REST = minutes(30)
_LIVED_COLD = deg(14)  # in a room that nobody lives in nothing is as usual
_LIVED_WARM = deg(30)
_BEYOND = deg(8)  # outside the published rows the map is too much of a guess to compare with
_STEP = const(3)  # Hz from minute to minute
_SPREAD = const(8)  # Hz in all
_FROST_FREE = const(970)  # ‰ of the map's heat that frost leaves
_METER = const(30000)  # W
_AGE = const(120)  # s
_ROOMS = const(2)
_ROOM_AGE = minutes(15)
_SHADE = const(50)  # W/m², warms a sensor by less than 0.1 K
_EVENING = const(1200)  # min of the day
_MORNING = const(420)
_PROVEN = minutes(60)  # of heating without frost


class Steady:
    """`watch()` once a decision (a minute). `ready` 1: a window stands in `sums` over `counts`, of `kind`, with `fan`.

    `clear` 1: its outdoor approach is free of sun, dew and frost. `dark`: now.
    """

    def __init__(self, settings):
        self._in_stream = settings.aux_in_air_stream
        self.sums = array("i", [0] * COUNT)
        self.counts = array("b", [0] * COUNT)
        self.kind = _NONE
        self.fan = 0
        self.ready = 0
        self.clear = 1
        self.frosted = 0
        self.dark = 0
        self._day = Day()
        self._samples = 0
        self._slowest = 0
        self._fastest = 0
        self._last = 0

    def begin(self):
        """The window was taken, or was none."""
        for k in range(COUNT):
            self.sums[k] = 0
            self.counts[k] = 0
        self.ready = 0
        self.clear = 1
        self._samples = 0

    def watch(self, s, side, now):
        """`side`: of the unit map, where the valve stands."""
        readings = s.readings
        turning = s.turning
        self._day.watch(s.outdoor if s.outdoor_source == SENSOR else UNKNOWN)
        self.dark = self._dark(s)
        if self.ready:
            return
        kind = self._kind(s, side, now)
        fan = s.command.fan
        frosted = self._frosted(s, now) if kind == HEATING else 0
        if kind != self.kind or fan != self.fan or frosted != self.frosted or kind == _NONE:
            if self._samples:
                self.begin()
            self.kind = kind
            self.fan = fan
            self.frosted = frosted
            if kind == _NONE:
                return
        if not self._samples:
            self._slowest = self._fastest = self._last = turning
        self._slowest = min(self._slowest, turning)
        self._fastest = max(self._fastest, turning)
        step = turning - self._last
        self._last = turning
        if self._fastest - self._slowest >= _SPREAD or not -_STEP < step < _STEP:
            self.begin()
            self._slowest = self._fastest = turning
        if kind == HEATING and self.clear:
            self.clear = 1 if self.dark and self._dry(s) else 0
        if kind != STANDSTILL:
            heat = side.heat_at(turning)
            self._add(SPEED, turning)
            self._add(HEAT, heat)
            self._add(MAP_POWER, side.power_for(heat))
            self._read(POWER, readings.power.within(0, _METER, _AGE))
        self._add(OUTDOOR, s.outdoor)
        self._add(COIL, s.indoor_coil)
        self._add(AIR, s.return_air)
        self._add(SUPPLY, s.supply)
        self._add(OUTDOOR_COIL, s.outdoor_coil)
        self._add(DISCHARGE, s.discharge)
        for k in range(min(len(readings.rooms), _ROOMS)):
            self._read(ROOM_1 + k, readings.rooms[k].within(-1000, 5000, _ROOM_AGE))
        self._samples += 1
        if self._samples == SAMPLES:
            self.ready = 1

    def _add(self, what, value):
        if value != UNKNOWN:
            self.sums[what] += value
            self.counts[what] += 1

    def _read(self, what, value):
        if value is not None:
            self._add(what, value)

    def mean(self, what):
        """Of the whole window; None if a value was missing at any time."""
        if self.counts[what] != SAMPLES:
            return None
        return (self.sums[what] + SAMPLES // 2) // SAMPLES

    def _dark(self, s):
        sun = s.readings.sun.within(0, 1500, _AGE)
        if sun is not None:
            return 1 if sun <= _SHADE else 0
        if s.minute != UNKNOWN:
            minute = s.minute % 1440
            return 1 if minute >= _EVENING or minute < _MORNING else 0
        mean = self._day.mean
        return 1 if mean != UNKNOWN and s.outdoor != UNKNOWN and s.outdoor <= mean else 0

    def _dry(self, s):
        coil = s.outdoor_coil
        if coil == UNKNOWN:
            return 0
        if coil < 0:
            return 1 if s.frost_run >= _PROVEN and s.frost_share >= _FROST_FREE else 0
        least = self._day.least
        return 1 if least != UNKNOWN and coil > least else 0

    def _frosted(self, s, now):
        # What frost takes is judged by the approach, which dirt widens as well: right after a defrost it does not matter.
        return 1 if s.frost_share < _FROST_FREE and now - s.defrost_ended > _CLEAN and s.outdoor < _DRY else 0

    def _kind(self, s, side, now):
        command = s.command
        if s.outdoor == UNKNOWN or s.outdoor_source != SENSOR:
            return _NONE  # a value from the coil would compare the coil with itself
        if s.room == UNKNOWN or not _LIVED_COLD <= s.room <= _LIVED_WARM or (command.aux and self._in_stream):
            return _NONE
        if command.speed:
            if not s.turning or s.run_time < _RUN:
                return _NONE
            if not side.rows[0][0] - _BEYOND <= s.outdoor <= side.rows[-1][0] + _BEYOND:
                return _NONE
            if not s.heating:
                return COOLING
            return _NONE if now - s.defrost_ended < _AFTER_DEFROST else HEATING
        # The unit's automatic stands still with the compressor.
        rest = 0 if s.compressor_on else now - s.compressor_since
        if s.turning or rest < _REST or (command.fan != FAN_OFF and command.fan != FAN_AUTO):
            return _NONE
        if s.readings.sun.within(SUNNY, 1500, _AGE) is not None:
            return _NONE
        return STANDSTILL
