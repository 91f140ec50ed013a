"""The core in the real MicroPython VM, from the .mpy files that a board gets, spoken to as a board is."""

from __future__ import annotations

from functools import cache
from typing import Any

from host_sim.errors import InputError
from host_sim.runtimes.session import Link, Session
from host_sim.runtimes.vm import Vm, VmError
from tools.image import modules

_LINES = 300  # that one program answers: garbage is collected only between two

# The VM's own counter has steps of 1 ms, and counts the time of other programs too.
BENCH = """
from js import processor_us
from balancepoint.services.bench import Bench
bench = Bench(lambda: int(processor_us()), lambda later, earlier: later - earlier)
"""
_SERVE = (
    BENCH
    + """
host_in = open("/dev/host", "rb")
host_out = open("/dev/host", "wb")
def serve(lines):
    length = bytearray(1)
    for _ in range(lines):
        host_in.readinto(length)
        line = bytearray(length[0])
        host_in.readinto(line)
        for answer in bench.take(bytes(line), 0):
            host_out.write(bytes([len(answer)]) + answer.encode())
"""
)


class VmPort:
    """See `host_sim.runtimes.session.Port`. Nothing is lost on the way, so nothing is sent again."""

    name = "--runtime micropython"
    resend = patience = 600.0  # the VM has a patience of its own

    def __init__(self) -> None:
        try:
            self._vm = Vm({"/lib": image()})
        except VmError as error:
            raise InputError(f"{self.name}: {error}") from None
        self._left = 0
        self._vm.run(_SERVE)

    def send(self, line: bytes) -> None:
        """See `Port`."""
        if not self._left:
            self._left = _LINES
            self._vm.start(f"serve({_LINES})")
        self._vm.write(bytes((len(line),)) + line)

    def receive(self, timeout: float) -> bytes:
        """See `Port`."""
        answer = self._vm.read(self._vm.read(1)[0])
        self._left -= 1
        if not self._left:
            self._vm.finish()
        return answer + b"\n"

    def reopen(self) -> None:
        """There is nothing to reopen."""

    def close(self) -> None:
        """End the VM."""
        self._vm.close()


@cache
def image() -> dict[str, bytes]:
    """The firmware as a board has it, {path below /lib: content}."""
    return modules()


def open_vm(settings: dict[str, Any], rooms: int, memory: dict[str, Any] | None = None) -> Session:
    """The core in a VM of its own. InputError in one line if there is no VM."""
    return Session(Link(VmPort()), settings, rooms, memory)
