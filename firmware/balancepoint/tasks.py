"""Tasks taken in turn: generators that yield the ms until they want to go on.

    def blink():
        while True:
            lamp.on(1 - lamp.state)
            yield 500

    tasks = Tasks((("lamp", blink), ...))
    while True:
        hal.sleep_ms(tasks.step())

The one that has waited longest past its time goes first. One that raises is noted in `crashes` and begun again a second later.

Not asyncio, because of the heap of a chip without PSRAM: its import takes 2.1 KB, and each task 60 bytes more than here
(MicroPython 1.28, 32 bit). Nothing here waits for a stream.
"""

from . import hal
from .services.about import describe

_AGAIN = 1000  # ms until a task that failed is begun again
_WRAP = 0x3FFFFFFF  # of the millisecond counter


class Tasks:
    """`named`: (name, function that gives the generator) of each, the most urgent first. `crashes`: {name: (how often, last
    error)}."""

    def __init__(self, named):
        self.crashes = {}
        now = hal.ticks_ms()
        self._tasks = [[now, name, begin, None] for name, begin in named]  # the last: its generator

    def step(self):
        """Lets the next one go on if it is time; ms until the one after it, 0 if that is due."""
        now = hal.ticks_ms()
        next_ = self._tasks[0]
        least = hal.ticks_diff(next_[0], now)
        for task in self._tasks:
            left = hal.ticks_diff(task[0], now)
            if left < least:
                next_ = task
                least = left
        if least > 0:
            return least
        pause = self._go_on(next_)
        if pause is None:
            self._tasks.remove(next_)
        else:
            next_[0] = (hal.ticks_ms() + pause) & _WRAP
        return 0

    def _go_on(self, task):
        """ms until it wants to go on, None at its end."""
        try:
            if task[3] is None:
                task[3] = task[2]()
            return next(task[3], None)
        except Exception as error:
            name = task[1]
            count = self.crashes[name][0] + 1 if name in self.crashes else 1
            self.crashes[name] = (count, describe(error))
            task[3] = None
            return _AGAIN
