"""What of all that happens the journal keeps: starts and stops, the heater, sensors, what was learned.

Each note is a code and an integer; `codes` names them, the sentences are in `words`.

Cycling is normal where the house needs less than the unit's least output: that is said twice a day at most. It is not where
something other than the room stops the compressor again and again, until the starts within an hour reach what the settings
allow: then the entry names what stops it most often.
"""

from ..quantity import const, deg, hours, minutes
from ..sense.channel import FAILED
from ..sense.contradiction import STARVED
from ..sense.sources import CHANGES, NONE
from ..situation import COLD_COIL, DISCHARGE, HOT_COIL
from . import codes as j

_HOUR = hours(1)
_CYCLING_AGAIN = hours(12)
_ODD = const(2)  # stops within the hour that the room did not ask for
_RETURN_AIR = const(4)  # among the names of the sensors
_DISCHARGE = deg(102)  # where the guard slows down,
_HOT = deg(32)  # and where it heats no more
_HELD = hours(1)
_HELD_AGAIN = hours(12)
_UNLIT = minutes(5)  # on, by a fresh meter that shows no current
_NO_CURRENT = const(500)  # mA
_FRESH = const(60)
_POINT_NEWS = 100  # 0.01 K: a balance point that moved by so much is news


class Chronicle:
    """`step()` at each tick after the guard, `note()` once a decision, `learned()` after learning."""

    def __init__(self, settings, memory, journal):
        self._most_starts = settings.starts_an_hour
        self._memory = memory
        self._journal = journal
        self._speed = 0  # of the last Command
        self._aux = 0
        self._aux_since = 0
        self._faults = bytearray(CHANGES + 1)
        self._room_status = FAILED
        self._room_source = NONE
        self._outdoor_source = NONE
        self._warned_at = -_HOUR
        self._cycling_at = -_CYCLING_AGAIN
        self._held = 0  # s for which a protection has held it back, less those that it did not
        self._starved = 0
        self._unlit = 0
        self._told_loss = memory.heat_loss
        self._told_point = memory.balance_point or 0
        journal.add(0, j.BOOT)

    def step(self, s, now, dt):
        """What is new in the Command. A defrost's stops and starts are none."""
        command = s.command
        before = self._speed
        aux = command.aux
        if command.speed == before and aux == self._aux:
            return
        self._speed = command.speed
        journal = self._journal
        if command.speed and not before and not command.defrost:
            self._memory.compressor_starts += 1
            journal.add(now, j.START, command.speed)
            self._count(now)
        elif before and not command.speed and s.compressor_on and not command.defrost:
            self._protected(s, now)
        if aux != self._aux:
            if not aux:
                journal.add(now, j.AUX_OFF, now - self._aux_since)
            else:
                if not self._aux:
                    self._aux_since = now
                journal.add(now, j.AUX_ON, aux)
            self._aux = aux

    def _protected(self, s, now):
        """The guard has stopped it: what for, unless that was told."""
        if self._journal.tally(j.STOP, now):
            return
        if s.discharge > _DISCHARGE:
            which = j.LIMIT_DISCHARGE
        elif s.indoor_max > _HOT:
            which = j.LIMIT_ROOM
        else:
            which = j.LIMIT_COIL if s.cooling else 0
        self._journal.add(now, j.STOP, j.STOPPED_PROTECTION + 16 * which)

    def _count(self, now):
        """Real short-cycling: say so, with what stopped it most often."""
        journal = self._journal
        since = now - _HOUR + 1
        starts = journal.tally(j.START, since)
        if starts < self._most_starts or now - self._warned_at < _HOUR:
            return
        why = most = odd = 0
        for reason in range(j.STOPPED_WINDOW + 1):
            stops = journal.tally(j.STOP, since, reason)
            if j.STOPPED_OFF < reason < j.STOPPED_WINDOW:
                odd += stops
            if stops > most:
                why = reason
                most = stops
        if starts > self._most_starts or odd >= _ODD:
            self._warned_at = now
            journal.add(now, j.SHORT_CYCLING, starts * 16 + why)

    def note(self, s, now, dt):
        """Cycling, what holds it back, and what became of the sensors."""
        journal = self._journal
        because = s.most_because
        if s.compressor_on:
            limited = because == HOT_COIL or because == COLD_COIL or because == DISCHARGE
            self._held = self._held + dt if limited or self._held < 0 else max(self._held - dt, 0)
            if self._held >= _HELD:
                self._held = -_HELD_AGAIN
                journal.add(now, j.HELD_BACK, j.LIMIT_DISCHARGE if because == DISCHARGE else j.LIMIT_COIL)
        if s.starved >= STARVED and not self._starved:
            journal.add(now, j.COIL_STARVED)
        self._starved = 1 if s.starved >= STARVED else 0
        if s.command.aux:
            unlit = self._unlit
            draws = s.readings.aux_current_mA.within(0, _NO_CURRENT, _FRESH) is None  # or nobody knows
            self._unlit = 0 if draws else unlit + dt
            if unlit < _UNLIT <= self._unlit:
                journal.add(now, j.HEATER_UNLIT)
        if s.compressor_on and s.cycling and now - self._cycling_at >= _CYCLING_AGAIN:
            self._cycling_at = now
            journal.add(now, j.CYCLING, s.map.q_min)
        faults = s.sensor_faults
        if faults[CHANGES] != self._faults[CHANGES]:
            self._faults[CHANGES] = faults[CHANGES]
            for channel in range(CHANGES):
                if faults[channel] != self._faults[channel]:
                    self._faults[channel] = faults[channel]
                    # A unit that goes by what it is fed does not tell what its own sensor says.
                    if channel != _RETURN_AIR or not s.command.feed:
                        journal.add(now, j.SENSOR, channel * 16 + faults[channel])
        if s.room_status != self._room_status:
            self._room_status = s.room_status
            journal.add(now, j.ROOM_STATUS, s.room_status)
        if s.room_source != self._room_source:
            self._room_source = s.room_source
            journal.add(now, j.ROOM_SOURCE, s.room_source)
        if s.outdoor_source != self._outdoor_source:
            self._outdoor_source = s.outdoor_source
            journal.add(now, j.OUTDOOR_SOURCE, s.outdoor_source)

    def learned(self, now):
        """Outside the tick."""
        memory = self._memory
        if abs(memory.heat_loss - self._told_loss) * 20 > self._told_loss:
            self._told_loss = memory.heat_loss
            self._journal.add(now, j.LEARNED, memory.heat_loss)
        point = memory.balance_point
        if point is not None and abs(point - self._told_point) > _POINT_NEWS:
            self._told_point = point
            self._journal.add(now, j.BALANCE_POINT, point)
