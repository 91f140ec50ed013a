"""The firmware on a twin: its modules loaded anew at each start of the chip, as on the board.

firmware = Firmware(chip, board_module, folder)
app = firmware.load()          # as boot.py does: hal first, then the application
firmware.run(seconds)          # in virtual time; a reset starts the chip again
"""

import asyncio
import gc
import importlib
import selectors
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from host_sim.twin.board import key_module, page_module
from host_sim.twin.chip import Chip, Reset
from host_sim.twin.modules import modules

_OF_A_START = tuple(
    f"balancepoint.{name}"
    for name in ("app", "hal", "pins", "port", "line", "board", "page_file", "services", "units", "sensors")
)
LAZY = 1000  # ms
RESTART = 0.3  # s that a chip takes from reset to the program


class Port:
    """The serial port's other end: what the program writes is in `said`, `type` feeds it."""

    def __init__(self) -> None:
        self.said = bytearray()
        self.waiting = bytearray()

    def type(self, text: str) -> None:
        self.waiting += text.encode()

    def read(self, buffer: bytearray, most: int) -> int:
        count = min(most, len(self.waiting))
        buffer += self.waiting[:count]
        del self.waiting[:count]
        return count

    def write(self, data: bytes) -> None:
        self.said += data

    def lines(self) -> list[str]:
        """All complete lines so far."""
        return self.said.decode(errors="replace").split("\r\n")[:-1]


class _Selector(selectors.SelectSelector):
    """Instead of waiting it lets the chip's time pass."""

    def __init__(self, chip: Chip, until: Callable[[], float]) -> None:
        super().__init__()
        self._chip, self._until = chip, until

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout > 0:
            left = self._until() - self._chip.seconds
            if left <= 0:
                raise _Over
            self._chip.advance(min(timeout if timeout is not None else left, left, 1.0))
        return super().select(0)


class _Over(BaseException):
    """The time that was asked for is over."""


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, chip: Chip, until: Callable[[], float]) -> None:
        super().__init__(_Selector(chip, until))
        self._chip = chip

    def time(self) -> float:
        return self._chip.seconds


def prepare(chip: Chip, board: ModuleType) -> Any:
    """The firmware's modules anew over `chip`, and what boot.py does. Returns `balancepoint.hal`."""
    for name in list(sys.modules):
        if name.startswith(_OF_A_START):
            del sys.modules[name]
    sys.modules.update(modules(chip))
    package = importlib.import_module("balancepoint")
    for name, made in (("board", board), ("page_file", page_module()), ("release_key", key_module())):
        sys.modules[f"balancepoint.{name}"] = made
        setattr(package, name, made)
    return importlib.import_module("balancepoint.hal")


def application() -> Any:
    """`balancepoint.app`, as main.py imports it."""
    return importlib.import_module("balancepoint.app")


class Firmware:
    """`board`: the generated module `balancepoint.board`, see `host_sim.twin.board`. `folder`: the board's file system.
    `lazy`: console and button are looked at once a second only."""

    def __init__(self, chip: Chip, board: ModuleType, folder: Path, lazy: bool = False) -> None:
        self.chip = chip
        self.board = board
        self.folder = folder
        self.port = Port()
        self.starts: list[int] = []  # causes of the resets
        if not gc.get_freeze_count():
            # The firmware collects every minute, as on the chip: what the laptop has loaded need not be walked through each time.
            gc.collect()
            gc.freeze()
        self.lazy = lazy
        self._app: Any = None
        self._loop: _Loop | None = None
        self._task: Any = None
        self._end = 0.0

    @property
    def app(self) -> Any:
        """The application that runs now."""
        return self._app

    def load(self) -> Any:
        """A start of the chip: modules anew, outputs safe, the application made, nothing of it running yet."""
        hal = prepare(self.chip, self.board)
        hal.console = lambda: self.port
        program = application()
        if self.lazy:
            # Nobody types or presses: long virtual times are not spent on looking.
            program.PANEL = LAZY
            importlib.import_module("balancepoint.services.console").PAUSE = LAZY  # type: ignore[attr-defined]
        self._app = program.App(str(self.folder) + "/")
        hal.watchdog()
        self._app.start()
        return self._app

    def run(self, seconds: float) -> None:
        """So much virtual time; whatever resets the chip starts it again, and is noted in `starts`."""
        self._end = self.chip.seconds + seconds
        while self.chip.seconds < self._end:
            try:
                if self._task is None:
                    self._begin()
                assert self._loop is not None
                self._loop.run_forever()
                self._task.result()
            except _Over:
                return
            except Reset as reset:
                self.restart(reset.cause)

    def _begin(self) -> None:
        if self._app is None:
            self.load()
        self._loop = _Loop(self.chip, lambda: self._end)
        self._task = self._loop.create_task(self._app.run())
        self._task.add_done_callback(lambda _task: self._loop.stop() if self._loop else None)

    def restart(self, cause: int) -> None:
        """Reset or power cut: what the program held is gone."""
        if self._loop is not None:
            loop, self._loop, self._task = self._loop, None, None
            for task in asyncio.all_tasks(loop):
                task.set_name("gone")
                task._log_destroy_pending = False  # type: ignore[attr-defined]
            loop.close()
        self._app = None
        self.starts.append(cause)
        self.chip.restart(cause)
        self.chip.advance(RESTART)
