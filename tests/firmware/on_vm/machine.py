"""A chip for the MicroPython VM, which has none: what `hal` needs at least, remembered in `STATE`. Runs in the VM only."""

STATE = {"pins": {}, "duty": {}, "fed": 0, "clock": (2000, 1, 1, 0, 0, 0, 0, 0)}

PWRON_RESET, HARD_RESET, WDT_RESET, DEEPSLEEP_RESET, SOFT_RESET = 1, 2, 3, 4, 5


def reset_cause():
    return PWRON_RESET


def reset():
    raise SystemExit("reset")


class Pin:
    IN, OUT, PULL_UP, IRQ_FALLING = 0, 1, 2, 4

    def __init__(self, gpio, mode=-1, pull=None, value=None):
        self.gpio = gpio
        if value is not None:
            STATE["pins"][gpio] = value

    def value(self, level=None):
        if level is None:
            return STATE["pins"].get(self.gpio, 1)
        STATE["pins"][self.gpio] = level

    def irq(self, handler, trigger):
        pass


class PWM:
    def __init__(self, pin, freq, duty_u16):
        self.gpio = pin.gpio

    def freq(self, value):
        pass

    def duty_u16(self, value):
        STATE["duty"][self.gpio] = value


class ADC:
    ATTN_11DB = 3

    def __init__(self, pin, atten):
        pass

    def read_uv(self):
        return 1_650_000


class WDT:
    def __init__(self, timeout):
        pass

    def feed(self):
        STATE["fed"] += 1


class RTC:
    def datetime(self, value=None):
        if value is None:
            return STATE["clock"]
        STATE["clock"] = value


class UART:
    """Nobody is at the other end."""

    INV_RX, INV_TX = 4, 32

    def __init__(self, number, **line):
        pass

    def deinit(self):
        pass

    def readinto(self, buffer):
        return None

    def write(self, buffer, count):
        return count


class I2C:
    """Nothing answers."""

    def __init__(self, number, sda, scl, freq, timeout):
        pass

    def _absent(self, *_arguments, **_named):
        raise OSError(19)

    writeto = readfrom_into = readfrom_mem_into = writeto_mem = _absent
