"""The study of defrost rules: a short form of it, whose promises are those of the whole."""

import pytest

from host_sim import study
from host_sim.baselines.defrost import Decay, FixedInterval
from host_sim.errors import InputError


class Signal:
    run = 0
    share = 1000


def test_the_timer_counts_heating():
    signal = Signal()
    timer = FixedInterval(signal, 2700)
    signal.run = 2699
    assert not timer.due(1, 2, 3)
    signal.run = 2700
    assert timer.due(1, 2, 3)


def test_decay_by_the_share_left():
    signal = Signal()
    rule = Decay(signal)
    signal.share = 801
    assert not rule.due()
    signal.share = 800
    assert rule.due()


def test_a_timer_keeps_its_interval_in_the_loop():
    case = study.weather((0.0, 0.95), 1)
    figures = study.measure(case, 60, settle=0)
    assert 19 <= figures.defrosts_a_day <= 24  # an hour of heating and 6 min each
    assert study.measure(case, 120, settle=0).defrosts_a_day == pytest.approx(figures.defrosts_a_day / 2, abs=2)


@pytest.fixture(scope="module")
def rows():
    seen = []
    rows = study.defrost(
        ("0 °C, 95 %", "2 °C, 85 %", "-12 °C, 40 %"),
        (30, 45, 60, 90, 150),
        days=3,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen and all(done <= total for done, total in seen)
    return {row.climate: row for row in rows}


def test_ours_is_within_one_percent_of_the_best_timer(rows):
    for row in rows.values():
        assert row.loss(row.ours) < 1.0, row
        assert abs(row.ours.room - row.best.room) < 0.1, "the comparison is fair"


def test_no_timer_is_good_everywhere_ours_is(rows):
    assert max(row.loss(row.timer_45) for row in rows.values()) > 3
    assert max(row.loss(row.timer_90) for row in rows.values()) > 3


def test_none_in_dry_cold_and_none_too_long(rows):
    dry = rows["-12 °C, 40 %"]
    assert dry.ours.defrosts_a_day == 0
    assert dry.timer_45.needless > 20
    assert all(row.ours.longest <= 10 for row in rows.values())
    assert all(row.ours.needless <= 1 for row in rows.values()), (
        "in frost weather one of some 35 may melt just below 0.3 kg"
    )


def test_the_table_has_a_line_for_each_climate(rows):
    lines = study.table(list(rows.values()))
    assert [line[0] for line in lines[1:]] == list(rows)
    assert all(len(line) == len(lines[0]) for line in lines)


def test_what_cannot_be():
    with pytest.raises(InputError, match="climate"):
        study.defrost(("the moon",))
    with pytest.raises(InputError, match="days"):
        study.defrost(days=1)
