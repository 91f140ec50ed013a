"""What a state looks like as bytes, and as marks and spaces of infrared light."""

from __future__ import annotations

from array import array
from types import ModuleType
from typing import Any

from balancepoint.units.ir import wave
from balancepoint.units.ir.state import State
from host_sim.errors import InputError, brief
from tools.ir.decode import as_bytes
from tools.ir.states import in_words, remote, wanted


def durations(table: ModuleType, frame: bytes) -> list[int]:
    """The marks and spaces of one message, all its copies."""
    out = array("I", bytes(4 * wave.room(table)))
    return out[: wave.send(table, frame, out)].tolist()


def bits(table: ModuleType, frame: bytes) -> int:
    """How many bits a message has."""
    return next((part[1] for part in table.PARTS if part[0] == wave.LAST_BITS), 8 * len(frame))


def as_sent(table: ModuleType, frame: bytes) -> dict[str, Any]:
    """The state that the unit will read out of a message."""
    state = State()
    table.read(frame, len(frame), state)
    return in_words(state)


def encode(asked: object) -> dict[str, Any]:
    """{protocol, bytes, bits, carrier_hz, duty, durations_us, messages, as_sent} of a request: {"protocol", "model", "form",
    "request": a state in words, "prev": the state before}. InputError says what is wrong."""
    if not isinstance(asked, dict) or "protocol" not in asked:
        raise InputError(
            f'{brief(repr(asked))}: is not like {{"protocol": "MITSUBISHI_AC", "request": {{"mode": "heat"}}}}'
        )
    table = remote(asked["protocol"])
    want = wanted(table, asked.get("request", {}), asked.get("model"), asked.get("form"))
    before = asked.get("prev")
    found = table.messages(want, wanted(table, before, asked.get("model")) if before is not None else None)
    main = found[table.MAIN]
    said: dict[str, Any] = {"ok": True, "protocol": str(asked["protocol"]).upper()}
    if len(table.MODELS) > 1:
        said["model"] = table.MODELS[want.model]
    said.update(bytes=as_bytes(main), bits=bits(table, main), carrier_hz=table.CARRIER, duty=table.DUTY)
    bursts = [durations(table, frame) for frame in found]
    said["durations_us"] = [each for burst in bursts for each in burst]
    said["messages"] = [
        {"bytes": as_bytes(frame), "bits": bits(table, frame), "entries": len(burst)}
        for frame, burst in zip(found, bursts, strict=True)
    ]
    said["as_sent"] = as_sent(table, main)
    return said
