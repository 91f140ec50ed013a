"""GET /api/events: server-sent events (WHATWG HTML, 9.2): `status` when something has changed, looked at every 2 s, and a comment
every 15 s so that both ends know of each other. Two may listen at a time."""

from binascii import crc32

from ..errand import errand
from .http_request import STREAM

_PACE = 2  # s
_ALIVE = 15
_UP = '"up":'  # changes every second, and alone is no news


async def answer(app, request):
    return 200, STREAM, _events(app, request.server.auth, request.session)


def _events(app, auth, session):
    mark = None
    out: list = []  # emptied as it goes, for a listener stays
    due = said = app.uptime.now()
    yield "retry: 3000\n\n"
    while session in auth.sessions:
        now = app.uptime.now()
        if now >= due:
            due = now + _PACE
            mark = _news(app, mark, out)
        elif now - said >= _ALIVE:
            out.append(":\n\n")
        while out:
            said = now
            yield out.pop(0)
        yield ""


def _news(app, mark, out):
    """The mark of what holds now; into `out` goes what is to be said of it, if that is another one."""
    text = errand("services.web_status").text(app)
    at = text.find(_UP)
    new = crc32((text[:at] + text[text.find(",", at) :]).encode())
    if new != mark:
        out.append("event: status\ndata: ")
        out.append(text)
        out.append("\n\n")
    return new
