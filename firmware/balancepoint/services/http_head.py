"""The head of an answer, and the answer to what is refused. Loaded for each."""

import json

_WORDS = {
    200: "OK", 304: "Not Modified", 302: "Found", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 409: "Conflict", 411: "Length Required", 413: "Content Too Large", 429: "Too Many Requests",
    431: "Request Header Fields Too Large", 500: "Internal Server Error", 503: "Service Unavailable",
}  # fmt: skip
# unless the handler says otherwise
_USUAL = (
    "Cache-Control: no-store\r\n",
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
)
_ALWAYS = "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"


def head(status, kind, length, lines):
    """`length`: bytes of the body, None: until the connection closes."""
    out = "HTTP/1.1 %d %s\r\n" % (status, _WORDS.get(status, "?"))
    if kind:
        out += "Content-Type: %s\r\n" % (kind if "/json" in kind or ";" in kind else kind + "; charset=utf-8")
    if length is not None:
        out += "Content-Length: %d\r\n" % length
    for line in _USUAL:
        if line.split(":")[0] not in lines:
            out += line
    return (out + lines + _ALWAYS).encode()


def refusal(error):
    """The answer to a `Refused`, or to another ValueError: (status, kind, text, lines)."""
    said = error.args
    status, why = said[:2] if len(said) > 1 else (400, said[0] if said else "?")
    lines = ""
    if status == 429 or status == 503:
        lines = "Retry-After: %d\r\n" % (said[2] if len(said) > 2 else 5)
    return status, "application/json", '{"error":%s}' % json.dumps(str(why)), lines
