"""What of all that happens the journal keeps: starts and stops, the heater, sensors, what was learned.

Each note is a code and an integer; the words are in `journal_words`.
"""

from . import journal as j
from .sensing import CHANGES

_POINT_NEWS = 100  # 0.01 K: a balance point that moved by so much is news


class Chronicle:
    """`follow()` after the guard at a tick in which the Command changed, `note()` once a decision, `learned()` after learning."""

    def __init__(self, memory, journal, sensing):
        self._memory = memory
        self._journal = journal
        self._sensing = sensing
        self._aux = 0
        self._aux_since = 0
        self._faults = [0] * len(sensing.faults)
        self._room_status = sensing.room_status
        self._room_source = sensing.room_source
        self._outdoor_source = sensing.outdoor_source
        self._told_loss = memory.heat_loss
        self._told_point = memory.balance_point or 0
        journal.add(0, j.BOOT)

    def follow(self, command, before, on, now):
        """`before`: Hz before this tick. `on`: the compressor stage takes the compressor as running."""
        journal = self._journal
        if command.speed and not before:
            self._memory.compressor_starts += 1
            journal.add(now, j.START, command.speed)
        elif before and not command.speed and on:
            journal.add(now, j.STOP, j.STOPPED_PROTECTION)
        aux = command.aux
        if aux != self._aux:
            if not aux:
                journal.add(now, j.AUX_OFF, now - self._aux_since)
            else:
                if not self._aux:
                    self._aux_since = now
                journal.add(now, j.AUX_ON, aux)
            self._aux = aux

    def note(self, now):
        """Which sensors are trusted."""
        sensing = self._sensing
        journal = self._journal
        faults = sensing.faults
        if faults[CHANGES] != self._faults[CHANGES]:
            self._faults[CHANGES] = faults[CHANGES]
            for channel in range(CHANGES):
                if faults[channel] != self._faults[channel]:
                    self._faults[channel] = faults[channel]
                    journal.add(now, j.SENSOR, channel * 16 + faults[channel])
        if sensing.room_status != self._room_status:
            self._room_status = sensing.room_status
            journal.add(now, j.ROOM_STATUS, sensing.room_status)
        if sensing.room_source != self._room_source:
            self._room_source = sensing.room_source
            journal.add(now, j.ROOM_SOURCE, sensing.room_source)
        if sensing.outdoor_source != self._outdoor_source:
            self._outdoor_source = sensing.outdoor_source
            journal.add(now, j.OUTDOOR_SOURCE, sensing.outdoor_source)

    def learned(self, now):
        """Outside the tick."""
        memory = self._memory
        if abs(memory.heat_loss - self._told_loss) * 20 > self._told_loss:
            self._told_loss = memory.heat_loss
            self._journal.add(now, j.LEARNED, memory.heat_loss)
        point = memory.balance_point
        if point is not None and abs(point - self._told_point) > _POINT_NEWS:
            self._told_point = point
            self._journal.add(now, j.BALANCE_POINT, point)
