"""A campaign from the command line: rows, page, going on, one run again, and what is wrong in one line."""

import json
import sys

import pytest

from host_sim.cli import main
from host_sim.faults import summary
from host_sim.faults.campaign import connect
from host_sim.faults.plan import plan
from host_sim.faults.record import Record


def code(*arguments):
    stopped = []
    main(["faults", *map(str, arguments)], stopped.append)
    return stopped[0] if stopped else 0


def test_rows_come_one_a_line_and_a_campaign_that_was_stopped_goes_on(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("host_sim.faults.snapshot.learned", lambda: None)  # a fortnight takes seconds
    path = tmp_path / "faults.jsonl"
    assert code("--runs", 2, "--jobs", 1, "--rows", path) in (0, 1)
    lines = path.read_text().splitlines()
    first = [json.loads(line) for line in lines[1:]]
    assert sorted(row["run"] for row in first) == sorted(run.id for run in plan(2, 1))
    assert "single faults" in capsys.readouterr().out and "Every fault" not in (tmp_path / "faults.html").read_text()
    path.write_text("\n".join(lines) + '\n{"run": "cut o')  # the power failed
    assert code("--runs", 2, "--resume", "--rows", path) in (0, 1)
    assert path.read_text().splitlines() == lines, "nothing was left to do, and the half line is gone"


def test_rows_of_another_program_are_not_gone_on_with(tmp_path, capsys):
    path = tmp_path / "faults.jsonl"
    path.write_text('{"made_by": "0123"}\n')
    assert code("--runs", 2, "--resume", "--rows", path) == 2
    assert "made by another version" in capsys.readouterr().err
    path.write_text("nonsense\n")
    assert code("--runs", 2, "--resume", "--rows", path) == 2
    assert path.read_text() == "nonsense\n"


@pytest.mark.parametrize(
    ("arguments", "names"),
    [(["--runs", "0"], "--runs"), (["--runs", "many"], "--runs"), (["--seed", "-1"], "--seed"), (["--jobs", "x"], "--jobs"),
     (["--run", "nowhere/direct/nothing/1"], "nowhere"), (["--fast"], "--fast"),
     (["--jobs", "2", "--cluster", "tcp://x"], "--jobs")],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_line(tmp_path, monkeypatch, capsys, arguments, names):
    monkeypatch.chdir(tmp_path)
    assert code(*arguments) == 2
    said = capsys.readouterr().err
    assert names in said and said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_cluster_without_dask_is_said_in_one_line(monkeypatch):
    from host_sim.errors import InputError

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="make cluster"):
        connect("tcp://127.0.0.1:1")


def row(**more):
    return {
        "run": "x", "faults": ["room dead"], "must_name": True, "named": True, "right": True, "innocent": [], "violations": [],
        "electrician": False, "reaction_s": 60, "named_s": 120, "phase": "steady", **more,
    }  # fmt: skip


def test_right_is_what_is_named_without_blaming_the_innocent():
    rows = [
        row(),
        row(named=False, right=False),
        row(innocent=["valve"], right=False),
        row(must_name=False, named=None),
    ]
    count = summary.of("", rows)
    assert (count.must, count.named, count.right, count.blamed) == (3, 2, 1, 1)
    assert count.share == pytest.approx(1 / 3)
    assert any("33 %" in line for line in summary.broken(rows))
    assert summary.broken([row()]) == []
    assert (
        len(summary.broken([row(violations=["1 s: interlock 1"]), {**row(), "error": "x"}, row(electrician=True)])) == 3
    )


def test_a_row_is_there_as_soon_as_it_is_told(tmp_path):
    path = tmp_path / "rows.jsonl"
    with Record(path, False) as record:
        record.add(row())
        assert json.loads(path.read_text().splitlines()[1]) == row()
    with Record(path, True) as record:
        assert record.rows == [row()]
