import gc
import sys

free = gc.mem_free() if hasattr(gc, "mem_free") else 0
if ".frozen" in sys.path:  # a program that is frozen into MicroPython is whole: no file of it is loaded over it
    sys.path.remove(".frozen")
    sys.path.insert(0, ".frozen")

from balancepoint import hal  # noqa: E402  # before anything else: every output at its safe level

hal.free_at_boot = free
