"""The count of boots in a row that did not last: begun, good, tried again, over any course and with NVS damaged or broken."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.services.boots import BootCount


class Nvs:
    """esp32.NVS: what is set counts after commit, a key that is missing is an OSError."""

    def __init__(self):
        self.kept = {}
        self.new = {}
        self.commits = 0
        self.broken = False

    def get_i32(self, key):
        if key in self.new:
            return self.new[key]
        if self.broken or key not in self.kept:
            raise OSError(-4354, "ESP_ERR_NVS_NOT_FOUND")
        return self.kept[key]

    def set_i32(self, key, value):
        if self.broken:
            raise OSError(-4357, "ESP_ERR_NVS_NOT_ENOUGH_SPACE")
        assert len(key) <= 15 and -(1 << 31) <= value < 1 << 31
        self.new[key] = value

    def commit(self):
        self.kept.update(self.new)
        self.new = {}
        self.commits += 1


@given(st.lists(st.sampled_from(("bad", "good", "retry")), max_size=30))
def test_the_count_is_that_of_the_boots_since_the_last_good_one(course):
    nvs = Nvs()
    count = 0
    for end in course:
        boots = BootCount(nvs)
        count = min(count + 1, 9)
        assert boots.begin() == count
        if end == "good":
            count = 0
            boots.good()
            commits = nvs.commits
            boots.good()
            assert nvs.commits == commits
        elif end == "retry":
            boots.retry()
            count = 2
    assert nvs.commits <= 2 * len(course)


def test_a_start_for_a_bench_comes_once_and_does_not_count():
    nvs = Nvs()
    for expected in (1, 2):
        boots = BootCount(nvs)
        assert (boots.begin(), boots.bench) == (expected, False)
    app = SimpleNamespace(uptime=SimpleNamespace(now=lambda: 40), restart_due=0)
    boots.make_way(app, False)
    assert app.restart_due == 41
    boots = BootCount(nvs)
    assert (boots.begin(), boots.bench) == (0, True)
    boots = BootCount(nvs)  # whatever ended it
    assert (boots.begin(), boots.bench) == (1, False), "who could be asked was well"


def test_a_start_that_another_follows_by_intent_does_not_count():
    nvs = Nvs()
    assert BootCount(nvs).begin() == 1
    boots = BootCount(nvs)
    assert boots.begin() == 2
    assert boots.again()
    boots = BootCount(nvs)
    assert boots.begin() == 2
    assert not boots.again(), "twice in a row"
    assert BootCount(nvs).begin() == 3
    boots = BootCount(nvs)
    assert boots.begin() == 4 and boots.again()
    nvs.kept = {}
    nvs.broken = True
    assert not BootCount(nvs).again(), "nobody would know"


def test_a_board_that_boots_for_ever_writes_no_more():
    nvs = Nvs()
    for _ in range(100):
        BootCount(nvs).begin()
    assert nvs.commits == 9


def test_a_store_that_does_not_work_stops_nothing():
    nvs = Nvs()
    nvs.broken = True
    for _ in range(5):
        boots = BootCount(nvs)
        assert boots.begin() == 1
        boots.good()
        boots.retry()


@pytest.mark.parametrize("value, count", ((-5, 1), (2, 3), (1 << 30, 9)))
def test_a_damaged_count(value, count):
    nvs = Nvs()
    nvs.kept["boots"] = value
    assert BootCount(nvs).begin() == count == nvs.kept["boots"]
