"""Safe mode keeps a house with a heater and a sensor from freezing, without the core."""

import json

import pytest

from host_sim.twin.chip import PWRON
from tests.firmware.rig import Rig


def names(rig):
    return [sensor["reads"] for sensor in rig.settings()["sensors"] if sensor["kind"] == "ds18b20"]


def feel(rig, **temperatures):
    for name, device in zip(names(rig), rig.wire.devices, strict=True):
        if name in temperatures:
            device.connected = temperatures[name] is not None
            device.temperature = temperatures[name] if device.connected else device.temperature


def change(rig, **settings):
    data = rig.settings()
    data["settings"] = {**data.get("settings", {}), **settings}
    (rig.folder / "settings.json").write_text(json.dumps(data), encoding="utf-8")


def safe_mode(rig):
    """Three starts that did not last, and the fourth."""
    rig.run(1)
    for _ in range(3):
        rig.firmware.restart(PWRON)
        rig.run(1)
    assert rig.app.safe_mode and rig.app.controller is None
    return rig


def heats(rig):
    on = [rig.level(name) for name in ("aux_1", "aux_contact")]
    safe = dict(rig.firmware.board.SAFE)
    off = [safe[rig.firmware.board.PINS[name]] for name in ("aux_1", "aux_contact")]
    assert (on == off) or all(a != b for a, b in zip(on, off, strict=True)), "both or none"
    return on != off


@pytest.fixture
def rig(tmp_path):
    found = Rig(tmp_path)
    change(found, aux_in_air_stream=False)
    return found


def test_the_heater_keeps_a_house_between_five_and_seven_degrees(rig):
    feel(rig, room=3.0, return_air=4.0, outdoor=-8.0)
    safe_mode(rig)
    assert any("keeps 5 to 7 °C" in line for line in rig.app.problems), rig.app.problems
    rig.run(400)
    assert heats(rig)
    assert rig.level("run_enable") == dict(rig.firmware.board.SAFE)[rig.firmware.board.PINS["run_enable"]], (
        "and no more"
    )
    feel(rig, room=6.9, return_air=7.5)
    rig.run(400)
    assert heats(rig)
    feel(rig, room=7.2)
    rig.run(400)
    assert not heats(rig) and rig.app.crashes == {}


@pytest.mark.parametrize(
    "temperatures",
    [
        {"room": 5.5, "return_air": 5.5},
        {"room": 3.0, "return_air": 23.0},
        {"room": 3.0, "return_air": 3.0, "outdoor": 16.0},
        {"room": None, "return_air": None},
        {"room": -40.0, "return_air": None},
    ],
)
def test_it_stays_off(rig, temperatures):
    feel(rig, **{"outdoor": -8.0, **temperatures})
    safe_mode(rig).run(400)
    assert not heats(rig) and rig.safe(), "all is at rest, the monostable too"


def test_it_goes_off_where_nothing_is_known_any_more(rig):
    feel(rig, room=3.0, return_air=3.0, outdoor=-8.0)
    safe_mode(rig).run(400)
    assert heats(rig)
    feel(rig, room=None, return_air=None)
    rig.run(800)
    assert heats(rig), "what is known is not old yet"
    rig.run(200)
    assert not heats(rig)


def test_a_latched_heater_stays_off(rig):
    feel(rig, room=3.0, return_air=3.0)
    rig.run(3)
    rig.app.controller.memory.heater_latched = 2
    rig.app.save()
    safe_mode(rig).run(400)
    assert not heats(rig) and any("latched off" in line for line in rig.app.problems)


@pytest.mark.parametrize(
    ("settings", "why"),
    [({"aux_in_air_stream": True}, "needs the indoor fan"), ({"aux_stages": 0}, "no backup heater")],
)
def test_what_stands_in_its_way_is_told(rig, settings, why):
    change(rig, **settings)
    feel(rig, room=3.0, return_air=3.0)
    safe_mode(rig).run(400)
    assert any(line.startswith("no frost protection: ") and why in line for line in rig.app.problems), rig.app.problems
