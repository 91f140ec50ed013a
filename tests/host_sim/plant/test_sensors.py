"""Sensors: lag, noise, steps and reports as ordered, each fault as it shows on the wire."""

import numpy as np
import pytest
from pydantic import ValidationError

from balancepoint.control import readings
from host_sim.plant import sensors as se
from host_sim.plant.sensors import FaultConfig, RoomSensor, SensorConfig, SensorsConfig


class Bench:
    """The sensors alone, all quantities at 20 (humidity 0.5)."""

    def __init__(self, dt=10.0, faults=(), seed=1, **config):
        self.config = SensorsConfig(**config)
        self.p = self.config.parameters(dt)
        self.faults = np.array([fault.row() for fault in faults]).reshape(-1, se.FAULT_WIDTH)
        k = len(self.p)
        self.filtered = np.zeros(k)
        self.values = np.full(k, se.NONE, dtype=np.int64)
        self.ages = np.full(k, se.NEVER, dtype=np.int64)
        self.truth = np.full(se.COUNT, 20.0)
        self.truth[10] = 0.5
        self.seed, self.time, self.dt = np.int64(seed), 0.0, dt
        self._step(True)

    def _step(self, first):
        self.seed = se.sense_step(
            self.truth, self.filtered, self.p, self.faults, self.values, self.ages, self.seed, self.time, self.dt, first
        )

    def at(self, name):
        return [int(row[se.WHICH]) for row in self.p].index(se.NAMES.index(name))

    def run(self, steps, name="room"):
        """[(value or None, age)] of a sensor after each step."""
        seen = []
        for _ in range(steps):
            self.time += self.dt
            self._step(False)
            i = self.at(name)
            seen.append((None if self.values[i] == se.NONE else int(self.values[i]), int(self.ages[i])))
        return seen


QUIET = {"noise": 0.0, "step": 0.01}


def test_never_means_the_same_to_the_core():
    assert se.NEVER == readings.NEVER


def test_values_come_in_the_cores_units():
    bench = Bench(
        rooms=[RoomSensor(**QUIET)], humidity=SensorConfig(noise=0, step=0.001), aux_current=SensorConfig(noise=0, step=0.05)
    )  # fmt: skip
    bench.truth[se.NAMES.index("aux_current")] = 6.52
    bench.run(100)
    assert bench.values[bench.at("room")] == 2000
    assert bench.values[bench.at("humidity")] == 500
    assert bench.values[bench.at("aux_current")] == 6500


def test_lag_is_first_order():
    bench = Bench(rooms=[RoomSensor(lag=240, **QUIET)])
    bench.truth[:] = 30.0
    values = [value for value, _ in bench.run(48)]
    assert values[23] == pytest.approx(2000 + 1000 * (1 - np.exp(-1)), abs=1)
    assert values[47] == pytest.approx(2000 + 1000 * (1 - np.exp(-2)), abs=1)


def test_steps_of_one_and_ten_seconds_agree():
    ends = []
    for dt in (1.0, 10.0):
        bench = Bench(dt=dt, rooms=[RoomSensor(**QUIET)])
        bench.truth[:] = 30.0
        ends.append(bench.run(int(300 / dt))[-1][0])
    assert ends[0] == ends[1]


def test_noise_is_bell_shaped_and_seeded():
    draws, seed = [], np.int64(7)
    for _ in range(20_000):
        value, seed = se.noise(seed)
        draws.append(value)
    draws = np.array(draws)
    assert abs(draws.mean()) < 0.03
    assert draws.std() == pytest.approx(1.0, abs=0.02)
    assert abs(draws).max() < 3.5
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 0.03
    assert np.mean(abs(draws) < 1.0) == pytest.approx(0.68, abs=0.03)
    assert [v for v, _ in Bench(seed=3).run(20)] == [v for v, _ in Bench(seed=3).run(20)]
    assert [v for v, _ in Bench(seed=3).run(50)] != [v for v, _ in Bench(seed=4).run(50)]


def test_quantised_to_its_step():
    values = [value for value, _ in Bench(rooms=[RoomSensor(noise=0.3, step=0.5)]).run(200)]
    assert {value % 50 for value in values} == {0}
    assert len(set(values)) > 2


def test_age_grows_between_reports():
    ages = [age for _, age in Bench(dt=1.0, rooms=[RoomSensor(interval=10)]).run(40)]
    assert ages == [*range(1, 10), 0] * 4
    values = [value for value, _ in Bench(dt=1.0, rooms=[RoomSensor(interval=10, noise=0.5)]).run(39)]
    assert all(len(set(values[k : k + 10])) == 1 for k in range(9, 39, 10))


def test_what_is_not_fitted_has_no_place():
    bench = Bench(sun=SensorConfig(fitted=False), supply=SensorConfig(fitted=False))
    names = [se.NAMES[int(row[se.WHICH])] for row in bench.p]
    assert "sun" not in names and "supply" not in names and "room2" not in names
    assert len(SensorsConfig(rooms=[RoomSensor()] * 3).fitted()) == len(SensorsConfig().fitted()) + 2


class TestFaults:
    def bench(self, kind, value=1.0, until=None):
        fault = FaultConfig(what="room", kind=kind, at=100, until=until, value=value)
        return Bench(faults=[fault], rooms=[RoomSensor(lag=0, **QUIET)])

    def test_dead(self):
        seen = self.bench("dead", until=200).run(30)
        assert seen[8] == (2000, 0)
        assert seen[9:19] == [(None, se.NEVER)] * 10
        assert seen[19] == (2000, 0)

    def test_stuck_still_reports(self):
        bench = self.bench("stuck")
        bench.run(9)
        bench.truth[:] = 25.0
        assert bench.run(20) == [(2000, 0)] * 20

    def test_frozen_grows_old(self):
        bench = self.bench("frozen")
        bench.run(9)
        bench.truth[:] = 25.0
        assert bench.run(5) == [(2000, 10 * k) for k in range(1, 6)]

    def test_offset_and_drift(self):
        assert self.bench("offset", 3.0).run(20)[-1] == (2300, 0)
        drifting = self.bench("drift", 0.5)
        assert drifting.run(10 + 720)[-1][0] == pytest.approx(2100, abs=1)

    def test_noise(self):
        bench = self.bench("noise", 2.0)
        before = [value for value, _ in bench.run(9)]
        after = [value for value, _ in bench.run(200)]
        assert np.std(before) == 0.0
        assert 150 < np.std(after) < 250

    def test_power_on_value(self):
        assert self.bench("power_on").run(20)[-1] == (8500, 0)

    def test_only_the_sensor_named(self):
        bench = Bench(faults=[FaultConfig(what="outdoor", kind="dead")])
        assert bench.run(5)[-1][0] is not None
        assert bench.run(5, "outdoor")[-1] == (None, se.NEVER)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"what": "room", "kind": "welded"},
            {"what": "unit", "kind": "dead"},
            {"what": "rom", "kind": "dead"},
            {"what": "room", "kind": "dead", "at": 100, "until": 50},
            {"what": "aux_relay", "kind": "welded", "value": 0},
            {"what": "room", "kind": "dead", "at": -1},
        ],
    )
    def test_nonsense_is_refused(self, wrong):
        with pytest.raises(ValidationError):
            FaultConfig(**wrong)
