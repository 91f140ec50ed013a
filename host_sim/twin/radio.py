"""The twin's WiFi: its sockets are those of the laptop.

chip.buses["radio"].in_reach = False        # the network has gone; it is joined again only when the board asks for it
"""

from typing import Any

IDLE, GOT_IP, NOT_FOUND, WRONG_PASSWORD = 1000, 1010, 201, 202  # as on the ESP32


class Radio:
    """MicroPython's `network.WLAN` of a station, as far as the firmware uses it. `password`: of the network, None: any."""

    MAC = bytes((0x02, 0x54, 0x57, 0x49, 0x4E, 0x01))  # locally administered

    def __init__(self) -> None:
        self.in_reach = True
        self.password: str | None = None
        self.around: list[tuple[bytes, bytes, int, int, int, bool]] = []  # what a scan finds, as MicroPython has it
        self.asked = 0  # times that it was told to join
        self.country = self.hostname = ""
        self._status = IDLE
        self._fixed: tuple[str, ...] = ("127.0.0.1", "255.0.0.0", "127.0.0.1", "127.0.0.1")

    def active(self, _on: bool) -> None:
        self._status = IDLE

    def config(self, name: str = "", **values: int) -> Any:
        return self.MAC if name == "mac" else None

    def connect(self, _ssid: str, password: str | None) -> None:
        self.asked += 1
        if not self.in_reach:
            self._status = NOT_FOUND
        elif self.password is not None and password != self.password:
            self._status = WRONG_PASSWORD
        else:
            self._status = GOT_IP

    def scan(self) -> list[tuple[bytes, bytes, int, int, int, bool]]:
        return list(self.around)

    def disconnect(self) -> None:
        self._status = IDLE

    def isconnected(self) -> bool:
        if self._status == GOT_IP and not self.in_reach:
            self._status = NOT_FOUND
        return self._status == GOT_IP

    def status(self, what: str = "") -> int:
        return -55 if what == "rssi" else self._status

    def ifconfig(self, fixed: tuple[str, ...] | None = None) -> tuple[str, ...]:
        self._fixed = fixed or self._fixed
        return self._fixed


class Access:
    """The same of an access point; who has joined it is on this machine."""

    def __init__(self) -> None:
        self.on = False
        self.wanted: dict[str, Any] = {}  # ssid, key, security

    def active(self, on: bool) -> None:
        self.on = on

    def config(self, **values: Any) -> None:
        self.wanted = values

    def ifconfig(self) -> tuple[str, ...]:
        return "127.0.0.1", "255.0.0.0", "127.0.0.1", "127.0.0.1"
