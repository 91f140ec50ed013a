"""The time of a twin that runs for itself, behind a pty: a chip does not stand still because a laptop is busy with others.

    time = OwnTime()
    asyncio.set_event_loop_policy(time)
    time.seconds()      # what the program has computed and what it has waited for, from any thread

Counted is the processor's time of the program's thread, and of each wait as much as was asked for. Time in which the program
would have gone on and was not let is not the twin's: its watchdog does not bite for it.
"""

import asyncio
import selectors
import threading
import time
from typing import Any


class OwnTime(asyncio.DefaultEventLoopPolicy):
    """To be made in the thread in which the program will run."""

    def __init__(self) -> None:
        super().__init__()
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

    def begin(self, timeout: float | None) -> None:
        """A wait begins, of `timeout` s or for ever."""
        with self._lock:
            self._since = time.monotonic()
            self._asked = float("inf") if timeout is None else max(timeout, 0.0)

    def end(self) -> None:
        """It is over."""
        with self._lock:
            self._waited += self._lasting()
            self._since = None

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        """A loop whose waits are counted."""
        return asyncio.SelectorEventLoop(_Selector(self))


class _Selector(selectors.SelectSelector):
    def __init__(self, own: OwnTime) -> None:
        super().__init__()
        self._own = own

    def select(self, timeout: float | None = None) -> Any:
        self._own.begin(timeout)
        try:
            return super().select(timeout)
        finally:
            self._own.end()
