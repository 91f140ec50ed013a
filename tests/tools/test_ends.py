"""A body without its returns ends as it did with them."""

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.ends import DoesNotGo, ended

BODIES = (
    "return x",
    "y = x",
    "if x > 1:\n    return 1\nreturn 0",
    "if x > 1:\n    if x > 2:\n        return 3\n    x = 0\nreturn x",
    "if x > 1:\n    x += 1\nelse:\n    return 5\nif x > 3:\n    return x",
    "while x > 0:\n    x -= 2\nif x < 0:\n    raise ValueError\nreturn 4",
)


def set_found(value):
    return [ast.Assign([ast.Name("found", ast.Store())], value or ast.Constant(None))]


def result(body, x, end):
    text = f"def f(x):\n{textwrap.indent(body, '    ')}\n    {end}\n"
    space = {}
    exec(text, space)
    try:
        return space["f"](x)
    except ValueError:
        return "ValueError"


@given(body=st.sampled_from(BODIES), x=st.integers(-2, 6))
def test_the_result_is_the_same(body, x):
    new = ast.Module(ended(ast.parse(body).body, set_found), [])
    text = ast.unparse(ast.fix_missing_locations(new))
    assert "return" not in text
    assert result(text, x, "return found") == result(body, x, "return None")


def test_what_returns_from_within_a_loop_does_not_go():
    body = ast.parse("for k in x:\n    return k\nreturn 0").body
    with pytest.raises(DoesNotGo):
        ended(body, set_found)
    new = ast.fix_missing_locations(ast.Module(ended(body, set_found, may_return=True), []))
    assert ast.unparse(new).count("return\n") == 1, "where nothing comes after it, it may"
