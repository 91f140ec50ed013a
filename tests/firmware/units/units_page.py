"""The table of docs/units.md, made of the sessions: `python -m tests.firmware.units.units_page` writes it anew."""

import re
from pathlib import Path

from balancepoint.units.protocols import SERIAL, session_of
from balancepoint.units.unit import FEED_EXPIRES, FEED_HOLDS, FEED_NONE, Unit

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "units.md"
ROOMS = ROOT / "firmware" / "balancepoint" / "units"
BEGIN, END = "<!-- units: made by tests/firmware/units/units_page.py -->", "<!-- end -->"
HEAD = (
    "| `kind` | unit, connector | line | set points, °C, steps | levels of the fan | vanes | room feed | tells |\n"
    "|---|---|---|---|---|---|---|---|"
)
PLACES = {
    "cn105": "Mitsubishi Electric, CN105",
    "s21": "Daikin, S21, X403 or S403",
    "midea": "Midea and its brands, plug of the Wi-Fi module",
    "cncnt": "Panasonic, CN-CNT",
    "gree": "Gree and its brands, plug of the Wi-Fi module",
    "toshiba": "Toshiba, CN22",
    "hlink": "Hitachi H-Link, CN7 or the infrared receiver's plug",
    "fujiuart": "Fujitsu, socket of the Wi-Fi adapter (UTY-TFSXW1)",
    "nonnasa": "Samsung, older bus, F1 and F2 (RS-485)",
    "nasa": "Samsung NASA, F1 and F2 (RS-485), or the Wi-Fi adapter's socket",
    "lg": "LG, bus of the wired controller (one wire, 12 V)",
    "haier": "Haier (hOn, smartAir2), plug of the Wi-Fi module",
}
TOLD = {
    "defrost": "defrost", "speed": "speed", "power": "power", "energy": "energy", "outdoor": "outdoors", "running": "at work",
}  # fmt: skip
FEEDS = {FEED_NONE: "–", FEED_HOLDS: "yes", FEED_EXPIRES: "yes, again and again"}


def degrees(value):
    return f"{value / 100:g}"


def able(kind):
    """The `Unit` as a session has it before the unit has said anything."""
    unit = Unit()
    session_of(kind)(unit)
    return unit


def told(kind):
    """What a session can take from the unit's words: wherever it says so in its room."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOMS / kind).glob("*.py")))
    found = set(re.findall(r"tells_(\w+)", text))
    return [TOLD[name] for name in TOLD if name in found]


def row(kind):
    session, unit = session_of(kind), able(kind)
    line = f"{session.BAUD} 8{'N' if session.PARITY is None else 'EO'[session.PARITY]}{session.STOP}"
    if getattr(session, "INVERTED", 0):
        line += ", inverted"
    heating, cooling = (
        f"{degrees(low)}–{degrees(high)}"
        for low, high in ((unit.heat_low, unit.heat_high), (unit.cool_low, unit.cool_high))
    )
    points = heating if heating == cooling else f"{heating}, cooling {cooling}"
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOMS / kind).glob("*.py")))
    half = "0.5" if unit.step == 50 or "halves()" in text or "else 50" in text else "1"
    steps = "0.5" if unit.step == 50 else "1 or 0.5, as the unit says" if half == "0.5" else "1"
    fans = f"{unit.fans}{', quiet' if unit.quiet else ''}"
    vanes = f"{unit.vanes or '–'} / {unit.wide_vanes or '–'}"
    says = ", ".join(told(kind)) or "–"
    return (
        f"| `{kind}` | {PLACES[kind]} | {line} | {points}; {steps} | {fans} | {vanes} | {FEEDS[unit.feed]} | {says} |"
    )


def table():
    return "\n".join([HEAD, *(row(kind) for kind in SERIAL)])


def written(text):
    """The page's text with its table as it should be."""
    before, mark, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{PAGE.name}: the marks of the table are missing")
    return f"{before}{mark}\n\n{table()}\n\n{end}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
