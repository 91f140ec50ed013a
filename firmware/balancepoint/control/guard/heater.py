"""Interlocks 3, 8 and 9: how many stages of the heater may be on, and whether its second contact may be closed.

3 never in cooling mode, never without a trusted indoor reading, never while it is hot or latched, never above its
  ceiling (15 °C outdoors while the heat pump is unavailable or a room freezes; with a hysteresis, and what runs has its least
  run); never before its least pause; in an air stream only with the fan proven, and the fan runs on 90 s
8 a heater that draws current or heats while off (`weld` finds it): second contact opened, latched
9 on for 4 h: 10 min off for a relay check
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, const, deg, hours, minutes
from ..sense.channel import CROSS
from ..sense.sources import COIL_STANDSTILL, OUTDOOR, SENSOR
from ..threshold import Threshold
from .room_limits import AND_AUX
from .standstill import FRESH
from .weld import Weld

_EMERGENCY_CEILING = deg(15)
_CEILING_HYSTERESIS = deg(1)
_OUTDOOR_LOW = deg(-45)
_OUTDOOR_HIGH = deg(60)
_OUTDOOR_AGE = minutes(15)
_WIDEST = deg(15)  # a clean coil that heats is colder than the air by no more,
_WIDEST_FROSTED = deg(26)  # one with frost,
_FROSTLESS = deg(6)  # which does not grow above that
_APART = deg(2.5)  # at standstill
_SETTLED = minutes(3)
_STEADY = minutes(15)
_LEAST = minutes(5)  # run and pause, or what the settings say if that is less
_FAN_RUN_ON = const(90)
_AUX_LONGEST = hours(4)
_AUX_CHECK = minutes(10)


class Heater:
    """Reads `command`, `readings`, `room`, `indoor_min`, `outdoor`, `available`; writes `aux`, `aux_contact` of the Command.

    `fan_until`: s since boot until which the fan must turn. Kept in memory: the latch.
    """

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self._weld = Weld(settings)
        least = min(settings.aux_minimum_on, _LEAST)
        self._cold = Threshold(_CEILING_HYSTERESIS, least, least)  # below the ceiling
        self._cold.below = 1
        self._pause = min(settings.aux_minimum_off, _LEAST)
        self._since = -1
        self._off_at = 0  # at boot it counts as off since 0
        self._check_until = 0
        self._denied = 1  # an outdoor sensor found wrong is still contradicted
        self._turns = -1  # the compressor, while it is
        self._turns_since = 0
        self.fan_until = 0

    def acknowledge(self):
        """A person releases the latch, after finding the reason. Outside the tick."""
        self._memory.heater_latched = 0
        self._weld.reset()

    def too_hot(self, now):
        """Off until a person acknowledges, if it is not already."""
        if not self._memory.heater_latched:
            self._latch(j.LATCHED_HOT, now)

    def _latch(self, reason, now):
        self._memory.heater_latched = reason
        self._journal.add(now, j.HEATER_LATCHED, reason)

    def dropped(self, s, now):
        """Nobody renewed the lease, and it went off by itself."""
        if s.command.aux:
            self._off_at = now
            s.command.aux = 0

    def watch(self, s, standstill, now):
        """At every tick that begins with the heater off: is a relay welded? `standstill`: a `Standstill`."""
        rest = -1 if s.command.speed else now - standstill.stopped_at
        still = -1 if standstill.since < 0 else now - standstill.since
        welded = self._weld.found(s, now - self._off_at, rest, still, now)
        if s.sensor_faults[OUTDOOR] == CROSS:
            self._doubted(s, now)
        else:
            self._turns = -1
            self._denied = 1
        latched = self._memory.heater_latched
        if welded and latched != welded and latched != j.LATCHED_WELDED:
            self._latch(welded, now)
        # Closed while the heater is off too: only then does a welded stage relay show.
        s.command.aux_contact = 0 if self._memory.heater_latched else 1

    def stages(self, s, hot):
        """The stages of the heater that mode and machine allow. `hot`: no heating now."""
        command = s.command
        freezing = s.freeze == AND_AUX
        aux = self._settings.aux_stages
        if not freezing:  # then the mode is heating, whatever was asked
            if s.cooling:
                return 0
            aux = min(aux, s.want.aux)
        if hot:
            return 0
        if command.speed and command.valve != self._heating_valve and not command.defrost:
            return 0  # whatever the mode is called, the machine cools
        return aux

    def step(self, s, aux, now):
        """Every tick at which it is on or is to be. `aux`: the stages that mode and temperatures allow."""
        command = s.command
        settings = self._settings
        if aux and (self._memory.heater_latched or self._too_warm(s, now)):
            aux = 0
        if not command.aux and now - self._off_at < self._pause:
            aux = 0
        if settings.aux_in_air_stream:
            if aux:
                self.fan_until = now + _FAN_RUN_ON
                if not s.readings.fan_proven.within(1, 1, FRESH):
                    aux = 0
            elif command.aux:
                self.fan_until = now + _FAN_RUN_ON
        if now < self._check_until:
            aux = 0
        elif aux:
            if self._since < 0:
                self._since = now
            elif now - self._since >= _AUX_LONGEST:
                self._check_until = now + _AUX_CHECK
                self._journal.add(now, j.HEATER_CHECK)
                aux = 0
        if not aux:
            self._since = -1
            if command.aux:
                self._off_at = now
        command.aux = aux
        command.aux_contact = 0 if self._memory.heater_latched else 1

    def _too_warm(self, s, now):
        """1 where nobody knows the room, or it is above the ceiling outdoors."""
        room = s.indoor_min if s.room == UNKNOWN else s.room
        if room == UNKNOWN:
            return 1
        outdoor = s.outdoor
        if s.outdoor_source != SENSOR and s.outdoor_source != COIL_STANDSTILL:
            # A guess from the running coil lifts no ceiling that a reading keeps, unless that one is proven wrong, and still is.
            doubted = self._doubted(s, now)
            if s.sensor_faults[OUTDOOR] != CROSS or not self._denied:
                outdoor = doubted
        if outdoor == UNKNOWN:
            return 0
        ceiling = self._settings.aux_ceiling if s.available and not s.freeze else _EMERGENCY_CEILING
        cold = self._cold.step(outdoor, ceiling - _CEILING_HYSTERESIS + 1, now)
        return 0 if cold and (s.command.aux or outdoor <= ceiling) else 1

    def _doubted(self, s, now):
        """What the outdoor sensor says though it is not trusted. Does the coil contradict it? That tells at standstill, and in
        steady heating; else it is as it last was."""
        turns = 1 if s.command.speed else 0
        if turns != self._turns:
            self._turns = turns
            self._turns_since = now
        said = s.readings.outdoor.within(_OUTDOOR_LOW, _OUTDOOR_HIGH, _OUTDOOR_AGE)
        if said is None:
            return UNKNOWN
        coil = s.outdoor_coil
        if coil != UNKNOWN and not (s.defrosting or s.after_defrost):
            gap = said - coil
            lasts = now - self._turns_since
            if not turns:
                if lasts >= _SETTLED:
                    self._denied = 0 if -_APART <= gap <= _APART else 1
            elif lasts >= _STEADY and s.command.valve == self._heating_valve:
                self._denied = 1 if gap > (_WIDEST if said > _FROSTLESS else _WIDEST_FROSTED) else 0
        return said
