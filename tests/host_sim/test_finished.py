"""Two finished runs side by side, and the trace as CSV: through the command line."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from host_sim import cli, finished
from host_sim.errors import InputError
from host_sim.trace import COLUMNS, EVENTS, Trace

SHORT = ["--days", "1", "--step", "60", "--no-compare"]


def call(capfd, *arguments):
    """Exit code, stdout, stderr."""
    codes = []
    cli.main([str(a) for a in arguments], codes.append)
    out, err = capfd.readouterr()
    return (codes or [0])[0], out, err


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A folder with the runs a, b (on_off) and c (longer, later, elsewhere)."""
    folder = tmp_path_factory.mktemp("runs")
    for name, more in (
        ("a", ["--csv"]),
        ("b", ["--controller", "on_off"]),
        ("c", ["--days", "2", "--start", "03-01", "--weather", "denver"]),
    ):
        codes = []
        cli.main(["run", "winter_week", *SHORT, "--out", str(folder / name), *more], codes.append)
        assert not codes
    return folder


@pytest.fixture
def there(runs, monkeypatch):
    monkeypatch.chdir(runs)
    return runs


def test_two_runs_make_a_table_of_differences_and_a_page(there, capfd):
    code, out, _ = call(capfd, "compare", "a", "b", "--out", "both")
    assert code == 0 and "difference" in out and "both/report.html" in out
    a, b = (json.loads((there / name / "summary.json").read_text())["kpi"]["energy_kWh"]["total"] for name in "ab")
    line = next(line for line in out.splitlines() if line.strip().startswith("electricity"))
    assert line.split()[2:] == [f"{a:.1f}", f"{b:.1f}", f"{b - a:+.1f}"]
    page = (there / "both" / "report.html").read_text(encoding="utf-8")
    assert f"{b - a:+.1f}" in page and "a and b" in page and len(page) < 300_000
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    room = next(panel for panel in data["panels"] if panel["title"] == "Room")
    assert {"a", "b"} <= {item["label"] for item in room["items"]} and data["count"] == 1440


def test_runs_of_other_days_are_laid_on_one_time_axis(there, capfd):
    code, _, _ = call(capfd, "compare", "a", "c", "--out", "other")
    page = (there / "other" / "report.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    assert code == 0 and data["count"] == 2880 and "begin on different days" in page


def test_what_tells_folders_apart_names_them(tmp_path):
    trace = Trace(np.array([60.0]), {})
    runs = [finished.Finished(tmp_path / name / "balancepoint", {}, trace) for name in ("one", "two")]
    assert finished.names(*runs) == ("one", "two")
    assert finished.names(runs[0], runs[0]) == ("first", "second")


def test_names_of_scenarios_stay_scenarios(there):
    (there / "winter_week").mkdir(exist_ok=True)
    assert finished.folders(["winter_week", "cold_snap"], ["winter_week", "cold_snap"]) is None
    assert finished.folders(["own.toml"], []) is None and finished.folders(["nowhere"], []) is None
    with pytest.raises(InputError, match="two folders"):
        finished.folders(["a", "winter_week"], ["winter_week"])


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["a"], "two folders"),
        (["a", "b", "c"], "two folders"),
        (["a", "gone/away"], "gone/away: no such folder"),
        (["a", "."], ".: no finished run"),
        (["a", "b", "--days", "3"], "--days: goes with scenarios"),
        (["a", "broken"], "broken/summary.json: not a summary"),
        (["a", "old"], "old: written by an older version"),
        (["a", "b", "--out", "a/summary.json"], "--out a/summary.json: is a file"),
    ],
)
def test_bad_input_is_one_line(there, capfd, arguments, says):
    for name, summary in (("broken", "[]"), ("old", '{"kpi": {}}')):
        (there / name).mkdir(exist_ok=True)
        (there / name / "summary.json").write_text(summary)
        trace = Trace.load(there / "a" / "trace.npz")
        trace.about = {}
        trace.save(there / name / "trace.npz")
    code, _, err = call(capfd, "compare", *arguments)
    assert code == 2 and says in err and len(err.strip().splitlines()) == 1


def test_the_csv_holds_the_trace_and_says_what_its_columns_are(runs):
    trace = Trace.load(runs / "a" / "trace.npz")
    with (runs / "a" / "trace.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["time"] == "2018-02-15T00:01:00" and len(rows) == len(trace.time_s)
    for name in ("room", "p_total", "set_cool", "supply"):
        values = [float(row[name] or "nan") for row in rows]
        assert values == pytest.approx(trace[name], rel=1e-5, abs=1e-9, nan_ok=True)
    with (runs / "a" / "events.csv").open(encoding="utf-8") as file:
        events = [(float(row["time_s"]), row["event"]) for row in csv.DictReader(file)]
    assert events == [(pytest.approx(at), what) for at, what in trace.events]
    told = json.loads((runs / "a" / "csv-metadata.json").read_text(encoding="utf-8"))
    for table in told["tables"]:
        with (runs / "a" / table["url"]).open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == [column["name"] for column in table["tableSchema"]["columns"]]
    units = {
        column["name"]: column.get("schema:unitText", "") for column in told["tables"][0]["tableSchema"]["columns"]
    }
    assert all(units[name] == unit for name, (unit, _) in COLUMNS.items())


def test_a_trace_says_whose_it_is(runs):
    about = Trace.load(runs / "c" / "trace.npz").about
    assert (about["scenario"], about["controller"], about["start"]) == ("winter_week", "balancepoint", "03-01")
    assert about["facts"].startswith("Denver · 2 days from 1 March") and about["journal"]


def test_the_page_about_results_names_every_column_and_event():
    text = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")
    for name, (unit, meaning) in COLUMNS.items():
        assert f"| `{name}` | {unit} | {meaning} |" in text
    assert all(f"`{name}`" in text for name in EVENTS)
