"""Picture and page of a short run: they exist, stand alone, and show what the run says."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from host_sim import scenario
from host_sim.plant.weather import bundled
from host_sim.report.figures import LINES, difference, shown, unit_of, verdicts, written
from host_sim.report.packing import unpack
from host_sim.report.page import write_page
from host_sim.report.picture import write_picture
from host_sim.report.series import Series, begin, spans, wish
from host_sim.report.titles import dates, facts, place
from host_sim.trace import Trace


@pytest.fixture(scope="module")
def page(short, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(path, *short)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def data(page):
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    return json.loads(found[1])


class Strict(HTMLParser):
    """Every element that needs an end has one, in the right order; ids are unique."""

    EMPTY = {"meta", "input", "br", "link"}

    def __init__(self):
        super().__init__()
        self.open, self.ids = [], []

    def handle_starttag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_week_s_page_is_small(page, data):
    journal = re.search(r"<ol.*?</ol>", page, re.S)[0]
    assert len(page) + 6 * (len(data["columns"]) + len(journal)) < 400_000  # seven such days; asked for: 1.5 MB


def test_the_page_stands_alone(page):
    outside_script = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert not re.search(r"<script[^>]*\ssrc=", page)
    assert not re.search(r"<(link|img|iframe|source)\b", outside_script)
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", outside_script)
    assert "@import" not in outside_script and "url(" not in outside_script


def test_the_page_is_sound_html(page):
    parser = Strict()
    parser.feed(page)
    assert parser.open == [] and len(parser.ids) == len(set(parser.ids))


def test_the_library_s_licence_goes_along(page):
    assert "uPlot (v1.6.32)" in page and "Permission is hereby granted, free of charge" in page


def test_the_page_shows_figures_journal_and_learned_values(short, page):
    chosen, results = short
    first = results[0]
    assert "cold &lt;night&gt; &amp; day" in page
    assert f"{first.kpi['energy_kWh']['total']:.1f}" in page
    assert f"{first.kpi['cost']:.2f} USD" in page
    assert "on_off" in page and "heat the house loses" in page
    assert first.journal and first.journal[0]["text"] in page


def test_what_must_hold_is_said_in_sentences_with_the_value_reached(short, page):
    chosen, results = short
    section = re.search(r"<h2>What must hold.*?</section>", page, re.S)[0]
    made = verdicts(chosen.limits(), results[0].kpi)
    assert section.count("<li") == len(made)
    assert "The number of interlocks that the independent judge saw broken is exactly 0: it was <b>0</b>." in section
    assert not any(limit.kpi in section for limit in chosen.limits())


def test_a_limit_for_other_values_is_not_judged():
    limit = scenario.Limit("cop", ">=", 9.0, applies=False)
    (verdict,) = verdicts([limit], {"cop": 3.0})
    assert verdict.holds is None and verdict.word == "not for this run"


def test_the_charts_hold_every_minute_of_the_run(short, data):
    _, results = short
    trace = results[0].trace
    steps = {str(k): step for k, step in enumerate(data["steps"])}
    columns = unpack(data["columns"], list(steps), steps)
    items = {(panel["title"], item["label"]): item for panel in data["panels"] for item in panel["items"]}

    def drawn(panel, label):
        return columns[str(items[panel, label]["column"])]

    assert data["count"] == 1440 and data["interval"] == 60
    assert drawn("Room", "room air") == pytest.approx(trace["room"], abs=0.0011)
    assert drawn("Room", "on_off") == pytest.approx(results[1].trace["room"], abs=0.0011)
    assert drawn("Air from the indoor unit", "supply air") == pytest.approx(trace["supply"], abs=0.011)
    parts = [item for item in items.values() if item["kind"] == "stack"]
    total = np.sum([columns[str(item["column"])] for item in parts], axis=0)
    assert total * 1000 == pytest.approx(trace["p_total"], abs=0.11 * len(parts))


def test_starts_and_defrosts_are_marked(short, data):
    _, results = short
    trace = results[0].trace
    items = {(panel["title"], item["kind"]): item for panel in data["panels"] for item in panel["items"]}
    assert items["Room", "marks"]["at"] == [round(t) for t in trace.times("start")]
    assert len(items["Electricity", "shade"]["spans"]) == len(trace.times("defrost_start")) > 0
    assert items["Room", "notes"]["on"]


def test_dates_follow_the_run(short, data, page):
    chosen, _ = short
    assert data["begin"] == int(np.datetime64(begin(chosen.start), "s").astype(int))
    assert facts(chosen).replace("&", "&amp;") in page
    other = scenario.load("winter_week", [], {"days": 2, "start": "03-04", "weather": "denver"})
    assert dates(other) == "2 days from 4 March" and place(other) == "Denver"
    file = bundled("denver")
    assert place(scenario.load("winter_week", [f"weather={file}"])) == file.stem
    assert "Fujitsu Halcyon 12" in facts(other)


def test_the_page_of_a_rival_lists_what_the_machine_did(short, tmp_path):
    chosen, results = short
    write_page(tmp_path / "report.html", chosen, results[1:])
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Compressor on for" in text and "data-which='all'" in text and "What must hold" not in text


def test_the_picture_is_a_picture(short, tmp_path):
    chosen, results = short
    write_picture(tmp_path / "picture.png", chosen, results[0])
    data = (tmp_path / "picture.png").read_bytes()
    assert data.startswith(b"\x89PNG") and len(data) > 50_000


def test_means_keep_the_energy(short):
    chosen, results = short
    trace = results[0].trace
    thin = Series.of(trace, begin(chosen.start), 100)
    assert len(thin["p_total"]) == len(thin) <= 100 and thin.seconds == 15 * 60
    assert thin["p_total"].sum() * thin.seconds / 60 == pytest.approx(trace["p_total"].sum(), rel=1e-5)
    assert thin.time[0].astype(str) == f"{begin(chosen.start).date()}T00:07:30"


def test_the_wish_in_words():
    assert wish(scenario.load("winter_week")) == "heat to 21.0 °C"
    assert wish(scenario.load("shoulder")) == "heat to 21.0 °C and cool to 24.0 °C"
    assert wish(scenario.load("setback_week")) == "heat to 21.0 °C, at times 18.0 °C"
    assert wish(scenario.load("winter_week", ["request.mode=off"])) == "off"


def test_what_lasts_ends_with_its_own_end_or_with_the_run():
    events = [(5.0, "defrost_end"), (10.0, "defrost_start"), (20.0, "defrost_end"), (50.0, "defrost_start")]
    trace = Trace(np.array([60.0]), {}, events)
    assert spans(trace, "defrost_start", "defrost_end") == [(10.0, 20.0), (50.0, 60.0)]


def test_the_table_writes_a_dash_for_no_value_and_hides_empty_lines():
    line = next(line for line in LINES if line.name == "rms_error_K")
    assert written(line, {"rms_error_K": None}) == "–" and written(line, {"rms_error_K": 0.1234}) == "0.123"
    assert line not in shown([{"rms_error_K": None}]) and line in shown([{"rms_error_K": None}, {"rms_error_K": 1.0}])


def test_money_has_the_scenario_s_currency():
    line = next(line for line in LINES if line.name == "cost")
    assert unit_of(line, scenario.load("winter_week", ["currency=CHF"]).currency) == "CHF"
    assert unit_of(LINES[0], "CHF") == LINES[0].unit


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_a_difference_has_a_sign_in_the_figure_s_own_form(line):
    name, *part = line.name.split(".")
    low, high = ({name: {part[0]: value} if part else value} for value in (1.0, 3.0))
    assert difference(line, low, high).startswith("+") and difference(line, high, low).startswith("-")
    assert difference(line, low, {}) == "–"
