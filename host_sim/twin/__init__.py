"""The board's twin: a chip made of Python, so that the whole firmware, `hal` included, runs on a laptop.

`chip` has pins, converters, timers, watchdog and time; `modules` dresses it as MicroPython's `machine` and `esp32`; `boot` starts
the firmware on it; `world` ties it to the simulated house. `balancepoint twin` is a board behind a pty.
"""
