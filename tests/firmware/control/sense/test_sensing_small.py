"""Every intermediate of sensing is a small integer of MicroPython, and its tick builds nothing on the heap."""

import ast
import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balancepoint.control.quantity import UNKNOWN
from balancepoint.control.sense import channel, indoors, outdoors, phase, room_filter, sensing, voices, words
from tests.firmware.control.sense.test_sensing import Bench, play, tick


class Small(int):
    """An int that stays a small integer of MicroPython on a 32-bit chip, and says so if not."""


def _bounded(name):
    plain = getattr(int, name)

    def operation(*operands):
        result = plain(*operands)
        if result is NotImplemented:
            return result
        assert -(1 << 29) < result < 1 << 29, (name, operands, result)
        return Small(result)

    return operation


for _name in ("add", "sub", "mul", "floordiv", "mod", "lshift", "rshift", "and", "or", "xor"):
    for _prefix in ("__", "__r"):
        setattr(Small, _prefix + _name + "__", _bounded(_prefix + _name + "__"))
for _name in ("__neg__", "__invert__", "__abs__"):
    setattr(Small, _name, _bounded(_name))


def small(value):
    return Small(value) if type(value) in (int, bool) else value


def test_the_tracer_sees_a_large_intermediate():
    with pytest.raises(AssertionError):
        Small(1 << 20) * 600


@pytest.mark.parametrize("room_filter", [10, 120, 900])
@given(ticks=st.lists(tick, min_size=1, max_size=12))
@settings(max_examples=40)
def test_every_intermediate_is_a_small_integer(room_filter, ticks):
    bench = Bench(
        rooms=4,
        room_filter=Small(room_filter),
        interval=(Small(7200),),
        return_offset_running=Small(300),
        return_offset_off=Small(-300),
        coil_approach=Small(1500),
    )
    channel.int = outdoors.int = Small  # `type(value) is int` then accepts the tracer alone
    try:
        seen = 0
        for s in play(bench, ticks, small):
            seen += type(s.room) is Small
        assert bench.now < 3600 or seen or s.room == UNKNOWN
    finally:
        del channel.int, outdoors.int


def test_extreme_swings_stay_small():
    bench = Bench(dt=60, room_filter=Small(900), coil_approach=Small(1500))
    channel.int = outdoors.int = Small
    traced = 0
    try:
        for hour in range(24 * 4):
            hot = hour & 1
            base = 4990 if hot else -1000
            bench.expected = small(1 << 20 if hot else -(1 << 20))
            bench.running = bench.heating = small(hot)
            coil = small(9000 if hot else -4000)
            s = bench.run(
                3600,
                rooms=[(lambda now, base=base: small(base + now // 60 % 2 * 10)) if hour % 5 else None],
                return_air=small(-1000 if hot else 5000),
                outdoor=small(6000 if hot else -4500) if hour % 3 else None,
                outdoor_coil=coil,
                indoor_coil=coil,
                discharge=small(13000 if hot else -4000),
                humidity=small(1000 * hot),
            )
            traced += type(s.room) is Small and type(s.outdoor) is Small and type(s.slope) is Small
    finally:
        del channel.int, outdoors.int
    assert traced > 50


ALLOCATES = (
    ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.Lambda, ast.JoinedStr,
    ast.Starred, ast.Div, ast.FunctionDef, ast.Tuple, ast.Yield,
)  # fmt: skip


def test_the_tick_builds_nothing_on_the_heap():
    for module in (channel, indoors, outdoors, phase, room_filter, sensing, voices, words):
        for holder in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(holder, ast.ClassDef):
                for method in holder.body:
                    if isinstance(method, ast.FunctionDef) and method.name != "__init__":
                        for node in ast.walk(method):
                            assert node is method or not isinstance(node, ALLOCATES), (method.name, ast.dump(node))
                            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
