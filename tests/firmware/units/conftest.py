"""The tests of a protocol, one folder each, run under CPython and on MicroPython, with the frames of their folder; those named
here need what only CPython has. The tests beside this file are CPython's.
"""

from pathlib import Path

from tests.vm.collect import on_micropython_too

HERE = Path(__file__).parent

_both = on_micropython_too(
    {
        "test_samples.py": "files of the laptop",
        "test_heap.py": "starts a VM of its own and locks its heap",
        "test_board.py": "the twin of a board is the laptop's",
        "test_rtu_codec.py": "pymodbus reads and writes the frames",
        "test_rtu_link.py": "pymodbus is the other end, the twin the board",
        "test_rtu_registers.py": "files of the laptop, pymodbus's drive",
        "test_rtu_session.py": "pymodbus is the other end",
    }
)


def pytest_collect_file(file_path, parent):
    return _both(file_path, parent) if file_path.parent.parent == HERE else None
