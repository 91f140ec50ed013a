"""Every setting has bounds, a meaning, and says in one line what is wrong with a bad value."""

import math

import pytest

from balancepoint.control.settings.settings import Settings
from balancepoint.control.settings.settings_table import TABLE, UNIT
from tests.firmware.control.bench import COOLING, HEATING, make_settings

NAMES = [row[0] for row in TABLE]
rows = pytest.mark.parametrize("name, default, low, high, unit", TABLE, ids=NAMES)


def refused(**values):
    """The one line that refuses these values."""
    with pytest.raises(ValueError) as caught:
        make_settings(**values)
    message = str(caught.value)
    assert "\n" not in message
    return message


@rows
def test_default_lies_within_its_bounds(name, default, low, high, unit):
    assert low <= default <= high
    assert getattr(make_settings(), name) in (default, (default,))


@rows
def test_bounds_are_allowed_and_nothing_beyond(name, default, low, high, unit):
    for value in (low, high):
        assert getattr(make_settings(**{name: value}), name) in (value, (value,))
    for value in (low - 1, high + 1):
        message = refused(**{name: value})
        assert name in message and str(value) in message and str(low) in message and str(high) in message


@rows
@pytest.mark.parametrize("value", (None, "5", 1.5, math.nan, True))
def test_only_whole_numbers(name, default, low, high, unit, value):
    message = refused(**{name: value})
    assert name in message and str(value) in message


def test_what_no_installation_can_mean_is_refused():
    assert "aux_power_1: 1 W heats no room" in refused(aux_stages=1, aux_power_1=1)
    assert "aux_power_2" in refused(aux_stages=2, aux_power_2=99)
    assert make_settings(aux_stages=1, aux_power_2=0).aux_stages == 1
    rows = list(HEATING)
    rows[0] = (rows[0][0], rows[0][1], (4001, 30000), rows[0][3])
    message = refused(heating=tuple(rows))
    assert "rated" in message and "30000 W of power" in message and "4001 W of heat" in message


def test_unknown_setting_is_named():
    assert "propotional" in refused(propotional=170)


def test_a_house_that_nobody_described_goes_with_the_rated_heat():
    half = []
    for at, least, rated, most in HEATING:
        half.append(
            (at, (least[0] // 2, least[1] // 2), rated and (rated[0] // 2, rated[1] // 2), (most[0] // 2, most[1] // 2))
        )
    whole, small = make_settings(), make_settings(heating=half)
    assert whole.house_heat_loss // 2 == pytest.approx(small.house_heat_loss, abs=1)
    assert whole.house_heat_capacity // 2 == pytest.approx(small.house_heat_capacity, abs=1)
    assert make_settings(heating=half, house_heat_loss=1500).house_heat_loss == 1500


def test_report_interval_for_each_room_sensor():
    assert make_settings(room_report_interval=(10, 600)).room_report_interval == (10, 600)
    message = refused(room_report_interval=(10, 99999))
    assert "room_report_interval" in message and "99999" in message


@pytest.mark.parametrize(
    "values, name",
    (
        ({"speed_min": 0}, "speed_min"),
        ({"speed_min": 100}, "speed_min"),
        ({"speed_max": 241}, "speed_max"),
        ({"speed_min": 16.5}, "speed_min"),
        ({"speed_rated": 16}, "speed_rated"),
        ({"speed_rated": 100}, "speed_rated"),
        ({"speed_rated": 50.5}, "speed_rated"),
        ({"valve_energised_in": "both"}, "valve_energised_in"),
        ({"low_cutout": -6001}, "low_cutout"),
        ({"low_cutout": 1001}, "low_cutout"),
        ({"low_cutout": -20.5}, "low_cutout"),
        ({"low_cutout": math.nan}, "low_cutout"),
        ({"heating": HEATING[:1]}, "heating"),
        ({"cooling": COOLING[:1]}, "cooling"),
        ({"heating": (HEATING[0], HEATING[0])}, "heating"),
        ({"heating": (HEATING[0], (833, (909, 140), (5163, 1569), (900, 1840)))}, "heating"),
        ({"heating": (HEATING[0], (833, (909, 140), (5163, 1569), (5686, 100)))}, "heating"),
        ({"heating": (HEATING[0], (833, (0, 140), (5163, 1569), (5686, 1840)))}, "heating"),
        ({"heating": (HEATING[0], (833, (909.5, 140), (5163, 1569), (5686, 1840)))}, "heating"),
        ({"heating": (HEATING[0], (833, (909, 140), (5163, 1569), (5686000, 1840)))}, "heating"),
        ({"heating": (HEATING[0], (833, (909, 140), (6000, 1569), (5686, 1840)))}, "heating"),
    ),
)
def test_wrong_unit_data_is_named(values, name):
    assert name in refused(**values)


def test_speed_rated_defaults_to_the_middle():
    assert make_settings(speed_rated=None).speed_rated == 58


@pytest.mark.parametrize("name", ("heating", "speed_min", "speed_max"))
def test_what_only_the_unit_can_say_is_asked_for(name):
    given = {"heating": HEATING, "speed_min": 20, "speed_max": 90}
    given.pop(name)
    with pytest.raises(ValueError, match=f"^{name}: missing"):
        Settings(**given)


def test_missing_rated_point_takes_the_share_of_its_neighbour():
    lacking = (HEATING[0][:2] + (None,) + HEATING[0][3:], HEATING[1], HEATING[2])
    row = make_settings(heating=lacking).heating[0]
    share = (4214 - 828) / (5158 - 828)
    assert row[3] == pytest.approx(783 + share * (4897 - 783), abs=10)
    assert 783 < row[3] < 4897 and 160 < row[4] < 2066


def test_a_unit_may_publish_no_rated_point_at_all():
    lacking = tuple(row[:2] + (None,) + row[3:] for row in HEATING)
    for row in make_settings(heating=lacking).heating:
        assert row[1] < row[3] < row[5] and row[2] < row[4] < row[6]


def test_rows_may_come_in_any_order():
    assert make_settings(heating=tuple(reversed(HEATING))).heating == make_settings().heating


def test_describe_covers_every_setting():
    described = make_settings(stop_band=70).describe()
    assert [row[0] for row in described] == list(UNIT) + NAMES
    for _name, _value, default, low, high, _unit, meaning in described:
        assert meaning and "\n" not in meaning
        assert default is None or low <= default <= high
    assert [row[1] for row in described if row[0] == "stop_band"] == [70]
    given = make_settings()
    assert all(hasattr(given, row[0]) for row in described)


def test_rated_may_equal_the_maximum():
    # PUZ-A24NHA7 at 47 °F is published so.
    row = (833, (2638, 450), (8499, 2070), (8499, 2070))
    assert make_settings(heating=(HEATING[0], row)).heating[1][3] == 8499


@pytest.mark.parametrize(
    "values, word",
    (
        ({"service_name": "Ann's Heating"}, "service_phone: missing"),
        ({"service_phone": "+1 555 0100"}, "service_name: missing"),
        ({"service_name": "Ann", "service_phone": "call me"}, "service_phone: 'call me'"),
        ({"service_name": "Ann\nBob", "service_phone": "555 0100"}, "service_name"),
        ({"service_name": 7, "service_phone": "555 0100"}, "service_name"),
        ({"service_name": "A" * 61, "service_phone": "555 0100"}, "service_name"),
    ),
)
def test_a_contact_is_a_name_with_a_number(values, word):
    with pytest.raises(ValueError, match="^" + word) as caught:
        make_settings(**values)
    assert "\n" not in str(caught.value)
    assert make_settings(service_name=" Ann ", service_phone="+1 (555) 010-0").contact == ("Ann", "+1 (555) 010-0")
    assert make_settings().contact is None


def test_a_managed_units_settings():
    assert make_settings().season_lock == "none" and make_settings().managed == 0
    for lock in ("none", "heating", "cooling"):
        assert make_settings(season_lock=lock).season_lock == lock
    for wrong in ("winter", 1, None):
        assert "season_lock" in refused(season_lock=wrong) and str(wrong) in refused(season_lock=wrong)
    assert refused(setpoint_step=70).startswith("setpoint_step: 70 is neither 50 nor 100")
