"""A board in virtual time for tests of the whole application: settings, thermometers, console, button."""

import json

from host_sim.twin.board import board_module, install_settings
from host_sim.twin.boot import Firmware
from host_sim.twin.chip import Chip
from host_sim.twin.one_wire import Ds18b20, OneWire

BOARD = "esp32_devkitc"


class Rig:
    """A board with its example settings and a thermometer for each 1-Wire entry, all at 20 °C."""

    def __init__(self, folder, settings=True):
        self.folder = folder
        self.chip = Chip()
        self.wire = self.chip.buses["one_wire"] = OneWire(lambda: self.chip.seconds)
        self.chip.buses["i2c"] = Silent()
        if settings:
            install_settings(BOARD, folder)
            for sensor in self.settings()["sensors"]:
                if sensor["kind"] == "ds18b20":
                    self.wire.devices.append(Ds18b20(sensor["address"], 20.0))
        self.firmware = Firmware(self.chip, board_module(BOARD), folder)

    def settings(self):
        return json.loads((self.folder / "settings.json").read_text(encoding="utf-8"))

    def run(self, seconds):
        self.firmware.run(seconds)
        return self

    @property
    def app(self):
        return self.firmware.app

    def ask(self, text, seconds=3.0):
        """The answer's lines."""
        before = len(self.firmware.port.lines())
        self.firmware.port.type(text + "\n")
        self.run(seconds)
        return self.firmware.port.lines()[before:]

    def level(self, name):
        return self.chip.levels[self.firmware.board.PINS[name]]

    def safe(self):
        return all(
            self.chip.levels[gpio] == level for gpio, level in self.firmware.board.SAFE if gpio not in self.others()
        )

    def others(self):
        """What a lapsed Command leaves alone (the valve), the lamp, and PWM outputs."""
        return {self.firmware.board.PINS[name] for name in ("valve", "led", "speed_pwm", "fan_pwm")}

    def lit(self):
        """ms lit in a row, from the log of the lamp."""
        gpio = self.firmware.board.PINS["led"]
        log = [(at, level) for at, pin, level in self.chip.log if pin == gpio]
        return [round(1000 * (b[0] - a[0])) for a, b in zip(log, log[1:], strict=False) if a[1] == 1]

    def press(self, seconds):
        gpio = self.firmware.board.PINS["button"]
        self.chip.drive(gpio, 0)
        self.run(seconds)
        self.chip.drive(gpio, 1)
        return self.run(0.5)


class Silent:
    """An I2C bus on which nobody answers."""

    def __getattr__(self, name):
        def absent(*_arguments, **_named):
            raise OSError(19, "ENODEV")

        return absent
