"""The defrost: melting the frost with the machine turned round, and telling of the ones the outdoor unit makes by itself.

    SLOW    down to low speed for 60 s, then the guard is asked to excuse what follows; where it will not, nothing has happened
    TURN    stop; the valve goes to cooling after standstill and 60 s; both fans rest
    MELT    55 Hz rising to 90 Hz, until the coil has 12 °C, or 8 °C for 80 s, or time is up (10 min from valve to drip's end)
    DRIP    stop, 60 s at least, so that the water drains and does not freeze on; valve back
    BACK    outdoor fan for 10 s against the drops between the fins, then on at low speed

Whatever ends the heating meanwhile (OFF, a fault, a lockout) goes through DRIP, and the valve is back before anything else.
When it begins is a rule that can be replaced (`rule`, see `frost`), but never within 10 min of a start, 20 min after a fault,
and by the rule not above 6 °C outdoors or with a coil above 0 °C. One reading alone keeps it off for 3 h of heating at most where
frost is possible, or as long as the last one has shown: only coil and outdoor sensor that agree on a
dry coil do so for longer. After two defrosts ended by time the next comes 30 min later, and the
journal says that the coil does not clear. Where the frost is not known by its cost, how long the next one waits follows the
length of the last (Electra: 10 min more after less than 2.5 min of melting, less after more than 7); one that had nothing to melt
doubles it, to 6 h at most. Without a coil sensor
it melts for 6 min, and the indoor coil, which must get cold, is the valve's witness. Sources: service manuals of Daikin,
Midea/Lennox, Fujitsu, Electra.
"""

from ...command import FAN_AUTO, FAN_OFF, OUTDOOR_FAN_AUTO, OUTDOOR_FAN_OFF, OUTDOOR_FAN_ON
from ...journal import codes as j
from ...quantity import UNKNOWN, clamp, const, deg, minutes
from .frost import ASKED, OVERDUE, WORTH, Demand, Frost

IDLE = const(0)
SLOW = const(1)
TURN = const(2)
MELT = const(3)
DRIP = const(4)
BACK = const(5)

FREE = const(0)  # why none may begin
THE_UNITS = const(1)  # the unit owns its defrost
TOO_EARLY = const(2)  # within 10 min of a start or of the last one
AFTER_FAULT = const(3)  # 20 min after a fault, 10 min after the guard would not

_BELIEVED = 120  # s, for what the unit says of its own
_OUTDOOR = deg(6)
_COIL = deg(0)
_POSSIBLE = deg(5)  # outdoors,
_POSSIBLE_COIL = deg(-2)  # or by the coil;
_POSSIBLE_ALONE = deg(13)  # without one: outdoor sensors in sun and on warm walls read 7 K and more too high (a guess)
_OVERDUE = minutes(180)
_AFTER_START = minutes(10)
_AFTER_FAULT = minutes(20)
_AFTER_REFUSAL = minutes(10)

_SLOW_TIME = 60
_REFUSED = 120  # s, then the guard will not
_TURN_LONGEST = 180
_MELT_SPEED = const(55)  # Hz
_MELT_TOP = const(90)
_MELT_LONGEST = 540
_MELT_BLIND = 360
_CLEAR = deg(12)
_NEARLY = deg(8)
_NEARLY_TIME = 80
_WITNESS_TIME = 180  # s of melting by when the indoor coil must have fallen
_WITNESS_FALL = deg(5)
_DRIP_TIME = 60
_BACK_LONGEST = 90
_BLOW = 10
_FROSTED = 100  # s of melting: more was there than a dry coil, which takes 66 s (EPRI EM-4226)
_SHORT = 150
_LONG = 420
_STEP = minutes(10)
_WAIT_LEAST = minutes(25)
_WAIT_MOST = minutes(90)
_WAIT_IN_VAIN = minutes(360)  # after one, or more, that had nothing to melt
_STUCK = const(2)
_SHARE = const(3)  # a defrost counts a third in what is usual
# A defrost cools the room by more than half a kelvin and the walls give it back within a quarter of an hour: one that ends just
# before the time asked brings the room there on the minute, any other throws it. Before the time asked, then:
_HELD_FROM = minutes(60)  # none but for need,
_CLEAR_FROM = minutes(32)  # one for little,
_CLEAR_BY = minutes(22)  # none but for need
_STEADY = minutes(10)  # and so long after it
_USUAL = const(1000)  # ‰ of its price that it must be worth
_OUT_OF_THE_WAY = const(300)
_IN_THE_WAY = const(3000)
_MELT_POWER = 150  # ‰ of the rated heat at 75 Hz, where nothing measures it (OCHRE: 0.1528/1.0167)
_FRESH = 30


class Defrost:
    """`decide()` once a decision, `step()` every tick of a sequence. Writes `s.sequence` and `s.defrost*`."""

    def __init__(self, settings, memory, journal, side):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._heating = 1 if settings.valve_energised_in == "heating" else 0
        self.frost = Frost(memory, side)
        self.rule = Demand(memory, self.frost)
        self.asked = 0  # s since boot until when a person's wish for one holds
        self.barred = TOO_EARLY  # at the last decision
        self.slow = max(settings.speed_min, min(settings.speed_rated, settings.speed_max * 2 // 5))
        self._at = 0  # of the state
        self._since = 0  # of the defrost
        self._begun = 0  # s since boot, of the stop
        self._speed = 0
        self._nearly = -1
        self._full = 0  # ended by the coil
        self._by_time = 0
        self._blocked = 0  # s since boot until when none begins
        self._melted = 0  # s of melting
        self._why = 0
        self._coil = UNKNOWN  # indoor, when the valve had turned
        self._energy = 0  # J
        self._waited = 0  # s of heating before it
        self._alone_since = 0  # freeze protection heats, whatever is asked for

    def watch(self, s, now):
        """A defrost of the unit's own, by its word."""
        reading = s.readings.defrosting
        if reading.value == 1 and reading.age <= _BELIEVED:
            if not s.defrosting:
                s.defrosting = 1
                self._since = now
                self._memory.defrosts += 1
                self._journal.add(now, j.DEFROST)
            s.defrost_ended = now
        elif s.defrosting and s.sequence == IDLE:
            self._over(s, 1, now)  # whether the coil is clear nobody says
            self.frost.cleared(s, 1, s.defrost_length >= _FROSTED + 2 * _DRIP_TIME)

    def _over(self, s, by_time, now):
        """One has ended. `by_time`: not by the coil, as far as known."""
        s.defrosting = 0
        s.defrost_length = now - self._since
        s.defrost_by_time = by_time
        s.defrosts += 1
        self._journal.add(now, j.DEFROST_END, s.defrost_length)

    def decide(self, s, now, dt):
        """Once a decision: how much frost there is, and whether a defrost should begin."""
        if s.unit_fault > 0:
            self._blocked = now + _AFTER_FAULT
        run = s.run_time if s.heating and s.turning else 0
        if not s.freeze or not s.heating or not s.turning:
            self._alone_since = now
        elif not run:
            run = now - self._alone_since
        if s.sequence != IDLE:
            return
        settled = min(run, now - s.defrost_ended)
        self.frost.step(s, 0 if s.defrosting else settled, dt)
        barred = FREE
        if not self._settings.own_defrost:
            barred = THE_UNITS
        elif s.defrosting or settled < _AFTER_START:
            barred = TOO_EARLY
        elif now < self._blocked:
            barred = AFTER_FAULT
        self.barred = barred
        if barred:
            return
        why = ASKED if now < self.asked else 0
        if not why and s.outdoor < _OUTDOOR and s.outdoor_coil < _COIL:
            why = self.rule.due(s, self._patience(s, now), dt)
        if (
            not why
            and self.frost.run >= max(_OVERDUE, self._memory.defrost_wait)
            and not self.frost.agreed
            and self._possible(s)
        ):
            why = OVERDUE
        if why:
            self._go(s, SLOW, now)
            self._why = why
            self.asked = 0

    def _possible(self, s):
        """May there be frost, as far as coil and outdoor temperature, one of which may lie, tell?"""
        coil = s.outdoor_coil
        return s.outdoor < (_POSSIBLE_ALONE if coil == UNKNOWN else _POSSIBLE) or (
            coil != UNKNOWN and coil < _POSSIBLE_COIL
        )

    def _patience(self, s, now):
        """What a defrost must be worth now, ‰ of its price."""
        left = s.goal_at - now
        if not s.recovering or not s.goal_heating or not -_STEADY < left < _HELD_FROM:
            return _USUAL
        return _OUT_OF_THE_WAY if _CLEAR_BY <= left < _CLEAR_FROM else _IN_THE_WAY

    def _go(self, s, state, now):
        s.sequence = state
        self._at = now

    def step(self, s, now, dt):
        """Every tick of a sequence, after the stages: what it wants instead of `s.want`. 1 when the defrost has just ended."""
        want = s.want
        command = s.command
        running = s.compressor_on or s.freeze  # heating is still asked for
        state = s.sequence
        past = now - self._at
        if state == SLOW:
            if not running or not command.speed:
                s.sequence = IDLE
            elif command.defrost:
                self._begin(s, now)
            elif past >= _SLOW_TIME + _REFUSED:
                s.sequence = IDLE
                self._blocked = now + _AFTER_REFUSAL
            else:
                want.speed = self.slow
                want.valve = self._heating
                want.defrost = 1 if past >= _SLOW_TIME and (command.speed <= self.slow or s.freeze) else 0
                return 0
            if s.sequence == IDLE:
                want.defrost = 0
                return 0
        elif not command.defrost:
            return self._end(s, now)  # the guard, or a hang, has taken it back
        state = s.sequence
        past = now - self._at
        s.defrost_ended = now
        self._measure(s, dt)
        if state == TURN:
            if not running or past >= _TURN_LONGEST:
                self._go(s, DRIP, now)
            elif command.valve != self._heating:
                self._go(s, MELT, now)
                self._coil = s.indoor_coil
        elif state == MELT:
            if command.speed:
                self._melted += dt
            if not running or self._done(s, past, now):
                self._go(s, DRIP, now)
            else:
                top = clamp(_MELT_TOP, self._settings.speed_min, self._settings.speed_max)
                self._speed = clamp(self._speed + dt if command.speed else _MELT_SPEED, self._settings.speed_min, top)
        elif state == DRIP:
            if command.valve == self._heating and past >= _DRIP_TIME:
                self._go(s, BACK, now)
        elif (
            (command.speed and command.valve == self._heating)
            or past >= _BACK_LONGEST
            or (not running and past >= _BLOW)
        ):
            return self._end(s, now)
        state = s.sequence
        blown = state == BACK and now - self._at >= _BLOW
        want.defrost = 1
        want.speed = self._speed if state == MELT else self.slow if blown and running else 0
        want.valve = 1 - self._heating if state == TURN or state == MELT else self._heating
        want.outdoor_fan = OUTDOOR_FAN_ON if state == BACK and not command.speed else OUTDOOR_FAN_OFF
        want.fan = FAN_AUTO if state == BACK else 1 if want.aux and self._settings.aux_in_air_stream else FAN_OFF
        return 0

    def _begin(self, s, now):
        self._go(s, TURN, now)
        s.defrosting = 1
        self._since = now
        self._waited = self.frost.run
        self._speed = 0
        self._nearly = -1
        self._full = self._by_time = 0
        self._melted = self._energy = 0
        self._memory.defrosts += 1
        self._journal.add(now, j.DEFROST, self._why)

    def _measure(self, s, dt):
        power = s.readings.power.within(0, 60000, _FRESH)
        if power is None:
            settings = self._settings
            command = s.command
            power = settings.heating[-1][3] * _MELT_POWER // 1000 * command.speed // 75 if command.speed else 0
        self._energy += power * dt

    def _done(self, s, past, now):
        """Melting is over: by the outdoor coil, by time, or because the valve did not turn."""
        inner = s.indoor_coil
        before = self._coil
        witness = inner != UNKNOWN and before != UNKNOWN
        if witness and self._melted >= _WITNESS_TIME and inner > before - _WITNESS_FALL:
            self._by_time = 1
            return 1
        coil = s.outdoor_coil
        if coil == UNKNOWN:
            self._full = 1 if self._melted >= _MELT_BLIND else 0
            return 1 if self._full or past >= _MELT_LONGEST else 0
        if coil < _NEARLY:
            self._nearly = -1
        elif self._nearly < 0:
            self._nearly = now
        if self._melted and (coil >= _CLEAR or (self._nearly >= 0 and now - self._nearly >= _NEARLY_TIME)):
            self._full = 1
        elif past >= _MELT_LONGEST:
            self._by_time = 1
        return 1 if self._full or self._by_time else 0

    def _end(self, s, now):
        memory = self._memory
        want = s.want
        s.sequence = IDLE
        s.defrost_ended = now
        want.defrost = 0
        want.outdoor_fan = OUTDOOR_FAN_AUTO
        want.valve = self._heating
        self._over(s, self._by_time, now)
        if self._full:
            memory.stuck_defrosts = 0
            self._learn(s.defrost_length)
            known = 0 if self._coil == UNKNOWN and self._melted >= _MELT_BLIND else 1
            self.frost.cleared(s, known, self._melted >= _FROSTED)
        elif self._by_time and self._why != ASKED:
            memory.stuck_defrosts = min(memory.stuck_defrosts + 1, 100)
            memory.defrost_wait = _WAIT_LEAST
            self.frost.cleared(s, 0)
            if memory.stuck_defrosts >= _STUCK:
                self._journal.add(now, j.COIL_NOT_CLEARING, memory.stuck_defrosts)
        return 1

    def _learn(self, length):
        """From a full defrost of `length` s: what one takes, and how long the next should wait. One that a person asked for, on
        whatever coil, teaches nothing."""
        if self._why == ASKED:
            return
        memory = self._memory
        time = clamp(length, 60, 1200)
        energy = clamp(self._energy // 1000, 0, 20000)
        if memory.defrost_time:
            memory.defrost_time += (time - memory.defrost_time) // _SHARE
            memory.defrost_energy += (energy - memory.defrost_energy) // _SHARE
        else:
            memory.defrost_time = time
            memory.defrost_energy = energy
        wait = memory.defrost_wait
        if self._why != WORTH and self._melted < _FROSTED:
            wait = min(max(2 * self._waited, wait + _STEP), _WAIT_IN_VAIN)
        elif wait > _WAIT_MOST:
            wait = _WAIT_MOST
        elif self._why != WORTH:
            if self._melted < _SHORT:
                wait = min(wait + _STEP, _WAIT_MOST)
            elif self._melted > _LONG:
                wait = max(wait - _STEP, _WAIT_LEAST)
        memory.defrost_wait = wait
