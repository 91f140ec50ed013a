"""What is done on the board over the raw REPL: which MicroPython it is, what files it has, new files in, old ones out.

New files are written beside the old ones as `NAME.tmp`, and their SHA-256 is computed on the board from what is in flash. Only
when every file is there and right are they renamed, by a loop on the board that needs no cable. So a cable pulled at any
moment leaves the old program whole, and the next try goes on with the `.tmp` files that are already right.

A file travels as pieces of deflate in base64 (raw paste mode, one command a piece): mpremote's own copying sends 256 bytes
a command as an escaped literal, three times as much.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

_WINDOW = 12  # bits: 4 KB, the memory that inflating takes on the board
PIECE = 4096  # bytes of a file a command carries
_STOPS_WITHIN = 10.0  # s: the program may be starting, opening a port restarts some boards

# Runs on the board. Small words, because it is sent each time.
_PRELUDE = """
import os, sys, io, deflate, binascii, hashlib, gc
def hashed(p):
 h = hashlib.sha256()
 b = bytearray(1024)
 m = memoryview(b)
 with open(p, 'rb') as f:
  while True:
   n = f.readinto(b)
   if not n:
    break
   h.update(m[:n])
 return binascii.hexlify(h.digest()).decode()
def tree(d, r):
 try:
  for e in os.ilistdir(d or '/'):
   p = d + '/' + e[0]
   if e[1] & 0x4000:
    if r:
     tree(p, r)
   elif r or e[0] in roots:
    print(hashed(p), p[1:])
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
 f.write(deflate.DeflateIO(io.BytesIO(binascii.a2b_base64(s)), deflate.RAW, 12).read())
def swap(d):
 for e in list(os.ilistdir(d or '/')):
  p = d + '/' + e[0]
  if e[1] & 0x4000:
   if d or e[0] == 'balancepoint':
    swap(p)
  elif p.endswith('.tmp') and p[:-4] in todo:
   os.rename(p, p[:-4])
def prune(d):
 for e in list(os.ilistdir(d)):
  if e[1] & 0x4000:
   prune(d + '/' + e[0])
 if not list(os.ilistdir(d)):
  os.rmdir(d)
"""


@dataclass(frozen=True)
class About:
    """What answers: `version` of MicroPython, bytecode `mpy` it reads, and `machine` as it calls itself."""

    version: tuple[int, ...]
    mpy: int
    machine: str


class Remote:
    """A board at its raw REPL. Methods raise what mpremote raises: wrap them in `port.plain`."""

    def __init__(self, transport: SerialTransport) -> None:
        self.transport = transport

    def interrupt(self) -> None:
        """Stop the program and enter the raw REPL. No soft reset: the watchdog is fed by the program's service mode."""
        serial = self.transport.serial
        patient, serial.timeout = serial.timeout, 0.5
        until = time.monotonic() + _STOPS_WITHIN
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
            "import sys\ni = sys.implementation\n"
            "print('.'.join(map(str, i[1][:3])), getattr(i, '_mpy', 0) & 255, getattr(i, '_machine', ''))"
        )
        version, mpy, machine = told.decode().strip().split(" ", 2)
        return About(tuple(int(part) for part in version.split(".")), int(mpy), machine)

    def files(self, roots: Iterable[str]) -> dict[str, str]:
        """SHA-256 by path: of the files named in the root (and their .tmp), and of all under balancepoint/."""
        named = [part for name in roots for part in (name, f"{name}.tmp")]
        listed = self.transport.exec(f"{_PRELUDE}\nroots = {named!r}\ntree('', False)\ntree('/balancepoint', True)")
        return {path: digest for digest, _, path in (line.partition(" ") for line in listed.decode().splitlines())}

    def put(self, path: str, data: bytes, piece_done: Callable[[int], None] = lambda count: None) -> str:
        """Write `path`.tmp; its SHA-256 as read back from the board's flash. Most files are one command."""
        temporary = f"/{path}.tmp"
        pieces = [data[start : start + PIECE] for start in range(0, len(data), PIECE)] or [b""]
        told = b""
        for index, piece in enumerate(pieces):
            command = f"folder({path!r})\nf = open({temporary!r}, 'wb')\n" if index == 0 else ""
            packer = zlib.compressobj(9, zlib.DEFLATED, -_WINDOW)
            packed = packer.compress(piece) + packer.flush()
            command += f"put(b'{base64.b64encode(packed).decode()}')\n"
            if index == len(pieces) - 1:
                command += f"f.close()\nprint(hashed({temporary!r}))\n"
            told = self.transport.exec(command)
            piece_done(len(piece))
        return told.decode().strip()

    def remove(self, paths: Iterable[str]) -> None:
        gone = sorted(paths)
        if gone:
            self.transport.exec(f"for p in {gone!r}:\n os.remove('/' + p)")

    def activate(self, paths: Iterable[str], obsolete: Iterable[str]) -> None:
        """Rename the .tmp files of `paths`, then remove what is obsolete and the folders it leaves empty."""
        new = sorted(f"/{path}" for path in paths)
        self.transport.exec(f"todo = set({new!r})\nswap('')\nif hasattr(os, 'sync'):\n os.sync()")
        self.remove(obsolete)
        self.transport.exec("try:\n prune('/balancepoint')\nexcept OSError:\n pass")

    def reset(self) -> None:
        """Restart the board; the REPL is gone after that."""
        self.transport.exec_raw_no_follow("import machine\nmachine.reset()")
        self.transport.in_raw_repl = False


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Plan:
    """What a board needs: files to send, files that are already there as .tmp, what to remove before and after."""

    send: tuple[str, ...]
    resumed: tuple[str, ...]
    stale: tuple[str, ...]
    obsolete: tuple[str, ...]
    same: int


def plan(wanted: Mapping[str, bytes], there: Mapping[str, str], keep: Iterable[str] = ()) -> Plan:
    """Compare the image with what is on the board. A file in `keep` is sent only where there is none."""
    send, resumed, same = [], [], 0
    kept = set(keep)
    for path, data in wanted.items():
        if there.get(path) == digest(data) or (path in kept and path in there):
            same += 1
        elif there.get(f"{path}.tmp") == digest(data):
            resumed.append(path)
        else:
            send.append(path)
    coming = {f"{path}.tmp" for path in resumed}
    stale = [path for path in there if path.endswith(".tmp") and path not in coming]
    obsolete = [
        path for path in there if path.startswith("balancepoint/") and not path.endswith(".tmp") and path not in wanted
    ]
    return Plan(tuple(send), tuple(resumed), tuple(stale), tuple(obsolete), same)


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
