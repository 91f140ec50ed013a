"""Whole runs: whatever the plant shows to have happened stands in the journal, and nothing of it is lost."""

from functools import cache

import pytest

from balancepoint.control.journal import codes as j
from host_sim import experiment, scenario

RUNS = {
    "frost": ("frost_0C", ["days=2"]),
    "backup": ("deep_cold", ["days=2"]),
    "changeover": ("shoulder", ["days=4"]),
    "trip": ("winter_week", ["days=1", "faults=[{what='unit', kind='trip', at='1 06:00', until='1 07:00', value=12}]"]),
    "sensor": ("dead_sensor", ["days=5"]),
}


@cache
def outcome(name):
    chosen, overrides = RUNS[name]
    found = scenario.load(chosen, [*overrides, "step=30", "expect={}"])
    return experiment.execute(found, experiment.prepare(found), experiment.CORE)


def times(result, *codes):
    return [entry["time_s"] for entry in result.journal if entry["code"] in codes]


def told(result, event, *codes, within=120):
    """Every `event` of the plant has an entry of one of `codes` near it."""
    entries = times(result, *codes)
    happened = result.trace.times(event)
    assert all(any(abs(at - entry) <= within for entry in entries) for at in happened), (event, happened, entries)
    return len(happened)


@pytest.mark.parametrize("name", RUNS)
def test_starts_stops_and_defrosts_are_told(name):
    result = outcome(name)
    assert told(result, "start", j.START)
    told(result, "stop", j.STOP, j.UNIT_FAULT)
    told(result, "defrost_start", j.DEFROST)
    told(result, "defrost_end", j.DEFROST_END)
    told(result, "aux_on", j.AUX_ON)
    told(result, "aux_off", j.AUX_ON, j.AUX_OFF)
    told(result, "trip", j.UNIT_FAULT)


def test_the_runs_show_what_they_are_for():
    assert len(outcome("frost").trace.times("defrost_start")) >= 10
    assert len(outcome("backup").trace.times("aux_on")) >= 5
    assert times(outcome("changeover"), j.CHANGEOVER)
    assert times(outcome("trip"), j.UNIT_FAULT) and times(outcome("trip"), j.LOCKOUT)
    assert times(outcome("sensor"), j.SENSOR) and times(outcome("sensor"), j.ROOM_SOURCE)


def test_valve_moves_are_defrosts_or_changeovers():
    result = outcome("changeover")
    defrosts = list(zip(result.trace.times("defrost_start"), result.trace.times("defrost_end"), strict=False))
    moves = [
        at for at in result.trace.times("valve_move") if not any(begin <= at <= end + 60 for begin, end in defrosts)
    ]
    changes = times(result, j.CHANGEOVER)
    assert moves
    for at in moves[1:]:  # the first is the boot's
        assert any(0 <= at - change <= 3600 for change in changes), (at, changes)


@pytest.mark.parametrize("name", RUNS)
def test_every_entry_is_a_sentence(name):
    for entry in outcome(name).journal:
        assert entry["text"][0].isupper() and entry["text"].endswith("."), entry
        assert isinstance(entry["normal"], bool)


def test_a_quiet_week_has_nothing_to_look_at():
    odd = [entry["text"] for name in ("frost", "changeover") for entry in outcome(name).journal if not entry["normal"]]
    assert odd == []
