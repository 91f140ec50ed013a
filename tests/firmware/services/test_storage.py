"""Power may go at every operation on the disk: what is loaded afterwards is the last value or the one before, whole."""

import json
import os
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.services.storage import Store
from tests.firmware.services.disk import FAT, KINDS, LITTLEFS, Disk, PowerCut

VALUES = [{"version": 1, "count": k, "gains": [k, -k, None], "word": "°C \n" + "x" * (20 * k)} for k in range(6)]


def boot(disk):
    """A new program, with power again if that was cut."""
    if disk.dead:
        disk.cut(None, 0)
    return Store("/data", files=disk, open=disk.open)


def saved(disk, count):
    """The disk after `count` saves in one boot."""
    store = boot(disk)
    for value in VALUES[:count]:
        assert store.save("memory", value) is None
    return store


def cuts(kind, before):
    """Every (operation, way) in which the save after `before` others can be cut."""
    disk = Disk(kind)
    store = saved(disk, before)
    disk.cut(None, 0)
    store.save("memory", VALUES[before])
    return [(at, way) for at, ways in enumerate(disk.ways) for way in range(ways)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("before", range(5))
@pytest.mark.parametrize("rebooted", (False, True))
def test_power_cut_at_every_operation(kind, before, rebooted):
    points = cuts(kind, before)
    assert len(points) > 8
    for at, way in points:
        disk = Disk(kind)
        store = saved(disk, before)
        if rebooted:
            store = boot(disk)
        disk.cut(at, way)
        with pytest.raises(PowerCut):
            store.save("memory", VALUES[before])
        store = boot(disk)
        data, note = store.load("memory")
        allowed = VALUES[before - 1 : before + 1] if before else [None, VALUES[0]]
        assert data in allowed, (at, way, note)
        # and life goes on
        assert store.save("memory", VALUES[5]) is None
        assert boot(disk).load("memory")[0] == VALUES[5]
        assert store.save("memory", VALUES[4]) is None
        assert boot(disk).load("memory") == (VALUES[4], None)


@pytest.mark.parametrize("kind", KINDS)
def test_power_cut_again_and_again(kind):
    """Two cuts in a row, at every pair of operations."""
    for at, way in cuts(kind, 3):
        for again in range(40):
            disk = Disk(kind)
            store = saved(disk, 3)
            disk.cut(at, way)
            with pytest.raises(PowerCut):
                store.save("memory", VALUES[3])
            first = boot(disk).load("memory")[0]
            disk.cut(again // 4, again % 4)
            try:
                boot(disk).save("memory", VALUES[4])
            except PowerCut:
                assert boot(disk).load("memory")[0] in (first, VALUES[4])
            else:
                disk.cut(None, 0)
                assert boot(disk).load("memory")[0] == VALUES[4]


step = st.tuples(
    st.sampled_from(("save", "cut", "boot")), st.integers(0, 5), st.integers(0, 12), st.integers(0, 3), st.booleans()
)


@settings(max_examples=300)
@given(st.sampled_from(KINDS), st.lists(step, max_size=25))
def test_any_course_of_saves_cuts_and_boots(kind, course):
    disk = Disk(kind)
    store = boot(disk)
    last = None
    for what, value, at, way, loads in course:
        data = VALUES[value]
        if what == "boot":
            store = boot(disk)
            if loads:
                assert store.load("memory")[0] == last
        elif what == "save":
            assert store.save("memory", data) is None
            last = data
        else:
            disk.cut(at, way)
            try:
                assert store.save("memory", data) is None
                last = data
            except PowerCut:
                store = boot(disk)
                found = store.load("memory")[0]
                assert found in (last, data)
                last = found
            disk.cut(None, 0)
        assert disk.opened == 0
    assert boot(disk).load("memory")[0] == last


def test_what_is_there_already_is_not_written_again():
    disk = Disk(LITTLEFS)
    store = saved(disk, 3)
    for _ in range(10):
        assert store.save("memory", dict(reversed(VALUES[2].items()))) is None
    assert store.writes == 3
    store = boot(disk)
    assert store.load("memory") == (VALUES[2], None)
    assert store.save("memory", VALUES[2]) is None
    assert boot(disk).save("memory", VALUES[2]) is None
    assert store.writes == 0


def test_the_first_value_is_written_twice_so_that_there_are_two_copies():
    disk = Disk(LITTLEFS)
    for _ in range(3):
        store = boot(disk)
        for _ in range(3):
            assert store.save("memory", VALUES[1]) is None
    assert store.writes == 0
    first, second = (disk.files["/data/memory." + which].partition(b"\n")[2] for which in "ab")
    assert first == second
    disk.files["/data/memory.b"] = b""
    assert boot(disk).save("memory", VALUES[1]) is None
    assert disk.files["/data/memory.b"].endswith(second)


def test_the_form_of_a_copy_is_as_documented():
    disk = Disk(LITTLEFS)
    boot(disk).save("state", {"b": [1, 2], "a": None})
    head, _, payload = disk.files["/data/state.a"].partition(b"\n")
    assert json.loads(payload) == {"a": None, "b": [1, 2]}
    numbers = b"1 %d" % len(payload)
    assert head == b"balancepoint 1 %s %08x" % (numbers, zlib.crc32(payload + numbers))
    assert list(disk.files) == ["/data/state.a"]


def test_nothing_there_is_no_fault():
    assert boot(Disk(LITTLEFS)).load("memory") == (None, None)


@pytest.mark.parametrize("count", (2, 3))
def test_every_flipped_bit_and_every_lost_end_is_found(count):
    disk = Disk(LITTLEFS)
    saved(disk, count)
    newest = "/data/memory." + "ba"[count % 2]
    whole = disk.files[newest]
    broken = [whole[:k] + bytes([whole[k] ^ 1 << bit]) + whole[k + 1 :] for k in range(len(whole)) for bit in range(8)]
    broken += [whole[:k] for k in range(len(whole))] + [whole + b" ", b"\xff" * 4096, b"\0" * len(whole)]
    for content in broken:
        disk.files[newest] = content
        assert boot(disk).load("memory") == (VALUES[count - 2], "memory: a copy is damaged, the other is used")


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_whatever_stands_in_both_copies_nothing_is_raised(first, second):
    disk = Disk(LITTLEFS)
    disk.files = {"/data/memory.a": first, "/data/memory.b": second}
    store = boot(disk)
    assert store.load("memory") == (None, "memory: a copy is damaged, and no other is there")
    assert store.save("memory", VALUES[1]) is None
    assert boot(disk).load("memory") == (VALUES[1], "memory: a copy is damaged, the other is used")


def test_a_copy_that_is_whole_but_refused_gives_way_to_the_older():
    disk = Disk(FAT)
    saved(disk, 3)

    def make(data):
        if data["count"] == 2:
            raise ValueError("count: 2 is too much")
        return data["count"]

    store = boot(disk)
    assert store.load("memory", make) == (1, "memory: count: 2 is too much, the other is used")
    # The refused one is what the next save writes over: the good one stays until that is done.
    disk.cut(0, 0)
    with pytest.raises(PowerCut):
        store.save("memory", VALUES[4])
    assert boot(disk).load("memory", make)[0] == 1
    store = boot(disk)
    store.load("memory", make)
    assert store.save("memory", VALUES[3]) is None
    assert boot(disk).load("memory", make) == (3, None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("room", range(0, 200, 13))
def test_a_full_disk_keeps_what_is_there(kind, room):
    disk = Disk(kind)
    store = saved(disk, 2)
    disk.size = disk.used() + room
    line = store.save("memory", VALUES[5])
    assert line == "memory: not saved ([Errno 28] ENOSPC)" and store.failures == 1
    assert store.load("memory") == (VALUES[1], None)
    assert boot(disk).load("memory") == (VALUES[1], None)
    disk.size = 1 << 20
    assert store.save("memory", VALUES[5]) is None
    assert boot(disk).load("memory") == (VALUES[5], None)


def test_a_disk_that_writes_wrong_is_found_before_a_good_copy_is_lost():
    disk = Disk(LITTLEFS)
    store = saved(disk, 2)
    write = disk.open

    class Bad:
        def __init__(self, file):
            self.file = file

        def __getattr__(self, name):
            return getattr(self.file, name)

        def write(self, block):
            self.file.write(block.replace(b"9", b"8").replace(b"1", b"0"))

    store.open = lambda path, mode: Bad(write(path, mode)) if mode == "wb" else write(path, mode)
    for value in VALUES[2:]:
        assert store.save("memory", value) == "memory: not saved (what was written cannot be read back)"
    assert boot(disk).load("memory") == (VALUES[1], None)
    assert store.failures == 4


def test_names_do_not_touch_each_other():
    disk = Disk(LITTLEFS)
    store = boot(disk)
    store.save("memory", VALUES[1])
    store.save("state", VALUES[2])
    assert store.load("memory") == (VALUES[1], None) and store.load("state") == (VALUES[2], None)


def test_on_the_files_of_this_machine(tmp_path):
    folder = str(tmp_path / "data")
    for value in VALUES:
        assert Store(folder).save("memory", value) is None
        assert Store(folder).load("memory") == (value, None)
    assert sorted(os.listdir(folder)) == ["memory.a", "memory.b"]
    line = Store(str(tmp_path / "no" / "folder")).save("memory", VALUES[0])
    assert line and line.startswith("memory: not saved (") and "\n" not in line


@pytest.mark.parametrize("count", (0, 1, 31, 32, 33, 64, 65, 1000))
def test_long_lists_are_the_same_json_in_small_pieces(count):
    disk = Disk(LITTLEFS)
    value = {"a": [k - 500 for k in range(count)], "b": "x", "c": [None] * count}
    assert boot(disk).save("memory", value) is None
    assert boot(disk).load("memory") == (value, None)
