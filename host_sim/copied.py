"""Another Command with the same values: they are made once and reused, so whoever keeps one copies it."""

from __future__ import annotations

from balancepoint.control.command import Command


def copied(command: Command, into: Command | None = None) -> Command:
    """`into`, or a new one, like `command`."""
    own = into or Command()
    for name in Command.__slots__:
        setattr(own, name, getattr(command, name))
    return own
