"""An errand notes and takes out by the hooks that it was given, whatever happens in its block."""

import pytest

from balancepoint.control.errand import Errand


class Hooks:
    def __init__(self, errand):
        self.said = []
        errand.begin = self.begin
        errand.end = self.said.append

    def begin(self):
        self.said.append("begin")
        return len(self.said)


def test_without_hooks_nothing_happens():
    with Errand():
        pass


def test_blocks_within_blocks_end_with_their_own_note():
    errand = Errand()
    hooks = Hooks(errand)
    with errand:
        with errand:
            pass
        with errand:
            pass
    assert hooks.said == ["begin", "begin", 2, "begin", 4, 1]


def test_a_block_that_fails_ends_too_and_fails_on():
    errand = Errand()
    hooks = Hooks(errand)
    with pytest.raises(MemoryError), errand:
        raise MemoryError
    assert hooks.said == ["begin", 1]
