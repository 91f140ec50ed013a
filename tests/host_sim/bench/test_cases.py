"""The cases that come along can all be read; a dozen of them run here, the rest by `make bench-cases`."""

import pytest

from host_sim.bench import campaign, cases
from host_sim.errors import InputError
from host_sim.experiment import HERE

QUICK = (
    "backup/mild_step", "backup/outdoor_minus_63", "backup/emergency_heat_mild", "backup/emergency_ceiling_dither",
    "board/wish_survives_a_cut", "board/storage_lost", "defrost/power_cut_inside", "defrost/link_lost_inside",
    "defrost/ended_by_time_twice", "machine/lease", "machine/loop_blocked_long", "people/window_with_contact",
    "sensors/room_85",
)  # fmt: skip


@pytest.mark.parametrize("name", cases.names())
def test_each_case_says_where_it_comes_from(name):
    case = cases.load(cases.names()[name])
    assert len(case.source) >= 10 and len(case.description) >= 20
    assert all(claim.today for claim in case.claims if claim.known)


def test_there_are_enough_of_them():
    groups = [name.partition("/")[0] for name in cases.names()]
    assert len(groups) >= 80
    assert all(groups.count(group) >= 10 for group in cases.groups())


@pytest.mark.parametrize("name", QUICK)
def test_a_few_of_them_hold(name):
    outcome = campaign.run_case(name, cases.names()[name], HERE)
    assert outcome.good, (outcome.error, [verdict for verdict in outcome.verdicts if not verdict.fine])
    assert outcome.picture.startswith("<svg")


def test_cases_are_found_by_group_name_and_file(tmp_path):
    assert {name.partition("/")[0] for name, _ in cases.find(["defrost"])} == {"defrost"}
    assert cases.find(["lease"]) == cases.find(["machine/lease"]) != []
    own = tmp_path / "own.toml"
    own.write_text("x = 1\n")
    assert cases.find([str(own)]) == [("own", own)]
    assert len(cases.find([])) == len(cases.names())


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("defrots", "did you mean 'defrost'"),
        ("none.toml", "no such file"),
        ("machine/leas", "did you mean 'machine/lease'"),
    ],
)
def test_what_is_no_case_is_told(word, told):
    with pytest.raises(InputError, match=told):
        cases.find([word])
