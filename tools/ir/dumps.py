"""Recordings of infrared light as other programs write them: ESPHome, Tasmota, Broadlink, Flipper."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from host_sim.errors import InputError, brief

# µs a tick of a Broadlink packet (github.com/mjg59/python-broadlink, protocol.md: µs * 269 / 8192)
BROADLINK_TICK = 8192 / 269
_BROADLINK_IR = 0x26
_DIGITS = 16  # of a number, at most
_ESPHOME = re.compile(r"Received Raw:\s*(.*)")
_ESPHOME_MORE = re.compile(r"remote\.raw[^\]]*\]:\s+(-?\d[-\d,\s]*)$")
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_TASMOTA = re.compile(r"([+-])(\d+)|([A-Za-z])")


def bursts(text: str) -> list[list[int]]:
    """The bursts in a recording, whichever program wrote it: marks and spaces in µs, a mark first. InputError: none is in it."""
    text = text.lstrip("\ufeff")
    for reader in (_flipper, _esphome, _tasmota, _broadlink, _plain):
        found = reader(text)
        if found:
            return found
    raise InputError(
        f"{brief(repr(text[:60]))}: no marks and spaces; ESPHome's `Received Raw`, Tasmota's RawData, a Broadlink packet in "
        "base64 or hexadecimal, a Flipper .ir file or a list of µs is read"
    )


def _whole(numbers: list[str]) -> list[int]:
    if any(len(each) > _DIGITS for each in numbers):
        raise InputError(f"{brief(max(numbers, key=len))}: is no time in µs")
    return [round(abs(float(each))) for each in numbers]


def _flipper(text: str) -> list[list[int]]:
    """`data:` lines of a .ir file's raw signals."""
    return [
        _whole(_NUMBERS.findall(line[5:]))
        for line in text.splitlines()
        if line.startswith("data:") and "type: raw" in text
    ]


def _esphome(text: str) -> list[list[int]]:
    """The log of `remote_receiver` with `dump: raw`: a burst goes on over lines."""
    found: list[list[int]] = []
    for line in text.splitlines():
        begun = _ESPHOME.search(line)
        more = _ESPHOME_MORE.search(line)
        if begun:
            found.append(_whole(_NUMBERS.findall(begun[1])))
        elif more and found:
            found[-1] += _whole(_NUMBERS.findall(more[1]))
    return found


def _tasmota(text: str) -> list[list[int]]:
    """`IrReceived` with SetOption58: RawData as a list, or in letters: each new value gets the next one; marks are capitals."""
    found = []
    for line in text.splitlines():
        begun = line.find("{")
        if begun < 0 or "RawData" not in line:
            continue
        try:
            said: Any = json.loads(line[begun:])
        except ValueError:
            continue
        said = said.get("IrReceived", said)
        raw = said.get("RawData") if isinstance(said, dict) else None
        if isinstance(raw, list):
            found.append(_whole([str(each) for each in raw]))
        elif isinstance(raw, str):
            found.append(_letters(raw))
    if not found and re.fullmatch(r"\+\d+[-+\dA-Za-z]+", text.strip()):
        found.append(_letters(text.strip()))
    return found


def _letters(text: str) -> list[int]:
    known: list[int] = []
    found = []
    for sign, digits, letter in _TASMOTA.findall(text):
        if sign:
            known.append(int(digits))
            found.append(int(digits))
        else:
            place = ord(letter.lower()) - ord("a")
            if place >= len(known):
                raise InputError(f"RawData: the letter {letter} stands for nothing yet")
            found.append(known[place])
    return found


def _packet(text: str) -> bytes:
    digits = re.sub(r"\s", "", text)
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", digits):
        return bytes.fromhex(digits)
    try:
        return base64.b64decode(digits.removeprefix("b64:"), validate=True)
    except ValueError:
        return b""


def _broadlink(text: str) -> list[list[int]]:
    """A packet, in hexadecimal or base64: 26, repeats, length, then ticks; 0 and two bytes for a long one."""
    packet = _packet(text)
    if len(packet) < 6 or packet[0] != _BROADLINK_IR:
        return []
    end = 4 + int.from_bytes(packet[2:4], "little")
    found = []
    at = 4
    while at < min(end, len(packet)):
        ticks = packet[at]
        at += 1
        if not ticks:
            ticks = int.from_bytes(packet[at : at + 2], "big")
            at += 2
        if not ticks:
            break
        found.append(round(ticks * BROADLINK_TICK))
    return [found]


def _plain(text: str) -> list[list[int]]:
    """Numbers and nothing else."""
    numbers = _NUMBERS.findall(text)
    rest = _NUMBERS.sub("", text)
    return [_whole(numbers)] if len(numbers) > 2 and not re.search(r"[^\s,;\[\]()+-]", rest) else []
