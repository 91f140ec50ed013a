"""Where the core runs when it is not in this process: the MicroPython VM, a board on a serial port."""
