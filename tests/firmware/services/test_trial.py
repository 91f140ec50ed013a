"""The technician's words at a machine: a defrost, a run of the heater, a log; refused with the reason."""

import pytest

from balancepoint.control.drive.direct.defrost import AFTER_FAULT, FREE, THE_UNITS, TOO_EARLY
from balancepoint.control.drive.direct.frost import ASKED
from balancepoint.control.journal import codes as j
from balancepoint.control.request import COOL, OFF
from tests.firmware.rig import Rig
from tests.firmware.test_closed_loop import Household


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A start in a Chicago winter."""
    return Household(tmp_path_factory.mktemp("board"), 3).run(0.3)


def ask(house, text, seconds):
    before = len(house.firmware.port.lines())
    house.firmware.port.type(text + "\n")
    house.firmware.run(seconds)
    return house.firmware.port.lines()[before:]


def test_a_heater_is_tried_for_its_least_time_and_tells_what_it_draws(house):
    told = ask(house, "backup test", 400)
    assert told[0].startswith("one stage for 5 min") and told[-1] == "ok", told
    assert "on" in told and any(line.startswith("off after 3") for line in told)
    assert any(line.startswith("draws ") or "no sensor" in line for line in told)
    assert house.codes().count(j.AUX_ON) == house.codes().count(j.AUX_OFF) == 1
    again = ask(house, "backup test", 5)
    assert len(again) == 1 and "once more in" in again[0], "it rests before it is tried again"


def test_a_defrost_that_is_asked_for_runs_its_course_while_the_log_tells(house):
    before = house.firmware.app.controller.memory.defrost_wait
    assert ask(house, "defrost now", 5)[-1] == "ok"
    told = ask(house, "log 15", 900)
    assert sum("room " in line for line in told) >= 80, "every 10 s"
    assert any("somebody asked for it" in line for line in told) and any("Defrost over" in line for line in told)
    assert any("defrosting" in line for line in told)
    entries = house.firmware.app.controller.journal.entries()
    assert [value for _, code, value in entries if code == j.DEFROST][-1] == ASKED
    assert house.firmware.app.controller.memory.defrost_wait == before, "a test teaches nothing"
    assert "under way" in ask(house, "defrost now", 5)[0] or "needs 10 min" in ask(house, "defrost now", 5)[0]
    assert not any(house.abuse().values())


def test_the_next_line_ends_the_log(house):
    told = ask(house, "log", 25)
    assert sum("room " in line for line in told) == 3
    more = ask(house, "version", 5)
    assert more[0] == "ok" and more[1].startswith("Balancepoint") and more[-1] == "ok"


@pytest.fixture
def rig(tmp_path):
    """On a warm desk."""
    return Rig(tmp_path).run(70)


def refused(rig, line):
    lines = rig.ask(line)
    assert len(lines) == 1 and lines[0].startswith("error: "), lines
    return lines[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"mode": OFF}, "set mode heat"),
        ({"mode": COOL}, "set mode heat"),
        ({"heater_latched": j.LATCHED_WELDED}, "acknowledge"),
    ],
)
def test_a_heater_is_not_tried_where_the_guard_would_not_let_it(rig, change, reason):
    for name, value in change.items():
        setattr(rig.app.controller.memory, name, value)
    assert reason in refused(rig, "backup test")
    assert not rig.run(130).app.command.aux


def test_nor_above_its_ceiling(rig):
    assert "outdoors 20.00 °C, above its ceiling of 5.00 °C" in refused(rig, "backup test")


@pytest.mark.parametrize(
    ("barred", "reason"),
    [
        (THE_UNITS, "the unit owns its defrost"),
        (TOO_EARLY, "10 min of heating"),
        (AFTER_FAULT, "a fault, or"),
    ],
)
def test_a_defrost_is_refused_with_the_reason(rig, barred, reason):
    rig.app.controller.drive.defrost.barred = barred
    assert reason in refused(rig, "defrost now")
    assert not rig.app.controller.drive.defrost.asked


def test_a_unit_that_owns_its_compressor_owns_its_defrost(rig):
    rig.app.controller.settings.managed = 1
    assert refused(rig, "defrost now") == "error: defrost now: the unit owns its defrost"


def test_a_resting_machine_is_not_defrosted(rig):
    rig.app.controller.drive.defrost.barred = FREE
    assert "10 min of heating" in refused(rig, "defrost now")


@pytest.mark.parametrize(
    ("line", "names"),
    [("defrost", "defrost now"), ("defrost later", "later"), ("backup", "backup test"), ("backup on", "on"), ("log 0", "1 to 60"),
     ("log x", "x"), ("log 5 6", "one word")],
)  # fmt: skip
def test_nonsense_gets_one_line(rig, line, names):
    assert names in refused(rig, line)
