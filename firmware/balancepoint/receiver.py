"""The infrared receiver: marks and spaces of light, as sessions of remotes read them (`units.ir.wave`).

    ears = hal.receiver()
    count = ears.whole()          # entries of `ears.heard`, µs, a mark first; 0 while there is no whole burst
    ears.clear()                  # done with it
    ears.listen(0)                # while we send: what it sees is our own light

An integrated receiver (38 kHz) pulls its line low while it sees light. The edges are timed by the pin's interrupt. MicroPython
runs its handler when the interpreter comes to it, later with WiFi and PSRAM; a burst with an edge that came too late, or was not
told at all, passes no remote's check and is dropped. Collection of the heap, which would hold it up for milliseconds, waits while
a burst comes in. No released MicroPython receives with the RMT (a draft: micropython PR 18454); with one that does, this file is
what changes. No hardware has tried this.
"""

import gc
from array import array

_ROOM = 900  # entries: the longest message that is known has 870
_SILENCE = 60_000  # µs that end a burst: the longest space within one has 36 ms
_LONGEST = 65_535  # µs that are told of a mark or a space
_BURST = 8  # entries from which it is more than a false pulse of sunlight
_LEAST = 24  # entries of the shortest message, and more than sunlight makes


class Receiver:
    """`pin`: the receiver's, an input. `keep` 1: somebody else than the link takes what comes. `noise`: bursts that were too
    short to be one."""

    def __init__(self, pin, ticks_us, ticks_diff):
        self._pin = pin
        self._ticks_us = ticks_us
        self._ticks_diff = ticks_diff
        self.heard = array("H", bytes(2 * _ROOM))
        self.keep = 0
        self.noise = 0
        self._count = -1  # entries so far, -1: no mark has begun
        self._last = 0  # ticks of the last edge
        self._on = 1
        self._held = 0  # collection waits
        pin.irq(handler=self._edge, trigger=pin.IRQ_RISING | pin.IRQ_FALLING)

    def _edge(self, pin):
        if not self._on:
            return
        now = self._ticks_us()
        count = self._count
        if count < 0:
            if pin.value():
                return  # the end of a mark whose begin was not seen
            self._count = 0
        else:
            if count < _ROOM:
                self.heard[count] = min(self._ticks_diff(now, self._last), _LONGEST)
                self._count = count + 1
            if count == _BURST:
                self._held = 1
                gc.disable()
        self._last = now

    def busy(self):
        """1 while a burst comes in."""
        return int(self._count >= 0 and self._ticks_diff(self._ticks_us(), self._last) < _SILENCE)

    def whole(self):
        """See above."""
        if self._count < 0 or self.busy():
            return 0
        self._release()
        if self._count < _LEAST:
            self.noise += 1
            self.clear()
            return 0
        return self._count

    def clear(self):
        self._release()
        self._count = -1

    def listen(self, on):
        """0: deaf; 1: from now on, what came before is gone."""
        if on != self._on:
            self.clear()
            self._on = on

    def _release(self):
        if self._held:
            self._held = 0
            gc.enable()
