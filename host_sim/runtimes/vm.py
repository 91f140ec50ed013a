"""The real MicroPython VM as a child process: its files, its programs, a conversation with them.

    with Vm({"/lib": FIRMWARE}) as vm:
        print(vm.run("from balancepoint.control.quantity import deg; print(deg(21))"))

The VM is the npm package @micropython/micropython-webassembly-pyscript, which Node runs; `make vm` installs both beside the
Python environment. A program may talk with its parent: what `write` sends it reads from /dev/host (`open("/dev/host", "rb")`,
`readinto`), what it writes there `read` gets. Words are 32 bits and the heap is counted as on an ESP32; floats are doubles.
Garbage is collected only between two programs: `gc.collect()` inside one finds everything in use.
"""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from host_sim.runtimes.patience import Patience

HOME = Path(sys.prefix) / "vm"  # where `make vm` puts Node and the package
PACKAGE = "node_modules/@micropython/micropython-webassembly-pyscript"
HEAP = 4 << 20  # B to begin with; it grows
PATIENCE = 60.0  # s without a sign of life
LINES = 12  # of a traceback's end that are told

# The collector keeps what any word of the heap may point at, so a number that equals an address keeps what lies there. The VM's
# heap lies at 1 MB, where many do, a chip's far above a billion: so its beginning is filled, and not counted.
_FAR = 48 << 20  # B
_COUNTING = f"""
import gc, sys
far = bytearray({_FAR})
class Counted:
    collect, enable, disable, threshold = gc.collect, gc.enable, gc.disable, gc.threshold
    mem_free = gc.mem_free
    mem_alloc = lambda count=gc.mem_alloc: count() - {_FAR}
gc = sys.modules["gc"] = Counted
"""
_LOOK = 0.5  # s between two looks whether it is hung
_HEADER = struct.Struct("<cI")


class VmError(RuntimeError):
    """The program in the VM raised (the end of its traceback), fell silent, or there is no VM."""


class Silent(VmError):
    """The VM did not answer in time and was ended."""


class Vm:
    """One VM with its own files and globals. Not for use by several threads.

    `mounts`: folder in the VM -> folder on the host (its .py and .mpy files) or {path: content}. `/lib` is on sys.path.
    `patience`: s that a program may work without a sign of life before it counts as hung, of the VM's own processor time where
    the system tells it.
    `counts`: its heap is to be counted (`_FAR`).
    Raise VmError if Node or the package is missing.
    """

    def __init__(
        self, mounts: Mapping[str, Path | Mapping[str, bytes]], patience: float = PATIENCE, counts: bool = False
    ) -> None:
        node, package = HOME / "node", HOME / PACKAGE
        if not node.exists() or not package.is_dir():
            raise VmError("the MicroPython VM is not installed: run make vm")
        self.patience = patience
        self._received = bytearray()
        self._data = bytearray()
        self._printed = bytearray()
        self._process = subprocess.Popen(
            [node, Path(__file__).with_suffix(".mjs"), package, str(HEAP + counts * _FAR)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._process.stdin and self._process.stdout
        self._to = self._process.stdin.fileno()
        self._from = self._process.stdout.fileno()
        for folder, source in mounts.items():
            self.mount(folder, source)
        if counts:
            self.run(_COUNTING)

    def mount(self, folder: str, source: Path | Mapping[str, bytes]) -> None:
        """Write files into the VM: the .py and .mpy files of a folder on the host, or {path: content}."""
        if isinstance(source, Path):
            found = sorted(path for path in source.rglob("*.*py") if path.suffix in (".py", ".mpy"))
            source = {path.relative_to(source).as_posix(): path.read_bytes() for path in found}
        for name, content in source.items():
            self._send(b"F", f"{folder}/{name}".encode() + b"\0" + content)

    def run(self, source: str) -> str:
        """Run a program to its end; what it printed. Raise VmError if it raises."""
        self.start(source)
        return self.finish()

    def start(self, source: str) -> None:
        """Begin a program that reads and writes /dev/host; `finish` waits for its end."""
        self._send(b"R", source.encode())

    def finish(self) -> str:
        """Wait for the program's end; what it printed. Raise VmError if it raised."""
        while not self._next():
            pass
        printed = self._printed.decode()
        self._printed.clear()
        self._data.clear()
        return printed

    def write(self, data: bytes) -> None:
        """Send to the program; it reads /dev/host."""
        self._send(b"D", data)

    def read(self, count: int) -> bytes:
        """`count` bytes that the program wrote to /dev/host. Raise VmError if it ends or raises instead."""
        while len(self._data) < count:
            if self._next():
                raise VmError(f"the program in the VM ended, {count - len(self._data)} bytes were still expected")
        data = bytes(self._data[:count])
        del self._data[:count]
        return data

    @property
    def alive(self) -> bool:
        """It can run the next program."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the VM, whatever it does."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def __enter__(self) -> Vm:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, letter: bytes, body: bytes) -> None:
        if self._process.poll() is not None:
            raise VmError(f"the VM ended with status {self._process.returncode}")
        frame = memoryview(_HEADER.pack(letter, len(body)) + body)
        try:
            while frame:
                frame = frame[os.write(self._to, frame) :]
        except BrokenPipeError:
            raise VmError(f"the VM ended with status {self._process.wait()}") from None

    def _next(self) -> bool:
        """Take in one frame; whether the program is over."""
        received = self._received
        self._receive(_HEADER.size)
        letter, length = _HEADER.unpack_from(received)
        self._receive(_HEADER.size + length)
        body = received[_HEADER.size : _HEADER.size + length]
        del received[: _HEADER.size + length]
        if letter == b"D":
            self._data += body
        elif letter == b"P":
            self._printed += body
        elif letter == b"E":
            printed = self._printed.decode()
            self._printed.clear()
            self._data.clear()
            raise VmError("\n".join((printed + body.decode()).strip().splitlines()[-LINES:]))
        return letter == b"X"

    def _receive(self, count: int) -> None:
        received = self._received
        patience = None
        while len(received) < count:
            if not select.select([self._from], [], [], min(self.patience, _LOOK) if patience else 0)[0]:
                patience = patience or Patience(self._process.pid, self.patience)
                if patience.over():
                    self.close()
                    raise Silent(f"no answer from the VM within {self.patience:g} s")
                continue
            got = os.read(self._from, 1 << 16)
            if not got:
                raise VmError(f"the VM ended with status {self._process.wait()}")
            received += got
