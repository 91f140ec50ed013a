"""Steady quarters of an hour: means of what the machine shows while nothing changes, the raw material of `fdd`.

Rule from the project's control reference, section 2g: residuals once per steady 15-min window. Running: the compressor for more
than 20 min, its speed moving less than 3 Hz from minute to minute and 8 Hz in all (the map takes out what is left), 10 min after
a defrost at least and without frost to speak of (a frosted coil must not look like a dirty one nor like a lack of charge), the
outdoor temperature from its own sensor, the fan's command the same throughout, no heater in the air stream. At standstill, half
an hour after everything stopped, sensors near each other should agree: there they are compared without the machine's help.
"""

from array import array

from .command import FAN_AUTO, FAN_OFF
from .quantity import const, deg, minutes
from .sensing import SENSOR, SUNNY

HEATING = const(0)  # kinds of window
COOLING = const(1)
STANDSTILL = const(2)
_NONE = const(3)

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


class Steady:
    """`watch()` once a decision (a minute). `ready` 1: a window stands in `sums` over `counts`, of `kind`, with `fan`."""

    def __init__(self, settings):
        self._in_stream = settings.aux_in_air_stream
        self.sums = array("i", [0] * COUNT)
        self.counts = array("i", [0] * COUNT)
        self.kind = _NONE
        self.fan = 0
        self.ready = 0
        self._samples = 0
        self._slowest = 0
        self._fastest = 0
        self._last = 0

    def clear(self):
        """The window was taken, or was none."""
        for k in range(COUNT):
            self.sums[k] = 0
            self.counts[k] = 0
        self.ready = 0
        self._samples = 0

    def watch(self, readings, sensing, command, turning, side, heating, run_time, rest_time, since_defrost, frost):
        """`turning`: Hz as far as known; `side` of the unit map; times in s; `frost`: ‰ of heat that it leaves."""
        if self.ready:
            return
        kind = self._kind(readings, sensing, command, turning, side, heating, run_time, rest_time, since_defrost, frost)
        if kind != self.kind or command.fan != self.fan or kind == _NONE:
            if self._samples:
                self.clear()
            self.kind = kind
            self.fan = command.fan
            if kind == _NONE:
                return
        if not self._samples:
            self._slowest = self._fastest = self._last = turning
        self._slowest = min(self._slowest, turning)
        self._fastest = max(self._fastest, turning)
        step = turning - self._last
        self._last = turning
        if self._fastest - self._slowest >= _SPREAD or not -_STEP < step < _STEP:
            self.clear()
            self._slowest = self._fastest = turning
        if kind != STANDSTILL:
            heat = side.heat_at(turning)
            self._add(SPEED, turning)
            self._add(HEAT, heat)
            self._add(MAP_POWER, side.power_for(heat))
            self._add(POWER, readings.power.within(0, _METER, _AGE))
        self._add(OUTDOOR, sensing.outdoor)
        self._add(COIL, sensing.indoor_coil)
        self._add(AIR, sensing.return_air)
        self._add(SUPPLY, sensing.supply)
        self._add(OUTDOOR_COIL, sensing.outdoor_coil)
        self._add(DISCHARGE, sensing.discharge)
        for k in range(min(len(readings.rooms), _ROOMS)):
            self._add(ROOM_1 + k, readings.rooms[k].within(-1000, 5000, _ROOM_AGE))
        self._samples += 1
        if self._samples == SAMPLES:
            self.ready = 1

    def _add(self, what, value):
        if value is not None:
            self.sums[what] += value
            self.counts[what] += 1

    def mean(self, what):
        """Of the whole window; None if a value was missing at any time."""
        if self.counts[what] != SAMPLES:
            return None
        return (self.sums[what] + SAMPLES // 2) // SAMPLES

    def _kind(self, readings, sensing, command, turning, side, heating, run_time, rest_time, since_defrost, frost):
        if sensing.outdoor is None or sensing.outdoor_source != SENSOR:
            return _NONE  # a value from the coil would compare the coil with itself
        if sensing.room is None or not _LIVED_COLD <= sensing.room <= _LIVED_WARM or (command.aux and self._in_stream):
            return _NONE
        if command.speed:
            if not turning or run_time < _RUN:
                return _NONE
            if not side.rows[0][0] - _BEYOND <= sensing.outdoor <= side.rows[-1][0] + _BEYOND:
                return _NONE
            if not heating:
                return COOLING
            if since_defrost < _AFTER_DEFROST:
                return _NONE
            # What frost takes is judged by the approach, which dirt widens as well: right after a defrost it does not matter.
            if frost < _FROST_FREE and since_defrost > _CLEAN and sensing.outdoor < _DRY:
                return _NONE
            return HEATING
        # The unit's automatic stands still with the compressor.
        if turning or rest_time < _REST or (command.fan != FAN_OFF and command.fan != FAN_AUTO):
            return _NONE
        if readings.sun.within(SUNNY, 1500, _AGE) is not None:
            return _NONE
        return STANDSTILL
