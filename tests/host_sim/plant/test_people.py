"""The people's heat and water: how much, when, and that a seed settles it."""

import numpy as np
import pytest
from pydantic import ValidationError

from host_sim.plant.people import HOUSEHOLD, SENSIBLE, WATER, People


def test_a_seed_settles_it_wherever_the_run_starts() -> None:
    people = People()
    long = people.gains(10, 8, seed=3)
    assert long.shape == (8 * 288, 3)
    assert np.array_equal(people.gains(12, 2, seed=3), long[2 * 288 : 4 * 288])
    assert not np.array_equal(people.gains(10, 8, seed=4), long)
    assert not np.array_equal(long[:288], long[7 * 288 :])  # two days of the same name
    assert people.gains(-14, 1, seed=0).shape == (288, 3)  # the run-in before 1 January


def test_amounts_of_a_household() -> None:
    """7 to 14 kg of water a day for four (BS 5250); a few kWh of heat per person and day."""
    gains = People(occupants=4).gains(0, 28, seed=1)
    assert gains.min() >= 0.0
    assert 7.0 <= gains[:, 2].mean() * 86_400 <= 14.0
    assert 200.0 <= gains[:, :2].sum(axis=1).mean() <= 800.0


def test_nights_are_quiet_and_working_days_emptier_than_weekends() -> None:
    people = People(occupants=2, at_home=0.0)
    days = people.gains(0, 28, seed=1).sum(axis=1).reshape(28, 288)
    night = days[:, 2 * 12 : 4 * 12]
    # two asleep and what is always on
    assert night == pytest.approx(np.full_like(night, people.standby + 2 * 0.7 * SENSIBLE), rel=0.01)
    weekend = np.arange(28) % 7 >= 5
    noon = days[:, 11 * 12 : 14 * 12].mean(axis=1)
    assert noon[weekend].mean() > noon[~weekend].mean() + 30.0
    evening = days[:, 16 * 12 : 21 * 12].max(axis=1)
    assert np.all(evening > 600.0)  # supper


def test_an_empty_house_has_only_what_is_always_on() -> None:
    gains = People(occupants=0).gains(0, 3, seed=1)
    assert gains[:, :2].sum(axis=1) == pytest.approx(np.full(3 * 288, 90.0))
    assert gains[:, 2].max() == 0.0


def test_one_person_at_rest() -> None:
    people = People(occupants=1, at_home=1.0, standby=0, in_use=0, cooking=0)
    afternoon = people.gains(0, 1, seed=0)[14 * 12 : 16 * 12]
    assert afternoon[:, :2].sum(axis=1) == pytest.approx(np.full(24, SENSIBLE))
    assert afternoon[:, 2] == pytest.approx(np.full(24, WATER + HOUSEHOLD))


@pytest.mark.parametrize("wrong", [{"occupants": -1}, {"occupants": 1.5}, {"standby": float("nan")}, {"cats": 2}])
def test_wrong_people(wrong: dict) -> None:
    with pytest.raises(ValidationError):
        People(**wrong)
