"""`balancepoint run`: one scenario."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from host_sim.commands import options
from host_sim.commands.files import dump, folder_at
from host_sim.commands.screen import bars, judge, judge_course, out, table_of
from host_sim.errors import InputError
from host_sim.scenarios import DEFAULT
from host_sim.virtual_units.known import listed, protocols


def run(
    scenario: options.ScenarioName = DEFAULT,
    controller: Annotated[
        str,
        typer.Option(
            "--controller",
            metavar="NAME",
            help="balancepoint, on_off, maker or tpi; with --unit balancepoint or unit_alone.",
            autocompletion=lambda: ["balancepoint", "on_off", "maker", "tpi", "unit_alone"],
        ),
    ] = "balancepoint",
    target: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="For the results; else below out/.")
    ] = None,
    overrides: options.Set = None,
    weather: options.Weather = None,
    start: options.Start = None,
    days: options.Days = None,
    step: options.Step = None,
    seed: options.Seed = None,
    memory: Annotated[
        Path | None, typer.Option("--memory", metavar="FILE", help="Start with what an earlier run learned.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare/--no-compare", help="Run the baselines too, for the table.")
    ] = True,
    runtime: Annotated[
        str,
        typer.Option(
            "--runtime", metavar="WHERE", help="Where balancepoint runs: process, micropython or board.",
            autocompletion=lambda: ["process", "micropython", "board"],
        ),
    ] = "process",
    port: Annotated[
        str | None,
        typer.Option("--port", metavar="PORT", help="The board's: a device, socket://host:port or a UNIX socket."),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit", metavar="PROTOCOL", help=f"A virtual unit over its wire: {listed()}; modbus: a drive.",
            autocompletion=lambda: [*protocols(), "modbus"],
        ),
    ] = None,
    unit_profile: options.Profile = "usual",
    head_offset: options.HeadOffset = None,
    interpreted: options.Interpreted = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Write the trace as CSV too, its columns explained beside it.")
    ] = False,
) -> None:  # fmt: skip
    """Run one scenario; write summary.json, trace.npz, memory.json, picture.png and report.html; with --unit wire.jsonl, too."""
    chosen = options.load(scenario, overrides, weather=weather, start=start, days=days, step=step, seed=seed)
    from host_sim import experiment, runtimes
    from host_sim.commands.simulate import simulate
    from host_sim.compiled import loading
    from host_sim.report.page import write_page
    from host_sim.report.picture import write_picture
    from host_sim.report.series import begin
    from host_sim.report.titles import about
    from host_sim.trace_csv import write_csv

    unit = unit or chosen.link
    made = options.on_modbus(unit_profile, head_offset) if unit == "modbus" else None
    fitted = None if unit is None or made else options.fitted(unit, unit_profile, head_offset)
    if unit is None and (unit_profile != "usual" or head_offset is not None):
        raise InputError("--unit-profile, --head-offset: go with --unit, which says what unit it is")
    if unit and runtime != runtimes.PROCESS:
        raise InputError(f"--runtime {runtime}: with --unit the core runs in this process only")
    place = experiment.Place(runtime, port, fitted or made)
    experiment.check_controller(controller, place)
    runtimes.check(runtime, port)
    if runtime != runtimes.PROCESS and controller != experiment.CORE:
        raise InputError(f"--runtime {runtime}: only {experiment.CORE} runs there, not {controller}")
    if memory and controller != experiment.CORE:
        raise InputError(f"--memory {memory}: only {experiment.CORE} learns; {controller} has no memory")
    learned = experiment.read_memory(memory) if memory else None
    label = chosen.label
    if learned is not None:
        label += f"+memory-{sha256(dump(learned).encode()).hexdigest()[:8]}"
    if runtime != runtimes.PROCESS:
        label += f"+{runtime}"
    rivals = experiment.CONTROLLERS[1:]
    if fitted:
        label += fitted.label
        chosen.description += f"; {fitted.words}"
        chosen.expect = fitted.expect()
        rivals = (experiment.UNIT_ALONE, experiment.REFERENCE)
    if made:
        label += made.label
        chosen.description += f"; {made.words}"
    folder = target or Path("out") / label / controller
    if not compare or controller != experiment.CORE:
        rivals = ()
    plan = [(chosen, controller, learned), *((chosen, name, None) for name in rivals)]
    with folder_at(folder) as draft:
        results = simulate(plan, place)
        first = results[0]
        with bars() as progress:
            task = progress.add_task("writing the report", total=4)
            (draft / "summary.json").write_text(dump(first.summary()), encoding="utf-8")
            if first.memory:
                (draft / "memory.json").write_text(dump(first.memory), encoding="utf-8")
            first.trace.about = about(chosen, first)
            first.trace.save(draft / "trace.npz")
            if first.wire:
                first.wire.save(draft / "wire.jsonl")
            if csv:
                write_csv(draft, first.trace, begin(chosen.start))
            progress.advance(task)
            write_picture(draft / "picture.png", chosen, first)
            progress.advance(task)
            write_page(draft / "report.html", chosen, results)
            progress.update(task, completed=4)
    out.print(table_of(chosen.title, results, chosen.currency))
    if controller == experiment.CORE:
        judge(chosen, first.kpi)
        judge_course(first.verdicts)
        if runtime == runtimes.PROCESS:
            out.print(f"\ncore      {loading.told()}")
    out.print(f"\nreport    {folder / 'report.html'}\npicture   {folder / 'picture.png'}", soft_wrap=True)
    out.print(f"figures   {folder / 'summary.json'}\ntrace     {folder / 'trace.npz'}", soft_wrap=True)
    if first.wire:
        out.print(f"bytes     {folder / 'wire.jsonl'}", soft_wrap=True)
    if csv:
        out.print(f"          {folder / 'trace.csv'}", soft_wrap=True)
