"""MicroPython's `machine`, `esp32`, `neopixel` and `onewire` over a `Chip`, as far as the firmware's `hal` uses them.

The names and what the calls mean are those of MicroPython's documentation for the ESP32.
"""

import datetime
from types import ModuleType
from typing import Any

from host_sim.twin import chip as c
from host_sim.twin.chip import Chip, Reset
from host_sim.twin.radio import Access, Radio
from host_sim.twin.serial import Speed, Wire


def _module(name: str, **content: Any) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(content)
    return module


def modules(chip: Chip) -> dict[str, ModuleType]:
    """{name: module} to be put into `sys.modules`."""

    class Pin:
        IN, OUT, PULL_UP, IRQ_FALLING, IRQ_RISING = "in", "out", "up", 2, 1

        def __init__(
            self, gpio: int, mode: str | None = None, pull: str | None = None, value: int | None = None
        ) -> None:
            self.gpio = gpio
            if mode is not None:
                if value is not None and mode == "out":
                    chip.set(gpio, value)
                chip.modes[gpio] = mode

        def value(self, level: int | None = None) -> int | None:
            if level is None:
                return chip.get(self.gpio)
            if chip.modes.get(self.gpio) == "out":
                chip.set(self.gpio, level)
            return None

        def irq(self, handler: Any, trigger: int) -> None:
            chip.handlers[self.gpio] = handler, self

    class PWM:
        def __init__(self, pin: Pin, freq: int, duty_u16: int = 0) -> None:
            self._gpio = pin.gpio
            self._freq = freq
            chip.duties[pin.gpio] = duty_u16

        def freq(self, value: int | None = None) -> int:
            self._freq = self._freq if value is None else value
            return self._freq

        def duty_u16(self, value: int) -> None:
            if not 0 <= value <= 65535:
                raise ValueError("duty_u16 must be from 0 to 65535")
            chip.duties[self._gpio] = value

    class ADC:
        ATTN_11DB = 3

        def __init__(self, pin: Pin, atten: int) -> None:
            self._gpio = pin.gpio

        def read_uv(self) -> int:
            value = chip.microvolts.get(self._gpio, 0)
            return int(value(chip.seconds) if callable(value) else value)

    class WDT:
        def __init__(self, timeout: int) -> None:
            chip.timeout = timeout / 1000.0
            chip.feed()

        def feed(self) -> None:
            chip.check()
            chip.feed()

    class Timer:
        PERIODIC = 1

        def __init__(self, _number: int) -> None:
            self._period = self._next = 0.0
            self._callback: Any = None

        def init(self, period: int, mode: int, callback: Any) -> None:
            self._period, self._callback = period / 1000.0, callback
            self._next = chip.seconds + self._period
            chip.timers.append(self)

        def fire(self, now: float) -> None:
            while self._next <= now:
                self._next += self._period
                self._callback(self)

    class RTC:
        def datetime(self, value: tuple[int, ...] | None = None) -> tuple[int, ...] | None:
            if value is None:
                if chip.clock_offset is None:
                    return 2000, 1, 1, 5, 0, 0, int(chip.seconds) % 60, 0
                at = datetime.datetime.fromtimestamp(chip.seconds + chip.clock_offset, datetime.UTC)
                return at.year, at.month, at.day, at.weekday(), at.hour, at.minute, at.second, at.microsecond
            year, month, day, _weekday, hour, minute, second, _ = value
            at = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.UTC)
            chip.clock_offset = at.timestamp() - chip.seconds
            return None

    class NVS:
        def __init__(self, space: str) -> None:
            self._space = space

        def get_i32(self, key: str) -> int:
            name = f"{self._space}.{key}"
            if name in chip.uncommitted:
                return chip.uncommitted[name]
            if name not in chip.numbers:
                raise OSError(-4354, "ESP_ERR_NVS_NOT_FOUND")
            return chip.numbers[name]

        def set_i32(self, key: str, value: int) -> None:
            if len(key) > 15:
                raise ValueError("a key of NVS has at most 15 characters")
            chip.uncommitted[f"{self._space}.{key}"] = value

        def commit(self) -> None:
            chip.numbers.update(chip.uncommitted)
            chip.uncommitted.clear()

    class RMT:
        def __init__(self, pin: Pin, resolution_hz: int, tx_carrier: tuple[int, int, int]) -> None:
            self._until = 0.0
            self._tick = 1_000_000 // resolution_hz  # µs
            chip.buses.setdefault("ir", [])

        def write_pulses(self, durations: Any, level: int) -> None:
            if any(not 0 < each <= 32767 for each in durations):
                raise ValueError("durations must be from 1 to 32767")
            chip.buses["ir"].append([each * self._tick for each in durations])
            self._until = chip.seconds + sum(durations) * self._tick / 1e6

        def wait_done(self, timeout: int) -> bool:
            return chip.seconds >= self._until

        def deinit(self) -> None:
            pass

    class UART:
        """What is wired to it is `chip.buses["uart"]`, a `serial.Wire`; nothing where there is none."""

        INV_RX, INV_TX = 4, 32

        def __init__(self, _number: int, **line: Any) -> None:
            if line["invert"] not in (0, self.INV_RX | self.INV_TX):
                raise ValueError("the other end inverts both lines or none")
            self._wire = chip.buses.setdefault("uart", Wire())
            self._wire.board = Speed(line["baudrate"], line["parity"], line["stop"], line["invert"] != 0)

        def deinit(self) -> None:
            self._wire.board = None

        def readinto(self, buffer: bytearray) -> int | None:
            return self._wire.read(buffer)

        def write(self, data: bytes | bytearray, count: int) -> int:
            self._wire.write(bytes(data[:count]))
            return count

        def flush(self) -> None:
            """All is out at once."""

    class NeoPixel:
        def __init__(self, pin: Pin, count: int) -> None:
            self._gpio, self._colours = pin.gpio, [(0, 0, 0)] * count

        def __setitem__(self, index: int, colour: tuple[int, int, int]) -> None:
            self._colours[index] = colour

        def write(self) -> None:
            chip.buses["pixel"] = self._colours[0]

    def reset() -> None:
        raise Reset(c.SOFT)

    machine = _module(
        "machine", Pin=Pin, PWM=PWM, ADC=ADC, WDT=WDT, Timer=Timer, RTC=RTC, reset=reset,
        I2C=lambda *_, **__: chip.buses["i2c"], UART=UART,
        reset_cause=lambda: chip.cause, PWRON_RESET=c.PWRON, HARD_RESET=c.HARD, WDT_RESET=c.WDT,
        DEEPSLEEP_RESET=c.DEEPSLEEP, SOFT_RESET=c.SOFT,
        ticks_ms=chip.ticks_ms, ticks_us=chip.ticks_us, ticks_diff=chip.ticks_diff,
    )  # fmt: skip
    radio = chip.buses.setdefault("radio", Radio())
    access = chip.buses.setdefault("access", Access())
    network = _module(
        "network", WLAN=lambda side: access if side else radio, STA_IF=0, AP_IF=1,
        country=lambda code: setattr(radio, "country", code), hostname=lambda name: setattr(radio, "hostname", name),
    )  # fmt: skip
    return {
        "machine": machine,
        "network": network,
        "esp32": _module("esp32", NVS=NVS, RMT=RMT),
        "neopixel": _module("neopixel", NeoPixel=NeoPixel),
        "onewire": _module("onewire", OneWire=lambda _pin: chip.buses["one_wire"]),
    }
