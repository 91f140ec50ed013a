"""Runs forked off a world that was taken into the phase are those that begin at its beginning; what is told is judged rightly."""

import json
import os

import pytest

from balancepoint.control.care.faults import DRIFTING_SENSOR
from balancepoint.control.journal import codes as j
from balancepoint.control.sense.channel import CROSS, FINE
from balancepoint.control.sense.sources import FAULT_NAMES
from host_sim.faults.plan import Run
from host_sim.faults.snapshot import Snapshot
from host_sim.faults.told import blamed, sensor
from host_sim.plant.sensors import NAMES

RUNS = [
    Run.read(f"ramp/direct/{key}/1") for key in ("room.dead", "unit.trip=5", "room.dead+outdoor.dead@300", "nothing")
]


def rows(runs, forks):
    found = []
    Snapshot(runs, None, forks).rows(found.append)
    return {row["run"]: row for row in found}


@pytest.fixture(scope="module")
def forked():
    return rows(RUNS, True)


def test_each_run_has_its_row_and_is_judged(forked):
    assert set(forked) == {run.id for run in RUNS}
    assert not any("error" in row or row["violations"] for row in forked.values())
    dead = forked["ramp/direct/room.dead/1"]
    assert dead["named"] and dead["right"] and dead["named_s"] <= 900 and "room 1" in dead["told"][0]
    assert forked["ramp/direct/unit.trip=5/1"]["trips"] >= 1
    healthy = forked["ramp/direct/nothing/1"]
    assert healthy["named"] is None and healthy["right"] and not healthy["told"]
    assert dead["wasted_energy_kWh"] == pytest.approx(dead["energy_kWh"]["3"] - healthy["energy_kWh"]["3"], abs=2e-3)
    assert json.loads(json.dumps(forked)) == forked


def test_a_row_is_the_same_when_its_run_is_made_alone_and_without_a_fork(forked):
    run = RUNS[2]
    assert rows([run], False) == {run.id: forked[run.id]}


def test_a_crash_in_a_run_is_its_row_and_the_others_go_on(monkeypatch):
    from host_sim.bench import sensors

    def broken(self, now):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(sensors.Fault, "begin", broken)
    found = rows(RUNS[:2], True)
    assert found[RUNS[0].id]["error"].startswith("ZeroDivisionError: a bug")
    assert "error" not in found[RUNS[1].id]


def test_nobody_is_left_behind(monkeypatch):
    born = []
    fork = os.fork

    def counted():
        child = fork()
        born.append(child)
        return child

    monkeypatch.setattr(os, "fork", counted)
    rows(RUNS[:2], True)
    assert len(born) >= 2
    for child in born:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_sensors_are_blamed_by_their_names_in_cases():
    assert {sensor(place) for place in range(len(FAULT_NAMES))} <= set(NAMES)
    assert blamed(j.SENSOR, 7 * 16 + CROSS) == {"outdoor"} and blamed(j.SENSOR, 7 * 16 + FINE) == frozenset()
    assert blamed(j.DIAGNOSIS, DRIFTING_SENSOR * 65536 + 4096 * 4) == {"return_air"}
    assert blamed(j.LOCKOUT, j.LOCKED_VALVE) == {"valve"} and blamed(j.LOCKOUT, j.LOCKED_COLD) == frozenset()
    assert blamed(j.UNIT_FAULT, 0) == frozenset() and "unit" in blamed(j.UNIT_FAULT, 5)
    assert blamed(j.START, 30) == frozenset()
