"""Numbers that stay, for the MicroPython VM. Runs in the VM only."""

NUMBERS = {}


class NVS:
    def __init__(self, space):
        pass

    def get_i32(self, key):
        if key not in NUMBERS:
            raise OSError(-4354)
        return NUMBERS[key]

    def set_i32(self, key, value):
        NUMBERS[key] = value

    def commit(self):
        pass
