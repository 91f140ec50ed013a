"""The checks as a table for the terminal: a line each, and beneath it what there is to say of those outside."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from host_sim.validate.checks import Check

_COLOURS = {True: "green", False: "bold red", None: "dim"}


def written(check: Check) -> str:
    """Our figure in three to five digits."""
    if check.ours is None:
        return "–"
    return f"{check.ours:.0f}" if abs(check.ours) >= 1000.0 else f"{check.ours:.4g}"


def table(title: str, checks: Sequence[Check]) -> Table:
    """One row per check; what does not fit on a line is folded."""
    rows = Table(
        title=title, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    rows.add_column("quantity")
    rows.add_column("ours", justify="right", no_wrap=True)
    rows.add_column("unit", style="dim", no_wrap=True)
    rows.add_column("reference")
    rows.add_column("limit", no_wrap=True)
    rows.add_column("", no_wrap=True)
    for check in checks:
        rows.add_row(
            escape(check.quantity),
            written(check),
            check.unit,
            escape(check.reference),
            check.limit,
            f"[{_COLOURS[check.passed]}]{check.word}[/]",
        )
    return rows


def show(console: Console, title: str, checks: Sequence[Check]) -> None:
    """Prints the table as wide as the terminal, and into a pipe or a file as wide as it is; then the notes, a line each."""
    rows = table(title, checks)
    if console.is_terminal:
        console.print(rows)
    else:
        natural = console.measure(rows, options=console.options.update(width=1000)).maximum
        Console(width=natural, file=console.file, highlight=False).print(rows)
    for check in checks:
        if check.note and not check.within:
            console.print(
                f"  {check.word}: {escape(check.quantity)}: {escape(check.note)}", style="dim", soft_wrap=True
            )
    console.print()


def summary(checks: Sequence[Check]) -> str:
    """How many pass, in one line."""
    judged = [check for check in checks if check.counted]
    failing = sum(not check.passed for check in judged)
    reported = sum(check.reported and check.within for check in checks)
    shown = len(checks) - len(judged) - reported
    return f"{len(judged) - failing} of {len(judged)} figures within their limits" + "".join(
        f"; {count} {words}"
        for count, words in (
            (reported, "are held by how the model is made and reported"),
            (shown, "more are only shown"),
        )
        if count
    )


def verdict(checks: Sequence[Check]) -> str:
    """The same, and which fail: those that are known to, and those that are news."""
    lines = [summary(checks)]
    for known, words in ((True, "known to fail, the reason stands above"), (False, "FAILS, and did not before")):
        lines += [f"  {words}: {check.quantity}" for check in checks if check.passed is False and check.known is known]
    return "\n".join(lines)
