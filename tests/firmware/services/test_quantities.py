"""A value means the same on paper, in the settings file and in the core; rational arithmetic is the judge."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.settings.settings_table import TABLE
from balancepoint.services.quantities import CLOCK, between, example, read, shown

UNITS = sorted({row[4] for row in TABLE} | {"Ω", "mV", "mA", "ms", "W/m²", "0.1 W", "V", "imp/kWh"})


@pytest.mark.parametrize(
    "text, unit, value",
    (
        ("21 °C", "0.01 °C", 2100),
        ("21.5C", "0.01 °C", 2150),
        ("-25 °C", "0.01 °C outdoor", -2500),
        ("\u221225 °c", "0.01 °C", -2500),
        ("70 °F", "0.01 °C", 2111),
        ("70F", "0.01 °C", 2111),
        ("32 °F", "0.01 °C", 0),
        ("-40 °F", "0.01 °C", -4000),
        ("21.005 °C", "0.01 °C", 2101),
        ("-21.005 °C", "0.01 °C", -2101),
        ("21.0049 °C", "0.01 °C", 2100),
        ("0.001 °C", "0.01 °C", 0),
        ("1.5 K", "0.01 K", 150),
        ("1.5 °C", "0.01 K", 150),
        ("3 °F", "0.01 K", 167),
        ("2 °F/h", "0.01 K/h", 111),
        ("90 s", "s", 90),
        ("5 min", "s", 300),
        ("3 h", "s", 10800),
        ("0.5h", "s", 1800),
        ("1 d", "h of run", 24),
        ("1500 W", "W", 1500),
        ("1.5 kW", "W", 1500),
        ("12000 BTU/h", "W", 3517),
        ("+25 Hz", "Hz", 25),
        ("40 %", "‰", 400),
        ("400 ‰", "‰ of a day's heat", 400),
        ("23.5%", "‰ of maximum capacity per K", 235),
        ("220 cm", "cm", 220),
        ("2.2 m", "cm", 220),
        ("8 ft", "cm", 244),
        ("100 in", "cm", 254),
        ("0.047 m2", "cm²", 470),
        ("240 m³/h", "m³/h", 240),
        ("240 m3/h", "m³/h", 240),
        ("100 CFM", "m³/h", 170),
        ("100 l/s", "m³/h", 360),
        ("45°", "°", 45),
        ("45 deg", "°", 45),
        ("120 W/K", "0.1 W/K", 1200),
        ("3.5 kWh/K", "Wh/K", 3500),
        ("0.3 W/(m²·K)", "0.01 W/(m2 K)", 30),
        ("0.3 W/m2K", "0.01 W/(m2 K)", 30),
        ("10 kΩ", "Ω", 10000),
        ("10k", "Ω", 10000),
        ("10 kohm", "Ω", 10000),
        ("4.7 k\u2126", "Ω", 4700),
        ("3.3 V", "mV", 3300),
        ("20 A", "mA", 20000),
        ("800 imp/kWh", "imp/kWh", 800),
        ("22:30", CLOCK, 1350),
        ("7:05", CLOCK, 425),
        (4, "", 4),
    ),
)
def test_what_people_write(text, unit, value):
    assert read(text, unit) == value


@pytest.mark.parametrize(
    "text, unit, line",
    (
        (21, "0.01 °C", '21 has no unit, write it like "21 °C"'),
        ("21", "0.01 °C", "'21' has no unit, write it like \"21 °C\""),
        ("21 kg", "0.01 °C", "'21 kg' is not in °C or °F, write it like \"21 °C\""),
        ("21 K", "0.01 °C", "'21 K' is not in °C or °F, write it like \"21 °C\""),
        ("warm", "s", "'warm' is not a number with a unit, write it like \"90 s\""),
        ("", "s", "'' is not a number with a unit, write it like \"90 s\""),
        ("°C", "0.01 °C", "'°C' is not a number with a unit, write it like \"21 °C\""),
        ("1,5 kW", "W", "'1,5 kW' is not in W or kW or BTU/h, write it like \"1500 W\""),
        ("1.5.2 kW", "W", "'1.5.2 kW' is not a number with a unit, write it like \"1500 W\""),
        ("-- 3 s", "s", "'-- 3 s' is not a number with a unit, write it like \"90 s\""),
        ("1e3 W", "W", "'1e3 W' is not in W or kW or BTU/h, write it like \"1500 W\""),
        ("9" * 70 + " W", "W", "'%s...' is not a number with a unit, write it like \"1500 W\"" % ("9" * 57)),
        ("2\n\t0 kg", "W", "'2??0 kg' is not in W or kW or BTU/h, write it like \"1500 W\""),
        ("0.001 K", "0.01 K", "'0.001 K' is finer than the steps here, 0.01 K"),
        ("4", "‰", "'4' has no unit, write it like \"40 %\""),
        (None, "Hz", 'None has no unit, write it like "25 Hz"'),
        (True, "Hz", 'True has no unit, write it like "25 Hz"'),
        ([1], "Hz", '[1] has no unit, write it like "25 Hz"'),
        ("24:00", CLOCK, "'24:00' is not a time of day, write it like \"22:30\""),
        ("22:60", CLOCK, "'22:60' is not a time of day, write it like \"22:30\""),
        ("22:5", CLOCK, "'22:5' is not a time of day, write it like \"22:30\""),
        ("10 pm", CLOCK, "'10 pm' is not a time of day, write it like \"22:30\""),
        ("-1:30", CLOCK, "'-1:30' is not a time of day, write it like \"22:30\""),
        (1350, CLOCK, '1350 has no unit, write it like "22:30"'),
        ("3", "", "'3' is not a whole number, written without quotes and without a unit"),
        (True, "", "True is not a whole number, written without quotes and without a unit"),
        (1.5, "", "1.5 is not a whole number, written without quotes and without a unit"),
    ),
)
def test_one_line_says_what_is_wrong_and_how_to_write_it(text, unit, line):
    with pytest.raises(ValueError) as caught:
        read(text, unit)
    assert str(caught.value) == line


def test_limits_are_told_in_the_unit_of_people():
    assert read("240 Hz", "Hz", 1, 240) == 240
    for text, unit, low, high, line in (
        ("300 Hz", "Hz", 1, 240, "'300 Hz' is not between 1 and 240 Hz"),
        ("90 °F", "0.01 °C", 1500, 2300, "'90 °F' is not between 15 and 23 °C"),
        ("3 h", "s", 600, 7200, "'3 h' is not between 10 min and 2 h"),
        (5, "", 1, 4, "5 is not between 1 and 4"),
    ):
        with pytest.raises(ValueError) as caught:
            read(text, unit, low, high)
        assert str(caught.value) == line


def test_a_unit_that_does_not_exist_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="furlong"):
        read("3 furlong", "furlong")


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_the_core_can_be_written_and_read_back(unit):
    if unit:
        assert read(example(unit), unit) > 0
    for value in (0, 1, 7, 59, 60, 100, 999, 1000, 1439):
        assert read(value if not unit else shown(value, unit), unit) == value


@given(st.sampled_from(UNITS), st.integers(-(10**7), 10**7))
def test_what_is_shown_is_read_back(unit, value):
    if unit == CLOCK:
        value %= 1440
    text = shown(value, unit)
    assert read(value if not unit else text, unit) == value
    assert "\n" not in text and text == text.strip()


def nearest(value):
    """Rounded half away from zero."""
    rounded = (2 * abs(value) + 1) // 2
    return rounded if value >= 0 else -rounded


SIZES = {
    ("0.01 °C", "°F"): (Fraction(500, 9), 32),
    ("0.01 °C", "°C"): (Fraction(100), 0),
    ("0.01 K", "°F"): (Fraction(500, 9), 0),
    ("s", "h"): (Fraction(3600), 0),
    ("W", "BTU/h"): (Fraction("1055.05585262") / 3600, 0),  # IT British thermal unit
    ("m³/h", "cfm"): (Fraction("0.3048") ** 3 * 60, 0),
    ("cm", "ft"): (Fraction("30.48"), 0),
    ("cm²", "in²"): (Fraction("2.54") ** 2, 0),
    ("‰", "%"): (Fraction(10), 0),
    ("Ω", "kΩ"): (Fraction(1000), 0),
}


@given(st.sampled_from(sorted(SIZES)), st.integers(-999999, 999999), st.integers(0, 5))
def test_conversion_is_exact_and_rounded_once(units, digits, decimals):
    size, zero = SIZES[units]
    exact = (Fraction(digits, 10**decimals) - zero) * size
    padded = str(abs(digits)).rjust(decimals + 1, "0")
    text = ("-" if digits < 0 else "") + padded[: len(padded) - decimals]
    if decimals:
        text += "." + padded[len(padded) - decimals :]
    text += " " + units[1]
    if exact and not nearest(exact) and units[0] != "0.01 °C":
        with pytest.raises(ValueError, match="finer"):
            read(text, units[0])
    else:
        assert read(text, units[0]) == nearest(exact)


@given(st.text(max_size=12), st.sampled_from(UNITS))
def test_any_text_is_read_or_refused_in_one_line(text, unit):
    try:
        assert isinstance(read(text, unit), int)
    except ValueError as error:
        assert len(str(error)) < 200 and not [letter for letter in str(error) if letter < " "]


def test_ranges_name_the_unit_once_where_it_is_the_same():
    assert between(1, 240, "Hz") == "between 1 and 240 Hz"
    assert between(50, 7200, "s") == "between 50 s and 2 h"
    assert between(-1000, 500, "0.01 °C outdoor") == "between -10 and 5 °C"
    assert between(1, 4, "") == "between 1 and 4"
    assert between(0, 1439, CLOCK) == "between 0:00 and 23:59"
