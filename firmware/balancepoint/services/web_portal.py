"""The portal's page: GET / asks for a network and the page's password, POST / takes them, by the checks of the settings."""

from ..errand import errand
from .auth import NAME
from .password import set_password

_HEX = b"0123456789abcdefABCDEF"
_RULES = "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'\r\n"
_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="same-origin"><title>Balancepoint: WiFi</title><style>
body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:1rem auto;padding:0 1rem;color-scheme:light dark}
input,button{font:inherit;width:100%;min-height:44px;margin:.2rem 0 1rem;box-sizing:border-box}[role=alert]{font-weight:bold}
</style><h1>Balancepoint</h1>
"""
_DONE = """<p role="status">The board starts again now and joins <b>%s</b>. Go back to your own WiFi: its page is then at
<a href="http://%s.local/">http://%s.local/</a>. If it does not come within two minutes, open this access point again.</p>"""
_FORM = """<form method="post" action="/"><label>WiFi <input name="ssid" list="around" maxlength="32" required
autocapitalize="none" value="%s"></label><datalist id="around">%s</datalist>
<label>Its password <input name="key" type="password" maxlength="63" autocomplete="off"></label>
<label>A password for the board's page, 8 letters or more%s <input name="page" type="password" maxlength="63"
autocomplete="new-password"></label><button>Save</button></form>
<p>Heating and cooling rest while this page is open, ten minutes at most.</p>"""


async def answer(app, request):
    if request.method == "GET":
        return 200, "text/html", _asked(app, "", ""), _RULES
    ssid = ""
    try:
        found = form(await request.whole())
        ssid = found.get("ssid", "")
        if app.net.told:
            raise ValueError("the board starts again already")
        text, config = errand("services.change").changed(
            app, {"network.ssid": ssid, "network.password": found.get("key") or None, "network.page.on": "true"}
        )
        secret = found.get("page", "")
        if secret or app.store.load(NAME)[0] is None:
            for said in set_password(app, (secret,)):
                if not said:
                    await request.turn()
        errand("services.change").write(app, text)
        name = config.network["hostname"]
    except ValueError as error:
        return 400, "text/html", _asked(app, ssid, str(error)), _RULES
    app.net.take(ssid)
    return 200, "text/html", (_HEAD, _DONE % (quoted(ssid), name, name)), _RULES


def _asked(app, ssid, wrong):
    """The form, in pieces."""
    around = "".join(['<option value="%s">%d dBm' % (quoted(each[0]), each[1]) for each in app.net.around])
    there = app.store.load(NAME)[0] is not None
    alert = '<p role="alert">%s</p>' % quoted(wrong) if wrong else ""
    return _HEAD + alert, _FORM % (quoted(ssid), around, " (none: as before)" if there else "")


def quoted(text):
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text


def form(text):
    """{name: text} of what a form sends (application/x-www-form-urlencoded). ValueError if it is none."""
    found = {}
    for part in text.split("&"):
        name, _, value = part.partition("=")
        found[name] = _plain(value)
    return found


def _plain(text):
    first, *rest = text.replace("+", " ").encode().split(b"%")
    out = first
    for part in rest:
        if len(part) < 2 or [c for c in part[:2] if c not in _HEX]:
            raise ValueError("that is no form")
        out += bytes((int(part[:2].decode(), 16),)) + part[2:]
    return out.decode()
