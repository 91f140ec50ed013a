"""When events begin and end: by the clock, or after something that happens.

clockwork = Clockwork(events, effects)
clockwork.happened("defrost", at)       # whatever took place since the last tick
clockwork.tick(now)                     # begins and ends what is due
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from host_sim.scenario.event import Event
from host_sim.scenario.moment import Happening, Moment, duration


class Effect(Protocol):
    """What an event does."""

    def begin(self, now: int) -> None: ...

    def end(self, now: int) -> None: ...


class Together:
    """Several effects of one event."""

    def __init__(self, effects: Sequence[Effect]):
        self._effects = effects

    def begin(self, now: int) -> None:
        for effect in self._effects:
            effect.begin(now)

    def end(self, now: int) -> None:
        for effect in self._effects:
            effect.end(now)


@dataclass
class _Running:
    """One event: when it is due, and when it ends. `seen`: how often what it waits for took place, at its beginning and end."""

    event: Event
    effect: Effect
    due: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    active: bool = False
    begun: int = 0
    seen: int = 0
    seen_end: int = 0


class Clockwork:
    """`note(text, at)` is told of events that begin and end."""

    def __init__(self, events: Sequence[Event], effects: Sequence[Effect], note: Callable[[str, float], None]):
        self._running = [_Running(event, effect) for event, effect in zip(events, effects, strict=True)]
        self._note = note
        self.spans: list[
            tuple[str, float, float | None]
        ] = []  # (title, from, until) of what took place; None: it goes on
        for running in self._running:
            if (at := running.event.moment.clock) is not None:
                running.due.append(float(at))

    def waits_for(self) -> list[Happening]:
        """All that events hang on."""
        moments = [moment for r in self._running for moment in (r.event.moment, r.event.end) if moment]
        return [moment.happening for moment in moments if moment.happening]

    def happened(self, what: str, at: float) -> None:
        """`what`: the text of a `Happening`."""
        for running in self._running:
            moment, end = running.event.moment, running.event.end
            if _is(moment, what):
                running.seen += 1
                if moment.number in (0, running.seen):
                    running.due.append(at + moment.later)
            if end and _is(end, what) and running.begun:
                running.seen_end += 1
                if end.number == running.seen_end:
                    running.ends.append(at + end.later)

    def tick(self, now: int) -> None:
        """Begins and ends what is due by `now`."""
        again = True
        while again:  # what begins may be what another waits for
            again = False
            for running in self._running:
                if running.active and running.ends and running.ends[0] <= now:
                    self._end(running, now)
                    again = True
                if not running.active and running.due and running.due[0] <= now:
                    self._begin(running, now)
                    again = True

    def keep(self, numbers: Sequence[int]) -> None:
        """The events at those places stay, in this order; of the others nothing will come."""
        self._running = [self._running[number] for number in numbers]

    def toggle(self, number: int, now: int) -> bool:
        """By hand: begins the event at that place, or ends it if it goes on; True if it begins."""
        running = self._running[number]
        if running.active:
            self._end(running, now)
            return False
        running.due.insert(0, float(now))
        self._begin(running, now)
        return True

    def _begin(self, running: _Running, now: int) -> None:
        event = running.event
        running.due.pop(0)
        running.begun += 1
        if event.every and (not event.times or running.begun < event.times):
            running.due.insert(0, now + duration(event.every))
        running.effect.begin(now)
        running.active = True
        running.ends.clear()
        running.seen_end = 0
        self.spans.append((event.title, float(now), None))
        self._told(event, now, "")
        if event.lasts:
            running.ends.append(now + duration(event.lasts))
        elif event.end and event.end.clock is not None:
            running.ends.append(event.end.clock)
        elif not event.kind_spec.lasting:
            self._end(running, now)

    def _end(self, running: _Running, now: int) -> None:
        running.active = False
        running.ends.clear()
        running.effect.end(now)
        title = running.event.title
        last = max(k for k, span in enumerate(self.spans) if span[0] == title and span[2] is None)
        self.spans[last] = (title, self.spans[last][1], float(now))
        self._told(running.event, now, " end")

    def _told(self, event: Event, now: int, which: str) -> None:
        if event.name:
            text = f"the {event.name}{which}"
            self._note(text, now)
            self.happened(text, now)

    def missed(self) -> list[Event]:
        """Those that never began."""
        return [running.event for running in self._running if not running.begun]


def _is(moment: Moment, what: str) -> bool:
    return moment.happening is not None and str(moment.happening) == what
