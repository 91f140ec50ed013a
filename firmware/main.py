import sys

try:
    import micropython

    # A frame of Improv has 0x03 in it, and may come at any time: the console tells it from Ctrl-C.
    micropython.kbd_intr(-1)
except (ImportError, AttributeError):
    pass

found = globals().get  # what boot.py has left; a frozen one leaves nothing
if found("slot", "a"):
    try:
        from balancepoint import hal

        hal.free_at_boot = hal.free_at_boot or found("free", 0)
        from balancepoint.app import main

        main()
    except Exception as error:
        sys.print_exception(error)
        if found("trial"):  # the next start counts it, and goes back to the other slot
            import machine

            machine.reset()
else:
    print("neither program is whole: the outputs are safe; write one with a cable (make flash)")
