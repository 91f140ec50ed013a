"""When a new program may take over, and when it stays: what each waits for, by the clock."""

import importlib
from types import SimpleNamespace

import pytest

from balancepoint.control.journal import codes
from balancepoint.control.quantity import UNKNOWN
from host_sim.twin.board import board_module
from host_sim.twin.boot import prepare
from host_sim.twin.chip import Chip

DAY = 86400


class Journal(list):
    def add(self, _now, code, value):
        self.append((code, value))


@pytest.fixture
def modules():
    prepare(Chip(), board_module("esp32s3_devkitc_n16r8"))
    names = ("slots", "update_switch", "update_trial", "network_text")
    return SimpleNamespace(**{name: importlib.import_module(f"balancepoint.services.{name}") for name in names})


@pytest.fixture
def app(tmp_path, modules):
    """An application at rest: all answers, nothing runs. Slot b waits."""
    (tmp_path / "b").mkdir()
    listed = "balancepoint update 1\nboard x\nversion 9.9\ncounter 5\nmpy 6\nfiles 1 1\n"
    (tmp_path / "b/manifest.ready").write_text(listed)
    saved = {}
    situation = SimpleNamespace(
        room_status=0, defrosting=0, freeze=0, turning=0, command=SimpleNamespace(aux=0, aux_contact=1, speed=0)
    )
    return SimpleNamespace(
        settings_path=f"{tmp_path}/settings.json", restart_due=0, problems=[], ticks=0, net=None, saved=saved,
        controller=SimpleNamespace(situation=situation, journal=Journal(), memory=SimpleNamespace(to_dict=lambda: {"k": 1})),
        link=SimpleNamespace(faults={}), save=lambda: None,
        store=SimpleNamespace(save=lambda name, data: saved.update({name: data}), load=lambda name: (saved.get(name), None)),
    )  # fmt: skip


def state(app):
    return importlib.import_module("balancepoint.services.slots").load(app.settings_path[: -len("settings.json")])


def test_at_a_standstill_it_switches_at_once_and_all_is_saved(app, modules):
    app.save = lambda: app.saved.update(memory={})
    modules.update_switch.Switch(app, 100).step(101)
    assert state(app) == ["b", 1, 0, 0] and app.restart_due == 101
    assert app.saved == {"memory": {}, "before": {"k": 1}, "update": {"version": "9.9", "broker": 0, "why": ""}}
    assert app.controller.journal == [(codes.UPDATE, codes.UPDATE_WAITS)]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("defrosting", 1, "it defrosts"),
        ("freeze", 1, "it protects from freezing"),
        ("turning", 40, "the compressor runs"),
        ("room_status", 2, "no room sensor answers"),
        ("speed", 30, "the compressor runs"),
        ("aux", 1, "the heater is on"),
    ],
)
def test_it_waits_for_a_standstill_and_after_a_day_asks_for_one(app, modules, field, value, why):
    s = app.controller.situation
    place = s.command if field in ("speed", "aux") else s
    setattr(place, field, value)
    job = modules.update_switch.Switch(app, 0)
    for now in (1, 3600, DAY - 1):
        job.step(now)
        assert job.why == why and app.problems == [] and state(app)[1] == 0
    job.step(DAY)
    job.step(DAY + 60)
    assert app.problems == [
        f"update: 9.9 has waited a day for a standstill ({why}): turn heating and cooling off for some minutes"
    ]
    assert app.controller.journal[1:] == [(codes.UPDATE, codes.UPDATE_STOP)]
    setattr(place, field, UNKNOWN if field == "turning" else 0)
    job.step(DAY + 100)
    if field == "aux":
        assert job.why == "the fan cools the heater" and state(app)[1] == 0
        job.step(DAY + 151)
    assert state(app)[1] == 1


def test_what_cannot_be_saved_is_not_left(app, modules):
    app.save = lambda: "memory: not saved (the flash is full)"
    job = modules.update_switch.Switch(app, 0)
    assert job.step(1) == 60_000 and job.why == "memory: not saved (the flash is full)" and state(app)[1] == 0


def managed(app):
    unit = SimpleNamespace(on=1, said_setpoint=2300, room_feed=2100, target=lambda: 2150)
    app.link = SimpleNamespace(faults={}, unit=unit, session=SimpleNamespace(linked=1))
    app.controller.situation.turning = 50
    return unit


def test_a_unit_is_left_to_itself_first_though_it_runs(app, modules):
    unit = managed(app)
    job = modules.update_switch.Switch(app, 0)
    job.step(10)
    assert app.restart_due > 10 + 3600, "the outputs are safe: the link leaves the unit to its own sensor"
    job.step(20)
    assert state(app)[1] == 0 and job.why == "the unit is handed back to its own sensor"
    unit.room_feed = 0
    job.step(30)
    assert state(app)[1] == 0
    unit.said_setpoint = 2150
    job.step(31)
    assert state(app)[1] == 1 and app.restart_due == 31


def test_a_unit_that_says_nothing_has_its_time(app, modules):
    unit = managed(app)
    unit.room_feed, unit.said_setpoint = 0, UNKNOWN
    job = modules.update_switch.Switch(app, 0)
    for now, chosen in ((10, 0), (14, 0), (15, 1)):
        job.step(now)
        assert state(app)[1] == chosen


def test_a_unit_that_does_not_take_it_or_begins_to_defrost_is_led_again(app, modules):
    managed(app)
    job = modules.update_switch.Switch(app, 0)
    job.step(10)
    app.controller.situation.defrosting = 1
    job.step(12)
    assert app.restart_due == 0 and job.why == "it defrosts"
    app.controller.situation.defrosting = 0
    job.step(20)
    assert app.restart_due
    job.step(81)
    assert state(app)[1] == 0 and app.restart_due > DAY, "handed back once more"
    app.link.session.linked = 0
    job.step(82)
    assert app.restart_due == 0 and job.why == "the indoor unit does not answer"


# --- the trial -----------------------------------------------------------------------------------------------------------


def trial(app, modules, broker=0):
    app.saved["update"] = {"version": "9.9", "broker": broker, "why": ""}
    root = app.settings_path[: -len("settings.json")]
    modules.slots.save(root, ["b", 1, 1, 0])
    return modules.update_trial.Trial(app, ["b", 1, 1, 0])


def through(app, job, seconds, start=0):
    for now in range(start, start + seconds):
        app.ticks += 1
        if not job.step(now):
            return now
    return None


def test_ten_minutes_on_end_and_it_stays(app, modules, tmp_path):
    job = trial(app, modules)
    assert through(app, job, 599) is None and job.left(598) < 5
    app.controller.situation.room_status = 3
    through(app, job, 1, 599)
    assert job.why == "no room sensor answers", "from the beginning"
    app.controller.situation.room_status = 0
    assert through(app, job, 1200, 600) == 1200
    assert state(app) == ["b", 0, 0, 0] and (tmp_path / "b/manifest").exists() and app.saved["update"] == {}
    assert app.controller.journal == [(codes.UPDATE, codes.UPDATE_TRIAL), (codes.UPDATE, codes.UPDATE_GOOD)]


def back_at(app, job, seconds=4000):
    for now in range(seconds):
        app.ticks += 1
        job.step(now)
        if app.restart_due:
            return now
    return None


@pytest.mark.parametrize("broker", [0, 1])
def test_the_broker_must_answer_if_it_did_before(app, modules, broker, tmp_path):
    app.net = SimpleNamespace(mqtt=SimpleNamespace(stage=0))
    job = trial(app, modules, broker)
    if broker:
        assert back_at(app, job) == 1800 and state(app) == ["a", 0, 0, 0]
        assert (tmp_path / "b/manifest.failed").exists()
        assert app.saved["update"] == {"version": "9.9", "why": "the broker does not answer"}
    else:
        assert through(app, job, 900) is not None


def test_ticks_that_stand_still_are_no_control_and_a_defrost_is_waited_for(app, modules):
    job = trial(app, modules)
    app.controller.situation.defrosting = 1
    for now in range(3600):
        job.step(now)
    assert job.why == "the control does not tick" and state(app)[1] == 1
    job.step(3600)
    assert state(app) == ["a", 0, 0, 0] and app.restart_due == 3600


def test_without_a_controller_it_goes_back_too(app, modules):
    job = trial(app, modules)
    app.controller = None
    assert back_at(app, job) == 1800 and app.saved["update"]["why"] == "the controller does not run"


def test_a_start_that_goes_on_in_the_next_one_is_none_of_the_trial(app, modules):
    root = app.settings_path[: -len("settings.json")]
    for before, after in ((["b", 1, 2, 0], 1), (["b", 1, 0, 1], 0), (["b", 0, 0, 0], 0)):
        modules.slots.save(root, before)
        modules.slots.again(app)
        assert modules.slots.load(root) == [*before[:2], after, before[3]]
