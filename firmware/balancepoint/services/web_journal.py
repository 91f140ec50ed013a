"""GET /api/journal?n=40: what happened, in words, oldest first."""

import json

from ..control.journal.words import words

_MOST = 256


async def answer(app, request):
    controller = app.running()
    count = 40
    if request.query:
        name, _, text = request.query.partition("=")
        if name != "n" or not text.isdigit() or not 1 <= int(text[:4]) <= _MOST:
            raise ValueError("journal: n=1 to n=%d is understood" % _MOST)
        count = int(text)
    return 200, "application/json", _pieces(controller, count, app.uptime.now())


def _pieces(controller, count, now):
    journal = controller.journal
    contact = controller.settings.contact
    mark = '{"entries":['
    number = max(journal.count - count, journal.dropped)
    while number < journal.count:
        time, code, value = journal.entries(number)[0]
        said = words(time, code, value, contact, journal.times(number))
        yield '%s{"ago":%d,"normal":%s,"text":%s}' % (
            mark,
            now - time,
            "true" if said["normal"] else "false",
            json.dumps(said["text"]),
        )
        mark = ","
        number += 1
    yield "]}" if mark == "," else mark + "]}"
