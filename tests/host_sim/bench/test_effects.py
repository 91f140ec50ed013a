"""No word that does nothing: every kind of event changes what the controller is told, what plant or board do."""

import pytest

from host_sim.bench.sensors import is_sensor
from host_sim.scenario.vocabulary import KINDS

VALUES = {  # where the middle of what is allowed would show nothing, or stop the run from showing it
    "factor": 2.0, "noise": 0.5, "step": 0.07, "on_change": 0.9, "delay": 300.0, "ramp": 1.0, "sunlit": 20.0,
}  # fmt: skip
OTHERS = {"fan_proven": 0.0, "humidity": 0.2, "presence": 3.0}
# What must be there already for it to show
BEFORE = {
    ("window_open", "dead"): [{"what": "window_open", "kind": "fixed", "value": 1.0}],
    ("window_open", "frozen"): [{"what": "window_open", "kind": "fixed", "value": 1.0}],
    ("standby", "dead"): [{"what": "standby", "kind": "fixed", "value": 1.0}],
    ("standby", "frozen"): [{"what": "standby", "kind": "fixed", "value": 1.0}],
    ("presence", "dead"): [{"what": "presence", "kind": "fixed", "value": 3.0}],
    ("presence", "frozen"): [{"what": "presence", "kind": "fixed", "value": 3.0}],
    ("unit", "endless_defrost"): [{"what": "unit", "kind": "forced_defrost", "at": "00:20"}],
    ("network", "gone"): [{"what": "wish", "kind": "network", "at": "00:20", "wish": {"heat_setpoint": 19.0}}],
    ("storage", "full"): [
        {"what": "wish", "kind": "console", "at": "00:20", "wish": {"heat_setpoint": 19.0}},
        {"what": "board", "kind": "reset", "at": "00:40"},
    ],
    ("storage", "lost"): [
        {"what": "wish", "kind": "console", "at": "00:05", "wish": {"heat_setpoint": 19.0}},
        {"what": "board", "kind": "reset", "at": "00:11"},
    ],
    ("storage", "corrupted"): [
        {"what": "wish", "kind": "console", "at": "00:09:30", "wish": {"heat_setpoint": 19.0}},
        {"what": "board", "kind": "reset", "at": "00:11"},
    ],
    ("aux_relay", "welded"): [{"what": "wish", "kind": "console", "at": "00:20", "wish": {"mode": "off"}}],
}  # fmt: skip
EARLY = {"compressor refuses", "valve stuck", "storage full"}


def event_of(what, kind):
    spec = KINDS[what][kind]
    event = {"what": what, "kind": kind, "at": "00:00" if f"{what} {kind}" in EARLY else "00:10"}
    if spec.value:
        low, high, unit = spec.value
        middle = 1.0 if unit in ("code", "stage", "level", "0 or 1", "people") else 0.5 * (low + high) or 0.3 * high
        event["value"] = VALUES.get(kind, middle)
        if kind == "fixed" and what in OTHERS:
            event["value"] = OTHERS[what]
        if what == "humidity" and kind in ("step", "noise", "on_change"):
            event["value"] = 0.05
        if what in ("power", "sun") and kind in ("step", "noise", "on_change"):
            event["value"] = 300.0
        if what == "aux_current" and kind in ("step", "on_change"):
            event["value"] = 3.0
    if "of" in spec.needs:
        event["of"] = "indoor_coil" if what != "indoor_coil" else "outdoor"
    if "wish" in spec.needs:
        event["wish"] = {"heat_setpoint": 19.5}
    return event


@pytest.fixture(scope="module")
def plain():
    """Runs without the event, by what must be there already."""
    return {}


# Those of a unit on its wire: test_indoor.py
PLAIN = [(what, kind) for what, kinds in KINDS.items() for kind, spec in kinds.items() if not spec.links]


@pytest.mark.parametrize(("what", "kind"), PLAIN)
def test_each_kind_changes_something(what, kind, play, plain):
    before = BEFORE.get((what, kind), [])
    step = 1 if kind == "blocked" else 10
    steps = 120 if is_sensor(what) else None
    key = (what, kind) if before else (step, steps)
    if key not in plain:
        plain[key] = play(before, steps, step=step)
    with_it, without = play([*before, event_of(what, kind)], steps, step=step), plain[key]
    at = next((k for k, (a, b) in enumerate(zip(with_it.seen, without.seen, strict=True)) if a != b), None)
    assert at is not None or with_it.core.starts != without.core.starts, f"{what} {kind} does nothing"


@pytest.mark.parametrize("key", ["ramp", "swing", "contact", "lasts", "until", "every"])
def test_each_key_changes_something(key, play):
    event = {"what": "weather", "kind": "temperature", "value": 4.0, "at": "00:10"}
    more = {
        "ramp": {"ramp": "20 min"},
        "swing": {"swing": 2.0, "period": "7 min"},
        "lasts": {"lasts": "10 min"},
        "until": {"until": "00:20"},
        "every": {"every": "10 min", "lasts": "5 min"},
    }
    if key == "contact":
        event, more = {"what": "window", "kind": "open", "at": "00:10"}, {"contact": {"contact": True}}
    if key == "every":
        event["lasts"] = "5 min"
    assert play([event | more[key]]).seen != play([event]).seen


def test_a_sensor_alone_is_told_wrong_and_only_from_then_on(play):
    event = {"what": "outdoor", "kind": "offset", "value": 7.0, "at": "00:30", "lasts": "10 min"}
    seen, plain = play([event]).seen, play([]).seen
    for k, (wrong, right) in enumerate(zip(seen, plain, strict=True)):
        now = 10 * k
        told, truth = wrong.told["outdoor"][0], right.told["outdoor"][0]
        assert told[1] == truth[1]
        assert wrong.told["room" if "room" in wrong.told else "rooms"] == right.told["rooms"]
        if now < 1800 or now >= 2430:
            assert told == truth
        elif 1830 <= now < 2400:
            assert told[0] == truth[0] + 700


def test_what_is_silent_grows_old_and_what_is_dead_is_gone(play):
    silent = play([{"what": "room", "kind": "frozen", "at": "00:20"}]).seen
    assert [step.told["rooms"][0][1] for step in silent[120:123]] == [10, 20, 30]
    assert len({step.told["rooms"][0][0] for step in silent[120:]}) == 1
    dead = play([{"what": "room2", "kind": "dead", "at": "00:20", "lasts": "10 min"}]).seen
    assert all(step.told["rooms"][1][0] is None for step in dead[120:180])
    assert dead[181].told["rooms"][1][0] is not None


def test_a_spike_is_one_report(play):
    seen = play([{"what": "room", "kind": "spike", "value": 35.0, "at": "00:20"}]).seen
    assert sum(step.told["rooms"][0][0] == 3500 for step in seen) == 1


def test_a_late_sensor_tells_what_was(play):
    late = play([{"what": "supply", "kind": "delay", "value": 300.0}]).seen
    plain = play([]).seen
    assert [s.told["supply"][0][0] for s in late[60:300]] == [s.told["supply"][0][0] for s in plain[30:270]]


def test_weather_holds_exactly_and_comes_back(play):
    event = {"what": "weather", "kind": "temperature", "value": 6.0, "at": "00:10", "lasts": "20 min"}
    outdoor = [step.plant[7] for step in play([event]).seen]
    plain = [step.plant[7] for step in play([]).seen]
    assert outdoor[60:180] == pytest.approx([6.0] * 120)
    assert outdoor[:60] == plain[:60] and outdoor[180:] == plain[180:]


def test_a_window_is_told_of_only_by_a_contact(play):
    event = {"what": "window", "kind": "open", "at": "00:10", "lasts": "10 min"}
    assert all(step.told["window_open"][0][0] is None for step in play([event]).seen)
    told = [step.told["window_open"][0][0] for step in play([event | {"contact": True}]).seen]
    assert told[59:61] == [0, 1] and told[119:121] == [1, 0]


def test_windows_add_up_and_close(play):
    stage = play(
        [{"what": "window", "kind": "open", "value": v, "at": "00:10", "lasts": "20 min"} for v in (2.0, 3.0)]
    ).stage
    one = play([{"what": "window", "kind": "open", "value": 5.0, "at": "00:10"}]).stage
    rest = play([]).stage
    assert stage.home.state.leaks == pytest.approx(rest.home.state.leaks)
    assert (one.home.state.leaks[:2] > 5 * rest.home.state.leaks[:2]).all()


def test_without_events_the_plant_sees_the_same_commands(play, forcing):
    quiet = play([])
    assert quiet.stage.happened == [] and quiet.core.starts == []
    assert all(step.up for step in quiet.seen)
