"""The board's serial port: a device path or `socket://host:port`, opened by mpremote's own transport, errors in one line."""

from __future__ import annotations

import contextlib
import io
import os
import re
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport
from serial import SerialException
from serial.tools import list_ports

from host_sim.errors import InputError

BAUD = 115200
PATIENCE = (
    60.0  # s without a byte that end a wait; a slow chip reads a kilobyte of its flash in half a second, and says so
)

_NO_SPACE = re.compile(r"OSError: (\[Errno )?28\b")


class Transport(SerialTransport):
    """mpremote's transport, which waits as long as the board gives signs of life; its own limit is 10 s for a whole answer
    where nothing is printed."""

    def read_until(
        self,
        min_num_bytes: int,
        ending: bytes,
        timeout: float | None = None,
        data_consumer: Callable[[bytes], None] | None = None,
        timeout_overall: float | None = None,
    ) -> Any:
        if timeout_overall is None:
            timeout = PATIENCE
        return super().read_until(min_num_bytes, ending, timeout, data_consumer, timeout_overall)

    def exec_raw_no_follow(self, command: str | bytes) -> None:
        with contextlib.redirect_stdout(io.StringIO()):  # it prints what it did not expect, and then raises
            super().exec_raw_no_follow(command)


def known() -> str:
    """The serial ports of this machine, in words."""
    found = sorted(list_ports.comports())
    named = [
        one.device if one.description in ("n/a", one.device) else f"{one.device} ({one.description})" for one in found
    ]
    return (
        f"there are {', '.join(named)}"
        if named
        else "there is none on this machine: is the cable in, one with data wires?"
    )


def check(port: str) -> None:
    """Raise InputError unless the port is there."""
    if not port:
        raise InputError(f"PORT: is missing (a device path or socket://host:port); {known()}")
    if "://" in port:
        parts = urlsplit(port)
        try:
            named = parts.scheme == "socket" and parts.hostname and parts.port
        except ValueError:
            named = False
        if not named:
            raise InputError(f"{port}: no such kind of port; write socket://host:port")
    elif not Path(port).exists() and not port.upper().startswith("COM"):
        raise InputError(f"{port}: no such port; {known()}")


def connect(port: str, wait: float = 0.0) -> Transport:
    """The open port; `wait`: s to try again while it is away (a board whose USB is its own leaves at reset)."""
    until = time.monotonic() + wait
    while True:
        try:
            check(port)
            return Transport(port, BAUD, timeout=PATIENCE)
        except (InputError, OSError, TransportError) as error:
            if time.monotonic() < until:
                time.sleep(0.25)
            elif isinstance(error, InputError):
                raise
            else:
                raise InputError(f"{port}: cannot be opened ({_reason(port)})") from None


def _reason(port: str) -> str:
    """Why a port that is there does not open; mpremote does not tell."""
    if "://" in port:
        return "nobody answers at this address"
    return (
        "is used by another program"
        if os.access(port, os.R_OK | os.W_OK)
        else "no permission: is this user in the group dialout?"
    )


def is_full(error: TransportExecError) -> bool:
    """Whether the board says that its flash has no room left."""
    return bool(_NO_SPACE.search(str(error.error_output)))


@contextlib.contextmanager
def plain(port: str, doing: str | Callable[[], str], silent: str = "") -> Iterator[None]:
    """What goes wrong on the port inside, in one line that says while doing what. `silent`: what to say where MicroPython does
    not answer at all, instead of for how long."""

    def now() -> str:
        return doing if isinstance(doing, str) else doing()

    try:
        yield
    except TransportExecError as error:
        if is_full(error):
            raise InputError(f"{port}: {now()}: the board's flash is full") from None
        last = [line.strip() for line in str(error.error_output).splitlines() if line.strip()][-1:]
        raise InputError(f"{port}: {now()}: the board says {' '.join(last) or 'nothing'}") from None
    except (TransportError, struct.error):
        raise InputError(f"{port}: {now()}: {silent or f'no answer from the board for {PATIENCE:g} s'}") from None
    except (SerialException, OSError):
        raise InputError(f"{port}: {now()}: the connection was lost") from None
