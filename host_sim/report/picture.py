"""The picture of a run: room and band, outdoor air, heat, power by part, compressor and frost, one below the other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.dates as dates
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from host_sim.experiment import Result
from host_sim.kpi import BAND, DRAUGHTY
from host_sim.report import series as s
from host_sim.report.charts import most_heat
from host_sim.report.palette import INK, light
from host_sim.report.titles import facts
from host_sim.scenario import Scenario, figure

_POINTS = 1400
_STYLE: dict[Any, Any] = {
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa5b1",
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e6e9ed",
    "grid.linewidth": 0.7,
}


def write_picture(path: Path, scenario: Scenario, result: Result) -> None:
    """Draw `result` as PNG."""
    data = s.Series.of(result.trace, s.begin(scenario.start), _POINTS)
    with plt.rc_context(_STYLE):
        seats = data.present("draught")
        heights = [2.2, 1.1, 1.8, 1.5, 1.4, *([1.3] if seats else [])]
        chart, axes = plt.subplots(
            len(heights), 1, figsize=(12, 1.5 * sum(heights)), sharex=True, height_ratios=heights, layout="constrained"
        )
        chart.suptitle(
            f"{scenario.name} under {result.controller}\n{textwrap.fill(scenario.description, 110)}",
            x=0.012, ha="left", fontsize=12.5, weight="bold",
        )  # fmt: skip
        chart.supxlabel(facts(scenario), x=0.012, ha="left", fontsize=8.5, color="#5b6a79")
        _room(axes[0], data, scenario, result)
        _outdoor(axes[1], data)
        _heat(axes[2], data, result)
        _power(axes[3], data, scenario, result)
        _speed(axes[4], data, result)
        if seats:
            _draught(axes[5], data, result)
        span = scenario.seconds / 86400
        axes[-1].set_xlim(s.begin(scenario.start), s.moment(scenario, scenario.seconds))
        if span <= 16:
            axes[-1].xaxis.set_major_locator(dates.DayLocator())
            axes[-1].xaxis.set_major_formatter(dates.DateFormatter("%a %d %b" if span <= 9 else "%a %d"))
        else:
            axes[-1].xaxis.set_major_locator(dates.AutoDateLocator())
            axes[-1].xaxis.set_major_formatter(dates.DateFormatter("%d %b"))
        chart.savefig(path, dpi=110)
        plt.close(chart)


def _number(result: Result, name: str, form: str, factor: float = 1.0) -> str:
    value = figure(result.kpi, name)
    return "–" if value is None else form.format(value * factor)


def _title(axes: Axes, text: str, unit: str) -> None:
    axes.set_title(text, loc="left", fontsize=10.5, pad=5)
    axes.set_ylabel(unit)


def _legend(axes: Axes) -> None:
    axes.legend(loc="upper right", ncols=5, frameon=True, framealpha=0.85, edgecolor="none", fontsize=8.5)


def _room(axes: Axes, data: s.Series, scenario: Scenario, result: Result) -> None:
    time = data.time
    for name, label in (("set_heat", "heating"), ("set_cool", "cooling")):
        target = data[name]
        if np.isfinite(target).any():
            axes.fill_between(
                time, target - BAND, target + BAND, color=light("band"), alpha=0.28, lw=0,
                label=f"{label} set point ±{BAND:g} K",
            )  # fmt: skip
            axes.plot(time, target, color=light("band"), lw=1)
    if data.span > 1:
        axes.fill_between(time, data.low("room"), data.high("room"), color=light("room"), alpha=0.25, lw=0)
    axes.plot(time, data["room"], color=light("room"), lw=1.5, label="room air")
    odd = [entry["time_s"] for entry in result.journal if not entry["normal"]]
    _marks(axes, scenario, odd, 0.97, "v", light("room"), "journal: worth a look")
    _marks(axes, scenario, result.trace.times("start"), 0.03, "^", light("speed"), "start")
    low, high = np.nanmin(data.low("room")), np.nanmax(data.high("room"))
    bounds = [data[name] for name in ("set_heat", "set_cool") if np.isfinite(data[name]).any()]
    low = min(low, *(np.nanmin(bound) - BAND for bound in bounds), low)
    high = max(high, *(np.nanmax(bound) + BAND for bound in bounds), high)
    axes.set_ylim(float(low - 0.3), float(high + 0.3 + 0.12 * (high - low)))
    out = _number(result, "discomfort_Kh", "{:.1f} K·h outside the band")
    rms = _number(result, "rms_error_K", "{:.2f} K rms from the set point where the unit can follow")
    _title(axes, f"Room: {out}" if rms == "–" else f"Room: {rms}, {out}", "°C")
    _legend(axes)


def _marks(
    axes: Axes, scenario: Scenario, times: Sequence[float], height: float, form: str, colour: str, label: str
) -> None:
    """Something that happened at `times`, s, as marks at `height` of the axes."""
    if times:
        moments = np.array([s.moment(scenario, time) for time in times], dtype="datetime64[s]")
        axes.plot(
            moments, [height] * len(moments), form, color=colour, ms=4.5,
            transform=axes.get_xaxis_transform(), clip_on=False, label=label
        )  # fmt: skip


def _outdoor(axes: Axes, data: s.Series) -> None:
    outdoor = data["outdoor"]
    axes.plot(data.time, outdoor, color=light("outdoor"), lw=1.3)
    axes.fill_between(data.time, outdoor, outdoor.min(), color=light("outdoor"), alpha=0.12, lw=0)
    _title(axes, f"Outdoors: {round(outdoor.min())} to {round(outdoor.max())} °C", "°C")


def _heat(axes: Axes, data: s.Series, result: Result) -> None:
    time, load = data.time, data["load"] / 1000
    most = most_heat(data)
    sign = np.where(load == 0, np.nan, np.sign(load))
    axes.fill_between(
        time, sign * data["capacity_min"] / 1000, sign * data["capacity_max"] / 1000, color=light("capacity"), alpha=0.5, lw=0,
        label="least to most the unit can do",
    )  # fmt: skip
    axes.plot(time, data["heat"] / 1000, color=light("heat"), lw=1.0, label="heat pump")
    if data.present("aux_heat"):
        axes.plot(time, data["aux_heat"] / 1000, color=light("backup"), lw=1.0, label="backup")
    axes.plot(time, np.clip(load, -most, most), color=light("load"), lw=1.2, label="needed to hold the set point")
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.18 * (high - low))
    share = _number(result, "aux_share", "{:.1f} %", 100)
    _title(axes, f"Heat into the room: COP {_number(result, 'cop', '{:.2f}')} all in, backup {share} of the heat", "kW")
    _legend(axes)


def _power(axes: Axes, data: s.Series, scenario: Scenario, result: Result) -> None:
    parts = [(name, label, colour) for name, label, colour in s.PARTS if data.present(name)]
    axes.stackplot(
        data.time, *(data[name] / 1000 for name, _, _ in parts), colors=[light(colour) for *_, colour in parts],
        labels=[label for _, label, _ in parts], lw=0,
    )  # fmt: skip
    axes.set_ylim(0, 1.15 * axes.get_ylim()[1])
    _marks(axes, scenario, result.trace.times("defrost_start"), 1.0, "|", light("defrost"), "")
    _title(
        axes,
        f"Electricity: {_number(result, 'energy_kWh.total', '{:.0f} kWh')}, "
        f"{_number(result, 'cost', '{:.2f}')} {scenario.currency}, "
        f"highest quarter of an hour {_number(result, 'peak_kW', '{:.1f} kW')}",
        "kW",
    )
    _legend(axes)


def _speed(axes: Axes, data: s.Series, result: Result) -> None:
    axes.plot(data.time, data["speed"], color=light("speed"), lw=1.0, label="compressor")
    axes.set_ylim(bottom=0)
    starts = _number(result, "starts", "{:.0f}")
    _title(
        axes,
        f"Compressor: {starts} starts ({_number(result, 'starts_per_hour', '{:.2f}')} per hour), "
        f"{_number(result, 'defrosts', '{:.0f}')} defrosts, {_number(result, 'needless_defrosts', '{:.0f}')} of them needless",
        "Hz",
    )
    if data.present("frost"):
        frost = axes.twinx()
        frost.fill_between(data.time, data.high("frost"), color=light("frost"), alpha=0.45, lw=0, label="frost")
        frost.set_ylabel("frost, kg")
        frost.set_ylim(0, max(1.0, 2.2 * float(data.high("frost").max())))
        frost.grid(False)
        axes.set_zorder(frost.get_zorder() + 1)
        axes.patch.set_visible(False)


def _draught(axes: Axes, data: s.Series, result: Result) -> None:
    axes.plot(data.time, data.high("draught"), color=light("fan"), lw=1.0, label="draught rate at the worst seat taken")
    axes.axhline(DRAUGHTY, color=light("band"), lw=1.2, label=f"{DRAUGHTY:.0f} %")
    axes.set_ylim(0, max(20.0, 1.2 * float(np.nanmax(data.high("draught")))))
    share = _number(result, "draught_share", "{:.0f} %", 100)
    _title(axes, f"Draught: above {DRAUGHTY:.0f} % in {share} of the time that people sit there", "%")
    _legend(axes)
