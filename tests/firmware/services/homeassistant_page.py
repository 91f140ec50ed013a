"""The table of docs/homeassistant.md, made of the code's: `python -m tests.firmware.services.homeassistant_page` writes it."""

from pathlib import Path

from tests.firmware.twin import Bench

Bench()  # `services.entities` knows the board
from balancepoint.services.entities import COMMANDS, TABLE  # noqa: E402

PAGE = Path(__file__).parents[3] / "docs" / "homeassistant.md"
BEGIN, END = "<!-- entities: made by tests/firmware/services/homeassistant_page.py -->", "<!-- end -->"


def table():
    lines = ["| entity | platform | said in | field | wish | only where there is |", "|---|---|---|---|---|---|"]
    for row in TABLE:
        key, platform, name, topic, needs, _more = row.split("|")
        field = f"`{key}`" if topic and platform != "event" else ""
        wish = f"`set/{key}`" if platform in COMMANDS else ""
        lines.append(
            f"| {name} | {platform} | {topic and f'`{topic}`'} | {field} | {wish} | {needs.replace('_', ' ')} |"
        )
    return "\n".join(lines)


def written(text):
    """The page's text with its table as it should be."""
    before, _mark, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
