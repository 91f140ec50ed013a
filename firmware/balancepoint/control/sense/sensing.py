"""Which readings to trust: one room temperature, one outdoor temperature, and how good they are.

Ages, cross check and fallbacks after makers' fail-safes and what users of other thermostats report: a dead sensor must
not keep the last output (Home Assistant core 18912, 63419), nor raise the set point (better_thermostat 2391). Each sensor
by itself is judged in `channel`, those of the machine by each other in `contradiction`; `indoors` makes one room temperature of
them and `outdoors` one outdoor temperature.

    sensing = Sensing(settings, memory, situation.sensor_faults)
    sensing.step(s, now, dt)    # each tick; acts every 10 s
    s.room, s.room_status, s.outdoor ...

Read from `settings`: room_filter, outdoor_report_interval (s), room_report_interval (a tuple, s, one for each sensor,
the last holds for the rest). Kept in `memory`: return_offset_running, return_offset_off, coil_approach (0.01 K).
"""

from ..quantity import UNKNOWN, const, deg, minutes
from .channel import AGES, Channel
from .contradiction import Contradiction
from .indoors import Indoors
from .outdoors import Outdoors
from .phase import Phase

_SAMPLE = const(10)  # s
_MINUTE = const(60)  # s, clock of the slow filters
_JUDGE = minutes(5)  # clock of comparing and learning
_LATE = (120, 120, 120)  # what sits in the machine may leap, but is of no use when older than 2 min
_HOT_PIPE = deg(60)  # 20 K above all that it stands in, at rest: after
_SOAKED = minutes(10)  # it cools
_COOLS = const(-200)  # by 2 K/h at least
_FORGET = minutes(240)  # one rest proves it, or none
_DRY = const(10)  # ‰
_SATURATED = const(990)
_NO_AIR = const(80)  # is stuck after two hours
_COUPLED = const(4)  # 8 K of a coil, or twelve steps, before another must have moved
_LONGEST_STEP = const(120)  # s; a longer gap counts as this much


class Sensing:
    """Reads `command`, `heating`, `expected` and `readings`; writes what stands under its name in the Situation."""

    def __init__(self, settings, memory, faults):
        """`faults`: the Situation's `sensor_faults`, which each channel keeps."""
        phase = self._phase = Phase()
        self._indoors = Indoors(settings, memory, phase, faults)
        self._outdoors = Outdoors(settings, memory, phase, faults)
        self._supply = Channel(deg(-40), deg(90), deg(20), 60, _LATE, faults, 5)
        self._indoor_coil = Channel(deg(-40), deg(90), deg(20), 60, _LATE, faults, 6)
        self._outdoor_coil = Channel(deg(-60), deg(90), deg(20), 60, _LATE, faults, 8)
        self._discharge = Channel(deg(-40), deg(130), deg(20), 60, _LATE, faults, 9)
        self._humidity = Channel(0, 1000, 200, 60, AGES, faults, 10)
        self._contradiction = Contradiction(memory, phase, self._outdoors.channel, self._outdoor_coil, self._discharge)
        # On whole tens, minutes and five minutes of `now`, so that every tick sees the same ones.
        self._sampled_at = -_SAMPLE
        self._minute_at = -_MINUTE
        self._judged_at = -_JUDGE

    def trim(self, room, target):
        """Outside the tick: sensor `room` is known to lie; what is added to it moves by 0.05 K towards `target`, 0.01 K."""
        self._indoors.trim(room, target)

    def step(self, s, now, dt):
        """Every tick; all but the fan at every sample."""
        phase = self._phase
        if now // _SAMPLE == self._sampled_at // _SAMPLE:
            phase.watch(s, now)
            return
        dt = now - self._sampled_at
        self._sampled_at = now
        if dt > _LONGEST_STEP:
            dt = _LONGEST_STEP
        indoors = self._indoors
        if phase.step(s, now):
            indoors.voices.turned()
        readings = s.readings
        s.supply = self._supply.step(readings.supply, now)
        s.indoor_coil = self._indoor_coil.step(readings.indoor_coil, now)
        s.outdoor_coil = self._outdoor_coil.step(readings.outdoor_coil, now)
        s.discharge = self._discharge.step(readings.discharge, now)
        self._outdoors.step(s, now)
        indoors.step(s, now, dt)
        if now // _MINUTE != self._minute_at // _MINUTE:
            dt = min(now - self._minute_at, _LONGEST_STEP)
            self._minute_at = now
            s.humidity = self._humidity.step(readings.humidity, now)
            indoors.follow(s, dt)
            self._outdoors.follow(s, now, dt)
            self._contradiction.judge(s, now, dt, self._indoor_coil)
        if now // _JUDGE != self._judged_at // _JUDGE:  # a whole minute too
            dt = min(now - self._judged_at, 2 * _JUDGE)
            self._judged_at = now
            indoors.voices.judge(s, now, dt)
            self._outdoors.judge(s, now, dt)
            self._watch(s, now, dt)

    def _watch(self, s, now, dt):
        """Every five minutes: who stands still? What is in the indoor unit moves when its coil, or the air over it, does; the
        discharge in a defrost as well."""
        coil = supply = UNKNOWN
        pipe = UNKNOWN if s.indoor_coil == UNKNOWN else s.indoor_coil // _COUPLED
        if not s.defrosting and not s.after_defrost:  # else air and fan rest
            coil = pipe
            if s.supply != UNKNOWN:
                supply = s.supply // _COUPLED
        self._supply.watch(0, dt, coil)
        discharge = self._discharge
        if discharge.value > _HOT_PIPE and not self._phase.running and now - self._phase.since >= _SOAKED:
            discharge.watch(_COOLS, dt, UNKNOWN)
        else:
            discharge.watch(0, _FORGET, pipe)
        self._indoor_coil.watch(0, dt, supply)
        self._outdoor_coil.watch(0, dt, UNKNOWN)
        # No room stays bone-dry or saturated: condensation on the chip, an open wire.
        self._humidity.watch(0 if _DRY < self._humidity.value < _SATURATED else _NO_AIR, dt, UNKNOWN)
        self._outdoors.channel.watch(0, dt, UNKNOWN)
