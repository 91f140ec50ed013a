"""GET /api/update: how far a new program is. POST /api/update: a release as a whole (`make release`), of which the board takes
what it has not; the answer comes when all is there. POST /api/update?drop: it is given up.
"""

import json

from ..errand import errand
from .http_request import Refused

_NAMES = ("state", "version", "percent", "why", "wanted")


async def answer(app, request):
    words = errand("services.update_text")
    if request.method == "POST":
        if request.query == "drop":
            words.drop(app)
        else:
            await _receive(app, request, words)
    return 200, "application/json", json.dumps(dict(zip(_NAMES, words.state(app))))


async def _receive(app, request, words):
    body = _Body(request)
    head = (await body.line()).split(b" ")
    if head[:2] != [b"balancepoint", b"bundle"] or len(head) != 3 or not head[2].isdigit():
        raise Refused(400, "update: that is no release (make release)")
    words.start(app, "the page", int(head[2]))
    job = app.job
    try:
        await body.into(job, int(head[2]))
        at = 0
        for length in await _lengths(job, request):
            while job.at <= at and job.wanted is None and not job.error:
                await request.turn()
            if job.error:
                break
            if job.at > at:
                await body.into(None, length)
            else:
                await body.into(job, length)
            at += 1
            while job.at < at and not job.error:
                if job.wanted is not None and job.got == 0 and length:
                    job.fail(
                        "%s: its hash is another one" % job.wanted[0]
                    )  # asked for once more: it does not come again
                await request.turn()
        while not job.ready and not job.error:
            await request.turn()
    finally:
        if not job.ready and not job.error:
            job.fail("the page has gone")
    if job.error:
        raise Refused(400, job.error)


async def _lengths(job, request):
    """Bytes of the files of a list that has been admitted."""
    while not job.listed and not job.error:
        await request.turn()
    return job.lengths() if job.listed else ()


class _Body:
    """What comes, in pieces that fit."""

    def __init__(self, request):
        self._request = request
        self._left = b""

    async def _more(self):
        data = self._left or await self._request.piece()
        self._left = b""
        if not data:
            raise Refused(400, "update: the release is not whole")
        return data

    async def line(self):
        data = b""
        while b"\n" not in data:
            data += await self._more()
            if len(data) > 1024:
                raise Refused(400, "update: that is no release (make release)")
        at = data.find(b"\n")
        self._left = data[at + 1 :]
        return data[:at]

    async def into(self, job, length):
        """The next bytes to an update; None: nobody wants them."""
        while length:
            data = await self._more()
            self._left = data[length:]
            data = data[:length]
            length -= len(data)
            if job is not None and not job.error:
                job.take(data)
            await self._request.turn()
