"""A board's file, `boards/NAME.toml`: read, checked against the chip's data sheet, refused with the reason.

The rule: no output that switches something may move before the program drives it, no pin may keep the chip from starting, and
nothing may lie on a pin that cannot do it. `read()` gives a checked Board or raises `InputError` with the first refusal;
`Board.warnings` holds what is allowed but needs a thing on the outside (a resistor, a contact that is open at reset).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from host_sim.errors import InputError
from host_sim.inputs import nearest, one_line, read_toml
from tools.chips import CHIPS, Chip

FOLDER = Path(__file__).parents[1] / "boards"
_LEVEL = ("low", "high")


@dataclass(frozen=True)
class Function:
    """What a pin may be used for. `kind`: relay (switches something that must not move by itself), output, input (contact
    to ground, pulled up), analog, bus. `drives`: needs an output driver. `idle`: level of the line while the chip is in
    reset, as the wiring pages draw it (None: anywhere between)."""

    kind: Literal["relay", "output", "input", "analog", "bus"]
    about: str
    drives: bool = False
    idle: int | None = 1

    @property
    def has_safe_level(self) -> bool:
        return self.kind in ("relay", "output")


def _relay(about: str) -> Function:
    return Function("relay", about, drives=True, idle=None)


def _output(about: str) -> Function:
    return Function("output", about, drives=True, idle=0)


FUNCTIONS = {
    "run_enable": _relay("compressor may run"),
    "valve": _relay("reversing valve"),
    "aux_1": _relay("heater, first stage"),
    "aux_2": _relay("heater, second stage"),
    "aux_contact": _relay("heater, common second contact"),
    "alive": _relay("4 Hz while the Command is valid"),
    "outdoor_fan": _relay("outdoor fan"),
    "speed_pwm": _output("compressor speed, 0-10 V"),
    "fan_pwm": _output("indoor fan, 0-10 V"),
    "led": _output("the one LED"),
    "ir": _output("infrared LED"),
    "ir_in": Function("input", "infrared receiver"),
    "run_back": Function("input", "the motor turns"),
    "valve_back": Function("input", "reversing valve, read back"),
    "aux_1_back": Function("input", "heater stage 1, read back"),
    "aux_2_back": Function("input", "heater stage 2, read back"),
    "fan_proven": Function("input", "air moves"),
    "high_pressure": Function("input", "high-pressure chain"),
    "window": Function("input", "window contact"),
    "defrost": Function("input", "the outdoor unit defrosts"),
    "button": Function("input", "the one button"),
    "pulse": Function("input", "energy meter, S0"),
    "one_wire": Function("bus", "DS18B20 probes", drives=True),
    "i2c_sda": Function("bus", "I2C data", drives=True),
    "i2c_scl": Function("bus", "I2C clock", drives=True),
    "unit_tx": Function("bus", "to the indoor unit", drives=True),
    "unit_rx": Function("bus", "from the indoor unit"),
    "unit_direction": Function("output", "RS-485: high while sending", drives=True, idle=0),
    **{f"adc_{n}": Function("analog", f"analog input {n}", idle=None) for n in (1, 2, 3, 4)},
}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _gpio_or_name(pin: object) -> object:
    if isinstance(pin, bool) or not isinstance(pin, int | str):
        raise ValueError("must be a whole number or text")
    return pin


class Header(_Model):
    """One row of pins: GPIO numbers and names of supply pins, in the board's order."""

    name: str
    pins: tuple[Annotated[int | str, BeforeValidator(_gpio_or_name)], ...]


class Pin(_Model):
    """What one function is wired to."""

    gpio: Annotated[int, Field(strict=True, ge=0, le=48, description="GPIO number")]
    safe: Annotated[int | None, Field(strict=True, ge=0, le=1, description="level of an output that is safe")] = None
    to: Annotated[str, Field(min_length=1, description="what is wired to the pin")]
    instead_of: Annotated[str | None, Field(description="input that has this pin where this one is not wired")] = None


class Board(_Model):
    """A board that was checked."""

    name: str
    title: Annotated[str, Field(description="the board as its maker calls it")]
    chip: Annotated[str, Field(description="esp32, esp32s3 or esp32c3")]
    flash_mb: Annotated[
        int, Field(strict=True, ge=4, le=32, description="flash size", json_schema_extra={"unit": "MB"})
    ]
    psram: Annotated[bool, Field(strict=True, description="true where the module has PSRAM")]
    image: Annotated[str, Field(description="name of the official MicroPython image, for instance ESP32_GENERIC")]
    led: Annotated[Literal["none", "plain", "plain_inverted", "neopixel"], Field(description="kind of the LED")]
    sources: Annotated[tuple[str, ...], Field(min_length=1, description="where the facts are from")]
    remarks: tuple[str, ...] = ()
    header: Annotated[tuple[Header, ...], Field(min_length=1, description="rows of pins")]
    onboard: Annotated[dict[int, str], Field(description="GPIOs wired on the board itself")] = {}
    pins: Annotated[dict[str, Pin], Field(min_length=1, description="GPIO by function")]

    @cached_property
    def silicon(self) -> Chip:
        return CHIPS[self.chip]

    @cached_property
    def warnings(self) -> list[str]:
        return [text for fatal, text in _findings(self) if not fatal]

    @property
    def wanted_image(self) -> str | None:
        """The official image for this chip, with or without PSRAM; None where the chip takes none."""
        return self.silicon.psram_image if self.psram else self.silicon.image

    def at(self, gpio: int) -> str | None:
        """The function on a pin."""
        return next((name for name, pin in self.pins.items() if pin.gpio == gpio), None)


def names() -> list[str]:
    """All boards there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Board:
    """The board of this name."""
    if name not in names():
        raise InputError(f"{name or 'BOARD'}: no such board; {nearest(name, names())}")
    return read(FOLDER / f"{name}.toml")


def read(path: Path) -> Board:
    """The board of this file, checked."""
    shown = f"boards/{path.name}" if path.parent == FOLDER else str(path)
    try:
        board = Board.model_validate({**read_toml(path), "name": path.stem})
    except ValidationError as error:
        raise InputError(f"{shown}: {one_line(Board, error)}") from None
    for fatal, text in _findings(board):
        if fatal:
            raise InputError(f"{shown}: {text}")
    return board


def _findings(board: Board) -> Iterator[tuple[bool, str]]:
    """(refused, one line) for all that is wrong or worth knowing, file order."""
    chip = CHIPS.get(board.chip)
    if chip is None:
        yield True, f"chip = '{board.chip}': no such chip; {nearest(board.chip, CHIPS)}"
        return
    if board.wanted_image is None:
        yield True, f"psram = true: the {chip.title} takes none ({chip.sheet})"
    elif board.image != board.wanted_image:
        has = "with" if board.psram else "without"
        yield True, f"image = '{board.image}': allowed for the {chip.title} {has} PSRAM is {board.wanted_image}"
    if ("led" in board.pins) != (board.led != "none"):
        yield True, f"led = '{board.led}': 'none' and only that where no pin is the LED's (pins.led)"
    reachable = {n for row in board.header for n in row.pins if isinstance(n, int)} | set(board.onboard)
    for gpio in sorted(reachable - chip.gpios):
        yield True, f"header: GPIO{gpio} does not exist on the {chip.title} ({chip.sheet})"
    taken: dict[int, str] = {}
    for name, pin in board.pins.items():
        here = f"pins.{name}: GPIO{pin.gpio}"
        function = FUNCTIONS.get(name)
        if function is None:
            yield True, f"pins.{name}: no such function; {nearest(name, FUNCTIONS)}"
            continue
        if pin.gpio not in chip.gpios:
            yield True, f"{here} does not exist on the {chip.title} ({chip.sheet})"
            continue
        if pin.instead_of and (taken.get(pin.gpio) != pin.instead_of or function.drives):
            yield (
                True,
                f"{here}: instead_of = '{pin.instead_of}': only for an input, and that must be on the same pin above it",
            )
        elif pin.gpio in taken and not pin.instead_of:
            yield True, f"{here} is already {taken[pin.gpio]}: one pin, one function"
        taken[pin.gpio] = name
        if function.has_safe_level and pin.safe is None:
            yield True, f"pins.{name}: safe is missing (0 or 1: the level at which nothing happens)"
        if not function.has_safe_level and pin.safe is not None:
            yield True, f"pins.{name}: safe = {pin.safe}: only outputs have a safe level"
        yield from _cannot(board, chip, function, pin, here, reachable)
        yield from _before_the_program(board, chip, function, pin, here)


def _cannot(
    board: Board, chip: Chip, function: Function, pin: Pin, here: str, reachable: set[int]
) -> Iterator[tuple[bool, str]]:
    """What the pin has no hardware for, or what somebody else owns."""
    gpio = pin.gpio
    if gpio in chip.flash:
        yield True, f"{here} is the chip's flash ({chip.sheet})"
    elif gpio in chip.console:
        yield True, f"{here} is the console ({chip.console[gpio]}): flashing and the serial console need it"
    elif gpio in chip.usb:
        yield True, f"{here} is the chip's USB: MicroPython keeps it (ports/esp32/machine_pin.h)"
    elif gpio in chip.psram and board.psram:
        yield True, f"{here} is the PSRAM of this board ({chip.sheet}; ESP-IDF, GPIO summary)"
    elif gpio in chip.octal and gpio not in board.onboard:
        yield True, f"{here} is the PSRAM on modules with octal PSRAM ({chip.sheet})"
    elif gpio not in reachable:
        yield True, f"{here} is not on the header of the {board.title}"
    if gpio in chip.input_only:
        if function.drives:
            yield True, f"{here} is input-only on the {chip.title} ({chip.sheet}) and cannot be an output"
        elif function.kind == "input" and gpio not in board.onboard:
            yield False, f"{here} has no pull resistor inside ({chip.sheet}): 10 kOhm to 3V3 is needed"
    if function.kind == "analog" and gpio not in chip.adc1:
        why = "its ADC2 does not work while WiFi is on" if gpio in chip.adc2 else "it has no ADC"
        usable = ", ".join(str(n) for n in sorted(chip.adc1 & reachable))
        yield True, f"{here} cannot measure: {why} (ESP-IDF, GPIO summary); ADC1 pins on this board: {usable or 'none'}"
    if function.kind == "relay" and gpio in chip.jtag:
        yield False, f"{here} is {chip.jtag[gpio]}: a JTAG debugger would move this output ({chip.sheet})"


def _before_the_program(
    board: Board, chip: Chip, function: Function, pin: Pin, here: str
) -> Iterator[tuple[bool, str]]:
    """Reset and power-up: straps, pulls and glitches."""
    gpio = pin.gpio
    strap = chip.straps.get(gpio)
    if strap is not None:
        if function.kind in ("relay", "analog"):
            what = "a relay's driver" if function.kind == "relay" else "a measured voltage"
            yield True, f"{here} is a strapping pin ({strap.decides}; {chip.sheet}) and cannot have {what} on it"
        elif strap.level is not None and function.idle is not None and function.idle != strap.level:
            must = f"must be {_LEVEL[strap.level]} at reset ({strap.decides}; {chip.sheet})"
            yield True, f"{here} is a strapping pin that {must}: this line is {_LEVEL[function.idle]}"
        elif gpio not in board.onboard:
            level = "" if strap.level is None else f", keep it {_LEVEL[strap.level]} at reset"
            yield False, f"{here} is a strapping pin ({strap.decides}; {chip.sheet}){level}"
    if function.kind != "relay" or pin.safe is None:
        return
    pulled = chip.pulls.get(gpio)
    if pulled is not None and pulled != pin.safe:
        word = ("down", "up")[pulled]
        yield True, f"{here} is pulled {word} before the program runs ({chip.sheet}): safe = {pin.safe} would not hold"
    glitch = chip.glitches.get(gpio)
    if glitch is not None and glitch.level != pin.safe:
        told = f"{here} is driven {_LEVEL[glitch.level]} for {glitch.us:g} us at power-up ({chip.sheet})"
        yield False, f"{told}: too short to move a relay, long enough for a latch or a triac"
