"""The link to a unit by infrared: `units.managed` with a remote's session, and an eye on what a message has done."""

from ...control.quantity import UNKNOWN, const
from ...control.request import OFF
from ...errand import errand
from ..managed import Managed
from ..trouble import NOT_ASKED, NOT_HEARD, OK
from . import wave
from .effect import AGAIN, DEAF, OTHERWISE, SWITCHED_ON, Effect
from .sender import Session

_FRESH = const(300)  # s


class InfraredLink(Managed):
    """`line`: an `infrared.Infrared`."""

    def __init__(self, hal, drive, line, mine):
        Managed.__init__(self, hal, drive, line, mine)
        self.effect = Effect(drive["air_tells"])
        self.ears = hal.receiver()

    def look(self, now, ms):
        ears = self.ears
        if ears is None:
            Managed.look(self, now, ms)
            return
        if not ears.keep:
            count = ears.whole()
            if count:
                self._hear(ears, count)
                ears.clear()
        self.session.hush = ears.busy()
        Managed.look(self, now, ms)
        ears.listen(1 - self.line.busy())

    def _hear(self, ears, count):
        """A burst that came in: the handset's, or none that we know."""
        session = self.session
        ear = wave.Ear(ears.heard, count, bytearray(wave.BYTES_AT_MOST))
        before = session.frames + session.bad
        at = 0
        while at + 1 < count:
            size = wave.hear(session.remote, ear, at)
            at = ear.at if size and session.heard(ear.frame, size) else at + 2  # marks stand at even places
        if session.frames + session.bad == before:
            session.bad += 1

    def fill(self, readings, now):
        Managed.fill(self, readings, now)
        effect = self.effect
        session = self.session
        room = _room(readings)
        effect.look(readings, room, now)
        found = effect.judge(self.unit, room, now)
        if found == AGAIN:
            session.again()
        elif found == SWITCHED_ON:
            session.surprised(effect.runs)
        session.shows = effect.proven
        session.trouble = NOT_HEARD if effect.state == DEAF else NOT_ASKED if effect.state == OTHERWISE else OK
        if effect.runs == UNKNOWN:
            readings.running.clear()
        else:
            readings.running.set(int(effect.runs != OFF))


def _room(readings):
    """0.01 °C at the head, else in the room; UNKNOWN."""
    for reading in (readings.return_air, readings.rooms[0]):
        if type(reading.value) is int and reading.age <= _FRESH:
            return reading.value
    return UNKNOWN


def link_of(hal, drive, line, mine, remote):
    """The link with a remote's session; `drive["model"]` is one of its models."""
    link = InfraredLink(hal, drive, line, mine)
    link.begin(Session(link.unit, remote, remote.MODELS.index(drive["model"])), 0)
    return link


def link_for(hal, drive, mine):
    """The link; `drive["kind"]` is "ir:" and a remote's name."""
    remote = errand("units.ir.%s" % drive["kind"][3:])
    line = hal.infrared()
    line.claim(drive["kind"])
    return link_of(hal, drive, line, mine, remote)
