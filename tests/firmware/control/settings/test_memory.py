"""What survives a reboot comes back as it was, or is refused as a whole."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balancepoint.control.settings.memory import Memory
from balancepoint.control.settings.memory_table import TABLE

NAMES = [row[0] for row in TABLE]
rows = pytest.mark.parametrize("name, default, low, high", TABLE, ids=NAMES)


def refused(data):
    with pytest.raises(ValueError) as caught:
        Memory.from_dict(data)
    message = str(caught.value)
    assert message.startswith("memory") and "\n" not in message
    return message


def test_new_memory_is_valid():
    assert Memory.from_dict(Memory().to_dict()).to_dict() == Memory().to_dict()


within = st.fixed_dictionaries(
    {
        name: st.one_of(st.none(), st.integers(low, high)) if default is None else st.integers(low, high)
        for name, default, low, high in TABLE
    }
)


@given(within)
def test_round_trip_through_json(values):
    memory = Memory()
    for name, value in values.items():
        setattr(memory, name, value)
    again = Memory.from_dict(json.loads(json.dumps(memory.to_dict())))
    assert again.to_dict() == memory.to_dict()
    assert {name: getattr(again, name) for name in NAMES} == values


@rows
@pytest.mark.parametrize("wrong", ("low", "high", 1.5, math.nan, "7", True, [1]))
def test_one_damaged_value_refuses_the_whole(name, default, low, high, wrong):
    value = {"low": low - 1, "high": high + 1}.get(wrong, wrong) if isinstance(wrong, str) else wrong
    message = refused(dict(Memory().to_dict(), **{name: value}))
    assert name in message and str(value) in message and str(low) in message and str(high) in message


@rows
def test_nothing_is_not_a_value_unless_it_may_be_unknown(name, default, low, high):
    data = dict(Memory().to_dict(), **{name: None})
    if default is None:
        assert getattr(Memory.from_dict(data), name) is None
    else:
        assert name in refused(data)


@rows
def test_a_missing_value_takes_its_default(name, default, low, high):
    data = Memory().to_dict()
    del data[name]
    assert getattr(Memory.from_dict(data), name) == default


@pytest.mark.parametrize("version", (None, 0, 2, "1"))
def test_another_version_is_refused(version):
    assert "version" in refused(dict(Memory().to_dict(), version=version))


@pytest.mark.parametrize("data", (None, [], "", 5, {}))
def test_no_memory_at_all_is_refused(data):
    refused(data)


def test_unknown_value_is_named():
    assert "heat_los" in refused(dict(Memory().to_dict(), heat_los=5))
