"""The checks on learning pass; a recording that does not fit is named; what is predicted uses nothing it should not know."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from host_sim import cli
from host_sim.errors import InputError
from host_sim.validate import learning
from host_sim.validate.learning import CLOCK, FLAT, WINDOWS, study
from host_sim.validate.recording import COLUMNS, DAY, load
from host_sim.validate.table import written as figure

FORTNIGHT = learning._DATA / "eplus_prbs_H_chicago_jan.csv"  # 14 days by 5 min


@pytest.mark.parametrize("knows", [WINDOWS, FLAT, CLOCK])
@pytest.mark.parametrize("name", ["heavy", "light"])
def test_checks_pass(name, knows):
    checks = learning.study_checks(name, knows)
    assert sum(check.judged for check in checks) >= 2
    for check in checks:
        missed = f"{check.quantity}: {check.ours} {check.unit}, {check.limit} asked"
        assert check.passed is not False or (check.known and check.note), missed
    assert sum(check.known for check in checks) == ((name, knows) == ("heavy", FLAT))


def test_all_of_them_and_the_plots():
    shares = []
    checks = learning.checks(shares.append)
    assert all(check.passed is not False for check in checks if not check.quantity.startswith(("heavy", "light")))
    assert shares == sorted(shares) and shares[-1] == 1
    assert len({check.quantity for check in checks}) == len(checks)
    for plot in learning.plots():
        assert len(plot.series) >= 3
        for line in plot.series:
            assert len(line.x) == len(line.y) > 0 and np.isfinite(line.y).all()


@pytest.mark.parametrize("knows", [WINDOWS, FLAT, CLOCK])
def test_the_days_held_back_are_not_looked_at(knows):
    """Another room temperature on the days to be predicted changes neither what was learned nor the prediction."""
    plain = load(FORTNIGHT)
    moved = plain.room.copy()
    moved[10 * DAY * 3 :] += 3.0
    one, other = study(plain, knows), study(replace(plain, room=moved), knows)
    assert other.heat_loss == one.heat_loss
    assert np.array_equal(other.predicted, one.predicted)
    assert other.rmse != pytest.approx(one.rmse, rel=0.01)


def test_the_weather_of_those_days_is():
    plain = load(FORTNIGHT)
    colder = plain.outdoor.copy()
    colder[10 * DAY * 3 :] -= 5.0
    change = study(replace(plain, outdoor=colder), WINDOWS).predicted - study(plain, WINDOWS).predicted
    assert -5 < change[-1] < -3


def test_a_longer_recording_needs_nothing_else(tmp_path):
    """Three weeks of the same room, at 15 min: the file alone."""
    lines = (learning._DATA / "eplus_prbs_H_chicago_jan.csv").read_text().splitlines()
    rows = [[float(cell) for cell in line.split(",")] for line in lines[1:]]
    table = np.array(rows).reshape(-1, 3, 7).mean(axis=1)
    table = np.vstack((table, table[: 7 * DAY]))
    table[:, 0] = 900 * (1 + np.arange(len(table)))
    path = tmp_path / "chicago_long.csv"
    path.write_text("\n".join([lines[0], *(",".join(f"{cell:.4f}" for cell in row) for row in table)]))
    recording = load(path)
    assert recording.days == 21 and recording.step == 900
    found = study(recording, WINDOWS, 14)
    assert len(found.predicted) == 7 * DAY and found.nights == 7 * 4 - 4
    # the splice throws the room back to a cold start; days later that is forgotten
    miss = found.predicted - recording.quarters(recording.room)[14 * DAY :]
    assert np.abs(miss[-2 * DAY :]).mean() < 1


def command(capfd, tmp_path, *arguments):
    """Exit code, stdout, stderr of `validate`."""
    codes = []
    cli.main(["validate", "--out", str(tmp_path / "page"), *map(str, arguments)], codes.append)
    out, err = capfd.readouterr()
    return (codes or [0])[0], out, err


def test_a_recording_of_ones_own(tmp_path, capfd):
    """The bundled light room, as a file of somebody: the same figures, in a room that is not known less is judged."""
    known, unknown = tmp_path / "eplus_L_newark.csv", tmp_path / "Hall_newark.csv"
    text = (learning._DATA / "eplus_28_days_L_newark_jan.csv").read_text()
    known.write_bytes(b"\xef\xbb\xbf" + text.encode())  # as some editors leave it
    unknown.write_text(text)
    code, out, _ = command(capfd, tmp_path, "--recording", known, "--learn-days", 14)
    assert code == 0 and "6 of 6 figures" in out
    for check in learning.study_checks("light", WINDOWS):
        assert figure(check) in out
    code, out, _ = command(capfd, tmp_path, "learning", "--recording", unknown, "--learn-days", 12)
    assert "16 days predicted" in out and "of 4 figures" in out
    assert "Hall_newark.csv, no sun sensor" in (tmp_path / "page" / "report.html").read_text()


@pytest.mark.parametrize(
    ("name", "room"),
    [("eplus_prbs_H_chicago_28.csv", "heavy"), ("L-boston.csv", "light"), ("heavy chicago.csv", "heavy"),
     ("chicago_HALL.csv", None), ("boston.csv", None)],
)  # fmt: skip
def test_whose_limits_hold_is_in_the_name(name, room):
    assert learning.envelope(Path("Hot") / name) == room


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("room", "--recording", "x_boston.csv"), "--recording x_boston.csv: is for the group learning only"),
        (("--recording", "gone_boston.csv"), "gone_boston.csv: no such file"),
        (("--recording", learning._DATA / "eplus_prbs_H_chicago_jan.csv", "--learn-days", "14"), "allowed: 2..13"),
        (("--recording", learning._DATA / "eplus_prbs_H_chicago_jan.csv", "--first-day", "13-01"), "'13-01'; allowed"),
        (("--learn-days", "5"), "--learn-days, --first-day: go with --recording"),
    ],
)
def test_a_recording_that_cannot_be_studied_is_one_line(tmp_path, capfd, arguments, says):
    code, out, err = command(capfd, tmp_path, *arguments)
    assert code == 2 and not out and says in err and err.count("\n") == 1
    assert not list(tmp_path.iterdir())


HEAD = ",".join(COLUMNS)


def written(tmp_path, *rows, name="chicago.csv"):
    path = tmp_path / name
    path.write_text("\n".join(rows))
    return path


@pytest.mark.parametrize(
    "rows, says",
    [
        ((), r"line 1: the columns must be t_end_s"),
        (("time,room",), r"line 1: the columns must be"),
        (("# from a run", HEAD, "300,20,0,50,0,0"), r"line 3: 6 values; 7 needed"),
        ((HEAD, "300,20,0,50,0,0,0", "600,warm,0,50,0,0,0"), r"line 3: T_room_C: 'warm'; allowed: -40..100"),
        ((HEAD, "300,20,0,50,nan,0,0"), r"line 2: I_dn_Wm2: 'nan'; allowed: 0..1500"),
        ((HEAD, "300,20,0,50,0,0,99999"), r"line 2: Q_inject_W: '99999'"),
        ((HEAD, "420,20,0,50,0,0,0"), r"line 2: t_end_s: 420; the first must be a step"),
        ((HEAD, "300,20,0,50,0,0,0", "", "900,20,0,50,0,0,0"), r"line 4: t_end_s: 900; .* 600 should come here"),
        ((HEAD, "300,20,0,50,0,0,0"), r"1 rows; three days at least"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_is_named(tmp_path, rows, says):
    path = written(tmp_path, *rows)
    with pytest.raises(InputError, match=says) as error:
        load(path)
    assert str(path) in str(error.value) and "\n" not in str(error.value)


def test_place_and_days_are_asked_for(tmp_path):
    with pytest.raises(InputError, match="place unknown"):
        load(written(tmp_path, HEAD, name="room.csv"))
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "boston.csv")
    with pytest.raises(InputError, match=r"days: 14; allowed: 2\.\.13"):
        study(load(FORTNIGHT), CLOCK, 14)
