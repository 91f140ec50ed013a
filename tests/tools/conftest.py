"""A virtual board, and the image of a small firmware for it."""

import subprocess
from pathlib import Path

import pytest

from host_sim.runtimes.vm import HOME, PACKAGE
from tools import board, image

MAIN = """
import host
from balancepoint.board import NAME, VERSION
print("Balancepoint %s on %s, MicroPython 1.24.1" % (VERSION, NAME))
print("ready")
while True:
    line = await host.line()
    if line == "status":
        print("mode heat")
    elif line == "version":
        print("Balancepoint %s on %s, MicroPython 1.24.1" % (VERSION, NAME))
    elif line == "selftest":
        print("heap: passed 92 KB free")
        print("relay run_enable: failed no read-back")
        print("1 passed, 1 failed")
    elif line != "fine":
        print("error: no such command")
        continue
    print("ok")
"""


class VirtualBoard:
    """The child process; `url` is its serial port."""

    def __init__(self, machine="Generic ESP32 module with ESP32", version="1.27.0", heap=165024):
        script = Path(__file__).with_name("virtual_board.mjs")
        self.process = subprocess.Popen(
            [HOME / "node", script, HOME / PACKAGE, machine, version, str(heap)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.url = f"socket://127.0.0.1:{self.process.stdout.readline().strip()}"

    def tell(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "done\n"

    def files(self, folder: Path) -> dict[str, bytes]:
        """What is in its flash."""
        self.tell(f"save {folder}")
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def make_board():
    made = []

    def make(**options):
        made.append(VirtualBoard(**options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def firmware(tmp_path, monkeypatch):
    """A small firmware tree: what the image needs and a program that answers on the console. Not shrunk: nobody calls it."""
    monkeypatch.setattr(image, "shrink", dict)
    monkeypatch.setattr(image, "settings", lambda board, given: None)
    monkeypatch.setattr(image.release_key, "FOLDER", tmp_path / "no_key")
    root = tmp_path / "firmware"
    (root / "balancepoint" / "control").mkdir(parents=True)
    for name in ("boot.py", "swap.py"):
        (root / name).write_bytes((image.FIRMWARE / name).read_bytes())
    (root / "balancepoint" / "hal.py").write_text("")
    (root / "main.py").write_text(MAIN)
    (root / "balancepoint" / "__init__.py").write_text("")
    (root / "balancepoint" / "control" / "__init__.py").write_text("")
    (root / "balancepoint" / "control" / "long.py").write_text("\n".join(f"X{n} = {n * 7919}" for n in range(1200)))
    (root / "balancepoint" / "control" / "small.py").write_text("def double(x):\n    return 2 * x\n")
    return root


@pytest.fixture
def small_image(firmware):
    return image.make(board.load("esp32_devkitc"), firmware)
