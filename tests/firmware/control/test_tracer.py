"""The tracer of 30 bits sees what it should."""

import pytest

from tests.firmware.control.tracer import Small


@pytest.mark.cpython("integers of MicroPython cannot be watched")
def test_the_tracer_notices():
    with pytest.raises(AssertionError, match="leaves 30 bits"):
        Small(1 << 20) * 1024
    assert type(5 - Small(3)) is Small
