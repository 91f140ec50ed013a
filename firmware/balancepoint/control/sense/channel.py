"""One sensor: may its present value be trusted, and how fresh is it?

Range and rate limits and the ages of fresh, held, degraded and failed (2, 5, 15 min) follow makers' service
manuals (open and short circuit: Daikin, Haier, Carrier; implausible ambient readings: Lennox). Rules:

- Range: a value outside `low`..`high`, or no integer at all (NaN, None), is no sample; the last good one grows old.
  The error codes of the field (605 °C, 127 °C, -63.5 °C, -127 °C, 85 °C after power-on) end here or at the rate.
  What goes off the low end without a leap, as a coil without air does, is taken for that end.
- Rate: a sample that leaps by more than `base` + `slope`/6 per second since the last good one is set aside. Three in a
  row that agree with each other are the new truth (the sensor was carried, a door opened); three that do not are a
  loose contact: invalid until three agree or one lies near the last good one. A leap of more than 3 K is no movement of a room:
  who made one (`leapt`) is the liar where others contradict it. The limit widens with the silence
  before, so that a sensor that comes back after an hour is believed at once.
- Indoor coil and discharge protect the machine. Where one shakes, or stands still though nothing is expected of it, it is named,
  and taken at its word.
- Shaking: what sits in metal may leap, but not to and fro. More than a fifth of the samples for some minutes that turn back by
  over 2 K after a step of over 2 K are a loose contact as well, until as many in a row do not.
- Age: fresh, held, degraded, failed. A radio sensor that reports every `interval` s may miss one report and still be
  fresh (2.5 intervals), two and be held (4), and fails after 6; never sooner than the fixed ages.
- Stuck: a two-sided cumulative sum (Page 1954) of the movement that the learned house expects, less 0.3 K/h that the
  learned house may be wrong by, while the reading stays within ±0.05 K, from sample to sample too. At 1 K, or two of its own
  steps, the sensor is stuck, until it moves, unless a witness has stood as still. In balance nothing is
  expected; there a witness, the return air of a running machine, must not wander by 2 K, or three steps,
  meanwhile (load and fan alone move it by 1 K: it hangs in the warm layer).
  A fine sensor that has never been quiet for a quarter of an hour in two, and then is for one and a half, is stuck as well:
  its own noise is missing.

    channel = Channel(-1000, 5000, 52, 5, AGES, faults, 0)
    value = channel.step(readings.rooms[0], now)      # 0.01 °C, or UNKNOWN when not to be trusted
"""

from ..quantity import UNKNOWN, clamp, const, deg, hours, minutes
from ..readings import NEVER
from .sources import DISCHARGE, INDOOR_COIL

FRESH = const(0)
HELD = const(1)
DEGRADED = const(2)
FAILED = const(3)

FINE = const(0)  # what `faults` says of a sensor
RANGE = const(1)
RATE = const(2)
STUCK = const(3)
STALE = const(4)
CROSS = const(5)  # outvoted
DISPUTE = const(6)

UNDOUBTED = const(0)  # what the other sensors say
DISPUTED = const(1)  # they disagree, and nobody has the majority
OUTVOTED = const(2)

_AGREEING = const(3)  # samples in a row that make a leap the truth, or a sensor invalid
_TURN = deg(2)  # beyond noise and steps, no coil's or pipe's from sample to sample
_TURNED = const(4)  # a turn counts so many samples without one,
_SHAKEN = const(-24)  # and this is too many: six turns in a row, 5 min of noise of 3 K
_NOWHERE = const(-32768)  # below every range
_LONGEST = hours(2)  # silence after which the rate limit widens no further

_STILL = const(5)  # 0.05 K: half a step of a sensor with a resolution of 0.1 K
_DRIFT = const(30)  # 0.3 K/h of expected movement that proves nothing
_FASTEST = const(400)  # 4 K/h: no more is believed of the expectation
_STUCK_AT = deg(1.0) * 3600  # 0.01 K/h · s
_WANDERED = deg(2)
_STEPS = deg(4)
_FINE_STEP = const(20)  # 0.2 K: coarser ones may rest between two steps
_NOISY = const(5)  # moves within 5 min
_LIVELY = const(24)  # such times in a row
_QUIET = const(3)  # times without any, and it is one that may rest
_MUTE = const(18)

AGES = (120, 300, 900)  # s, the most at which a value is fresh, held, degraded
CROSS_TIME = minutes(20)
_NO_ROOM = deg(3)


class Channel:
    """State of one sensor. `value`: last good sample, 0.01 °C (‰ for humidity), taken at `at`, s since boot.

    `status`: FRESH .. FAILED. `fault`: FINE, RANGE .. DISPUTE, in `faults[index]`; the last element of `faults` counts the
    changes. `verdict`: UNDOUBTED, DISPUTED (still used) or OUTVOTED (not used). There are up to ten of these, so each of their
    attributes counts.
    """

    __slots__ = (
        "low", "high", "base", "slope", "value", "at", "status", "verdict", "lowest", "highest", "leapt", "_ages", "_moves",
        "_step", "_lively", "_quiet", "_faults", "_index", "_strikes", "_agreeing", "_candidate", "_candidate_at", "_anchor",
        "_rise", "_fall", "_low", "_high", "_stuck", "_doubt",
    )  # fmt: skip

    def __init__(self, low, high, base, slope, ages, faults, index, interval=0):
        """`ages` are stretched for a sensor that reports only every `interval` s."""
        self.low = low
        self.high = high
        self.base = base
        self.slope = slope
        stretched = (max(ages[0], interval * 5 // 2), max(ages[1], interval * 4), max(ages[2], interval * 6))
        self._ages = ages if stretched == ages else stretched  # one for all
        self.value = low
        self.at = -NEVER  # nothing was known yet
        self.status = FAILED
        self.verdict = UNDOUBTED
        self.lowest = low  # a sample between these is taken without asking
        self.highest = _NOWHERE
        self._faults = faults
        self._index = index
        self._strikes = 0  # leaps in a row; below zero: how much it has been shaken
        self._agreeing = 0
        self._candidate = low  # the leap, without one the value before
        self._candidate_at = -NEVER
        self.leapt = 0
        self._moves = 0
        self._step = 0  # 0.01 K, the smallest move seen
        self._lively = 0
        self._quiet = 0
        self._anchor = low
        self._rise = 0
        self._fall = 0
        self._low = UNKNOWN  # of the witness
        self._high = UNKNOWN
        self._stuck = 0  # 1: it is not believed; 2: it is named, and taken at its word
        self._doubt = 0

    @property
    def fault(self):
        return self._faults[self._index]

    def step(self, reading, now):
        """The value if it can be trusted, else UNKNOWN."""
        value = reading.value
        if type(value) is int:
            age = reading.age
            if self.lowest <= value <= self.highest and age <= self._ages[0]:
                if value != self.value:
                    self._move(value)
                self.at = now - age
                return value
        elif self.status == FAILED and self.at == -NEVER:
            return UNKNOWN
        return self._judge(value, reading.age, now)

    def _judge(self, value, age, now):
        is_number = type(value) is int
        if is_number and value < self.low and self.at > -NEVER:
            if self.value == self.low or (self.value < self.low + self.base and value >= self.low - self.base):
                value = self.low  # it has gone off its scale without a leap, or is off it
        in_range = is_number and self.low <= value <= self.high
        if in_range:
            at = now - clamp(age, 0, NEVER)
            if at > self.at and at != self._candidate_at:
                self._sample(value, at)
        age = now - self.at
        ages = self._ages
        if age <= ages[0]:
            self.status = FRESH
            fault = FINE
        else:
            fault = STALE if in_range or not is_number else RANGE
            if age <= ages[1]:
                self.status = HELD
                if fault == STALE:
                    fault = FINE  # a gap of a few minutes is no news
            elif age <= ages[2]:
                self.status = DEGRADED
            else:
                self.status = FAILED
                if fault == STALE and self.at == -NEVER:
                    fault = FINE
        if self._strikes >= _AGREEING or self._strikes <= (-1 if self._faults[self._index] == RATE else _SHAKEN):
            fault = RATE
            if self._strikes > 0 or not self._protects():
                self.status = FAILED
        if fault == FINE:
            if self._stuck:
                fault = STUCK
            elif self.verdict != UNDOUBTED:
                fault = CROSS if self.verdict == OUTVOTED else DISPUTE
        if fault != self._faults[self._index]:
            self._faults[self._index] = fault
            self._faults[-1] = (self._faults[-1] + 1) & 255
        if fault == FINE and self.status == FRESH and self._strikes == 0:
            # Within half the leap of here no two samples leap: the short way through `step`.
            self.lowest = max(self.low, self.value - (self.base >> 1))
            self.highest = min(self.high, self.value + (self.base >> 1))
        else:
            self.highest = _NOWHERE
        if self.status == FAILED or self._stuck == 1 or self.verdict == OUTVOTED:
            return UNKNOWN
        return self.value

    def _protects(self):
        return self._index == INDOOR_COIL or self._index == DISCHARGE

    def _sample(self, value, at):
        """A new sample in range: take it, or set it aside for leaping."""
        if self.at > -NEVER and self._leaps(value - self.value, at - self.at):
            strikes = max(self._strikes, 0)
            if strikes and not self._leaps(value - self._candidate, at - self._candidate_at):
                self._agreeing += 1
            else:
                self._agreeing = 1
            self._candidate = value
            self._candidate_at = at
            self._strikes = min(strikes + 1, _AGREEING)
            if self._agreeing < _AGREEING:
                return
            self.leapt = 0 if -_NO_ROOM <= value - self.value <= _NO_ROOM else 1
        if self._strikes > 0:
            self._strikes = 0
            self._candidate = self.value
        if self.at > -NEVER:
            self._move(value)
        else:
            self.value = self._candidate = value
        self.at = at

    def _move(self, value):
        change = value - self.value
        before = self.value - self._candidate
        self._candidate = self.value
        self.value = value
        if (change > _TURN and before < -_TURN) or (change < -_TURN and before > _TURN):
            self._strikes = max(self._strikes - _TURNED, _SHAKEN)
            self.highest = _NOWHERE
        elif self._strikes:
            self._strikes += 1
        if change < 0:
            change = -change
        if change > _STILL:
            self._stuck = 0  # what protects the machine is heard at once
            self._moves += 1
            if change < self._step or not self._step:
                self._step = change

    def _leaps(self, change, elapsed):
        limit = self.base + clamp(elapsed, 0, _LONGEST) * self.slope // 6
        return 1 if change > limit or change < -limit else 0

    def watch(self, expected_rate, dt, witness):
        """Is it stuck? `expected_rate` of the room in 0.01 K/h over the last `dt` s, 0..600. `witness`: 0.01 °C, or UNKNOWN.

        1 when it has just been found so, -1 when it has moved.
        """
        if self.status != FRESH:
            return 0
        change = self.value - self._anchor
        moves = self._moves
        self._moves = 0
        if not moves:
            self._quiet = min(self._quiet + 1, _MUTE)
        else:
            if self._quiet > _QUIET:
                self._lively = 0
            self._quiet = 0
            if moves >= _NOISY:
                self._lively = min(self._lively + 1, _LIVELY)
        if moves or change > _STILL or change < -_STILL:
            self._anchor = self.value
            self._rise = 0
            self._fall = 0
            self._low = witness
            self._high = witness
            self._stuck = 0
            return -1
        if self._stuck != 1:
            if expected_rate > _FASTEST:
                expected_rate = _FASTEST
            elif expected_rate < -_FASTEST:
                expected_rate = -_FASTEST
            rise = self._rise + (expected_rate - _DRIFT) * dt
            fall = self._fall - (expected_rate + _DRIFT) * dt
            self._rise = rise if rise > 0 else 0
            self._fall = fall if fall > 0 else 0
            step = self._step
            # Until the last time: this one may be slower to move than its witness.
            wandered = self._low != UNKNOWN and self._high - self._low >= max(_WANDERED, 3 * step)
            if witness != UNKNOWN:
                if self._low == UNKNOWN or witness < self._low:
                    self._low = witness
                if witness > self._high:
                    self._high = witness
            limit = max(_STUCK_AT, min(2 * step, _STEPS) * 3600)
            mute = self._quiet == _MUTE and self._lively == _LIVELY and step <= _FINE_STEP
            # The witness has not moved either: a house not yet learned is a poor prophet.
            unmoved = witness != UNKNOWN and self._high - self._low < max(limit // 7200, 3 * step >> 1)
            due = not unmoved and (rise >= limit or fall >= limit)
            if (due or wandered or mute) and self.at > -NEVER:
                self._stuck = 1 if expected_rate or not self._protects() else 2
                self.highest = _NOWHERE
                return 1
        return 0

    def doubt(self, far, dt, verdict):
        """The others' view over the last `dt` s: 20 min `far` from them gives `verdict`, 20 min near them clears it."""
        if far:
            self._doubt += dt
            if self._doubt >= CROSS_TIME:
                self._doubt = CROSS_TIME
                self.verdict = max(self.verdict, verdict)
                self.highest = _NOWHERE
        elif self._doubt > dt:
            self._doubt -= dt
        else:
            self._doubt = 0
            self.verdict = UNDOUBTED
            self.leapt = 0
