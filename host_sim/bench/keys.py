"""Keys of a terminal, one at a time and without waiting."""

from __future__ import annotations

import select
import sys
import termios
import tty
from typing import Any

from host_sim.errors import InputError


class Keys:
    """A context: within it the terminal gives keys at once, afterwards it is as it was."""

    def __enter__(self) -> Keys:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise InputError("--live: needs a terminal, for keys and for the plot")
        self._was = termios.tcgetattr(sys.stdin)
        tty.setcbreak(sys.stdin)
        return self

    def __exit__(self, *_: Any) -> None:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._was)

    def pressed(self) -> str:
        """See `live.Source`."""
        keys = ""
        while select.select([sys.stdin], [], [], 0)[0]:
            key = sys.stdin.read(1)
            if not key:
                break
            keys += key
        return keys
