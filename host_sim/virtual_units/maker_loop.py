"""A maker's own frequency loop: how an inverter mini-split sets its compressor speed from the sensor in its head.

As the service manuals describe it (Daikin Si-be04-624 p. 65 and SiUS041829E p. 47): the difference between target and
head sensor counts in zones of 0.5 K; every 20 s a change of zone moves the frequency in proportion, and a frequency
that has stood still for a fixed time is moved by an integral step towards the target. In heating the target is raised
by 2 K, because the head hangs in warm air (Daikin, Toshiba). The compressor stops 0.5 K past the target and rests 3
min (Mitsubishi's factory loop; the delay is common to all makers). A start runs behind a ramp of some 15 min (Daikin
RK/RXB09-12: 40, 54, 72, 90 Hz). The manuals give no gains; ours are a tenth of the speed range a zone, a twentieth an
integral step of 3 min, full speed from 2 K on.

    loop = MakerLoop(speed_min=15, speed_max=100)
    speed = loop.step(target + HEATING_OFFSET - head, wanted=True, now=now)

What differs between makers is in `LoopHabits`; its defaults are the above.
"""

from __future__ import annotations

from dataclasses import dataclass

HEATING_OFFSET = 200  # 0.01 K added to the set point in heating
ZONE = 50  # 0.01 K
STOP = -50  # 0.01 K past the target
START = 50  # 0.01 K short of the target, after a stop
FULL = 4  # zones from which on full speed is asked
DECIDE = 20  # s between decisions
UNCHANGED = 180  # s after which the integral step comes
RESTART_DELAY = 180  # s, power-up included

_RAMP = ((180, 0.45), (600, 0.60), (780, 0.80))  # up to s since the start, share of full speed


@dataclass(frozen=True)
class LoopHabits:
    """Times in s, temperatures in 0.01 K, shares of full speed. No speed below `no_low_share` for `no_low` after a start; no stop
    at the target within `least_run`. After `oil_after` of running below `oil_below` it runs with `oil_share` for `oil_time`, if
    `oil_after` is not 0."""

    start: int = START
    decide: int = DECIDE
    unchanged: int = UNCHANGED
    restart_delay: int = RESTART_DELAY
    ramp: tuple[tuple[int, float], ...] = _RAMP
    no_low: int = 0
    no_low_share: float = 0.0
    least_run: int = 0
    oil_below: float = 0.0
    oil_after: int = 0
    oil_share: float = 0.0
    oil_time: int = 0


class StartRamp:
    """The upper limit of a starting compressor: 45 % for 3 min, 60 % to 10 min, 80 % to 13 min, then full speed."""

    def __init__(self, speed_max: int, steps: tuple[tuple[int, float], ...] = _RAMP):
        self._steps = [(until, round(speed_max * 100 * share) // 100) for until, share in steps]
        self._full = speed_max

    def limit(self, age: int) -> int:
        """Hz allowed `age` s after the start."""
        for until, speed in self._steps:
            if age < until:
                return speed
        return self._full


class MakerLoop:
    """Speed in Hz from the difference in 0.01 K. Power-up counts as a stop at `now` = 0."""

    def __init__(self, speed_min: int, speed_max: int, habits: LoopHabits | None = None):
        self.speed = 0  # Hz after the ramp, as commanded
        self.stopped_at = 0  # s
        self._habits = habits = habits or LoopHabits()
        self._least, self._most = speed_min, speed_max
        self._ramp = StartRamp(speed_max, habits.ramp)
        self._not_low = max(speed_min, round(speed_max * habits.no_low_share))
        self._oil_low, self._oil_speed = speed_max * habits.oil_below, round(speed_max * habits.oil_share)
        self._asked = 0  # Hz before the ramp
        self._zone = 0
        self._started_at = self._decided_at = self._changed_at = 0
        self._seen_at = self._low_for = self._oil_until = 0

    def step(self, error: int, wanted: bool, now: int, stop: int = STOP) -> int:
        """`error`: 0.01 K still missing in the direction of the mode, offset included; at `stop`, past the target, it stops.
        `wanted` False stops at once."""
        habits = self._habits
        if self.speed == 0:
            if wanted and error >= habits.start and now - self.stopped_at >= habits.restart_delay:
                self._begin(error, now)
        elif not wanted or (error <= stop and now - self._started_at >= habits.least_run):
            self.speed = 0
            self.stopped_at = now
        elif now - self._decided_at >= habits.decide:
            self._decide(error, now)
        if self.speed:
            age = now - self._started_at
            floor = self._not_low if age < habits.no_low else self._least
            self.speed = max(floor, min(self._asked, self._ramp.limit(age)))
            if habits.oil_after:
                self._fetch_oil(now)
        return self.speed

    def hold(self, now: int) -> None:
        """A defrost: nothing is decided, its time does not count as unchanged."""
        self._decided_at = self._changed_at = self._seen_at = now

    def _begin(self, error: int, now: int) -> None:
        self._zone = error // ZONE
        self._asked = self._bounded(self._least + (self._most - self._least) * self._zone // FULL)
        self._started_at = self._decided_at = self._changed_at = self._seen_at = now
        self._low_for = self._oil_until = 0
        self.speed = self._least

    def _decide(self, error: int, now: int) -> None:
        self._decided_at = now
        zone = error // ZONE
        span = self._most - self._least
        asked = self._asked
        if zone >= FULL:
            asked = self._most
        elif zone != self._zone:
            asked += (zone - self._zone) * span // 10
        elif now - self._changed_at >= self._habits.unchanged and zone != 0:
            asked += max(1, span // 20) * (1 if zone > 0 else -1)
        self._zone = zone
        asked = self._bounded(asked)
        if asked != self._asked:
            self._asked = asked
            self._changed_at = now

    def _fetch_oil(self, now: int) -> None:
        habits = self._habits
        if self.speed >= self._oil_low:
            self._low_for = 0
        elif now >= self._oil_until:
            self._low_for += now - self._seen_at
            if self._low_for >= habits.oil_after:
                self._low_for = 0
                self._oil_until = now + habits.oil_time
        if now < self._oil_until:
            self.speed = max(self.speed, self._oil_speed)
        self._seen_at = now

    def _bounded(self, speed: int) -> int:
        return max(self._least, min(self._most, speed))
