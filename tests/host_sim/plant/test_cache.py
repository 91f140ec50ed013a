"""The folder of compiled kernels: what is old goes, what is in use or foreign stays."""

import os
import time

import pytest

from host_sim.plant import sweep


def test_old_texts_are_swept(tmp_path):
    day = 86_400.0
    for name, age in (("numba-own", 3 * day), ("numba-old", 2 * day), ("numba-young", 0.5 * day), ("other", 9 * day)):
        (tmp_path / name / "kernels").mkdir(parents=True)
        (tmp_path / name / "kernels" / "a.nbi").write_text("x")
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    sweep(tmp_path / "numba-own")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["numba-own", "numba-young", "other"]
    assert (tmp_path / "numba-own" / "kernels" / "a.nbi").exists()
    assert time.time() - (tmp_path / "numba-own").stat().st_mtime < 60


def test_a_new_folder_is_made_and_a_locked_place_is_no_error(tmp_path):
    sweep(tmp_path / "deep" / "numba-new")
    assert (tmp_path / "deep" / "numba-new").is_dir()
    (tmp_path / "file").write_text("in the way")
    sweep(tmp_path / "file" / "numba-new")
    with pytest.raises(NotADirectoryError):
        os.stat(tmp_path / "file" / "numba-new")
