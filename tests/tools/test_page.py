"""The page's file: small, whole, nothing from elsewhere, and as WCAG 2.2 asks as far as the text of it shows."""

import base64
import gzip
import hashlib
import re
from html.parser import HTMLParser

import pytest

from host_sim.errors import InputError
from tests.firmware.services import routes_table
from tools import page

TEXT = page.whole()
SCRIPT = (page.FOLDER / "script.js").read_text(encoding="utf-8")
STYLE = (page.FOLDER / "style.css").read_text(encoding="utf-8")
MOST = 20_000  # bytes
VOID = {"meta", "link", "input", "br", "hr", "img"}
OPTIONAL = {"option"}  # ends are left out


class Tree(HTMLParser):
    """Every element as (tag, attributes, tags around it)."""

    def __init__(self):
        super().__init__()
        self.elements, self.around, self.texts = [], [], []
        self.feed(TEXT)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), list(self.around)))
        if tag not in VOID | OPTIONAL:
            self.around.append(tag)

    def handle_endtag(self, tag):
        assert tag in OPTIONAL or self.around.pop() == tag, f"</{tag}> closes something else"

    def of(self, *tags):
        return [attrs for tag, attrs, _around in self.elements if tag in tags]


TREE = Tree()
IDS = [attrs["id"] for _tag, attrs, _around in TREE.elements if "id" in attrs]


def test_it_is_small_and_always_the_same():
    data = page.packed()
    assert len(data) <= MOST and gzip.decompress(data).decode() == TEXT
    assert data[4:8] == bytes(4), "no time in it"
    print(len(data))


def test_it_is_whole_and_each_id_is_there_once():
    assert TREE.around == []
    assert len(IDS) == len(set(IDS))


def test_nothing_comes_from_elsewhere():
    assert re.findall(r"(?:https?:)?//[a-z]", TEXT.replace("http://www.w3.org/2000/svg", "")) == []
    for _tag, attrs, _around in TREE.elements:
        for name in ("src", "href", "action"):
            assert attrs.get(name, "#")[:1] == "#" or attrs[name] == "data:,"
        assert not [name for name in attrs if name.startswith("on") or name == "style"], "the rules would refuse it"
    assert "@import" not in STYLE and "url(" not in STYLE and "eval(" not in SCRIPT and "innerHTML" not in SCRIPT


def test_the_rules_let_in_its_own_script_and_style_alone():
    rules = dict(each.split(" ", 1) for each in page.rules(TEXT).split("; "))
    inner = re.search(r"<script type=\"module\">(.*?)</script>", TEXT, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}'" and rules["default-src"] == "'none'"
    assert rules["connect-src"] == "'self'" and rules["frame-ancestors"] == rules["base-uri"] == "'none'"


def test_what_the_script_speaks_of_is_there():
    made = {"p-fan", "p-vane", "p-wide", "p-dial"}
    spoken = set(re.findall(r"\$\('([\w-]+)'\)", SCRIPT)) | set(re.findall(r"\bput\('([\w-]+)'", SCRIPT))
    assert spoken - made <= set(IDS), spoken - set(IDS)
    paths = {row.split(" ")[1] for row in routes_table.ROUTES}
    for path in re.findall(r"'(api/\w+)", SCRIPT):
        assert f"/{path}" in paths or path == "api/update", path


def test_everything_that_asks_has_a_name():
    labelled = {attrs["for"] for attrs in TREE.of("label") if "for" in attrs}
    for attrs in TREE.of("input", "select"):
        assert attrs["id"] in labelled or "aria-label" in attrs, attrs
    for tag, attrs, _around in TREE.elements:
        for name in ("aria-labelledby", "aria-describedby", "for"):
            assert attrs.get(name, IDS[0]) in IDS, attrs
        if tag == "section":
            assert "aria-labelledby" in attrs
        if tag == "button":
            assert attrs.get("type") == "button" or "form" in _around, "else it would send something"
    assert TREE.of("html")[0]["lang"] == "en" and "<title>" in TEXT
    live = [
        attrs
        for _tag, attrs, _around in TREE.elements
        if "aria-live" in attrs or attrs.get("role") in ("status", "alert", "log")
    ]
    assert len(live) >= 6, "what changes by itself, and what is refused, is said"
    heads = [int(tag[1]) for tag, _attrs, _around in TREE.elements if re.fullmatch("h[1-6]", tag)]
    assert heads[0] == 1 and all(b - a <= 1 for a, b in zip(heads, heads[1:], strict=False)), "no level is passed over"


def colours(text):
    return dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", text))


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast_is_that_of_the_standard(scheme):
    """1.4.3: text 4.5:1; 1.4.11: borders of controls and lines 3:1."""
    found = [colours(line) for line in STYLE.splitlines() if "--back:" in line][scheme]
    for text in ("ink", "soft", "main", "bad"):
        assert contrast(found[text], found["card"]) >= 4.5 and contrast(found[text], found["back"]) >= 4.5, text
    assert contrast(found["on"], found["main"]) >= 4.5
    for line in ("line", "heat", "cold"):
        assert contrast(found[line], found["card"]) >= 3, line


def test_targets_are_large_enough():
    """2.5.8 asks for 24 px, people for 44."""
    for selector in ("button,select,input", ".choice span", "summary"):
        rule = re.search(rf"^{re.escape(selector)}{{([^}}]*)}}", STYLE, re.MULTILINE)[1]
        assert "min-height:44px" in rule, selector


def test_the_board_is_told_where_it_is():
    told: dict = {}
    exec(page.module(), told)
    assert (told["NAME"], told["PIECES"]) == ("page.html.gz", ())
    exec(page.module(frozen=True), told)
    assert b"".join(told["PIECES"]) == page.packed() and max(map(len, told["PIECES"])) <= 512


def test_a_page_without_its_parts_is_told(tmp_path):
    with pytest.raises(InputError, match="index.html: cannot be read"):
        page.whole(tmp_path)
    (tmp_path / "index.html").write_text("<p></p>")
    with pytest.raises(InputError, match="must stand there once"):
        page.whole(tmp_path)


def test_the_routes_stand_on_their_page():
    text = routes_table.PAGE.read_text(encoding="utf-8")
    assert routes_table.written(text) == text
