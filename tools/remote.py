"""What is done on the board over the raw REPL: which MicroPython it is, what files it has, new files in, the swap of programs.

New files are written beside the old program, under `balancepoint.new/`, and their SHA-256 is computed on the board from what is
in flash. Only when every file is there and right do they take the old ones' places, by `firmware/swap.py`, which needs no cable
and is carried through at the next start if power fails. So whatever is cut, the old program runs until the new one is whole, and
the next try goes on with the files that are already right.

A file travels as pieces of deflate in base64 (raw paste mode, one command a piece): mpremote's own copying sends 256 bytes
a command as an escaped literal, three times as much.
"""

from __future__ import annotations

import base64
import contextlib
import io
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

from host_sim.errors import InputError
from tools.plan import NEW, digest

_WINDOW = 12  # bits: 4 KB, the memory that inflating takes on the board
PIECE = 4096  # bytes of a file a command carries
SIGN = 1024  # bytes of flash read between two signs of life
STOPS_WITHIN = (
    40.0  # s: the program may be starting, opening a port restarts some boards, an emulated chip takes its time
)
_SWAP = Path(__file__).parents[1] / "firmware" / "swap.py"

# Runs on the board. Small words, because it is sent each time.
_PRELUDE = f"""
import os, sys, io, deflate, binascii, hashlib, gc
def hashed(p):
 h = hashlib.sha256()
 b = bytearray({SIGN})
 m = memoryview(b)
 with open(p, 'rb') as f:
  while True:
   n = f.readinto(b)
   if not n:
    break
   h.update(m[:n])
   print('#')
 return binascii.hexlify(h.digest()).decode()
def tree(d):
 try:
  for e in os.ilistdir(d):
   p = d + '/' + e[0]
   if e[1] & 0x4000:
    tree(p)
   else:
    print(os.stat(p)[6], p[1:])
 except OSError:
  pass
def folder(p):
 d = ''
 for n in p.split('/')[:-1]:
  d += '/' + n
  try:
   os.mkdir(d)
  except OSError:
   pass
def put(s):
 gc.collect()
 f.write(deflate.DeflateIO(io.BytesIO(binascii.a2b_base64(s)), deflate.RAW, {_WINDOW}).read())
"""


@dataclass(frozen=True)
class About:
    """What answers: `version` of MicroPython, bytecode `mpy` it reads, bytes of `heap` in all, `machine` as it calls itself; and
    `frozen`: for which board a program is part of it, or ""."""

    version: tuple[int, ...]
    mpy: int
    heap: int
    machine: str
    frozen: str


class Remote:
    """A board at its raw REPL. Methods raise what mpremote raises: wrap them in `port.plain`, which tells `doing`."""

    def __init__(self, transport: SerialTransport) -> None:
        self.transport = transport
        self.doing = ""
        self._taught = False

    def interrupt(self, within: float | None = None) -> None:
        """Stop the program and enter the raw REPL. No soft reset: the watchdog is fed by the program's service mode."""
        serial = self.transport.serial
        patient, serial.timeout = serial.timeout, 0.5
        until = time.monotonic() + (within or STOPS_WITHIN)
        while True:
            serial.write(b"\r\x03\x03")
            self.transport.read_until(1, b">>> ", timeout=0.5, timeout_overall=2)
            try:
                with contextlib.redirect_stdout(io.StringIO()):  # mpremote prints what it did not expect
                    self.transport.enter_raw_repl(soft_reset=False, timeout_overall=2)
                break
            except TransportError:
                if time.monotonic() > until:
                    raise
        serial.timeout = patient

    def about(self) -> About:
        told = self.transport.exec(
            "import sys, gc\ni = sys.implementation\n"
            "try:\n from balancepoint.board import FROZEN, NAME\n n = NAME if FROZEN else ''\nexcept Exception:\n n = ''\n"
            "gc.collect()\n"
            "print('.'.join(map(str, i[1][:3])), getattr(i, '_mpy', 0) & 255, 'heap', gc.mem_free() + gc.mem_alloc(), n or '-',"
            " getattr(i, '_machine', ''))"
        )
        version, mpy, _, heap, frozen, machine = told.decode().strip().split(" ", 5)
        return About(
            tuple(int(part) for part in version.split(".")), int(mpy), int(heap), machine, frozen.removeprefix("-")
        )

    def sizes(self, roots: Iterable[str]) -> dict[str, int]:
        """Bytes by path: of the files named in the root, and of all under balancepoint/ and balancepoint.new/."""
        self.doing = "listing what is on the board"
        listed = self._run(
            f"for p in {sorted(roots)!r}:\n try:\n  print(os.stat('/' + p)[6], p)\n except OSError:\n  pass\n"
            f"tree('/balancepoint')\ntree('/{NEW[:-1]}')"
        )
        return {path: int(size) for size, _, path in (line.partition(" ") for line in listed)}

    def free(self) -> int:
        """Bytes of flash that are free."""
        self.doing = "asking for the room in its flash"
        return int(self._run("s = os.statvfs('/')\nprint(s[0] * s[3])")[0])

    def hashes(self, paths: Iterable[str], read: Callable[[int], None] = lambda count: None) -> dict[str, str]:
        """SHA-256 by path, as read from flash; `read` is told bytes as they are read."""
        out = {}
        for path in paths:
            self.doing = f"reading {path}"
            out[path] = self._run(f"print(hashed({'/' + path!r}))", read)[-1]
        return out

    def put(self, path: str, data: bytes, piece_done: Callable[[int], None] = lambda count: None) -> str:
        """Write a file into `NEW`; its SHA-256 as read back from the board's flash. Most files are one command."""
        self.doing = f"copying {path}"
        place = f"/{NEW}{path}"
        pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)] or [b""]
        told = [""]
        for index, piece in enumerate(pieces):
            command = ""
            if index == 0:  # the folder it will move to as well: making one later could find no room
                command = f"folder({path!r})\nfolder({place[1:]!r})\nf = open({place!r}, 'wb')\n"
            packer = zlib.compressobj(9, zlib.DEFLATED, -_WINDOW)
            packed = packer.compress(piece) + packer.flush()
            command += f"put(b'{base64.b64encode(packed).decode()}')\n"
            if index == len(pieces) - 1:
                command += f"f.close()\nprint(hashed({place!r}))\n"
            told = self._run(command)
            piece_done(len(piece))
        return told[-1]

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files that are not the program's."""
        self.doing = "removing what an earlier copy left"
        gone = sorted(paths)
        if gone:
            self._run(f"for p in {gone!r}:\n os.remove('/' + p)")

    def order(self, orders: str) -> None:
        """Say what is to be done with the files in `NEW`, in one move: from here on the new program counts."""
        text = orders.encode()
        if self.put("complete.part", text) != digest(text):
            raise InputError(
                "balancepoint.new/complete: hash differs after the copy, nothing is changed on the board: try again"
            )
        self.doing = "putting the new program in place"
        self._run(f"os.rename('/{NEW}complete.part', '/{NEW}complete')\nif hasattr(os, 'sync'):\n os.sync()")

    def swap(self) -> None:
        """Carry through what `order` said, if it was said."""
        self.doing = "putting the new program in place (a restart of the board carries it through)"
        self.transport.exec(f"{_SWAP.read_text(encoding='utf-8')}\ncarry_through()")

    def reset(self) -> None:
        """Restart the board; the REPL is gone after that."""
        self.doing = "restarting the board"
        self.transport.exec_raw_no_follow("import machine\nmachine.reset()")
        self.transport.in_raw_repl = False

    def leave(self) -> None:
        """After a failure: let the program that is on the board run again, if the board can be reached, and close the port."""
        with contextlib.suppress(TransportError, OSError):
            self.interrupt(within=2.0)
            self.reset()
        self.transport.close()

    def _run(self, command: str, read: Callable[[int], None] = lambda count: None) -> list[str]:
        """The lines a command prints, without its signs of life, each of which is told to `read`."""
        heard = bytearray()

        def take(byte: bytes) -> None:
            if byte == b"#":
                read(SIGN)
            else:
                heard.extend(byte)

        if not self._taught:
            self.transport.exec(_PRELUDE)
            self._taught = True
        self.transport.exec(command, data_consumer=take)
        return [line for line in heard.decode().replace("\x04", "").splitlines() if line]


def await_lines(transport: SerialTransport, seconds: float) -> Iterator[str]:
    """Lines the board prints, until `seconds` have passed."""
    until = time.monotonic() + seconds
    pending = b""
    while time.monotonic() < until:
        waiting = transport.serial.in_waiting
        got = transport.serial.read(waiting) if waiting else b""
        if not got:
            time.sleep(0.01)
            continue
        *lines, pending = (pending + got).replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            text = line.decode("utf-8", "replace").strip()
            if text:
                yield text
