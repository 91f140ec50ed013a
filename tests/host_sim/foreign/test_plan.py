"""Which rooms in which weather: what was promised of the plan, and names that are wrong."""

from collections import Counter

import pytest

from host_sim.errors import InputError
from host_sim.foreign.plan import CLIMATES, COOL, HEAT, SETBACK, ZONES, chosen, rows, week

HEADER = (
    "TYPICAL/EXTREME PERIODS,3,Summer - Week Nearest Max Temperature For Period,Extreme,8/ 3,8/ 9,"
    "Summer - Week Nearest Average Temperature For Period,Typical,7/27,8/ 2,"
    "Winter - Week Nearest Min Temperature For Period,Extreme,12/ 8,12/14\n"
)


def test_the_plan_keeps_what_was_promised():
    plan = rows()
    assert len({row.name for row in plan}) == len(plan)
    weeks = [row for row in plan if row.kind != SETBACK]
    assert len(weeks) >= 24 and len(plan) - len(weeks) >= 6
    assert len(ZONES) >= 6 and len(CLIMATES) >= 5
    for zone in ZONES:
        assert len({row.climate for row in plan if row.zone == zone}) >= 2
        assert {HEAT, COOL, SETBACK} <= {row.kind for row in plan if row.zone == zone}
    for climate in CLIMATES:
        assert len({row.zone for row in plan if row.climate == climate}) >= 2


def test_rows_are_chosen_by_name():
    assert chosen() == rows()
    assert {row.kind for row in chosen(short=True)} == {HEAT, COOL, SETBACK}
    assert {row.zone for row in chosen(["office_south"])} == {"office_south"}
    both = chosen(["office_south", "guest_room", "heat"])
    assert Counter((row.zone, row.kind) for row in both) == {("office_south", HEAT): 2, ("guest_room", HEAT): 2}
    assert [row.name for row in chosen(["guest_room/boulder/heat"])] == ["guest_room/boulder/heat"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["guestroom"], "foreign: 'guestroom': no such row; did you mean 'guest_room'"),
        (["tampa", "heat"], "foreign: tampa heat: no row is about all of that; see balancepoint foreign --list"),
    ],
)
def test_names_that_fit_nothing_are_told(names, message):
    with pytest.raises(InputError) as told:
        chosen(names)
    assert str(told.value).startswith(message)


def test_the_week_is_the_one_that_the_file_names(tmp_path):
    file = tmp_path / "x.epw"
    file.write_text("LOCATION,X\nDESIGN CONDITIONS,0\n" + HEADER)
    assert week(file, ("winter", "extreme")) == "12-08"
    assert week(file, ("summer", "typical")) == "07-27"
    with pytest.raises(InputError, match="names no typical week of winter"):
        week(file, ("winter", "typical"))
