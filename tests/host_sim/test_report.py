"""Picture and page of a short run: they exist, stand alone, and show what the run says."""

import re

import pytest

from host_sim import experiment, scenario
from host_sim.report.figures import LINES, shown, written
from host_sim.report.page import write_page
from host_sim.report.picture import write_picture
from host_sim.report.series import Series, begin, wish


@pytest.fixture(scope="module")
def short():
    chosen = scenario.load("deep_cold", ['description="cold <night> & day"'], {"days": 1, "step": 60})
    forcing = experiment.prepare(chosen)
    return chosen, [experiment.execute(chosen, forcing, name) for name in ("balancepoint", "on_off")]


@pytest.fixture(scope="module")
def page(short, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(path, *short)
    return path.read_text(encoding="utf-8")


def test_the_page_stands_alone(page):
    outside_script = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert not re.search(r"<script[^>]*\ssrc=", page)
    assert not re.search(r"<(link|img|iframe|source)\b", outside_script)
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", outside_script)
    assert "@import" not in outside_script and "url(" not in outside_script
    assert len(page) < 8_000_000


def test_the_page_shows_figures_journal_and_learned_values(short, page):
    chosen, results = short
    first = results[0]
    assert "cold &lt;night&gt; &amp; day" in page
    assert f"{first.kpi['energy_kWh']['total']:.1f}" in page
    assert "on_off" in page and "What must hold" in page and "heat the house loses" in page
    assert first.journal and first.journal[0]["text"] in page
    for title in ("Room air", "Outdoor air", "Electricity by part", "Frost", "Compressor speed"):
        assert title in page


def test_the_picture_is_a_picture(short, tmp_path):
    chosen, results = short
    write_picture(tmp_path / "picture.png", chosen, results[0])
    data = (tmp_path / "picture.png").read_bytes()
    assert data.startswith(b"\x89PNG") and len(data) > 50_000


def test_means_keep_the_energy(short):
    chosen, results = short
    trace = results[0].trace
    thin = Series.of(trace, chosen, 100)
    assert len(thin["p_total"]) <= 100 and thin.minutes == 15
    assert thin["p_total"].sum() * thin.minutes == pytest.approx(trace["p_total"].sum(), rel=1e-5)
    assert thin.time[0].astype(str) == f"{begin(chosen).date()}T00:07:30"


def test_the_wish_in_words():
    assert wish(scenario.load("winter_week")) == "heat to 21.0 °C"
    assert wish(scenario.load("shoulder")) == "heat to 21.0 °C and cool to 24.0 °C"


def test_the_table_writes_a_dash_for_no_value_and_hides_empty_lines():
    line = next(line for line in LINES if line.name == "rms_error_K")
    assert written(line, {"rms_error_K": None}) == "–" and written(line, {"rms_error_K": 0.1234}) == "0.123"
    assert line not in shown([{"rms_error_K": None}]) and line in shown([{"rms_error_K": None}, {"rms_error_K": 1.0}])
