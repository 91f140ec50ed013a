"""A text is refused exactly where it stops being JSON; CPython's reader is the judge."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.services.json_place import place


@pytest.mark.parametrize(
    "text, found",
    (
        ('{"a": 1,}', (1, 9, "a name in double quotes")),
        ("{'a': 1}", (1, 2, "a name in double quotes")),
        ('{"a": 1\n "b": 2}', (2, 2, "a comma or }")),
        ('{\n  "a" 1\n}', (2, 7, "a colon")),
        ('{"a": [1, 2}', (1, 12, "a comma or ]")),
        ('{"a": 21 °C}', (1, 10, "a comma or }")),
        ('{"°C °C": x}', (1, 11, "a text in double quotes, a number, true or false")),
        ('{"a": True}', (1, 7, "a text in double quotes, a number, true or false")),
        ('{"a": 007}', (1, 7, "a text in double quotes, a number, true or false")),
        ('{"a": .5}', (1, 7, "a text in double quotes, a number, true or false")),
        ('{"a": // b\n 1}', (1, 7, "a text in double quotes, a number, true or false")),
        ('{"a": "b\n}', (1, 7, "a text with quotes at both ends")),
        ('{"a": "b', (1, 7, "a text with quotes at both ends")),
        ('{"a": "\\x"}', (1, 8, 'a double \\ or \\"')),
        ('{"a": 1', (1, 8, "a comma or }")),
        ("", (1, 1, "a text in double quotes, a number, true or false")),
        ("{} {}", (1, 4, "nothing more")),
        ("[" * 99, (1, 21, "less nesting")),
        ('{"a": [1, -2.5e3, "b\\"c\\u00b0", null, true, {}, []]}\n', None),
    ),
)
def test_the_place_and_what_belongs_there(text, found):
    assert place(text) == found


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def wrong(text):
    """Where CPython stops, None if it does not."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error
    return None


@settings(max_examples=100)
@given(values, st.booleans(), st.sampled_from((None, 1)))
def test_what_is_json_has_no_such_place(value, ascii_only, indent):
    assert place(json.dumps(value, ensure_ascii=ascii_only, indent=indent)) is None


@settings(max_examples=200)
@given(
    values, st.integers(0, 60), st.integers(0, 3), st.sampled_from(("", ",", '"', "}", "[", "\n", "x", "1", ":", "°"))
)
def test_a_slip_is_found_where_cpython_finds_it(value, at, removed, put):
    text = json.dumps(value, ensure_ascii=False, indent=1)
    text = text[:at] + put + text[at + removed :]
    judge = wrong(text)
    found = place(text)
    assert (found is None) == (judge is None), (text, found, judge)
    if judge:
        # The same line, or an unfinished text, which it tells where that begins or breaks.
        assert abs(found[0] - judge.lineno) <= 1, (text, found, judge)
