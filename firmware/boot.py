try:
    from balancepoint import hal  # noqa: F401  # before anything else: every output at its safe level
finally:
    import os

    # A new program that is whole was cut while it took its place; half a one waits for the next copy.
    if "balancepoint.new" in os.listdir("/") and "complete" in os.listdir("/balancepoint.new"):
        import machine
        import swap

        swap.carry_through()
        machine.reset()
