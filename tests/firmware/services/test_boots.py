"""Three boots in a row that never came to good() lead to safe mode; one good boot leads out of it."""

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


def test_safe_mode_after_three_bad_boots_until_a_good_one():
    nvs = Nvs()
    seen = []
    for _ in range(6):
        boots = BootCount(nvs)
        seen.append((boots.begin(), boots.safe))
    assert seen == [(0, False), (1, False), (2, False), (3, True), (3, True), (3, True)]
    boots.good()
    assert not boots.safe
    boots = BootCount(nvs)
    assert boots.begin() == 0 and not boots.safe


@given(st.lists(st.booleans(), max_size=30))
def test_the_count_is_that_of_the_boots_since_the_last_good_one(course):
    nvs = Nvs()
    bad = 0
    for good in course:
        boots = BootCount(nvs)
        assert boots.begin() == min(bad, 3) and boots.safe == (bad >= 3)
        bad = 0 if good else bad + 1
        if good:
            boots.good()
            commits = nvs.commits
            boots.good()
            assert nvs.commits == commits
    assert nvs.commits <= 2 * len(course)


def test_a_store_that_does_not_work_stops_nothing():
    nvs = Nvs()
    nvs.broken = True
    for _ in range(5):
        boots = BootCount(nvs)
        assert boots.begin() == 0 and not boots.safe
        boots.good()


@pytest.mark.parametrize("value, bad", ((-5, 0), (2, 2), (1 << 30, 1 << 30)))
def test_a_damaged_count(value, bad):
    nvs = Nvs()
    nvs.kept["bad_boots"] = value
    boots = BootCount(nvs)
    assert boots.begin() == bad
    assert 1 <= nvs.kept["bad_boots"] <= 3
