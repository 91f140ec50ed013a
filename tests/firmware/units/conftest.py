"""The tests of a protocol, one folder each, run under CPython and on MicroPython, with the frames of their folder; those named
here need what only CPython has. The tests beside this file are CPython's.
"""

from pathlib import Path

from tests.vm.collect import on_micropython_too

HERE = Path(__file__).parent

_both = on_micropython_too({"test_heap.py": "starts a VM of its own and locks its heap"})


def pytest_collect_file(file_path, parent):
    return _both(file_path, parent) if file_path.parent.parent == HERE else None
