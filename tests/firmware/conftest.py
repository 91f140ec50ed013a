"""The tests of the control core run on the compiled core, too, where there is a build of it; these need the source's own Python."""

from pathlib import Path

import pytest

from tests.compiled.collect import entered_for, on_the_compiled_core_too

pytest_collect_file = on_the_compiled_core_too(Path(__file__).with_name("control"), {})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    with entered_for(item):
        return (yield)
