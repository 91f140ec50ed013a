"""A unit led over its wire: every kind that is its own does something, and is refused where there is none."""

import pytest

from host_sim import experiment, scenario
from host_sim.bench.stage import Stage
from host_sim.errors import InputError
from host_sim.loop import run
from host_sim.plant.home import Home
from host_sim.scenario.vocabulary import KINDS
from host_sim.virtual_units.driven import Driven, OnModbus
from host_sim.virtual_units.fitted import Fitted
from host_sim.virtual_units.led import Led
from tests.host_sim.bench.conftest import BASE, Core

OWN = [(what, kind) for what, kinds in KINDS.items() for kind, spec in kinds.items() if spec.links]


def case_of(what, kind, **more):
    event = {"what": what, "kind": kind, "at": "00:10", **more}
    if kind in ("corrupt", "half"):
        event["value"] = 2
    if kind == "handset":
        event["wish"] = {"mode": "heat", "heat_setpoint": 23.0}
    return {**BASE, "link": "cn105", "event": [event]}


@pytest.fixture
def led(forcing):
    """led(case, plant): what the unit did and was told, step by step."""

    def led(written, fitted=None):
        case = scenario.build(written, "test")
        home = Home(case.house, case.unit, forcing, **experiment.home_options(case, experiment.UNIT_ALONE))
        plant = Driven(home, OnModbus()) if fitted == "modbus" else Led(home, Fitted("cn105"))
        core = Core()
        stage = Stage(case, plant, core, core)
        seen = []
        advance = stage.advance

        def watched(command, dt):
            advance(command, dt)
            front = plant.front
            unit = getattr(plant, "unit", None)
            session = plant.link.session
            line = (front.heard, front.garbage, front.answered, session.bad, session.timeouts, session.trouble)
            seen.append((*line, home.room, unit and (unit.on, unit.other_head, unit.powered)))

        stage.advance = watched
        readings = experiment.make_readings(case)
        run(stage, stage.board, readings, case.requests(), case.steps, case.step)
        return seen, plant

    return led


@pytest.fixture(scope="module")
def plain():
    return {}


@pytest.mark.parametrize(
    ("what", "kind"), [*OWN, ("unit", "silent"), ("unit", "deaf"), ("mains", "cut"), ("board", "power_cut")]
)
def test_each_kind_changes_something(what, kind, led, plain):
    if not plain:
        plain["seen"] = led({**BASE, "link": "cn105"})[0]
    found, _ = led(case_of(what, kind, **({"lasts": "5 min"} if kind in ("cut", "power_cut") else {})))
    assert found != plain["seen"]


def test_what_is_wrong_with_the_line_is_right_again_afterwards(led):
    _, plant = led(case_of("line", "echo", lasts="5 min"))
    assert not plant.front.faults.echo


def test_a_board_without_power_says_nothing(led):
    seen, _ = led(case_of("board", "power_cut", lasts="10 min"))
    assert seen[62][0] == seen[118][0] and seen[140][0] > seen[118][0]


def test_a_drive_stops_by_its_own_time_out(led):
    written = {**case_of("unit", "deaf"), "link": "modbus"}
    _, plant = led(written, "modbus")
    assert plant.drive.trips > 0
    assert led({**BASE, "link": "modbus"}, "modbus")[1].drive.trips == 0


@pytest.mark.parametrize(("what", "kind"), OWN)
@pytest.mark.parametrize("link", [None, "modbus"])
def test_it_is_refused_where_there_is_no_such_unit(what, kind, link):
    written = case_of(what, kind)
    if link:
        written["link"] = link
    else:
        del written["link"]
    if link in KINDS[what][kind].links:
        scenario.build(written, "test")
    else:
        with pytest.raises(InputError, match=f"event.0.kind = '{kind}': {what} {kind} needs a unit led over its wire"):
            scenario.build(written, "test")
