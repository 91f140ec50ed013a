"""The folder of compiled kernels: what is old goes, what is in use or foreign stays."""

import os
import time

import numba
import pytest

from host_sim import kernels


def test_old_texts_are_swept(tmp_path):
    day = 86_400.0
    for name, age in (("numba-own", 3 * day), ("numba-old", 2 * day), ("numba-young", 0.5 * day), ("other", 9 * day)):
        (tmp_path / name / "kernels").mkdir(parents=True)
        (tmp_path / name / "kernels" / "a.nbi").write_text("x")
        os.utime(tmp_path / name, (time.time() - age, time.time() - age))
    kernels.sweep(tmp_path / "numba-own")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["numba-own", "numba-young", "other"]
    assert (tmp_path / "numba-own" / "kernels" / "a.nbi").exists()
    assert time.time() - (tmp_path / "numba-own").stat().st_mtime < day


def test_a_new_folder_is_made_and_a_locked_place_is_no_error(tmp_path):
    kernels.sweep(tmp_path / "deep" / "numba-new")
    assert (tmp_path / "deep" / "numba-new").is_dir()
    (tmp_path / "file").write_text("in the way")
    kernels.sweep(tmp_path / "file" / "numba-new")
    with pytest.raises(NotADirectoryError):
        os.stat(tmp_path / "file" / "numba-new")


def test_a_changed_text_has_another_folder_and_what_follows_has_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    before = numba.config.CACHE_DIR
    source = tmp_path / "terms.py"
    folders = []
    for text in ("LIMIT = 1", "LIMIT = 2", "LIMIT = 1"):
        source.write_text(text)
        with kernels.kept(tmp_path, [source]):
            folders.append(numba.config.CACHE_DIR)
        assert before == numba.config.CACHE_DIR
    assert folders[0] == folders[2] != folders[1]
