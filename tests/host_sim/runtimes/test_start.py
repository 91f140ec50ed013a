"""A start's use of the heap, step by step, as the VM tells it."""

from host_sim.runtimes import start
from host_sim.runtimes.budget import limit


def test_blocks_are_read_off_the_map_of_the_heap():
    layout = "GC: total: 64000\n00000000: MDMLMhh=hh==\n00000400: ==..h=.\n       (9 lines all free)\n00000c00: =h\n"
    assert start.blocks(layout)[:3] == [5 * 16, 2 * 16, 2 * 16]


def test_the_large_blocks_come_with_the_core_and_none_is_larger_after_it():
    steps = list(start.steps("esp32_devkitc"))
    assert [step.name for step in steps][-6:] == ["core", "drivers", "history", "memory", "controller", "given back"]
    at_core = next(step for step in steps if step.name == "core")
    assert at_core.kept > 40_000
    for step in steps:
        assert step.largest <= at_core.largest <= limit("block"), step
        assert limit("start") >= step.most >= step.kept > 0, step
    assert steps[-1].kept < steps[-2].kept - 5_000, "what only builds goes"
