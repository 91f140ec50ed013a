"""What a page unpacks is what was packed: in Python, and by the page's own script under Node."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim.report.packing import pack, step_of, unpack
from host_sim.report.page import web

NODE = Path(__file__).parents[3] / ".venv" / "vm" / "node"
VALUES = st.lists(st.floats(-3e6, 3e6) | st.just(float("nan")), min_size=1, max_size=60)


@given(VALUES, st.sampled_from([1.0, 0.1, 0.01, 0.001]))
def test_values_come_back_within_half_a_step(values, finest):
    column = np.array(values)
    step = step_of(column, finest)
    again = unpack(pack({"a": column, "b": column[::-1]}, {"a": step, "b": step}), ["a", "b"], {"a": step, "b": step})
    assert step >= finest
    assert np.array_equal(np.isnan(again["a"]), np.isnan(column))
    assert np.nanmax(np.abs(again["a"] - column), initial=0) <= 0.5001 * step if np.isfinite(column).any() else True
    assert np.array_equal(again["b"], again["a"][::-1], equal_nan=True)


def test_the_script_unpacks_the_same():
    random = np.random.default_rng(4)
    columns = {str(k): np.cumsum(random.normal(size=500)) * 10.0**k for k in range(4)}
    columns["1"][40:60] = np.nan
    columns["3"][::2] *= -1
    steps = {name: step_of(values, 0.01) for name, values in columns.items()}
    text = pack(columns, steps)
    found = re.search(r"  async function unpack.*?\n  }\n", web("charts.js"), re.S)[0]
    called = f"unpack({json.dumps(text)}, {json.dumps(list(steps.values()))}, 500)"
    program = f"{found}; {called}.then((columns) => console.log(JSON.stringify(columns)))"
    ran = subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True)
    expected = unpack(text, list(columns), steps)
    for got, want in zip(json.loads(ran.stdout), expected.values(), strict=True):
        assert np.array(got, dtype=float) == pytest.approx(want, nan_ok=True, rel=1e-12)


def test_the_script_is_sound_to_node():
    subprocess.run([NODE, "--check"], input=web("charts.js"), text=True, check=True)


def test_a_week_of_a_smooth_quantity_takes_little():
    minutes = np.arange(10080)
    room = 21 + 0.3 * np.sin(minutes / 300)
    assert len(pack({"room": room}, {"room": 0.01})) < 3000
