"""Checks, table, page and command of the validation, on made-up groups."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from host_sim import cli, validate
from host_sim.validate.checks import Check, Plot, Series
from host_sim.validate.page import write_page
from host_sim.validate.table import summary, table, verdict, written


def check(ours: float | None = 1.0, low: float | None = 0.5, high: float | None = 2.0, **more) -> Check:
    return Check("room", "a <quantity>", ours, "someone's 1.2", low, high, "kW", **more)


@given(ours=st.floats(), low=st.none() | st.floats(-1e3, 1e3), high=st.none() | st.floats(-1e3, 1e3))
def test_a_figure_passes_exactly_within_its_limits(ours, low, high) -> None:
    if low is None and high is None:
        with pytest.raises(ValueError, match="without a limit"):
            check(ours, low, high)
        return
    inside = (low is None or ours >= low) and (high is None or ours <= high) and abs(ours) < float("inf")
    assert check(ours, low, high).passed is inside
    assert check(ours, low, high, judged=False).passed is None
    assert check(ours, low, high, judged=False).word == ("shown" if inside else "shown: outside")


def test_a_figure_that_could_not_be_had_fails() -> None:
    assert check(None, note="no data").passed is False
    assert written(check(None)) == "–"
    assert check(float("nan")).passed is False


def test_limits_and_figures_as_text() -> None:
    assert [check(1, *limits).limit for limits in ((0.1, 2), (None, 0.02), (3, None))] == [
        "0.1..2",
        "at most 0.02",
        "at least 3",
    ]
    assert [written(check(value)) for value in (12345.6, 0.0031415926, -12.345678)] == ["12346", "0.003142", "-12.35"]
    assert (
        summary([check(), check(9), check(9, judged=False)])
        == "1 of 2 figures within their limits; 1 more are only shown"
    )
    assert table("t", [check(), check(9, note="why")]).row_count == 2


def test_what_cannot_fail_is_reported_and_not_counted_until_it_does() -> None:
    held, broken = check(reported=True), check(9, reported=True)
    assert (held.passed, held.word, broken.passed, broken.word) == (None, "reported", False, "FAILS")
    assert summary([check(), held]) == (
        "1 of 1 figures within their limits; 1 are held by how the model is made and reported"
    )
    assert summary([check(), broken]) == "1 of 2 figures within their limits"


def test_the_page_needs_nothing_else_and_names_what_fails(tmp_path) -> None:
    plots = {
        "room": [
            Plot("loads", ("case", "MWh"), (Series("range", ["a"], [1.0], "ranges", [2.0]),)),
            Plot("lines", ("h", "°C"), (Series("ours", [0.0, 1.0], [20.0, 21.0]), Series("bars", [0.0], [1.0], "bars"))),
        ]
    }  # fmt: skip
    write_page(tmp_path / "page.html", [check(), check(9.0, note="known & open")], plots)
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img)[^>]*\b(src|href)\s*=", text)
    assert "a &lt;quantity&gt; is 9 kW, 0.5..2 asked (known &amp; open)" in text
    assert text.count("<svg") == text.count("<figure") == 2 and "currentColor" in text
    assert "1 of 2 figures within their limits" in text


@pytest.mark.parametrize(("ours", "code"), [(1.0, 0), (9.0, 1)])
def test_the_command_ends_with_1_if_a_figure_fails(ours, code, tmp_path, monkeypatch, capfd) -> None:
    shares = []

    def checks(progress):
        progress(0.5)
        shares.append(0.5)
        return [check(ours)]

    monkeypatch.setattr(validate, "group", lambda name: SimpleNamespace(checks=checks))
    monkeypatch.chdir(tmp_path)
    codes = []
    cli.main(["validate", "room"], codes.append)
    out, _ = capfd.readouterr()
    assert (codes or [0]) == [code]
    assert shares == [0.5]
    assert ("FAILS" in out) is (code == 1)
    assert (tmp_path / "out" / "validate" / "report.html").is_file()


def test_into_a_pipe_a_check_is_one_line_and_a_note_another(tmp_path, monkeypatch, capfd) -> None:
    long = Check("room", "quantity " * 20, 9.0, "reference " * 20, high=1.0, note="note [with] brackets " * 20)
    monkeypatch.setattr(validate, "group", lambda name: SimpleNamespace(checks=lambda progress: [check(), long]))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    cli.main(["validate", "room"], lambda code: None)
    out, _ = capfd.readouterr()
    rows = [line for line in out.splitlines() if line.strip()]
    assert [row.split()[-1] for row in rows if "passes" in row] == ["passes"]
    assert any(long.quantity.strip() in row and long.reference.strip() in row and "FAILS" in row for row in rows)
    assert any(row.strip().startswith("FAILS: ") and long.note.strip() in row for row in rows)
    assert len(rows) == 9  # title, names, rule, two checks, a note, how many hold, which fails, the page


def test_the_end_tells_what_is_known_to_fail_from_what_is_news() -> None:
    lines = verdict(
        [check(), check(9.0), check(9.0, known=True), check(known=True), check(9.0, judged=False)]
    ).splitlines()
    assert lines[0].startswith("2 of 4")
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "known to fail, the reason stands above",
        "FAILS, and did not before",
    ]


def test_an_unknown_group_is_one_line(tmp_path, monkeypatch, capfd) -> None:
    monkeypatch.chdir(tmp_path)
    codes = []
    cli.main(["validate", "roof"], codes.append)
    out, err = capfd.readouterr()
    assert codes == [2]
    assert err.startswith("group: 'roof'; allowed: room") and err.count("\n") == 1
    assert not out and not list(tmp_path.iterdir())


def test_every_group_is_there() -> None:
    for name in validate.GROUPS:
        assert callable(validate.group(name).checks)
