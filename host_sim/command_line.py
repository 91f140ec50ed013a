"""How the project's command lines end: an exit code, and one line on the error output where something was wrong."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

import typer

from host_sim.errors import InputError, brief

WRONG = 2
STOPPED = 130  # as a shell says of Ctrl-C
UNREAD = 141  # and of a pipe that nobody reads

_written: list[str] = []


def wrote(what: str) -> None:
    """A command has written something; whoever stops it is told."""
    _written.append(what)


def exit_code(program: typer.Typer, arguments: Sequence[str] | None) -> int:
    """Run `program` to its end. Never raises for what a person did; the line names it."""
    _written.clear()
    try:
        code = program(list(arguments) if arguments is not None else None, standalone_mode=False) or 0
        return _stopped() if code == STOPPED else code
    except InputError as error:
        message = str(error)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message())
            return WRONG
        message = _line(error)
    except BrokenPipeError:  # whoever reads us (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except OSError as error:
        if not error.strerror:
            raise
        message = f"{brief(str(error.filename))}: {error.strerror}" if error.filename else error.strerror
    except (typer.Abort, KeyboardInterrupt):
        return _stopped()
    print(" ".join(message.split()), file=sys.stderr)
    return WRONG


def _stopped() -> int:
    print(f"stopped; {' and '.join(_written) or 'nothing'} was written", file=sys.stderr)
    return STOPPED


def _line(error: typer.TyperException) -> str:
    """The library's complaint with what is allowed instead."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if context is None:
        return message
    command = context.command
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)]).translate({123: None, 125: None})
    words = re.fullmatch(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", message)
    if words:
        return f"{words[1]}: words too many; allowed is {usage}"
    if message.startswith("Missing argument"):
        return f"{message.rstrip('.')}; allowed is {usage}"
    if message.startswith("No such command") and hasattr(command, "list_commands"):
        return f"{message.split('.')[0]}; allowed are {', '.join(sorted(command.list_commands(context)))}"
    if message.startswith("No such option"):
        known = sorted({name for option in command.params for name in option.opts if name.startswith("--")})
        return f"{message.rstrip('.')}; allowed are {', '.join(known)}"
    return message
