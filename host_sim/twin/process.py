"""A board behind a pty: `balancepoint twin --board esp32_devkitc --folder DIR [--link PATH] [--unit PORT] [--page]`.

The program that runs is the firmware itself, in its own time, which is real time as far as the machine lets it run; `--link`
gives the pty a name of your own. What the board remembers (files, NVS) is in the folder and survives the end of the process. A
reset, by the watchdog too, starts the process anew behind the same pty.
"""

import asyncio
import atexit
import fcntl
import json
import os
import sys
import threading
import time
import tty
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from host_sim import experiment
from host_sim import scenario as scenarios
from host_sim.errors import InputError
from host_sim.twin.board import board_module, install_broker, install_page, install_settings, page_password
from host_sim.twin.chip import PWRON, SOFT, WDT, Chip, Reset
from host_sim.twin.i2c import I2c
from host_sim.twin.one_wire import OneWire
from host_sim.twin.own_time import OwnTime
from host_sim.twin.serial import Far, Wire, plugged
from host_sim.twin.world import World
from host_sim.virtual_units import habits
from host_sim.virtual_units.front import open_front
from host_sim.virtual_units.indoor import IndoorUnit

_MASTER, _SLAVE, _CAUSE, _CLOCK = (
    "BALANCEPOINT_PTY_MASTER",
    "BALANCEPOINT_PTY_SLAVE",
    "BALANCEPOINT_CAUSE",
    "BALANCEPOINT_CLOCK",
)


class _Stream:
    """What MicroPython has as `sys.stdin` and `sys.stdout`: `buffer`, unbuffered."""

    def __init__(self, descriptor: int, mode: str) -> None:
        self.buffer = os.fdopen(os.dup(descriptor), mode, buffering=0)

    def fileno(self) -> int:
        return self.buffer.fileno()

    def write(self, text: str) -> int:
        return self.buffer.write(text.encode())

    def flush(self) -> None:
        """Nothing waits."""


def _pty(link: Path | None) -> tuple[int, int]:
    """(master, slave) descriptors, those of before a reset if there were any. The slave stays open, so that a host may
    come and go."""
    if _MASTER in os.environ:
        return int(os.environ[_MASTER]), int(os.environ[_SLAVE])
    master, slave = os.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    if link:
        try:
            if link.is_symlink():  # of a twin that did not get to remove it
                link.unlink()
            link.symlink_to(name)
        except OSError as error:
            raise InputError(f"--link {link}: cannot be made ({error.strerror})") from None
    print(link or name, flush=True)
    print(f"that is its port: balancepoint console --port {link or name}; Ctrl-C here ends it", file=sys.stderr)
    for descriptor in (master, slave):
        os.set_inheritable(descriptor, True)
    os.environ[_MASTER], os.environ[_SLAVE] = str(master), str(slave)
    return master, slave


class Network(NamedTuple):
    """What goes into the settings: the broker, whether the page is wanted."""

    mqtt: str | None = None
    page: bool = False


_ALONE = Network()


def live(
    board: str, folder: Path, link: Path | None, scenario: str, unit: str | None = None, network: Network = _ALONE
) -> None:
    """Run the firmware until Ctrl-C. `unit`: what is on the serial line to the indoor unit, see `serial.Far`."""
    try:
        _run(board, folder, link, scenario, unit, network)
    except KeyboardInterrupt:
        print(f"stopped; what the board remembers is in {folder}", file=sys.stderr)


def _page(folder: Path) -> None:
    """The page goes into the settings; where it is."""
    print(f"its page: {install_page(folder)}", file=sys.stderr)
    password = page_password(folder)
    told = (
        f"its password: {password} (another by 'password ...' at its console)"
        if password
        else "its password: as before"
    )
    print(told, file=sys.stderr, flush=True)


def _run(board: str, folder: Path, link: Path | None, scenario: str, unit: str | None, network: Network) -> None:
    from host_sim.twin.boot import application, prepare

    try:
        module = board_module(board)
    except InputError as error:
        raise InputError(f"--board {error}") from None
    chosen = scenarios.load(scenario, ["step=1"])
    if folder.exists() and not folder.is_dir():
        raise InputError(f"--folder {folder}: is a file; a folder is needed")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        install_settings(board, folder, unit)
        if network.mqtt:
            install_broker(folder, network.mqtt)
        if network.page:
            _page(folder)
    except OSError as error:
        raise InputError(f"--folder {folder}: cannot be written ({error.strerror})") from None
    _alone(folder)
    kinds = sorted(path.stem for path in habits.FOLDER.glob("*.toml"))
    if unit and unit not in kinds and "/" not in unit and ":" not in unit:
        raise InputError(f"--unit {unit}: is none of {', '.join(kinds)}, no path of a port and no HOST:PORT")
    wire = Wire(Far.opened(unit) if unit and unit not in kinds else None)
    own = OwnTime()
    asyncio.set_event_loop_policy(own)
    chip = Chip(own.seconds)
    chip.cause = int(os.environ.get(_CAUSE, PWRON))
    if _CLOCK in os.environ:
        chip.clock_offset = float(os.environ[_CLOCK]) + time.monotonic() - chip.seconds
    numbers = folder / "nvs.json"
    if numbers.exists():
        chip.numbers = json.loads(numbers.read_text(encoding="utf-8"))
    chip.buses["uart"] = wire
    world = _house(chip, module, chosen, folder, unit if unit in kinds else None)
    master, _slave = _pty(link)
    if link:
        atexit.register(lambda: link.unlink(missing_ok=True))
    own_out = sys.stdout

    def restart(cause: int) -> None:
        _keep(chip, numbers)
        os.environ[_CAUSE] = str(cause)
        if chip.clock_offset is not None:
            os.environ[_CLOCK] = str(chip.clock_offset + chip.seconds - time.monotonic())
        options = ["--board", board, "--folder", str(folder), "--scenario", scenario]
        options += ["--link", str(link)] if link else []
        options += ["--unit", unit] if unit else []
        os.execv(sys.executable, [sys.executable, "-m", "host_sim", "twin", *options])

    def bite() -> None:
        seen = kept = chip.seconds
        while True:
            time.sleep(0.1)
            if world:
                world.pass_time(chip.seconds - seen)
            seen = chip.seconds
            if seen - kept > 0.5:
                kept = seen
                _keep(chip, numbers)
            if chip.deadline is not None and chip.seconds > chip.deadline:
                restart(WDT)

    threading.Thread(target=bite, daemon=True).start()
    sys.stdin, sys.stdout = _Stream(master, "rb"), _Stream(master, "wb")
    try:
        prepare(chip, module)
        application().main(str(folder) + "/")
    except Reset as reset:
        restart(reset.cause or SOFT)
    finally:
        sys.stdout = own_out


def _alone(folder: Path) -> None:
    """Claim the folder for as long as this process lives; a restart claims it anew."""
    try:
        fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise InputError(f"--folder {folder}: another twin lives there; give this one a folder of its own") from None


def _house(chip: Chip, board: ModuleType, chosen: scenarios.Scenario, folder: Path, kind: str | None) -> World | None:
    """The scenario's house around the chip, with an indoor unit of that kind; none if the settings cannot be read, which the
    firmware will say itself."""
    from balancepoint.services import config

    home = experiment.make_home(chosen, experiment.prepare(chosen))
    chip.buses["one_wire"] = OneWire(lambda: chip.seconds)
    chip.buses["i2c"] = I2c()
    try:
        text = (folder / "settings.json").read_text(encoding="utf-8")
        found = config.parse(text, board.NAME, board.PINS)
    except ValueError:
        return None
    if kind is None:
        return World(chip, board, found, home)
    profile = habits.load(kind)
    unit = IndoorUnit(home, profile.habits)
    chip.buses["uart"] = plugged(open_front(profile, unit), chip)
    return World(chip, board, found, home, unit)


def _keep(chip: Chip, numbers: Path) -> None:
    """The chip's numbers to the folder, whole."""
    draft = numbers.with_suffix(".writing")
    draft.write_text(json.dumps(chip.numbers), encoding="utf-8")
    os.replace(draft, numbers)
