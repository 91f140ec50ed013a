"""A build of a small core: what it gives, that only what changed is compiled again, and that a failure is one line."""

import importlib
import sys

import pytest

from host_sim.compiled import build, toolchain
from host_sim.errors import InputError

QUANTITY = "def clamp(value, low, high):\n    return low if value < low else high if value > high else value\n"
ROOM = """
from array import array
from .quantity import clamp
class Room:
    def __init__(self):
        self.value = 0
        self.past = array("h", [0] * 4)
    def step(self, now):
        self.value = clamp(self.value + (now << 2) // -3, -900, 900)
        self.past[now % 4] = self.value
        return self.value
    def learn(self):
        for k in range(4):
            yield self.past[k] >> 1
def grow(now):
    return now * now * now
"""


@pytest.fixture
def small(tmp_path, compiler):
    (tmp_path / "core").mkdir()
    for name, text in (("__init__", ""), ("quantity", QUANTITY), ("room", ROOM)):
        (tmp_path / "core" / f"{name}.py").write_text(text, encoding="utf-8")
    kept = forgotten()
    yield tmp_path
    forgotten()
    sys.modules.update(kept)


def forgotten():
    """The modules of a build that were loaded, and are not any more."""
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith("balancepoint_compiled")}


def built(folder):
    return build.build(folder / "core", folder / "builds", tell=lambda line: None)


def test_what_is_built_gives_the_same_and_only_what_changed_is_compiled(small, monkeypatch):
    first = built(small)
    assert (first.modules, first.anew) == (2, 2)
    assert built(small)._replace(seconds=0) == first._replace(anew=0, seconds=0)
    monkeypatch.syspath_prepend(str(first.place))
    room = importlib.import_module("balancepoint_compiled.room")
    plain = {}
    exec(ROOM.replace("from .quantity import clamp", QUANTITY), plain)
    one, other = room.Room(), plain["Room"]()
    for now in (0, 1, 7, 500, -3):
        assert one.step(now) == other.step(now)
    assert list(one.learn()) == list(other.learn()) and one.past == other.past
    with pytest.raises(OverflowError):
        room.grow(1 << 32)
    with pytest.raises(TypeError):
        one.step(None)

    (small / "core" / "room.py").write_text(ROOM.replace("900)", "901)"), encoding="utf-8")
    second = built(small)
    assert (second.modules, second.anew) == (2, 1) and second.place != first.place


def test_a_compiler_that_fails_is_one_line_and_leaves_no_build(small, monkeypatch):
    monkeypatch.setattr(toolchain, "FLAGS", ("-no-such-flag",))
    with pytest.raises(InputError, match=r"^balancepoint_compiled/\w+\.py: the C compiler \S+ fails: .+$"):
        built(small)
    assert [each.name for each in (small / "builds").iterdir()] == ["parts"]


def key_of(texts):
    return toolchain.key("p/a", texts)


TEXTS = {
    "p/a.py": "x = 1\n",
    "p/a.pxd": "from p.b cimport B as T_b_B\nfrom p.c_numbers cimport long_of\ncdef class A:\n    cdef public T_b_B b\n",
    "p/b.py": "y = 1\n",
    "p/b.pxd": "from p.c cimport C as T_c_C\nfrom p.d cimport go as f_d_go\ncdef class B:\n    @cython.locals(k=long)\n"
    "    cpdef long step(self, T_c_C c)\n",
    "p/c.pxd": "cdef class C:\n    cdef public long n\n",
    "p/d.pxd": "cpdef long go(long n)\n",
    "p/c_numbers.pxd": "cdef inline long long_of(object value)\n",
}


@pytest.mark.parametrize(
    ("path", "old", "new", "again"),
    [
        ("p/a.py", "1", "2", True),
        ("p/a.pxd", "public", "readonly", True),
        ("p/b.pxd", "long step", "object step", True),
        ("p/c.pxd", "long n", "object n", True),
        ("p/c_numbers.pxd", "long", "int", True),
        ("p/b.py", "1", "2", False),
        ("p/b.pxd", "k=long", "k=bint", False),
        ("p/b.pxd", "from p.d cimport go as f_d_go\n", "", False),
        ("p/d.pxd", "long n", "bint n", False),
    ],
)
def test_a_module_is_compiled_again_for_layouts_and_signatures_not_for_the_insides_of_others(path, old, new, again):
    changed = {**TEXTS, path: TEXTS[path].replace(old, new)}
    assert (key_of(changed) != key_of(TEXTS)) == again
