"""What must survive a reboot: the last valid request, what was learned, what was counted, what is latched. Nothing else does.

`to_dict()` gives plain integers for storage; `Memory.from_dict()` checks every one and raises ValueError that names the field,
the value and what is allowed, so that a damaged copy is refused as a whole and the caller can take an older one.
"""

from ..errand import errand


class Memory:
    """All remembered values as attributes: those of `memory_table`, and `schedule` (see `schedule`)."""

    def __init__(self):
        self.schedule: tuple = ()
        with errand:
            from . import memory_table
        memory_table.begin(self)

    def to_dict(self):
        with errand:
            from . import memory_table
        return memory_table.to_dict(self)

    @classmethod
    def from_dict(cls, data):
        with errand:
            from . import memory_table
        memory = cls()
        memory_table.restore(memory, data)
        return memory
