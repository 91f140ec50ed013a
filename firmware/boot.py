import gc

free = gc.mem_free() if hasattr(gc, "mem_free") else 0

try:
    from balancepoint import hal  # before anything else: every output at its safe level

    hal.free_at_boot = free
finally:
    import os

    # A new program that is whole was cut while it took its place; half a one waits for the next copy. Without hal, which may be
    # half old and half new.
    if "balancepoint.new" in os.listdir("/") and "complete" in os.listdir("/balancepoint.new"):
        import machine
        import swap

        swap.carry_through()
        machine.reset()
