"""The settings file: examples and defaults, every setting in the units of people, and one line for whatever is wrong."""

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.request import Request
from balancepoint.control.settings.settings import Settings
from balancepoint.control.settings.settings_table import TABLE
from balancepoint.services import calendar
from balancepoint.services.config import Config, parse
from balancepoint.services.config_table import SECTIONS
from balancepoint.services.quantities import between, read, shown
from balancepoint.services.wall_clock import WallClock
from balancepoint.units.ir.names import NAMES
from tools.board import FOLDER, load
from tools.ir.states import remote

BOARDS = sorted(path.name.split(".")[0] for path in FOLDER.glob("*.toml"))
FULL = "esp32_devkitc"
TABLE_NAMES = [row[0] for row in TABLE]
LINKS = SECTIONS[0][1][1]


def pins(board):
    return {name: pin.gpio for name, pin in load(board).pins.items()}


def example(board):
    return (FOLDER / f"{board}.settings.json").read_text(encoding="utf-8")


PINS = {board: pins(board) for board in BOARDS}
EXAMPLE = json.loads(example(FULL))
ROMS = [spec["address"] for spec in EXAMPLE["sensors"] if spec["kind"] == "ds18b20"]
LEAST = {
    "version": 1,
    "board": FULL,
    "unit": {key: EXAMPLE["unit"][key] for key in ("heating", "speed_min", "speed_max")},
    "sensors": [{"kind": "ds18b20", "reads": "room", "address": ROMS[0]}],
}


def parsed(data, board=FULL):
    return parse(json.dumps(data), board, PINS[board])


def least(**sections):
    """The least file with sections added; a dotted key sets what is inside."""
    data = json.loads(json.dumps(LEAST))
    for path, value in sections.items():
        inner = data
        *way, last = path.split("__")
        for name in way:
            inner = inner.setdefault(name, {})
        inner[last] = value
    return data


def changed(changes):
    """The least file with values changed: of whole parts, or of keys within (`part__key`)."""
    data = least()
    for path, value in changes.items():
        data = {**data, **least(**{path: value})} if "__" in path else {**data, path: value}
    return data


def refused(data, board=FULL, most=340):
    """The line that refuses this file, without the file's name. `most`: letters; only the list of all remotes is longer."""
    with pytest.raises(ValueError) as caught:
        parse(data if isinstance(data, str) else json.dumps(data), board, PINS[board])
    line = str(caught.value)
    assert line.startswith("settings.json: ") and not [letter for letter in line if letter < " "] and len(line) < most
    return line[15:]


# --- what is right ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("board", BOARDS)
def test_each_board_has_an_example_that_is_right(board):
    config = parse(example(board), board, PINS[board])
    assert config.settings.speed_min == 23 and config.settings.heating[0][0] == -1500
    assert config.settings.aux_power_1 == 1500
    assert [spec["reads"] for spec in config.sensors][0] == "room"
    assert config.drive["kind"] == ("direct" if "speed_pwm" in PINS[board] else "none")
    assert Request(**config.request).mode == 1
    kept = Config.from_dict(json.loads(json.dumps(config.to_dict())))
    assert vars(kept.settings) == vars(config.settings)
    for name in ("drive", "network", "zone", "request"):
        assert getattr(kept, name) == getattr(config, name)
    assert list(kept.sensors) == config.sensors


def of_its_size(name, default):
    """The house goes with the rated heat, 5275 W here, beside the 5163 of the table."""
    return default * 5275 // 5163 if name.startswith("house_") else default


def test_the_least_file_takes_the_defaults():
    config = parsed(LEAST)
    for name, default, _low, _high, _unit in TABLE:
        default = of_its_size(name, default)
        assert getattr(config.settings, name) in (default, (default,))
    assert config.settings.speed_rated == 61 and config.settings.low_cutout == -2600 and config.settings.cooling is None
    assert config.drive["kind"] == "none" and config.drive["read_back"] == ()
    assert config.network == {} and config.zone == (0, "none")
    assert config.request == {"mode": 1, "heat_setpoint": 2100, "cool_setpoint": 2500, "dial": None, "preset": 0}


def test_null_and_a_byte_order_mark_are_nothing():
    data = least(unit__cooling=None, settings__aux_stages=None, drive=None, network__ssid=None)
    assert parse("\ufeff" + json.dumps(data), FULL, PINS[FULL]).settings.aux_stages == 0


@pytest.mark.parametrize("name, default, low, high, unit", TABLE, ids=TABLE_NAMES)
def test_every_setting_is_written_in_the_units_of_people(name, default, low, high, unit):
    flag = (low, high, unit) == (0, 1, "")
    for value in (low, high):
        text = bool(value) if flag else value if not unit else shown(value, unit)
        data = least(**{"settings__" + name: text})
        if name == "room_sensors":
            data["sensors"] = [{"kind": "ds18b20", "reads": "room", "address": rom} for rom in ROMS[:value]]
        # what else must be there for it
        if name == "aux_stages":
            assert value in (0, 2)
        got = getattr(parsed(data).settings, name)
        assert got in (value, (value,))
    if flag:
        assert refused(least(**{"settings__" + name: 1})) == f"settings.{name}: 1 is not true or false"
        return
    for value in (low - 1, high + 1):
        if unit == "min of the day":
            continue
        line = refused(least(**{"settings__" + name: value if not unit else shown(value, unit)}))
        assert line.startswith(f"settings.{name}: ") and line.endswith(" is not " + between(low, high, unit))
    if unit:
        assert "has no unit" in refused(least(**{"settings__" + name: default}))


def test_a_report_interval_for_each_room_sensor():
    config = parsed(least(settings__room_report_interval=["10 s", "5 min"]))
    assert config.settings.room_report_interval == (10, 300)


def test_the_room_sensors_are_counted():
    data = least(sensors=[{"kind": "ds18b20", "reads": "room", "address": rom} for rom in ROMS[:3]])
    assert parsed(data).settings.room_sensors == 3
    data["settings"] = {"room_sensors": 2}
    assert refused(data) == "settings.room_sensors: 2, but 3 of the sensors read room"


def test_fahrenheit_btu_and_feet():
    data = least(settings__dial_heat="70 °F", settings__mount_height="8 ft", settings__eco_setback="3 °F")
    data["unit"]["heating"][0] |= {"outdoor": "5 °F", "max": ["14000 BTU/h", "1.57 kW"]}
    config = parsed(data)
    assert (config.settings.dial_heat, config.settings.mount_height, config.settings.eco_setback) == (2111, 244, 167)
    row = config.settings.heating[0]
    assert (row[0], row[5], row[6]) == (-1500, 4103, 1570)


def test_zones_and_a_contact():
    zones = [["3 m", "-20 °", "110 cm"], ["120 cm", "0 °", "0.6 m"]]
    config = parsed(least(settings__zones=zones, settings__service_name="Ann", settings__service_phone="+1 555 0100"))
    assert config.settings.zones == ((300, -20, 110), (120, 0, 60)) and Settings(config.settings).contact == (
        "Ann",
        "+1 555 0100",
    )


# --- drive ------------------------------------------------------------------------------------------------------------


DIRECT = EXAMPLE["drive"]


def with_drive(**changes):
    return least(drive={**DIRECT, **changes})


def test_a_direct_drive_in_the_numbers_of_the_link():
    output = {
        "low": "1.5 V at 10 Hz",
        "high": "9 V at 120 Hz",
        "full_scale": "12 V",
        "frequency": "2 kHz",
        "inverted": True,
    }
    fan = {"levels": ["1 V", "2 V", "3 V", "4 V", "5 V"], "full_scale": "5 V"}
    config = parsed(with_drive(speed_output=output, indoor_fan=fan))
    assert config.drive == {
        "kind": "direct", "baud": 0, "read_back": ("run_enable", "valve", "aux_1"), "speed_low": 10, "speed_high": 120,
        "signal_low": 125, "signal_high": 750, "speed_frequency": 2000, "speed_inverted": 1,
        "fan_levels": (200, 400, 600, 800, 1000), "fan_frequency": 1000, "fan_inverted": 0,
        "valve_release": 12,
    }  # fmt: skip


@settings(max_examples=30)
@given(st.integers(0, 9000), st.integers(1, 1000), st.integers(10000, 24000))
def test_signals_are_shares_of_full_scale(low, rise, scale):
    output = {"low": f"{low} mV at 0 Hz", "high": f"{low + rise} mV at 100 Hz", "full_scale": f"{scale} mV"}
    drive = parsed(with_drive(speed_output=output)).drive
    assert abs(drive["signal_low"] - 1000 * low / scale) <= 0.5
    assert abs(drive["signal_high"] - 1000 * (low + rise) / scale) <= 0.5


OUTPUT = DIRECT["speed_output"]


@pytest.mark.parametrize(
    "changes, line",
    (
        ({"kind": "x50a"}, f"drive.kind: 'x50a' is none of {', '.join(LINKS)}"),
        ({"kind": 1}, f"drive.kind: 1 is none of {', '.join(LINKS)}"),
        ({"kind": "dirct"}, f"drive.kind: 'dirct' is none of {', '.join(LINKS)}, did you mean direct?"),
        ({"kind": ["cn105", "s21"]}, "drive: two links cannot share this board's one port to a unit (unit_tx, unit_rx); name one "
         "kind"),
        ({"baud": 9600}, "drive.baud: only for a unit that is led over its serial port, and kind is 'direct'"),
        ({"kind": "none"}, "drive.speed_output: only with kind 'direct'"),
        ({"inverter_timeout": "8 s"}, "drive.inverter_timeout: '8 s' is not between 1 and 5 s"),
        ({"inverter_timeout": None}, "drive.inverter_timeout: must be given for a direct drive"),
        ({"valve_release": "9 s"}, "drive.valve_release: '9 s' is not between 10 s and 1 min"),
        ({"valve_release": None}, "drive.valve_release: must be given for a direct drive"),
        ({"speed_output": None}, "drive.speed_output.low: must be given for a direct drive"),
        ({"speed_output": {"low": OUTPUT["low"]}}, "drive.speed_output.high: must be given for a direct drive"),
        ({"speed_output": "0-10 V"}, "drive.speed_output: '0-10 V' is not a table {...}"),
        ({"speed_output": {**OUTPUT, "low": "2 V"}}, "drive.speed_output.low: '2 V' is not like \"2 V at 16 Hz\""),
        ({"speed_output": {**OUTPUT, "low": 2}}, "drive.speed_output.low: 2 is not like \"2 V at 16 Hz\""),
        ({"speed_output": {**OUTPUT, "low": "2 at 20 Hz"}}, "drive.speed_output.low: '2' has no unit, write it like \"2.5 V\""),
        ({"speed_output": {**OUTPUT, "low": "2 V at 30 Hz"}}, "drive.speed_output: 2 V at 30 Hz to 10 V at 100 Hz must rise, "
         "and reach from 23 to 100 Hz, the unit's speeds"),
        ({"speed_output": {**OUTPUT, "high": "10 V at 90 Hz"}}, "drive.speed_output: 2 V at 20 Hz to 10 V at 90 Hz must rise, "
         "and reach from 23 to 100 Hz, the unit's speeds"),
        ({"speed_output": {**OUTPUT, "high": "2 V at 100 Hz"}}, "drive.speed_output: 2 V at 20 Hz to 2 V at 100 Hz must rise, "
         "and reach from 23 to 100 Hz, the unit's speeds"),
        ({"speed_output": {**OUTPUT, "high": "11 V at 100 Hz"}}, "drive.speed_output.high: 11 V is above full_scale, 10 V"),
        ({"speed_output": {**OUTPUT, "frequncy": "1 kHz"}}, "drive.speed_output.frequncy: no such key, did you mean frequency?"),
        ({"speed_output": {**OUTPUT, "frequency": "1 MHz"}}, "drive.speed_output.frequency: '1 MHz' is not in Hz or kHz, write "
         "it like \"25 Hz\""),
        ({"speed_output": {**OUTPUT, "inverted": "no"}}, "drive.speed_output.inverted: 'no' is not true or false"),
        ({"indoor_fan": {"levels": ["2 V"]}}, "drive.indoor_fan.levels: ['2 V'] is not a list like "
         '["2 V", "4 V", "6 V", "8 V", "10 V"]'),
        ({"indoor_fan": {"full_scale": "5 V"}}, "drive.indoor_fan.levels: 6 V is above full_scale, 5 V"),
        ({"read_back": "valve"}, "drive.read_back: 'valve' is not a list like [\"run_enable\", \"valve\"]"),
        ({"read_back": ["vlave"]}, "drive.read_back: 'vlave' is none of run_enable, valve, outdoor_fan, aux_1, aux_2, "
         "aux_contact, did you mean valve?"),
        ({"read_back": ["aux_2"]}, "drive.read_back: 'aux_2' needs the pin function aux_2_back, which is not on this board"),
        ({"pwm": 1}, "drive.pwm: no such key, see docs/settings.md"),
    ),
)  # fmt: skip
def test_a_drive_that_cannot_be(changes, line):
    assert refused(with_drive(**changes)) == line


def test_what_the_board_lacks_is_named():
    atom = "m5_atom_lite"
    data = {**with_drive(read_back=[]), "board": atom}
    assert refused(data, atom) == "drive.kind: 'direct' needs the pin function run_enable, which is not on this board"
    data = {**least(drive={"indoor_fan": {"frequency": "1 kHz"}}), "board": atom}
    assert refused(data, atom) == "drive.indoor_fan: needs the pin function fan_pwm, which is not on this board"
    data = {**least(settings__aux_stages=2), "board": atom}
    assert refused(data, atom) == "settings.aux_stages: 2 needs the pin function aux_2, which is not on this board"


# --- what is wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, line",
    (
        ("", "line 1, column 1: a text in double quotes, a number, true or false is expected"),
        ('{"version": 1,\n "board": "x"', "line 2, column 14: a comma or } is expected"),
        (
            '{"version": 1,\n "board": x}',
            "line 2, column 11: a text in double quotes, a number, true or false is expected",
        ),
        ("[]", "[] is not a table {...}"),
        ("21", "21 is not a table {...}"),
        ("null", "None is not a table {...}"),
        ("\ufeff\ufeff{}", "line 1, column 1: a text in double quotes, a number, true or false is expected"),
        ("[" * 50_000, "line 1, column 21: less nesting is expected"),
        ('{"version": 1, "unit": ' + "[" * 50 + "]" * 50 + "}", "line 1, column 43: less nesting is expected"),
        ('{"a":' * 20 + '{"[[[": 1}' + "}" * 20, "line 1, column 101: less nesting is expected"),
    ),
)
def test_a_text_that_is_no_settings_file(text, line):
    assert refused(text) == line


@pytest.mark.parametrize("text", ["[" * 100_000, '{"version":' * 100_000])
def test_a_text_nested_deeper_than_the_reader_goes(text):
    assert "less nesting is expected" in refused(text)


@pytest.mark.parametrize(
    "changes, line",
    (
        ({"version": 2}, "version: 2, this firmware reads 1"),
        ({"version": True}, "version: True, this firmware reads 1"),
        ({"version": None}, "version: None, this firmware reads 1"),
        ({"board": "m5_atom_lite"}, "board: made for m5_atom_lite, this is esp32_devkitc"),
        ({"board": 7}, "board: made for 7, this is esp32_devkitc"),
        ({"sensor": []}, "sensor: no such key, did you mean sensors?"),
        ({"colour": "red"}, "colour: no such key, see docs/settings.md"),
        ({"unit": []}, "unit: [] is not a table {...}"),
        ({"unit": {}}, "unit.heating: must be given"),
        ({"unit__speed_min": None}, "unit.speed_min: must be given"),
        ({"unit__sped_rated": "60 Hz"}, "unit.sped_rated: no such key, did you mean speed_rated?"),
        ({"unit__speed_min": "300 Hz"}, "unit.speed_min: '300 Hz' is not between 1 and 240 Hz"),
        ({"unit__speed_min": 30}, 'unit.speed_min: 30 has no unit, write it like "25 Hz"'),
        ({"unit__speed_min": "101 Hz"}, "unit.speed_min 101, speed_max 100: the maximum must be the larger, in Hz"),
        ({"unit__speed_rated": "100 Hz"}, "unit.speed_rated: 100 is not a whole number between 24 and 99 Hz"),
        ({"unit__low_cutout": "20 °C"}, "unit.low_cutout: '20 °C' is not between -60 and 10 °C"),
        ({"unit__valve_energised_in": "both"}, "unit.valve_energised_in: 'both' is not heating or cooling"),
        ({"unit__valve_energised_in": "a\nb"}, "unit.valve_energised_in: 'a?b' is not heating or cooling"),
        ({"unit__heating": "4 kW"}, "unit.heating: '4 kW' is not a list like "
         '[{"outdoor": "-15 °C", "min": ["610 W", "240 W"], "rated": ..., "max": ...}, ...]'),
        ({"unit__heating": [1]}, "unit.heating.1: 1 is not a table {...}"),
        ({"unit__heating": [{"outdor": "1 °C"}]}, "unit.heating.1.outdor: no such key, did you mean outdoor?"),
        ({"unit__heating": [{"outdoor": "1"}]}, "unit.heating.1.outdoor: '1' has no unit, write it like \"21 °C\""),
        ({"unit__heating": [{"outdoor": "1 °C"}]}, "unit.heating.1.min: None is not heat and power like "
         '["4100 W", "1570 W"]'),
        ({"unit__heating": [{"outdoor": "1 °C", "min": ["1 kW", "1 Hz"]}]}, "unit.heating.1.min: '1 Hz' is not in W or kW or "
         'BTU/h, write it like "1500 W"'),
        ({"unit__heating": EXAMPLE["unit"]["heating"][:1]}, "unit.heating: 1 rows; at least 2 outdoor temperatures are needed"),
        ({"unit__heating": EXAMPLE["unit"]["heating"][:1] * 2},
         "unit.heating: -15 °C stands twice; one row for each outdoor temperature"),
        ({"settings": "warm"}, "settings: 'warm' is not a table {...}"),
        ({"settings__dial_heat": "90 °F"}, "settings.dial_heat: '90 °F' is not between 15 and 23 °C"),
        ({"settings__dial_heet": "21 °C"}, "settings.dial_heet: no such key, did you mean dial_heat?"),
        ({"settings__speed_min": "21 Hz"}, "settings.speed_min: no such key, see docs/settings.md"),
        ({"settings__quiet_from": "10 pm"}, "settings.quiet_from: '10 pm' is not a time of day, write it like \"22:30\""),
        ({"settings__room_report_interval": ["10 s", "3 h"]},
         "settings.room_report_interval: '3 h' is not between 1 s and 2 h"),
        ({"settings__service_name": "Ann"}, "settings.service_phone: missing, a number is needed to call 'Ann'"),
        ({"settings__service_name": 7}, "settings.service_name: 7 is not a text of at most 60 letters in one line"),
        ({"settings__zones": "sofa"}, 'settings.zones: \'sofa\' is not a list like [["3 m", "-20 °", "110 cm"], ...]'),
        ({"settings__zones": [["3 m", "110 cm"]]}, "settings.zones.1: ['3 m', '110 cm'] is not a list like "
         '[["3 m", "-20 °", "110 cm"], ...]'),
        ({"settings__zones": [["3 m", "0 °", "1 kg"]]}, "settings.zones.1: '1 kg' is not in cm or m or mm or ft or in, write it "
         'like "220 cm"'),
        ({"settings__zones": [["3 m", "0 °", "3 m"]]},
         "settings.zones.1 height: 300 is not a whole number between 10 and 200 cm"),
        ({"settings__zones": [["1 m", "0 °", "1 m"], ["9 m", "0 °", "1 m"]]},
         "settings.zones.2: (900, 0, 100) is outside the room of 500 by 450 cm"),
        ({"sensors": None}, "sensors: none reads room, one at least is needed"),
        ({"sensors": 7}, "sensors: 7 is not a list of sensors"),
        ({"sensors": [True]}, 'sensors.1: True is not a sensor like {"kind": "ds18b20", "reads": "room", ...}'),
        ({"sensors": {}}, "sensors: {} is not a list of sensors"),
        ({"network": {"ssid": "x" * 33}}, f"network.ssid: '{'x' * 33}' is not a text of 1 to 32 letters in one line"),
        ({"network": {"ssid": "a", "password": "short"}},
         "network.password: it is not a text of 8 to 63 letters in one line"),
        ({"network": {"password": "long enough"}}, "network.ssid: missing, whose password is that?"),
        ({"network": {"pasword": "long enough"}}, "network.pasword: no such key, did you mean password?"),
        ({"network": {"ssid": "a", "hostname": "living room"}},
         "network.hostname: 'living room' is not a name of letters, digits and hyphens"),
        ({"network": {"ssid": "a", "ntp": "0.pool.ntp.org -x"}},
         "network.ntp: '-x' is not a name of letters, digits and hyphens"),
        ({"network": {"ssid": "a", "country": "de"}}, "network.country: 'de' is not two capital letters like 'DE'"),
        ({"network": {"ssid": "a", "address": "192.168.1.5"}},
         "network.address: '192.168.1.5' is not like '192.168.1.50/24'"),
        ({"network": {"ssid": "a", "address": "192.168.1.5/24"}}, "network.gateway: '' is not like '192.168.1.1'"),
        ({"network": {"ssid": "a", "address": "192.168.1.5/24", "gateway": "192.168.2.1"}},
         "network.gateway: 192.168.2.1 is not in the network of 192.168.1.5/24"),
        ({"network": {"ssid": "a", "gateway": "192.168.1.1"}}, "network.gateway: only with a fixed address"),
        ({"network": {"mqtt": {"broker": "a"}}}, "network.ssid: missing, the broker is reached by WiFi"),
        ({"network": {"ssid": "a", "page": {"port": 81}}}, "network.page.on: missing, whose settings are those?"),
        ({"network": {"page": {"on": True}}}, "network.ssid: missing, the page is reached by WiFi"),
        ({"network": {"ssid": "a", "page": {"on": True, "metrics": True}}}, "network.page.token: missing, /metrics asks for it"),
        ({"network": {"ssid": "a", "page": {"on": True, "token": "sixteen letters ä"}}},
         "network.page.token: it has a sign that cannot be in it; no blanks, ASCII only"),
        ({"network": {"ssid": "a", "page": {"on": True, "token": "too short"}}},
         "network.page.token: it is not a text of 16 to 64 letters in one line"),
        ({"network": {"ssid": "a", "mqtt": {"user": "ann"}}}, "network.mqtt.broker: missing, whose settings are those?"),
        ({"network": {"ssid": "a", "mqtt": {"broker": "b", "password": "swordfish1"}}},
         "network.mqtt.user: missing, whose password is that?"),
        ({"network": {"ssid": "a", "mqtt": {"broker": "b", "port": 70000}}},
         "network.mqtt.port: 70000 is not between 1 and 65535"),
        ({"network": {"ssid": "a", "mqtt": {"broker": "192.168.1.5", "ca": "ca.der"}}},
         "network.mqtt.broker: '192.168.1.5' is a number; ca needs the name in the certificate"),
        ({"network": {"ssid": "a", "mqtt": {"broker": "b", "prefix": "home/+"}}},
         "network.mqtt.prefix: 'home/+' has a sign that cannot be in it"),
        ({"network": {"ssid": "a", "mqtt": {"broker": "b", "discovery": "devices"}}},
         "network.mqtt.discovery: 'devices' is none of device, entities, none, did you mean device?"),
        ({"network": {"ssid": "a", "mqtt": {"broker": "b", "password": ["swordfish1"]}}},
         "network.mqtt.password: it is not a text of 1 to 63 letters in one line"),
        ({"sensors": [{"kind": "network", "reads": "room"}]},
         "sensors: room comes by the network alone; a sensor of this board that reads room or return_air is needed, for the "
         "protection against frost and heat"),
        ({"time_zone": "CET"}, "time_zone: 'CET' is not a table {...}"),
        ({"time_zone": {"offset": "15 h"}}, "time_zone.offset: '15 h' is not between -12 and 14 h"),
        ({"time_zone": {"summer_time": "CH"}}, "time_zone.summer_time: 'CH' is none of none, EU, US"),
        ({"request": {"mode": "warm"}}, "request.mode: 'warm' is none of off, heat, cool, auto, dry, fan"),
        ({"request": {"heat_setpoint": "29 °C"}}, "request.heat_setpoint: '29 °C' is not between 10 and 28 °C"),
        ({"request": {"dial": 4}}, "request.dial: 4 is not between -3 and 3"),
        ({"request": {"dial": True}},
         "request.dial: True is not a whole number, written without quotes and without a unit"),
        ({"request": {"heat_setpoint": "21"}}, "request.heat_setpoint: '21' has no unit, write it like \"21 °C\""),
        ({"request": {"heat_setpoint": "24 °C", "cool_setpoint": "25 °C"}},
         "request.heat_setpoint: 24 °C is above 23 °C, which is cool_setpoint 25 °C less setpoint_gap 2 K"),
        ({"request": {"heat_setpoint": "20 °C", "cool_setpoint": "22 °C"}, "settings": {"setpoint_gap": "3 K"}},
         "request.heat_setpoint: 20 °C is above 19 °C, which is cool_setpoint 22 °C less setpoint_gap 3 K"),
        ({"settings": {"aux_stages": True}},
         "settings.aux_stages: True is not a whole number, written without quotes and without a unit"),
        ({"version": 1.0}, "version: 1.0, this firmware reads 1"),
    ),
)  # fmt: skip
def test_one_line_says_what_is_wrong(changes, line):
    assert refused(changed(changes)) == line


def test_lines_of_the_core_speak_in_degrees():
    data = least()
    data["unit"]["heating"][0]["min"] = ["6 W", "240 W"]
    assert refused(data) == "unit.heating at -15 °C, minimum heat: 6 is not a whole number between 50 and 30000 W"
    data["unit"]["heating"][0]["min"] = ["5 kW", "240 W"]
    assert refused(data) == "unit.heating at -15 °C: maximum (4132, 1570) must be above minimum (5000, 240), in W"


def test_a_sensor_is_named_by_its_number():
    data = least(sensors=[*LEAST["sensors"], {"kind": "ds18b20", "reads": "outdoor", "address": "28"}])
    assert refused(data).startswith("sensors.2.address: '28' ")
    assert refused(least(sensors=[{"kind": "clamp"}])).startswith("sensors.1.")


@settings(max_examples=150)
@given(st.data())
def test_a_slip_anywhere_gives_a_config_or_one_line(data):
    text = example(FULL)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        put = data.draw(st.sampled_from(("", ",", '"', "}", "[]", "\n", "x", "1", "-", ":", "°", "null", "{}", " ")))
        text = text[:at] + put + text[at + data.draw(st.integers(0, 8)) :]
    try:
        parse(text, FULL, PINS[FULL])
    except ValueError:
        refused(text)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(("21 °C", "9 W", "5 s")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=6,
)


def places(data, way=()):
    """The way to every value in the file."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield (*way, key)
        yield from places(value, (*way, key))


@settings(max_examples=200)
@given(st.sampled_from(list(places(EXAMPLE))), json_values)
def test_any_value_anywhere_gives_a_config_or_one_line(way, value):
    data = json.loads(json.dumps(EXAMPLE))
    inner = data
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = value
    try:
        parsed(data)
    except ValueError:
        line = refused(data)
        assert line.split(".")[0].split(":")[0].split(" ")[0] in (*data, "settings", "sensors")


def test_a_fixed_address_and_a_broker():
    network = {"ssid": "a", "address": "10.1.2.3/20", "gateway": "10.1.0.1", "mqtt": {"broker": "ha.local"}}
    found = parsed(least(network=network)).network
    assert (found["address"], found["mask"], found["mqtt"]["broker"]) == ("10.1.2.3", "255.255.240.0", "ha.local")
    assert "mqtt" not in parsed(least(network={"ssid": "a"})).network
    for page in ({"on": False}, {"on": False, "port": 81}):
        assert "page" not in parsed(least(network={"ssid": "a", "page": page})).network, "shut, its settings kept"


@pytest.mark.parametrize(
    ("kind", "settings", "good"),
    [
        ("cn105", {}, False),
        ("cn105", {"room_feed": 0}, True),
        ("gree", {}, True),
        ("auto", {}, False),
        ("direct", {}, False),
    ],
)
def test_a_room_by_the_network_alone_needs_a_unit_that_tells_its_own(kind, settings, good):
    """Nobody's word from the network alone keeps the house from frost, nor the heater off: interlocks 4 and 5."""
    drive = DIRECT if kind == "direct" else {"kind": kind}
    data = least(sensors=[{"kind": "network", "reads": "room"}], drive=drive, settings=settings)
    if good:
        assert parsed(data).sensors[0]["kind"] == "network"
    else:
        assert "room comes by the network alone" in refused(data)
    data["sensors"].append({"kind": "ds18b20", "reads": "return_air", "address": ROMS[0]})
    assert len(parsed(data).sensors) == 2


# --- describe ---------------------------------------------------------------------------------------------------------


def test_describe_names_everything_with_its_origin():
    data = least(
        settings__stop_band="0.7 K", settings__own_fan=False, time_zone__offset="-5 h", time_zone__summer_time="US"
    )
    data["network"] = {
        "ssid": "home",
        "password": "swordfish1",
        "mqtt": {"broker": "b", "user": "u", "password": "swordfish1"},
    }
    data["settings"]["zones"] = [["3 m", "0 °", "1 m"]]
    config = parsed(data)
    told = {path: (value, source) for path, value, source, meaning in config.describe() if meaning is not None}
    assert told["settings.stop_band"] == ("0.7 K", "given") and told["settings.start_band"] == ("0.35 K", "default")
    assert told["settings.own_fan"] == ("false", "given") and told["settings.quiet_from"] == ("0:00", "default")
    assert told["settings.zones"] == ("300 cm 0 ° 100 cm", "given") and told["unit.cooling"] == ("none", "default")
    assert told["unit.heating"][0].startswith("-15 °C: 610 W (240 W), 3049 W (1071 W), 4132 W (1570 W); -8.33 °C: ")
    assert told["unit.speed_rated"] == ("61 Hz", "default") and told["unit.low_cutout"] == ("-26 °C", "default")
    assert told["sensors.1"] == ("ds18b20 reads room", "given")
    assert told["time_zone.offset"] == ("-5 h", "given") and told["drive.inverter_timeout"] == ("none", "default")
    assert told["network.ssid"] == ("home", "given") and told["network.ntp"] == (
        "0.pool.ntp.org 1.pool.ntp.org 2.pool.ntp.org",
        "default",
    )
    assert not [value for value, _source in told.values() if "swordfish1" in value]
    assert {"settings." + name for name in TABLE_NAMES} < set(told)
    direct = {path: value for path, value, _source, _meaning in parsed(with_drive()).describe()}
    assert (
        direct["drive.speed_output.low"] == "2 V at 20 Hz" and direct["drive.read_back"] == "run_enable, valve, aux_1"
    )
    assert direct["drive.indoor_fan.levels"] == "2 V, 4 V, 6 V, 8 V, 10 V"


def test_what_is_described_is_read_back():
    config = parsed(LEAST)
    told = {path: value for path, value, _source, _meaning in config.describe()}
    for name, default, low, high, unit in TABLE:
        text = told["settings." + name]
        if (low, high, unit) != (0, 1, ""):
            assert read(text if unit else int(text), unit) == of_its_size(name, default)


def test_the_zone_is_that_of_the_wall_clock():
    class Hal:
        def utc(self):
            return 2026, 7, 1, 12, 0, 0

    for zone, local in (
        ({"offset": "1 h", "summer_time": "EU"}, "14:00"),
        ({"offset": "-5 h", "summer_time": "US"}, "08:00"),
        ({"offset": "5.5 h"}, "17:30"),
    ):
        clock = WallClock(Hal(), *parsed(least(time_zone=zone)).zone)
        assert calendar.shown(clock) == f"2026-07-01 {local}"


# --- a unit that is led by its remote's light -------------------------------------------------------------------------


def lit(drive, **changes):
    data = {**least(**changes), "drive": drive, "board": "m5_atom_lite"}
    supply = {"kind": "ds18b20", "reads": "supply", "address": "28ff641e0f1c0229"}
    return {**data, "sensors": [{"kind": "sht4x", "reads": "room"}, supply]}


@pytest.mark.parametrize("name", NAMES)
def test_every_remote_is_a_drive(name):
    config = parsed(lit({"kind": f"ir:{name}"}), "m5_atom_lite")
    table = remote(name)
    settings = config.settings
    assert (
        config.drive["kind"] == f"ir:{name}" and config.drive["model"] == table.MODELS[0] and config.drive["air_tells"]
    )
    assert (settings.managed, settings.room_feed, settings.setpoint_step) == (1, 0, table.STEP)
    assert (settings.setpoint_low, settings.setpoint_high) == (table.LOW, table.HIGH) and config.notes == []
    for model in table.MODELS[1:]:
        assert parsed(lit({"kind": f"ir:{name}", "model": model}), "m5_atom_lite").drive["model"] == model


@pytest.mark.parametrize(
    ("drive", "changes", "line"),
    [
        (
            {"kind": "ir:mitsubishi_a"}, {},
            f"drive.kind: 'ir:mitsubishi_a' is no remote that is known; after ir: one of {', '.join(NAMES)}, "
            "did you mean mitsubishi_ac?",
        ),
        ({"kind": "ir:REMOTE"}, {}, f"drive.kind: 'ir:REMOTE' is no remote that is known; after ir: one of {', '.join(NAMES)}"),
        (
            {"kind": "ir:gree", "model": "YAW2"}, {},
            f"drive.model: 'YAW2' is none of ir:gree's; one of {', '.join(remote('gree').MODELS)}",
        ),
        (
            {"kind": "ir:daikin", "model": "ARC433"}, {},
            "drive.model: 'ARC433' is none of ir:daikin's; this remote has no models, leave it out",
        ),
        ({"kind": "cn105", "model": "YAW1F"}, {}, "drive.model: only with a remote, kind 'ir:...', and kind is 'cn105'"),
        (
            {"kind": "ir:gree", "baud": 9600}, {},
            "drive.baud: only for a unit that is led over its serial port, and kind is 'ir:gree'",
        ),
        (
            {"kind": "ir:mitsubishi_ac"}, {"request__heat_setpoint": "15 °C"},
            "request.heat_setpoint: 15 °C is not between 16 °C and 31 °C, which is what ir:mitsubishi_ac can say",
        ),
        (
            {"kind": "ir:toshiba_ac"}, {"settings__setpoint_high": "32 °C"},
            "settings.setpoint_high: 32 °C is not between 17 °C and 30 °C, which is what ir:toshiba_ac can say",
        ),
    ],
)  # fmt: skip
def test_a_remote_that_cannot_be(drive, changes, line):
    assert refused(lit(drive, **changes), "m5_atom_lite", 480) == line


def test_a_board_without_an_emitter_cannot():
    data = {**lit({"kind": "ir:gree"}), "board": "esp32c3_devkitm"}
    assert (
        refused(data, "esp32c3_devkitm")
        == "drive.kind: 'ir:gree' needs the pin function ir, which is not on this board"
    )


def test_an_image_without_the_remote_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "balancepoint.units.ir.gree", None)
    line = "drive.kind: 'ir:gree' is not in this image: build one with --remote gree"
    assert refused(lit({"kind": "ir:gree"}), "m5_atom_lite") == line


def test_what_cannot_be_seen_is_noted():
    data = lit({"kind": "ir:gree"})
    data["sensors"] = data["sensors"][:1]
    (note,) = parsed(data, "m5_atom_lite").notes
    assert note.startswith(
        "drive.kind: 'ir:gree', and no sensor tells whether the unit hears (supply, indoor_coil, power)"
    )
    data = lit({"kind": "ir:gree"}, settings={"aux_stages": 1, "aux_power_1": "2 kW", "aux_in_air_stream": True})
    config = parsed(data, "m5_atom_lite")
    assert not config.drive["air_tells"] and "(indoor_coil, power)" in config.notes[0]
