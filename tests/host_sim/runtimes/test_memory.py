"""The heap that the core takes: measured rightly, and within its limit."""

import pytest

from host_sim.runtimes import memory
from host_sim.runtimes.budget import limit


def test_the_core_stays_within_its_limit():
    imported, built = memory.core()
    assert imported > 10_000, "the core was imported"
    assert built > 3_000, "a controller was built"
    assert imported + built <= limit()


def test_bytes_are_those_of_a_board():
    """Reference figures of an ESP32 with MicroPython 1.24: blocks of 16 bytes, words of 32 bits."""
    taken = memory.measure(
        {"made.py": b"many = [bytes(1600) for _ in range(10)]\n"},
        {
            "modules": "import json\nimport made",
            "kilobytes": "a = bytearray(4000)",
            "json": """b = json.loads('{"a": 1}')""",
        },
    )
    assert 16_000 + 10 * 16 <= taken["modules"] <= 17_500
    assert 4000 <= taken["kilobytes"] <= 4200


def test_what_is_thrown_away_does_not_count():
    taken = memory.measure({}, {"first": "x = 0", "rubbish": "for k in range(100): x = bytes(1000)\nx = 0"})
    assert taken["rubbish"] < 500


def test_the_compiler_names_the_file(tmp_path):
    (tmp_path / "wrong.py").write_text("def f(:\n")
    with pytest.raises(ValueError, match=r"^wrong\.py: SyntaxError"):
        memory.compiled(tmp_path)
