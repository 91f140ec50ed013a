"""What the pins of each chip can do and what they do before a program runs. Facts of the data sheets, nothing decided here.

Sources, by chip:
  ESP32     ESP32 Series Datasheet v5.2: section 2.2 and appendix A (IO_MUX, columns "At Reset", "After Reset"), section 3
            (strapping pins); ESP-IDF Programming Guide, GPIO summary (SPI0/1, JTAG, input-only pins, ADC2 and WiFi; GPIO16
            and 17 with PSRAM).
  ESP32-S3  ESP32-S3 Series Datasheet v2.2: tables 2-1 (pin settings at and after reset), 2-2 (power-up glitches), section 3;
            ESP-IDF Programming Guide, GPIO summary (GPIO33 to 37 with octal flash or PSRAM).
  ESP32-C3  ESP32-C3 Series Datasheet v2.2: pin overview, "Power-Up Glitches on Pins", section 3; GPIO summary.
  All       MicroPython ports/esp32/machine_pin.h: a build with USB of the chip's own has no Pin for the USB pads;
            ports/esp32/boards: names of the official images, and which of them are built for PSRAM.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strap:
    """A strapping pin: `level` it must have at reset for a normal start (None: any), and what it decides."""

    level: int | None
    decides: str


@dataclass(frozen=True)
class Glitch:
    """The pin is driven to `level` for `us` microseconds while the supply comes up."""

    level: int
    us: float


@dataclass(frozen=True)
class Chip:
    """One chip. GPIO numbers throughout; `pulls`: the level an internal resistor gives a pin before the program runs."""

    title: str
    sheet: str
    gpios: frozenset[int]
    input_only: frozenset[int]  # no output driver and no pull resistors
    flash: frozenset[int]
    psram: frozenset[int]  # taken on boards with PSRAM
    octal: frozenset[int]  # taken on some modules, those with octal flash or PSRAM: left free on all boards
    image: str  # MicroPython's official image for modules without PSRAM
    psram_image: str | None  # and for those with it (S3: octal); None: the chip takes none
    console: dict[int, str]
    usb: frozenset[int]
    jtag: dict[int, str]
    adc1: frozenset[int]
    adc2: frozenset[int]  # not usable while WiFi is on
    straps: dict[int, Strap]
    pulls: dict[int, int]
    glitches: dict[int, Glitch]


def _span(*parts: int | tuple[int, int]) -> frozenset[int]:
    """Numbers and inclusive spans of them."""
    return frozenset(n for part in parts for n in ((part,) if isinstance(part, int) else range(part[0], part[1] + 1)))


CHIPS = {
    "esp32": Chip(
        title="ESP32",
        sheet="ESP32 Series Datasheet v5.2",
        gpios=_span((0, 19), (21, 23), (25, 27), (32, 39)),
        input_only=_span((34, 39)),
        flash=_span((6, 11)),
        psram=_span(16, 17),
        octal=frozenset(),
        image="ESP32_GENERIC",
        psram_image="ESP32_GENERIC-SPIRAM",
        console={1: "U0TXD", 3: "U0RXD"},
        usb=frozenset(),
        jtag={12: "MTDI", 13: "MTCK", 14: "MTMS", 15: "MTDO"},
        adc1=_span((32, 39)),
        adc2=_span(0, 2, 4, (12, 15), (25, 27)),
        straps={
            0: Strap(1, "low starts the download mode"),
            2: Strap(0, "must be low or open for the download mode"),
            5: Strap(None, "timing of the SDIO slave"),
            12: Strap(0, "high sets the flash supply to 1.8 V and a 3.3 V module does not start"),
            15: Strap(None, "low silences the boot messages"),
        },
        pulls={0: 1, 1: 1, 2: 0, 3: 1, 4: 0, 5: 1, 12: 0, 13: 0, 14: 1, 15: 1},
        glitches={},
    ),
    "esp32s3": Chip(
        title="ESP32-S3",
        sheet="ESP32-S3 Series Datasheet v2.2",
        gpios=_span((0, 21), (26, 48)),
        input_only=frozenset(),
        flash=_span((26, 32)),
        psram=_span((33, 37)),
        octal=_span((33, 37)),
        image="ESP32_GENERIC_S3",
        psram_image="ESP32_GENERIC_S3-SPIRAM_OCT",
        console={43: "U0TXD", 44: "U0RXD"},
        usb=_span(19, 20),
        jtag={39: "MTCK", 40: "MTDO", 41: "MTDI", 42: "MTMS"},
        adc1=_span((1, 10)),
        adc2=_span((11, 20)),
        straps={
            0: Strap(1, "low starts the download mode"),
            3: Strap(None, "source of the JTAG signals"),
            45: Strap(0, "high sets the flash supply to 1.8 V"),
            46: Strap(0, "must be low for the download mode; high changes the boot messages"),
        },
        pulls={0: 1, 20: 1, 39: 1, 43: 1, 44: 1, 45: 0, 46: 0},
        glitches={**{n: Glitch(0, 60) for n in range(1, 18)}, 18: Glitch(1, 60), 19: Glitch(1, 60), 20: Glitch(1, 60)},
    ),
    "esp32c3": Chip(
        title="ESP32-C3",
        sheet="ESP32-C3 Series Datasheet v2.2",
        gpios=_span((0, 21)),
        input_only=frozenset(),
        flash=_span((11, 17)),
        psram=frozenset(),
        octal=frozenset(),
        image="ESP32_GENERIC_C3",
        psram_image=None,
        console={20: "U0RXD", 21: "U0TXD"},
        usb=_span(18, 19),
        jtag={4: "MTMS", 5: "MTDI", 6: "MTCK", 7: "MTDO"},
        adc1=_span((0, 4)),
        adc2=_span(5),
        straps={
            2: Strap(1, "low keeps the chip from starting"),
            8: Strap(None, "must be high for the download mode"),
            9: Strap(1, "low starts the download mode"),
        },
        pulls={6: 1, 9: 1, 19: 1, 20: 1, 21: 1},
        glitches={
            6: Glitch(0, 0.005),
            7: Glitch(0, 0.005),
            10: Glitch(0, 0.005),
            18: Glitch(1, 50),
            20: Glitch(0, 0.005),
        },
    ),
}
