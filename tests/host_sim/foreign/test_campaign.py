"""Rows are kept as they come, read again only from the same sources, and told as text."""

import json

from host_sim import cli
from host_sim.foreign import campaign
from host_sim.foreign.plan import rows
from host_sim.foreign.table import HEADINGS, lines, summary


def figures(**other):
    return {
        "rms_error_K": 0.1, "discomfort_Kh": 0.0, "overheat_Kh": 0.2, "starts": 3, "defrosts": 1, "energy_kWh": 8.0,
        "aux_kWh": 0.0, "aux_above_set_point_kWh": 0.0, "mean_C": 21.0, "mornings_on_time": None, "guard_violations": 0,
    } | other  # fmt: skip


def done(name, **runs):
    labels = [label for label in ("balancepoint", "second", "on_off", "maker") if label in runs]
    return {
        "row": name, "sources": campaign.sources(), "runs": {label: figures(**runs[label]) for label in labels},
        "floor_kWh": dict.fromkeys(labels, 6.0), "deficit_kWh": 1.0, "response_rms_K": 0.05, "floor_lack": 0.2,
        "share_defrosts_starts": 0.7,
        "share": {label: 0.5 for label in labels if label != "on_off"},
    }  # fmt: skip


def test_what_is_done_is_not_run_again(tmp_path):
    file = tmp_path / "rows.jsonl"
    first, second, third = (row.name for row in rows()[:3])
    ours = done(first, balancepoint={}, second={}, on_off={}, maker={})
    other = {**ours, "row": second, "sources": "older"}
    file.write_text(f"{json.dumps(ours)}\n{json.dumps(other)}\n" + '{"row": "' + third)
    assert list(campaign.done(file)) == [first]
    told = []
    assert campaign.run_all(rows()[:1], file, told.append) == [ours] == told
    assert campaign.done(tmp_path / "none.jsonl") == {}


def test_a_line_a_run_and_what_is_wrong_in_words():
    week = done(
        "a/chicago/heat", balancepoint={}, second={"aux_kWh": 2.5, "aux_above_set_point_kWh": 0.3, "discomfort_Kh": 1.0},
        on_off={}, maker={},
    )  # fmt: skip
    fortnight = done("a/chicago/setback", balancepoint={"mornings_on_time": 0.5}, on_off={})
    text = [lines(row) for row in (week, fortnight)]
    assert [len(line) for part in text for line in part] == [len(HEADINGS)] * 6
    assert [line[1] for line in text[0]] == ["first", "second", "on-off", "maker"]
    assert [line[1] for line in text[1]] == ["both", "on-off"]
    said = summary([week, fortnight])
    for part in (
        "rms, second week, heating: median 0.10 K",
        "share of the possible saving, heat, second week: median 50 %",
        "backup beyond the deficit: a/chicago/heat: 2.5 kWh of 1.0",
        "backup above the set point: a/chicago/heat: 0.30 kWh",
        "mornings within ±10 min, second week: 50 %",
        "K·h worse than on-off: a/chicago/heat: 1.0 against 0.0",
        "floor colder than the runs by 0.20 K or K·h: a/chicago/heat",
        "interlocks broken by balancepoint: 0",
    ):
        assert any(part in line for line in said), part


def test_the_command_lists_and_refuses(capsys):
    codes = []
    cli.main(["foreign", "--list", "apartment_top"], codes.append)
    assert capsys.readouterr().out.count("apartment_top/") == 6
    cli.main(["foreign", "nowhere"], codes.append)
    assert "no such row" in capsys.readouterr().err
    assert codes == [2]
