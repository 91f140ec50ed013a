"""Improv over serial: the protocol by which a browser that has flashed a board gives it its WiFi (improv-wifi.com/serial, in our
words in docs/provisioning.md). Loaded when a frame begins; its bytes lie between those of lines.

    IMPROV 1 TYPE LENGTH DATA SUM       the sum of all bytes before it, its low one; a line's end behind it is taken with it

Types: 1 state, 2 error, 3 command, 4 result. We answer commands: `COMMAND LENGTH DATA`.
"""

from .. import hal
from ..errand import errand

MARK = b"IMPROV\x01"
STATE, ERROR, COMMAND, RESULT = 1, 2, 3, 4
READY, JOINING, JOINED = 2, 3, 4
FINE, INVALID, UNKNOWN, NOT_JOINED, FAILED = 0, 1, 2, 3, 255
_HEAD, _SUM = 9, 1  # bytes
_WAITING = 4  # answers
SETTINGS, ASK_STATE, ASK_INFO, ASK_NETWORKS = 1, 2, 3, 4


def answer(app, data, more, sleep_ms, waiting):
    """(`data` without the frames that are whole in it, where in it one begins that is not whole yet, -1 for none); the answers go
    to the end of `waiting`, as long as that is short. `more` 0: the rest of a frame does not come any more, and it goes."""
    data = bytes(data)
    out = b""
    while True:
        at = data.find(MARK)
        if at < 0:
            return bytearray(out + data), -1
        out += data[:at]
        data = data[at:]
        end = _HEAD + _SUM + (data[_HEAD - 1] if len(data) >= _HEAD else 0)
        again = data.find(MARK, 1)
        if 0 < again < end:  # that one was cut
            data = data[again:]
        elif len(data) < end:
            return (bytearray(out + data), len(out)) if more else (bytearray(out), -1)
        else:
            body = data[_HEAD : end - _SUM] if sum(data[: end - _SUM]) & 255 == data[end - _SUM] else b""
            if (data[7] == COMMAND or not body) and len(waiting) <= _WAITING:
                app.typed += 1  # as a line does it ends a `log`
                waiting.append(_said(app, body, sleep_ms))
            data = data[end:]
            if data[:1] == b"\n":
                data = data[1:]


def frame(kind, data):
    out = MARK + bytes((kind, len(data))) + data
    return out + bytes((sum(out) & 255, 10))


def result(command, texts):
    """What a command has come to: texts."""
    out = b""
    for text in texts:
        data = text.encode()
        out += bytes((len(data),)) + data
    return frame(RESULT, bytes((command, len(out))) + out)


def _said(app, body, sleep_ms):
    """The frames that answer a command, b"" while there is nothing to say yet; a generator. `body`: b"" of a spoiled frame."""
    if len(body) < 2 or len(body) != 2 + body[1]:
        yield frame(ERROR, bytes((INVALID,)))
        return
    command = body[0]
    try:
        if command not in _ANSWERS:
            yield frame(ERROR, bytes((UNKNOWN,)))
            return
        yield frame(ERROR, bytes((FINE,)))
        for out in _ANSWERS[command](app, body[2:], sleep_ms):
            yield out
    except Exception:  # no memory, or whatever it is: the other end must hear of it
        yield frame(ERROR, bytes((FAILED,)))


def joined(app):
    """1 in a network that the settings name."""
    net = app.net
    return 1 if net is not None and net.station is not None and net.connected else 0


def url(app):
    """Where the page is, in a list; an empty one where there is none."""
    page = app.net.page
    if page is None:
        return []
    return ["http://%s%s/" % (app.net.address, "" if page.port == 80 else ":%d" % page.port)]


def _state(app, _data, _sleep_ms):
    there = joined(app)
    yield frame(STATE, bytes((JOINED if there else READY,)))
    if there:
        yield result(ASK_STATE, url(app))


def _info(_app, _data, _sleep_ms):
    chip = hal.board.CHIP.upper()
    family = chip if chip == "ESP32" else "ESP32-" + chip[5:]  # as esptool says it
    yield result(ASK_INFO, ("Balancepoint", hal.board.VERSION, family, hal.board.NAME))


def _networks(app, _data, _sleep_ms):
    """Each name once, the strongest first."""
    found = None
    for found in errand("services.networks").listing(app):
        if found is None:
            yield b""
    for ssid, strength, locked in found or ():
        yield result(ASK_NETWORKS, (ssid, "%d" % strength, "YES" if locked else "NO"))
    yield result(ASK_NETWORKS, ())


def _settings(app, data, sleep_ms):
    size = data[0] if data else 0
    if len(data) < size + 2 or len(data) != size + 2 + data[size + 1]:
        yield frame(ERROR, bytes((INVALID,)))
        return
    try:
        ssid, password = data[1 : size + 1].decode(), data[size + 2 :].decode()
    except (UnicodeError, ValueError):
        yield frame(ERROR, bytes((INVALID,)))
        return
    there = 0
    yield frame(STATE, bytes((JOINING,)))
    try:
        for there in errand("services.improv_join").join(app, ssid, password, sleep_ms):
            if there is None:
                yield b""
        if there:
            yield frame(STATE, bytes((JOINED,)))
            yield result(SETTINGS, url(app))
            return
        wrong = NOT_JOINED
    except ValueError as error:
        yield b"improv: %s\r\n" % str(error).encode()  # for who reads the console beside it
        wrong = FAILED
    yield frame(STATE, bytes((JOINED if joined(app) else READY,)))
    yield frame(ERROR, bytes((wrong,)))


_ANSWERS = {SETTINGS: _settings, ASK_STATE: _state, ASK_INFO: _info, ASK_NETWORKS: _networks}
