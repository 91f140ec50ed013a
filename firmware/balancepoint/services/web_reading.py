"""POST /api/reading/NAME, the body as over MQTT: `21.53 °C 12 s`, or a number. For the sensors that the settings expect from the
network: rooms, outdoor, humidity, power, sun, presence, window_open. The answer is no longer than what was sent can make it."""

from ..errand import errand

_A_SECOND = 10


async def answer(app, request):
    app.running()
    auth = request.server.auth
    now = app.uptime.now()
    if now != auth.second:
        auth.second = now
        auth.readings = 0
    auth.readings += 1
    if auth.readings > _A_SECOND:
        from .http_request import Refused

        raise Refused(429, "more than %d readings within a second" % _A_SECOND, 1)
    text = (await request.whole()).strip()
    errand("services.remote").take(request.rest, text, app.remote, now)
    return 200, "text/plain", "ok\n"
