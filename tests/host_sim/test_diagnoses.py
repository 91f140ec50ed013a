"""The two figures of a diagnosis, and short runs in which one quarter of a fault is named and nothing else is."""

import functools

import pytest

from balancepoint.control.care import faults as core
from balancepoint.control.settings.memory import Memory
from host_sim import experiment, scenario
from host_sim.diagnoses import NEVER, Wrong, diagnosis_days, false_diagnoses, wrongs
from host_sim.plant.sensors import FaultConfig

DAY = 86400
FILTER = Wrong("dirty_filter", 2 * DAY, 5 * DAY)


def test_days_count_from_when_it_is_fully_there():
    assert diagnosis_days([FILTER], [(7 * DAY, "dirty_filter")]) == 2
    assert diagnosis_days([FILTER], [(4 * DAY, "dirty_filter")]) == 0, "named on the way"
    assert diagnosis_days([FILTER], [(DAY, "dirty_filter"), (6 * DAY, "dirty_filter")]) == 1, (
        "a guess before it began is none"
    )
    assert diagnosis_days([FILTER], [(6 * DAY, "low_charge")]) == NEVER
    assert diagnosis_days([], []) is None
    both = [FILTER, Wrong("low_charge", 0, 0)]
    assert diagnosis_days(both, [(3 * DAY, "low_charge"), (6 * DAY, "dirty_filter")]) == 3, "the slowest"


def test_false_is_what_was_not_there_then():
    assert false_diagnoses([FILTER], [(3 * DAY, "dirty_filter"), (4 * DAY, "unknown_loss")]) == 0
    assert false_diagnoses([FILTER], [(DAY, "dirty_filter"), (3 * DAY, "low_charge")]) == 2
    assert false_diagnoses([], [(DAY, "unknown_loss")]) == 1
    healed = Wrong("dirty_filter", 0, 0, ends=2 * DAY)
    assert false_diagnoses([healed], [(3 * DAY, "dirty_filter")]) == 1


def test_faults_of_the_plant_have_the_names_of_the_core():
    faults = [
        FaultConfig(what="filter", kind="dirty", value=0.25, at=100, ramp=50),
        FaultConfig(what="outdoor_air", kind="blocked", value=0.25),
        FaultConfig(what="charge", kind="low", value=0.25, until=500),
        FaultConfig(what="room", kind="drift", value=-0.5),
        FaultConfig(what="supply", kind="offset", value=2.0, at=10),
        FaultConfig(what="room", kind="stuck"),
        FaultConfig(what="unit", kind="trip", value=5),
    ]
    found = wrongs(faults)
    assert [wrong.name for wrong in found] == [*core.NAMES[1:5], "drifting_sensor"]
    assert [(wrong.begins, wrong.full) for wrong in found] == [(100, 150), (0, 0), (0, 0), (0, 7200), (10, 10)]
    assert found[2].ends == 500


# --- short runs ---------------------------------------------------------------------------------------------------------

PLACES = {
    "winter": ("winter_week", {"unit": "fujitsu_halcyon_12", "start": "01-15"}),
    "summer": ("hot_humid", {"unit": "muz_gl15nah2", "start": "07-01"}),
}
FAULTS = {
    "dirty_filter": {"what": "filter", "kind": "dirty", "value": 0.25},
    "dirty_outdoor_coil": {"what": "outdoor_air", "kind": "blocked", "value": 0.25},
    "low_charge": {"what": "charge", "kind": "low", "value": 0.25},
}


def make(place, days, **changes):
    name, options = PLACES[place]
    return scenario.load(name, (), {"step": 60, "expect": {}, "days": days, **options, **changes})


@functools.cache
def lived(place):
    """What is remembered after nine healthy days, through storage."""
    case = make(place, 9)
    result = experiment.execute(case, experiment.prepare(case), experiment.CORE)
    assert result.kpi["false_diagnoses"] == 0
    return result.memory


def after(place, days=8, **changes):
    name, options = PLACES[place]
    start = {"winter": "01-24", "summer": "07-10"}[place]
    case = make(place, days, start=start, **changes)
    return experiment.execute(case, experiment.prepare(case), experiment.CORE, memory=lived(place))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", FAULTS)
def test_a_quarter_of_a_fault_is_named_within_a_week_and_nothing_else_is(place, name):
    result = after(place, 8, faults=[{**FAULTS[name], "at": 0}])
    assert result.kpi["diagnosis_days"] <= 7
    assert result.kpi["false_diagnoses"] == 0
    assert result.memory["diagnosis"] >> 16 == core.NAMES.index(name)
    text = [entry["text"] for entry in result.journal if "sure" in entry["text"]]
    assert len(text) == 1


def test_a_healthy_machine_is_left_alone():
    assert all(after(place).kpi["false_diagnoses"] == 0 for place in PLACES)


@pytest.mark.parametrize("drift", (0.0125, -0.0125))
def test_a_drifting_room_sensor_is_named_and_put_right(drift):
    result = after("winter", 14, faults=[{"what": "room", "kind": "drift", "value": drift, "at": 0}])
    assert result.kpi["diagnosis_days"] <= 7 and result.kpi["false_diagnoses"] == 0
    last = result.trace["room"][-2 * 1440 :]
    assert abs(float(last.mean()) - 21) < 1.0, "the sensor alone would have it 4 K off by now"
    assert float(result.trace["room_measured"][-1440:].mean() - 21) * drift > 0
    assert abs(float(result.trace["room_measured"][-1440:].mean() - 21)) > 2.5


@pytest.mark.parametrize("name", FAULTS)
def test_with_few_sensors_no_wrong_name_is_given(name):
    """Only what every unit has, the room and both coils: no meter, no supply, no discharge sensor."""
    bare = {sensor: {"fitted": False} for sensor in ("supply", "power", "discharge", "return_air")}
    case = make("winter", 16, faults=[{**FAULTS[name], "at": 9 * DAY}], sensors=bare)
    result = experiment.execute(case, experiment.prepare(case), experiment.CORE)
    assert result.kpi["false_diagnoses"] == 0
    assert result.memory["diagnosis"] >> 16 in (core.NOTHING, core.UNKNOWN_LOSS, core.NAMES.index(name))


def test_the_memory_of_a_run_is_one_that_can_be_read():
    assert Memory.from_dict(lived("winter")).commissioned
