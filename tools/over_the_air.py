"""A release to a board that runs: by its page's server, or by its console, which takes what the board has not.

The board does the rest by itself: it waits for a standstill, starts the new program, and goes back if that does not stand its
trial. What it says last is told.
"""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from host_sim.errors import InputError
from tools import console, port, release

PIECE = 174  # bytes a line of the console
WORKS = 300.0  # s that a board may compare files, check a signature
PATIENCE = 900.0  # s of an answer over the network: the board copies and reads back meanwhile

Say = Callable[[str], None]
Progress = Callable[[str, int, int], None]


def read(path: Path) -> bytes:
    """A release, whole."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    release.parts(data, path)
    return data


def by_network(host: str, token: str, data: bytes) -> str:
    """Send it to `host`, HOST or HOST:PORT, in one request; what the board says."""
    request = urllib.request.Request(
        f"http://{host}/api/update",
        data,
        {"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        raise InputError(f"{host}: {_said(error.read(2000)) or error.reason}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{host}: no answer ({getattr(error, 'reason', error)})") from None
    return _words(told)


def _said(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return ""


def _words(told: dict[str, object]) -> str:
    waits = f": {told['why']}" if told.get("why") else ""
    return f"{told.get('version')} is on the board, in its second place; it {told.get('state')}{waits}"


def by_console(where: str, data: bytes, progress: Progress) -> str:
    """Send it over a serial port; the last line of the board."""
    listed, files = release.parts(data, Path("release"))
    contents = dict(files)
    total, done = sum(map(len, contents.values())), 0
    transport = port.connect(where)
    try:

        def ask(command: str) -> list[str]:
            lines = list(console.answer(transport, where, command))
            if lines[-1].startswith("error: "):
                raise InputError(f"{where}: {lines[-1].removeprefix('error: ')}")
            return lines

        lines = ask(f"update begin {len(listed)}")
        until = time.monotonic() + WORKS
        while time.monotonic() < until:
            found = next((line for line in lines if line.startswith("update: ")), "update: says nothing")
            words = found.split(" ", 4)
            if words[1] == "wants":
                wanted = contents.get(words[4], listed)
                for at in range(int(words[3]), len(wanted), PIECE):
                    ask(f"+{base64.b64encode(wanted[at : at + PIECE]).decode()}")
                    progress("sending", min(done + at, total), total)
                done += len(wanted) if words[4] in contents else 0
                until = time.monotonic() + WORKS
            elif words[1] in ("works", "receives"):
                time.sleep(0.2)
            elif " waits: " in found or " trial: " in found or " runs from " in found:
                return found
            else:
                raise InputError(f"{where}: {found}")
            lines = ask("update")
    finally:
        transport.close()
    raise InputError(
        f"{where}: the board has worked for {WORKS:.0f} s without an end; 'update' at its console tells more"
    )
