"""A validation's chart as SVG inside the page: drawn once by Matplotlib, its ink and grid in the page's own colours."""

import io
import re
from html import escape
from itertools import cycle
from typing import Any

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt

from host_sim.report.palette import INK, light
from host_sim.validate.checks import Plot

_COLOURS = tuple(light(name) for name in ("room", "outdoor", "heat", "speed", "coil", "on_off"))
_GRID = "#e3e7eb"
_STYLE: dict[Any, Any] = {
    "font.size": 10,
    "font.family": "sans-serif",
    "svg.fonttype": "none",
    "svg.hashsalt": "balancepoint",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _GRID,
    "savefig.transparent": True,
}


def drawn(plot: Plot) -> str:
    """The chart with its title and note as HTML."""
    with plt.rc_context(_STYLE):
        chart, axes = plt.subplots(figsize=(10.5, 3.7), layout="constrained")
        axes.use_sticky_edges = False  # room below a range that ends on the edge
        colours = cycle(_COLOURS)
        for line in plot.series:
            if line.form == "ranges":
                heights = [high - low for low, high in zip(line.y, line.top, strict=True)]
                axes.bar(line.x, heights, bottom=line.y, label=line.name, color=light("band"), alpha=0.55)
            elif line.form == "bars":
                axes.bar(line.x, line.y, label=line.name, color=next(colours), width=0.4)
            elif line.form == "points":
                axes.plot(line.x, line.y, "D", ms=5, label=line.name, color=next(colours))
            else:
                axes.plot(line.x, line.y, lw=1.4, label=line.name, color=next(colours))
        axes.set_xlabel(plot.axes[0])
        axes.set_ylabel(plot.axes[1])
        if any(isinstance(name, str) and len(name) > 6 for line in plot.series for name in line.x[:40]):
            plt.setp(axes.get_xticklabels(), rotation=35, ha="right", rotation_mode="anchor")
        axes.legend(frameon=False, ncols=4, loc="lower left", bbox_to_anchor=(0, 1), fontsize=9.5)
        file = io.StringIO()
        chart.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(chart)
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor").replace(_GRID, "var(--line)")
    svg = re.sub(
        r'^<svg (.*?)width="[^"]*" height="[^"]*"|^<svg height="[^"]*" width="[^"]*"', r"<svg \1", svg, flags=re.S
    )
    note = f"<p class='facts'>{escape(plot.note)}</p>" if plot.note else ""
    return f"<figure class='sheet'><figcaption>{escape(plot.title)}</figcaption>{svg}{note}</figure>"
