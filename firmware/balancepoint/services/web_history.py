"""GET /api/history?h=24: the house's quarters of an hour, oldest first: [room, outdoor, heat W, minute of the week], temperatures
in 0.01 °C, null for what is not known."""

from array import array

from ..control.house.past import FIELDS, HEAT, MINUTE, OUTDOOR, PIECE, ROOM, UNUSABLE

_MOST = 168  # h


async def answer(app, request):
    app.running()
    hours = 24
    if request.query:
        name, _, text = request.query.partition("=")
        if name != "h" or not text.isdigit() or not 1 <= int(text[:4]) <= _MOST:
            raise ValueError("history: h=1 to h=%d is understood" % _MOST)
        hours = int(text)
    return 200, "application/json", _pieces(app.history, hours * 4)


def _pieces(history, count):
    yield '{"step":900,"bins":['
    number = max(history.bins - count, 0)
    end = history.bins
    buffer = array("h", [0] * (FIELDS * PIECE))
    mark = ""
    while number < end:
        found = history.read(number, buffer)
        if not found:
            break
        out = ""
        for k in range(0, min(found, end - number) * FIELDS, FIELDS):
            room = buffer[k + ROOM]
            gone = room == UNUSABLE and buffer[k + MINUTE] < 0
            out += mark + "[%s,%s,%s,%s]" % (
                "null" if room == UNUSABLE else room,
                "null" if gone else buffer[k + OUTDOOR],
                "null" if gone else buffer[k + HEAT],
                "null" if buffer[k + MINUTE] < 0 else buffer[k + MINUTE],
            )
            mark = ","
        number += found
        yield out
    yield "]}"
