"""What the simulator says when a file, an option or a scenario is wrong."""

from pydantic import ValidationError


class InputError(ValueError):
    """One line for the person who wrote the input: file, field, value, and what is allowed. The command line prints it and exits 2."""


def from_validation(source: object, error: ValidationError) -> InputError:
    """The first finding of pydantic as an InputError about `source` (a file or an option)."""
    finding = error.errors()[0]
    field = ".".join(str(part) for part in finding["loc"]) or "whole"
    if finding["type"] == "extra_forbidden":
        return InputError(f"{source}: {field}: unknown key")
    if finding["type"] == "missing":
        return InputError(f"{source}: {field}: missing")
    return InputError(f"{source}: {field}: {finding['input']!r}; {finding['msg']}")
