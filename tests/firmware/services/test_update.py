"""An update over the air, received, cut, forged, tried and given up: there is a whole program to start, whatever happens."""

import importlib
import json
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from host_sim.twin.board import board_module
from host_sim.twin.boot import prepare
from host_sim.twin.chip import Chip
from tests.firmware.services.disk import PowerCut
from tests.firmware.services.flash import PWRON, SOFT, WDT, Flash, boot
from tools import board, release, release_key
from tools import image as images
from tools.image import Image

BOARD = "esp32s3_devkitc_n16r8"
OLD = {
    "balancepoint/app.mpy": b"old app" * 100,
    "balancepoint/board.mpy": b"old board",
    "balancepoint/control/core.mpy": b"core, the same in both" * 120,
    "balancepoint/gone.mpy": b"no more in the new one",
}
NEW = {
    "balancepoint/app.mpy": b"new app" * 101,
    "balancepoint/board.mpy": b"new board",
    "balancepoint/control/core.mpy": OLD["balancepoint/control/core.mpy"],
    "balancepoint/units/cn105/whole.mpy": b"a folder that was not there" * 60,
}
MINE = {"settings.json": b'{"mine": 1}', "data/memory.a": b"learned", "boot.py": b"x", "main.py": b"y"}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    release_key.make(folder)
    return folder


@pytest.fixture
def modules(keys, monkeypatch):
    """The firmware's modules over a twin's chip, with the builder's public key."""
    prepare(Chip(), board_module(BOARD))
    found = SimpleNamespace(
        **{
            name: importlib.import_module(f"balancepoint.services.{name}")
            for name in ("update", "update_able", "slots")
        }
    )
    monkeypatch.setattr(found.update_able, "modulus", lambda: release_key.modulus(keys))
    return found


def image(files, name=BOARD):
    return Image(board.load(name), files)


class Board:
    """What of the application an update touches, on a flash."""

    def __init__(self, modules, flash):
        self.modules = modules
        self.flash = flash
        self.now = 100
        self.app = SimpleNamespace(
            settings_path="/settings.json", uptime=SimpleNamespace(now=lambda: self.now), job=None,
        )  # fmt: skip

    def send(self, bundle):
        """By the console's way: only what is wanted. The error, or ""."""
        listed, files = release.parts(bundle, None)
        contents = dict(files)
        job = self.modules.update.Update(self.app, "test", self.flash, self.flash.open)
        self.sent = {}
        job.begin(len(listed))
        for _ in range(100_000):
            if job.error or job.ready:
                return job.error
            if job.wanted and job.got < job.wanted[1]:
                path = job.wanted[0]
                data = contents.get(path, listed)
                self.sent[path] = len(data)
                job.take(data[job.got : job.got + 200])
            else:
                job._turn()
        raise AssertionError("it never ends")


@pytest.fixture(autouse=True)
def on_flash(monkeypatch, modules):
    """The modules of slots read and write the flash of the test."""
    monkeypatch.setattr(modules.update_able, "unable", lambda app: None)
    head = modules.slots.head
    load = modules.slots.load
    current = []
    monkeypatch.setattr(modules.slots, "head", lambda path, open=None: head(path, open or current[-1].open))
    monkeypatch.setattr(modules.slots, "load", lambda root, open=None: load(root, open or current[-1].open))
    return current


@pytest.fixture
def make_board(modules, on_flash):
    def make(flash):
        on_flash.append(flash)
        return Board(modules, flash)

    return make


def switch(modules, flash):
    """What the switch and the end of the trial write."""
    slot = modules.slots.load("/", flash.open)[0]
    modules.slots.save("/", [modules.slots.other(slot), 1, 0, 0], flash, flash.open)


def running(flash, slot):
    folder = "/" + ("b/" if slot == "b" else "")
    return {
        path[len(folder) :]: data for path, data in flash.files.items() if path.startswith(folder + "balancepoint/")
    }


def fresh(slot="a"):
    """A board on which the old program runs from that slot."""
    return Flash({**({path if slot == "a" else "b/" + path: data for path, data in OLD.items()}), **MINE})


def test_a_signed_update_is_received_tried_and_kept(modules, make_board, keys):
    flash = fresh()
    made = make_board(flash)
    assert made.send(release.bundle(image(NEW), keys, 7)) == ""
    assert set(made.sent) == set(NEW) - {"balancepoint/control/core.mpy"} | {"the list of files"}, (
        "the same is not sent"
    )
    assert boot(flash)[:2] == ("a", 0) and running(flash, "b") == NEW and running(flash, "a") == OLD
    switch(modules, flash)
    assert boot(flash)[:2] == ("b", 1)
    assert {path: flash.files["/" + path] for path in MINE} == MINE


@pytest.mark.parametrize("start", ["a", "b"])
def test_the_power_cut_at_every_write_of_an_update(modules, make_board, keys, start):
    """From the first byte to the switch: the old program runs until the new one was chosen, and the next try ends it."""
    bundle = release.bundle(image(NEW), keys, 7)
    other = modules.slots.other(start)
    at = way = points = 0
    while True:
        flash = fresh(start)
        if start == "b":
            modules.slots.save("/", ["b", 0, 0, 0], flash, flash.open)
        made = make_board(flash)
        flash.cut(at, way)
        chosen = False
        try:
            assert made.send(bundle) == ""
            before = dict(flash.files)
            switch(modules, flash)
            break
        except PowerCut:
            points += 1
        ways = flash.ways
        flash.cut(None, 0)
        slot, trial, _ = boot(flash, PWRON)
        chosen = trial == 1
        assert slot == (other if chosen else start), (at, way)
        assert running(flash, slot) == (NEW if chosen else OLD), (at, way)
        assert {path: flash.files["/" + path] for path in MINE} == MINE
        if not chosen:
            assert make_board(flash).send(bundle) == "", (at, way)
            switch(modules, flash)
            assert boot(flash)[:2] == (other, 1) and running(flash, other) == NEW
        way += 1
        if way == ways[-1]:
            at, way = at + 1, 0
    assert points > 60 and before


def forged(keys, tmp_path):
    other = tmp_path / "other"
    release_key.make(other)
    return other


@pytest.mark.parametrize(
    "case, said",
    [
        ("key", "the signature is not of this program's builder"),
        ("list", "the signature is not of this program's builder"),
        ("unsigned", "the list of files is not signed"),
        ("board", "it is for the board m5_atom_lite, this is esp32s3_devkitc_n16r8"),
        ("older", "its counter is 5, that of the program that runs 7: it is not newer"),
        ("same", "its counter is 7, that of the program that runs 7: it is not newer"),
        ("nothing", "that is no list of files of an update"),
    ],
)
def test_what_is_not_taken_is_said_in_one_line_and_touches_nothing(modules, make_board, keys, tmp_path, case, said):
    flash = fresh()
    first = make_board(flash)
    assert first.send(release.bundle(image(NEW), keys, 7)) == ""
    modules.slots.save("/", ["b", 1, 1, 0], flash, flash.open)
    flash.rename("/b/manifest.ready", "/b/manifest")
    modules.slots.save("/", ["b", 0, 0, 0], flash, flash.open)
    before = dict(flash.files)
    newer = {**NEW, "balancepoint/app.mpy": b"newer"}
    if case == "board":
        sent = release.bundle(image(newer, "m5_atom_lite"), keys, 9)
    elif case in ("older", "same"):
        sent = release.bundle(image(newer), keys, 5 if case == "older" else 7)
    elif case == "key":
        sent = release.bundle(image(newer), forged(keys, tmp_path), 9)
    else:
        listed, files = release.parts(release.bundle(image(newer), keys, 9), None)
        if case == "list":
            listed = listed.replace(b"counter 9", b"counter 8")
        elif case == "unsigned":
            listed = listed[: listed.index(b"signature")]
        else:
            listed = b"hello\n" * 30
        sent = b"balancepoint bundle %d\n" % len(listed) + listed
        sent += b"".join(data for _path, data in files) if case != "nothing" else b""
    made = make_board(flash)
    if case == "nothing":
        job = made.modules.update.Update(made.app, "test", flash, flash.open)
        job.begin(len(listed))
        job.take(listed)
        for _ in range(5):
            job._turn() if not job.error else None
        error = job.error
    else:
        error = made.send(sent)
    assert error == "update: " + said
    assert flash.files == before, "nothing was touched"


def test_a_path_outside_the_program_is_refused(make_board, keys, monkeypatch):
    monkeypatch.setattr(release, "program", lambda image: image.files)
    for path in ("main.py", "balancepoint/../boot.py", "data/memory.a"):
        flash = fresh()
        error = make_board(flash).send(release.bundle(image({path: b"x"}), keys, 9))
        assert error == f"update: {path} is no file of the program"
        assert running(flash, "a") == OLD and flash.files["/boot.py"] == b"x"


def test_a_file_that_is_not_what_was_signed_never_starts(make_board, keys):
    bundle = release.bundle(image(NEW), keys, 7)
    flash = fresh()
    assert make_board(flash).send(bundle.replace(b"new board", b"bad board")) == (
        "update: balancepoint/board.mpy: its hash is another one"
    )
    assert boot(flash)[:2] == ("a", 0)
    made = make_board(flash)
    assert made.send(bundle) == "" and "balancepoint/app.mpy" not in made.sent, "what was right is there already"


def test_a_flash_without_room_says_so_first(make_board, keys):
    flash = fresh()
    flash.size = flash.used() + 30_000
    error = make_board(flash).send(release.bundle(image(NEW), keys, 7))
    assert error.startswith("update: the flash has ") and error.endswith(": update by cable")
    assert running(flash, "b") == {}


# --- the start -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def tried(modules, make_board, keys):
    """Makes boards that have switched to a new program in slot b."""
    first = fresh()
    assert make_board(first).send(release.bundle(image(NEW), keys, 7)) == ""
    switch(modules, first)

    def make():
        return Flash({path[1:]: data for path, data in first.files.items()})

    return make


def test_two_bad_starts_go_back(modules, make_board, keys, tried):
    flash = tried()
    assert [boot(flash, cause)[:2] for cause in (SOFT, WDT, WDT, SOFT)] == [("b", 1), ("b", 1), ("a", 0), ("a", 0)]
    assert "/b/manifest.failed" in flash.files and "/b/manifest.ready" not in flash.files
    again = make_board(flash)
    assert "did not stand its trial here" in again.send(release.bundle(image(NEW), keys, 7))
    assert make_board(flash).send(release.bundle(image(NEW), keys, 8)) == ""


def test_one_loss_of_power_is_no_bad_start(modules, make_board, keys, tried):
    flash = tried()
    causes = (SOFT, PWRON, WDT, WDT)
    assert [boot(flash, cause)[0] for cause in causes] == ["b", "b", "b", "a"]
    flash = tried()
    assert [boot(flash, PWRON)[0] for _ in range(4)] == ["b", "b", "b", "a"], "power that comes and goes is no excuse"


def test_the_power_cut_at_every_write_of_the_start(modules, make_board, keys, tried):
    """Counting and going back: in the end a whole program runs, and the bad one is not tried for ever."""
    for starts in range(3):
        at = way = 0
        while True:
            flash = tried()
            modules.slots.save("/", ["b", 1, starts, 0], flash, flash.open)
            flash.cut(at, way)
            try:
                slot = boot(flash, WDT)[0]
                break
            except PowerCut:
                pass
            ways = flash.ways
            flash.cut(None, 0)
            found = [boot(flash, WDT)[0] for _ in range(4)]
            assert found[-1] == "a" and running(flash, "a") == OLD, (starts, at, way)
            assert found.count("b") <= 3 - starts
            way += 1
            if way == ways[-1]:
                at, way = at + 1, 0
        assert slot == ("a" if starts == 2 else "b")


def test_the_power_cut_at_every_write_of_keeping_and_of_going_back(modules, make_board, keys, tried):
    for what, ends in (("keep", {"b"}), ("go_back", {"a", "b"})):
        at = way = 0
        while True:
            flash = tried()
            state = ["b", 1, 1, 0]
            modules.slots.save("/", state, flash, flash.open)
            flash.cut(at, way)
            try:
                getattr(modules.slots, what)("/", state, flash, flash.open)
                break
            except PowerCut:
                pass
            ways = flash.ways
            flash.cut(None, 0)
            slot = boot(flash, PWRON)[0]
            assert slot in ends and running(flash, slot) == (NEW if slot == "b" else OLD)
            way += 1
            if way == ways[-1]:
                at, way = at + 1, 0
        assert boot(flash)[0] == ("b" if what == "keep" else "a")


@pytest.mark.parametrize(
    "text", [b"", b"b", b"c 0 0 0 00000000", b"b 1 0 0 deadbeef", b"\xff\xfe\x00" * 9, b"b x y z 0"]
)
def test_a_damaged_state_starts_the_slot_that_is_whole(modules, tried, text):
    flash = tried()
    flash.files["/slot"] = text
    assert boot(flash)[:2] == ("a", 0), "the new one has not stood its trial"
    flash.files["/slot"] = text
    flash.rename("/b/manifest.ready", "/b/manifest")
    flash.files["/balancepoint/app.mpy"] = b"half"
    assert boot(flash)[:2] == ("b", 0)
    assert modules.slots.load("/", flash.open) == ["b", 0, 0, 0], "and it is written down"
    flash.files["/slot"] = text
    flash.files["/b/balancepoint/app.mpy"] = b"half too"
    assert boot(flash)[:2] == ("", 0), "neither: the prompt"


def test_boot_drives_the_outputs_before_it_reads_anything():
    chosen = board.load("esp32_devkitc")
    text = (images.FIRMWARE / "boot.py").read_text().replace("SAFE: tuple = ()", f"SAFE = {images.safe_levels(chosen)}")

    class Dead(Flash):
        def open(self, path, mode="rb"):
            raise OSError(5, "EIO")

        def listdir(self, folder):
            raise OSError(5, "EIO")

    with pytest.raises(OSError):
        boot(Dead({}), text=text)
    slot, trial, driven = boot(Flash({}), text=text)
    assert driven == {pin.gpio: pin.safe for pin in chosen.pins.values() if pin.safe is not None} and driven
    assert (slot, trial) == ("a", 0)


# --- by the page -----------------------------------------------------------------------------------------------------------


class Request:
    """A request whose body comes in pieces; while it waits the board works."""

    method, query = "POST", ""

    def __init__(self, app, body, cut=None):
        self.app, self.body, self.left = app, body, cut

    async def piece(self):
        data, self.body = self.body[:512], self.body[512:]
        if self.left is not None:
            self.left -= len(data)
            if self.left < 0:
                raise OSError(104, "cut")
        return data

    async def turn(self):
        job = self.app.job
        if job is not None and not job.error and not (job.wanted and job.got < job.wanted[1]):
            job._turn()


def posted(modules, made, body, monkeypatch, cut=None):
    """(status, what the page is told); raises what the server would tell as an error."""
    web = importlib.import_module("balancepoint.services.web_update")
    flash, original = made.flash, modules.update.Update
    with monkeypatch.context() as patch:
        patch.setattr(modules.update, "Update", lambda app, door: original(app, door, flash, flash.open))
        work = web.answer(made.app, Request(made.app, body, cut))
        try:
            while True:
                work.send(None)
        except StopIteration as done:
            return done.value[0], json.loads(done.value[2])


def test_the_page_sends_a_release_as_a_whole(modules, make_board, keys, monkeypatch):
    flash = fresh()
    made = make_board(flash)
    status, told = posted(modules, made, release.bundle(image(NEW), keys, 7), monkeypatch)
    assert (status, told["version"], told["percent"]) == (200, release.version(), 100)
    assert running(flash, "b") == NEW and "/b/manifest.ready" in flash.files


@pytest.mark.parametrize("cut", [10, 700, 1500, 2400, 3100])
def test_a_page_that_goes_leaves_what_came_for_the_next_try(modules, make_board, keys, monkeypatch, cut):
    flash = fresh()
    bundle = release.bundle(image(NEW), keys, 7)
    with pytest.raises(OSError):
        posted(modules, make_board(flash), bundle, monkeypatch, cut)
    assert boot(flash)[:2] == ("a", 0)
    assert posted(modules, make_board(flash), bundle, monkeypatch)[0] == 200 and running(flash, "b") == NEW


def test_what_the_page_sends_wrong_is_told(modules, make_board, keys, tmp_path, monkeypatch):
    bundle = release.bundle(image(NEW), keys, 7)
    for body, said in (
        (b"hello", "the release is not whole"),
        (b"hello\n" * 9, "that is no release"),
        (b"x" * 5000, "that is no release"),
        (bundle[:-3], "the release is not whole"),
        (bundle.replace(b"new board", b"bad board"), "balancepoint/board.mpy: its hash is another one"),
        (release.bundle(image(NEW), forged(keys, tmp_path), 7), "the signature is not of this program's builder"),
        (release.bundle(image(NEW, "m5_atoms3"), keys, 7), "it is for the board m5_atoms3"),
    ):
        flash = fresh()
        with pytest.raises(ValueError) as told:
            posted(modules, make_board(flash), body, monkeypatch)
        assert said in str(told.value) and told.value.args[0] == 400, body[:20]
        assert boot(flash)[:2] == ("a", 0) and "/b/manifest.ready" not in flash.files


@given(st.binary(max_size=400), st.integers(0, 3000))
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_a_list_that_was_changed_anywhere_is_refused(modules, on_flash, keys, junk, at):
    """Bytes put anywhere into the signed list: one line, nothing touched, no exception."""
    flash = fresh()
    on_flash.append(flash)
    before = dict(flash.files)
    listed, _files = release.parts(release.bundle(image(NEW), keys, 7), None)
    spoilt = listed[:at] + junk + listed[at + len(junk) :]
    if spoilt == listed:
        return
    job = modules.update.Update(Board(modules, flash).app, "test", flash, flash.open)
    job.begin(len(spoilt))
    job.take(spoilt)
    for _ in range(60):
        if job.error or job.listed:
            break
        job._turn()
    same = (
        spoilt.strip().lower() == listed.strip().lower()
    )  # what stands behind the signature, or its digits in capitals
    assert job.error.startswith("update: ") and "\n" not in job.error or same
    assert flash.files == before or same
