"""Frames of indoor units, explained field by field, and recordings of them.

    python -m tools.frames decode cn105 FC6201301006...         one frame, a field a line
    python -m tools.frames decode --jsonl < frames.jsonl        lines {"proto", "hex"} (or "ascii"); one JSON object a line
    python -m tools.frames encode s21 D1 on=1 mode=heat setpoint=21 fan=auto     a frame as the protocol's `words` name it
    python -m tools.frames replay recording.txt                 through receiver and session: what differs
    python -m tools.frames export recording.txt > mine.jsonl    to be contributed: serial numbers and MAC addresses masked

A recording is what the console says to `unit frames 1000`, or lines {"proto", "ms", "dir": "->" or "<-", "hex"} such as
`balancepoint run --unit` writes. What is wrong is
said in one line on stderr, exit code 2; `replay` ends with 1 if something differs.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, NamedTuple

import typer

from host_sim.command_line import exit_code
from host_sim.errors import InputError, brief
from host_sim.inputs import nearest, read_text

PROTOCOLS = (
    "cn105", "s21", "midea", "toshiba", "pana", "cncnt", "gree", "nonnasa", "haier", "hlink", "fujiuart", "lg", "nasa", "aciq",
)  # fmt: skip
ROOMS = {"pana": "cncnt"}  # rooms of the firmware that have another name, too
SENT, RECEIVED = "->", "<-"
_CONSOLE = re.compile(r"^\s*(\d+) ms (->|<-) ([0-9A-Fa-f]+)\s*$")
_BYTES = {"s21": "payload", "midea": "body"}  # fields that are bytes, in hexadecimal here
_LINKED = re.compile(r"^link: (\w+),")

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__.partition("\n")[0], rich_markup_mode=None)


class Entry(NamedTuple):
    """A frame of a recording."""

    proto: str
    ms: int
    way: str
    frame: bytes


def words(proto: object) -> ModuleType:
    """What explains a protocol's frames; InputError for one that nobody knows, or that this program does not speak yet."""
    if not isinstance(proto, str) or proto not in PROTOCOLS:
        raise InputError(f"proto {proto!r}: no such protocol; {nearest(str(proto), PROTOCOLS)}")
    return _room(proto, "words")


def _room(proto: str, part: str) -> ModuleType:
    try:
        return importlib.import_module(f"balancepoint.units.{ROOMS.get(proto, proto)}.{part}")
    except ModuleNotFoundError as missing:
        if not str(missing.name).startswith("balancepoint.units."):
            raise
        raise InputError(f"proto '{proto}': known, but this program does not speak it") from None


def from_hex(text: object) -> bytes:
    """Bytes of two digits each, blanks and dots between them allowed."""
    digits = re.sub(r"[\s.:]", "", text) if isinstance(text, str) else ""
    if not digits or len(digits) % 2 or not re.fullmatch("[0-9A-Fa-f]+", digits):
        raise InputError(f"hex {brief(repr(text))}: bytes of two hexadecimal digits each are needed")
    return bytes.fromhex(digits)


def from_ascii(text: object) -> bytes:
    """Bytes of characters; the end of a line may be written \\r."""
    if not isinstance(text, str) or not text or not text.isascii():
        raise InputError(f"ascii {brief(repr(text))}: characters of ASCII are needed")
    return text.replace("\\r", "\r").encode("ascii")


def fields(proto: object, frame: bytes) -> list[dict[str, Any]]:
    """Every field of a frame. InputError says why it is none."""
    says = words(proto)
    try:
        says.check(bytearray(frame))
        found = says.explain(bytearray(frame))
    except ValueError as error:
        raise InputError(str(error)) from None
    return [{"field": name, "value": value, "unit": unit, "remark": remark} for name, value, unit, remark in found]


def decoded(line: str) -> dict[str, Any]:
    """What is printed for a line of `decode --jsonl`."""
    try:
        try:
            asked = json.loads(line)
        except ValueError as error:
            raise InputError(f"is not JSON: {error}") from None
        if not isinstance(asked, dict) or "proto" not in asked or not {"hex", "ascii"} & set(asked):
            raise InputError(f'{brief(line.strip())}: is not like {{"proto": "cn105", "hex": "FC..."}}')
        frame = from_hex(asked["hex"]) if "hex" in asked else from_ascii(asked["ascii"])
        found = fields(asked["proto"], frame)
    except InputError as error:
        return {"ok": False, "error": str(error)}
    return {"ok": True, "proto": asked["proto"], "hex": frame.hex().upper(), "fields": found}


def recording(path: Path, proto: str | None = None) -> list[Entry]:
    """The frames of a recording: the console's words, or lines of JSON."""
    found = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        linked, said = _LINKED.match(line), _CONSOLE.match(line)
        if linked and proto is None:
            proto = linked[1]
        if said:
            if proto is None:
                raise InputError(
                    f"{path}, line {number}: of which protocol? Give --proto, or record what `unit` says, too"
                )
            found.append(Entry(proto, int(said[1]), said[2], from_hex(said[3])))
        elif line.lstrip().startswith("{"):
            found.append(_entry(path, number, line))
    if not found:
        raise InputError(f"{path}: no frames in it; a recording is what the console says to `unit frames 1000`")
    for each in {entry.proto for entry in found}:
        words(each)
    return found


def _entry(path: Path, number: int, line: str) -> Entry:
    try:
        asked = json.loads(line)
        way = {"out": SENT, "in": RECEIVED}.get(asked.get("dir", RECEIVED), asked.get("dir", RECEIVED))
        if way not in (SENT, RECEIVED):
            raise InputError(f'dir {way!r}: is neither "{SENT}" (or out: sent by us) nor "{RECEIVED}" (or in)')
        return Entry(str(asked["proto"]), int(asked.get("ms", 0)), way, from_hex(asked["hex"]))
    except InputError as error:
        raise InputError(f"{path}, line {number}: {error}") from None
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{path}, line {number}: is not like {{'proto', 'ms', 'dir', 'hex'}} ({error})") from None


class Replay:
    """A session whose unit answers as the recording has it: to a frame of ours with what came after that same frame there, in
    turn. What never was asked there is not answered."""

    PACE = 20  # ms

    def __init__(self, entries: list[Entry]) -> None:
        from balancepoint.units.unit import Unit

        self.proto = entries[0].proto
        self.entries = [entry for entry in entries if entry.proto == self.proto]
        self.sent: dict[bytes, int] = {}  # by our session, how often
        self._answers: dict[bytes, list[bytes]] = {}
        self._waiting = bytearray()
        last = b""
        for entry in self.entries:
            if entry.way == SENT:
                last = entry.frame
                self._answers.setdefault(last, [])
            elif last:
                self._answers[last].append(entry.frame)
        self.unit = Unit()
        self.session = _room(self.proto, "session").Session(self.unit)
        self.session.recorder = self

    def note(self, direction: int, buffer: bytearray, count: int, ms: int) -> None:
        """Of the session's frames: what goes out is counted."""
        if direction == 0:
            frame = bytes(buffer[:count])
            self.sent[frame] = self.sent.get(frame, 0) + 1

    def read(self, buffer: bytearray) -> int:
        count = min(len(buffer), len(self._waiting))
        buffer[:count] = self._waiting[:count]
        del self._waiting[:count]
        return count

    def write(self, buffer: bytearray, count: int) -> None:
        answers = self._answers.get(bytes(buffer[:count]))
        if answers:
            self._waiting += answers[0]
            answers.append(answers.pop(0))  # in turn, for as long as it is asked

    def run(self, seconds: int) -> None:
        for ms in range(0, seconds * 1000, self.PACE):
            self.unit.now = ms // 1000
            self.session.step(self, ms & 0x1FFFFFFF)

    def taken(self) -> tuple[int, int]:
        """(frames that came in the recording, those of them that the receiver takes as they are)."""
        receiver = _room(self.proto, "codec").Receiver()
        came = [entry.frame for entry in self.entries if entry.way == RECEIVED]
        good = 0
        for frame in came:
            for byte in frame:
                if receiver.put(byte) and bytes(receiver.buffer[: receiver.length]) == frame:
                    good += 1
        return len(came), good

    def says(self) -> dict[str, int]:
        """What the unit said, as the session understood it."""
        from balancepoint.control.quantity import UNKNOWN

        asked = ("now", "asked", "mode", "setpoint", "fan", "vane", "wide", "room_feed", "own_change")
        return {
            name: value
            for name, value in vars(self.unit).items()
            if value != UNKNOWN and name not in asked and not name.endswith("_at")
        }


_SERIAL = re.compile(rb"[0-9A-Za-z-]{9,}")  # letters and digits in a row: a serial number, a name of a network
_ASCII = ("s21", "hlink")  # whose frames are text anyway
# Types of frames that carry what is somebody's own: where in the frame the type is, which, and what is masked
_OWN = {
    "midea": (9, {0x07: (10, -2), 0x0D: (10, -2), 0x63: (10, -2)}),  # serial number; network status: addresses
    "gree": (3, {0x04: (4, -1)}),  # MAC report
    "haier": (9, {0x61: (10, -3), 0x62: (10, -3), 0x70: (10, -3), 0x71: (10, -3), 0xF0: (10, -3), 0xF1: (10, -3)}),
}


def masked(proto: str, frame: bytes) -> bytes:
    """The frame with 00 in place of what names a device or a network; its checksum is then wrong on purpose."""
    out = bytearray(frame)
    place, own = _OWN.get(proto, (0, {}))
    if len(frame) > place and frame[place] in own:
        begin, end = own[frame[place]]
        out[begin:end] = bytes(len(out[begin:end]))
    if proto not in _ASCII:
        for match in _SERIAL.finditer(frame):
            out[match.start() : match.end()] = bytes(len(match[0]))
    return bytes(out)


def exported(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    """Lines as `frames.json` has them, to be contributed."""
    for entry in entries:
        shown = masked(entry.proto, entry.frame)
        line: dict[str, Any] = {
            "proto": entry.proto, "ms": entry.ms, "dir": entry.way, "hex": shown.hex().upper(), "src": "", "note": "",
            "kind": "real", "check": shown == entry.frame,
        }  # fmt: skip
        if shown != entry.frame:
            line["note"] = "masked"
        yield line


def _value(text: str, as_bytes: bool = False) -> Any:
    """A number, bytes, or a word."""
    if as_bytes:
        return from_hex(text)
    for kind in (lambda: int(text, 0), lambda: float(text)):
        with contextlib.suppress(ValueError):
            return kind()
    return text


@app.command()
def decode(
    frame: Annotated[list[str] | None, typer.Argument(metavar="[PROTO HEX | FILE]", help="A frame.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Lines of JSON from a file or the standard input.")] = False,
) -> None:
    """Explain frames field by field."""
    given = frame or []
    if jsonl:
        if len(given) > 1:
            raise InputError("--jsonl: one file at most")
        for line in read_text(Path(given[0])).splitlines() if given else sys.stdin:
            if line.strip():
                print(json.dumps(decoded(line), ensure_ascii=False), flush=True)
        return
    if len(given) < 2:
        raise InputError("decode what? As in: decode cn105 FC5A013002CA01A8")
    for each in fields(given[0], from_hex("".join(given[1:]))):
        unit = f" {each['unit']}" if each["unit"] else ""
        remark = f"  ({each['remark']})" if each["remark"] else ""
        print(f"{each['field']:24} {each['value']}{unit}{remark}")


@app.command()
def encode(
    proto: Annotated[str, typer.Argument(help="The protocol.")],
    name: Annotated[str, typer.Argument(help="Which frame, as the protocol's `words` calls it.")],
    values: Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...", help="What is in it.")] = None,
) -> None:
    """Make a frame."""
    says = words(proto)
    given = {}
    for each in values or []:
        field, equals, value = each.partition("=")
        if not equals or not field.isidentifier():
            raise InputError(f"{each}: is not like FIELD=VALUE")
        given[field] = _value(value, field == _BYTES.get(proto))
    try:
        made = bytes(says.encode(_value(name) if name.startswith("0x") else name, **given))
        says.check(bytearray(made))
    except KeyError as missing:
        raise InputError(f"{name}: {missing} must be given, as in {missing.args[0]}=1") from None
    except (TypeError, ValueError) as error:
        raise InputError(str(error)) from None
    print(made.hex().upper())


_Recording = Annotated[Path, typer.Argument(metavar="RECORDING", help="What the console said, or lines of JSON.")]
_Proto = Annotated[str | None, typer.Option("--proto", help="The protocol, where the recording does not say it.")]


@app.command()
def replay(file: _Recording, proto: _Proto = None) -> None:
    """Lead a session through a recording, and say what differs."""
    replayed = Replay(recording(file, proto))
    theirs: dict[bytes, int] = {}
    for entry in replayed.entries:
        if entry.way == SENT:
            theirs[entry.frame] = theirs.get(entry.frame, 0) + 1
    length = (replayed.entries[-1].ms - replayed.entries[0].ms) // 1000
    replayed.run(max(length, 60))
    came, good = replayed.taken()
    session = replayed.session
    print(f"received: {came} frames, {good} of them taken")
    print(f"session: {'linked' if session.linked else 'not linked'}, {session.timeouts} questions without an answer")
    for frame, count in replayed.sent.items():
        if frame not in theirs:
            print(f"sent here only: {frame.hex().upper()} ({count} times)")
    for frame, count in theirs.items():
        if frame not in replayed.sent:
            print(f"sent there only: {frame.hex().upper()} ({count} times)")
    for name, value in replayed.says().items():
        print(f"{name}: {value}")
    if good < came or set(theirs) != set(replayed.sent):
        raise typer.Exit(1)


@app.command()
def export(file: _Recording, proto: _Proto = None) -> None:
    """Print what to contribute: lines of JSON without serial numbers and addresses; `src` and `note` are for you to fill in."""
    for line in exported(recording(file, proto)):
        print(json.dumps(line))


def main(arguments: list[str] | None = None) -> None:
    sys.exit(exit_code(app, arguments))


if __name__ == "__main__":
    main()
