"""How the plugs of other indoor units are wired, drawn where a source names their pins: `boards/img/cncnt.svg` and the like.

A plug is a title, what stands between it and the board, and lines: (its pin, the other side of what stands between, this
side, pin of the board); "" where nothing goes on. Sources: on the plug's page.
"""

from __future__ import annotations

from typing import NamedTuple

from tools.drawing import GREY, Drawing
from tools.schematics import MAINS

_OPEN = "not connected"
_STEP = 34


class Plug(NamedTuple):
    """`dangerous`: its ground may be at mains potential, as a source says."""

    title: str
    name: str
    between: str
    made_of: str
    lines: tuple[tuple[str, str, str, str], ...]
    note: tuple[str, ...]
    dangerous: bool = False


_SHIFTER = ("Level shifter", "2 x BSS138, 10 kΩ on both sides")
PLUGS = {
    "cncnt": Plug(
        "CN-CNT (Panasonic)",
        "CN-CNT, from the top",
        *_SHIFTER,
        (
            ("1   5 V", "HV", "LV", "3V3"),
            ("2   TX", "HV1", "LV1", "unit_rx"),
            ("3   RX", "HV2", "LV2", "unit_tx"),
            ("4   12 V", "", "", ""),
            ("5   GND", "GND", "GND", "GND"),
        ),
        ("The 5 V feed the board, too, 250 mA at most: never together with USB.",),
    ),
    "toshiba": Plug(
        "CN22 (Toshiba)",
        "CN22, JST PA 2 mm",
        *_SHIFTER,
        (
            ("1   RX   blue", "HV2", "LV2", "unit_tx"),
            ("2   GND   pink", "GND", "GND", "GND"),
            ("3   5 V   black", "HV", "LV", "3V3"),
            ("4   TX   white", "HV1", "LV1", "unit_rx"),
            ("5   pink", "", "", ""),
        ),
        (
            "5, the outermost pink one, must not be connected to anything. The 5 V feed the board, too: never together with USB.",
        ),
    ),
    "haier": Plug(
        "Haier: USB socket of the KZW-W002",
        "USB-A, no USB",
        *_SHIFTER,
        (
            ("VCC   red", "HV", "LV", "3V3"),
            ("D+   TX   green", "HV1", "LV1", "unit_rx"),
            ("D-   RX   white", "HV2", "LV2", "unit_tx"),
            ("GND   black", "GND", "GND", "GND"),
        ),
        ("Never a computer in this socket. VCC is 5 V and feeds the board, too: never together with the board's USB.",),
    ),
    "fujiuart": Plug(
        "Adapter's socket (Fujitsu) with isolation",
        "JST PA 2 mm",
        "Isolator",
        "ISO7721, and an isolated 5 V",
        (
            ("1   12 V", "5 V of it, VCC1", "VCC2", "3V3"),
            ("2   GND", "GND1", "GND2", "GND"),
            ("3   TX", "INA", "OUTA", "unit_rx"),
            ("4   RX", "OUTB", "INB", "unit_tx"),
        ),
        (
            "Its ground is not isolated and not earth's: one touch of a computer's burns port or fuse (FujitsuAC). Without the",
            "isolator: inside the unit's case only, and no computer. What stands between must not invert: the chip does that.",
        ),
        dangerous=True,
    ),
    "samsung": Plug(
        "F1, F2 (Samsung): RS-485",
        "Terminals",
        "RS-485 transceiver",
        "3.3 V, turns round by itself",
        (
            ("F1", "A", "RO", "unit_rx"),
            ("F2", "B", "DI", "unit_tx"),
            ("V2   GND", "GND", "GND", "GND"),
            ("V1   12 V", "to a 5 V converter", "VCC", "3V3"),
        ),
        (
            "Those of the outdoor unit, not the remote's. Nothing heard: change F1 and F2. V1, V2 are not on every unit.",
        ),
    ),
    "lg": Plug(
        "CN-REMO (LG): one wire of 12 V",
        "CN-REMO, JST XH",
        "LIN transceiver",
        "TLIN1027: no dominant time-out",
        (
            ("signal   yellow", "LIN", "RXD", "unit_rx"),
            ("", "", "TXD", "unit_tx"),
            ("12 V   red", "VSUP, a converter", "EN", "3V3"),
            ("GND   black", "GND", "GND", "GND"),
        ),
        (
            "Colours differ between cables (esphome-lg-controller #68): measure which is 12 V before anything is connected.",
        ),
    ),
}


def drawing(plug: Plug) -> Drawing:
    """One plug."""
    height = 70 + _STEP * len(plug.lines)
    d = Drawing(1020, 60 + height + 40 + 18 * len(plug.note), plug.title)
    d.text(20, 28, plug.title, 17, bold=True)
    d.rect(40, 60, 200, height, "#f4f6fa")
    d.text(140, 84, plug.name, 14, "middle", bold=True)
    d.rect(400, 60, 220, height, "#eef7ee")
    d.text(510, 84, plug.between, 14, "middle", bold=True)
    d.text(510, 102, plug.made_of, 11, "middle", GREY)
    d.rect(780, 60, 200, height, "#fff7e0")
    d.text(880, 84, "Board", 13, "middle", bold=True)
    for k, (pin, far, near, own) in enumerate(plug.lines):
        y = 132 + _STEP * k
        if pin:
            d.text(230, y + 4, pin, 13, "end")
        if far:
            d.wire(240, y, 400)
            d.text(410, y + 4, far, 12)
        elif pin:
            d.text(250, y + 4, _OPEN, 11, colour=GREY)
        if near:
            d.wire(620, y, 780)
            d.text(610, y + 4, near, 12, "end")
            d.text(790, y + 4, own, 13)
    colour = MAINS if plug.dangerous else "#222"
    if plug.dangerous:
        d.line((510, 112), (510, 60 + height - 24), colour=MAINS, dashed=True)
        d.text(510, 60 + height - 8, "mains  |  safe", 11, "middle", MAINS)
    d.note(40, 60 + height + 28, *plug.note, colour=colour)
    return d


def sheets() -> dict[str, Drawing]:
    """All of them, by the name of their file."""
    return {name: drawing(plug) for name, plug in PLUGS.items()}
