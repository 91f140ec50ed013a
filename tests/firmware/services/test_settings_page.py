"""docs/settings.md says what the code says, and its examples are settings files."""

import re

from balancepoint.services.config import parse
from balancepoint.services.config_table import PLAIN, SECTIONS
from balancepoint.services.quantities import between, read, shown
from tests.firmware.services import settings_page
from tools.board import FOLDER, load

TEXT = settings_page.PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"```json\n(.*?)```", TEXT, re.S)
PINS = {name: pin.gpio for name, pin in load("esp32_devkitc").pins.items()}
DEFAULTS = parse(BLOCKS[0], "esp32_devkitc", PINS).settings  # which gives neither of the two below


def test_the_tables_are_those_of_the_code():
    assert settings_page.written(TEXT) == TEXT, (
        "write them anew: PYTHONPATH=firmware .venv/bin/python -m tests.firmware.services.settings_page"
    )


def test_every_block_of_json_is_taken():
    assert len(BLOCKS) == 2
    for block in BLOCKS:
        assert parse(block, "esp32_devkitc", PINS).settings.speed_max == 100


def test_every_way_to_write_a_quantity_is_understood():
    ways = dict(re.findall(r"^\| ([^|]+?) \| (`[^|]+`) \|$", TEXT, re.M))
    units = {
        "temperature": "0.01 °C", "temperature difference": "0.01 K", "time": "s", "heat, power": "W", "frequency": "Hz",
        "share": "‰", "length": "cm", "area": "cm²", "air": "m³/h", "time of day": "min of the day", "voltage": "0.001 V",
        "heat loss": "0.1 W/K", "heat capacity": "Wh/K", "U-value": "0.01 W/(m2 K)", "angle": "°", "rise in time": "0.01 K/h",
    }  # fmt: skip
    assert set(ways) == set(units)
    for name, unit in units.items():
        texts = re.findall(r"`([^`]+)`", ways[name])
        assert texts and all(read(text, unit) is not None for text in texts)


def test_the_unit_and_its_limits():
    rows = dict(re.findall(r"^\| (`speed_min`.*?|`low_cutout`|`valve_energised_in`) \| ([^|]*\|[^|]*) \|", TEXT, re.M))
    limits = {name: PLAIN[name] for name in ("speed_min", "low_cutout")}
    assert between(*limits["speed_min"][1:], "Hz")[8:].replace(" and ", " to ") in rows["`speed_min`, `speed_max`"]
    assert between(*limits["low_cutout"][1:], "0.01 °C")[8:].replace(" and ", " to ") in rows["`low_cutout`"]
    assert f'`"{shown(DEFAULTS.low_cutout, "0.01 °C")}"`' in rows["`low_cutout`"]
    assert f'`"{DEFAULTS.valve_energised_in}"`' in rows["`valve_energised_in`"]


def test_every_key_of_the_board_stands_on_the_page():
    for rows in SECTIONS:
        for row in rows[1:]:
            assert f"| `{row[0]}` |" in TEXT
    assert BLOCKS[1] == (FOLDER / "esp32_devkitc.settings.json").read_text(encoding="utf-8")
