"""What a burst of infrared light says: which remote's it is, its bytes, the state."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from balancepoint.units.ir import wave
from balancepoint.units.ir.state import State
from host_sim.errors import InputError, brief
from tools.ir.states import FLAGS, PROTOCOLS, in_words, remote

LONGEST = 2**31  # µs, what one mark or space can be
_STATE = 1  # what a remote's `read` says of a message that holds a state; 2: of a key that turns something over


class Message(NamedTuple):
    """One that was heard whole."""

    protocol: str
    frame: bytes
    kind: int
    state: State
    end: int  # of its entries in the burst


def _message(name: str, ear: wave.Ear, at: int) -> Message | None:
    """The message of one remote that begins there, or None."""
    table = remote(name)
    count = wave.hear(table, ear, at)
    if not count:
        return None
    state = State()
    kind = table.read(ear.frame, count, state)
    return Message(name, bytes(ear.frame[:count]), kind, state, ear.at) if kind else None


def _beginning(name: str) -> tuple[int, int]:
    """The mark and the space with which its messages begin."""
    table = remote(name)
    part = table.PARTS[0]
    return (part[1], part[2]) if part[0] == wave.PAIR else (table.MARK, table.ZERO)


def messages(durations: Iterable[int], protocols: Sequence[str] = PROTOCOLS) -> list[Message]:
    """All that is said in marks and spaces (µs, a mark first), by one remote: the one whose message comes first."""
    heard = array("I", durations)
    ear = wave.Ear(heard, len(heard), bytearray(wave.BYTES_AT_MOST))
    at = 0
    found: list[Message] = []
    names = [(name, *_beginning(name)) for name in protocols]
    while at + 1 < len(heard):
        mark, space = heard[at], heard[at + 1]
        may = [name for name, a_mark, a_space in names if wave.near(mark, a_mark) and wave.near(space, a_space)]
        first = next((each for name in may if (each := _message(name, ear, at))), None)
        if first is None:
            at += 1
            continue
        names = [each for each in names if each[0] == first.protocol]
        found.append(first)
        at = first.end
    return found


def as_bytes(frame: bytes) -> str:
    """A message as it is written: two digits a byte."""
    return frame.hex().upper()


def turned_over(state: State) -> dict[str, Any]:
    """What a key turns over: only that is said by such a message."""
    words = in_words(state)
    over = {name: True for name in FLAGS if words[name]}
    over.update({name: words[name] for name in ("swingv", "swingh") if words[name] != "off"})
    if words["sleep"] >= 0:
        over["sleep"] = words["sleep"]
    return over


def decode(durations: object) -> dict[str, Any]:
    """{"ok": True, protocol, bytes, state, messages}, or {"ok": False, "error"}. A key's message has `toggles`, and no state."""
    try:
        heard = marks_and_spaces(durations)
    except InputError as error:
        return {"ok": False, "error": str(error)}
    found = messages(heard)
    if not found:
        return {"ok": False, "error": "no message of a remote that is known here"}
    states = [each for each in found if each.kind == _STATE]
    main = states[0] if states else found[0]
    models: tuple[str, ...] = remote(main.protocol).MODELS
    said: dict[str, Any] = {"ok": True, "protocol": main.protocol}
    if len(models) > 1:
        said["model"] = models[main.state.model]
    said["bytes"] = as_bytes(main.frame)
    if states:
        said["state"] = in_words(main.state)
    else:
        said["toggles"] = turned_over(main.state)
    said["messages"] = [as_bytes(each.frame) for each in found]
    return said


def marks_and_spaces(durations: object) -> list[int]:
    """Whole µs; spaces may be negative, as some programs write them. InputError says why these are none."""
    if not isinstance(durations, list) or not durations:
        raise InputError(f"durations_us {brief(repr(durations))}: a list of marks and spaces in µs, a mark first")
    found = []
    for place, value in enumerate(durations):
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LONGEST:
            raise InputError(f"durations_us[{place}] {brief(repr(value))}: a number of µs")
        found.append(round(abs(value)))
    return found
