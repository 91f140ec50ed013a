"""POST /api/password {"nonce", "proof", "salt", "stored"}: another password, from who knows the old one.

`stored` comes mixed with a hash that only the old password gives (`keys.mac` of the client's key over the question), so that who
listens does not get it.
"""

from ..errand import errand
from . import keys


async def answer(app, request):
    auth = request.server.auth
    found = await request.json()
    client = errand("services.login").proven(auth, found.get("nonce"), found.get("proof"), app.uptime.now())
    salt = keys.from_hex(found.get("salt"), 16)
    stored = keys.mixed(
        keys.from_hex(found.get("stored"), 32), keys.mac(client, b"new" + keys.from_hex(found.get("nonce"), 24))
    )
    errand("services.password").keep(app, salt, stored)
    return 200, "application/json", '{"ok":true}'
