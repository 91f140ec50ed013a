"""The table of figures: which ones, in which order, called what, on the terminal and on the page alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from host_sim.kpi import Kpi
from host_sim.scenario import Limit, figure


@dataclass(frozen=True)
class Line:
    """A row: `label`, `unit` (¤: the scenario's currency), the figure's `name` in summary.json, how it is written, and its
    `group`'s heading."""

    group: str
    label: str
    unit: str
    name: str
    form: str = "{:.2f}"
    factor: float = 1.0


LINES = (
    Line("Comfort", "rms error, load within capacity", "K", "rms_error_K", "{:.3f}"),
    Line("Comfort", "rms error, load below minimum", "K", "rms_error_low_load_K", "{:.3f}"),
    Line("Comfort", "outside the band", "K·h", "discomfort_Kh"),
    Line("Comfort", "beyond it by sun or night air", "K·h", "overheat_Kh"),
    Line("Comfort", "hours with PPD above 10 %", "%", "ppd10_share", "{:.1f}", 100),
    Line("Comfort", "hours above 60 % humidity", "%", "damp_share", "{:.1f}", 100),
    Line("Comfort", "seated in a draught, DR > 15 %", "%", "draught_share", "{:.1f}", 100),
    Line("Comfort", "DR, 95 % of that time below", "%", "draught_p95", "{:.1f}"),
    Line("Comfort", "there at the time asked (±10 min)", "%", "recovery_on_time", "{:.0f}", 100),
    Line("Comfort", "latest arrival", "min", "recovery_late_min", "{:+.0f}"),
    Line("Energy", "electricity", "kWh", "energy_kWh.total", "{:.1f}"),
    Line("Energy", "saving against on_off", "%", "saving_percent", "{:+.1f}"),
    Line("Energy", "… compressor", "kWh", "energy_kWh.compressor", "{:.1f}"),
    Line("Energy", "… backup", "kWh", "energy_kWh.aux", "{:.1f}"),
    Line("Energy", "… defrost", "kWh", "energy_kWh.defrost", "{:.1f}"),
    Line("Energy", "… indoor fan", "kWh", "energy_kWh.fan", "{:.1f}"),
    Line("Energy", "… standby", "kWh", "energy_kWh.standby", "{:.1f}"),
    Line("Energy", "heat (or cold) supplied", "kWh", "heat_kWh", "{:.1f}"),
    Line("Energy", "COP of everything", "", "cop"),
    Line("Energy", "cost", "¤", "cost"),
    Line("Energy", "highest quarter-hour", "kW", "peak_kW"),
    Line("Backup", "share of the heat", "%", "aux_share", "{:.1f}", 100),
    Line("Backup", "least it must give", "kWh", "deficit_kWh", "{:.1f}"),
    Line("Backup", "its heat over that", "", "aux_over_deficit"),
    Line("Backup", "its electricity over on_off's", "", "aux_of_usual"),
    Line("Machine", "starts", "", "starts", "{:.0f}"),
    Line("Machine", "starts per hour", "1/h", "starts_per_hour"),
    Line("Machine", "… load above minimum", "1/h", "starts_per_hour_above_min"),
    Line("Machine", "… load below minimum", "1/h", "starts_per_hour_below_min"),
    Line("Machine", "starts in the worst hour", "", "starts_worst_hour", "{:.0f}"),
    Line("Machine", "minimum times broken", "", "min_time_violations", "{:.0f}"),
    Line("Machine", "defrosts", "", "defrosts", "{:.0f}"),
    Line("Machine", "needless defrosts", "", "needless_defrosts", "{:.0f}"),
    Line("Machine", "longest defrost", "min", "longest_defrost_min", "{:.1f}"),
    Line("Machine", "compressor travel", "Hz", "travel_Hz", "{:.0f}"),
    Line("Machine", "interlocks broken", "", "guard_violations", "{:.0f}"),
    Line("Machine", "days to a diagnosis", "d", "diagnosis_days", "{:.1f}"),
    Line("Machine", "false diagnoses", "", "false_diagnoses", "{:.0f}"),
)

# Of where the core ran, if not in the simulator's own process
RUNTIME_LINES = (
    Line("Runtime", "tick, median", "ms", "tick_ms_median"),
    Line("Runtime", "tick, 99.9 % within", "ms", "tick_ms_p999"),
    Line("Runtime", "tick, longest", "ms", "tick_ms_longest"),
    Line("Runtime", "free heap", "kB", "heap_free_kB", "{:.1f}"),
    Line("Runtime", "free heap, least", "kB", "heap_least_kB", "{:.1f}"),
    Line("Runtime", "resets survived", "", "resets", "{:.0f}"),
    Line("Runtime", "frames sent again", "", "resent", "{:.0f}"),
    Line("Runtime", "damaged frames", "", "bad_frames", "{:.0f}"),
)


def written(line: Line, kpi: Kpi) -> str:
    """The figure as text, a dash where it has no value."""
    value = figure(kpi, line.name)
    return "–" if value is None else line.form.format(value * line.factor)


def unit_of(line: Line, currency: str) -> str:
    """Its unit, money in `currency`."""
    return currency if line.unit == "¤" else line.unit


def shown(kpis: Sequence[Kpi], lines: Sequence[Line] = LINES) -> list[Line]:
    """Those of `lines` that have a value for any of `kpis`."""
    return [line for line in lines if any(figure(kpi, line.name) is not None for kpi in kpis)]


@dataclass(frozen=True)
class Verdict:
    """Whether a limit of the scenario holds; `holds` is None where the figure has no value in this run, or the limit was written
    for other values than the run's."""

    limit: Limit
    value: float | int | None
    holds: bool | None

    @property
    def word(self) -> str:
        if not self.limit.applies:
            return "not for this run"
        return {True: "holds", False: "MISSED", None: "no value"}[self.holds]

    def __str__(self) -> str:
        value = "–" if self.value is None else f"{self.value:.4g}"
        return f"{self.limit.kpi} {self.limit}: {value}"


def verdicts(limits: Sequence[Limit], kpi: dict[str, Any]) -> list[Verdict]:
    """The scenario's limits on `kpi`."""
    values = [(limit, figure(kpi, limit.kpi)) for limit in limits]
    return [Verdict(limit, value, limit.holds(value)) for limit, value in values]


def difference(line: Line, first: Kpi, second: Kpi) -> str:
    """How much more the second has, with its sign; a dash where either has no value."""
    values = figure(first, line.name), figure(second, line.name)
    if values[0] is None or values[1] is None:
        return "–"
    return line.form.replace("{:.", "{:+.").format((values[1] - values[0]) * line.factor)
