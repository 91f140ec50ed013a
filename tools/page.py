"""The board's page as one gzipped file, of the three in `firmware/page`: `page.html.gz`, and the module that says where it is.

Made small without a dependency: indentation, empty lines and lines of nothing but a comment go. minify-html 0.18 (HTML, CSS and
script) was tried: 10.7 KB instead of 11.5. The same sources give the same bytes. What the page may load stands in its
Content-Security-Policy: its own script and style by their hashes, and nothing from elsewhere.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from functools import cache
from pathlib import Path

from host_sim.errors import InputError

FOLDER = Path(__file__).parents[1] / "firmware" / "page"
NAME = "page.html.gz"
MODULE = "balancepoint/page_file.py"
_PARTS = ("style.css", "script.js")
_PIECE = 512  # bytes of a constant, where the page is frozen


def small(text: str) -> str:
    """Without what only people read."""
    lines = [line.strip() for line in text.split("\n")]
    return "\n".join(line for line in lines if line and not line.startswith("// "))


def whole(folder: Path = FOLDER) -> str:
    """The page with its style and script in it."""
    try:
        text = small((folder / "index.html").read_text(encoding="utf-8"))
        for name in _PARTS:
            mark = f"/* {name} */"
            if text.count(mark) != 1:
                raise InputError(f"firmware/page/index.html: {mark} must stand there once")
            text = text.replace(mark, small((folder / name).read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror})") from None
    return text


def rules(text: str) -> str:
    """The Content-Security-Policy of the page."""

    def of(begin: str, end: str) -> str:
        inner = text.split(begin, 1)[1].split(end, 1)[0]
        return base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()

    script, style = of('<script type="module">', "</script>"), of("<style>", "</style>")
    return (
        f"default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; "
        "connect-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@cache
def packed(folder: Path = FOLDER) -> bytes:
    """The file."""
    return gzip.compress(whole(folder).encode(), 9, mtime=0)


def module(frozen: bool = False, folder: Path = FOLDER) -> str:
    """The text of `balancepoint/page_file.py`. `frozen`: with the page itself in it, for there it lies in flash."""
    data = packed(folder)
    pieces = [data[k : k + _PIECE] for k in range(0, len(data), _PIECE)] if frozen else []
    return (
        f'MARK = "{hashlib.sha256(data).hexdigest()[:16]}"\n'
        f'RULES = "{rules(whole(folder))}"\n'
        f'NAME = "{NAME}"\n'
        f"PIECES = ({''.join(f'{piece!r}, ' for piece in pieces)})\n"
    )
