"""The drive of a unit that owns its compressor: mode, set point and fed room temperature instead of a speed.

It modulates rather than stops: the difference that the unit sees (`response`) is led so that it turns as fast as the room
needs, and stays out of the unit's own off zone. While it runs it goes by its own sensor; a room that it is fed, in steps of half
a kelvin, starts it, holds it in the first quarter of an hour, and keeps it at rest. Only one that turns as slowly as it can, or
is asked for less than its least, in a room that goes on getting too warm, is stopped: step by step, until it stops by itself. In
the first quarter of an hour many units cannot go low (echavet PR #483): then it is held near its set point and an overshoot of
1 K is borne. Its defrosts are waited out.

What cannot be done with a difference is done with the mode: OFF where a side is not served at all, where it may not run, and as a
last resort for a unit that will not stop. Without a trusted room sensor the unit goes by its own, at the person's set point.
Another head of its outdoor unit that has the compressor (`standby`) is waited for; after an hour the backup may take it for gone.
"""

from ...command import FAN_AUTO, FAN_OFF
from ...journal import codes as j
from ...quantity import const, deg, minutes
from ...request import COOL, DRY, FAN, HEAT, OFF
from ...sense.channel import FAILED
from ...sense.own_word import SILENT, STANDS, TURNS
from ...sense.sources import ROOM
from ...situation import AFTER_DEFROST
from ..lockout import Lockout
from .defrost import OwnDefrost
from .heads import OtherHeads
from .reach import Reach
from .response import Response
from .said import Said
from .setpoint import SetPoint
from .starts import Starts

_STEP_DOWN = minutes(4)  # between two steps towards its stop
_TOO_MUCH = deg(0.6)  # is borne before a stop where the weather takes it away again: a start costs more. A guess
_BACK = deg(0.15)  # and there it need not stop any more
_STEP = const(50)
_MOVE = const(40)  # 0.01 K; less is the room's
_RESTING = deg(1)  # below the difference at which it stops
_LOWEST = deg(-6)
_SURELY = const(600)  # ‰ of what the room needs: units start faster than they turn later
_RUNS_ON = minutes(20)
_OBEYS = minutes(3)  # until what is asked for shows
_TOO_WARM = deg(0.7)
_LOCKED = const(200)  # s that a unit may wait after it was switched on (Daikin 2:30 to 3:00)


class Managed:
    """See `drive.choice` for the face, `situation` for what is written."""

    def __init__(self, settings, memory, journal, unit_map):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._heating_valve = 1 if settings.valve_energised_in == "heating" else 0
        self._season = ("none", "heating", "cooling").index(settings.season_lock)
        self.lockout = Lockout(settings, memory, journal)
        self.defrost = OwnDefrost(memory, journal)
        self.said = Said(unit_map)
        self.heads = OtherHeads(journal)
        self.response = Response(settings, memory)
        self.setpoint = SetPoint(settings, memory)
        self.reach = Reach(settings, self.response)
        self.starts = Starts(settings, journal)
        memory.valve_locked = 0  # the valve is the unit's
        self.hoped = settings.speed_min  # Hz
        self._wanted = 0  # it is to run
        self._restless = 0  # it has started by itself where it was to rest
        self._turned_at = 0  # it did not say that it stands
        self._begun = 0  # the first word of the unit has been heard
        self._leaving = 0  # it has enough: one step after the other towards its stop
        self._step_at = 0
        self._down = 0  # 0.01 K
        self._off = 0  # it would not stop: switched off until it is wanted
        self._own = 0  # it goes by its own sensor
        self._blind = 0  # for want of another
        self._barred = 0  # the side is not for this season
        self._cooling = 0  # the side that was served last
        self._feeds = settings.room_feed  # it can be fed

    # --- each tick ---------------------------------------------------------------------------------------------------

    def watch(self, s, now, dt):
        """What the unit says that it does."""
        s.heating = 1 if s.command.valve == self._heating_valve else 0
        self.said.watch(s)
        self.defrost.watch(s, now)
        s.after_defrost = 1 if now - s.defrost_ended < AFTER_DEFROST else 0
        word = self.said.word
        if not self._begun and word == TURNS:
            # After a restart of ours: what runs is not stopped.
            self._begun = self._wanted = 1
        if word != STANDS:
            self._turned_at = now
        if s.compressor_on:
            if word != STANDS:
                if not s.command.speed:  # the guard's word
                    self._stop(s, now)
            elif now - self._turned_at >= self.defrost.patience(s, self._runs(s)) and not s.defrosting:
                self._stopped(s, now)
            else:
                s.defrost_ended = now
        elif self._wanted and (word == TURNS or (word == SILENT and self._begun)):
            s.compressor_on = 1
            s.compressor_since = now
            s.run_time = 1
            self.starts.note(now)

    def _runs(self, s):
        """The difference is one at which it runs."""
        setpoint = self.setpoint
        return not self._leaving and setpoint.difference > self.response.off(s, setpoint.feed)

    def _stopped(self, s, now):
        """The unit stands by its own word, though it was to run."""
        if not self.heads.wait(s):
            self.response.stopped(s, self.setpoint.difference, self.setpoint.feed)
            self._journal.add(now, j.STOP, j.STOPPED_SATISFIED if self._leaving else j.STOPPED_AT_SETPOINT)
            self._wanted = 0
        self._rest(s, now)

    def _rest(self, s, now):
        s.compressor_on = 0
        s.compressor_since = now
        s.run_time = 0
        s.compressor_speed = 0
        s.saturated = 0
        self._leaving = 0

    def turn(self, s, now, dt):
        if s.compressor_on:
            s.run_time = now - s.compressor_since + 1  # never 0 while on
            s.compressor_speed = max(s.turning, self._settings.speed_min)

    def step(self, s, now, dt):
        """What is asked of the guard."""
        want = s.want
        want.speed = self.hoped if s.compressor_on else 0
        fan = s.fan
        if fan == FAN_OFF and want.mode != OFF:
            fan = FAN_AUTO
        want.fan = fan

    # --- once a decision ---------------------------------------------------------------------------------------------

    def prepare(self, s, now, dt):
        """What keeps it from running."""
        self.heads.step(s, now)
        cooling = s.cooling
        self._barred = 1 if self._season and s.active and cooling != self._season - 1 else 0
        if self._barred:
            self.lockout.reason = j.LOCKED_SEASON
        else:
            self.lockout.reason = j.LOCKED_STANDBY if self.heads.long(now) else 0
        self.lockout.step(s, now, dt)
        free = not s.lockout or s.lockout == j.LOCKED_STANDBY
        s.available = 1 if free and not self._memory.emergency else 0

    def decide(self, s, now, dt):
        """To run or not, and how fast it is hoped to turn."""
        self._begun = 1
        blind = 0 if s.room_source == ROOM and s.room_status < FAILED else 1
        if blind != self._blind and (s.active or not blind):
            self._blind = blind
            self._journal.add(now, j.OWN_SENSOR, blind)
        # A fault of its own is its own matter, too.
        may = s.available or (s.lockout == j.LOCKED_UNIT and not self._barred and not self._memory.emergency)
        self._own = 1 if s.active and may and (blind or s.lockout == j.LOCKED_UNIT) else 0
        self.hoped = s.map.speed_for(s.call_demand)
        s.cycling = 1 if s.compressor_on and s.call_base < s.map.q_min else 0
        if s.active and s.cooling != self._cooling:
            self._change(s, now)
        if not s.active or not may:
            if self._wanted:
                if s.compressor_on:
                    reason = j.STOPPED_LOCKOUT if s.active and s.lockout else j.STOPPED_OFF
                    self._journal.add(now, j.STOP, reason)
                self._stop(s, now)
        elif self._own:
            self._want(now)
        elif s.compressor_on:
            self._run(s, now, dt)
        elif self._wanted:
            if s.call_error < -self._settings.stop_band:
                self._wanted = 0  # the room has come by itself
        elif s.call_error > self._start_band(s) and now - s.compressor_since >= self._settings.minimum_off:
            if self.starts.let(now):
                self._want(now)

    def _change(self, s, now):
        """The other side is served: what was found of this one's limits is not that one's."""
        self._cooling = s.cooling
        self._restless = self._off = self.response.edge = 0
        if self._wanted:
            if s.compressor_on:
                self._journal.add(now, j.STOP, j.STOPPED_CHANGEOVER)
            self._stop(s, now)

    def _start_band(self, s):
        """Where it need not cycle nothing is gained by letting the room fall."""
        return 0 if s.call_base * _SURELY // 1000 > s.map.q_min else self._settings.start_band

    def _want(self, now):
        if not self._wanted:
            self._wanted = 1
            self.starts.ask(now, _LOCKED if self._off else 0)
            self._off = 0

    def _stop(self, s, now):
        self._wanted = 0
        self._rest(s, now)

    def _run(self, s, now, dt):
        """It runs: has the room enough?"""
        settings = self._settings
        error = s.call_error
        run = now - s.compressor_since
        band = settings.warm_up_band
        # What a start gave too much has its time to go.
        if run >= settings.warm_up * 2:
            slow = self.response.slow(s)
            if slow and s.call_base * 3 > s.map.q_min:
                band = _TOO_MUCH
            elif slow or s.call_base < s.map.q_min:
                band = settings.stop_band
        if self._leaving:
            if error > -_BACK:
                self._leaving = 0
        elif error < -band and run >= settings.minimum_on and self.response.ahead(s) < -band:
            if self.said.word == SILENT:
                self._journal.add(now, j.STOP, j.STOPPED_SATISFIED)
                self._stop(s, now)
                return
            self._leaving = now
            self._step_at = now - _STEP_DOWN
            self._down = min(self.setpoint.difference, self.response.least(s))

    def conclude(self, s, now, dt):
        """The mode, and what set point and feed make of it."""
        if self.hoped > s.air_limit:
            self.hoped = s.air_limit
        if self._leaving:
            self.hoped = self._settings.speed_min
        self._lead(s, now, dt)
        self.said.guess += (
            ((self.hoped if s.compressor_on else 0) - self.said.guess) * dt // (self._memory.unit_lag + dt)
        )
        self.reach.saturate(s, self.hoped if self._wanted and not self._own else 0, self.heads.since >= 0, dt)
        want = s.want
        setpoint = self.setpoint
        want.mode = self._mode(s)
        if want.mode == HEAT:
            want.valve = self._heating_valve
        elif want.mode != OFF and want.mode != FAN:
            want.valve = 1 - self._heating_valve
        want.wish = setpoint.wish(s.cool_setpoint if s.cooling else s.heat_setpoint)
        want.setpoint = setpoint.setpoint
        want.feed = setpoint.feed
        want.aux = s.aux
        want.vane = s.vane
        want.wide_vane = s.wide_vane
        self.reach.say(s, self.heads.since >= 0, now)

    def _mode(self, s):
        if s.fan_only:
            return FAN
        if not s.active or self._off or not (s.available or self._own):
            return OFF
        if s.drying:
            return DRY
        return COOL if s.cooling else HEAT

    def _lead(self, s, now, dt):
        """The difference that the unit is to see."""
        setpoint = self.setpoint
        response = self.response
        if self._own or not s.active:
            setpoint.own(s.cool_setpoint if s.cooling else s.heat_setpoint)
            return
        setpoint.feel(s, dt)
        stands = setpoint.difference
        fed = setpoint.feed
        on = s.compressor_on
        late = now - s.compressor_since >= self._settings.warm_up
        if on and not s.after_defrost:
            response.ran(s, stands, fed, now, dt)
        if not self._wanted or not on:
            feeds = self._feeds
            if self._wanted:
                steps = self.starts.steps(now, self.heads.since >= 0)
                found = response.start(s, self.hoped, -1 if self.said.word == SILENT else steps, feeds)
            else:
                found = response.off(s, feeds) - _RESTING
                self._look_after(s, now)
            if feeds:
                setpoint.by_feed(s, found)
            else:
                setpoint.by_sensor(s, found, found, 1)
        elif s.after_defrost or s.defrosting:
            return
        elif self._leaving:
            found = self._lower(s, now)
            setpoint.by_sensor(s, found, found, 1)
        elif fed and not late and self.hoped <= s.turning:
            setpoint.by_feed(s, response.off(s, 1) + response.step(1))
        else:
            least = response.least(s)
            found = response.find(s, self.hoped, stands, dt if late and not fed else 0)
            if not late and s.call_error < 0:
                found = min(found, max(least, response.hold(s)))
            if response.further(s, self.hoped, stands, dt if late else 0):
                found = least = least - response.step(0)
            setpoint.by_sensor(s, found, least, 0)
        by = setpoint.difference - stands
        if on and not fed and not -_MOVE < by < _MOVE:
            response.moved(s, by, now)

    def _lower(self, s, now):
        """One step after the other; a unit that goes on turning is switched off in the end."""
        if now - self._step_at >= _STEP_DOWN:
            self._step_at = now
            self._down = max(self._down - self.response.step(0), _LOWEST)
        elif now - self._leaving >= _RUNS_ON and s.call_error < -_TOO_WARM:
            self._journal.add(now, j.STOP, j.STOPPED_SATISFIED)
            self._disquiet(now)
            self._stop(s, now)
        return self._down

    def _look_after(self, s, now):
        """It is to stand. Where its own set point does not keep it at rest it is switched off."""
        if self.said.word == TURNS and now - s.compressor_since >= _OBEYS:
            self._disquiet(now)
        self._off = self._restless

    def _disquiet(self, now):
        if not self._restless:
            self._restless = 1
            self._journal.add(now, j.UNIT_RUNS)

    def starts_within_hour(self, now):
        """For `status`. Outside the tick."""
        return self.starts.within_hour(now)

    def learn(self):
        """What there is to learn is learned while it runs."""

    def acknowledge(self):
        """It latches nothing."""
