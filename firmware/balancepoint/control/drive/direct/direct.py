"""The drive of a machine whose compressor and valve are ours: lockouts, valve, compressor and defrost, in turn.

It says what the heat pump can give at present, and why no more: the speed that ramp, coil, air and discharge allow, through the
unit's map, less what frost takes.
"""

from ...command import FAN_OFF
from ...journal import codes as j
from ...quantity import UNKNOWN, const, minutes
from ...situation import (
    AFTER_DEFROST,
    AT_REST,
    COLD_COIL,
    DEFROSTING,
    DISCHARGE,
    FREE,
    FROST,
    HOT_COIL,
    LOCKED_OUT,
    OIL,
    RAMP,
)  # fmt: skip
from ..lockout import Lockout
from .compressor import Compressor
from .defrost import Defrost
from .valve import MOVING, Valve

_SPEED_AGE = 30  # s
_LONG_TICK = 30
_LONG = minutes(10)  # asked to turn, it starts within seconds; and it speaks all the time
_HUNG = const(60)  # s; after a longer tick everything has dropped to safe
_TOP = const(500)  # Hz that a feedback may say


class Direct:
    """See `drive.choice` for the face, `situation` for what is written."""

    def __init__(self, settings, memory, journal, unit_map):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._map = unit_map
        self._stood = 0  # s for which it was asked to turn since it last did
        self._mute = -1  # s for which it has told neither speed nor faults, -1: it never did
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self.lockout = Lockout(settings, memory, journal)
        self.defrost = Defrost(settings, memory, journal, unit_map.heating)
        self.valve = Valve(settings, memory, journal)
        self.compressor = Compressor(settings, memory, journal)

    def watch(self, s, now, dt):
        """What turns, on which side, and whether the outdoor unit says that it defrosts."""
        command = s.command
        if s.compressor_on and not command.speed and not command.defrost:
            # The guard, or the unit, has stopped it: it starts over with its least rest.
            self.compressor.stopped(s, now - dt)
            if dt <= _HUNG:
                self.lockout.tripped(now)
        s.heating = 1 if command.valve == self._heating_valve else 0
        turning = s.readings.speed.within(0, _TOP, _SPEED_AGE)
        s.turning = command.speed if turning is None else turning
        if s.defrosting or s.readings.defrosting.value == 1:
            self.defrost.watch(s, now)
        s.after_defrost = 1 if now - s.defrost_ended < AFTER_DEFROST else 0

    def prepare(self, s, now, dt):
        """Frost, and whether it is worth a defrost; lockouts; where the valve should stand."""
        self.defrost.decide(s, now, dt)
        self.lockout.step(s, now, dt)
        s.available = 1 if not s.lockout and not self._memory.emergency else 0
        if not s.sequence:
            self.valve.step(s, now, s.available and self.compressor.due(s, now))

    def decide(self, s, now, dt):
        """The compressor, unless a defrost has it while heating is still asked for."""
        if not s.sequence or s.cooling or not s.active or not s.available:
            if self._memory.emergency:
                reason = j.STOPPED_OFF
            else:
                reason = j.STOPPED_LOCKOUT + 16 * s.lockout if s.lockout else j.STOPPED_CHANGEOVER
            may = 1 if s.available and self.valve.clear and not s.sequence else 0
            self.compressor.decide(s, may, reason, now)

    def conclude(self, s, now, dt):
        """No faster than the air allows; what heater and vanes are to do. Does the unit still speak, and do what it is told?"""
        compressor = self.compressor
        if compressor.wanted > s.air_limit:
            compressor.wanted = s.air_limit
        want = s.want
        want.aux = s.aux
        want.vane = s.vane
        want.wide_vane = s.wide_vane
        mute = self._mute
        if s.unit_fault != UNKNOWN or s.readings.speed.within(0, _TOP, _SPEED_AGE) is not None:
            if mute >= _LONG:
                self._journal.add(now, j.UNIT_LINK, 0)
            self._mute = 0
        elif mute >= 0:
            self._mute = mute + dt
            if mute < _LONG <= self._mute:
                self._journal.add(now, j.UNIT_LINK, 1)
        if s.turning:
            self._stood = 0
        elif s.command.speed:
            if self._stood < _LONG <= self._stood + dt:
                self._journal.add(now, j.UNIT_STANDS, _LONG // 60)
            self._stood += dt
        self._reach(s, now)

    def _reach(self, s, now):
        """What the heat pump can give, and why no more and no less."""
        side = s.map
        compressor = self.compressor
        s.least = side.q_min
        s.least_because = FREE
        s.most = 0
        if not s.available:
            s.most_because = LOCKED_OUT
            return
        if s.sequence or s.defrosting:
            s.most_because = DEFROSTING
            return
        if not s.compressor_on:
            if self.valve.state == MOVING or not compressor.may_start(s, now):
                s.most_because = AT_REST
                return
        limit = compressor.ramp(now - s.compressor_since if s.compressor_on else 0)
        because = FREE if limit >= side.speed_max else RAMP
        if s.cooling and compressor.coil_limit < limit:
            limit = compressor.coil_limit
            because = COLD_COIL
        if s.air_limit < limit:
            limit = s.air_limit
            because = HOT_COIL
        if s.discharge_limit and s.discharge_limit < limit:
            limit = s.discharge_limit
            because = DISCHARGE
        most = s.able if limit >= side.speed_max else side.heat_at(limit)
        if not s.cooling and s.frost_share < 1000:
            most = most * s.frost_share // 1000
            if because == FREE:
                because = FROST
        s.most = most
        s.most_because = because
        if compressor.oil_left:
            s.least = min(side.heat_at(compressor.oil_speed), most)
            s.least_because = OIL

    def turn(self, s, now, dt):
        if s.compressor_on:
            if s.sequence:
                self.compressor.hold(s, self.defrost.slow)
            else:
                self.compressor.step(s, now, dt)

    def step(self, s, now, dt):
        """What is asked of the guard: the compressor's speed, or a defrost's sequence instead."""
        want = s.want
        speed = s.compressor_speed
        if dt > _LONG_TICK and s.heating and s.fan == FAN_OFF:
            # Without air the coil would be too hot before anybody looks again.
            speed = min(speed, self.defrost.slow)
        want.speed = speed
        want.fan = s.fan
        want.valve = self.valve.position
        if s.sequence:
            if self.defrost.step(s, now, dt):
                self.valve.turned(s.indoor_coil)

    def starts_within_hour(self, now):
        """For `status`. Outside the tick."""
        return self.compressor.starts.count(now)

    def learn(self):
        """What a least run may add to the room's air: as much as carries it through the band."""
        settings = self._settings
        swing = settings.start_band + settings.stop_band
        self.compressor.surplus = self._memory.air_capacity * swing // 100 * 3600 // settings.minimum_on

    def acknowledge(self):
        """The valve is tried anew."""
        self._memory.valve_locked = 0
