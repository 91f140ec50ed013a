"""Humidity and cold walls as people feel them: the shifted set points against pythermalcomfort, and in whole houses."""

import numpy as np
import pytest

from host_sim import experiment, kpi, scenario
from tests.firmware.control.wish.test_shift import settled


def vote(temperature, radiant, humidity, clo):
    from pythermalcomfort.models import pmv_ppd_iso  # late: its import takes twenty seconds

    found = pmv_ppd_iso(
        tdb=temperature, tr=radiant, vr=0.1, rh=humidity, met=1.2, clo=clo, limit_inputs=False, round_output=False
    )
    return float(found.pmv)


@pytest.mark.parametrize("humidity", (350, 400, 450, 500, 550, 600, 650))
def test_the_shifted_set_point_feels_as_the_plain_one_does_at_half_humidity(humidity):
    shift = settled(humidity=humidity)
    for clo, plain, moved in ((1.0, 21.0, shift.heating), (0.5, 25.0, shift.cooling)):
        there = plain + moved / 100
        assert vote(there, there, humidity / 10, clo) == pytest.approx(vote(plain, plain, 50, clo), abs=0.01)


WALLS = ((20, 90, 150, 50), (30, 140, 200, 80), (80, 280, 250, 100))


@pytest.mark.parametrize("wall_loss, window_loss, wall_share, window_share", WALLS)
def test_with_the_lift_a_room_of_cold_walls_feels_as_one_of_warm_walls(
    wall_loss, window_loss, wall_share, window_share
):
    given = {
        "wall_loss": wall_loss, "window_loss": window_loss, "wall_share": wall_share, "window_share": window_share,
        "humidity_shift": 0,
    }  # fmt: skip
    lift = settled(outdoor=-1000, **given).heating / 100
    # The mean radiant temperature by the definition: the surfaces seen, weighted by their share.
    air = 21.0 + lift
    colder = (wall_share * wall_loss + window_share * window_loss) / 1e5 * 0.13 * (air + 10)
    assert 0.1 < lift < 1.0
    assert vote(air, air - colder, 50, 1.0) == pytest.approx(vote(21, 21, 50, 1.0), abs=0.02)


def felt(name, *overrides):
    """The votes of a run from the true air, radiant temperature and humidity, the first half day apart, and its figures."""
    case = scenario.load(name, overrides, {"days": 3})
    result = experiment.execute(case, experiment.prepare(case), "balancepoint")
    columns = (np.asarray(result.trace[key], dtype=float) for key in ("room", "mean_radiant", "humidity"))
    clo = 1.0 if name == "winter_week" else 0.5
    return kpi.pmv(*columns, np.full(len(result.trace["room"]), clo))[12 * 60 :], result.kpi


def test_in_a_dry_cold_week_the_shifts_bring_the_vote_nearer_to_what_the_set_point_means():
    """21 °C at 50 % between warm walls is a vote of -0.12; without shifts the house feels a quarter of a vote colder."""
    meant = vote(21, 21, 50, 1.0)
    plain, _ = felt("winter_week")
    shifted, figures = felt("winter_week", "settings.humidity_shift=50", "settings.wall_shift=100")
    assert abs(shifted - meant).mean() < 0.6 * abs(plain - meant).mean()
    assert figures["ppd10_share"] == 0 and figures["starts_worst_hour"] <= 3


@pytest.mark.parametrize("name", ("winter_week", "hot_humid"))
def test_a_step_of_the_dial_is_a_fifth_of_a_vote_in_the_house(name):
    cooler, usual, warmer = (felt(name, f"request.dial={dial}")[0].mean() for dial in (-1, 0, 1))
    assert warmer - usual == pytest.approx(0.2, abs=0.04)
    assert usual - cooler == pytest.approx(0.2, abs=0.04)
