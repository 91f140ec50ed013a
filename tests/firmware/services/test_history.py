"""The history of a house in files: what it keeps, what a power cut, a bad record, a full disk leave of it."""

import random

import pytest

from balancepoint.control.house.past import DAY, FIELDS, NOTHING, PIECE, SIZE, Past, buffer
from balancepoint.services.history import History
from balancepoint.services.storage import Store
from tests.firmware.services.disk import FAT, LITTLEFS, Disk, PowerCut

RECORD = 16  # bytes


def boot(disk, roomy=False):
    if disk.dead:
        disk.cut(None, 0)
    return History(Store("/data", files=disk, open=disk.open), roomy)


def bin_of(number):
    chance = random.Random(number)
    return [chance.randint(-32767, 32767) for _ in range(FIELDS)]


def live(history, bins, save=True):
    for _ in range(bins):
        history.put(bin_of(history.bins))
        if save:
            assert history.save() is None


def told(history, first=0):
    """All bins from a number on, looked at as the core does; a copy is the same."""
    spare, copy, out = buffer(), buffer(), []
    while first < history.bins:
        count = history.look(first, spare)
        assert 1 <= count <= PIECE
        found = list(history.kept[history.at : history.at + count * FIELDS])
        assert history.read(first, copy) == count and list(copy[: count * FIELDS]) == found
        out += [found[k * FIELDS : (k + 1) * FIELDS] for k in range(count)]
        first += count
    return out


@pytest.mark.parametrize("roomy", (False, True))
def test_it_is_what_the_core_has_in_ram(roomy):
    """For as long as the house lives, over restarts: the same bins, in a bounded number of files."""
    disk, plain = Disk(LITTLEFS), Past()
    history = boot(disk, roomy)
    for part in (1, 30, 2, 500, 96, 1400, 77):
        for _ in range(part):
            plain.put(bin_of(plain.bins))
        live(history, part)
        first = max(0, plain.bins - SIZE)
        assert history.bins == plain.bins and told(history, first) == told(plain, first)
        assert history.save(True) is None
        history = boot(disk, roomy)
        assert told(history, first) == told(plain, first)
    assert history.damaged == history.lost == 0
    assert len(disk.files) <= SIZE // DAY + 2
    assert told(history)[0] == list(NOTHING), "what is too old is not there"


@pytest.mark.parametrize("kind", (LITTLEFS, FAT))
@pytest.mark.parametrize("before", (0, 5, DAY - 1, DAY, 17 * DAY))
def test_power_cut_at_every_operation_takes_the_last_record_at_most(kind, before):
    def until(cut):
        disk = Disk(kind)
        live(boot(disk), before)
        history = boot(disk)
        disk.cut(*cut)
        return disk, history

    disk, history = until((None, 0))
    live(history, 1)
    points = [(at, way) for at, ways in enumerate(disk.ways) for way in range(ways)]
    assert len(points) >= 4
    for point in points:
        disk, history = until(point)
        with pytest.raises(PowerCut):
            live(history, 1)
        history = boot(disk)
        assert history.bins in (before, before + 1), point
        first = max(0, before - SIZE)
        assert told(history, first) == [bin_of(number) for number in range(first, history.bins)], point
        live(history, 3)  # and life goes on
        assert told(boot(disk), before) == [bin_of(number) for number in range(before, history.bins)]
        assert history.damaged == 0


def test_a_bad_record_is_dropped_and_counted():
    disk = Disk(LITTLEFS)
    live(boot(disk), 2 * DAY)
    chance = random.Random(3)
    for byte in range(RECORD):
        content = bytearray(disk.files["/data/house.0"])
        content[7 * RECORD + byte] ^= 1 << chance.randrange(8)
        kept, disk.files["/data/house.0"] = disk.files["/data/house.0"], bytes(content)
        history = boot(disk)
        for _ in range(2):
            seen = told(history)
            assert seen.pop(7) == list(NOTHING)
            assert seen == [bin_of(number) for number in range(2 * DAY) if number != 7]
        assert history.damaged == 1, "once, however often it is read"
        disk.files["/data/house.0"] = kept


def test_a_lost_day_is_a_day_of_which_nothing_is_known():
    disk = Disk(LITTLEFS)
    live(boot(disk), 3 * DAY)
    del disk.files["/data/house.1"]
    disk.files["/data/house.wife"] = b"not of ours"
    seen = told(boot(disk))
    assert seen[DAY : 2 * DAY] == [list(NOTHING)] * DAY
    assert seen[2 * DAY :] == [bin_of(number) for number in range(2 * DAY, 3 * DAY)]


@pytest.mark.parametrize("roomy", (False, True))
def test_what_is_left_out_is_nothing(roomy):
    disk = Disk(LITTLEFS)
    live(boot(disk), 90)
    history = boot(disk, roomy)
    history.skip(60)
    live(history, PIECE)
    assert history.save(True) is None
    for each in (history, boot(disk), boot(disk, True)):
        seen = told(each)
        assert seen[90:150] == [list(NOTHING)] * 60 and seen[150:] == [bin_of(k) for k in range(150, 150 + PIECE)]
        assert each.damaged == 0


def test_one_append_a_quarter_of_an_hour_and_none_in_the_tick():
    disk = Disk(LITTLEFS)
    history = boot(disk)
    for _ in range(2 * DAY):
        disk.cut(None, 0)
        history.put(bin_of(history.bins))
        assert disk.steps == 0
        writes = history.store.writes
        for _ in range(900):
            history.save()
        assert history.store.writes == writes + 1


def test_a_full_disk_is_told_and_tried_again_with_the_next_bin():
    disk = Disk(FAT)
    live(boot(disk), 20)
    history = boot(disk)
    disk.size = disk.used()
    history.put(bin_of(20))
    assert history.save() == "history: not saved ([Errno 28] ENOSPC)"
    assert history.save() is None
    assert told(history) == [bin_of(number) for number in range(21)], "as long as it is in RAM"
    live_on = PIECE + 5
    for _ in range(live_on):
        history.put(bin_of(history.bins))
        assert "ENOSPC" in history.save()
    assert history.lost == live_on + 1 - PIECE
    disk.size = 1 << 20
    live(history, 1)
    assert history.save(True) is None
    assert told(boot(disk), 30) == told(history, 30)


def test_a_read_is_of_512_bytes_of_one_file():
    disk = Disk(LITTLEFS)
    history = boot(disk)
    live(history, 5 * DAY)
    sizes = []
    plain = history.store.get_at

    def watched(name, at, data):
        sizes.append(memoryview(data).nbytes)
        return plain(name, at, data)

    history.store.get_at = watched
    for first in range(0, 5 * DAY, 7):
        sizes.clear()
        history.read(first, buffer())
        assert len(sizes) == 1 and sizes[0] <= 512
