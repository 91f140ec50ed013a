"""POST /api/console {"line": "unit frames 5"}: any command of the board's console, its answer as it comes."""

from ..errand import errand

_LONGEST = 240
_PATIENCE = 20  # s; what goes on longer is told at the console


async def answer(app, request):
    found = await request.table()
    line = found.get("line")
    if not isinstance(line, str) or not line.strip() or len(line) > _LONGEST or [c for c in line if c < " "]:
        raise ValueError("line: one of at most %d letters is needed" % _LONGEST)
    if line.strip()[0] == "@":
        raise ValueError("line: a bench speaks at the console only")
    app.typed += 1
    return 200, "text/plain", _said(app, errand("services.commands").answer(app, line))


def _said(app, lines):
    end = app.uptime.now() + _PATIENCE
    app.asker = 2
    try:
        for line in lines:
            app.asker = 0
            yield line + "\n" if line else ""
            if app.uptime.now() > end:
                yield "... it goes on\n"
                break
            app.asker = 2
    finally:
        app.asker = 0
        if hasattr(lines, "close"):
            lines.close()
