"""A tracer for what must stay a small integer of MicroPython.

In the VM it is a plain `int`, for MicroPython's integers cannot be watched; there the heap says so (`tests.firmware.test_heap`).
"""


class Small(int):
    """An integer that refuses to leave 30 bits, whatever is done with it."""

    def _wrap(name):
        plain = getattr(int, name)

        def operate(self, *others):
            result = plain(self, *others)
            if result is NotImplemented:
                return result
            assert -(1 << 30) <= result < 1 << 30, f"{name} of {int(self)} and {others} leaves 30 bits"
            return Small(result)

        return operate

    for _name in (
        "add",
        "radd",
        "sub",
        "rsub",
        "mul",
        "rmul",
        "floordiv",
        "rfloordiv",
        "mod",
        "rshift",
        "lshift",
        "neg",
    ):
        locals()[f"__{_name}__"] = _wrap(f"__{_name}__")
