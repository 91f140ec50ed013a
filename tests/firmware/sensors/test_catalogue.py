"""Checking of the settings' sensors: what is wrong is said in one line, with the key, the value and what is allowed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.readings import HIGH_PRESSURE
from balancepoint.sensors.catalogue import KINDS, check, check_all, nearest
from balancepoint.sensors.drivers import build
from host_sim.twin.one_wire import address
from tests.firmware.sensors.bench import Buses
from tests.firmware.sensors.test_page import EXAMPLES, PINS

ROM = address(1)
DS = {"kind": "ds18b20", "reads": "room", "address": ROM}
NTC = {"kind": "ntc", "reads": "outdoor", "pin": "adc_1", "series": "10 kΩ", "curve": "10k B3950"}
CLAMP = {"kind": "clamp", "reads": "power", "pin": "adc_1", "ratio": 2000, "burden": "22 Ω", "voltage": "230 V"}


def less(entry, *keys):
    return {key: value for key, value in entry.items() if key not in keys}


@pytest.mark.parametrize(
    "entry, message",
    [
        ({}, 'kind: missing, write a sensor like {"kind": "ds18b20", "reads": "room", ...}'),
        ({"reads": "room"}, 'kind: missing, write a sensor like {"kind": "ds18b20", "reads": "room", ...}'),
        ({"kind": "ds18b02"}, "kind: 'ds18b02' is not known, did you mean ds18b20?; allowed: bme280, clamp, contact, ds18b20, "
         "network, ntc, pulse, sht3x, sht4x"),
        ({"kind": 7}, "kind: 7 is not known; allowed: bme280, clamp, contact, ds18b20, network, ntc, pulse, sht3x, sht4x"),
        (DS | {"adress": "x"}, "adress: ds18b20 has no such key, did you mean address?; allowed: kind, reads, address, offset"),
        (DS | {"reads": "rooom"}, "reads: 'rooom' is nothing that ds18b20 can read, did you mean room?; allowed: room, "
         "return_air, supply, indoor_coil, outdoor, outdoor_coil, discharge"),
        (less(DS, "reads"), "reads: is missing, it must be given; allowed: room, return_air, supply, indoor_coil, outdoor, "
         "outdoor_coil, discharge"),
        (DS | {"address": "28ff"}, "address: '28ff' is not 16 hexadecimal digits"),
        (DS | {"address": 28}, "address: 28 is not 16 hexadecimal digits"),
        (less(DS, "address"), "address: is missing, it must be given"),
        (DS | {"address": "28ff641e0f1c05b3"}, "address: '28ff641e0f1c05b3' has a wrong check sum (its last two digits); is a "
         "digit mistyped?"),
        (DS | {"address": address(3, 0x10)}, f"address: '{address(3, 0x10)}' is no DS18B20: they begin with 28"),
        (DS | {"offset": 0.5}, "offset: 0.5 has no unit, write it like \"1.5 K\""),
        (DS | {"offset": "9 K"}, "offset: '9 K' is not between -5 and 5 K"),
        (NTC | {"pin": "adc_5"}, "pin: 'adc_5' is not on this board, did you mean adc_1?; allowed: adc_1, adc_2, adc_3, adc_4"),
        (less(NTC, "pin"), "pin: is missing, it must be given"),
        (less(NTC, "series"), "series: is missing, it must be given"),
        (NTC | {"series": "10 V"}, "series: '10 V' is not in kΩ or Ω or k, write it like \"10 Ω\""),
        (NTC | {"curve": "10k"}, "curve: '10k' is not known; allowed: "),
        (NTC | {"curve": "10k B395"}, "curve: '10k B395' is not known, did you mean 10k B3950?; allowed: "),
        (NTC | {"curve": ["10k"]}, "curve: ['10k'] is not known; allowed: "),
        (less(NTC, "curve"), "curve: say what the NTC is by one of curve, resistance with beta, steinhart"),
        (NTC | {"beta": "3950 K", "resistance": "10 kΩ"}, "curve: say what the NTC is by one of curve, resistance with beta, "
         "steinhart"),
        (less(NTC, "curve") | {"beta": "3950 K"}, "resistance: is missing, resistance (at 25 °C) and beta go together"),
        (less(NTC, "curve") | {"resistance": "5 kΩ"}, "beta: is missing, resistance (at 25 °C) and beta go together"),
        (less(NTC, "curve") | {"steinhart": [1, 2]}, "steinhart: [1, 2] is not A, B, C like [1.129e-3, 2.341e-4, 8.768e-8], each "
         "above 0"),
        (NTC | {"ntc_to": "gnd"}, "ntc_to: 'gnd' is not possible; allowed: ground, supply"),
        ({"kind": "sht3x", "reads": "room", "address": "0x46"}, "address: '0x46' is not possible, did you mean 0x44?; allowed: "
         "0x44, 0x45"),
        ({"kind": "sht3x", "reads": "discharge"}, "reads: 'discharge' is nothing that sht3x can read; allowed: room, return_air, "
         "supply, outdoor"),
        (less(CLAMP, "voltage"), "voltage: is needed to read power, and only then"),
        (CLAMP | {"reads": "aux_current_mA"}, "voltage: is needed to read power, and only then"),
        (CLAMP | {"mains": "400 Hz"}, "mains: '400 Hz' is not possible, did you mean 50 Hz?; allowed: 50 Hz, 60 Hz"),
        (CLAMP | {"ratio": "2000"}, "ratio: '2000' is not a whole number, written without quotes and without a unit"),
        ({"kind": "pulse", "reads": "power", "rate": "0 imp/kWh"}, "rate: '0 imp/kWh' is not between 10 and 20000 imp/kWh"),
        ({"kind": "contact", "reads": "fault", "pin": "button"}, "pin: 'button' is not on this board; allowed: window, "
         "fan_proven, defrost, high_pressure"),
        ({"kind": "contact", "reads": "fault", "active": 1}, "active: 1 is not possible; allowed: open, closed"),
        ({"kind": "network", "reads": "discharge"}, "reads: 'discharge' is nothing that network can read; allowed: room, "
         "outdoor, humidity, power, sun, presence, window_open"),
    ],
)  # fmt: skip
def test_refused_in_one_line(entry, message):
    with pytest.raises(ValueError) as caught:
        check(entry, PINS)
    text = str(caught.value)
    assert text.startswith(message) if message.endswith("allowed: ") else text == message
    assert "\n" not in text


@pytest.mark.parametrize("entry", EXAMPLES, ids=lambda entry: f"{entry['kind']}-{entry['reads']}")
def test_a_board_without_the_pin_says_so(entry):
    if entry["kind"] == "network":
        assert check(entry, {})["kind"] == "network"
        return
    with pytest.raises(ValueError, match="not on this board"):
        check(entry, {})


def test_defaults_are_filled_and_quantities_converted():
    assert check(DS, PINS) == DS | {"offset": 0}
    assert check(NTC | {"offset": "-0.5 K"}, PINS) == NTC | {
        "resistance": "", "beta": "", "steinhart": "", "series": 10_000, "supply": 3300, "ntc_to": "ground", "offset": -50,
    }  # fmt: skip
    contact = check({"kind": "contact", "reads": "defrosting"}, PINS)
    assert (contact["pin"], contact["active"], contact["debounce"]) == ("defrost", "closed", 1)


@pytest.mark.parametrize(
    "entries, message",
    [
        ("x", "'x' is not a list of sensors"),
        (7, "7 is not a list of sensors"),
        ([True], '1: True is not a sensor like {"kind": "ds18b20", "reads": "room", ...}'),
        ([DS, "ds18b20"], '2: \'ds18b20\' is not a sensor like {"kind": "ds18b20", "reads": "room", ...}'),
        ([DS, {}], '2.kind: missing, write a sensor like {"kind": "ds18b20", "reads": "room", ...}'),
        ([DS, DS], f"2.address: '{ROM}' has sensor 1 already"),
        ([DS, DS | {"address": ROM.upper()}], f"2.address: '{ROM}' has sensor 1 already"),
        ([NTC, CLAMP], "2.pin: 'adc_1' has sensor 1 already"),
        (
            [{"kind": "sht3x", "reads": "room"}, {"kind": "sht4x", "reads": "outdoor"}],
            "2.address: '0x44' has sensor 1 already",
        ),
        ([NTC, DS | {"reads": "outdoor"}], "2.reads: 'outdoor' is read by sensor 1 already"),
        (
            [DS | {"address": address(i)} for i in range(5)],
            "5.reads: 'room' for the fifth time, there can be 4 room sensors",
        ),
    ],
)
def test_what_does_not_go_together(entries, message):
    with pytest.raises(ValueError) as caught:
        check_all(entries, PINS)
    assert str(caught.value) == message


def test_drivers_come_in_the_order_of_the_file_and_share_the_wire():
    entries = [
        DS,
        {"kind": "sht4x", "reads": "room"},
        DS | {"address": address(2)},
        {"kind": "bme280", "reads": "room"},
        NTC,
        {"kind": "contact", "reads": "window_open"},
    ]
    buses = Buses()
    buses.sources["adc_1"] = None
    drivers = build(check_all(entries, PINS), buses)
    names = [name for driver in drivers for name, _ in driver.probes]
    assert names == ["room", "room", "humidity", "room", "room", "outdoor", "window_open"]
    assert drivers[0].wire is drivers[2].wire and drivers[0].wire.sensors == [drivers[0], drivers[2]]


@pytest.mark.parametrize("pin, code", (("high_pressure", HIGH_PRESSURE), ("window", 1)))
def test_the_high_pressure_chain_says_that_it_is_that(pin, code):
    buses = Buses()
    (driver,) = build(check_all([{"kind": "contact", "reads": "fault", "pin": pin}, DS], PINS)[:1], buses)
    buses.contact(pin).level = 1
    driver.step(0)
    assert driver.probe.value == code


def test_humidity_of_the_network_goes_before_that_of_a_chip():
    entries = [{"kind": "sht4x", "reads": "room"}, {"kind": "network", "reads": "humidity"}]
    names = [name for driver in build(check_all(entries, PINS), Buses()) for name, _ in driver.probes]
    assert names == ["room", "humidity"]


def edit_distance(a, b):
    """Levenshtein's, by its definition."""
    if not a or not b:
        return len(a) + len(b)
    return min(edit_distance(a[1:], b) + 1, edit_distance(a, b[1:]) + 1, edit_distance(a[1:], b[1:]) + (a[0] != b[0]))


@given(st.text("abc", max_size=5), st.lists(st.text("abc", min_size=1, max_size=5), max_size=5))
@settings(max_examples=60)
def test_nearest_name(word, names):
    distances = [edit_distance(word, name) for name in names]
    found = nearest(word, names)
    if found:
        assert edit_distance(word, found) == min(distances) <= len(word) // 2
    else:
        assert not names or min(distances) > len(word) // 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
KEYS = sorted({key[0] for _, _, keys in KINDS.values() for key in keys} | {"kind", "reads"})
ENTRIES = st.sampled_from(EXAMPLES)


@given(ENTRIES, st.dictionaries(st.sampled_from(KEYS), JSON, max_size=3), st.sets(st.sampled_from(KEYS), max_size=2))
@settings(max_examples=300)
def test_whatever_stands_there_it_is_one_line_or_a_driver(entry, changes, missing):
    entry = less(entry | changes, *missing)
    try:
        specs = check_all([entry], PINS)
    except ValueError as error:
        text = str(error)
        assert text.startswith("1.") and len(text.splitlines()) == 1
        return
    buses = Buses()
    buses.sources = dict.fromkeys(PINS)
    assert len(build(specs, buses)) == 1
