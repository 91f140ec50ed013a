"""The tables of docs/settings.md, made of the code: `python -m tests.firmware.services.settings_page` writes them anew."""

from pathlib import Path

from balancepoint.control.settings.settings_table import TABLE
from balancepoint.control.settings.settings_text import MEANING
from balancepoint.services.config_table import FLAG, MUST, POINT, SECTIONS
from balancepoint.services.quantities import between, shown

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"
BEGIN, END = "<!-- {}: made by tests/firmware/services/settings_page.py -->", "<!-- end -->"
HEAD = "| key | default | from, to | meaning |\n|---|---|---|---|"
POINTS = '0 to 24 V, 0 to 400 Hz, like `"2 V at 20 Hz"`'


def line(key, default, limits, meaning):
    return f"| `{key}` | {default} | {limits} | {meaning} |"


def as_written(value, unit):
    """A value of the core as it stands in the file."""
    return f'`"{shown(value, unit)}"`' if unit else f"`{value}`"


def limits_of(low, high, unit):
    return between(low, high, unit).removeprefix("between ").replace(" and ", " to ")


def core():
    for name, default, low, high, unit in TABLE:
        meaning = MEANING[name]
        if (low, high, unit) == (0, 1, ""):
            meaning = meaning.replace("1:", "true:").replace("0:", "false:")
            yield line(name, ("`false`", "`true`")[default], "true, false", meaning)
        else:
            yield line(name, as_written(default, unit), limits_of(low, high, unit), meaning)


def section(path):
    rows = next(rows[1:] for rows in SECTIONS if rows[0] == path)
    for key, what, low, high, default, meaning in rows:
        if what == FLAG:
            limits = "true, false"
        elif what == POINT:
            limits = POINTS
        elif what == "text":
            limits = f"{low} to {high} letters"
        elif isinstance(what, tuple):
            limits = ", ".join(what)
        else:
            limits = limits_of(low, high, what)
        if default == MUST or default in ((), "", None):
            told = MUST if default == MUST else "none"
        elif isinstance(default, tuple):
            told = f"`[{', '.join(as_written(each, what)[1:-1] for each in default)}]`"
        elif what == FLAG:
            told = "`true`" if default else "`false`"
        else:
            told = f'`"{default}"`' if isinstance(default, str) else as_written(default, what)
        yield line(key, told, limits, meaning)


def tables():
    """{name: the table} of everything that stands between two marks."""
    out = {"settings": "\n".join([HEAD, *core()])}
    for rows in SECTIONS:
        out[rows[0]] = "\n".join([HEAD, *section(rows[0])])
    return out


def written(text):
    """The page's text with its tables as they should be."""
    for name, table in tables().items():
        before, mark, rest = text.partition(BEGIN.format(name))
        _old, end, after = rest.partition(END)
        if not mark or not end:
            raise ValueError(f"{PAGE.name}: the marks of {name} are missing")
        text = f"{before}{mark}\n\n{table}\n\n{end}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
