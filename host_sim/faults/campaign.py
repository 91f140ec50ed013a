"""Many runs, in pieces: each piece is a process of its own, here or on the machines of a Dask cluster.

spread(pieces(runs), learned(), tell, jobs=2)                        # here
spread(pieces(runs), learned(), tell, client=connect("tcp://..."))   # there; the project must be installed there
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from host_sim.errors import InputError, brief
from host_sim.faults.plan import Run
from host_sim.faults.row import Row, about

_ROOT = Path(__file__).resolve().parents[2]
_WAIT = 10  # s for a scheduler to answer
Tell = Callable[[Row], None]


def sources() -> str:
    """One word for the program: rows of different ones do not belong together."""
    made = hashlib.sha256()
    for folder in ("firmware/balancepoint", "host_sim"):
        for path in sorted((_ROOT / folder).rglob("*.*")):
            if path.suffix in (".py", ".toml"):
                made.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()[:16]


def connect(address: str) -> Any:
    """A client of the Dask scheduler there. InputError, one line, if there is none."""
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            f"--cluster {brief(address)}: dask.distributed is not installed; make cluster adds it"
        ) from None
    try:
        return Client(address, timeout=_WAIT)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"--cluster {brief(address)}: no scheduler answers there ({brief(str(error))})") from None


def spread(
    pieces: Sequence[Sequence[Run]],
    memory: dict[str, Any] | None,
    tell: Tell,
    jobs: int | None = None,
    client: Any = None,
) -> None:
    """Runs all of them, by `jobs` processes or by a cluster's `client`; `tell` gets each row, in whichever order they come."""
    ids = [[run.id for run in piece] for piece in pieces]
    if client is None:
        _here(ids, memory, tell, jobs or os.cpu_count() or 1)
    else:
        _there(ids, memory, tell, client)


def _here(ids: Sequence[Sequence[str]], memory: dict[str, Any] | None, tell: Tell, jobs: int) -> None:
    working: set[subprocess.Popen[str]] = set()

    def work(piece: Sequence[str]) -> None:
        for row in _rows(piece, memory, working):
            tell(row)

    with ThreadPoolExecutor(jobs) as pool:
        try:
            for done in as_completed([pool.submit(work, piece) for piece in ids]):
                done.result()
        except BaseException:  # Ctrl-C as well: nobody works on
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(working):
                process.terminate()
            raise


def _there(ids: Sequence[Sequence[str]], memory: dict[str, Any] | None, tell: Tell, client: Any) -> None:
    from distributed import as_completed as coming

    with client:
        for done in coming([client.submit(piece_rows, piece, memory, pure=False) for piece in ids]):
            for row in done.result():
                tell(row)


def piece_rows(piece: Sequence[str], memory: dict[str, Any] | None) -> list[Row]:
    """All rows of a piece, made on whichever machine this is."""
    return list(_rows(piece, memory, set()))


def _rows(piece: Sequence[str], memory: dict[str, Any] | None, working: set[subprocess.Popen[str]]) -> Iterator[Row]:
    """Each as it comes; a run whose row does not come has one that says why."""
    missing = dict.fromkeys(piece)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "host_sim.faults"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        working.add(process)
        assert process.stdin and process.stdout and process.stderr
        json.dump({"runs": list(piece), "memory": memory}, process.stdin)
        process.stdin.close()
        for line in process.stdout:
            row = json.loads(line)
            missing.pop(row["run"], None)
            yield row
        said = process.stderr.read().strip().splitlines()
    working.discard(process)
    why = said[-1] if said else f"the process ended with {process.returncode}"
    for text in missing:
        yield {**about(Run.read(text)), "error": why}
