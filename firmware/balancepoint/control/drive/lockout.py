"""May the heat pump run at all? The reasons why not, one at a time, each with its way back.

Thresholds that must not be mixed up (OpenStudio-HPXML, OCHRE): the *compressor lockout* (the larger of the maker's
low-temperature cut-out and a setting), below which the compressor never heats; the *switch-over*, below which only the backup
heats; the *cooling lockout*, below which the unit must not cool (its data sheet's low-ambient limit); the *backup lockout*, above
which the backup never runs, lives in `aux_heat`. All come and go as `threshold` says; at the switch-over what runs has its least
run first, the heater its stage, so that the two do not overlap. After three trips of a protection, each within two hours of the
last, the compressor rests for an hour, and is tried once after each rest. A fault that the unit no longer tells of, nor that it
is gone, locks out for an hour. A drive may know a reason of its own, which comes last: `reason`.
"""

from ..journal import codes as j
from ..quantity import UNKNOWN, deg, hours, minutes
from ..threshold import Threshold

_HYSTERESIS = deg(0.5)  # more than noise and gusts; each degree more costs hours of heat pump
_PERSIST = minutes(10)
_LEAST = minutes(30)  # then what it was may come back
_TRIPS = 3  # in a row: their cause stays
_SOON = hours(2)
_REST = hours(1)
_SILENT = hours(1)


class Lockout:
    """`step()` writes `s.lockout`: 0, or LOCKED_* of the journal."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._cold = Threshold(_HYSTERESIS, _PERSIST, _LEAST)
        self._switched = Threshold(_HYSTERESIS, _PERSIST, _LEAST)
        self._warm = Threshold(_HYSTERESIS, _PERSIST, _LEAST)  # below it no cooling
        self._fault = 0
        self._trips = 0
        self._tripped_at = -_SOON
        self._said_at = 0  # it last told a code, or that there is none
        self.reason = 0

    def tripped(self, now):
        """A protection, or the unit itself, has stopped the compressor."""
        self._trips = self._trips + 1 if now - self._tripped_at < _SOON else 1
        self._tripped_at = now

    def _over(self, s):
        """Switched over: what runs has its least run first."""
        if s.lockout == j.LOCKED_SWITCHOVER:
            return self._switched.below or s.command.aux
        return self._switched.below and not 0 < s.run_time < self._settings.minimum_on

    def step(self, s, now, dt):
        """Once a decision, of the side that is asked for."""
        settings = self._settings
        outdoor = s.outdoor
        fault = s.unit_fault
        if outdoor != UNKNOWN:
            self._cold.step(outdoor, max(settings.low_cutout, settings.compressor_lockout), now)
            self._warm.step(outdoor, settings.cooling_lockout, now)
            if settings.aux_stages:
                self._switched.step(outdoor, settings.switchover, now)
        if fault != UNKNOWN:
            self._said_at = now
        elif self._fault and now - self._said_at >= _SILENT:
            fault = 0  # as long as nobody says so
            self._fault = -1
        if fault != UNKNOWN and fault != self._fault:
            self._journal.add(now, j.UNIT_FAULT, fault if self._fault >= 0 else -1)
            self._fault = fault
        if self._memory.valve_locked:
            reason = j.LOCKED_VALVE
        elif self._fault:
            reason = j.LOCKED_UNIT
        elif s.cooling and self._warm.below and not s.freeze:
            reason = j.LOCKED_LOW_AMBIENT
        elif self._cold.below and not s.cooling:
            reason = j.LOCKED_COLD
        elif self._over(s) and not s.cooling:
            reason = j.LOCKED_SWITCHOVER
        elif self._trips >= _TRIPS and now - self._tripped_at < _REST and not s.freeze:
            reason = j.LOCKED_TRIPS
        else:
            reason = self.reason
        if reason != s.lockout:
            s.lockout = reason
            self._journal.add(now, j.LOCKOUT, reason)
