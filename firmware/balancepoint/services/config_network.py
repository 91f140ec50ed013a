"""The checks of the section `network` that a single value does not show. Loaded when a settings file is read."""

from .dns_packets import number
from .quantities import said

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"


def network(config):
    """Fill in `config.network`. ValueError "path: ...", one line."""
    found = dict(config.found["network"])
    mqtt = config.found["network.mqtt"]
    if not found["ssid"]:
        if found["password"]:
            raise ValueError("network.ssid: missing, whose password is that?")
        if mqtt["broker"]:
            raise ValueError("network.ssid: missing, the broker is reached by WiFi")
    _named("network.hostname", found["hostname"], 0)
    for name in found["ntp"].split():
        _named("network.ntp", name, 1)
    country = found["country"]
    if country and not ("A" <= country[0] <= "Z" and "A" <= country[1] <= "Z"):
        raise ValueError("network.country: %s is not two capital letters like 'DE'" % said(country))
    found["mask"] = _address(found)
    if mqtt["broker"]:
        _broker(mqtt)
        found["mqtt"] = mqtt
    elif " network.mqtt." in config.given:
        raise ValueError("network.mqtt.broker: missing, whose settings are those?")
    page = config.found["network.page"]
    if page["on"]:
        if not found["ssid"]:
            raise ValueError("network.ssid: missing, the page is reached by WiFi")
        _page(page)
        found["page"] = page
    elif " network.page." in config.given and " network.page.on " not in config.given:
        raise ValueError("network.page.on: missing, whose settings are those?")
    if found["ssid"]:
        config.network = found


def _page(page):
    if [c for c in page["token"] if not "!" <= c <= "~"]:
        raise ValueError("network.page.token: it has a sign that cannot be in it; no blanks, ASCII only")
    if page["metrics"] and not page["token"]:
        raise ValueError("network.page.token: missing, /metrics asks for it")


def _named(path, name, dots):
    """A host's name. `dots`: 1 for one that may be of several words, or a number."""
    labels = name.split(".") if dots else [name]
    for label in labels:
        if not 1 <= len(label) <= 63 or label[0] == "-" or [c for c in label.lower() if c not in _LETTERS]:
            raise ValueError("%s: %s is not a name of letters, digits and hyphens" % (path, said(name)))


def _address(found):
    """The mask of a fixed address, "" without one."""
    address = found["address"]
    if not address:
        for name in ("gateway", "dns"):
            if found[name]:
                raise ValueError("network.%s: only with a fixed address" % name)
        return ""
    host, _, length = address.partition("/")
    if not number(host) or not length.isdigit() or not 8 <= int(length) <= 30:
        raise ValueError("network.address: %s is not like '192.168.1.50/24'" % said(address))
    bits = 0xFFFFFFFF << (32 - int(length)) & 0xFFFFFFFF
    for name in ("gateway", "dns"):
        if (name == "gateway" or found[name]) and not number(found[name]):
            raise ValueError("network.%s: %s is not like '192.168.1.1'" % (name, said(found[name])))
    if _bits(found["gateway"]) & bits != _bits(host) & bits:
        raise ValueError("network.gateway: %s is not in the network of %s" % (found["gateway"], address))
    found["address"] = host
    return ".".join([str(bits >> shift & 255) for shift in (24, 16, 8, 0)])


def _bits(host):
    value = 0
    for part in host.split("."):
        value = value << 8 | int(part)
    return value


def _broker(mqtt):
    _named("network.mqtt.broker", mqtt["broker"], 1)
    if mqtt["password"] and not mqtt["user"]:
        raise ValueError("network.mqtt.user: missing, whose password is that?")
    if mqtt["ca"] and number(mqtt["broker"]):
        raise ValueError("network.mqtt.broker: '%s' is a number; ca needs the name in the certificate" % mqtt["broker"])
    for name in ("prefix", "ca"):
        wrong = [c for c in mqtt[name] if c in "+#$ " or not "!" <= c <= "~"]
        if wrong:
            raise ValueError("network.mqtt.%s: %s has a sign that cannot be in it" % (name, said(mqtt[name])))
