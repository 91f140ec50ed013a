"""The swap of programs (firmware/swap.py), cut at every step: what was whole is put in place by the next try."""

import os
import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SWAP = Path(__file__).parents[2] / "firmware" / "swap.py"
NEW = "balancepoint.new"
CHANGES = ("remove", "rename", "rmdir")
NAMES = (
    "boot.py",
    "main.py",
    "balancepoint/a.mpy",
    "balancepoint/b.mpy",
    "balancepoint/c/d.mpy",
    "balancepoint/e/f/g.mpy",
)


class PowerCut(Exception):
    pass


class Flash:
    """`os` with the power cut before the change number `left`."""

    def __init__(self, left):
        self.left = left

    def __getattr__(self, name):
        call = getattr(os, name)
        if name not in CHANGES:
            return call

        def changing(*arguments):
            if self.left == 0:
                raise PowerCut
            self.left -= 1
            return call(*arguments)

        return changing


def lay(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def found(root):
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def carry_through(root, cut):
    """Run it; whether the power was cut, and what it returned."""
    module = runpy.run_path(str(SWAP))
    module["carry_through"].__globals__["os"] = Flash(cut)
    try:
        return False, module["carry_through"](f"{root}/")
    except PowerCut:
        return True, None


programs = st.dictionaries(st.sampled_from(NAMES), st.text("xyz", min_size=1, max_size=3))


@given(programs, programs)
@settings(max_examples=15)
def test_a_swap_cut_at_any_step_is_carried_through(tmp_path_factory, old, new):
    gone = [path for path in old if path not in new and path.startswith("balancepoint/")]
    kept = {path: text for path, text in old.items() if path not in gone}
    cuts = 0
    while True:
        root = tmp_path_factory.mktemp("flash")
        lay(root, {**old, "settings.json": "mine", "data/memory": "learned"})
        for path in new:  # as the copy leaves it: the folders are there
            (root / path).parent.mkdir(parents=True, exist_ok=True)
        lay(root, {f"{NEW}/{path}": text for path, text in new.items()})
        lay(root, {f"{NEW}/complete": "\n".join([*new, *(f"-{path}" for path in gone)])})
        cut, told = carry_through(root, cuts)
        if cut:
            again, told = carry_through(root, -1)
            assert not again and told in (True, False)
        assert found(root) == {**kept, **new, "settings.json": "mine", "data/memory": "learned"}
        assert not list(root.glob(f"{NEW}/**/*.*")), "nothing waits any more"
        if not cut:
            break
        cuts += 1
    assert cuts > len(new)


def test_half_a_copy_is_left_alone(tmp_path):
    lay(tmp_path, {"main.py": "old", f"{NEW}/main.py": "half", f"{NEW}/complete.part": "main.py"})
    before = found(tmp_path)
    assert carry_through(tmp_path, -1) == (False, False)
    assert found(tmp_path) == before


@pytest.mark.parametrize("word", ["match", "typing", "dataclass"])
def test_it_is_small_and_plain(word):
    assert word not in SWAP.read_text() and SWAP.stat().st_size < 2500
