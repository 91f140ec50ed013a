"""Where the core runs: in this process (compiled or interpreted), in the MicroPython VM, on a board at a serial port.

    runtime = open_runtime("board", settings, room_sensors=1, memory=None, port="/dev/ttyUSB0")
    command = runtime.step(readings, request, now)
    runtime.learn(); runtime.journal; runtime.memory.to_dict(); runtime.figures()
    runtime.close()

For the same readings every one gives the same commands, journal and memory, bit for bit (`same_bits`).
"""

from __future__ import annotations

import os
from typing import Any, Protocol

from host_sim.errors import InputError
from host_sim.inputs import nearest

PROCESS, MICROPYTHON, BOARD = "process", "micropython", "board"
NAMES = (PROCESS, MICROPYTHON, BOARD)


class Runtime(Protocol):
    """The control core, wherever it is: a controller for `host_sim.loop`."""

    journal: Any  # has `count`, `entries(since)` and `words(since, contact)` of `balancepoint.control.journal.journal.Journal`

    @property
    def memory(self) -> Any:
        """Has `to_dict()`: what the core remembers, as `balancepoint.control.settings.memory.Memory` gives it."""

    def step(self, readings: Any, request: Any, now: int) -> Any:
        """The Command for the time from `now`, s since the start of the run; the same object at every call."""

    def learn(self) -> None:
        """Outside the tick, every few minutes."""

    def start_anew(self, memory: dict[str, Any] | None) -> None:
        """As after a loss of power, with what was stored; `now` begins at 0, the journal empty."""

    def figures(self) -> dict[str, Any]:
        """What `report.figures.RUNTIME_LINES` shows: times of the tick, free heap, resets, frames lost; {} in this process."""

    def close(self) -> None:
        """Give back what it holds."""


def check(name: str, port: str | None) -> None:
    """Raise InputError if there is no such runtime, or `port` does not go with it."""
    if name not in NAMES:
        raise InputError(f"--runtime {name}: no such runtime; {nearest(name, NAMES)}")
    if name == BOARD and not port:
        raise InputError("--runtime board: --port is missing: a device, socket://host:port or a UNIX socket")
    if name == BOARD and port and "://" not in port and not os.path.exists(port):
        raise InputError(f"--port {port}: no such port")
    if name != BOARD and port is not None:
        raise InputError(f"--port {port}: only --runtime board has a port")


def open_runtime(
    name: str, settings: Any, room_sensors: int, memory: dict[str, Any] | None = None, port: str | None = None
) -> Runtime:
    """A new controller there. `settings`: of the core; `memory`: as `to_dict()` gave it, None for a new one.

    Raise InputError, one line, if that runtime cannot be had.
    """
    check(name, port)
    if name == PROCESS:
        from host_sim.runtimes.process import open_process

        return open_process(settings, memory)
    from host_sim.runtimes.wire import settings_table

    table = settings_table(settings)
    if name == MICROPYTHON:
        from host_sim.runtimes.micropython import open_vm

        return open_vm(table, room_sensors, memory)
    from host_sim.runtimes.board import open_board

    assert port
    return open_board(port, table, room_sensors, memory)
