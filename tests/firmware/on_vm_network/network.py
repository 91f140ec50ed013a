"""A radio for the MicroPython VM that joins at once. Runs in the VM only."""

STA_IF = 0


def country(code):
    pass


def hostname(name):
    pass


class WLAN:
    def __init__(self, side):
        self.joined = 0

    def active(self, on):
        pass

    def config(self, name="", **values):
        return b"\x02TWIN\x01" if name == "mac" else None

    def connect(self, ssid, password):
        self.joined = 1

    def disconnect(self):
        self.joined = 0

    def isconnected(self):
        return self.joined

    def status(self, what=""):
        return -60 if what else 1010

    def ifconfig(self, fixed=None):
        return ("192.0.2.5", "255.255.255.0", "192.0.2.1", "192.0.2.1")
