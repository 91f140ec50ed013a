"""The wireless networks in reach. A scan takes seconds, so it is a thread's, which holds nobody up: the radio's driver waits
without MicroPython's lock (ports/esp32/network_wlan.c). Loaded for it.
"""

from .. import hal

_MOST = 20
_PATIENCE = 15  # s
_OPEN = 0  # of the radio's kinds of security


def listing(app):
    """A generator: None while it looks, then ((ssid, dBm, whether it has a password), ...), the strongest first; () where the
    radio is not on and cannot be put on beside the program."""
    if app.net is not None:
        wlan, lent = app.net.station.wlan, 0
    elif app.scarce:
        yield ()
        return
    else:
        wlan, lent = hal.station("", "balancepoint"), 1
    found: list = []
    until = app.uptime.now() + _PATIENCE
    if _begin(wlan, found):
        while not found and app.uptime.now() < until:
            yield None
    if lent and app.net is None:
        wlan.active(False)
    yield listed(found[0] if found else ())


def _begin(wlan, found):
    """Whether there are threads."""
    try:
        from _thread import start_new_thread
    except ImportError:
        return 0

    def look():
        try:
            found.append(wlan.scan())
        except Exception:  # it is joining just now
            found.append(())

    start_new_thread(look, ())
    return 1


def listed(scanned):
    """Of the radio's list, each name once."""
    out: list = []
    for entry in sorted(scanned, key=lambda each: -each[3]):
        try:
            ssid = entry[0].decode()
        except (UnicodeError, ValueError):
            continue
        if ssid and len(out) < _MOST and ssid not in [each[0] for each in out]:
            out.append((ssid, entry[3], entry[4] != _OPEN))
    return tuple(out)
