"""GET /health: whether the control runs. Open to everybody, so it says no more."""


async def answer(app, request):
    alive = app.controller is not None and app.ticks > 0
    return (200 if alive else 503), "application/json", '{"ok":%s}' % ("true" if alive else "false")
