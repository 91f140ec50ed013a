"""Outputs safe, then the program: slot a is the one beside this file, where a cable puts it, slot b lies in b/ (docs/update.md).

Never updated over the air. `slot` says which, `a|b TRIAL STARTS CUT CRC`; without that file it is a. A slot in its trial that has
been started twice is left for the other one; the first loss of power is none of these starts. Where `slot` is damaged, the slot
whose files are those of its `manifest`; where there is none, the prompt.
"""

import gc

free = gc.mem_free() if hasattr(gc, "mem_free") else 0

import machine

SAFE: tuple = ()  # (GPIO, level) of every output, written here by the image build
for _gpio, _level in SAFE:
    machine.Pin(_gpio, machine.Pin.OUT, value=_level)

import os
import sys

try:
    from micropython import kbd_intr

    kbd_intr(-1)  # as in main.py, which a frozen program has without this file
except ImportError:
    pass

from binascii import crc32, hexlify
from hashlib import sha256

ROOT = "/"
FOLDERS = {"a": ROOT, "b": ROOT + "b/"}


def load():
    """[slot, trial, starts, cut]; [] of a file that is damaged."""
    try:
        with open(ROOT + "slot", "rb") as file:
            words = file.read().decode().split()
    except OSError:
        return ["a", 0, 0, 0]
    except ValueError:
        return []
    try:
        if words[4] == "%08x" % crc32(" ".join(words[:4]).encode()) and words[0] in FOLDERS:
            return [words[0]] + [int(word) for word in words[1:4]]
    except (IndexError, ValueError):
        pass
    return []


def save(state):
    text = "%s %d %d %d" % tuple(state)
    with open(ROOT + "slot.new", "wb") as file:
        file.write(("%s %08x" % (text, crc32(text.encode()))).encode())
    os.rename(ROOT + "slot.new", ROOT + "slot")


def whole(folder):
    """Is every file there that the manifest of a slot names, as it names it?"""
    words = []
    try:
        with open(folder + "manifest", "rb") as lines:
            for line in lines:
                words = line.decode().split()
                if len(words) == 3 and len(words[1]) == 64:
                    found = sha256()
                    with open(folder + words[2], "rb") as file:
                        block = file.read(1024)
                        while block:
                            found.update(block)
                            block = file.read(1024)
                    if hexlify(found.digest()).decode() != words[1]:
                        return False
    except (OSError, ValueError):
        return False
    return words[:1] in (["end"], ["signature"])


def choose():
    """(slot, "" for none; 1 in its trial)."""
    state = load()
    if not state:
        state = [([slot for slot in "ab" if whole(FOLDERS[slot])] + [""])[0], 0, 0, 0]
        if state[0]:
            save(state)
    elif state[1] and state[2] >= 2:
        try:
            os.rename(FOLDERS[state[0]] + "manifest.ready", FOLDERS[state[0]] + "manifest.failed")
        except OSError:
            pass
        state = ["b" if state[0] == "a" else "a", 0, 0, 0]
        save(state)
    elif state[1]:
        place = 3 if machine.reset_cause() == machine.PWRON_RESET and not state[3] else 2
        state[place] += 1
        save(state)
        machine.WDT(timeout=60_000)
    return state[0], state[1]


# A program from the cable that is whole was cut while it took its place; half a one waits for the next copy.
if "balancepoint.new" in os.listdir(ROOT) and "complete" in os.listdir(ROOT + "balancepoint.new"):
    import swap

    swap.carry_through()
    machine.reset()
slot, trial = choose()
if slot == "b":
    sys.path.insert(0, ROOT + "b")
