"""The time of a twin that runs for itself, behind a pty: a chip does not stand still because a laptop is busy with others.

    time = OwnTime()
    time.sleep(0.25)    # the program waits
    time.seconds()      # what it has computed and what it has waited for, from any thread

Counted is the processor's time of the program's thread, and of each wait as much as was asked for. Time in which the program
would have gone on and was not let is not the twin's: its watchdog does not bite for it.
"""

import threading
import time


class OwnTime:
    """To be made in the thread in which the program will run."""

    def __init__(self) -> None:
        identity = threading.current_thread().ident
        assert identity is not None
        self._processor = time.pthread_getcpuclockid(identity)
        self._begun = time.clock_gettime(self._processor)
        self._waited = 0.0
        self._since: float | None = None  # when the wait that lasts began
        self._asked = 0.0  # how long it was to be
        self._lock = threading.Lock()

    def seconds(self) -> float:
        """Since this was made."""
        with self._lock:
            return time.clock_gettime(self._processor) - self._begun + self._waited + self._lasting()

    def _lasting(self) -> float:
        return 0.0 if self._since is None else min(time.monotonic() - self._since, self._asked)

    def begin(self, seconds: float) -> None:
        """A wait of so long begins."""
        with self._lock:
            self._since = time.monotonic()
            self._asked = seconds

    def end(self) -> None:
        """It is over."""
        with self._lock:
            self._waited += self._lasting()
            self._since = None

    def sleep(self, seconds: float) -> None:
        """A wait that is counted."""
        self.begin(seconds)
        try:
            time.sleep(seconds)
        finally:
            self.end()
