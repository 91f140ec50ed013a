"""An update on a whole board with an indoor unit: received at the console, switched at a good moment, tried, kept or given up.

The program that runs is the same in either slot; what a test says of one (`Slotted.ills`) is done to it when it starts there.
"""

import base64
import builtins
import json
import sys
from types import SimpleNamespace

import pytest

from balancepoint.control.journal import codes
from balancepoint.control.journal.words import words
from host_sim.twin.boot import Firmware
from host_sim.twin.chip import PWRON, WDT, Reset
from host_sim.twin.modules import modules
from tests.firmware.rig import Rig
from tests.firmware.services.flash import BOOT
from tests.firmware.units.test_links import BOARD, House
from tools import board, release, release_key
from tools.image import Image

OLD = {"balancepoint/app.mpy": b"old", "balancepoint/same.mpy": b"the same" * 50}
NEW = {"balancepoint/app.mpy": b"new" * 70, "balancepoint/same.mpy": b"the same" * 50}
MINUTES = 60


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    release_key.make(folder)
    return folder


@pytest.fixture(autouse=True)
def own_key(keys, monkeypatch):
    monkeypatch.setattr(release_key, "FOLDER", keys)


class Slotted(Firmware):
    """A board that starts by boot.py. `ills`: by slot, what is done to the program at its start."""

    ills = {}
    slot = "a"
    hurry = False  # a trial of minutes

    def load(self):
        machine = modules(self.chip)["machine"]
        fakes = {"machine": machine, "sys": SimpleNamespace(path=[""])}

        def find(name, *rest):
            return fakes[name] if name in fakes else builtins.__import__(name, *rest)

        names = {"__builtins__": {**vars(builtins), "__import__": find}}
        text = BOOT.read_text(encoding="utf-8").replace('ROOT = "/"', f'ROOT = "{self.folder}/"')
        exec(compile(text, "boot.py", "exec"), names)
        self.slot, self.trial = names["slot"], names["trial"]
        ill = self.ills.get(self.slot)
        self.chip.buses["front"].faults.silent = ill == "hears no unit"
        if ill == "does not start":  # main.py
            raise Reset(5)
        app = super().load()
        if ill == "hangs":
            app.watch = app.panel  # nobody feeds
        if self.hurry:
            vars(sys.modules["balancepoint.services.update_trial"]).update(LASTS=60, MOST=240, _LATEST=300)
        return app


class Place(House):
    """A house in winter with a unit, its board with the old program in slot a."""

    def __init__(self, folder):
        super().__init__(folder, "cn105")
        self.chip.buses["front"] = self.front
        self.firmware = Slotted(self.chip, self.firmware.board, folder, lazy=True)
        for path, data in OLD.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        self.folder = folder

    def said(self):
        controller = self.app.controller
        return [
            value for _at, code, value in controller.journal.entries(controller.journal.dropped) if code == codes.UPDATE
        ]

    def update(self, bundle):
        """By the console; its last answer."""
        listed, files = release.parts(bundle, None)
        contents = dict(files)
        answer = self.ask(f"update begin {len(listed)}")
        for _ in range(200):
            if answer[-1] != "ok" or not answer[0].startswith("update: "):
                return answer[-1]
            words = answer[0].split(" ", 4)
            if words[1] == "wants":
                data = contents.get(words[4], listed)
                for at in range(int(words[3]), len(data), 170):
                    piece = base64.b64encode(data[at : at + 170]).decode()
                    self.ask(f"+{piece}", 1.1)
            elif words[1] not in ("works", "receives"):
                return answer[0]
            answer = self.ask("update", 1.5)
        raise AssertionError(answer)


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path).run(400)


def settled(place):
    return place.app.controller.situation.room_status <= 1 and place.link.session.linked


def test_an_update_is_received_switched_tried_and_kept(place, keys):
    assert settled(place), place.ask("status")
    place.ask("set heat 20.5 °C")
    place.run(20)
    learned = place.app.controller.memory.to_dict()["heat_setpoint"]
    first = place.app.ticks
    told = place.update(release.bundle(Image(board.load(BOARD), NEW), keys, 3))
    assert " waits: " in told, told
    assert place.app.ticks - first > 5 and place.app.crashes == {}, "the control went on"
    starts = len(place.firmware.starts)
    for _ in range(30):
        place.run(10)
        if place.firmware.slot == "b":
            break
    assert place.firmware.slot == "b" and place.firmware.trial == 1 and len(place.firmware.starts) == starts + 1
    assert place.unit.setpoint == 2050 or place.unit.setpoint == 2100, "left at the person's set point"
    place.run(60)
    assert any(line.startswith(f"update: {release.version()} is in its trial: ") for line in place.ask("status"))
    assert place.ask(f"update begin {500}")[-1].startswith("error: update: the program that runs is in its trial, ")
    place.run(11 * MINUTES)
    assert place.app.job is None and place.said() == [codes.UPDATE_TRIAL, codes.UPDATE_GOOD]
    assert (place.folder / "b/manifest").exists() and (place.folder / "slot").read_text().startswith("b 0 0 0 ")
    assert place.app.controller.memory.to_dict()["heat_setpoint"] == learned == 2050, "what must live has lived"
    place.firmware.restart(PWRON)
    place.run(30)
    assert (place.firmware.slot, place.firmware.trial) == ("b", 0)
    # and the next one, into slot a
    told = place.update(release.bundle(Image(board.load(BOARD), OLD | {"balancepoint/more.mpy": b"3"}), keys, 4))
    assert " waits: " in told and (place.folder / "manifest.ready").exists()
    assert "is not newer" in place.update(release.bundle(Image(board.load(BOARD), NEW), keys, 3))


def switched(place, keys, **ills):
    """The board when the new program starts, which has its ills."""
    bundle = release.bundle(Image(board.load(BOARD), NEW), keys, 3)
    place.firmware.ills = ills
    assert " waits: " in place.update(bundle)
    for _ in range(200):
        place.run(10)
        if len(place.firmware.starts):
            return bundle
    raise AssertionError(place.ask("update"))


@pytest.mark.parametrize("ill", ["does not start", "hangs"])
def test_an_image_that_does_not_start_goes_back(place, keys, ill):
    bundle = switched(place, keys, b=ill)
    place.run(120)
    assert (place.firmware.slot, place.firmware.trial) == ("a", 0)
    assert len(place.firmware.starts) == 3, "two starts of it, then the old one"
    lines = place.ask("status")
    assert (
        f"look: update: {release.version()} did not stand its trial (it did not last); the program before runs again"
        in lines
    )
    assert place.said() == [codes.UPDATE_BACK]
    assert "did not stand its trial here" in place.update(bundle)
    assert place.app.controller.situation.room_status <= 1 and place.link.session.linked


def test_an_image_that_hears_no_unit_goes_back(place, keys):
    place.firmware.hurry = True
    switched(place, keys, b="hears no unit")
    place.run(200)
    assert place.firmware.slot == "b"
    assert any("is in its trial: the indoor unit does not answer" in line for line in place.ask("status"))
    place.run(120)
    assert place.firmware.slot == "a" and place.said() == [codes.UPDATE_BACK]
    found = [line for line in place.app.problems if line.startswith("update: ")]
    assert found == [
        f"update: {release.version()} did not stand its trial (the indoor unit does not answer); the program before runs again"
    ]


def test_a_loss_of_power_in_the_trial_is_no_bad_start(place, keys):
    place.firmware.hurry = True
    switched(place, keys)
    place.run(40)
    place.firmware.restart(PWRON)
    place.run(120)
    assert place.firmware.slot == "b" and (place.folder / "b/manifest").exists()
    assert place.firmware.starts.count(WDT) == 0


def test_who_takes_none_says_so_in_one_line_and_one_that_is_given_up_is_gone(place, keys, monkeypatch):
    monkeypatch.setattr(place.firmware.board, "FROZEN", True)
    assert place.ask("update begin 900") == [
        "error: update: the program is part of this board's MicroPython, it is updated by cable (docs/firmware.md)"
    ]
    monkeypatch.setattr(place.firmware.board, "FROZEN", False)
    known = sys.modules["balancepoint.release_key"]
    monkeypatch.setattr(known, "MODULUS", "")
    assert place.ask("update begin 900") == [
        "error: update: this program was built without a release key, it is updated by cable (docs/update.md)"
    ]

    monkeypatch.setattr(known, "MODULUS", release_key.modulus(keys))
    assert place.ask("update drop") == ["error: update: there is none that could be dropped"]
    assert place.ask("update begin 900")[0] == "update: wants 900 0 the list of files"
    assert place.ask("update begin 900")[-1].startswith("error: update: one is on its way by the console")
    assert place.ask("+AAAA") == ["+3", "ok"] and place.ask("+A")[0].startswith("error: ")
    assert place.ask("update drop")[-1] == "ok" and place.app.job is None
    assert place.ask("+AAAA") == ["error: update: nothing is wanted now"]
    place.ask("update begin 900")
    place.run(130)
    assert place.ask("update")[0] == "update: nothing came for 120 s"


def test_every_word_of_it_is_said():
    texts = [words(0, codes.UPDATE, value)["text"] for value in range(5)]
    assert len(set(texts)) == 5 and all(text.endswith(".") for text in texts)
    assert [words(0, codes.UPDATE, value)["normal"] for value in range(5)] == [True, False, True, True, False]
    assert json.dumps(texts)


def test_what_a_newer_program_remembers_is_no_loss_for_the_one_that_comes_back(tmp_path):
    rig = Rig(tmp_path).run(5)
    assert rig.ask("set heat 22.5 °C")[-1] == "ok" and rig.ask("save")[-1] == "ok"
    store, memory = rig.app.store, rig.app.controller.memory.to_dict()
    assert store.save("before", memory) is None
    for k in range(2):  # both copies
        newer = {**memory, "heat_setpoint": 1900, "heater_latched": codes.LATCHED_WELDED, "not_known_here": k}
        assert store.save("memory", newer) is None
    rig.firmware.restart(PWRON)
    rig.run(5)
    found = rig.app.controller.memory.to_dict()
    assert (found["heat_setpoint"], found["heater_latched"]) == (2250, codes.LATCHED_WELDED)
    assert rig.app.request.heat_setpoint == 2250
    assert [line for line in rig.app.problems if line.endswith("; that of before the update is used")]
