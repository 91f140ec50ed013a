"""A case by hand: somebody watches it in the terminal and lets things happen by key; what was done can become a case.

live = Live(case, Keys(), draw)          # draw(lines) shows them
execute(live.case, forcing, CORE, place=Place(pace=60, watch=live.look))
live.recorded(text_of_the_case)          # its text with what was done
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from host_sim.bench.verdict import clock
from host_sim.errors import brief
from host_sim.scenario import Scenario
from host_sim.scenario.event import Event

# key: what it lets happen; pressed again it ends
PALETTE: dict[str, dict[str, Any]] = {
    "r": {"what": "room", "kind": "dead"},
    "o": {"what": "outdoor", "kind": "offset", "value": 7.0},
    "c": {"what": "outdoor_coil", "kind": "reads", "of": "outdoor"},
    "i": {"what": "coil", "kind": "iced", "value": 1.0},
    "f": {"what": "fan", "kind": "stalled"},
    "d": {"what": "filter", "kind": "dirty", "value": 0.6},
    "v": {"what": "valve", "kind": "stuck"},
    "t": {"what": "unit", "kind": "trip", "value": 5.0},
    "s": {"what": "unit", "kind": "deaf"},
    "w": {"what": "window", "kind": "open", "value": 4.0},
    "g": {"what": "people", "kind": "guests", "value": 8.0},
    "p": {"what": "mains", "kind": "cut"},
    "b": {"what": "board", "kind": "reset"},
    "+": {"what": "wish", "kind": "console", "wish": {"heat_setpoint": 23.0}},
    "-": {"what": "wish", "kind": "console", "wish": {"heat_setpoint": 19.0}},
    "0": {"what": "wish", "kind": "console", "wish": {"mode": "off"}},
    "1": {"what": "wish", "kind": "console", "wish": {"mode": "heat"}},
}
END = "q"
_WIDTH, _EVERY = 72, 60  # columns of the plot, s of the run that each stands for at least
_BLOCKS = " ▁▂▃▄▅▆▇█"
_SHOWN = (("room", "°C"), ("outdoor", "°C"), ("speed", "Hz"), ("ice", "kg"), ("backup", "W"))


class Source(Protocol):
    """Where keys come from."""

    def pressed(self) -> str:
        """Keys since the last time."""


class Stopped(Exception):
    """Somebody has seen enough."""


class Live:
    """`case` has the keys' events at its end, which nothing but a key begins."""

    def __init__(self, case: Scenario, keys: Source, draw: Callable[[Sequence[str]], None]):
        own = [Event(**{**event, "at": f"says key {key} was pressed"}) for key, event in PALETTE.items()]
        self._first = len(case.event)
        self.case = case.model_copy(update={"event": [*case.event, *own]})
        self._keys = keys
        self._draw = draw
        self._at = {key: self._first + k for k, key in enumerate(PALETTE)}
        self._done: list[tuple[str, int, int | None]] = []  # (key, from, until) in s
        self._rows: dict[str, deque[float]] = {name: deque(maxlen=_WIDTH) for name, _ in _SHOWN}
        self._drawn = -_EVERY

    def look(self, stage: Any, now: int) -> None:
        """At each tick, before what happens at it. Raise Stopped when it shall end."""
        for key in self._keys.pressed():
            if key == END:
                raise Stopped
            if key in self._at:
                self._press(stage, key, now)
        if now - self._drawn >= _EVERY:
            self._drawn = now
            for name, column in self._rows.items():
                column.append(stage.scene.look(name)())
            self._draw(self._lines(now))

    def _press(self, stage: Any, key: str, now: int) -> None:
        """Begins, or ends what goes on."""
        began = stage.clockwork.toggle(self._at[key], now)
        if began:
            self._done.append((key, now, None))
        else:
            last = max(k for k, (pressed, _, _) in enumerate(self._done) if pressed == key)
            self._done[last] = (key, self._done[last][1], now)

    def _lines(self, now: int) -> list[str]:
        lines = [f"{clock(now)}   {brief(self.case.title, _WIDTH)}"]
        for name, unit in _SHOWN:
            values = list(self._rows[name])
            low, high = min(values), max(values)
            span = max(high - low, 1e-6)
            bars = "".join(_BLOCKS[round(8 * (value - low) / span)] for value in values)
            lines.append(f"{name:8}{values[-1]:8.2f} {unit:3} {bars:{_WIDTH}} {low:.1f} to {high:.1f}")
        going = [_words(key) for key, _, until in self._done if until is None and PALETTE[key]["what"] not in _AT_ONCE]
        lines.append(f"goes on: {', '.join(going) or 'nothing'}")
        lines += [f"  {key}  {_words(key)}" for key in PALETTE] + [f"  {END}  end"]
        return lines

    def recorded(self, text: str) -> str:
        """`text`, the case's, with what was done by hand."""
        return text.rstrip("\n") + "\n" + "".join(_table(key, begun, ended) for key, begun, ended in self._done)


_AT_ONCE = ("wish", "board", "coil")


def _words(key: str) -> str:
    event = PALETTE[key]
    more = event.get("value", event.get("of", event.get("wish", "")))
    return f"{event['what']} {event['kind']} {more if not isinstance(more, dict) else ' '.join(map(str, more.values()))}".rstrip()


def _table(key: str, begun: int, ended: int | None) -> str:
    lines = ["", "[[event]]", f'at = "{clock(begun)}"']
    for name, value in PALETTE[key].items():
        if isinstance(value, dict):
            inner = ", ".join(f"{k} = {_toml(v)}" for k, v in value.items())
            lines.append(f"{name} = {{ {inner} }}")
        else:
            lines.append(f"{name} = {_toml(value)}")
    if ended is not None:
        lines.append(f'until = "{clock(ended)}"')
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else f"{value}"
