"""The radio as an access point of its own, by WPA2. Loaded for the start in which it is wanted: elsewhere it takes no memory."""

_WPA2 = 3  # pre-shared key


def opened(name, key):
    """MicroPython's `network.WLAN`, active."""
    import network

    wlan = network.WLAN(network.AP_IF)
    wlan.active(True)
    wlan.config(ssid=name, key=key, security=_WPA2)
    return wlan
