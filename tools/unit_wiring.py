"""How an indoor unit's connector is wired to a board, drawn of the board's file: `boards/img/cn105_BOARD.svg`, s21, modbus."""

from __future__ import annotations

from tools.board import Board, load
from tools.drawing import GREY, Drawing
from tools.schematics import MAINS

BOARDS = (
    "m5_atom_lite",
    "m5_atoms3",
    "m5_atoms3r",
    "esp32_devkitc",
    "esp32s3_devkitc_n16r8",
)  # that have a drawing for CN105
_SUPPLY = "#b3261e"
_LINE = "#1f5fa8"
_OPEN = "not connected"


def place(board: Board, pin: int | str) -> str:
    """Where a pin is: "Grove 3". Of several the one beside the lines to the unit."""
    rows = [row for row in board.header if pin in row.pins]
    rows.sort(key=lambda row: board.pins["unit_tx"].gpio not in row.pins)
    return f"{rows[0].name} {rows[0].pins.index(pin) + 1}" if rows else _OPEN


def table(board: Board) -> list[tuple[str, str, str]]:
    """(pin of CN105, what it is, where it goes on the board), in the order of the connector."""
    tx, rx = board.pins["unit_tx"].gpio, board.pins["unit_rx"].gpio
    return [
        ("1", "12 V", _OPEN),
        ("2", "GND", f"GND ({place(board, 'GND')})"),
        ("3", "5 V", f"5V ({place(board, '5V')}), and HV of the shifter"),
        ("4", "TX of the unit", f"HV1; LV1 to `unit_rx`, GPIO{rx} ({place(board, rx)})"),
        ("5", "RX of the unit", f"HV2; LV2 to `unit_tx`, GPIO{tx} ({place(board, tx)})"),
    ]


def _frame(d: Drawing, left: str, middle: str, note: str, right: str, height: int) -> None:
    d.rect(40, 60, 200, height, "#f4f6fa")
    d.text(140, 84, left, 14, "middle", bold=True)
    d.rect(400, 60, 220, height, "#eef7ee")
    d.text(510, 84, middle, 14, "middle", bold=True)
    d.text(510, 102, note, 11, "middle", GREY)
    d.rect(780, 60, 200, height, "#fff7e0")
    d.text(880, 84, right, 13, "middle", bold=True)


def cn105(board: Board) -> Drawing:
    """CN105 on one board: 5 V from the unit, level shifter, pins by their places."""
    d = Drawing(1020, 360, f"CN105 on {board.title}")
    d.text(20, 28, f"CN105 on {board.title}", 17, bold=True)
    _frame(d, "CN105, JST PA 2 mm", "Level shifter", "2 x BSS138, 10 kΩ on both sides", _short(board), 230)
    d.text(230, 124, "1   12 V", 13, "end")
    d.text(250, 124, _OPEN, 11, colour=GREY)
    rows = (
        (155, "3   5 V", "HV", "", _SUPPLY),
        (190, "4   TX", "HV1", "LV1", _LINE),
        (225, "5   RX", "HV2", "LV2", _LINE),
        (260, "2   GND", "GND", "GND", "#222"),
    )
    ends = {190: board.pins["unit_rx"].gpio, 225: board.pins["unit_tx"].gpio}
    names = {190: "unit_rx", 225: "unit_tx"}
    for y, unit, high, low, colour in rows:
        d.line((240, y), (400, y), colour=colour, width=2)
        d.text(230, y + 4, unit, 13, "end")
        d.text(410, y + 4, high, 12)
        if low:
            d.text(610, y + 4, low, 12, "end")
            d.line((620, y), (780, y), colour=colour, width=2)
    for y, gpio in ends.items():
        d.text(790, y + 4, names[y], 13, bold=True)
        d.text(970, y + 4, f"GPIO{gpio}, {place(board, gpio)}", 11, "end", GREY)
    d.text(790, 264, "GND", 13)
    d.text(970, 264, place(board, "GND"), 11, "end", GREY)
    d.line((350, 155), (350, 50), colour=_SUPPLY, width=2)
    d.line((350, 50), (700, 50), colour=_SUPPLY, width=2)
    d.line((700, 50), (700, 118), colour=_SUPPLY, width=2)
    d.line((700, 118), (780, 118), colour=_SUPPLY, width=2)
    d.text(790, 122, "5V", 13)
    d.text(970, 122, place(board, "5V"), 11, "end", GREY)
    d.line((620, 155), (780, 155), colour="#a65f00", width=2)
    d.text(610, 159, "LV", 12, "end")
    d.text(790, 159, "3V3", 13)
    d.text(970, 159, place(board, "3V3"), 11, "end", GREY)
    d.note(
        40,
        318,
        "The unit's 5 V are limited in current: 470 µF at the board's 5V and GND carry the radio's peaks. Never USB and the",
    )
    d.note(
        40,
        338,
        "unit's 5 V together: flash first, then plug in. Switch the unit off at its breaker before its cover comes off.",
    )
    return d


def s21() -> Drawing:
    """S21 behind an isolator."""
    d = Drawing(1020, 370, "S21 (Daikin) with isolation")
    d.text(20, 28, "S21 and X403 (Daikin): with isolation", 17, bold=True)
    _frame(d, "S21, JST EH 2.5 mm", "Isolator", "ISO7721, and an isolated 5 V", "Board", 230)
    for y, unit, high, low, pin in (
        (140, "1   5 V", "VCC1", "VCC2", "3V3"),
        (180, "2   TX", "INA", "OUTA", "unit_rx"),
        (220, "3   RX", "OUTB", "INB", "unit_tx"),
        (260, "5   GND", "GND1", "GND2", "GND"),
    ):
        d.wire(240, y, 400)
        d.wire(620, y, 780)
        d.text(230, y + 4, unit, 13, "end")
        d.text(410, y + 4, high, 12)
        d.text(610, y + 4, low, 12, "end")
        d.text(790, y + 4, pin, 13)
    d.line((510, 112), (510, 285), colour=MAINS, dashed=True)
    d.text(510, 282, "mains  |  safe", 11, "middle", MAINS)
    d.note(
        40,
        315,
        "X403 / S403, and S21 unless measured: its ground is at mains potential. Without the isolator the board, all its",
        "probes and its USB socket are live: inside the unit's case only, and never a computer on it.",
        "4 = 12 V stays open. No 5 V at pin 1: take VCC1 from a supply of its own on the unit's side.",
        colour=MAINS,
    )
    return d


def modbus() -> Drawing:
    """An inverter on RS-485."""
    d = Drawing(1020, 350, "Modbus RTU: RS-485")
    d.text(20, 28, "Modbus RTU: an inverter on RS-485", 17, bold=True)
    _frame(d, "Inverter", "RS-485 transceiver", "3.3 V, isolated where the inverter is not", "Board", 210)
    for y, unit, high in ((150, "A / D+", "A"), (190, "B / D-", "B"), (240, "COM", "GND")):
        d.wire(240, y, 400)
        d.text(230, y + 4, unit, 13, "end")
        d.text(410, y + 4, high, 12)
    for y, low, pin in (
        (135, "VCC", "3V3"),
        (165, "RO", "unit_rx"),
        (195, "DI", "unit_tx"),
        (225, "DE, /RE", "unit_direction"),
        (252, "GND", "GND"),
    ):
        d.wire(620, y, 780)
        d.text(610, y + 4, low, 12, "end")
        d.text(790, y + 4, pin, 13)
    d.note(
        40,
        300,
        "A twisted pair, 120 Ω at each end of a long one. A transceiver that turns round by itself needs no unit_direction;",
        "for one that does not, a board file gives that function a pin. The inverter's own time-out stops the compressor",
        "when the board is gone.",
    )
    return d


def _short(board: Board) -> str:
    return board.title.split(" with ")[0].split(" and ")[0].split(" v1")[0]


def sheets() -> dict[str, Drawing]:
    """All of them, by the name of their file."""
    made = {f"cn105_{name}": cn105(load(name)) for name in BOARDS}
    return {**made, "s21": s21(), "modbus": modbus()}


def rows() -> str:
    """The table of boards/cn105.md."""
    lines = ["| CN105 | | " + " | ".join(f"[{load(name).title}]({name}.md)" for name in BOARDS) + " |"]
    lines.append("|---|---|" + "---|" * len(BOARDS))
    for number, cells in enumerate(zip(*(table(load(name)) for name in BOARDS), strict=True)):
        lines.append(f"| {number + 1} | {cells[0][1]} | " + " | ".join(cell[2] for cell in cells) + " |")
    return "\n".join(lines)
