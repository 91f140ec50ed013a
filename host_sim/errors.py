"""What the simulator says when a file, an option or a scenario is wrong."""


class InputError(ValueError):
    """One line for the person who wrote the input: file, field, value, and what is allowed.

    The command line prints it and exits 2.
    """


def brief(text: str, most: int = 60) -> str:
    """As much of a value or a file name as fits into a line."""
    return text if len(text) <= most else f"{text[:most]}..."
