"""What is frozen into a build: the image's modules, a boot.py that never prefers files, and the manifest that names them."""

import os
import shutil
import sys
from types import SimpleNamespace

import pytest

from host_sim.errors import InputError
from host_sim.runtimes.vm import Vm
from tools import board, frozen, image


@pytest.fixture
def build(firmware, tmp_path):
    frozen.write(board.load("m5_atom_lite"), firmware, tmp_path / "build")
    return tmp_path / "build" / "frozen"


def test_it_has_the_modules_of_the_image_as_sources(build, firmware):
    made = image.make(board.load("m5_atom_lite"), firmware)
    there = {path.relative_to(build).as_posix() for path in build.rglob("*") if path.is_file()}
    assert there == {path.replace(".mpy", ".py") for path in made.files if path != "swap.py"}
    assert (build / "main.py").read_text() == (firmware / "main.py").read_text()


def test_the_board_module_says_that_it_is_frozen():
    chosen = board.load("esp32_wrover")
    with Vm({"/lib": {"board.py": image.board_module(chosen, frozen=True).encode()}}) as vm:
        assert vm.run("import board\nprint(board.FROZEN, board.PSRAM, board.IMAGE)").split() == [
            "True",
            "True",
            chosen.image,
        ]


def test_another_board_replaces_the_first(build, firmware):
    (build / "left.py").write_text("")
    frozen.write(board.load("m5_atoms3"), firmware, build.parent)
    assert 'NAME = "m5_atoms3"' in (build / "balancepoint/board.py").read_text() and not (build / "left.py").exists()
    assert [path.name for path in build.parent.iterdir()] == ["frozen"]


def test_its_boot_puts_what_is_frozen_before_files(build, monkeypatch):
    first = (build / "boot.py").read_text().partition("from balancepoint")[0]
    asked = SimpleNamespace(path=["", ".frozen", "/lib"])
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "sys", asked)
        patch.setitem(sys.modules, "gc", SimpleNamespace(mem_free=lambda: 165_000))
        exec(first, {})
    assert asked.path == [".frozen", "", "/lib"]


def manifest(firmware, monkeypatch):
    """What the manifest includes and freezes, run as MicroPython's tools run it: in its own folder."""
    shutil.copy(image.FIRMWARE / "manifest.py", firmware)
    monkeypatch.chdir(firmware)
    done = []
    exec(
        (firmware / "manifest.py").read_text(),
        {"include": done.append, "freeze": lambda path, opt: done.append((os.path.realpath(path), opt))},
    )
    return done


def test_the_manifest_freezes_that_besides_what_the_port_has(build, firmware, monkeypatch):
    assert manifest(firmware, monkeypatch) == ["$(PORT_DIR)/boards/manifest.py", (str(build.resolve()), 3)]


def test_the_manifest_says_what_to_do_first(firmware, monkeypatch):
    with pytest.raises(ValueError, match="nothing to freeze: run `python -m tools image BOARD --frozen` first"):
        manifest(firmware, monkeypatch)


def test_without_a_program_nothing_is_frozen(firmware):
    (firmware / "main.py").unlink()
    with pytest.raises(InputError, match="firmware/main.py: is missing"):
        frozen.sources(board.load("m5_atom_lite"), firmware)
