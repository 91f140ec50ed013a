"""GET /api/login: a question; POST /api/login {"nonce": ..., "proof": ...}: a session."""

import json

from ..errand import errand
from .entry import COOKIE


async def answer(app, request):
    auth = request.server.auth
    login = errand("services.login")
    if request.method == "GET":
        if auth.secret is None:
            return 200, "application/json", '{"password":false}'
        now = app.uptime.now()
        out = {
            "password": True,
            "nonce": login.question(auth, now),
            "salt": auth.secret["salt"],
            "rounds": auth.secret["rounds"],
            "wait": max(0, auth.shut_until - now),
        }
        return 200, "application/json", json.dumps(out)
    found = await request.table()
    login.proven(auth, found.get("nonce"), found.get("proof"), app.uptime.now())
    line = "Set-Cookie: %s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000\r\n" % (COOKIE, auth.begin())
    return 200, "application/json", '{"ok":true}', line
