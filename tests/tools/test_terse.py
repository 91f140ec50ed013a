"""What takes fewer bytes gives the same value of the same type."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from tools.program import Program
from tools.terse import terse

PATH = "balancepoint/control/core.py"
values = st.one_of(st.integers(-3, 3), st.none(), st.booleans(), st.sampled_from(["", "a"]))


def shortened(text):
    program = Program({PATH: text})
    terse(program)
    return ast.unparse(program.trees[PATH])


def test_comparisons_are_numbers():
    assert shortened("a = 1 if b < c else 0") == "a = +(b < c)"
    assert shortened("a = 0 if b < c or not d else 1") == "a = +(not (b < c or not d))"
    assert shortened("a = 1 if b else 0") == "a = +(not not b)"
    assert shortened("a = 1 if 0 <= b < c else 0") == "a = +(0 <= b and b < c)"


def test_what_would_not_be_the_same_stays():
    for text in (
        "a = 1 if b else 2",
        "a = True if b else False",
        "a = 1.0 if b else 0.0",
        "a = 0 <= f() < 3",
        "a = 0 < b < c < d",
    ):
        assert shortened(text) == text


@given(b=values, c=st.integers(-3, 3), d=values)
def test_the_value_is_the_same(b, c, d):
    for expression in (
        "1 if b else 0",
        "0 if b else 1",
        "1 if b == d or not c else 0",
        "-1 <= c < 2",
        "1 if 0 < c <= 2 else 0",
    ):
        old = eval(expression, {"b": b, "c": c, "d": d})
        new = eval(shortened(expression), {"b": b, "c": c, "d": d})
        assert (type(new), new) == (type(old), old)
