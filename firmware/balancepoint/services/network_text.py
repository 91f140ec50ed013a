"""The network in words: lines for `status`, and why something is not there. Loaded when somebody asks, or something fails."""

# what the ESP32's radio says (esp_wifi_types.h, wifi_err_reason_t)
_RADIO = {
    201: "it is not in reach",
    202: "the password is refused",
    203: "it is full",
    204: "the password is refused",
}
# of Linux and of the ESP32, which differ
_REASONS = {
    104: "it has cut the connection", 111: "it refuses the connection", 113: "it is out of reach", 118: "it is out of reach",
}  # fmt: skip
STAGES = ("waits", "asks for its address", "connects", "greets", "subscribes", "joined")  # of `mqtt.Mqtt.stage`


def reason(error):
    """Why an OSError or a ValueError ended something."""
    said = error.args or (0, "?")
    return _REASONS.get(said[0], str(said[-1]))


def lines(network, now):
    """For `status`: a `network.Network`."""
    yield station(network.station, now)
    if network.connected and network.clock is not None and network.clock.why:
        yield "time: %s" % network.clock.why
    if network.mqtt is not None:
        yield client(network.mqtt, now)
        source = network.source
        for name in source.news:
            values = source.news[name]
            yield "%s: %s, said %d s ago" % (name, values[2], now - values[1])
        if source.passed_over:
            yield "mqtt: %d messages passed over, the last one for this: %s" % (source.passed_over, source.refusal)
    if network.page is not None:
        yield server(network.page)
        if network.page.auth.secret is None:
            yield "look: page: it stays shut until a password is set here: password ..."
    yield "network turn: longest %d us" % network.longest


def station(part, now):
    """A `station.Station`."""
    if part.connected:
        return "network: connected to %s as %s, joined %d times" % (part.ssid, part.wlan.ifconfig()[0], part.joined)
    why = ": " + _RADIO.get(part.why, "it does not answer") if part.why else ""
    return "look: network: %s not joined for %d s%s" % (part.ssid, now - part.lost_at, why)


def client(part, now):
    """An `mqtt.Mqtt`."""
    broker = part.wanted["broker"]
    if part.stage == len(STAGES) - 1:
        return "mqtt: joined %s for %d s, %d times" % (broker, now - part.since, part.joined)
    return "look: mqtt: %s %s%s" % (broker, STAGES[part.stage], part.why and ": " + part.why)


def server(part):
    """An `http.Server`."""
    if part.why:
        return "look: page: %s" % part.why
    return "page: http://%s%s, %d answers, %d found no place, %d were too slow, %d failed, %d wrong passwords" % (
        part.network.address,
        "" if part.port == 80 else ":%d" % part.port,
        part.served,
        part.refused,
        part.dropped,
        part.failed,
        part.auth.misses,
    )
