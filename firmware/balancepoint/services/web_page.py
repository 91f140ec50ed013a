"""GET /: the page, one gzipped file that the image build has made (`tools.page`); before a password is set, how to set one."""

import sys

from .. import page_file

_HELP = (
    "Set a password first: at the board's console (its USB port, 115200 baud) type\n\n    password ...\n\nwith 8 letters or "
    "more, then load this page again. Until then nobody is let in.\n"
)
_LINES = 'Content-Encoding: gzip\r\nETag: "%s"\r\nCache-Control: no-cache\r\nContent-Security-Policy: %s\r\n'
_PIECE = 512


async def answer(app, request):
    if request.server.auth.secret is None:
        return 403, "text/plain", _HELP
    lines = _LINES % (page_file.MARK, page_file.RULES)
    if request.head.get("if-none-match", "") == '"%s"' % page_file.MARK:
        return 304, "", b"", lines
    return 200, "text/html", iter(page_file.PIECES) if page_file.PIECES else _pieces(_opened()), lines


def _opened():
    """The file beside the program that runs."""
    for folder in sys.path:
        try:
            return open((folder + "/" if folder else "") + page_file.NAME, "rb")
        except OSError:
            pass
    raise ValueError("the page is not on this board; install the image again")


def _pieces(file):
    with file:
        while True:
            data = file.read(_PIECE)
            if not data:
                break
            yield data
