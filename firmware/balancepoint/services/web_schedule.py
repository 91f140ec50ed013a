"""GET and PUT /api/schedule: {"entries": [[minute of the week, preset], ...]}, minute 0 is Monday 00:00."""

from ..errand import errand
from .wishes import PRESETS

_PAGE = 2  # `app.asker`


async def answer(app, request):
    app.running()
    if request.method != "GET":
        found = await request.table()
        app.asker = _PAGE
        try:
            errand("services.wishes").put_schedule(app, found.get("entries"))
        finally:
            app.asker = 0
    entries = ",".join(['[%d,"%s"]' % (minute, PRESETS[preset]) for minute, preset in app.request.schedule])
    return 200, "application/json", '{"entries":[%s]}' % entries
