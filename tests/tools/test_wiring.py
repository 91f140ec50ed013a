"""Pages and drawings are those of the boards' files, and every drawing keeps its words inside the sheet."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font

from tools import board, wiring
from tools.board import FOLDER

SVG = "{http://www.w3.org/2000/svg}"


def width_of(text) -> float:
    """As DejaVu Sans draws it, the widest of the fonts a browser would take."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=text.get("font-weight", "normal"))))
    font.set_size(float(text.get("font-size")), 72)
    font.set_text(text.text, 0)
    return font.get_width_height()[0] / 64


@pytest.mark.parametrize("path", wiring.everything(), ids=lambda path: path.name)
def test_what_is_committed_is_what_the_board_files_give(path):
    assert path.read_text(encoding="utf-8") == wiring.everything()[path], "run `make wiring`"


def test_no_drawing_is_left_over():
    made = set(wiring.everything())
    assert set((FOLDER / "img").glob("*")) == {path for path in made if path.parent.name == "img"}


@pytest.mark.parametrize("name", sorted(p.name for p in (FOLDER / "img").glob("*.svg")))
def test_words_stay_on_the_sheet_and_do_not_lie_on_each_other(name):
    root = ElementTree.parse(FOLDER / "img" / name).getroot()
    width, height = float(root.get("width")), float(root.get("height"))
    spans = []
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size"))
        long = width_of(text)
        left = float(text.get("x")) - {"start": 0, "middle": long / 2, "end": long}[text.get("text-anchor")]
        base = float(text.get("y"))
        assert left >= 0 and left + long <= width and 0 < base < height, text.text
        spans.append((left, left + long, base - 0.7 * size, base, text.text))
    for index, one in enumerate(spans):
        for two in spans[index + 1 :]:
            apart = one[1] <= two[0] or two[1] <= one[0] or one[3] <= two[2] or two[3] <= one[2]
            assert apart, (one[4], two[4])


@pytest.mark.parametrize("name", board.names())
def test_the_page_has_every_function_and_the_warnings(name):
    mine = board.load(name)
    text = wiring.page(mine)
    for function, pin in mine.pins.items():
        assert re.search(rf"^\| `{function}` \| {pin.gpio} \|.*\| {re.escape(pin.to)} \|$", text, re.M)
    assert "mains" in text and "(wiring.md#indoor-unit)" in text
    for warning in mine.warnings:
        assert warning.split("(")[0].split(": ")[1] in text


def test_links_of_the_pages_lead_somewhere():
    for page in FOLDER.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)]+)\)", text):
            file, _, section = target.partition("#")
            to = page.parent / file
            assert to.exists(), (page.name, target)
            if section:
                heads = [
                    h.strip("# ").lower().replace(" ", "-") for h in to.read_text().splitlines() if h.startswith("#")
                ]
                assert section in heads, (page.name, target)


def test_the_wiring_page_names_every_board():
    text = (FOLDER / "wiring.md").read_text(encoding="utf-8")
    assert all(f"({name}.md)" in text for name in board.names())
