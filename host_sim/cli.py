"""The command line: run a scenario, compare controllers, list and explain scenarios.

    python -m host_sim run winter_week
    python -m host_sim run winter_week --runtime board --port /dev/ttyUSB0
    python -m host_sim compare winter_week cold_snap --json figures.json
    python -m host_sim compare out/winter_week/balancepoint out/cold_snap/balancepoint
    python -m host_sim list
    python -m host_sim explain winter_week --set house.floor_area=90
    python -m host_sim study defrost
    python -m host_sim validate room
    python -m host_sim validate --recording my_room_chicago.csv --learn-days 14

What is wrong with the input is said in one line on stderr, exit code 2, and nothing is written.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from host_sim import finished, runtimes
from host_sim import scenario as scenarios
from host_sim.command_line import STOPPED, exit_code
from host_sim.errors import InputError
from host_sim.report.figures import LINES, RUNTIME_LINES, shown, unit_of, verdicts, written
from host_sim.scenario import Scenario

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__.partition("\n")[0], rich_markup_mode=None)
out = Console(highlight=False)

_Set = Annotated[
    list[str] | None, typer.Option("--set", help="Override one value: key=value, dotted path. Repeatable.")
]
_Weather = Annotated[str | None, typer.Option("--weather", help="Bundled weather by name, or an EPW file.")]
_Start = Annotated[str | None, typer.Option("--start", metavar="MM-DD", help="First day.")]
# Numbers stay text here: the scenario checks them, and says what is allowed.
_Days = Annotated[str | None, typer.Option("--days", metavar="N", help="Length of the run, days.")]
_Step = Annotated[str | None, typer.Option("--step", metavar="S", help="Step of plant and controller, s.")]
_Seed = Annotated[str | None, typer.Option("--seed", metavar="N", help="Seed of people and sensor noise.")]


def _load(name: str, overrides: list[str] | None, **options: Any) -> Scenario:
    return scenarios.load(name, overrides or [], {key: value for key, value in options.items() if value is not None})


@contextmanager
def bars() -> Iterator[Progress]:
    """Progress on stderr, where somebody looks."""
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"), TimeElapsedColumn(),
        TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal,
    ) as progress:  # fmt: skip
        yield progress


def _simulate(plan: Sequence[tuple[Scenario, str, dict[str, Any] | None]], place: Any = None) -> list[Any]:
    """Make the runs of `plan` (scenario, controller, memory) with a progress bar each; the core runs at `place`."""
    from host_sim import experiment

    with bars() as progress:
        forcings: dict[int, Any] = {}
        task = progress.add_task("weather and houses", total=len({id(scenario) for scenario, _, _ in plan}) + 1)
        for scenario, _, _ in plan:
            if id(scenario) not in forcings:
                forcings[id(scenario)] = experiment.prepare(scenario)
                progress.advance(task)
        progress.update(task, description="plant (compiled the first time)")
        experiment.warm_up(plan[0][0], forcings[id(plan[0][0])])
        progress.update(task, completed=progress.tasks[0].total, description="weather and houses")
        place = place or experiment.HERE
        jobs = [
            experiment.Job(scenario, forcings[id(scenario)], name, memory, place) for scenario, name, memory in plan
        ]
        tasks = [progress.add_task(f"{job.scenario.name} · {job.controller}", total=1.0) for job in jobs]
        results = experiment.run_all(jobs, lambda index, share: progress.update(tasks[index], completed=share))
    reference = {r.scenario: r.kpi for r in results if r.controller == experiment.REFERENCE}
    for result in results:
        if result.scenario in reference and result.controller != experiment.REFERENCE:
            result.kpi.update(experiment.against(result.kpi, reference[result.scenario]))
    return results


def table_of(title: str, results: Sequence[Any], currency: str) -> Table:
    """The figures of results of one scenario, side by side; money in `currency`."""
    table = Table(
        title=title, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    table.add_column("")
    table.add_column("unit", style="dim")
    for result in results:
        table.add_column(
            result.controller, justify="right", style="cyan" if result.controller == "balancepoint" else None
        )
    group = LINES[0].group
    for line in shown([result.kpi for result in results]):
        if line.group != group:
            table.add_section()
            group = line.group
        table.add_row(line.label, unit_of(line, currency), *(written(line, result.kpi) for result in results))
    table.add_section()
    for line in shown([result.runtime for result in results], RUNTIME_LINES):
        table.add_row(line.label, line.unit, *(written(line, result.runtime) for result in results))
    return table


def _judge(scenario: Scenario, kpi: dict[str, Any]) -> None:
    """Print which of the scenario's expectations hold."""
    for verdict in verdicts(scenario.limits(), kpi):
        colour = {True: "green", False: "red", None: "dim"}[verdict.holds]
        out.print(f"  [{colour}]{verdict.word:8}[/] {verdict}")


@contextmanager
def folder_at(target: Path) -> Iterator[Path]:
    """A temporary folder whose files move to `target` all at once when everything is written."""
    if target.exists() and not target.is_dir():
        raise InputError(f"--out {target}: is a file; a folder is needed")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    except OSError as error:
        raise InputError(f"--out {target}: cannot be written ({error.strerror})") from None
    try:
        yield draft
        target.mkdir(exist_ok=True)
        for file in sorted(draft.iterdir()):
            os.replace(file, target / file.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def dump(data: Any) -> str:
    """Strict JSON, one form for the same data."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="Scenario by name, or a .toml file.")] = scenarios.DEFAULT,
    controller: Annotated[
        str, typer.Option("--controller", help="balancepoint, on_off, maker or tpi.")
    ] = "balancepoint",
    target: Annotated[Path | None, typer.Option("--out", help="Folder for the results.")] = None,
    overrides: _Set = None,
    weather: _Weather = None,
    start: _Start = None,
    days: _Days = None,
    step: _Step = None,
    seed: _Seed = None,
    memory: Annotated[Path | None, typer.Option("--memory", help="Start with what an earlier run learned.")] = None,
    compare: Annotated[
        bool, typer.Option("--compare/--no-compare", help="Run the baselines too, for the table.")
    ] = True,
    runtime: Annotated[
        str, typer.Option("--runtime", help="Where balancepoint runs: process, micropython or board.")
    ] = runtimes.PROCESS,
    port: Annotated[
        str | None, typer.Option("--port", help="The board's: a device, socket://host:port or a UNIX socket.")
    ] = None,
    csv: Annotated[
        bool, typer.Option("--csv", help="Write the trace as CSV too, its columns explained beside it.")
    ] = False,
) -> None:
    """Run one scenario; write summary.json, trace.npz, memory.json, picture.png and report.html."""
    chosen = _load(scenario, overrides, weather=weather, start=start, days=days, step=step, seed=seed)
    from host_sim import experiment
    from host_sim.report.page import write_page
    from host_sim.report.picture import write_picture
    from host_sim.report.series import begin
    from host_sim.report.titles import about
    from host_sim.trace_csv import write_csv

    experiment.check_controller(controller)
    runtimes.check(runtime, port)
    if runtime != runtimes.PROCESS and controller != experiment.CORE:
        raise InputError(f"--runtime {runtime}: only {experiment.CORE} runs there, not {controller}")
    if memory and controller != experiment.CORE:
        raise InputError(f"--memory {memory}: only {experiment.CORE} learns; {controller} has no memory")
    learned = experiment.read_memory(memory) if memory else None
    folder = target or Path("out") / chosen.name / controller
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--out {folder}: is a file; a folder is needed")
    rivals = experiment.CONTROLLERS[1:] if compare and controller == experiment.CORE else ()
    plan = [(chosen, controller, learned), *((chosen, name, None) for name in rivals)]
    results = _simulate(plan, experiment.Place(runtime, port))
    first = results[0]
    with folder_at(folder) as draft, bars() as progress:
        task = progress.add_task("writing the report", total=4)
        (draft / "summary.json").write_text(dump(first.summary()), encoding="utf-8")
        if first.memory:
            (draft / "memory.json").write_text(dump(first.memory), encoding="utf-8")
        first.trace.about = about(chosen, first)
        first.trace.save(draft / "trace.npz")
        if csv:
            write_csv(draft, first.trace, begin(chosen.start))
        progress.advance(task)
        write_picture(draft / "picture.png", chosen, first)
        progress.advance(task)
        write_page(draft / "report.html", chosen, results)
        progress.update(task, completed=4)
    out.print(table_of(f"{chosen.name}: {chosen.description}", results, chosen.currency))
    if controller == experiment.CORE:
        _judge(chosen, first.kpi)
    out.print(f"\nreport    {folder / 'report.html'}\npicture   {folder / 'picture.png'}", soft_wrap=True)
    out.print(f"figures   {folder / 'summary.json'}\ntrace     {folder / 'trace.npz'}", soft_wrap=True)
    if csv:
        out.print(f"          {folder / 'trace.csv'}", soft_wrap=True)


@app.command()
def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            help="Scenarios by name or .toml file, 'all' for every one that comes along; or two folders of finished runs."
        ),
    ],
    overrides: _Set = None,
    weather: _Weather = None,
    start: _Start = None,
    days: _Days = None,
    step: _Step = None,
    seed: _Seed = None,
    target: Annotated[Path | None, typer.Option("--json", help="Write a list of {scenario, controller, kpi}.")] = None,
    page: Annotated[Path, typer.Option("--out", help="Folder for the page of two finished runs.")] = Path(
        "out/compare"
    ),
) -> None:
    """Run balancepoint and the baselines on the same days, or lay two finished runs side by side; print a table each."""
    if two := finished.folders(names, scenarios.names()):
        for name, value in (("set", overrides), ("weather", weather), ("start", start), ("days", days), ("step", step),
                            ("seed", seed), ("json", target)):  # fmt: skip
            if value is not None:
                raise InputError(f"--{name}: goes with scenarios; finished runs are compared as they are")
        _compare_finished(two, page)
        return
    names = scenarios.names() if names == ["all"] else names
    chosen = [_load(n, overrides, weather=weather, start=start, days=days, step=step, seed=seed) for n in names]
    if target and (target.is_dir() or not target.absolute().parent.is_dir()):
        raise InputError(f"--json {target}: cannot be written; a file in a folder that exists is needed")
    from host_sim import experiment

    results = _simulate([(scenario, name, None) for scenario in chosen for name in experiment.CONTROLLERS])
    count = len(experiment.CONTROLLERS)
    for index, scenario in enumerate(chosen):
        group = results[index * count : (index + 1) * count]
        out.print(table_of(f"{scenario.name}: {scenario.description}", group, scenario.currency))
        _judge(scenario, group[0].kpi)
        out.print()
    if target:
        rows = [{"scenario": r.scenario, "controller": r.controller, "kpi": r.kpi} for r in results]
        draft = target.with_name(f".{target.name}.writing")
        draft.write_text(dump(rows), encoding="utf-8")
        os.replace(draft, target)
        out.print(f"figures   {target}", soft_wrap=True)


def _compare_finished(folders: tuple[Path, Path], target: Path) -> None:
    from host_sim.report.comparison import write_comparison

    first, second = (finished.read(folder) for folder in folders)
    labels = finished.names(first, second)
    table = Table(
        title=" and ".join(labels), title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False
    )
    table.add_column("")
    table.add_column("unit", style="dim")
    for heading in (*labels, "difference"):
        table.add_column(heading, justify="right")
    for line, *values in finished.table(first, second):
        table.add_row(line.label, unit_of(line, str(first.about.get("currency", ""))), *values)
    with folder_at(target) as draft:
        write_comparison(draft / "report.html", first, second)
    out.print(table)
    out.print(f"\nreport    {target / 'report.html'}", soft_wrap=True)


@app.command()
def validate(
    groups: Annotated[
        list[str] | None, typer.Argument(metavar="[GROUP]...", help="Groups by name; all of them unless given.")
    ] = None,
    target: Annotated[Path, typer.Option("--out", help="Folder for the page.")] = Path("out/validate"),
    recording: Annotated[
        Path | None, typer.Option("--recording", help="Only learning, from this recording of a room (CSV).")
    ] = None,
    learn_days: Annotated[
        int | None,
        typer.Option("--learn-days", metavar="N", help="Days of it to learn from, 10; the others are predicted."),
    ] = None,
    first_day: Annotated[
        str | None, typer.Option("--first-day", metavar="MM-DD", help="Its first day, 01-01, for the sun's position.")
    ] = None,
) -> None:
    """Compare the simulator with published figures; write report.html. Exit code 1 if a figure is outside its limits."""
    from host_sim import validate as validation
    from host_sim.validate.page import write_page
    from host_sim.validate.table import show, summary

    if recording and set(groups or ()) - {"learning"}:
        raise InputError(f"--recording {recording}: is for the group learning only")
    given = {key: value for key, value in (("days", learn_days), ("first_day", first_day)) if value is not None}
    if given and not recording:
        raise InputError("--learn-days, --first-day: go with --recording")
    names = ["learning"] if recording else list(dict.fromkeys(groups or validation.GROUPS))
    modules = {name: validation.group(name) for name in names}
    if target.exists() and not target.is_dir():
        raise InputError(f"--out {target}: is a file; a folder is needed")
    checks, plots = [], {}
    with bars() as progress:
        tasks = {name: progress.add_task(name, total=1.0) for name in names}
        for name, module in modules.items():

            def tell(share: float, task: TaskID = tasks[name]) -> None:
                progress.update(task, completed=share)

            if recording:
                made, plots[name] = module.other(recording, tell, **given)
            else:
                made = module.checks(tell)
                plots[name] = module.plots() if hasattr(module, "plots") else []
            checks += made
            tell(1.0)
    with folder_at(target) as draft:
        write_page(draft / "report.html", checks, plots)
    for name in names:
        show(out, validation.GROUPS[name], [check for check in checks if check.group == name])
    out.print(f"{summary(checks)}\nreport    {target / 'report.html'}", soft_wrap=True)
    if any(check.passed is False for check in checks):
        raise typer.Exit(1)


@app.command()
def study(
    what: Annotated[str, typer.Argument(help="defrost: its moment against timers, in steady frost weather.")],
    days: Annotated[int, typer.Option("--days", metavar="N", help="Length of each run, the first to settle.")] = 5,
) -> None:
    """Study one decision of the controller against its rivals; a minute or two."""
    if what != "defrost":
        raise InputError(f"study '{what}': no such study; there is defrost")
    from host_sim import study as studies

    with bars() as progress:
        bar = progress.add_task("runs", total=None)
        rows = studies.defrost(
            days=days, progress=lambda done, total: progress.update(bar, completed=done, total=total)
        )
    headings, *lines = studies.table(rows)
    table = Table(
        title="Defrost: COP lost against the best fixed interval of each climate", title_justify="left",
        title_style="bold", header_style="bold", box=SIMPLE_HEAD, pad_edge=False,
    )  # fmt: skip
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "climate" else "right", no_wrap=True)
    for line in lines:
        table.add_row(*line)
    wide = out if out.is_terminal else Console(width=160, highlight=False)
    wide.print(table)


@app.command("list")
def list_() -> None:
    """List the scenarios that come along."""
    table = Table(header_style="bold", box=None)
    for heading in ("scenario", "weather", "from", "days", "step", "what it shows"):
        table.add_column(heading, justify="right" if heading in ("days", "step") else "left")
    for name in scenarios.names():
        one = scenarios.load(name)
        table.add_row(one.name, one.place, one.start, str(one.days), f"{one.step} s", one.description)
    out.print(table)


@app.command()
def explain(
    scenario: Annotated[str, typer.Argument(help="Scenario by name, or a .toml file.")],
    overrides: _Set = None,
    weather: _Weather = None,
    start: _Start = None,
    days: _Days = None,
    step: _Step = None,
    seed: _Seed = None,
) -> None:
    """Print every effective value: its unit, its meaning, and whether it is given, a preset's or a default."""
    chosen = _load(scenario, overrides, weather=weather, start=start, days=days, step=step, seed=seed)
    table = Table(header_style="bold", box=None, title=f"{chosen.name}: {chosen.description}", title_justify="left")
    for heading in ("key", "value", "unit", "from", "meaning"):
        table.add_column(heading, overflow="fold")
    for row in chosen.explain():
        style = "bold" if row.source == "given" else None
        table.add_row(row.path, _short(row.value), row.unit, row.source, row.meaning, style=style)
    (out if out.is_terminal else Console(width=200, highlight=False)).print(table)


def _short(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)


def main(
    arguments: Sequence[str] | None = None, stop: Callable[[int], Any] = sys.exit, program: typer.Typer = app
) -> None:
    """Run the command line; `stop` gets the exit code where it is not 0."""
    code = exit_code(program, arguments)
    if code == STOPPED:
        print("stopped; nothing was written", file=sys.stderr)
    if code:
        stop(code)
