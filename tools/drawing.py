"""Lines, letters and the symbols of a ladder diagram, as SVG text. Symbols follow IEC 60617; coordinates are pixels.

Everything on a rung is drawn from left to right: a symbol takes the x where the wire arrives and returns the x where it leaves.

schemdraw 0.23 was tried on the heater's sheet: wires, dots, resistors and blocks come from it, but neither contacts as IEC 60617
draws them (make or break; its switches are knife switches) nor a coil alone (its relay is coil and switch in one box), and those
are most of the sheets. Words of neighbouring contacts fell on each other, which it does not notice (tests/tools/test_wiring.py
does). A board's picture is beyond its `Ic`, which has a name within and one word on the lead: no function and purpose beside each
pin, no names of headers, nothing that sits on the board. With elements of our own for all that it would save little of this file.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

INK = "#222"
GREY = "#767676"
_FONT = "font-family='DejaVu Sans, Verdana, sans-serif'"


class Drawing:
    """A sheet of `width` x `height` pixels."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self._parts: list[str] = []

    def svg(self) -> str:
        return (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{self.width}' height='{self.height}' "
            f"viewBox='0 0 {self.width} {self.height}'>\n<title>{escape(self.title)}</title>\n"
            f"<rect width='{self.width}' height='{self.height}' fill='#fff'/>\n"
            f"<g {_FONT} font-size='13' fill='{INK}' stroke-linecap='round' stroke-linejoin='round'>\n"
            + "\n".join(self._parts)
            + "\n</g>\n</svg>\n"
        )

    def line(self, *points: tuple[float, float], colour: str = INK, width: float = 1.6, dashed: bool = False) -> None:
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        dash = " stroke-dasharray='5 4'" if dashed else ""
        self._parts.append(f"<polyline points='{path}' fill='none' stroke='{colour}' stroke-width='{width:g}'{dash}/>")

    def text(
        self, x: float, y: float, words: str, size: float = 13, at: str = "start", colour: str = INK, bold: bool = False
    ) -> None:
        weight = " font-weight='bold'" if bold else ""
        place = f"x='{x:g}' y='{y:g}' font-size='{size:g}' text-anchor='{at}'"
        self._parts.append(f"<text {place} fill='{colour}'{weight}>{escape(words)}</text>")

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str = "#fff",
        edge: str = INK,
        dashed: bool = False,
        round: float = 3,
    ) -> None:
        dash = " stroke-dasharray='6 4'" if dashed else ""
        self._parts.append(
            f"<rect x='{x:g}' y='{y:g}' width='{w:g}' height='{h:g}' rx='{round:g}' "
            f"fill='{fill}' stroke='{edge}' stroke-width='1.4'{dash}/>"
        )

    def dot(self, x: float, y: float) -> None:
        self._parts.append(f"<circle cx='{x:g}' cy='{y:g}' r='3.2' fill='{INK}'/>")

    def box(self, x: float, y: float, w: float, h: float, *lines: str, fill: str = "#f4f6fa") -> float:
        """A block with centred words; the wire passes through its middle."""
        self.rect(x, y - h / 2, w, h, fill)
        top = y - 8 * (len(lines) - 1) + 4
        for index, words in enumerate(lines):
            self.text(x + w / 2, top + 16 * index, words, 12 if index else 13, "middle", bold=not index)
        return x + w

    def wire(self, x: float, y: float, to: float) -> float:
        self.line((x, y), (to, y))
        return to

    def contact(self, x: float, y: float, name: str, about: str = "", closed: bool = False) -> float:
        """A contact, drawn as it is without current: open, or `closed` (opens when actuated)."""
        self.line((x, y), (x + 12, y))
        if closed:
            self.line((x + 12, y), (x + 40, y - 8))
            self.line((x + 36, y), (x + 36, y - 12))
        else:
            self.line((x + 12, y), (x + 35, y - 14))
        self.line((x + 36, y), (x + 48, y))
        self._named(x + 24, y, name, about)
        return x + 48

    def coil(self, x: float, y: float, name: str, about: str = "") -> float:
        self.rect(x, y - 11, 34, 22, round=0)
        self._named(x + 17, y, name, about)
        return x + 34

    def resistor(self, x: float, y: float, name: str, about: str = "") -> float:
        """A load or a resistor."""
        self.rect(x, y - 8, 54, 16, round=0)
        self._named(x + 27, y, name, about)
        return x + 54

    def driver(self, x: float, y: float, name: str, pin: str) -> float:
        """A transistor that closes to 0 V while the pin is high, held off by 10 kΩ while nobody drives the pin."""
        return self.box(x, y, 104, 42, name, pin, fill="#eef7ee")

    def rails(self, x1: float, x2: float, y1: float, y2: float, left: str, right: str, colour: str) -> None:
        for x, name in ((x1, left), (x2, right)):
            self.line((x, y1), (x, y2), colour=colour, width=3)
            self.text(x, y1 - 8, name, 14, "middle", colour, bold=True)

    def note(self, x: float, y: float, *lines: str, size: float = 12, colour: str = GREY) -> None:
        for index, words in enumerate(lines):
            self.text(x, y + (size + 4) * index, words, size, colour=colour)

    def _named(self, x: float, y: float, name: str, about: str) -> None:
        self.text(x, y - 20, name, 13, "middle", bold=True)
        if about:
            for index, words in enumerate(about.split("|")):
                self.text(x, y + 25 + 14 * index, words, 11, "middle", GREY)
