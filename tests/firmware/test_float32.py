"""The board's floats on the laptop, against NumPy's binary32."""

import math
import operator
import struct
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.firmware.float32 import F32, math32, single

numbers = st.floats(width=32)
OPERATIONS = (operator.add, operator.sub, operator.mul, operator.truediv)


def bits(value):
    return "nan" if math.isnan(value) else struct.pack("<f", value)


@pytest.mark.parametrize("operation", OPERATIONS)
@given(numbers, numbers)
def test_arithmetic_is_that_of_binary32(operation, x, y):
    if operation is operator.truediv and y == 0:
        with pytest.raises(ZeroDivisionError):
            operation(F32(x), F32(y))
        return
    with np.errstate(all="ignore"):
        expected = operation(np.float32(x), np.float32(y))
    got = operation(F32(x), F32(y))
    assert type(got) is F32
    assert bits(got) == bits(expected)


@pytest.mark.parametrize("operation", (operator.floordiv, operator.mod))
@given(st.floats(-1e6, 1e6, width=32), st.floats(-1e3, 1e3, width=32).filter(lambda y: abs(y) > 1e-3))
def test_whole_quotient_and_rest(operation, x, y):
    assert bits(operation(F32(x), F32(y))) == bits(operation(np.float32(x), np.float32(y)))


@pytest.mark.parametrize("operation", OPERATIONS)
@given(x=numbers, y=st.floats(allow_nan=False), whole=st.integers(1, 1 << 30))
def test_a_literal_or_an_integer_is_rounded_first(operation, x, y, whole):
    for other in (y, whole):
        for first, second in ((F32(x), other), (other, F32(x))):
            if operation is operator.truediv and F32(second) == 0:
                continue
            assert bits(operation(first, second)) == bits(operation(F32(first), F32(second)))


@given(numbers, numbers)
def test_comparisons(x, y):
    for operation in (operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge):
        assert operation(F32(x), F32(y)) == operation(np.float32(x), np.float32(y))


def test_what_the_chip_does():
    """Observed on ESP32 firmware (MicroPython 1.24)."""
    assert F32(0.1) == 0.1, "the literal is binary32 too"
    assert F32(16777216.0) + 1.0 == 16777216
    assert F32(16777216.0) == 16777217, "an integer is rounded when compared"
    assert F32(700e6) + 1.0 == 700e6
    assert F32(1e38) * 100 == math.inf
    assert F32(-1e39) == -math.inf
    mean = F32(20.0)
    for _ in range(259_200):
        mean = mean + 1e-4 * (20.004 - mean)
    assert mean < 20.001, "an average with a small weight stalls"


@given(st.floats(2**-100, 2**100, width=32))
def test_functions_of_math_to_the_last_bit_but_one(x):
    assert bits(math32.sqrt(F32(x))) == bits(np.sqrt(np.float32(x)))
    expected = np.log(np.float32(x))
    assert abs(math32.log(F32(x)) - float(expected)) <= np.spacing(np.abs(expected))


def test_signs_and_rounding():
    assert type(-F32(0.1)) is type(abs(F32(-0.1))) is F32
    assert struct.pack("<f", -F32(0.0)) == struct.pack("<f", -0.0)
    assert struct.pack("<d", float(F32(-0.0))) == struct.pack("<d", -0.0)
    assert round(F32(2.5)) == 2 and type(round(F32(2.5))) is int
    assert int(F32(-2.7)) == -2
    assert {F32(0.5): 1}[0.5] == 1


SOURCE = """
import math
import array, math as m
from math import log as ln

HALF = 1 / 2
SMALL = 1e-4


def convert(count, scale=0.1):
    value = count / 3 * scale
    value /= 7
    return value + float("1.1") ** 2 + ln(2) + m.exp(1) + math.pi, 2 ** 3, HALF, "{}".format(count)
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "sensor_under_test.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield single("sensor_under_test")
    assert "sensor_under_test" not in sys.modules, "a copy, not the module that everybody imports"


def test_a_module_in_single_precision(module):
    f = np.float32
    value, power, half, text = module.convert(10)
    expected = f(10) / f(3) * f(0.1)
    expected = expected / f(7)
    expected = expected + f(math.pow(f(1.1), 2)) + f(math.log(2)) + f(math.e) + f(math.pi)
    assert type(value) is F32 and bits(value) == bits(expected)
    assert type(power) is int and power == 8
    assert type(half) is F32 and half == 0.5
    assert text == "10"
    assert type(module.SMALL) is F32
