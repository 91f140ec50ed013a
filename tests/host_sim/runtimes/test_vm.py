"""The MicroPython VM as a child process: files, programs, a conversation, and what is told when something is wrong."""

import os
import struct
from pathlib import Path

import pytest

from host_sim.runtimes import vm as module
from host_sim.runtimes.vm import Vm, VmError

FIRMWARE = Path(__file__).resolve().parents[3] / "firmware"
ECHO = """
heard, said = open("/dev/host", "rb"), open("/dev/host", "wb")
word = bytearray(4)
while heard.readinto(word) and word != b"stop":
    print(word)
    said.write(word)
"""


@pytest.fixture(scope="module")
def vm():
    with Vm({"/lib": FIRMWARE, "/lib/given": {"deep/inside.py": "WORD = 'ä'".encode()}}) as made:
        yield made


def test_it_is_micropython(vm):
    assert vm.run("import sys; print(sys.implementation.name)") == "micropython\n"


def test_files_of_a_folder_and_of_a_mapping(vm):
    assert vm.run("from balancepoint.control.quantity import deg; print(deg(21))") == "2100\n"
    assert vm.run("from given.deep.inside import WORD; print(WORD)") == "ä\n"


def test_globals_stay_from_program_to_program(vm):
    vm.run("kept = 7")
    assert vm.run("print(kept, end='')") == "7"


def test_an_error_is_the_end_of_its_traceback(vm):
    with pytest.raises(VmError) as told:
        vm.run("print('before')\ndef f(n):\n    if not n:\n        raise ValueError('no ä')\n    f(n - 1)\nf(50)")
    assert str(told.value).endswith("ValueError: no ä")
    assert len(str(told.value).splitlines()) == 12
    assert vm.run("print(1)") == "1\n", "it lives on, and nothing is left over"


def test_a_conversation_in_pieces_of_any_size(vm):
    vm.start(ECHO)
    vm.write(b"on")
    vm.write(b"e two ")
    assert vm.read(4) + vm.read(4) == b"one two "
    for k in range(300):
        vm.write(struct.pack("<I", k))
        assert struct.unpack("<I", vm.read(4)) == (k,)
    vm.write(b"stop left over")
    assert vm.finish().startswith("bytearray(b'one ')\nbytearray(b'two ')\n")
    assert vm.run("print('next')") == "next\n"


def test_a_large_block_both_ways(vm):
    block = os.urandom(300_000)
    vm.start("block = open('/dev/host', 'rb').read(300000); print(open('/dev/host', 'wb').write(block))")
    vm.write(block)
    assert vm.read(len(block)) == block
    assert vm.finish() == "300000\n"


def test_a_program_that_ends_early_or_raises_in_the_conversation(vm):
    vm.start("open('/dev/host', 'wb').write(b'abc')")
    with pytest.raises(VmError, match="ended, 1 bytes were still expected"):
        vm.read(4)
    vm.start("1 // 0")
    with pytest.raises(VmError, match="ZeroDivisionError"):
        vm.read(4)


def test_a_program_that_hangs_is_ended():
    with Vm({}, patience=0.5) as vm, pytest.raises(VmError, match=r"no answer from the VM within 0.5 s"):
        vm.run("while True: pass")


def test_without_the_package_one_line_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "HOME", tmp_path)
    with pytest.raises(VmError, match="^the MicroPython VM is not installed: run make vm$"):
        Vm({})


def test_a_vm_that_dies_says_so():
    with Vm({}) as vm:
        vm.run("")
        vm._process.kill()
        with pytest.raises(VmError, match="the VM ended with status -9"):
            vm.run("print(1)")
