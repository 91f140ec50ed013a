"""Which unit is there? It listens first, then asks in one protocol after the other, and changes nothing at any unit.

It stands in for a session (see `units`): in `auto` until something answers, else for one round, when nothing has ever answered in
the protocol that the settings name. The protocols' own sessions do the asking; while nothing is `asked` of their `Unit`, they
shake hands and read, no more. Between two protocols the line is left alone, so that a unit that has taken half a foreign frame
for one of its own has given it up.

What answers is kept for the next start (`auto`), or named.
"""

from . import protocols
from .ticks import since
from .trouble import ECHO, OK, SILENT, WRONG_PROTOCOL
from .trouble_text import WORDS
from .unit import Unit

_LISTEN = 2000  # ms at each speed
_ASK = 8000  # ms: three questions of a protocol that waits 2 s for an answer
_REST = 1000  # ms between two protocols
_ROUND = 30_000  # ms between two rounds
_BOOTS = 30  # s since the start in which a unit may still be booting: nobody is missed in a round that began then
_AGAIN = 1800  # s until a unit that has never answered is doubted anew


class Probe:
    """`link`: a `managed.Managed`. `own`: its session, which comes back after one round; None: rounds until something answers."""

    linked = 0
    pace = 100
    recorder = None
    frames = bad = timeouts = echoes = 0

    def __init__(self, link, own):
        self._link = link
        self._own = own
        self._unit = Unit()
        self._buffer = bytearray(64)
        self._course = self._stages()
        self._begun = -1  # of the stage
        self._waits = 0  # ms that it takes
        self._session = None
        self._place = 0  # in TRIED
        self._heard = 0  # bytes that came unasked
        self._echo = 0

    @property
    def trouble(self):
        """The link is told in words of our own."""
        return self._link.seen

    def step(self, stream, ms):
        if self._begun < 0 or since(self._begun, ms) >= self._waits:
            self._begun = ms
            self._waits = next(self._course)
            self._link.pace = self._link.session.pace if self._session is None else self._session.pace
        session = self._session
        if session is None:
            self._heard += stream.read(self._buffer)
            return
        self._unit.now = self._link.unit.now
        session.step(stream, ms)
        if session.trouble == ECHO:
            self._echo = 1
        if session.linked:
            self._found()

    def _stages(self):
        """What is done, one stage after the other; the ms that each takes."""
        line = self._link.line
        while True:
            begun = self._link.unit.now
            speeds = []
            for kind, baud in protocols.TRIED:
                session = protocols.session_of(kind)
                speed = (baud or session.BAUD, session.PARITY)
                if speed not in speeds:
                    speeds.append(speed)
                    protocols.tune(line, session, baud)
                    yield _LISTEN
            for place in range(len(protocols.TRIED)):
                kind, baud = protocols.TRIED[place]
                self._place = place
                self._session = protocols.session_of(kind)(self._unit)
                protocols.tune(line, self._session, baud)
                yield _ASK
                self._session = None
                yield _REST
            if self._echo or begun >= _BOOTS:
                self._end(ECHO if self._echo else SILENT, self._tried())
            yield _ROUND

    def _tried(self):
        """What came of a round in which nothing answered, in one line."""
        if self._echo:
            return WORDS[ECHO]
        tried = []
        for kind, baud in protocols.TRIED:
            session = protocols.session_of(kind)
            parity = "N" if session.PARITY is None else "EO"[session.PARITY]
            tried.append("%s %d 8%s%d" % (kind, baud or session.BAUD, parity, session.STOP))
        heard = "; %d bytes came unasked, is another controller on the line?" % self._heard if self._heard else ""
        return "no unit answers; tried %s%s" % (", ".join(tried), heard)

    def _found(self):
        link = self._link
        kind, baud = protocols.TRIED[self._place]
        if link.numbers:
            protocols.keep(link.numbers, self._place)
            link.restart = 1
            self._end(OK, None)
        else:
            self._end(
                WRONG_PROTOCOL,
                'the unit answers in another protocol, write "kind": "%s"%s in the settings\' drive, instead of %s'
                % (kind, ', "baud": %d' % baud if baud else "", link.kind),
            )

    def _end(self, code, words):
        link = self._link
        if self._own:
            protocols.tune(link.line, self._own, link.baud)
            link.begin(self._own, _AGAIN)
        link.trouble = code
        link.tell(words)
