"""How long a child process may be silent before it counts as hung.

Time that it did not get is not held against it: a machine with other work to do makes nobody impatient.
"""

from __future__ import annotations

import os
import time
from pathlib import Path


class Patience:
    """Begins now. `pid`: the child; `seconds`: of processor time that it may take, or of no time at all that it got."""

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._begun = self._seen = processor_time(pid)
        self._moved = time.monotonic()

    def over(self) -> bool:
        """It has had its time, or stands still."""
        spent = processor_time(self._pid)
        if spent is not None and spent != self._seen:
            self._seen, self._moved = spent, time.monotonic()
        if spent is not None and self._begun is not None and spent - self._begun >= self._seconds:
            return True
        return time.monotonic() - self._moved >= self._seconds


def processor_time(pid: int) -> float | None:
    """s that a process has had so far; None where the system has no /proc or the process is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
