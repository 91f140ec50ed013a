"""What the tests of flashing share: a flash with what was said, images that differ, a program that answers, calls watched."""

import dataclasses

from tools import console, flash, remote


def flashed(made, where, settings=False, firmware=None, progress=lambda doing, done, total: None):
    """Report and what was said."""
    said = []
    return flash.flash(made, where, firmware, settings, said.append, progress), said


def changed(made, **files):
    return dataclasses.replace(made, files={**made.files, **files})


def runs(board) -> bool:
    """Whether the program answers."""
    return console.run(board.url, ["status"], lambda line: None)


def renewed(made):
    """An image whose every module and entry differs and still runs."""
    return dataclasses.replace(
        made,
        files={
            path: data + b"# new" if path.endswith(".py")
            else data if path.endswith("board.mpy")
            else made.files["balancepoint/control/small.mpy"] + data[4:]
            for path, data in made.files.items()
        },
    )  # fmt: skip


def before_each(monkeypatch, name, act):
    """Call `act(times before)` before each call of a method of Remote."""
    calls = []
    method = getattr(remote.Remote, name)

    def wrapped(self, *arguments):
        calls.append(arguments)
        act(len(calls) - 1)
        return method(self, *arguments)

    monkeypatch.setattr(remote.Remote, name, wrapped)
    return calls
