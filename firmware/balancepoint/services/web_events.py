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
    due = said = app.uptime.now()
    yield "retry: 3000\n\n"
    while session in auth.sessions:
        now = app.uptime.now()
        if now >= due:
            due = now + _PACE
            text = errand("services.web_status").text(app)
            at = text.find(_UP)
            new = crc32((text[:at] + text[text.find(",", at) :]).encode())
            if new != mark:
                mark = new
                said = now
                yield "event: status\ndata: "
                yield text
                yield "\n\n"
        if now - said >= _ALIVE:
            said = now
            yield ":\n\n"
        yield ""
