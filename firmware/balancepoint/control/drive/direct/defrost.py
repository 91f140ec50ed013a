"""The defrost: melting the frost with the machine turned round, and telling of the ones the outdoor unit makes by itself.

    SLOW    down to low speed for 60 s, then the guard is asked to excuse what follows; where it will not, nothing has happened
    TURN    stop; the valve goes to cooling after standstill and 60 s; both fans rest
    MELT    55 Hz rising to 90 Hz, until the coil has 12 °C, or 8 °C for 80 s, or time is up (10 min from valve to drip's end)
    DRIP    stop, 60 s at least, so that the water drains and does not freeze on; valve back
    BACK    outdoor fan for 10 s against the drops between the fins, then on at low speed

Whatever ends the heating meanwhile (OFF, a fault, a lockout) goes through DRIP, and the valve is back before anything else.
When it begins is a rule that can be replaced (`rule`, see `frost`), but never: above 6 °C outdoors, with a coil above 0 °C,
within 10 min of a start, 20 min after a fault. After two defrosts ended by time the next comes 30 min later, and the
journal says that the coil does not clear. Where the frost is not known by its cost, how long the next one waits follows the
length of the last (Electra: 10 min more after less than 2.5 min of melting, less after more than 7). Without a coil sensor
it melts for 6 min, and the indoor coil, which must get cold, is the valve's witness. Sources: service manuals of Daikin,
Midea/Lennox, Fujitsu, Electra.
"""

from ...command import FAN_AUTO, FAN_OFF, OUTDOOR_FAN_AUTO, OUTDOOR_FAN_OFF, OUTDOOR_FAN_ON
from ...journal import codes as j
from ...quantity import clamp, const, deg, minutes
from .frost import WORTH, Demand, Frost

IDLE = const(0)
SLOW = const(1)
TURN = const(2)
MELT = const(3)
DRIP = const(4)
BACK = const(5)

_NEVER = const(-86400)
_BELIEVED = 120  # s, for what the unit says of its own
_OUTDOOR = deg(6)
_COIL = deg(0)
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
_STUCK = const(2)
_SHARE = const(3)  # a defrost counts a third in what is usual
_MELT_POWER = 150  # ‰ of the rated heat at 75 Hz, where nothing measures it (OCHRE: 0.1528/1.0167)
_FRESH = 30


class Defrost:
    """`decide()` once a decision, `step()` every tick. `state`: IDLE unless a sequence of ours runs; `active`: any defrost."""

    def __init__(self, settings, memory, journal):
        self._settings = settings
        self._memory = memory
        self._journal = journal
        self._heating = 1 if settings.valve_energised_in == "heating" else 0
        self.frost = Frost(memory)
        self.rule = Demand(memory, self.frost)
        self.state = IDLE
        self.active = 0
        self.ended = _NEVER  # s since boot, the last one
        self.length = 0  # s of the last one
        self.slow = max(settings.speed_min, min(settings.speed_rated, settings.speed_max * 2 // 5))
        self._at = 0  # of the state
        self._since = 0  # of the defrost
        self._begun = 0  # s since boot, of the stop
        self._speed = 0
        self._nearly = -1
        self._full = 0  # ended by the coil
        self.by_time = 0
        self._blocked = 0  # s since boot until when none begins
        self._melted = 0  # s of melting
        self._why = 0
        self._coil = None  # indoor, when the valve had turned
        self._energy = 0  # J

    def watch(self, reading, now):
        """Every tick: a defrost of the unit's own, by its word. 1 when one has just ended."""
        if reading.value == 1 and reading.age <= _BELIEVED:
            if not self.active:
                self.active = 1
                self._since = now
                self._memory.defrosts += 1
                self._journal.add(now, j.DEFROST)
            self.ended = now
        elif self.active and self.state == IDLE:
            self.length = now - self._since
            self.active = 0
            self._journal.add(now, j.DEFROST_END, self.length)
            self.frost.cleared(1, self.length >= _FROSTED + 2 * _DRIP_TIME)
            return 1
        return 0

    def decide(self, heat, side, sensing, trusted, run_time, fault, patience, dt, now):
        """Once a decision. `heat`: W by the map now, of `side`, heating's. `trusted`: the outdoor temperature is the sensor's.

        `run_time`: s of heating since the start, 0 without. `fault`: the unit reports one. `patience`: see the rule.
        """
        if fault:
            self._blocked = now + _AFTER_FAULT
        if self.state != IDLE:
            return
        coil = sensing.outdoor_coil
        guess = sensing.outdoor
        outdoor = guess if trusted else None
        power = side.power_for(heat)
        margin = side.margin(heat)
        settled = min(run_time, now - self.ended)
        self.frost.step(heat, power, margin, outdoor, coil, 0 if self.active else settled, dt)
        if (
            not self._settings.own_defrost
            or self.active
            or settled < _AFTER_START
            or now < self._blocked
            or (guess is not None and guess >= _OUTDOOR)
            or (coil is not None and coil >= _COIL)
        ):
            return
        why = self.rule.due(heat, power, margin, outdoor, guess, coil, patience, dt)
        if why:
            self.state = SLOW
            self._at = now
            self._why = why

    def _go(self, state, now):
        self.state = state
        self._at = now

    def step(self, want, command, running, readings, sensing, dt, now):
        """Every tick of a sequence, after the stages: what it wants instead. `command`: the last one. `running`: heating is still
        asked for. 1 when the defrost has just ended."""
        state = self.state
        past = now - self._at
        if state == SLOW:
            if not running or not command.speed:
                self.state = IDLE
            elif command.defrost:
                self._begin(now)
            elif past >= _SLOW_TIME + _REFUSED:
                self.state = IDLE
                self._blocked = now + _AFTER_REFUSAL
            else:
                want.speed = self.slow
                want.defrost = 1 if past >= _SLOW_TIME and command.speed <= self.slow else 0
                return 0
            if self.state == IDLE:
                want.defrost = 0
                return 0
        elif not command.defrost:
            return self._end(want, now)  # the guard, or a hang, has taken it back
        state = self.state
        past = now - self._at
        self.ended = now
        self._measure(command, readings, dt)
        if state == TURN:
            if not running or past >= _TURN_LONGEST:
                self._go(DRIP, now)
            elif command.valve != self._heating:
                self._go(MELT, now)
                self._coil = sensing.indoor_coil
        elif state == MELT:
            if command.speed:
                self._melted += dt
            if not running or self._done(sensing, past, now):
                self._go(DRIP, now)
            else:
                top = clamp(_MELT_TOP, self._settings.speed_min, self._settings.speed_max)
                self._speed = clamp(self._speed + dt if command.speed else _MELT_SPEED, self._settings.speed_min, top)
        elif state == DRIP:
            if command.valve == self._heating and past >= _DRIP_TIME:
                self._go(BACK, now)
        elif (
            (command.speed and command.valve == self._heating)
            or past >= _BACK_LONGEST
            or (not running and past >= _BLOW)
        ):
            return self._end(want, now)
        state = self.state
        blown = state == BACK and now - self._at >= _BLOW
        want.defrost = 1
        want.speed = self._speed if state == MELT else self.slow if blown and running else 0
        want.valve = 1 - self._heating if state == TURN or state == MELT else self._heating
        want.outdoor_fan = OUTDOOR_FAN_ON if state == BACK and not command.speed else OUTDOOR_FAN_OFF
        want.fan = FAN_AUTO if state == BACK else 1 if want.aux and self._settings.aux_in_air_stream else FAN_OFF
        return 0

    def _begin(self, now):
        self._go(TURN, now)
        self.active = 1
        self._since = now
        self._speed = 0
        self._nearly = -1
        self._full = self.by_time = 0
        self._melted = self._energy = 0
        self._memory.defrosts += 1
        self._journal.add(now, j.DEFROST, self._why)

    def _measure(self, command, readings, dt):
        power = readings.power.within(0, 60000, _FRESH)
        if power is None:
            settings = self._settings
            power = settings.heating[-1][3] * _MELT_POWER // 1000 * command.speed // 75 if command.speed else 0
        self._energy += power * dt

    def _done(self, sensing, past, now):
        """Melting is over: by the outdoor coil, by time, or because the valve did not turn."""
        inner = sensing.indoor_coil
        before = self._coil
        witness = inner is not None and before is not None
        if witness and self._melted >= _WITNESS_TIME and inner > before - _WITNESS_FALL:
            self.by_time = 1
            return True
        coil = sensing.outdoor_coil
        if coil is None:
            self._full = 1 if self._melted >= _MELT_BLIND else 0
            return self._full or past >= _MELT_LONGEST
        if coil < _NEARLY:
            self._nearly = -1
        elif self._nearly < 0:
            self._nearly = now
        if self._melted and (coil >= _CLEAR or (self._nearly >= 0 and now - self._nearly >= _NEARLY_TIME)):
            self._full = 1
        elif past >= _MELT_LONGEST:
            self.by_time = 1
        return self._full or self.by_time

    def _end(self, want, now):
        memory = self._memory
        self.state = IDLE
        self.active = 0
        self.ended = now
        self.length = now - self._since
        want.defrost = 0
        want.outdoor_fan = OUTDOOR_FAN_AUTO
        want.valve = self._heating
        self._journal.add(now, j.DEFROST_END, self.length)
        if self._full:
            memory.stuck_defrosts = 0
            self._learn()
            known = 0 if self._coil is None and self._melted >= _MELT_BLIND else 1
            self.frost.cleared(known, self._melted >= _FROSTED)
        elif self.by_time:
            memory.stuck_defrosts = min(memory.stuck_defrosts + 1, 100)
            memory.defrost_wait = _WAIT_LEAST
            self.frost.cleared(0)
            if memory.stuck_defrosts >= _STUCK:
                self._journal.add(now, j.COIL_NOT_CLEARING, memory.stuck_defrosts)
        return 1

    def _learn(self):
        """From a full defrost: what one takes, and how long the next should wait."""
        memory = self._memory
        time = clamp(self.length, 60, 1200)
        energy = clamp(self._energy // 1000, 0, 20000)
        if memory.defrost_time:
            memory.defrost_time += (time - memory.defrost_time) // _SHARE
            memory.defrost_energy += (energy - memory.defrost_energy) // _SHARE
        else:
            memory.defrost_time = time
            memory.defrost_energy = energy
        if self._why == WORTH:
            return
        if self._melted < _SHORT:
            memory.defrost_wait = min(memory.defrost_wait + _STEP, _WAIT_MOST)
        elif self._melted > _LONG:
            memory.defrost_wait = max(memory.defrost_wait - _STEP, _WAIT_LEAST)
