"""A microcontroller as the firmware sees it: pins, ADC, PWM, counters, clock, watchdog, numbers that stay, reset.

Time is virtual (`advance`) or that of a clock (`Chip(clock)`, see `own_time`). Outside the chip are `drive` and `voltage` for
what comes in, `levels`, `duty` and `listen` for what goes out.
"""

import time
from collections.abc import Callable
from typing import Any

PWRON, HARD, WDT, DEEPSLEEP, SOFT = 1, 2, 3, 4, 5  # as on the ESP32
_WRAP = 1 << 30  # ms, of MicroPython's tick counters


class Reset(BaseException):
    """The chip starts again; `cause` is one of the constants above."""

    def __init__(self, cause: int) -> None:
        super().__init__(cause)
        self.cause = cause


class Chip:
    """What survives a reset is in `numbers` (NVS) and `clock_offset` (RTC); `power_on` forgets the latter."""

    def __init__(self, clock: Callable[[], float] | None = None, start_ms: int = 0) -> None:
        self._clock = clock  # s since the chip was made
        self._virtual = start_ms / 1000.0  # s
        self.numbers: dict[str, int] = {}
        self.uncommitted: dict[str, int] = {}
        self.clock_offset: float | None = None  # s from `seconds` to UTC, None: not set
        self.cause = PWRON
        self.world: Callable[[float], None] | None = None  # told of time that passes, s
        self.buses: dict[str, Any] = {}  # "i2c", "one_wire": what hangs on them
        self.log: list[tuple[float, int, int]] = []  # (s, gpio, level) of every change of an output
        self._restart()

    def _restart(self) -> None:
        self.levels: dict[int, int] = {}  # of outputs
        self.modes: dict[int, str] = {}
        self.inputs: dict[int, int] = getattr(self, "inputs", {})
        self.microvolts: dict[int, int] = getattr(self, "microvolts", {})
        self.duties: dict[int, int] = {}
        self.handlers: dict[int, tuple[Callable[[Any], None], Any]] = {}
        self.timers: list[Any] = []
        self.deadline: float | None = None  # of the watchdog
        self.timeout = 0.0

    # Time --------------------------------------------------------------------------------------------------------

    @property
    def seconds(self) -> float:
        """Since the chip was made."""
        return self._clock() if self._clock else self._virtual

    def ticks_ms(self) -> int:
        return int(self.seconds * 1000 + 1e-6) % _WRAP

    def ticks_us(self) -> int:
        return int(time.perf_counter() * 1e6) % _WRAP  # how long something takes on this machine

    @staticmethod
    def ticks_diff(end: int, start: int) -> int:
        return (end - start + _WRAP // 2) % _WRAP - _WRAP // 2

    def advance(self, seconds: float) -> None:
        """Let virtual time pass: the world moves, timers fire, an unfed watchdog bites."""
        self._virtual += seconds
        if self.world:
            self.world(seconds)
        for timer in self.timers:
            timer.fire(self._virtual)
        self.check()

    def check(self) -> None:
        """Raise `Reset` if the watchdog was not fed in time."""
        if self.deadline is not None and self.seconds > self.deadline:
            raise Reset(WDT)

    def feed(self) -> None:
        self.deadline = self.seconds + self.timeout

    # Pins --------------------------------------------------------------------------------------------------------

    def set(self, gpio: int, level: int) -> None:
        """An output of the chip."""
        if self.levels.get(gpio) != level:
            self.log.append((self.seconds, gpio, level))
        self.levels[gpio] = level

    def get(self, gpio: int) -> int:
        """What the chip reads there: its own output, else what drives it, else its pull-up."""
        if self.modes.get(gpio) == "out":
            return self.levels.get(gpio, 0)
        return self.inputs.get(gpio, 1)

    def drive(self, gpio: int, level: int) -> None:
        """Something outside puts a level on an input; a falling edge may interrupt."""
        before = self.inputs.get(gpio, 1)
        self.inputs[gpio] = level
        if before == 1 and level == 0 and gpio in self.handlers:
            handler, pin = self.handlers[gpio]
            handler(pin)

    # Start -------------------------------------------------------------------------------------------------------

    def restart(self, cause: int) -> None:
        """Outputs float, timers and watchdog stop, what was not committed is gone."""
        self.cause = cause
        self.uncommitted = {}
        self._restart()
        if cause == PWRON:
            self.clock_offset = None
