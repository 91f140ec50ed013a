"""POST /api/time {"utc": seconds since 1970}: the browser's clock, believed where no other has told the time since the start."""

from .. import hal
from ..errand import errand

_FIRST, _LAST = 1767225600, 4102444800  # 2026-01-01, 2100-01-01


async def answer(app, request):
    found = await request.table()
    utc = found.get("utc")
    if type(utc) is not int or not _FIRST <= utc < _LAST:
        raise ValueError("utc: whole seconds since 1970, 2026 to 2099, are needed")
    if app.zone is None:
        raise ValueError("no settings in force")
    known = hal.utc() is not None
    if not known:
        errand("services.calendar").set_utc(app.zone, utc)
    return 200, "application/json", '{"set":%s}' % ("false" if known else "true")
