"""What the image build would put onto the board: its generated module and its settings."""

import json
import shutil
import socket
from pathlib import Path
from types import ModuleType

from host_sim.errors import InputError
from tools import board as boards
from tools import image


def board_module(name: str) -> ModuleType:
    """`balancepoint.board` of the board called `name`; InputError if there is none."""
    module = ModuleType("balancepoint.board")
    exec(image.board_module(boards.load(name)), module.__dict__)
    return module


def install_settings(name: str, folder: Path, unit: str | None = None) -> None:
    """The example settings of that board, for a kind of indoor unit if there are any, unless the folder has settings already."""
    target = folder / "settings.json"
    if not target.exists():
        led = boards.FOLDER / "examples" / f"{unit}_{name}.json"
        shutil.copyfile(led if led.exists() else boards.FOLDER / f"{name}.settings.json", target)


def install_broker(folder: Path, where: str) -> None:
    """A network in the settings of the folder, with the broker at HOST or HOST:PORT. The laptop finds its address."""
    host, _, port = where.partition(":")
    try:
        address = socket.gethostbyname(host)
    except OSError:
        raise InputError(f"--mqtt {where}: no address is found for {host}") from None
    if port and not (port.isdigit() and 0 < int(port) < 65536):
        raise InputError(f"--mqtt {where}: is no HOST and no HOST:PORT")
    path = folder / "settings.json"
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
        network = settings.setdefault("network", {})
        network.setdefault("ssid", "twin")
        broker = network.setdefault("mqtt", {})
        broker |= {"broker": address} | ({"port": int(port)} if port else {})
    except (ValueError, AttributeError, TypeError):
        raise InputError(f"{path}: cannot be read as settings; --mqtt writes the broker into them") from None
    path.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
