"""Where a text stops being JSON (RFC 8259): MicroPython says that it does, not where. Loaded only when something is wrong.

place(text)      # (line, column, what is expected there), both from 1; None if nothing is found
"""

_DEEPEST = 20
_HEX = b"0123456789abcdefABCDEF"


def place(text):
    data = text.encode()
    try:
        at = _blank(data, _value(data, _blank(data, 0), 0))
        if at < len(data):
            raise ValueError(at, "nothing more")
    except ValueError as error:
        at, expected = error.args
        begin = data[:at].rfind(b"\n") + 1
        return data[:at].count(b"\n") + 1, len(data[begin:at].decode()) + 1, expected
    return None


def too_deep(text):
    """Whether tables and lists lie deeper in each other than any settings file needs."""
    deep = 0
    quoted = False
    letters = iter(text)
    for letter in letters:
        if letter == '"':
            quoted = not quoted
        elif quoted:
            if letter == "\\":
                next(letters, "")
        elif letter in "[{":
            deep += 1
            if deep > _DEEPEST:
                return True
        elif letter in "]}":
            deep -= 1
    return False


def _blank(data, at):
    while at < len(data) and data[at] in b" \t\r\n":
        at += 1
    return at


def _value(data, at, deep):
    """Where the value that begins at `at` has ended."""
    first = data[at : at + 1]
    if first == b'"':
        return _text(data, at)
    if first not in (b"{", b"["):
        return _word(data, at)
    if deep == _DEEPEST:
        raise ValueError(at, "less nesting")
    close = b"}" if first == b"{" else b"]"
    at = _blank(data, at + 1)
    if data[at : at + 1] == close:
        return at + 1
    while True:
        if first == b"{":
            if data[at : at + 1] != b'"':
                raise ValueError(at, "a name in double quotes")
            at = _blank(data, _text(data, at))
            if data[at : at + 1] != b":":
                raise ValueError(at, "a colon")
            at = _blank(data, at + 1)
        at = _blank(data, _value(data, at, deep + 1))
        mark = data[at : at + 1]
        if mark == close:
            return at + 1
        if mark != b",":
            raise ValueError(at, "a comma or " + close.decode())
        at = _blank(data, at + 1)


def _text(data, at):
    begin = at
    while True:
        at += 1
        if at >= len(data) or data[at] < 32:
            raise ValueError(begin, "a text with quotes at both ends")
        if data[at] == 34:
            return at + 1
        if data[at] == 92:
            at += 1
            if data[at : at + 1] not in (b'"', b"\\", b"/", b"b", b"f", b"n", b"r", b"t", b"u"):
                raise ValueError(at - 1, 'a double \\ or \\"')
            if data[at] == 117 and [digit for digit in data[at + 1 : at + 5] if digit not in _HEX]:
                raise ValueError(at - 1, "\\u and four hexadecimal digits")


def _word(data, at):
    end = at
    while end < len(data) and (data[end] in b"+-." or 48 <= data[end] < 58 or 65 <= data[end] & 0xDF < 91):
        end += 1
    word = data[at:end].decode()
    if word not in ("true", "false", "null"):
        digits = word[1:] if word[:1] == "-" else word
        try:
            float(word)
            good = digits[:1].isdigit() and digits[-1:].isdigit() and not (digits[:1] == "0" and digits[1:2].isdigit())
        except ValueError:
            good = False
        if not good:
            raise ValueError(at, "a text in double quotes, a number, true or false")
    return end
