"""What the controller's sensors make of the truth: place, lag, noise, steps, how often they report, and how they
fail.

Each sensor is a first-order lag on the quantity at its place, plus offset and noise, rounded to its step, reported at
its interval; between reports the age grows. Noise is bell-shaped (a sum of four, cut at 3.5 sigma) from the run's
seed. Faults as in the field: a dead sensor, one that hangs, a radio gone silent, offset, drift, noise, the 85 °C that
a DS18B20 shows after power-on.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numba import njit
from pydantic import BaseModel, ConfigDict, Field, model_validator

NONE = -(1 << 31)  # "no value" among the integers
NEVER = 1 << 24  # the age of a reading that never came, s
POWER_ON = 85.0  # °C

# Quantities that can be sensed, in the order of the arrays
ROOMS = 4
NAMES = (
    "room", "room2", "room3", "room4", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil", "discharge",
    "humidity", "power", "aux_current", "sun",
)  # fmt: skip
COUNT = len(NAMES)
SCALES = [100.0] * 10 + [1000.0, 1.0, 1000.0, 1.0]  # 0.01 °C, permille, W, mA, W/m2
WHICH, FOLLOW, NOISE, STEP, INTERVAL, OFFSET, SCALE, FOLLOW_PART, SENSOR_WIDTH = range(9)
KINDS = ("dead", "stuck", "frozen", "offset", "drift", "noise", "power_on")
DEAD, STUCK, FROZEN, OFFSET_BY, DRIFT, NOISY, POWERED_ON = range(7)
# The last three by degrees, in the order of the machine's state
MACHINES = {
    "unit": "trip", "fan": "stalled", "aux_relay": "welded", "valve": "stuck", "filter": "dirty", "outdoor_air": "blocked",
    "charge": "low",
}  # fmt: skip
MOST = {"filter": 0.8, "outdoor_air": 0.8, "charge": 0.5}  # share that can be lost
FAULT_WIDTH = 6  # sensor (or COUNT + machine), kind, from s, until s, value, s to grow in


class SensorConfig(BaseModel):
    """One sensor. Noise, offset and step in its own unit: K, humidity 0..1, W, A, W/m2."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    fitted: bool = Field(default=True, description="is there at all")
    lag: float = Field(default=20.0, ge=0, le=7200, description="time constant", json_schema_extra={"unit": "s"})
    noise: float = Field(default=0.05, ge=0, le=100, description="standard deviation of a report")
    step: float = Field(default=0.1, gt=0, le=100, description="resolution")
    interval: float = Field(
        default=5.0, ge=1, le=3600, description="time between reports", json_schema_extra={"unit": "s"}
    )
    offset: float = Field(default=0.0, ge=-20, le=20, description="reads this much too high")


class RoomSensor(SensorConfig):
    """A thermometer on a wall or a shelf of the room."""

    lag: float = Field(default=240.0, ge=0, le=7200, description="time constant", json_schema_extra={"unit": "s"})
    noise: float = Field(
        default=0.03, ge=0, le=5, description="standard deviation of a report", json_schema_extra={"unit": "K"}
    )
    interval: float = Field(
        default=10.0, ge=1, le=3600, description="time between reports", json_schema_extra={"unit": "s"}
    )
    wall_weight: float = Field(
        default=0.05, ge=0, le=1, description="share of the outside wall's surface in what it feels"
    )


class SensorsConfig(BaseModel):
    """All that is fitted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rooms: list[RoomSensor] = Field(default_factory=lambda: [RoomSensor()], min_length=1, max_length=ROOMS)
    return_air: SensorConfig = SensorConfig(lag=60)
    supply: SensorConfig = SensorConfig(lag=20)
    indoor_coil: SensorConfig = SensorConfig(lag=15)
    outdoor: SensorConfig = SensorConfig(lag=300, interval=30)
    outdoor_coil: SensorConfig = SensorConfig(lag=15)
    discharge: SensorConfig = SensorConfig(lag=30, noise=0.2, step=0.5)
    humidity: SensorConfig = SensorConfig(lag=60, noise=0.003, step=0.001, interval=30)
    power: SensorConfig = SensorConfig(lag=1, noise=2, step=1)
    aux_current: SensorConfig = SensorConfig(lag=0, noise=0.02, step=0.05, interval=1)
    sun: SensorConfig = SensorConfig(fitted=False, lag=10, noise=3, step=1, interval=30)
    unit_link: bool = Field(default=True, description="speed, defrost, fault and fan as the unit reports them")
    clock: bool = Field(default=True, description="the time of the week is known")
    presence: bool = Field(default=False, description="which seats are taken is known")
    head_stratification: float = Field(
        default=0.06, ge=0, le=0.3, description="share of the supply's excess that the head's inlet feels"
    )
    outdoor_sun: float = Field(
        default=1.5, ge=0, le=15, description="outdoor sensor too warm at 1000 W/m2", json_schema_extra={"unit": "K"}
    )

    def fitted(self) -> list[tuple[int, SensorConfig]]:
        """(place in NAMES, sensor) of all that are there, in that order."""
        named = [(i, getattr(self, NAMES[i])) for i in range(ROOMS, COUNT)]
        return [(i, sensor) for i, sensor in [*enumerate(self.rooms), *named] if sensor.fitted]

    def parameters(self, dt: float, part: float | None = None) -> np.ndarray:
        """float64[fitted, SENSOR_WIDTH] for steps of `dt` seconds, and for parts of them; None: they have none."""

        def follow(lag: float, seconds: float) -> float:
            return float(-np.expm1(-seconds / lag)) if lag > 0 else 1.0

        return np.array(
            [
                (i, follow(s.lag, dt), s.noise, s.step, s.interval, s.offset, SCALES[i], follow(s.lag, part or dt))
                for i, s in self.fitted()
            ]
        )

    def wall_weights(self) -> np.ndarray:
        """Of the room sensors, float64[ROOMS]."""
        return np.array([*(room.wall_weight for room in self.rooms), *[0.0] * (ROOMS - len(self.rooms))])


class FaultConfig(BaseModel):
    """Something that breaks at `at` and may heal at `until`.

    A sensor by its name (`room`, `room2`, ...): dead (no value), stuck (value hangs, still reported), frozen (no more
    reports), offset (value, K), drift (value, K/h), noise (value, K), power_on (85 °C). Machines: unit trip (value:
    its fault code), fan stalled, aux_relay welded (value: stage 1 or 2), valve stuck. By degrees, growing evenly over `ramp`:
    filter dirty (value: share of the indoor airflow lost), outdoor_air blocked (share of the outdoor airflow lost), charge low
    (share of the refrigerant lost).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    what: Literal[
        "room", "room2", "room3", "room4", "return_air", "supply", "indoor_coil", "outdoor", "outdoor_coil",
        "discharge", "humidity", "power", "aux_current", "sun", "unit", "fan", "aux_relay", "valve", "filter",
        "outdoor_air", "charge",
    ]  # fmt: skip
    kind: Literal[
        "dead", "stuck", "frozen", "offset", "drift", "noise", "power_on", "trip", "stalled", "welded", "dirty", "blocked",
        "low",
    ]  # fmt: skip
    at: float = Field(
        default=0.0, ge=0, description="start, since the start of the run", json_schema_extra={"unit": "s"}
    )
    until: float | None = Field(default=None, gt=0, description="end; none: for ever", json_schema_extra={"unit": "s"})
    value: float = Field(default=1.0, ge=-100, le=100, description="size: K, K/h, fault code, stage or share lost")
    ramp: float = Field(
        default=0.0,
        ge=0,
        le=366 * 86400,
        description="time to grow to the whole value",
        json_schema_extra={"unit": "s"},
    )

    @model_validator(mode="after")
    def _fits(self) -> FaultConfig:
        allowed = (MACHINES[self.what],) if self.what in MACHINES else KINDS
        if self.kind not in allowed:
            raise ValueError(f"kind: {self.what} can be {', '.join(allowed)}")
        if self.until is not None and self.until <= self.at:
            raise ValueError("until must be later than at")
        if self.what in ("unit", "aux_relay") and (self.value < 1 or self.value != int(self.value)):
            raise ValueError("value: must be a whole number from 1")
        if self.what in MOST and not 0 < self.value <= MOST[self.what]:
            raise ValueError(f"value: must be a share above 0, at most {MOST[self.what]}")
        if self.ramp and self.what not in MOST:
            raise ValueError(f"ramp: only {', '.join(MOST)} grow by degrees")
        return self

    def row(self) -> tuple[float, ...]:
        """For the kernels, FAULT_WIDTH values."""
        machine = self.what in MACHINES
        what = COUNT + list(MACHINES).index(self.what) if machine else NAMES.index(self.what)
        kind = 0 if machine else KINDS.index(self.kind)
        return what, kind, self.at, np.inf if self.until is None else self.until, self.value, self.ramp


@njit(cache=True)
def noise(seed):
    """(bell-shaped number of mean 0 and deviation 1, next seed): splitmix64 (Steele 2014), four 16-bit parts
    added."""
    seed = np.int64(seed + np.int64(-7046029254386353131))
    z = np.uint64(seed)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    total = 0.0
    for shift in (0, 16, 32, 48):
        total += float((z >> np.uint64(shift)) & np.uint64(0xFFFF))
    return (total / 65536.0 - 1.99997) * 1.7320508, seed


@njit(cache=True)
def sense_step(truth, filtered, p, faults, values, ages, seed, t, dt, first, follow=FOLLOW):
    """All fitted sensors at time t, `dt` s after the last step (`first`: the filters start at the truth and
    everything reports).

    truth: float64[COUNT], all quantities; filtered: float64, one a fitted sensor; values (NONE if there is none),
    ages: int64, likewise; follow: FOLLOW_PART where `dt` was a part of a step. Returns the next seed.
    """
    for i in range(p.shape[0]):
        which = int(p[i, WHICH])
        filtered[i] = truth[which] if first else filtered[i] + p[i, follow] * (truth[which] - filtered[i])
        shift = p[i, OFFSET]
        sigma = p[i, NOISE]
        dead = stuck = frozen = powered = False
        for k in range(faults.shape[0]):
            if faults[k, 0] == which and faults[k, 2] <= t < faults[k, 3]:
                kind = faults[k, 1]
                if kind == DEAD:
                    dead = True
                elif kind == STUCK:
                    stuck = True
                elif kind == FROZEN:
                    frozen = True
                elif kind == OFFSET_BY:
                    shift += faults[k, 4]
                elif kind == DRIFT:
                    shift += faults[k, 4] * (t - faults[k, 2]) / 3600.0
                elif kind == NOISY:
                    sigma = abs(faults[k, 4])
                else:
                    powered = True
        age = ages[i] + int(dt)
        missing = values[i] == NONE
        if dead:
            values[i], ages[i] = NONE, NEVER
        elif frozen or not (first or missing or age >= p[i, INTERVAL]):
            ages[i] = min(age, NEVER)
        else:
            error, seed = noise(seed)
            if missing or not stuck:
                value = POWER_ON if powered else filtered[i] + shift + sigma * error
                values[i] = round(round(value / p[i, STEP]) * p[i, STEP] * p[i, SCALE])
            ages[i] = 0
    return seed
