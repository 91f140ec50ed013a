"""`balancepoint`, or python -m host_sim. Loading takes a second or two: Ctrl-C ends that, too, without a word of Python's."""

import os
import signal
from collections.abc import Sequence


def _stopped(*_: object) -> None:
    os.write(2, b"stopped; nothing was written\n")
    os._exit(130)


def main(arguments: Sequence[str] | None = None) -> None:
    """Load the command line and run it."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:  # as a shell starts what runs in the background
        signal.signal(signal.SIGINT, _stopped)
    from host_sim.cli import main as command_line

    signal.signal(signal.SIGINT, before)
    command_line(arguments)


if __name__ == "__main__":
    main()
