"""The board's line console: commands in, answer lines out, the last of them `ok` or `error: ...`; and the board test on it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from mpremote.transport_serial import SerialTransport

from host_sim.errors import InputError
from tools import port, remote

ANSWER_WITHIN = 60.0  # s for a command, which a slow chip may have to load from its flash first
TEST_WITHIN = 300.0  # s for the whole self-test, its relays and probes included
_BANNER = re.compile(r"Balancepoint \S+ on (\w+)")
_SUMMARY = re.compile(r"(\d+) passed, (\d+) failed")
_RESULT = re.compile(r".+?: (passed|failed)\b")


def answer(transport: SerialTransport, where: str, command: str, seconds: float = ANSWER_WITHIN) -> Iterator[str]:
    """The lines that answer one command; `ok` or `error: ...` is the last."""
    with port.plain(where, f"sending '{command}'"):
        transport.serial.write(command.encode() + b"\r\n")
    for line in _lines(transport, where, command, seconds):
        if line == command:
            continue  # a console that echoes
        yield line
        if line == "ok" or line.startswith("error:"):
            return
    raise InputError(f"{where}: no answer to '{command}' within {seconds:g} s")


def _lines(transport: SerialTransport, where: str, command: str, seconds: float) -> Iterator[str]:
    with port.plain(where, f"waiting for the answer to '{command}'"):
        for line in remote.await_lines(transport, seconds):
            if line.startswith(">>>"):
                raise InputError(
                    f"{where}: MicroPython's prompt answers, not the program: restart the board, or flash it"
                )
            yield line


def run(where: str, commands: Iterable[str], say: Callable[[str], None]) -> bool:
    """Send commands one by one and print the answers; whether all were `ok`."""
    transport = port.connect(where)
    good = True
    try:
        for command in _plain_text(commands):
            for line in answer(transport, where, command):
                say(line)
                good = good and not line.startswith("error:")
    finally:
        transport.close()
    return good


def _plain_text(commands: Iterable[str]) -> Iterator[str]:
    """The commands, stripped, without empty ones. Raise InputError for what no console could take: a byte that is no text would
    do more than be refused (Ctrl-C stops the program)."""
    number = 0
    try:
        for number, line in enumerate(commands, 1):
            command = line.strip()
            command.encode()
            wrong = [letter for letter in command if not letter.isprintable() and letter != "\t"]
            if wrong:
                raise InputError(f"line {number}: has the character {ord(wrong[0]):#04x}: a command is a line of text")
            if command:
                yield command
    except UnicodeError:
        raise InputError(f"line {number + 1} or one soon after: is no text in UTF-8") from None


def talk(where: str) -> None:
    """A terminal on the console, pyserial's; Ctrl-] ends it."""
    port.connect(where).close()
    from serial.tools import miniterm

    sys.argv = ["console", where, str(port.BAUD), "--eol", "CRLF", "--quiet"]
    print(f"console on {where}; Ctrl-] ends it, `help` lists the commands", file=sys.stderr)
    miniterm.main()


def board_test(where: str, board: str, say: Callable[[str], None]) -> bool:
    """Run the self-test on the board; whether nothing failed. Raise InputError if another board than `board` answers (empty:
    any)."""
    transport = port.connect(where)
    passed = failed = 0
    begun = time.monotonic()
    try:
        transport.serial.write(b"\r\n")
        with port.plain(where, "waking the console"):
            for _ in remote.await_lines(transport, 0.3):
                pass
        if board:
            _is(board, transport, where)
        for line in answer(transport, where, "selftest", TEST_WITHIN):
            say(line)
            summary = _SUMMARY.fullmatch(line)
            if summary:
                told = int(summary[1]), int(summary[2])
                if told != (passed, failed):
                    raise InputError(
                        f"{where}: lines were lost: {passed} passed and {failed} failed were seen, {line} is told"
                    )
                return failed == 0 and passed > 0
            result = _RESULT.match(line)
            if result:
                passed += result[1] == "passed"
                failed += result[1] == "failed"
            elif line.startswith("error:"):
                return False
    finally:
        transport.close()
    raise InputError(f"{where}: the self-test ended without a summary after {time.monotonic() - begun:.0f} s")


def _is(board: str, transport: SerialTransport, where: str) -> None:
    """Raise InputError unless the board of this name answers."""
    told = list(answer(transport, where, "version"))
    named = [match[1] for match in map(_BANNER.match, told) if match]
    if not named:
        raise InputError(f"{where}: 'version' is answered by '{told[0]}', not by Balancepoint")
    if named[0] != board:
        raise InputError(f"{where}: this is {named[0]}, not {board}")
