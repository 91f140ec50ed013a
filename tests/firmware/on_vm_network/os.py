"""What the MicroPython VM's own `os` lacks. Runs in the VM only."""

from uos import *  # noqa: F403


def urandom(count):
    return bytes(count)
