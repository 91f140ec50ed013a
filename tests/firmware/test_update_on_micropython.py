"""An update in the real MicroPython VM: the image's own code receives it at the console, boot.py starts it from its slot."""

import base64
import hashlib

import pytest

from host_sim.runtimes.vm import Vm, VmError
from tests.firmware.test_app_on_micropython import PSRAM, started
from tools import board, image, release, release_key
from tools.image import Image

BOARD = "esp32_devkitc"
NEW = {
    "balancepoint/board.mpy": b"",  # below
    "balancepoint/app.py": b"WHICH = 'new'\n" + b"# long\n" * 400,
    "page.html.gz": b"a page",
}
OLD = {"balancepoint/app.py": b"WHICH = 'old'\n"}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    release_key.make(folder)
    return folder


JUDGED = """
def judged(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
"""


def test_signatures_are_judged_as_on_the_laptop(keys):
    source = (image.FIRMWARE / "balancepoint/services/signature.py").read_text()
    modulus = release_key.modulus(keys)
    text = b"balancepoint update 1\n"
    digest, good = hashlib.sha256(text).hexdigest(), release_key.sign(keys, text)
    n = int(modulus, 16)
    block = int(f"0001{'f' * (768 - 6 - 102)}00{'3031300d060960864801650304020105000420'}{digest}", 16)
    cases = [
        (digest, good, True),
        (digest, good.upper(), True),
        (hashlib.sha256(b"other").hexdigest(), good, False),
        (digest, good[:-1] + "0", good[-1] == "0"),
        (digest, "0" * 768, False),
        (digest, "0" * 767 + "1", False),
        (digest, f"{n:0768x}", False),
        (digest, f"{int(good, 16) + n:0768x}", False),  # longer than the modulus or too large
        (digest, f"{block:0768x}", False),
        (digest, good[2:], False),
        (digest[:60], good, False),
    ]
    with Vm({"/lib": {"signature.py": source.encode()}}) as vm:
        vm.run(f"from signature import check\n{JUDGED}")
        for digest, signature, right in cases:
            told = vm.run(f"print(judged(check({digest!r}, {signature!r}, {modulus!r})))").strip()
            assert told == str(right), signature


def sent(vm, bundle):
    """As a laptop sends it, until the board starts again by itself; bytes of heap in use while the first file is wanted."""
    listed, files = release.parts(bundle, None)
    contents = dict(files)
    used = 0
    vm.run(f"ask('update begin {len(listed)}', 1)")
    try:
        for _ in range(100):
            said = vm.run("ask('update', 1)").strip().splitlines()
            words = said[0].split(" ", 4)
            if words[1] == "wants":
                if words[4] in contents and not used:
                    vm.run("port.said = b''\ngc.collect()")
                    used = int(vm.run("print(gc.mem_alloc())"))
                data = contents.get(words[4], listed)
                lines = [base64.b64encode(data[at : at + 170]).decode() for at in range(int(words[3]), len(data), 170)]
                vm.run(f"for piece in {lines}:\n    ask('+' + piece, 0.1)")
            else:
                assert words[1] in ("works", "receives") or " waits: " in said[0], said
    except VmError as error:
        assert "SystemExit: reset" in str(error), "nothing runs: it switches at once"
        return used
    raise AssertionError(said)


def test_the_image_receives_an_update_and_boot_starts_it(keys):
    new = {**NEW, **image.compiled({"balancepoint/board.py": image.board_module(board.load(BOARD))})}
    bundle = release.bundle(Image(board.load(BOARD), new), keys, 3)
    with started(BOARD, heap=PSRAM) as vm:
        vm.mount("/lib/balancepoint", {"release_key.py": release_key.module(keys).encode()})
        vm.mount("", {path: data for path, data in OLD.items()})
        vm.mount("", {"boot.py": (image.FIRMWARE / "boot.py").read_bytes()})
        vm.run("run(30)\nport.said = b''\ngc.collect()")
        before = int(vm.run("print(gc.mem_alloc())"))
        used = sent(vm, bundle) - before
        print(f"while it receives: {used} B, with its modules, which stay with PSRAM")
        assert used < 40_000
        assert vm.run("print(app.crashes, app.ticks > 30)").split() == ["{}", "True"]
        assert vm.run("print(open('/slot').read())").startswith("b 1 0 0 ")
        assert vm.run("print('manifest.ready' in __import__('os').listdir('/b'))").strip() == "True"
        start = (
            "del sys.modules['balancepoint']\nfor name in [n for n in sys.modules if n.startswith('balancepoint')]:\n"
            "    del sys.modules[name]\nnames = {'__name__': '__main__'}\nexec(open('/boot.py').read(), names)\n"
            "from balancepoint.app import WHICH\nprint(names['slot'], names['trial'], WHICH, sys.path[0])"
        )
        assert vm.run(start).split() == ["b", "1", "new", "/b"]
        again = (
            "import machine\nmachine.reset_cause = lambda: 3\nsys.path.remove('/b')\nfor _ in range(3):\n    names = {}\n"
            "    exec(open('/boot.py').read(), names)\n    print(names['slot'])"
        )
        assert vm.run(again).split() == ["b", "b", "a"], "the first one was a loss of power"
        assert "manifest.failed" in vm.run("print(__import__('os').listdir('/b'))")
        vm.run("f = open('/slot', 'w')\nf.write('b 1 0')\nf.close()\nnames = {}\nexec(open('/boot.py').read(), names)")
        assert vm.run("print(names['slot'])").strip() == "a", "the slot that is whole, by its list"
