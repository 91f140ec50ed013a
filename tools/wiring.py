"""The boards' pages and drawings, made from the boards' files: `python -m tools wiring` writes them, a test compares.

boards/NAME.md           wiring table, warnings, what is free
boards/img/NAME.svg      the board with its pins
boards/img/heater.svg, compressor.svg, link.svg, infrared.svg     the schematics of boards/wiring.md and docs/infrared.md
boards/img/cn105_NAME.svg, s21.svg, modbus.svg      an indoor unit's connector on a board (`unit_wiring`, `plug_wiring`)
boards/cn105.md          its table of pins
"""

from __future__ import annotations

from pathlib import Path

from tools import plug_wiring, unit_wiring
from tools.board import FOLDER, FUNCTIONS, Board, Header, load, names
from tools.chips import CHIPS
from tools.drawing import GREY, Drawing
from tools.schematics import SHEETS

_COLOUR = {"relay": "#b3261e", "output": "#a65f00", "input": "#2e7d32", "analog": "#00695c", "bus": "#1f5fa8"}
_KIND = {
    "relay": "relay output",
    "output": "output",
    "input": "contact input",
    "analog": "analog input",
    "bus": "bus",
}
_BEGIN, _END = "<!-- pins: made by `make wiring` -->", "<!-- end -->"
_ROW = 23
_LEFT, _RIGHT = 380, 620  # edges of the board on the drawing
_ABOUT = 142  # from the edge to what a function is for
_OWN = 52  # between things on the board itself


def use(board: Board, gpio: int) -> tuple[str, str]:
    """(what a pin is, its colour): its function, or why it is left alone, or that it is free."""
    chip = CHIPS[board.chip]
    name = board.at(gpio)
    if name:
        return name, _COLOUR[FUNCTIONS[name].kind]
    if gpio in chip.flash:
        return "flash", GREY
    if gpio in chip.console:
        return f"console {chip.console[gpio]}", GREY
    if gpio in chip.usb:
        return "USB", GREY
    if board.psram and gpio in chip.psram:
        return "PSRAM", GREY
    if gpio in chip.octal:
        return "PSRAM on some modules", GREY
    if gpio in chip.straps:
        return "strapping pin, left open", GREY
    return "free", GREY


def drawing(board: Board) -> Drawing:
    """The board from above: headers in order, functions beside the pins, what the board has itself in the middle."""
    left, right = board.header[:1], board.header[1:]
    rows = max(_rows(left), _rows(right))
    own = [(gpio, what) for gpio, what in sorted(board.onboard.items())]
    rows = max(rows, (_OWN * len(own) + 20) // _ROW)
    sheet = Drawing(1000, 110 + _ROW * rows + 40, board.title)
    sheet.text(500, 30, board.title, 18, "middle", bold=True)
    sheet.text(
        500,
        50,
        f"{_memory(board)}, MicroPython {board.image}",
        12,
        "middle",
        GREY,
    )
    sheet.rect(_LEFT, 68, _RIGHT - _LEFT, _ROW * rows + 24, "#f4f6fa", round=10)
    _column(sheet, board, left, _LEFT, -1)
    _column(sheet, board, right, _RIGHT, 1)
    top = 68 + (_ROW * rows + 24 - _OWN * len(own)) / 2 + 18
    for index, (gpio, what) in enumerate(own):
        y = top + _OWN * index
        function, colour = use(board, gpio)
        sheet.text(500, y, function, 13, "middle", colour, bold=True)
        sheet.text(500, y + 14, f"GPIO{gpio}", 11, "middle")
        sheet.text(500, y + 27, what.split(",")[0], 10, "middle", GREY)
    x = 20.0
    y = sheet.height - 16
    for kind, colour in _COLOUR.items():
        sheet.rect(x, y - 10, 11, 11, colour, colour)
        sheet.text(x + 17, y, _KIND[kind], 12, colour=colour)
        x += 130
    return sheet


def _rows(headers: tuple[Header, ...]) -> int:
    return sum(len(header.pins) + 1 for header in headers)


def _column(sheet: Drawing, board: Board, headers: tuple[Header, ...], edge: float, way: int) -> None:
    y = 88.0
    at = "end" if way < 0 else "start"
    inside = "start" if way < 0 else "end"
    for header in headers:
        sheet.text(edge - 14 * way, y + 2, header.name, 12, inside, GREY, bold=True)
        y += _ROW
        for pin in header.pins:
            sheet.rect(edge - 5, y - 9, 10, 10, "#fff", round=1)
            label = str(pin)
            sheet.text(edge - 14 * way, y, label, 12, inside)
            if isinstance(pin, int):
                function, colour = use(board, pin)
                known = colour != GREY
                if known:
                    sheet.line((edge + 6 * way, y - 4), (edge + 22 * way, y - 4), colour=colour, width=2)
                    sheet.text(edge + 28 * way, y, function, 13, at, colour, bold=True)
                    sheet.text(edge + _ABOUT * way, y, FUNCTIONS[function].about, 11, at, GREY)
                else:
                    sheet.text(edge + 28 * way, y, function, 11, at, GREY)
            y += _ROW


def page(board: Board) -> str:
    """The board's page."""
    chip = CHIPS[board.chip]
    lines = [
        f"# {board.title}",
        "",
        f"`{board.name}`: {_memory(board)}, MicroPython image `{board.image}`.",
        "",
        f"    make image BOARD={board.name}",
        f"    make flash BOARD={board.name} PORT=/dev/ttyUSB0",
        "",
        f"![{board.title}](img/{board.name}.svg)",
        "",
        "## Wiring",
        "",
        "| function | GPIO | pin | at reset | wired to |",
        "|---|---|---|---|---|",
    ]
    for name, pin in board.pins.items():
        place = _place(board, pin.gpio)
        lines.append(f"| `{name}` | {pin.gpio} | {place} | {_at_reset(board, name)} | {pin.to} |")
    free = [n for row in board.header for n in row.pins if isinstance(n, int) and use(board, n)[0] == "free"]
    left = [
        f"GPIO{n} ({use(board, n)[0]})"
        for row in board.header
        for n in row.pins
        if isinstance(n, int) and use(board, n)[1] == GREY and n not in free
    ]
    lines += ["", f"Free: {', '.join(f'GPIO{n}' for n in free) or 'none'}."]
    if left:
        lines.append(f"Not to be used: {', '.join(left)}.")
    lines += ["", "## To know", ""]
    lines += [f"- {remark}" for remark in board.remarks]
    lines += [f"- `{text.partition(':')[0]}`:{text.partition(':')[2]}." for text in board.warnings]
    lines += [
        "- All pins are 3.3 V and not 5 V tolerant (VDD + 0.3 V at most, data sheet). "
        "Relays, the heater and the indoor unit are wired as on [the wiring page](wiring.md).",
    ]
    if "unit_tx" in board.pins:
        lines.append(
            "- **Indoor unit:** CN105 and S21 speak 5 V logic: level shifter. X403 / S403, and S21 unless measured, are at mains "
            "potential: isolate, or keep all inside the unit, and never connect USB while the unit has mains. "
            "[Why and how](wiring.md#indoor-unit)."
        )
    lines += ["", "Sources: " + "; ".join((*board.sources, chip.sheet)) + ".", ""]
    return "\n".join(lines)


def _memory(board: Board) -> str:
    """Chip and memory in words."""
    return f"{board.silicon.title}, {board.flash_mb} MB flash, {'PSRAM' if board.psram else 'no PSRAM'}"


def _place(board: Board, gpio: int) -> str:
    for row in board.header:
        if gpio in row.pins:
            return f"{row.name} {row.pins.index(gpio) + 1}"
    return "on the board"


def _at_reset(board: Board, name: str) -> str:
    """What the line does before the program runs, from the chip's tables."""
    chip, pin = CHIPS[board.chip], board.pins[name]
    if not FUNCTIONS[name].has_safe_level:
        return ""
    pulled = {None: "open", 0: "pulled down", 1: "pulled up"}[chip.pulls.get(pin.gpio)]
    return f"{pulled}, then driven {('low', 'high')[pin.safe or 0]}"


def everything() -> dict[Path, str]:
    """All generated files, path to text."""
    made: dict[Path, str] = {}
    for name in names():
        board = load(name)
        made[FOLDER / f"{name}.md"] = page(board)
        made[FOLDER / "img" / f"{name}.svg"] = drawing(board).svg()
    for name, sheet in SHEETS.items():
        made[FOLDER / "img" / f"{name}.svg"] = sheet().svg()
    for name, drawn in (unit_wiring.sheets() | plug_wiring.sheets()).items():
        made[FOLDER / "img" / f"{name}.svg"] = drawn.svg()
    page_of = FOLDER / "cn105.md"
    before, mark, rest = page_of.read_text(encoding="utf-8").partition(_BEGIN)
    made[page_of] = f"{before}{mark}\n\n{unit_wiring.rows()}\n\n{_END}{rest.partition(_END)[2]}"
    return made


def write() -> list[Path]:
    """Bring pages and drawings up to the boards' files; what changed."""
    changed = []
    for path, text in everything().items():
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
