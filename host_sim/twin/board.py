"""What the image build would put onto the board: its generated module and its settings."""

import json
import secrets
import shutil
import socket
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from host_sim.errors import InputError
from tools import board as boards
from tools import image, page, release_key


def board_module(name: str) -> ModuleType:
    """`balancepoint.board` of the board called `name`; InputError if there is none."""
    module = ModuleType("balancepoint.board")
    exec(image.board_module(boards.load(name)), module.__dict__)
    return module


def key_module() -> ModuleType:
    """`balancepoint.release_key`, whose MODULUS is "" where the builder has no key."""
    module = ModuleType("balancepoint.release_key")
    module.MODULUS = ""  # type: ignore[attr-defined]
    exec(release_key.module(), module.__dict__)
    return module


@cache
def page_module() -> ModuleType:
    """`balancepoint.page_file`, with the page in it."""
    module = ModuleType("balancepoint.page_file")
    exec(page.module(frozen=True), module.__dict__)
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
    _network(folder, "mqtt", {"broker": address} | ({"port": int(port)} if port else {}))


def install_page(folder: Path) -> str:
    """The page in the settings of the folder, on a port that is free; its address."""
    found = _network(folder, "page", {"on": True})
    if not _free(found.get("port", 80)):
        found = _network(folder, "page", {"port": next(port for port in range(8080, 8200) if _free(port))})
    return f"http://127.0.0.1:{found.get('port', 80)}/"


def page_password(folder: Path) -> str:
    """The password of the folder's page, as its console sets one; "" if it has one already. Each folder gets another."""
    from balancepoint.services import hashes, storage

    store = storage.Store(str(folder / "data"))
    if store.load("page")[0]:
        return ""
    password, salt = secrets.token_urlsafe(9), secrets.token_bytes(16)
    key = [found for found in hashes.stretched(password.encode(), salt, hashes.ROUNDS) if found][0]
    stored = hashes.to_hex(hashes.stored_key(hashes.client_key(key)))
    store.save("page", {"salt": hashes.to_hex(salt), "rounds": hashes.ROUNDS, "stored": stored})
    return password


def _free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port >= 1024


def _network(folder: Path, section: str, values: dict[str, object]) -> dict[str, Any]:
    """These values in a section of `network` in the folder's settings; all that stands in it then."""
    path = folder / "settings.json"
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
        network = settings.setdefault("network", {})
        network.setdefault("ssid", "twin")
        found: dict[str, Any] = network.setdefault(section, {})
        found |= values
    except (ValueError, AttributeError, TypeError):
        raise InputError(f"{path}: cannot be read as settings; --{section} writes into them") from None
    path.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return found
