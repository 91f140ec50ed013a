"""Whether WiFi fits a board's heap beside the program, and the radio. Loaded at the start, where the settings name a network.

What is free at boot, less the started program, WiFi, the network side and its sockets, must leave `LEAST` for the garbage between
two collections. Figures of 32-bit builds, WiFi's of official MicroPython 1.24 on an ESP32; docs/firmware.md says how they are
measured, and points here.
"""

from .. import hal
from .about import describe

STARTED = {"files": 108_500, "frozen": 59_000}  # bytes that the started program takes, with a link to a CN105 unit
WIFI = 20_000  # bytes, connected
SOCKETS = 16_000  # bytes: readings, time, and what answers on the network
LEAST = 25_000  # bytes


def refusal(memory):
    """Why there is no network on this board, and what to do; None if there is room. `memory`: of `hal.memory`."""
    if memory["psram"] or not memory["at_boot"]:
        return None
    left = memory["at_boot"] - STARTED["frozen" if memory["frozen"] else "files"] - WIFI - SOCKETS
    if left >= LEAST:
        return None
    return (
        "network: not used, beside it this board would have %d bytes of heap left and needs %d; take a board with PSRAM%s"
        % (max(left, 0), LEAST, "" if memory["frozen"] else ", or freeze the program into its MicroPython")
    )


def start(app, wanted):
    """The radio as a station, active, which joins when it is told to and does not join again by itself; None, and told among the
    problems, where there is none. While the heap is small: it wants 29 KB of the chip's own memory in large blocks, and once the
    core has taken those, none is left. `wanted`: the section of the settings, which loses what has no room."""
    memory = hal.memory()
    line = refusal(memory)
    if line:
        app.problems.append(line)
        return None
    if "mqtt" in wanted and wanted["mqtt"]["ca"] and memory["total"] and not memory["psram"]:
        app.problems.append("network.mqtt: not used, TLS needs a board with PSRAM; leave ca out, or take one")
        wanted.pop("mqtt")
    try:
        return hal.station(wanted["country"], wanted["hostname"])
    except (MemoryError, OSError, RuntimeError, ValueError) as error:
        app.problems.append("network: WiFi does not start (%s)" % describe(error))
        return None
