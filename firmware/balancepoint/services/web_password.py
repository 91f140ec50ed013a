"""POST /api/password {"nonce", "proof", "salt", "stored"}: another password, from who knows the old one.

`stored` comes mixed with a hash that only the old password gives (`hashes.mac` of its key over the question), so that who
listens does not get it.
"""

from ..errand import errand
from . import hashes


async def answer(app, request):
    auth = request.server.auth
    found = await request.table()
    client = errand("services.login").proven(auth, found.get("nonce"), found.get("proof"), app.uptime.now())
    salt = hashes.from_hex(found.get("salt"), 16)
    stored = hashes.mixed(
        hashes.from_hex(found.get("stored"), 32), hashes.mac(client, b"new" + hashes.from_hex(found.get("nonce"), 24))
    )
    errand("services.password").keep(app, salt, stored)
    return 200, "application/json", '{"ok":true}'
