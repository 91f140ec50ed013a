try:
    from balancepoint import hal  # noqa: F401  # before anything else: every output at its safe level
finally:
    import os

    if "balancepoint.new" in os.listdir(
        "/"
    ):  # a copy was cut: half of it waits for the next, all of it is put in place
        import swap

        if swap.carry_through():
            import machine

            machine.reset()
