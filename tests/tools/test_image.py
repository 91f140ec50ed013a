"""The image: complete, reproducible, loadable by the MicroPython VM, gated by size."""

import hashlib
import json
import os
import tomllib

import pytest

from balancepoint.units.ir.names import NAMES
from host_sim.errors import InputError
from host_sim.runtimes import memory
from host_sim.runtimes.vm import Vm
from tools import board, image


def test_the_manifest_names_every_file_with_its_hash(small_image, tmp_path):
    folder = small_image.write(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    there = {
        p.relative_to(folder / "image").as_posix(): p.read_bytes() for p in (folder / "image").rglob("*") if p.is_file()
    }
    assert set(there) == set(manifest["files"])
    for path, data in there.items():
        assert manifest["files"][path] == {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert manifest["version"] == tomllib.loads((image.ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert (manifest["board"], manifest["chip"], manifest["mpy"]) == ("esp32_devkitc", "esp32", 6)


def test_the_same_sources_give_the_same_bytes(firmware, tmp_path):
    chosen = board.load("m5_atom_lite")
    folders = [image.make(chosen, firmware).write(tmp_path / name) for name in ("one", "two")]
    one, two = ({p.relative_to(f).as_posix(): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders)
    assert one == two and len(one) > 5


def test_a_new_image_leaves_nothing_of_the_old_one(small_image, firmware, tmp_path):
    small_image.write(tmp_path)
    (firmware / "balancepoint" / "control" / "small.py").unlink()
    folder = image.make(small_image.board, firmware).write(tmp_path)
    assert not (folder / "image" / "balancepoint" / "control" / "small.mpy").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("name", board.names())
def test_the_board_module_says_on_micropython_what_the_board_file_says(name):
    chosen = board.load(name)
    compiled = image.compiled({"balancepoint/board.py": image.board_module(chosen)})
    with Vm({"/lib": {**compiled, "balancepoint/__init__.py": b""}}) as vm:
        told = vm.run(
            "from balancepoint.board import *\nprint([NAME, CHIP, VERSION, PINS, SAFE, LED, PSRAM, IMAGE, FROZEN])"
        )
    name_told, chip, version, pins, safe, led, psram, official, frozen = eval(told)  # repr of plain values
    assert (name_told, chip, version, led) == (name, chosen.chip, image.version(), chosen.led)
    assert (psram, official, frozen) == (chosen.psram, chosen.image, False)
    assert pins == {function: pin.gpio for function, pin in chosen.pins.items()}
    outputs = {p.gpio: p.safe for p in chosen.pins.values() if p.safe is not None}
    assert dict(safe) == outputs and len(safe) == len(outputs)
    assert set(outputs.values()) == {0}


def test_the_core_is_compiled_and_runs_on_micropython():
    texts = {path: text for path, text in image.sources().items() if "control" in path or path.count("/") == 1}
    with Vm({"/lib": image.compiled(texts)}) as vm:
        told = vm.run(f"{memory.IMPORTS}\n{memory.BUILD}\nprint(controller.step(readings, request, 1) is not None)")
    assert told.strip() == "True"


def test_a_hand_written_board_module_is_not_taken(firmware):
    (firmware / "balancepoint" / "board.py").write_text("NAME = 'stale'\n")
    made = image.make(board.load("m5_atom_lite"), firmware)
    assert b"m5_atom_lite" in made.files["balancepoint/board.mpy"]
    assert b"stale" not in made.files["balancepoint/board.mpy"]


def test_what_does_not_compile_is_one_line_with_the_file(firmware):
    (firmware / "balancepoint" / "control" / "bad.py").write_text("x = 1\nmatch x:\n    case 1: pass\n")
    with pytest.raises(InputError) as caught:
        image.make(board.load("m5_atom_lite"), firmware)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("firmware/balancepoint/control/bad.py: mpy-cross:")
    assert "line 2" in str(caught.value) and "SyntaxError" in str(caught.value)


def test_without_a_program_there_is_no_image(firmware):
    (firmware / "main.py").unlink()
    with pytest.raises(InputError, match="firmware/main.py: is missing"):
        image.make(board.load("m5_atom_lite"), firmware)


def test_over_its_budget_is_seen_per_package_and_in_total(small_image, tmp_path):
    sizes = small_image.sizes()
    assert set(sizes) == {"balancepoint", "control"}
    assert sum(sizes.values()) == sum(len(d) for p, d in small_image.files.items() if p.endswith(".mpy"))
    budget = tmp_path / "budget.toml"
    just = -(-sizes["control"] // 1000)
    budget.write_text(f"total = {just}\n[packages]\nbalancepoint = 9\ncontrol = {just - 1}\n")
    over = {line.package: line.over for line in image.budgeted(small_image, budget)}
    assert over == {"balancepoint": False, "control": True, "total": sum(sizes.values()) > just * 1000}
    budget.write_text(f"total = 160\n[packages]\nbalancepoint = 9\ncontrol = {just}\n")
    assert not any(line.over for line in image.budgeted(small_image, budget))


def test_a_package_without_a_budget_is_told(small_image, tmp_path):
    budget = tmp_path / "budget.toml"
    budget.write_text("total = 160\n[packages]\nbalancepoint = 9\n")
    with pytest.raises(InputError, match="packages.control is missing: give the package a budget"):
        image.budgeted(small_image, budget)


def test_mip_installs_the_image_and_leaves_the_settings(make_board, small_image, tmp_path):
    """mpremote's own installer, from the build directory as from a clone."""
    import dataclasses

    from mpremote import mip

    from tools import port, remote

    made = dataclasses.replace(small_image, files={**small_image.files, "settings.json": b"{}"})
    folder = made.write(tmp_path / "build")
    virtual = make_board()
    side = remote.Remote(port.connect(virtual.url))
    side.interrupt()
    mip._install_package(side.transport, str(folder / "package.json"), None, "", None, True)
    side.transport.close()
    assert virtual.files(tmp_path / "flash") == small_image.files


@pytest.mark.parametrize("name", board.names())
def test_the_example_settings_of_each_board_go_in(name):
    made = image.settings(board.load(name), None)
    assert made is not None and json.loads(made)["board"] == name


@pytest.mark.parametrize("text, told", [("{", "mine.json: "), ('{"version": 1, "board": "m5_atoms3"}', "m5_atoms3")])
def test_settings_that_the_firmware_would_refuse_do_not_go_in(tmp_path, text, told):
    (tmp_path / "mine.json").write_text(text)
    with pytest.raises(InputError) as caught:
        image.settings(board.load("esp32_devkitc"), tmp_path / "mine.json")
    assert "\n" not in str(caught.value) and told in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "mine.json"))
    with pytest.raises(InputError, match="cannot be read"):
        image.settings(board.load("esp32_devkitc"), tmp_path / "none.json")


def test_a_byte_order_mark_does_not_reach_the_board(tmp_path):
    chosen = board.load("esp32_devkitc")
    example = image.settings(chosen, None)
    (tmp_path / "mine.json").write_bytes(b"\xef\xbb\xbf" + example)
    assert image.settings(chosen, tmp_path / "mine.json") == example


def test_broken_python_is_one_line_with_the_file(firmware, monkeypatch):
    monkeypatch.undo()
    (firmware / "balancepoint" / "control" / "bad.py").write_text("x = 1\nif x:\n")
    with pytest.raises(InputError, match=r"^firmware/balancepoint/control/bad.py:\d+: expected an indented block"):
        image.make(board.load("m5_atom_lite"), firmware)


def held(made):
    """The remotes in an image."""
    return {path.split("/")[-1].removesuffix(".mpy") for path in made.files if "/units/ir/" in path} & set(NAMES)


@pytest.fixture
def with_remotes(firmware):
    for name in ("gree", "daikin", "wave"):
        path = firmware / "balancepoint" / "units" / "ir" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("MARK = 1\n")
    return firmware


def test_an_image_holds_the_remotes_that_are_asked_for(with_remotes):
    atom = board.load("m5_atom_lite")
    example = board.FOLDER / "examples" / "ir_m5_atom_lite.json"
    assert held(image.make(atom, with_remotes)) == {"daikin", "gree"}  # settings that stay on the board may name any
    assert held(image.make(atom, with_remotes, remotes=["gree"])) == {"gree"}
    assert image.held_remotes([], (board.FOLDER / "m5_atom_lite.settings.json").read_bytes()) == set()
    assert image.held_remotes([], example.read_bytes()) == {"mitsubishi_ac"}
    assert image.held_remotes(["gree"], example.read_bytes()) == {"gree", "mitsubishi_ac"}
    assert "balancepoint/units/ir/wave.mpy" in image.make(atom, with_remotes, remotes=["gree"]).files
    with pytest.raises(InputError, match="--remote gre: no such remote; allowed are coolix, daikin, "):
        image.make(atom, with_remotes, remotes=["gre"])


def test_what_was_made_small_is_kept_for_the_next_time_by_its_sources(tmp_path, monkeypatch):
    made = []

    def shrink(sources):
        made.append(sources)
        return {path: text.upper() for path, text in sources.items()}

    monkeypatch.setattr(image, "shrink", shrink)
    monkeypatch.setattr(image, "ROOT", tmp_path)
    one, other = {"balancepoint/a.py": "x = 1"}, {"balancepoint/a.py": "x = 2"}
    image.small(one)
    assert not (tmp_path / "build").exists(), "outside a clone nothing is kept"
    (tmp_path / "Makefile").touch()
    for texts in (one, other, one, other):
        assert image.small(texts) == {"balancepoint/a.py": texts["balancepoint/a.py"].upper()}
    assert len(made) == 3
    folder = tmp_path / "build" / "small"
    for k in range(9):
        for path in folder.iterdir():
            os.utime(path, (path.stat().st_mtime - 60,) * 2)  # a minute later
        image.small({"balancepoint/a.py": f"y = {k}"})
        image.small(one)
    assert len(list(folder.iterdir())) == image._LATEST
    assert len(made) == 3 + 9, "what is wanted again and again stays"
