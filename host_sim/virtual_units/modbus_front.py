"""A drive on Modbus RTU as an outdoor unit has it: registers that say what the compressor does, and what is measured.

    drive = Drive(home, load_map("generic"))       # boards/modbus/generic.toml, or a file of one's own
    front = ModbusFront(drive)
    drive.step(command)                            # command: the board's relays; then home.advance(drive.command, dt)

Frames: address, function (3, 4 read; 6, 16 write), data, CRC-16/MODBUS, low byte first; 3.5 characters of silence end one (Modbus
over serial line V1.02, 2.5.1). Exceptions 1 (function) and 2 (register). Without a request for `timeout` s the drive stops, as
the map says it is set. Keys of the map: boards/modbus/README.md, read here on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from balancepoint.control.command import Command
from host_sim.errors import InputError
from host_sim.inputs import nearest, read_toml
from host_sim.plant import heat_pump as hp
from host_sim.plant.home import Home
from host_sim.virtual_units.front import Front
from host_sim.virtual_units.habits import Profile
from host_sim.virtual_units.indoor import OUTDOOR, POWER

FOLDER = Path(__file__).parents[2] / "boards" / "modbus"
_PARITY = {"none": None, "even": 0, "odd": 1}
_READS = (3, 4)
_ONE, _MANY = 6, 16
_FUNCTION, _REGISTER = 1, 2  # exceptions
_HUNDRED = {"°C": 1, "K": 1, "Hz": 1, "W": 1, "kW": 1000}


def maps() -> list[str]:
    """Those that come along."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_map(name: str) -> dict[str, Any]:
    """The table of a drive by name, or a .toml file."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        raise InputError(f"virtual unit modbus: no registers {name!r}; {nearest(name, maps())} (or a .toml file)")
    return read_toml(path)


def _remainder(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0xA001 if byte & 1 else byte >> 1
    return byte


_REMAINDERS = tuple(_remainder(byte) for byte in range(256))


def crc(data: bytes | bytearray) -> bytes:
    """CRC-16/MODBUS, as it goes over the line."""
    value = 0xFFFF
    for byte in data:
        value = value >> 8 ^ _REMAINDERS[(value ^ byte) & 0xFF]
    return value.to_bytes(2, "little")


def quantity(text: str) -> Fraction:
    """What one count is, in Hz, W or °C."""
    number, _, unit = text.strip().partition(" ")
    return Fraction(number) * _HUNDRED[unit.strip()]


class Drive:
    """`registers`: what was written; `command`: what the plant is to do."""

    def __init__(self, home: Home, table: dict[str, Any]):
        self._home = home
        self._machine = home.state["machine"]
        self._truth = home.state["truth"]
        self.table = table
        self.registers: dict[int, int] = {}
        self.command = Command()
        self.heard_at = -1e9  # s
        self.trips = 0
        self._writes = {entry["register"]: entry for entry in table["write"].values()}
        self._reads = {entry["register"]: (name, entry) for name, entry in table["read"].items()}
        self._starts = {entry["register"] for entry in table.get("start", [])}

    @property
    def now(self) -> int:
        """s since the start of the run."""
        return int(self._home.state["now"])

    def answers(self, at: float) -> bool:
        """Always, but before the run (see `Faults.late`)."""
        return at >= 0.0

    def step(self, told: Command) -> None:
        """`told`: what the board's relays do, for what has no register, and what is no matter of the drive's."""
        command, write = self.command, self.table["write"]
        for name in (
            "valve",
            "outdoor_fan",
            "fan",
            "vane",
            "wide_vane",
            "aux",
            "aux_contact",
            "defrost",
            "valid_until",
        ):
            setattr(command, name, getattr(told, name))
        speed = self._written("speed") * quantity(write["speed"]["scale"])
        runs = told.speed > 0 and self._is_on("run", True)  # the relay run_enable is in series
        if self.now - self.heard_at > self.table["timeout"]:
            self.trips += runs and speed > 0
            speed = Fraction(0)
        command.speed = round(speed) if runs else 0
        if "valve" in write:
            command.valve = int(self._is_on("valve", False))
        if "outdoor_fan" in write:
            command.outdoor_fan = 2 * self._is_on("outdoor_fan", False)
        if "indoor_fan" in write:
            value = self._written("indoor_fan")
            levels = write["indoor_fan"]["levels"]
            command.fan = min(range(len(levels)), key=lambda level: abs(levels[level] - value))

    def _written(self, name: str) -> int:
        return self.registers.get(self.table["write"][name]["register"], 0)

    def _is_on(self, name: str, otherwise: bool) -> bool:
        entry = self.table["write"].get(name)
        return otherwise if entry is None else self.registers.get(entry["register"], entry.get("off", 0)) == entry["on"]

    def write(self, register: int, value: int, function: int) -> bool:
        """Whether it has that register, for that function."""
        entry = self._writes.get(register)
        if entry is None and register not in self._starts:
            return False
        if entry is not None and entry.get("function", _ONE) != function:
            return False
        self.registers[register] = value
        return True

    def read(self, register: int, function: int) -> int | None:
        """What stands there, None if it has no such register."""
        if register in self._reads:
            name, entry = self._reads[register]
            if entry.get("function", 3) != function:
                return None
            return self._measured(name, entry)
        return self.registers.get(register) if function == 3 else None

    def _measured(self, name: str, entry: dict[str, Any]) -> int:
        machine, truth = self._machine, self._truth
        flags = {
            "running": machine["speed"] > 0,
            "defrosting": machine["phase"] != hp.NORMAL,
            "fault": machine["fault"],
        }
        if name in flags:
            mask = entry.get("mask", 0xFFFF)
            shift = (mask & -mask).bit_length() - 1
            return int(flags[name]) << shift & mask
        values = {
            "speed": machine["speed"], "power": truth[POWER], "discharge": machine["shell"], "outdoor": truth[OUTDOOR],
            "outdoor_coil": machine["coil_out"], "indoor_coil": machine["coil_in"], "supply": truth[5], "return_air": truth[4],
        }  # fmt: skip
        offset = quantity(entry["offset"]) if "offset" in entry else Fraction(0)
        count = round((Fraction(float(values[name])) - offset) / quantity(entry["scale"]))
        low, high = (-0x8000, 0x7FFF) if entry.get("signed") else (0, 0xFFFF)
        return min(max(count, low), high) & 0xFFFF


class ModbusFront(Front):
    """`unit` is the `Drive`."""

    REPLY = 5.0  # ms: a guess

    def __init__(self, drive: Drive):
        table = drive.table
        baud = table.get("baud", 19200)
        super().__init__(drive, Profile("modbus", table["name"], table["name"], None, {"baud": baud}))  # type: ignore[arg-type]
        self.drive = drive
        self.BAUD, self.PARITY, self.STOP = baud, _PARITY[table.get("parity", "even")], table.get("stop", 1)
        self.GAP = max(3.5 * 11_000 / baud, 1.75) + 20.0  # the silence, and what the firmware's buffer takes
        self._address = table["address"]

    def _requests(self) -> Iterator[bytes]:
        data = self._in
        while len(data) >= 8:
            size = 9 + data[6] if data[1] == _MANY else 8
            if len(data) < size and data[0] == self._address:
                return
            if crc(data[: size - 2]) != data[size - 2 : size]:
                self.skip()
                continue
            yield bytes(data[:size])
            del data[:size]

    def hear(self, request: bytes, ms: float) -> None:
        if request[0] != self._address:
            return
        self.drive.heard_at = ms / 1000.0
        answer = bytes([self._address]) + self._answer(request[1], request[2:-2])
        self.say(answer + crc(answer), ms + self.REPLY)

    def _answer(self, function: int, data: bytes) -> bytes:
        register, count = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        if self.faults.nak or function not in (*_READS, _ONE, _MANY):
            return bytes([function | 0x80, _FUNCTION])
        if function in _READS:
            values = [self.drive.read(register + k, function) for k in range(count)]
            if None not in values and 0 < count <= 125:
                return bytes([function, 2 * count]) + b"".join(
                    value.to_bytes(2, "big") for value in values if value is not None
                )
        else:
            values = (
                [count]
                if function == _ONE
                else [int.from_bytes(data[k : k + 2], "big") for k in range(5, len(data), 2)]
            )
            if all([self.drive.write(register + k, value or 0, function) for k, value in enumerate(values)]):
                return bytes([function]) + data[:4]
        return bytes([function | 0x80, _REGISTER])
