"""The only file that knows the chip. Importing it is the first thing the board does: every output goes to its safe level.

    from . import hal
    relay = hal.output("aux_1")     # by function (boards/*.toml); None where this board has no such pin
    relay.on(1)                     # 1: energised, 0: its safe level

Pins come from `board`, which the image build makes of boards/*.toml: PINS {function: GPIO}, SAFE ((GPIO, level), ...).
What is asked for twice is made once. On the laptop the same file runs over the twin's `machine` and `esp32`
(host_sim/twin).
"""

from machine import Pin

from . import board

for _gpio, _safe in board.SAFE:
    Pin(_gpio, Pin.OUT, value=_safe)

import gc
import sys

import esp32
import machine

try:
    from time import ticks_diff, ticks_ms, ticks_us
except ImportError:  # CPython: the twin keeps the time
    from machine import ticks_diff, ticks_ms, ticks_us  # type: ignore[attr-defined,no-redef]

from .pins import Lamp, Level, Output
from .port import Port

__all__ = ("board", "ticks_diff", "ticks_ms", "ticks_us")

WATCHDOG = 12_000  # ms; longer than the longest `learn()` with a collection of the heap
SERVICE = 1800  # s for which an interrupted program keeps the watchdog fed
_PWM_FREQUENCY = 1000  # Hz, usual for PWM to 0-10 V converters
# µV that the converter can tell at 11 dB (ESP-IDF programming guide, ADC, recommended input range of each chip)
_ADC_RANGE = {"esp32": (150_000, 2_450_000), "esp32s3": (5_000, 3_100_000), "esp32c3": (5_000, 2_500_000)}

_PSRAM = 1_000_000  # bytes of heap that no chip has without it
_ACCESS_POINT = 1  # MicroPython's network.AP_IF, whose name would stay in memory

free_at_boot = 0  # bytes of heap before anything was imported, as boot.py found it; 0 where nobody counts

_made: dict = {}  # by function
_driven: dict = {}  # outputs and levels, by GPIO


def _once(key, make):
    if key not in _made:
        _made[key] = make()
    return _made[key]


def _gpio_of(name):
    return board.PINS.get(name)


def _named(name, make):
    """The one thing on the pin of a function, made of its GPIO; None where the board has no such pin."""
    gpio = _gpio_of(name)
    return None if gpio is None else _once(name, lambda: make(gpio))


# Outputs ---------------------------------------------------------------------------------------------------------------


def _output(gpio):
    safe = dict(board.SAFE)[gpio]
    made = _driven[gpio] = Output(Pin(gpio, Pin.OUT, value=safe), safe)
    return made


def output(name):
    """The `pins.Output` of that function, or None."""
    return _named(name, _output)


def _level(gpio):
    made = _driven[gpio] = Level(machine.PWM(Pin(gpio), freq=_PWM_FREQUENCY, duty_u16=0))
    return made


def level(name):
    """The `pins.Level` of that function, or None."""
    return _named(name, _level)


def safe():
    """Every output at its safe level, now."""
    for gpio, level in board.SAFE:
        if gpio in _driven:
            _driven[gpio].rest()
        else:
            Pin(gpio, Pin.OUT, value=level)


def _lamp(gpio):
    if board.LED == "neopixel":
        from neopixel import NeoPixel

        pixels = NeoPixel(Pin(gpio, Pin.OUT), 1)

        def put(colour):
            pixels[0] = colour
            pixels.write()

        return Lamp(put)
    dark = 1 if board.LED == "plain_inverted" else 0
    pin = Pin(gpio, Pin.OUT, value=dark)
    return Lamp(lambda colour: pin.value(dark if colour == (0, 0, 0) else 1 - dark))


def lamp():
    """The LED, or None."""
    return _named("led", _lamp)


# Inputs and buses ------------------------------------------------------------------------------------------------------


def _input(gpio):
    """A pin with its pull-up, where it has one."""
    if gpio in board.NO_PULL:
        return Pin(gpio, Pin.IN)
    return Pin(gpio, Pin.IN, Pin.PULL_UP)


def contact(name):
    """The input of that function, or None: `value()` 1 = high, the contact open."""
    return _named(name, _input)


def _counter(gpio):
    from .counter import Counter

    return Counter(_input(gpio), ticks_ms)


def counter(name):
    """The `counter.Counter` of that function, or None."""
    return _named(name, _counter)


def _adc(gpio):
    from .adc import Adc

    low, high = _ADC_RANGE[board.CHIP]
    return Adc(machine.ADC(Pin(gpio), atten=machine.ADC.ATTN_11DB), low, high)


def adc(name):
    """The `adc.Adc` of that function, or None."""
    return _named(name, _adc)


def _one_wire():
    from onewire import OneWire

    return OneWire(Pin(_gpio_of("one_wire")))


def one_wire():
    """The 1-Wire bus, or None."""
    return None if _gpio_of("one_wire") is None else _once("one_wire", _one_wire)


def i2c():
    """The I2C bus, or None. A device that holds the clock is let go after 20 ms."""
    if _gpio_of("i2c_sda") is None:
        return None
    return _once(
        "i2c",
        lambda: machine.I2C(
            0, sda=Pin(_gpio_of("i2c_sda")), scl=Pin(_gpio_of("i2c_scl")), freq=100_000, timeout=20_000
        ),
    )


def line():
    """The `line.Line` to the indoor unit, or None where this board has no port for one."""
    if _gpio_of("unit_tx") is None or _gpio_of("unit_rx") is None:
        return None
    return _once("line", _line)


def _line():
    from .line import Line

    return Line(machine.UART, _gpio_of("unit_tx"), _gpio_of("unit_rx"), output("unit_direction"))


def infrared():
    """The `infrared.Infrared` that the indoor unit sees, or None where this board has no emitter."""
    return _named("ir", _infrared)


def _infrared(gpio):
    from .infrared import Infrared

    return Infrared(esp32.RMT, Pin(gpio), ticks_ms, ticks_diff)


def receiver():
    """The `receiver.Receiver` of infrared light, or None where this board has none."""
    return _named("ir_in", _receiver)


def _receiver(gpio):
    from .receiver import Receiver

    return Receiver(_input(gpio), ticks_us, ticks_diff)


def console():
    """The `port.Port` that people and tools speak to."""
    return _once("console", Port)


# The chip itself -------------------------------------------------------------------------------------------------------


def watchdog():
    """The hardware watchdog, started by the first call; it cannot be stopped. `feed()` within WATCHDOG ms."""
    return _once("watchdog", lambda: machine.WDT(timeout=WATCHDOG))


def service():
    """After an interruption by a person: outputs safe, and the watchdog fed for `SERVICE` s by a timer."""
    safe()
    if "watchdog" in _made:
        left = [SERVICE]

        def tick(_timer):
            left[0] -= 1
            if left[0] > 0:
                _made["watchdog"].feed()

        _made["service"] = timer = machine.Timer(0)
        timer.init(period=1000, mode=machine.Timer.PERIODIC, callback=tick)


def nvs():
    """Numbers that survive everything: `get_i32(key)` (OSError if there is none), `set_i32(key, value)`, `commit()`."""
    return _once("nvs", lambda: esp32.NVS("balancepoint"))


def reset():
    """Restart the chip, outputs safe first."""
    safe()
    machine.reset()


def reset_cause():
    """Why the chip started, in a word or two."""
    cause = machine.reset_cause()
    for name, text in (
        ("PWRON_RESET", "power on"),
        ("HARD_RESET", "reset pin"),
        ("WDT_RESET", "watchdog"),
        ("DEEPSLEEP_RESET", "deep sleep"),
        ("SOFT_RESET", "software"),
    ):
        if cause == getattr(machine, name):
            return text
    return "unknown cause"


def utc():
    """(year, month, day, hour, minute, second) of the chip's clock, or None while nobody has set it."""
    year, month, day, _weekday, hour, minute, second, _ = machine.RTC().datetime()
    return None if year < 2025 else (year, month, day, hour, minute, second)


def set_utc(year, month, day, hour, minute, second):
    """Set the chip's clock; it goes on over a reset, not over a power cut."""
    machine.RTC().datetime((year, month, day, 0, hour, minute, second, 0))


def free():
    """Bytes of free heap, or 0 where nobody counts them."""
    count = getattr(gc, "mem_free", None)
    return count() if count else 0


def memory():
    """What the program and its heap lie in: `free`, `total`, `at_boot` (bytes, 0 where nobody counts), `psram` (1: the heap is
    larger than any chip's own), `frozen` (1: the program is part of the MicroPython image, 0: it is in files), `python` (name
    and version), `image` (the name of the MicroPython build, or "")."""
    left = free()
    total = left + gc.mem_alloc() if left else 0  # type: ignore[attr-defined]
    return {
        "free": left,
        "total": total,
        "at_boot": free_at_boot,
        "psram": 1 if total > _PSRAM else 0,
        "frozen": 1 if getattr(board, "FROZEN", False) else 0,
        "python": interpreter(),
        "image": getattr(sys.implementation, "_build", "") or getattr(sys.implementation, "_machine", ""),
    }


def scarce():
    """1 on a chip whose heap has no room for what is wanted only now and then."""
    found = memory()
    return 1 if found["total"] and not found["psram"] else 0


def interpreter():
    """Name and version of the Python that runs here."""
    found = sys.implementation
    name = {"micropython": "MicroPython", "cpython": "CPython"}.get(found.name, found.name)
    return "%s %s" % (name, ".".join([str(n) for n in found.version[:3]]))


def station(country, hostname):
    """The radio as a station, active, which joins when it is told to and does not join again by itself. To be asked for before
    the heap has grown: it wants 29 KB of the chip's own memory in large blocks. `country`: two letters, or "" for the world's."""
    import network

    if country:
        network.country(country)
    network.hostname(hostname)
    wlan = network.WLAN(network.STA_IF)
    wlan.active(True)
    wlan.config(reconnects=0)
    return wlan


def access_point():
    """The radio as an access point of its own, not active yet."""
    import network

    return network.WLAN(_ACCESS_POINT)


def settle():
    """After the start, on a chip with little memory: what only makes things, or is asked once, goes. Things live as long as
    somebody has them; the watchdog is `service`'s."""
    global output, _output, level, _level, lamp, _lamp, contact, _input, counter, _counter, adc, _adc, one_wire
    global _one_wire, i2c, infrared, _infrared, receiver, _receiver, line, _line, console, _named, _gpio_of, reset_cause
    global scarce, station, access_point
    output = _output = level = _level = lamp = _lamp = contact = _input = counter = _counter = None  # type: ignore
    adc = _adc = one_wire = _one_wire = i2c = line = _line = console = _named = _gpio_of = None  # type: ignore
    infrared = _infrared = receiver = _receiver = reset_cause = scarce = station = access_point = None  # type: ignore
    board.PINS = board.NO_PULL = None  # type: ignore
    dog = _made.get("watchdog")
    _made.clear()
    if dog is not None:
        _made["watchdog"] = dog
