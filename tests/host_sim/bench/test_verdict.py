"""Each verb holds where it should and fails where it should, at the right moment."""

import numpy as np
import pytest

from host_sim.bench.verdict import judge
from host_sim.inputs import checked
from host_sim.scenario.expectation import Expectation
from host_sim.scenario.moment import Happening

DT = 10


class Told:
    """A timeline of ten minutes: the room falls from 21 by 0.1 K a step, the backup is on from 200 to 400 s, 3.6 kW."""

    dt = DT
    journal = [(120.0, "Sensor: room 1 says nothing."), (430.0, "Defrosting: the frost.")]
    times = {"start": [50.0, 150.0, 250.0, 590.0], "the cut": [100.0], "the cut end": [300.0], "defrost": [210.0]}

    def columns(self):
        steps = np.arange(60)
        on = (steps >= 20) & (steps < 40)
        return {
            "room": 21.0 - 0.1 * steps,
            "command.backup": on.astype(float),
            "energy.backup": np.cumsum(on) * 0.01,
            "told.room": np.where(steps < 30, 20.0, np.nan),
        }

    def occasions(self, happening, columns):
        if happening.kind == "says":
            return [at for at, text in self.journal if happening.what.lower() in text.lower()]
        return self.times.get(str(happening), [])


def verdict(**written):
    claim = checked(Expectation, {key.rstrip("_"): value for key, value in written.items()})
    return judge([claim], Told(), {"starts": 4, "energy_kWh": {"aux": 1.5}}, [], [])[2]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ({"always": "room > 20.45"}, 60.0),
        ({"always": "room > 15"}, True),
        ({"always": "room > 20", "until": "00:01:00"}, True),
        ({"always": "command.backup = 0", "from": "the cut end"}, 300.0),
        ({"always": "energy.backup < 0.15", "from": "00:05"}, True),
        ({"always": "energy.backup < 0.15"}, 340.0),
        ({"never": "room < 20.05"}, 100.0),
        ({"never": "room < 15"}, True),
        ({"never": "command.backup > 0", "lasts": "3 min"}, 380.0),
        ({"never": "command.backup > 0", "lasts": "4 min"}, True),
        ({"never": "start", "from": "00:03"}, 250.0),
        ({"never": "start", "from": "00:05", "until": "00:09"}, True),
        ({"never": "says electrician"}, True),
        ({"see": "command.backup > 0"}, True),
        ({"see": "command.backup > 0", "within": "100 s", "after": "the cut"}, True),
        ({"see": "command.backup > 0", "within": "90 s", "after": "the cut"}, 190.0),
        ({"see": "says sensor: ROOM 1", "within": "30 s", "after": "the cut"}, True),
        ({"see": "start", "within": "60 s", "after": "each start + 1 s"}, 111.0),
        ({"see": "says Sensor", "before": "defrost"}, True),
        ({"see": "says Defrosting", "before": "defrost"}, 210.0),
        ({"see": "says Defrosting", "before": "boot"}, True),
        ({"see": "boot"}, 600.0),
        ({"count": "start", "at_most": 4}, True),
        ({"count": "start", "at_most": 3}, 590.0),
        ({"count": "start", "at_least": 5}, 600.0),
        ({"count": "start", "at_most": 3, "per": "201 s"}, True),
        ({"count": "start", "at_most": 2, "per": "201 s"}, 250.0),
        ({"count": "command.backup > 0", "at_most": 1}, True),
        ({"each": "command.backup > 0", "at_least": "200 s"}, True),
        ({"each": "command.backup > 0", "at_least": "210 s"}, 400.0),
        ({"each": "command.backup > 0", "at_most": "190 s"}, 390.0),
        ({"each": "command.backup = 0", "at_least": "300 s"}, True),  # both are cut off by the run
        ({"mean": "room", "at_least": 18.0, "at_most": 18.1}, True),
        ({"mean": "room", "at_least": 19.0}, 0.0),
        ({"figure": "energy_kWh.aux", "is": "<= 1.5"}, True),
        ({"figure": "starts", "is": "< 4"}, None),
        ({"always": "room > 18", "from": "boot"}, None),
        ({"always": "told.room = 20", "until": "00:05"}, True),
        ({"always": "told.room = 20"}, 300.0),
    ],
)
def test_verbs(written, at):
    found = verdict(**written)
    assert (found.holds, found.at) == ((True, None) if at is True else (False, at)), found
    assert found.word == ("holds" if at is True else "fails")


def test_what_never_came_fails_and_says_so():
    assert verdict(always="room > 0", from_="defrost 2").found == "'defrost 2' did not come"


def test_what_is_marked_fails_without_harm_and_must_be_unmarked_when_it_holds():
    marked = {"known": "trust", "today": "16 °C"}
    bad, good = verdict(always="room > 20", **marked), verdict(always="room > 10", **marked)
    assert (bad.word, bad.fine, good.word, good.fine) == ("known", True, "mended", False)


def test_events_and_interlocks_count_without_being_asked_for():
    events, interlocks = judge([], Told(), {}, ["340 s: interlock 2: too soon"], ["window open (defrost 9)"])
    assert not events.holds and "defrost 9" in events.found
    assert (interlocks.holds, interlocks.at) == (False, 340.0)


def test_a_happening_reads_as_it_is_written():
    for text in ("defrost end", "says Sensor: room", "when room < 5", "the cut", "the cut end"):
        assert str(Happening.parse(text)) == text
