"""POST /api/logout: the session is over."""

from .entry import COOKIE


async def answer(app, request):
    request.server.auth.end(request.session)
    return 200, "application/json", '{"ok":true}', "Set-Cookie: %s=; Path=/; Max-Age=0\r\n" % COOKIE
