"""`balancepoint validate`: the simulator beside what others measured and published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from host_sim.commands.files import folder_at
from host_sim.commands.options import whole
from host_sim.commands.screen import bars, out
from host_sim.errors import InputError


def validate(
    groups: Annotated[
        list[str] | None, typer.Argument(metavar="GROUP", help="Groups by name; all of them unless given.")
    ] = None,
    target: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="For the page.")] = Path("out/validate"),
    recording: Annotated[
        Path | None,
        typer.Option("--recording", metavar="FILE", help="Only learning, from this recording of a room (CSV)."),
    ] = None,
    learn_days: Annotated[
        str | None,
        typer.Option("--learn-days", metavar="N", help="Days of it to learn from, 10; the others are predicted."),
    ] = None,
    first_day: Annotated[
        str | None, typer.Option("--first-day", metavar="MM-DD", help="Its first day, 01-01, for the sun's position.")
    ] = None,
) -> None:
    """Compare the simulator with published figures; write report.html. Exit code 1 if a figure is outside its limits."""
    if recording and set(groups or ()) - {"learning"}:
        raise InputError(f"--recording {recording}: is for the group learning only")
    given: dict[str, Any] = {}
    if learn_days is not None:
        given["days"] = whole("--learn-days", learn_days, 2, 364, "days")
    if first_day is not None:
        given["first_day"] = first_day
    if given and not recording:
        raise InputError("--learn-days, --first-day: go with --recording")
    from host_sim import validate as validation
    from host_sim.validate.page import write_page
    from host_sim.validate.table import show, verdict

    names = ["learning"] if recording else list(dict.fromkeys(groups or validation.GROUPS))
    modules = {name: validation.group(name) for name in names}
    checks, plots = [], {}
    with folder_at(target) as draft:
        with bars() as progress:
            tasks = {name: progress.add_task(name, total=1.0) for name in names}
            for name, module in modules.items():
                tell = _teller(progress, tasks[name])
                if recording:
                    made, plots[name] = module.other(recording, tell, **given)
                else:
                    made = module.checks(tell)
                    plots[name] = module.plots() if hasattr(module, "plots") else []
                checks += made
                tell(1.0)
        write_page(draft / "report.html", checks, plots)
    for name in names:
        show(out, validation.GROUPS[name], [check for check in checks if check.group == name])
    out.print(f"{verdict(checks)}\nreport    {target / 'report.html'}", soft_wrap=True)
    if any(check.passed is False for check in checks):
        raise typer.Exit(1)


def _teller(progress: Any, task: Any) -> Callable[[float], None]:
    return lambda share: progress.update(task, completed=share)
