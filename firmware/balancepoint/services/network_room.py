"""Whether WiFi fits a board's heap beside the program. Loaded once, at the start.

What is free at boot, less the started program, WiFi and its sockets, must leave `LEAST` for the garbage between two
collections. Figures of 32-bit builds, WiFi's of official MicroPython 1.24 on an ESP32; docs/firmware.md says how they are
measured, and points here.
"""

STARTED = {"files": 108_500, "frozen": 59_000}  # bytes that the started program takes, with a link to a CN105 unit
WIFI = 20_000  # bytes, connected
SOCKETS = 16_000  # bytes: readings, time, and what answers on the network
LEAST = 25_000  # bytes

NO_TLS = "network.mqtt: not used, TLS needs a board with PSRAM; leave ca out, or take one"


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
