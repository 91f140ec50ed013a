"""docs/bench.md has every word of the language, and every example of it can be read."""

import re
import tomllib
from pathlib import Path

import pytest

from host_sim import scenario
from host_sim.scenario.begin import Begin
from host_sim.scenario.condition import QUANTITIES, WORDS
from host_sim.scenario.event import Ask, Event
from host_sim.scenario.expectation import KNOWN, Expectation
from host_sim.scenario.moment import HAPPENINGS
from host_sim.scenario.vocabulary import KINDS

PAGE = (Path(__file__).parents[3] / "docs" / "bench.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
QUOTED = {word.partition(" = ")[0] for word in re.findall(r"`([^`\n]+)`", PAGE)}


def words_of(*models):
    return {field.alias or name for model in models for name, field in model.model_fields.items()}


@pytest.mark.parametrize("word", sorted(words_of(Begin, Event, Ask, Expectation)))
def test_every_key_is_there(word):
    assert word in QUOTED


@pytest.mark.parametrize("word", sorted({*KINDS, *(kind for kinds in KINDS.values() for kind in kinds)}))
def test_every_event_is_there(word):
    assert word in QUOTED


@pytest.mark.parametrize("word", sorted({*QUANTITIES, *HAPPENINGS}))
def test_every_quantity_and_happening_is_there(word):
    assert word in QUOTED


def test_words_for_numbers_and_marks_are_there():
    assert {word for word in WORDS if word not in ("heat", "cool", "auto", "dry", "fan")} <= QUOTED
    assert all(f'known = "{mark}"' in PAGE for mark in KNOWN)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_can_be_read(number, tmp_path):
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLES[number], encoding="utf-8")
    case = scenario.load(str(path))
    raw = tomllib.loads(EXAMPLES[number])
    assert len(case.event) == len(raw.get("event", [])) and len(case.claims) == len(raw.get("expect", []))
    assert case.hours == raw["hours"]
