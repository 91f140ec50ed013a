"""The register table of the settings file: what is right, and one clear line for each thing that is wrong."""

from pathlib import Path

import pytest

from balancepoint.units.modbus import registers
from tests.firmware.units.modbus.drive import TABLE, plain
from tools import modbus

BOARDS = Path(__file__).parents[4] / "boards/modbus"
INCOMPLETE = ("carel_power", "copeland_ev2")


def test_a_table_becomes_integers():
    found = plain()
    assert (found["baud"], found["parity"], found["stop"], found["address"], found["timeout"]) == (19200, 0, 1, 7, 5)
    assert found["start"] == ((6, 20, 50),)
    assert found["writes"] == (
        ("speed", 6, 0, 10, 1), ("run", 6, 1, 1, 0), ("indoor_fan", 16, 4, (0, 200, 400, 600, 800, 1000), 0),
    )  # fmt: skip
    assert found["reads"] == (
        ("speed", 4, 100, 0, 0xFFFF, 1, 10, 0), ("power", 4, 101, 0, 0xFFFF, 10, 1, 0),
        ("discharge", 4, 102, 1, 0xFFFF, 10, 1, 0), ("outdoor", 3, 103, 0, 0xFFFF, 50, 1, -4000),
        ("fault", 4, 106, 0, 0xFF, 1, 1, 0),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "counts"),
    [("0.1 Hz", (1, 10)), ("1/60 Hz", (1, 60)), ("120/16384 Hz", (15, 2048)), ("1 Hz", (1, 1)), ("0.25 Hz", (1, 4))],
)
def test_scales(text, counts):
    found = plain(read={"speed": {"register": 1, "scale": text}})
    assert found["reads"][0][5:7] == counts


def changed(path, value):
    """The table with one place changed; None: taken out."""
    table = {
        **TABLE,
        "write": {k: dict(v) for k, v in TABLE["write"].items()},
        "read": {k: dict(v) for k, v in TABLE["read"].items()},
    }
    place = table
    *way, last = path.split(".")
    for name in way:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return table


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("adress", 7, "adress: no such key, one of name, source, baud, parity, stop, address, timeout, refresh, start, write, "
         "read"),
        ("address", None, "address: must be given"),
        ("address", 248, "address: 248 is not a number from 1 to 247"),
        ("baud", 9601, "baud: 9601 is none of 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200"),
        ("parity", "mark", "parity: 'mark' is none of none, even, odd"),
        ("timeout", None, "timeout: must be given"),
        ("timeout", 61, "timeout: 61 is not a number from 1 to 60"),
        ("refresh", 3, "refresh: 3 s is more than half of timeout, 5 s: the drive would stop in between"),
        ("start", 5, "start: 5 is not a list of registers and values"),
        ("start", [{"register": 1}], "start.1.value: must be given"),
        ("write", None, "write: must be given"),
        ("write.speed", None, "write.speed: must be given"),
        ("write.speed.register", 65536, "write.speed.register: 65536 is not a number from 0 to 65535"),
        ("write.speed.register", True, "write.speed.register: True is not a number from 0 to 65535"),
        ("write.speed.register", None, "write.speed.register: must be given"),
        ("write.speed.function", 5, "write.speed.function: 5 is none of 6, 16"),
        ("write.speed.scale", "0.1 °C", "write.speed.scale: '0.1 °C' is not one of Hz, like '0.1 Hz' or '1/60 Hz'"),
        ("write.speed.scale", 0.1, "write.speed.scale: 0.1 is not one of Hz, like '0.1 Hz' or '1/60 Hz'"),
        ("write.run.on", None, "write.run.on: must be given"),
        ("write.indoor_fan.levels", [0, 1],
         "write.indoor_fan.levels: [0, 1] is not a list of 6 values, for off and levels 1 to 5"),
        ("write.pump", {}, "write.pump: no such key, one of speed, run, valve, outdoor_fan, indoor_fan"),
        ("read.speed", None, "read.speed: must be given, or running: a compressor's standstill is to be seen"),
        ("read.discharge.signed", 1, "read.discharge.signed: 1 is not true or false"),
        ("read.discharge.function", 6, "read.discharge.function: 6 is none of 3, 4"),
        ("read.discharge.scale", "1/0 °C", "read.discharge.scale: '1/0 °C' is not one of °C and K, like '0.1 °C' or '1/60 °C'"),
        ("read.discharge.scale", "500 °C", "read.discharge.scale: '500 °C' is too large, too small or too fine"),
        ("read.fault.mask", 0, "read.fault.mask: 0 is not a number from 1 to 65535"),
        ("read.fault.scale", "1 W", "read.fault.scale: no such key, one of register, function, mask"),
        ("read.fault", 3, "read.fault: 3 is not a table {...}"),
    ],
)  # fmt: skip
def test_one_line_says_what_is_wrong(path, value, line):
    with pytest.raises(ValueError) as caught:
        registers.check(changed(path, value))
    assert str(caught.value) == line


@pytest.mark.parametrize("path", sorted(BOARDS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_drives_that_come_with_it(path, capsys):
    if path.stem in INCOMPLETE:
        with pytest.raises(ValueError, match=r"read\.speed: must be given"):
            modbus.section(path)
        assert modbus.main([str(path)]) == 1
        return
    assert modbus.main([str(path)]) == 0
    assert '"kind": "modbus"' in capsys.readouterr().out


def test_a_file_that_is_none_is_one_line(tmp_path, capsys):
    path = tmp_path / "x.toml"
    path.write_text("a = = 1")
    assert modbus.main([str(path)]) == 1
    assert modbus.main([str(tmp_path / "y.toml")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and str(path) in said[0] and "No such file" in said[1]
