"""GET /api/faults: what is wrong now, what to do, whom to call; the most urgent first."""

import json

from ..errand import errand


async def answer(app, request):
    app.running()
    return 200, "application/json", '{"faults":%s}' % json.dumps(errand("services.faults").lines(app))
