"""A request of HTTP/1.1 (RFC 9112), line by line: what of it is understood, and what is refused."""

_METHODS = (b"GET", b"POST", b"PUT")
# of the head; others are passed over
_WANTED = (
    b"host",
    b"origin",
    b"cookie",
    b"authorization",
    b"content-length",
    b"transfer-encoding",
    b"if-none-match",
)
STREAM = "text/event-stream"  # an answer that stays
_NAME = b"-!#$%&'*+.^_`|~"


class Refused(ValueError):
    """(status, why)"""


class Turn:
    """`await` of it gives control away once."""

    def __init__(self):
        self._given = 0

    def __iter__(self):
        return self

    __await__ = __iter__

    def __next__(self):
        self._given = 1 - self._given
        if not self._given:
            raise StopIteration


class Request:
    """`method`, `path`, `query` (behind the "?"), `head` {name in small letters: text}; `server`; `left`: bytes of the body that
    have not come yet; `session`: of who asks, "" for nobody or a token."""

    def __init__(self):
        self.method = self.path = self.query = self.session = ""
        self.head: dict = {}
        self.server = None
        self.left = 0
        self.got = b""
        self.rest = ""  # of the path, behind what the table names
        self._turn = Turn()

    def take(self, line):
        """A line of the head without its end; 1 if it was the last. `Refused` says what cannot be."""
        if not self.method:
            if line:  # some begin with an empty one
                self._first(line)
            return 0
        if not line:
            if "host" not in self.head:
                raise Refused(400, "no Host")
            self._length()
            return 1
        name, colon, value = line.partition(b":")
        if not colon or not name or [c for c in name if not (48 <= c < 58 or 65 <= c & 0xDF < 91 or c in _NAME)]:
            raise Refused(400, "not a line of HTTP")
        name = name.lower()
        if name in _WANTED:
            text = _plain(value.strip(b" \t"))
            key = name.decode()
            if key in self.head:
                raise Refused(400, "%s twice" % key)
            self.head[key] = text
        return 0

    def _first(self, line):
        words = line.split(b" ")
        if len(words) != 3 or words[2] not in (b"HTTP/1.1", b"HTTP/1.0") or words[1][:1] != b"/":
            raise Refused(400, "not a request of HTTP")
        if words[0] not in _METHODS:
            raise Refused(405, "GET, POST and PUT are known")
        self.method = words[0].decode()
        self.path, _, self.query = _plain(words[1]).partition("?")

    def _length(self):
        if "transfer-encoding" in self.head:
            raise Refused(411, "a Content-Length is needed")
        length = self.head.get("content-length", "0" if self.method == "GET" else "")
        if not length:
            raise Refused(411, "a Content-Length is needed")
        if not length.isdigit() or len(length) > 8:
            raise Refused(400, "Content-Length is no number")
        self.left = int(length)

    # The body, for a handler --------------------------------------------------------------------------------------------

    def begin(self, data):
        """The body begins with `data`, which has come with the head."""
        self.got = data[: self.left]
        self.left -= len(self.got)

    def put(self, data):
        self.got = data
        self.left -= len(data)

    def turn(self):
        """To be awaited: others have their turn."""
        return self._turn

    async def piece(self):
        """The next bytes of the body, b"" once it is over."""
        while not self.got and self.left:
            await self._turn
        data = self.got
        self.got = b""
        return data

    async def whole(self):
        """The whole body, which the table has bounded."""
        out = b""
        while True:
            data = await self.piece()
            if not data:
                break
            out += data
        try:
            return out.decode()
        except (UnicodeError, ValueError):
            raise ValueError("the body is not UTF-8")

    async def table(self):
        """The whole body, a table."""
        import json

        from .json_place import too_deep

        text = await self.whole()
        try:
            if too_deep(text):
                raise ValueError
            found = json.loads(text)
        except ValueError:
            raise ValueError("the body is not JSON")
        if not isinstance(found, dict):
            raise ValueError("the body is not a table {...}")
        return found


def _plain(data):
    """Text of printable ASCII."""
    if [c for c in data if not 32 <= c < 127]:
        raise Refused(400, "a sign that cannot be there")
    return data.decode()
