"""A case by hand: keys begin and end what they stand for, the plot is drawn, and what was done becomes a case."""

import pytest

from host_sim import cli, experiment, scenario
from host_sim.bench.live import END, PALETTE, Live, Stopped
from host_sim.experiment import CORE, Place
from host_sim.virtual_units.runs import execute, led_over

TEXT = """
source = "made up for the test"
hours = 1
climate = { temperature = -2.0, humidity = 0.9 }

[request]
mode = "heat"

[[expect]]
never = "room > 40"
"""


class Script:
    """Keys at their ticks."""

    def __init__(self, keys):
        self.keys = keys
        self.tick = -1

    def pressed(self):
        self.tick += 1
        return self.keys.get(self.tick, "")


def played(tmp_path, keys, text=TEXT):
    path = tmp_path / "case.toml"
    path.write_text(text)
    case = scenario.load(str(path))
    drawn = []
    live = Live(case, Script(keys), drawn.append)
    place = Place(unit=led_over(case.link), watch=live.look)
    result = execute(live.case, experiment.prepare(case), CORE, place=place)
    return live, result, drawn


def test_a_key_begins_and_ends(tmp_path):
    live, result, drawn = played(tmp_path, {60: "t", 120: "t", 180: "x+"})
    assert [(name.partition(" (")[0], a, b) for name, a, b in result.happened] == [
        ("unit trip 5", 600.0, 1200.0), ("wish console", 1800.0, 1800.0),
    ]  # fmt: skip
    assert len(drawn) == 60 and any("unit trip 5.0" in line and "goes on" in line for line in drawn[15])
    assert all(len(line) < 120 for line in drawn[-1])


@pytest.mark.parametrize("link", ["cn105", "modbus"])
def test_a_unit_on_a_wire_too(tmp_path, link):
    text = TEXT.replace("hours = 1", f'hours = 1\nlink = "{link}"')
    _, result, drawn = played(tmp_path, {60: "t", 120: "t"}, text)
    assert [(a, b) for _, a, b in result.happened] == [(600.0, 1200.0)] and len(drawn) == 60


def test_what_was_done_becomes_a_case_that_does_the_same(tmp_path):
    live, by_hand, _ = played(tmp_path, {30: "w", 90: "w", 100: "c", 150: "0", 200: "1", 210: "p", 215: "p"})
    written = live.recorded(TEXT)
    again, result, _ = played(tmp_path, {}, written)
    assert [event.what for event in again.case.event[:5]] == ["window", "outdoor_coil", "wish", "wish", "mains"]
    assert [(a, b) for _, a, b in result.happened] == [(a, b) for _, a, b in by_hand.happened]
    assert result.trace["room"].tolist() == by_hand.trace["room"].tolist()


@pytest.mark.parametrize("key", PALETTE)
def test_every_key_can_be_written_down(tmp_path, key):
    live = Live(scenario.build({"hours": 1}, "x"), Script({}), lambda lines: None)
    live._done = [(key, 600, 1200 if PALETTE[key]["what"] not in ("wish", "board", "coil") else None)]
    path = tmp_path / "made.toml"
    path.write_text(live.recorded(TEXT))
    (event,) = scenario.load(str(path)).event
    assert (event.what, event.kind, event.moment.clock) == (PALETTE[key]["what"], PALETTE[key]["kind"], 600)


def test_it_ends_when_somebody_has_seen_enough(tmp_path):
    with pytest.raises(Stopped):
        played(tmp_path, {10: END})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["machine/lease", "--live"], "--live: needs a terminal"),
        (["defrost", "--live"], "--live: one case"),
        (["machine/lease", "--record", "x.toml"], "--record x.toml: goes with --live"),
    ],
)
def test_what_cannot_be_is_told(options, told, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    codes = []
    cli.main(["bench", *options], codes.append)
    assert codes == [2] and told in capsys.readouterr().err
