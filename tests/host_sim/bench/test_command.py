"""`balancepoint bench`: table, JUnit XML, page, exit code; what is wrong is told with its line."""

from xml.etree import ElementTree as xml

import pytest

from host_sim import cli

CASE = """
description = "an hour in the cold"
source = "made up for the test"
hours = 1
climate = { temperature = -5.0, humidity = 0.6 }

[request]
mode = "heat"
heat_setpoint = 21.0

[[event]]
name = "trip"
at = "start + 5 min"
what = "unit"
kind = "trip"
value = 5
lasts = "2 min"

[[expect]]
see = "command.speed = 0"
within = "10 s"
after = "the trip + 10 s"

[[expect]]
never = "room > BOUND"
"""


@pytest.fixture
def bench(tmp_path, monkeypatch, capsys):
    """bench(files, *options): exit code, output, error output."""
    monkeypatch.chdir(tmp_path)

    def bench(files, *options):
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        codes = []
        cli.main(["bench", *files, "--jobs", "1", *options], codes.append)
        out, err = capsys.readouterr()
        return (codes or [0])[0], out, err

    return bench


def test_good_and_bad_cases(bench, tmp_path):
    code, out, _ = bench(
        {"good.toml": CASE.replace("BOUND", "30"), "bad.toml": CASE.replace("BOUND", "10")}, "--junit", "a.xml"
    )
    assert code == 1 and "2 cases: 1 passed, 1 failed" in out
    assert "never room > 10: fails at 1 00:00:00" in out
    suite = xml.parse(tmp_path / "a.xml").getroot().find("testsuite")
    assert suite.attrib["tests"] == "2" and suite.attrib["failures"] == "1"
    assert suite.find("testcase[@name='bad']/failure").attrib["message"].startswith("never room > 10: fails")
    page = (tmp_path / "out" / "bench.html").read_text()
    assert page.count("<svg") == 2 and "never room &gt; 10" in page and len(page) < 80_000


def test_a_marked_case_fails_without_harm_until_it_holds(bench, tmp_path):
    mark = 'known = "trust"\ntoday = "20 °C"\n'
    code, out, _ = bench({"red.toml": CASE.replace("BOUND", "10") + mark}, "--junit", "a.xml")
    assert code == 0 and "1 known to fail" in out
    assert xml.parse(tmp_path / "a.xml").getroot().find(".//skipped") is not None
    code, out, _ = bench({"mended.toml": CASE.replace("BOUND", "30") + mark})
    assert code == 1 and "1 marked, but hold" in out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "trip"', 'kind = "explodes"', "case.toml:15: event.0.kind = 'explodes': unit can be trip, silent"),
        ("value = 5", "value = 99999", "case.toml:16: event.0.value = 99999: allowed is 1 to 65534 code"),
        ('lasts = "2 min"', 'lasts = "2"', "case.toml:17: event.0.lasts = '2': allowed is a number with"),
        ('lasts = "2 min"', 'last = "2 min"', "case.toml:17: event.0.last: no such key; did you mean 'lasts'?"),
        (
            '"start + 5 min"',
            '"strat + 5 min"',
            "case.toml:13: event.0.at = 'strat + 5 min': nothing called 'strat' happens",
        ),
        (
            '"the trip + 10 s"',
            '"the tripp + 10 s"',
            "case.toml:22: expect.0.after = 'the tripp + 10 s': no event is named 'tripp'",
        ),
        (
            "room > BOUND",
            "rom > 3",
            "case.toml:25: expect.1.never = 'rom > 3': 'rom': no such quantity; did you mean 'room'?",
        ),
        ('source = "made up for the test"\n', "", "source: is missing"),
        (
            'lasts = "2 min"',
            'lasts = "2 s"',
            "case.toml:17: event.0.lasts = '2 s': shorter than the steps of 10 s; write step = 1",
        ),
        ("hours = 1", "hours = 0", "case.toml:4: hours = 0: allowed is 1 to 8760 h"),
        ('within = "10 s"', 'per = "10 s"', "case.toml:21: expect.0.per: does not go with `see`"),
    ],
)
def test_a_wrong_file_is_told_in_one_line(bench, old, new, told):
    code, out, err = bench({"case.toml": CASE.replace(old, new).replace("BOUND", "30")})
    assert code == 2 and out == "" and err.count("\n") == 1
    assert told in err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--runtime", "pypy"], "--runtime pypy: allowed are cpython, micropython, board"),
        (["--runtime", "board"], "--port is missing"),
        (["--port", "/dev/x"], "only --runtime board has a port"),
        (["--runtime", "micropython", "--unit", "cn105"], "with --unit the core runs on cpython only"),
        (["--unit", "xyz"], "xyz"),
        (["--speed", "fast"], "--speed 'fast': must be a number"),
        (["--jobs", "0"], "--jobs '0': must be a whole number"),
    ],
)
def test_wrong_options_are_told(bench, options, told):
    code, _, err = bench({"case.toml": CASE}, *options)
    assert code == 2 and told in err and err.count("\n") == 1


def test_they_are_listed(bench):
    code, out, _ = bench({}, "defrost", "--list")
    assert code == 0 and "defrost/dry_cold" in out and "-12 °C and dry" in out


def test_a_pace_is_kept(bench, monkeypatch):
    slept = []
    monkeypatch.setattr("host_sim.experiment.time.sleep", slept.append)
    bench({"case.toml": CASE.replace("BOUND", "30")}, "--speed", "3600")
    assert 0.5 < sum(slept) < 1.1 * 360
