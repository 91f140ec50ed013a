"""The list of events: sorted, capped where it is long, honest about what it leaves out."""

from datetime import datetime

import numpy as np

from host_sim.kpi import NAMES, RELATIVE
from host_sim.report.events import MOST, Entry, entries, listed
from host_sim.report.sentences import _SUBJECTS, _UNITS
from host_sim.trace import Trace

BEGIN = datetime(2018, 2, 15)
TRACE = Trace(np.array([7200.0]), {}, [(60.0, "start"), (660.0, "stop"), (700.0, "trip"), (900.0, "aux_on")])


def note(time, normal=True, text="a <b> & c"):
    return {"time_s": time, "code": 1, "text": text, "normal": normal}


def test_journal_and_machine_stand_in_the_order_of_time():
    made, left_out = entries(TRACE, [note(650, False), note(10)])
    assert left_out == 0
    assert [(e.time, e.kind) for e in made] == [
        (10, "normal"), (60, "machine"), (650, "odd"), (700, "machine"), (900, "machine"),
    ]  # fmt: skip
    assert made[1].text == "Compressor on for 10 min." and made[-1].text == "Backup heater on for 1 h 45 min."


def test_of_a_long_journal_stays_what_matters():
    journal = [note(k) for k in range(2 * MOST)] + [note(5000 + k, False) for k in range(10)]
    made, left_out = entries(TRACE, journal)
    assert sum(e.kind == "odd" for e in made) == 10 and sum(e.kind == "normal" for e in made) == MOST - 10
    assert left_out == MOST + 10
    usual = [e.time for e in made if e.kind == "normal"]
    assert (
        usual[0] == 0 and usual[-1] > 2 * MOST - 5 and max(b - a for a, b in zip(usual, usual[1:], strict=False)) <= 3
    )


def test_entries_are_buttons_at_their_time_with_words_escaped():
    made, _ = entries(TRACE, [note(3600)], "second: ")
    text = listed(made, BEGIN, 3)
    assert "data-time='3600'" in text and "Thu 15 Feb 01:00" in text
    assert "second: a &lt;b&gt; &amp; c" in text and "3 more are left out" in text
    assert "value='odd'" not in text and "data-which='journal'" in text
    assert "value='odd'" in listed([Entry(1, "odd", "x")], BEGIN) and listed([], BEGIN) == ""


def test_every_figure_that_can_be_limited_has_its_words():
    assert set(_SUBJECTS) == {*NAMES, *RELATIVE} == set(_SUBJECTS) & set(_UNITS)
