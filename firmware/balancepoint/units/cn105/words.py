"""Frames of the CN105 port in words, field by field, and fields as frames. Loaded when people ask.

    explain(frame)              -> [(field, value, unit, remark), ...]; what nobody knows is `rest`, place by place
    check(frame)                raises ValueError: what is wrong with it
    parse(frame)                -> (name, fields) of a frame of ours, for:
    encode(name, **fields)      -> frame; "connect", "get", "identify", "settings", "room", "run state", "raw"
    fault(code)                 -> (the code as the maker shows it, meaning, what to do, whom to call)

Sources: MUART-DOC (docs/developer/it-protocol of muart-group/muart-group.github.io), ECH (echavet/MitsubishiCN105ESPHome), SWI
(SwiCago/HeatPump).
"""

from . import codec as c
from . import names as n

_NOT_TOLD = "not told"


def check(frame):
    if len(frame) < 6:
        raise ValueError("frame: %d bytes, at least 6 make one" % len(frame))
    if frame[0] != c.START:
        raise ValueError("start: 0x%02x, a frame begins with 0xfc" % frame[0])
    machine = frame[2] << 8 | frame[3]
    if machine == c.WATER:
        raise ValueError(
            "machine: 02 7a, this is an Ecodan air-to-water unit; a CN105 link speaks to air-to-air units, 01 30"
        )
    if machine != c.AIR:
        raise ValueError("machine: %02x %02x, an air-to-air unit says 01 30" % (frame[2], frame[3]))
    if frame[1] not in [kind for kind, _ in n.KINDS]:
        raise ValueError("type: 0x%02x, known are 41, 42, 5a, 5b, 61, 62, 7a, 7b" % frame[1])
    if frame[4] > 16:
        raise ValueError("length: %d, a payload has at most 16 bytes" % frame[4])
    if len(frame) != frame[4] + 6:
        raise ValueError("frame: %d bytes, with length %d it has %d" % (len(frame), frame[4], frame[4] + 6))
    right = c.checksum(frame, len(frame) - 1)
    if frame[-1] != right:
        raise ValueError("checksum: 0x%02x, right is 0x%02x" % (frame[-1], right))


def explain(frame):
    if len(frame) < 6 or frame[0] != c.START:
        return [("frame", _hex(frame), "", "none: fc, type, machine, length, payload, checksum")]
    rows = [("frame", n.name_of(n.KINDS, frame[1]), "", "type 0x%02x" % frame[1])]
    if frame[2] << 8 | frame[3] == c.WATER:
        rows.append(("machine", "air-to-water", "", "02 7a: an Ecodan unit, another machine than this link speaks to"))
        rows.append(("rest", _hex(frame[5:-1]), "", "payload"))
        return rows
    payload = _Payload(frame[5:-1], rows)
    kind = frame[1]
    command = payload.byte(0)
    if kind == c.SET:
        _command(payload, n.SETS)
        _set(payload, command)
    elif kind == c.GET:
        _command(payload, n.GETS)
    elif kind == c.GET | c.REPLY:
        _command(payload, n.GETS)
        if command in _REPLIES:
            _REPLIES[command](payload)
    elif kind == c.INSTALL:
        _command(payload, n.IDENTIFIES)
    elif kind == c.INSTALL | c.REPLY:
        _command(payload, n.IDENTIFIES)
        if command == c.CAPABILITIES:
            _capabilities(payload)
    elif kind in (c.SET | c.REPLY, c.CONNECT | c.REPLY):
        payload.add("accepted", 0 if command else 1, "", "0x%02x" % command)
    payload.rest()
    return rows


class _Payload:
    """What is read from it, and so what is left. A byte behind the end of a shorter frame is None."""

    def __init__(self, data, rows):
        self.data = data
        self.rows = rows
        self.left = set(range(len(data)))

    def byte(self, k):
        self.left.discard(k)
        return self.data[k] if k < len(self.data) else 0

    def has(self, k):
        return k < len(self.data)

    def pair(self, k):
        return self.byte(k) << 8 | self.byte(k + 1)

    def add(self, field, value, unit="", remark=""):
        self.rows.append((field, value, unit, remark))

    def named(self, field, k, table, remark=""):
        if self.has(k):
            self.add(field, n.name_of(table, self.byte(k)), "", remark)

    def degrees(self, field, k, remark=""):
        """Of the newer scale; None for what stands for nothing."""
        if self.has(k):
            byte = self.byte(k)
            self.add(field, (byte - 128) / 2 if byte > 1 else None, "°C", remark if byte > 1 else _NOT_TOLD)

    def rest(self):
        left = ["[%d]=%02x" % (k, self.data[k]) for k in sorted(self.left) if self.data[k]]
        if left:
            self.add("rest", " ".join(left), "", "not known")


def _command(payload, table):
    byte = payload.byte(0)
    payload.add("command", n.name_of(table, byte), "", "0x%02x" % byte)


def _set(payload, command):
    if command == 0x01:
        _set_settings(payload)
    elif command == c.FEED:
        _set_room(payload)
    elif command == 0x08:
        flags = (0, payload.byte(1), payload.byte(2))
        for field, k, place, bit in n.RUN_STATES:
            if flags[place] & bit:
                if field == "airflow":
                    payload.named(field, k, n.AIRFLOWS)
                else:
                    payload.add(field, payload.byte(k))
    elif command in (0x1F, 0x21):
        _functions(payload)


def _set_settings(payload):
    """Those whose flag is up."""
    flags = payload.byte(1)
    if flags & 0x01:
        payload.named("power", 3, n.POWERS)
    if flags & 0x02:
        payload.named("mode", 4, n.MODES)
    if flags & 0x04:
        if payload.has(14) and payload.data[14]:
            payload.degrees("setpoint", 14, "newer scale")
        else:
            payload.add("setpoint_old", _older(payload.byte(5)), "°C", "older scale")
    if flags & 0x08:
        payload.named("fan", 6, n.FANS)
    if flags & 0x10:
        payload.named("vane", 7, n.VANES)
    if flags & 0x40:
        payload.add("prohibit", n.names_of(n.PROHIBITS, payload.byte(11)))
    if flags & ~0x5F & 0xFF:
        payload.add("flags", "0x%02x" % (flags & ~0x5F), "", "not known")
    flags = payload.byte(2)
    if flags & 0x01:
        wide = payload.byte(13)
        payload.add("wide", n.name_of(n.WIDES, wide & 0x7F))
        payload.add("wide_flag", wide >> 7, "", "of the i-see eye")
    if flags & ~0x01:
        payload.add("flags_2", "0x%02x" % (flags & ~0x01), "", "not known")


def _set_room(payload):
    use = payload.byte(1)
    older, newer = payload.byte(2), payload.byte(3)
    if use:
        payload.add(
            "room", (newer - 128) / 2 if newer else 8 + older / 2, "°C", "to be gone by" if use == 1 else "0x%02x" % use
        )
        payload.add("older", older, "", "2T-16; SWI and an MHK1 send 2T-17")
    else:
        payload.add("room", None, "°C", "by its own sensor")


def _older(byte):
    return 31 - (byte & 0x0F) + (0.5 if byte & 0x10 else 0)


def _settings(payload):
    payload.named("power", 3, n.POWERS)
    mode = payload.byte(4)
    eye = 8 < mode < 12
    payload.add("mode", n.name_of(n.MODES, mode - 8 if eye else mode), "", "i-see at work" if eye else "")
    if payload.has(11) and payload.data[11]:
        payload.degrees("setpoint", 11, "newer scale; on the older one %s" % _older(payload.byte(5)))
    else:
        payload.add("setpoint", _older(payload.byte(5)), "°C", "older scale")
        payload.byte(11)
    payload.named("fan", 6, n.FANS)
    payload.named("vane", 7, n.VANES)
    payload.add(
        "prohibit", n.names_of(n.PROHIBITS, payload.byte(8)), "", "locked for the handset" if payload.byte(8) else ""
    )
    wide = payload.byte(10)
    payload.add("wide", n.name_of(n.WIDES, wide & 0x0F))
    payload.add("wide_flag", wide >> 7, "", "0x80, of the i-see eye")
    if payload.byte(12):
        payload.add("humidity", payload.byte(12), "%", "target, of the LN series (ECH PR #166)")
    payload.named("airflow", 14, n.AIRFLOWS)


def _temperatures(payload):
    older = payload.byte(3)
    if payload.has(6) and payload.data[6]:
        payload.degrees("room", 6, "older scale: %d" % (10 + older))
    else:
        payload.add("room", 10 + older, "°C", "older scale")
    payload.degrees("outdoor", 5)
    if payload.byte(7):
        payload.degrees("room_2", 7, "a second reading; sources disagree")
    if payload.has(13):
        payload.add("runtime", payload.byte(11) << 16 | payload.pair(12), "min")


def _errors(payload):
    digits = payload.pair(4)
    code = payload.byte(6)
    if digits & 0x7FFF:
        shown, meaning, _, _ = fault(code or digits)
        payload.add("fault", shown, "", meaning)
        payload.add("digits", "%04x" % digits, "", "check code")
    else:
        payload.add("fault", "none", "", "0x%04x" % digits)


def _timers(payload):
    payload.named("timer", 3, n.TIMERS, "SWI; not seen by others")
    for k, field in enumerate(("on_set", "off_set", "on_left", "off_left")):
        payload.add(field, 10 * payload.byte(4 + k), "min")


def _operation(payload):
    running = payload.byte(4)
    payload.add("speed", payload.byte(3), "Hz", "" if running else "it stands: noise if not 0")
    payload.add("operating", running)
    if payload.has(6):
        payload.add("power", payload.pair(5), "W")
    if payload.has(8):
        payload.add("energy", payload.pair(7) / 10, "kWh", "wraps at 6553.5")


def _run_state(payload):
    payload.add("state", n.names_of(n.STATES, payload.byte(3)) or "normal")
    payload.named("blows", 4, n.BLOWS, "as it blows")
    if payload.has(5):
        payload.add("sub_mode", "0x%02x" % payload.byte(5), "", "sources disagree")


def _functions(payload):
    for k in range(1, 15):
        byte = payload.byte(k)
        if byte:
            payload.add("function_%d" % ((byte >> 2 & 31) + 100), byte & 3)


def _options(payload):
    for k, field in enumerate(("purifier", "night", "circulator")):
        payload.add(field, payload.byte(1 + k))


def _thermostat(payload):
    payload.degrees("heat", 7, "not confirmed")
    payload.degrees("cool", 8, "not confirmed")


def _capabilities(payload):
    for field, k, bit, absent in n.CAPABILITIES:
        payload.add(field, 1 if (not payload.byte(k) & bit) == bool(absent) else 0)
    index = (payload.byte(7) & 0x10) >> 2 | (payload.byte(8) & 8) >> 2 | (payload.byte(9) & 2) >> 1
    payload.add("fans", c.SPEEDS[index] if index < len(c.SPEEDS) else 0, "", "by bits A, B, C")
    for k, field in enumerate(n.RANGES):
        payload.degrees(field, 10 + k)


_REPLIES = {
    c.SETTINGS: _settings, c.TEMPERATURES: _temperatures, c.ERRORS: _errors, 0x05: _timers, c.OPERATION: _operation,
    c.RUN_STATE: _run_state, 0x20: _functions, 0x22: _functions, 0x42: _options, 0xA9: _thermostat,
}  # fmt: skip


def _hex(data):
    return " ".join(["%02x" % byte for byte in data])


def parse(frame):
    from .spelling import parse as parse_it

    return parse_it(frame, explain(frame))


def encode(name, **fields):
    from .spelling import spell

    return spell(name, fields)


def fault(code):
    from .faults import told

    return told(code)
