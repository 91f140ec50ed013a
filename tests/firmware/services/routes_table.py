"""The table of routes in docs/page.md, made of the code: `python -m tests.firmware.services.routes_table` writes it anew."""

from pathlib import Path

from balancepoint.services.routes_page import ROUTES

PAGE = Path(__file__).parents[3] / "docs" / "page.md"
BEGIN, END = "<!-- routes: made by tests/firmware/services/routes_table.py -->", "<!-- end -->"


def table():
    lines = ["| | | who may | body at most |", "|---|---|---|---|"]
    for row in ROUTES:
        methods, path, access, most, _name = row.split(" ")
        who = {"open": "everybody", "session": "who is logged in", "token": "and programs with the token"}[access]
        lines.append(f"| {methods.replace(',', ', ')} | `{path}` | {who} | {most if most != '0' else '–'} |")
    return "\n".join(lines)


def written(text):
    """The page's text with its table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _old, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
