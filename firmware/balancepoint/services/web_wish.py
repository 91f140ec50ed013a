"""POST /api/wish {"heat": 21.5, "mode": "heat", ...} or {"do": "filter"}: the console's `set`, and its buttons, with its checks.

Of several the first that is refused is told; what could be taken is. Two set points that are right only together come in any
order.
"""

import json

from ..errand import errand
from .wishes import NAMES

_PAGE = 2  # `app.asker`
_BUTTONS = ("filter", "outdoor", "serviced", "acknowledge", "save", "reboot")


async def answer(app, request):
    found = await request.table()
    lines: list = []
    for name in found:
        value = found[name]
        if name == "do" and value in _BUTTONS:
            lines.append(value)
        elif name in NAMES and isinstance(value, (str, int, float)) and type(value) is not bool:
            lines.append("set %s %s" % (name, value))
        else:
            raise ValueError("'%s': there is %s, and do with %s" % (name[:20], ", ".join(NAMES), ", ".join(_BUTTONS)))
    if not lines:
        raise ValueError("no wish")
    refused = _ask(app, lines)
    if refused and len(refused) < len(lines):
        refused = _ask(app, [line for line, _why in refused])
    if refused:
        raise ValueError(refused[0][1])
    return 200, "application/json", '{"ok":true,"asked":%s}' % json.dumps(lines)


def _ask(app, lines):
    """[(line, why), ...] of those that are refused."""
    refused: list = []
    for line in lines:
        app.asker = _PAGE
        try:
            last = list(errand("services.commands").answer(app, line))[-1]
        finally:
            app.asker = 0
        if last != "ok":
            refused.append((line, last[7:]))
    return refused
