"""The line between link and front, lived through in simulated time, stepped where something is due.

    talk = Talk(wire, link)
    talk.live(now, dt)            # from `now` to `now` + `dt`, s

At the session's own pace while an exchange goes on, else every `_LOOK` ms. After `exchanges` of them it rests until `every` s
are over, for the house brings no news before: so a week takes a minute or two. None: the protocol's own pace throughout, as on
the board.
"""

from __future__ import annotations

from typing import Any

from balancepoint.units import ticks
from host_sim.virtual_units.wire import Wire

_LOOK = 200  # ms
FOLLOW = 100  # ms


class Talk:
    """`link`: has `look(now, ms)` and `pace`. `follow`: ms after the last byte in which an exchange may still go on, by an ACK of
    ours."""

    def __init__(self, wire: Wire, link: Any, exchanges: int | None, every: int, follow: int = FOLLOW):
        self._wire = wire
        self._link = link
        self._exchanges = exchanges
        self._every = every
        self._follow = follow
        self._look_at = 0.0
        self._quiet_at = 0.0

    def live(self, now: int, dt: int) -> None:
        for begin in range(now, now + dt, self._every):
            self._live(1000.0 * begin, 1000.0 * min(begin + self._every, now + dt))

    def _live(self, ms: float, end: float) -> None:
        """From `ms` to `end`."""
        wire, link, front = self._wire, self._link, self._wire.front
        last = end if self._exchanges is None else front.turns + self._exchanges
        self._look_at = max(self._look_at, ms)
        looked = -1.0
        while True:
            at = self._look_at
            ready = wire.ready
            if ready is not None and looked < ready < at:
                at = ready
            line = wire.next
            if line is not None and line < at:
                if line >= end:
                    return
                wire.at(line)
                continue
            if at >= end:
                return
            if front.turns >= last and wire.idle and (wire.ours or at >= self._quiet_at):
                self._look_at = end
                return
            wire.at(at)
            count = wire.record.count
            link.look(int(at) // 1000, int(at) & ticks.MASK)
            looked = at
            if at == ready or wire.record.count != count:
                self._quiet_at = at + self._follow
            self._look_at = at + (link.pace if at < self._quiet_at else _LOOK)
