"""The boards' files and what they are refused for. The oracle is a list of pins copied by hand from the data sheets."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.errors import InputError
from tools import board

# Where a relay that is off at low may sit: neither flash, console, USB, input-only, strapping nor pulled up at reset.
MAY_SWITCH = {
    "esp32": {4, 13, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27, 32, 33},
    "esp32s3": {1, 2, *range(4, 19), 21, 38, 40, 41, 42, 47, 48},
    "esp32c3": {0, 1, 3, 4, 5, 7, 10},
}
MEASURES_WITH_WIFI = {"esp32": {32, 33, 34, 35, 36, 39}, "esp32s3": {1, 2, *range(4, 11)}, "esp32c3": {0, 1, 3, 4}}
RELAYS = ("run_enable", "valve", "aux_1", "aux_2", "aux_contact", "alive", "outdoor_fan")
INPUT_ONLY = {34, 35, 36, 39}


def raw(name: str) -> dict:
    return tomllib.loads((board.FOLDER / f"{name}.toml").read_text())


def toml(value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {toml(part)}' for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def written(folder: Path, table: dict) -> Path:
    path = folder / "mine.toml"
    path.write_text("\n".join(f"{key} = {toml(value)}" for key, value in table.items()))
    return path


def only(chip_board: str, function: str, gpio: int, **more) -> dict:
    """The board's file with one function alone."""
    table = raw(chip_board)
    table["pins"] = {function: {"gpio": gpio, "to": "test", **more}}
    if function != "led":
        table["led"] = "none"
    return table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("boards")


def refused(folder, table) -> str:
    """The one line that refuses this board."""
    with pytest.raises(InputError) as caught:
        board.read(written(folder, table))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", board.names())
def test_every_board_we_ship_is_accepted(name):
    mine = board.load(name)
    assert mine.name == name
    assert all(mine.pins[f].safe == 0 for f in RELAYS if f in mine.pins)
    assert "alive" in mine.pins and "aux_contact" in mine.pins, "the heater's second contact and its monostable"


# Boards with PSRAM, the official image for them and the pins that the PSRAM takes (ESP-IDF, GPIO summary; MicroPython's own
# names of boards and variants).
WITH_PSRAM = {
    "esp32s3_devkitc_n16r8": ("ESP32_GENERIC_S3-SPIRAM_OCT", {33, 34, 35, 36, 37}),
    "m5_atoms3r": ("ESP32_GENERIC_S3-SPIRAM_OCT", {33, 34, 35, 36, 37}),
    "esp32_wrover": ("ESP32_GENERIC-SPIRAM", {16, 17}),
}
WITHOUT = {
    "esp32_devkitc": "ESP32_GENERIC",
    "esp32s3_devkitc": "ESP32_GENERIC_S3",
    "esp32c3_devkitm": "ESP32_GENERIC_C3",
    "m5_atom_lite": "ESP32_GENERIC",
    "m5_atoms3": "ESP32_GENERIC_S3",
}


def test_the_boards_are_there_each_with_its_image():
    there = {name: (board.load(name).psram, board.load(name).image) for name in board.names()}
    assert there == {
        **{name: (True, official) for name, (official, _) in WITH_PSRAM.items()},
        **{name: (False, official) for name, official in WITHOUT.items()},
    }


@pytest.mark.parametrize("name", WITH_PSRAM)
def test_the_pins_of_the_psram_take_nothing(folder, name):
    """Neither where they are on the header, nor where something of the board would sit on them."""
    table = raw(name)
    table["header"].append({"name": "all", "pins": list(range(49 if "s3" in name else 24))})
    table["header"][-1]["pins"] = [n for n in table["header"][-1]["pins"] if n in board.load(name).silicon.gpios]
    table["onboard"] = {}
    table["led"] = "none"
    accepted = set()
    for gpio in range(49):
        table["pins"] = {"window": {"gpio": gpio, "to": "test"}}
        try:
            board.read(written(folder, table))
            accepted.add(gpio)
        except InputError as error:
            if gpio in WITH_PSRAM[name][1]:
                assert f"GPIO{gpio} is the PSRAM of this board" in str(error)
    assert not accepted & WITH_PSRAM[name][1] and len(accepted) > 10
    table["pins"] = {"window": {"gpio": min(WITH_PSRAM[name][1]), "to": "test"}}
    table["onboard"] = {str(min(WITH_PSRAM[name][1])): "something"}
    assert "is the PSRAM of this board" in refused(folder, table)


def test_without_psram_the_pins_are_free(folder):
    for gpio in (16, 17):
        board.read(written(folder, only("esp32_devkitc", "aux_1", gpio, safe=0)))


@pytest.mark.parametrize("name", [*WITH_PSRAM, *WITHOUT])
def test_another_image_is_refused_with_the_right_one(folder, name):
    right = {**{n: official for n, (official, _) in WITH_PSRAM.items()}, **WITHOUT}[name]
    for wrong in {"ESP32_GENERIC", "ESP32_GENERIC-SPIRAM", "ESP32_GENERIC_S3", "ESP32_GENERIC_S2"} - {right}:
        text = refused(folder, {**raw(name), "image": wrong})
        assert f"image = '{wrong}': allowed for the " in text and text.endswith(f" PSRAM is {right}")


def test_a_chip_that_takes_no_psram(folder):
    assert "psram = true: the ESP32-C3 takes none" in refused(folder, {**raw("esp32c3_devkitm"), "psram": True})


def test_a_led_and_its_pin_belong_together(folder):
    assert "led = 'none': 'none' and only that" in refused(folder, {**raw("esp32_devkitc"), "led": "none"})
    assert "led = 'plain': 'none' and only that" in refused(folder, {**raw("m5_atoms3r"), "led": "plain"})


@pytest.mark.parametrize(
    "key, value, told",
    [
        ("flash_mb", True, "flash_mb = true: must be a whole number, 4 to 32 MB"),
        ("flash_mb", "8", "flash_mb = '8': must be a whole number, 4 to 32 MB"),
        ("flash_mb", 8.0, "flash_mb = 8.0: must be a whole number, 4 to 32 MB"),
        ("flash_mb", 64, "flash_mb = 64: allowed is 4 to 32 MB"),
        ("psram", "true", "psram = 'true': must be true or false"),
        ("psram", 1, "psram = 1: must be true or false"),
        ("image", 7, "image = 7: must be text"),
        ("pins.valve.gpio", 99, "pins.valve.gpio = 99: allowed is 0 to 48"),
        ("pins.valve.gpio", -1, "pins.valve.gpio = -1: allowed is 0 to 48"),
        ("pins.valve.gpio", True, "pins.valve.gpio = true: must be a whole number, 0 to 48"),
        ("pins.valve.gpio", "21", "pins.valve.gpio = '21': must be a whole number, 0 to 48"),
        ("pins.valve.gpio", 2.0, "pins.valve.gpio = 2.0: must be a whole number, 0 to 48"),
        ("pins.valve.safe", True, "pins.valve.safe = true: must be a whole number, 0 to 1"),
        ("pins.valve.safe", "0", "pins.valve.safe = '0': must be a whole number, 0 to 1"),
        ("pins.valve.safe", 2, "pins.valve.safe = 2: allowed is 0 to 1"),
        ("pins.valve.to", "", "pins.valve.to = '': has 0 letters; allowed are at least 1"),
        ("header.0.pins", [True, 3], "header.0.pins.0 = true: must be a whole number or text"),
        ("header.0.pins", [2.5], "header.0.pins.0 = 2.5: must be a whole number or text"),
        ("header", [], "header = []: has 0 entries; allowed are at least 1"),
        ("sources", [], "sources = []: has 0 entries; allowed are at least 1"),
        ("onboard", {"x": "key"}, "onboard.x = 'x': must be a whole number"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_with_the_value(folder, key, value, told):
    table = raw("esp32_devkitc")
    inner = table
    *way, last = key.split(".")
    for part in way:
        inner = inner[int(part) if part.isdigit() else part]
    inner[last] = value
    text = refused(folder, table)
    assert text.partition("mine.toml: ")[2].startswith(told), text


def test_a_byte_order_mark_is_no_reason(folder):
    path = written(folder, raw("esp32_devkitc"))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert board.read(path).chip == "esp32"


def test_a_file_that_is_no_utf8_is_one_line(folder):
    path = folder / "latin.toml"
    path.write_bytes("title = 'Gerät'".encode("latin-1"))
    with pytest.raises(InputError, match="latin.toml: (is no text in UTF-8|cannot be read)") as caught:
        board.read(path)
    assert "\n" not in str(caught.value)


def test_an_unknown_board_names_the_nearest():
    with pytest.raises(InputError, match="esp32_devkit: no such board; did you mean 'esp32_devkitc'"):
        board.load("esp32_devkit")


CHIP_BOARD = {"esp32": "esp32_devkitc", "esp32s3": "esp32s3_devkitc", "esp32c3": "esp32c3_devkitm"}


@pytest.mark.parametrize("chip", CHIP_BOARD)
@pytest.mark.parametrize("function", RELAYS)
def test_a_relay_is_accepted_exactly_where_the_data_sheets_allow_it(folder, chip, function):
    accepted = set()
    for gpio in range(49):
        try:
            board.read(written(folder, only(CHIP_BOARD[chip], function, gpio, safe=0)))
            accepted.add(gpio)
        except InputError as error:
            assert f"GPIO{gpio} " in str(error)
    assert accepted == MAY_SWITCH[chip]


@pytest.mark.parametrize("chip", CHIP_BOARD)
def test_an_analog_input_is_accepted_exactly_on_adc1(folder, chip):
    accepted = set()
    for gpio in range(49):
        try:
            board.read(written(folder, only(CHIP_BOARD[chip], "adc_1", gpio)))
            accepted.add(gpio)
        except InputError:
            pass
    assert accepted == MEASURES_WITH_WIFI[chip]


@given(st.data())
def test_an_accepted_board_keeps_the_rules_whatever_the_pins(folder, data):
    name = data.draw(st.sampled_from(board.names()))
    table = raw(name)
    functions = data.draw(st.lists(st.sampled_from(sorted(board.FUNCTIONS)), min_size=1, max_size=6, unique=True))
    for function in functions:
        pin = {"gpio": data.draw(st.integers(0, 48)), "to": "test"}
        if board.FUNCTIONS[function].has_safe_level:
            pin["safe"] = data.draw(st.sampled_from((0, 1)))
        table["pins"][function] = pin
    table["led"] = "plain" if "led" in table["pins"] else "none"
    try:
        mine = board.read(written(folder, table))
    except InputError as error:
        assert "\n" not in str(error) and str(error).startswith(str(folder))
        return
    gpios = [pin.gpio for pin in mine.pins.values()]
    assert not set(gpios) & WITH_PSRAM.get(name, ("", set()))[1]
    assert len(gpios) == len(set(gpios))
    for function, pin in mine.pins.items():
        if function in RELAYS and pin.safe == 0:
            assert pin.gpio in MAY_SWITCH[mine.chip]
        if function in RELAYS:
            assert not (mine.chip == "esp32" and pin.gpio in INPUT_ONLY)
        if function.startswith("adc"):
            assert pin.gpio in MEASURES_WITH_WIFI[mine.chip]


@given(st.recursive(st.none() | st.integers() | st.text("abc", max_size=3), lambda part: st.lists(part, max_size=2)))
def test_no_value_of_a_key_makes_a_traceback(folder, value):
    for key in ("flash_mb", "header", "pins"):
        table = raw("m5_atom_lite")
        path = written(folder, {**table, key: "@"})
        path.write_text(path.read_text().replace('"@"', toml(value if value is not None else True)))
        with pytest.raises(InputError):
            board.read(path)


def test_one_pin_twice(folder):
    table = raw("esp32_devkitc")
    table["pins"]["valve"]["gpio"] = table["pins"]["run_enable"]["gpio"]
    assert "pins.valve: GPIO23 is already run_enable: one pin, one function" in refused(folder, table)


def test_an_input_only_pin_as_output(folder):
    text = refused(folder, only("esp32_devkitc", "aux_1", 34, safe=0))
    assert "GPIO34 is input-only" in text and "Datasheet" in text


def test_a_strapping_pin_as_relay(folder):
    assert "strapping pin (high sets the flash supply" in refused(folder, only("esp32_devkitc", "aux_1", 12, safe=0))


def test_flash_console_usb_and_psram_pins(folder):
    assert "is the chip's flash" in refused(folder, only("esp32_devkitc", "window", 6))
    assert "is the console (U0TXD)" in refused(folder, only("esp32_devkitc", "window", 1))
    assert "is the chip's USB" in refused(folder, only("esp32c3_devkitm", "window", 18))
    assert "octal PSRAM" in refused(folder, only("esp32s3_devkitc", "window", 36))


def test_adc2_is_refused_and_the_usable_pins_are_named(folder):
    text = refused(folder, only("esp32_devkitc", "adc_1", 25))
    assert "ADC2 does not work while WiFi is on" in text and "32, 33, 34, 35, 36, 39" in text


def test_a_pin_that_is_not_on_the_header(folder):
    assert "GPIO18 is not on the header of the M5Stack Atom Lite" in refused(folder, only("m5_atom_lite", "window", 18))


def test_unknown_function_chip_and_key_name_the_nearest(folder):
    assert "did you mean 'run_enable'" in refused(folder, only("esp32_devkitc", "run_enabel", 23, safe=0))
    assert "did you mean 'esp32s3'" in refused(folder, {**raw("esp32s3_devkitc"), "chip": "esp32-s3"})
    assert "did you mean 'remarks'" in refused(folder, {**raw("esp32_devkitc"), "remark": ["x"]})


def test_safe_levels(folder):
    assert "pins.valve: safe is missing" in refused(folder, only("esp32_devkitc", "valve", 23))
    assert "only outputs have a safe level" in refused(folder, only("esp32_devkitc", "window", 23, safe=0))
    assert "is pulled up before the program runs" in refused(folder, only("esp32s3_devkitc", "valve", 39, safe=0))
    assert "is pulled down before the program runs" in refused(folder, only("esp32_devkitc", "valve", 4, safe=1))


def test_a_line_that_holds_a_strap_wrong_is_refused(folder):
    assert "must be low at reset" in refused(folder, only("esp32_devkitc", "window", 12))
    assert "must be high at reset" in refused(folder, only("esp32c3_devkitm", "ir", 2, safe=0))


def test_what_needs_a_part_outside_is_told(folder):
    mine = board.read(written(folder, only("esp32s3_devkitc", "aux_1", 18, safe=0)))
    assert any("driven high for 60 us at power-up (ESP32-S3 Series Datasheet" in text for text in mine.warnings)
    mine = board.read(written(folder, only("esp32_devkitc", "window", 34)))
    assert any("10 kOhm to 3V3 is needed" in text for text in mine.warnings)
    mine = board.read(written(folder, only("esp32s3_devkitc", "aux_1", 6, safe=1)))
    assert any("driven low for 60 us" in text for text in mine.warnings)


def test_broken_empty_and_missing_files(folder):
    for text, told in (("", "the file is empty"), ("chip = ", "no valid TOML"), ("chip = 'esp32'", "is missing")):
        path = folder / "broken.toml"
        path.write_text(text)
        with pytest.raises(InputError, match=told):
            board.read(path)
    with pytest.raises(InputError, match="cannot be read"):
        board.read(folder / "none.toml")
