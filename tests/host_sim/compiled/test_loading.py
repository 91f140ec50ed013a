"""Which core runs, and what is said: a build that is not of these very sources is never used."""

import shutil

import pytest

from host_sim.compiled import __main__ as command
from host_sim.compiled import build, digest, loading, toolchain
from host_sim.errors import InputError


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A core of its own and a place for builds."""
    monkeypatch.setattr(digest, "CORE", tmp_path / "core")
    monkeypatch.setattr(digest, "BUILDS", tmp_path / "builds")
    monkeypatch.delenv(loading.VARIABLE, raising=False)
    shutil.copytree(loading.digest.ROOT / "firmware/balancepoint/control/journal", tmp_path / "core")
    loading._load.cache_clear()
    yield tmp_path
    loading._load.cache_clear()


def said(capfd):
    return capfd.readouterr().err


def test_a_fresh_clone_is_interpreted_and_says_nothing(place, capfd):
    assert loading.load() is None and loading.told() == "interpreted"
    assert said(capfd) == ""


def test_the_digest_knows_every_source_the_tool_and_its_tools(place, monkeypatch):
    before = digest.digest(place / "core")
    assert before == digest.digest(place / "core")
    words = (place / "core" / "words.py").read_text(encoding="utf-8")
    (place / "core" / "words.py").write_text(words + "\n", encoding="utf-8")
    assert digest.digest(place / "core") != before
    (place / "core" / "words.py").write_text(words, encoding="utf-8")
    assert digest.digest(place / "core") == before
    for name, other in (("FLAGS", ("-O0",)), ("cython_version", lambda: "2.9"), ("SUFFIX", ".other.so")):
        with monkeypatch.context() as patch:
            patch.setattr(toolchain, name, other)
            assert digest.digest(place / "core") != before, name


def test_a_build_of_other_sources_is_not_used_and_says_so_once(place, capfd):
    (place / "builds" / "cpython-311-0123456789abcdef").mkdir(parents=True)
    assert loading.load() is None and loading.load() is None
    assert said(capfd) == (
        f"the build in {place / 'builds'} is of other sources or another Python: "
        "the interpreted core runs; make fast brings it up to date\n"
    )


def test_a_draft_and_kept_parts_are_no_build(place, capfd):
    for name in ("parts", "cpython-311-0123456789abcdef.77.new"):
        (place / "builds" / name).mkdir(parents=True)
    assert loading.load() is None and said(capfd) == ""


def test_a_build_that_cannot_be_loaded_says_so(place, capfd):
    digest.folder(digest.CORE, digest.BUILDS).mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(__import__("sys").modules, "balancepoint_compiled", raising=False)
        patch.delitem(__import__("sys").modules, "balancepoint_compiled.c_boundary", raising=False)
        assert loading.load() is None
    assert "cannot be loaded (No module named 'balancepoint_compiled')" in said(capfd)


def test_off_is_interpreted_whatever_there_is(place, capfd):
    (place / "builds" / "cpython-311-0123456789abcdef").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(loading.VARIABLE, "")
        loading.forgo()
        assert loading.load() is None and said(capfd) == ""


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("required", "BALANCEPOINT_FAST=required: there is no build; make fast builds it"),
        ("yes", "BALANCEPOINT_FAST=yes: allowed are off and required"),
    ],
)
def test_what_is_required_and_missing_is_one_line(place, monkeypatch, word, message):
    monkeypatch.setenv(loading.VARIABLE, word)
    with pytest.raises(InputError) as error:
        loading.load()
    assert str(error.value) == message


# --- what make fast says ---


def failing(capfd):
    """What it says, its exit code 2."""
    assert command.main() == 2
    return said(capfd)


def test_without_cython(monkeypatch, capfd):
    monkeypatch.setattr(toolchain, "cython_version", lambda: None)
    assert failing(capfd) == (
        "make fast: Cython is missing: make fast installs it, or pip install balancepoint[fast]; the interpreted core goes on\n"
    )


def test_without_a_compiler(monkeypatch, capfd):
    monkeypatch.setattr(toolchain, "cython_version", lambda: "3.1")
    monkeypatch.setenv("CC", "nocompiler -m64")
    monkeypatch.setenv("PATH", "")
    toolchain.compiler.cache_clear()
    try:
        assert failing(capfd) == (
            "make fast: no C compiler: nocompiler is not there (on Debian: apt-get install gcc); the interpreted core goes on\n"
        )
    finally:
        toolchain.compiler.cache_clear()


def test_a_source_that_is_no_python(place, monkeypatch, capfd):
    monkeypatch.setattr(toolchain, "cython_version", lambda: "3.1")
    monkeypatch.setattr(toolchain, "compiler", lambda: ("cc",))
    (place / "core" / "words.py").write_text("def (:\n", encoding="utf-8")
    with pytest.raises(InputError, match="core: .*invalid syntax"):
        build.build(place / "core", place / "builds")
    assert not (place / "builds").exists()
