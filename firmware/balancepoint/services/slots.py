"""The two places a program may lie in, and what is known of each: `boot.py` chooses by the same files. docs/update.md.

    a    beside boot.py, where a cable puts it      b    in b/

`slot` in the root says which runs: `a|b TRIAL STARTS CUT CRC`, written as a whole by a rename; without it a. The name of a slot's
list of files tells what it is: `manifest.part` half there, `manifest.ready` whole and not tried to its end, `manifest` good,
`manifest.failed` left after its trial. Loaded for an errand.
"""

import os
from binascii import crc32

FOLDERS = {"a": "", "b": "b/"}
PART, READY, GOOD, FAILED = "manifest.part", "manifest.ready", "manifest", "manifest.failed"


def root(app):
    """Where boot.py is."""
    return app.settings_path[: -len("settings.json")]


def load(root, open=open):
    """[slot that runs, 1 in its trial, starts in it, 1 a loss of power in it]."""
    try:
        with open(root + "slot", "rb") as file:
            words = file.read(64).decode().split()
        if words[4] == _check(" ".join(words[:4])) and words[0] in FOLDERS:
            return [words[0]] + [int(word) for word in words[1:4]]
    except (OSError, IndexError, ValueError):
        pass  # none: a; boot.py has written a damaged one anew
    return ["a", 0, 0, 0]


def save(root, state, files=os, open=open):
    """In one move."""
    text = "%s %d %d %d" % tuple(state)
    with open(root + "slot.new", "wb") as file:
        file.write(("%s %s" % (text, _check(text))).encode())
    files.rename(root + "slot.new", root + "slot")


def _check(text):
    return "%08x" % crc32(text.encode())


def other(slot):
    return "b" if slot == "a" else "a"


def again(app):
    """This start goes on in the next one: that is none more of the trial."""
    state = load(root(app))
    if state[1] and state[2]:
        state[2] -= 1
        save(root(app), state)


def head(path, open=open):
    """What stands before the files of a list, {word: the rest of its line}; {} if there is no such file or it is none."""
    found: dict = {}
    try:
        with open(path, "rb") as file:
            for _ in range(10):
                word, _, rest = file.readline(200).decode().strip().partition(" ")
                found[word] = rest
                if word == "files":
                    found["counter"] = int(found["counter"])
                    found["count"], found["bytes"] = [int(number) for number in rest.split()]
                    return found if found.get("balancepoint") == "update 1" and "version" in found else {}
    except (OSError, ValueError, KeyError):
        pass
    return {}


def move(path, target, files=os):
    """1 if there was such a file."""
    try:
        files.rename(path, target)
    except OSError:
        return 0
    return 1


def remove(path, files=os):
    try:
        files.remove(path)
    except OSError:
        pass


def go_back(root, state, files=os, open=open):
    """The slot in its trial is given up: the next start is the other one's. As boot.py does."""
    folder = root + FOLDERS[state[0]]
    move(folder + READY, folder + FAILED, files)
    save(root, [other(state[0]), 0, 0, 0], files, open)


def keep(root, state, files=os, open=open):
    """It is good."""
    folder = root + FOLDERS[state[0]]
    save(root, [state[0], 0, 0, 0], files, open)
    move(folder + READY, folder + GOOD, files)
