"""How the project's command lines end: an exit code, and one line on the error output where something was wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from host_sim.errors import InputError

WRONG = 2
STOPPED = 130  # as a shell says of Ctrl-C


def exit_code(program: typer.Typer, arguments: Sequence[str] | None) -> int:
    """Run `program` to its end. Never raises for what a person did; the line names it."""
    try:
        return program(list(arguments) if arguments is not None else None, standalone_mode=False) or 0
    except InputError as error:
        message = str(error)
    except typer.TyperException as error:
        message = error.format_message()
    except (typer.Abort, KeyboardInterrupt):
        return STOPPED
    print(" ".join(message.split()), file=sys.stderr)
    return WRONG
