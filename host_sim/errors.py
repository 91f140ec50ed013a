"""What the simulator says when a file, an option or a scenario is wrong."""


class InputError(ValueError):
    """One line for the person who wrote the input: file, field, value, and what is allowed.

    The command line prints it and exits 2.
    """
