from balancepoint import hal  # noqa: F401  # before anything else: every output at its safe level
