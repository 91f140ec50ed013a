"""A number in a configuration: default, range, unit and meaning in one line of the model."""

from typing import Any

from pydantic import Field
from pydantic_core import PydanticUndefined


def number(default: float | None, low: float, high: float, unit: str, meaning: str) -> Any:
    """A pydantic field of low..high in `unit`; None as default makes it required."""
    value = PydanticUndefined if default is None else default
    return Field(value, ge=low, le=high, description=meaning, json_schema_extra={"unit": unit})
