"""Readings of the machine held against each other and against physics: what cannot be tells which sensor lies.

Once a minute; evidence adds up and decays (`Channel.doubt`), and who is convicted is not used until it fits again:

- An outdoor coil that heats takes heat from the air: it is colder. One as warm as the air hangs in it; of one that is much warmer
  the coil lies, unless it has fallen since the machine last rested, as it must: then the outdoor sensor reads low.
- A coil just cleared of frost is within 18 K of the air, a frosted one within 26 K. More: the outdoor sensor reads high, unless
  the coil has not moved.
- At standstill, after half an hour, coil and outdoor sensor are 4 K apart for an hour, the sun not known to shine on them: the
  outdoor sensor lies (it is iced or sunlit), unless the coil has not moved since it ran.
- Two defrosts that had much to melt while the outdoor sensor told 6 °C or more: above, none grows (makers' defrosts end there).
- A coil that did not move in a defrost which time ended stands still, and is believed again only when it changes.
- The discharge is hotter than the coil that it feeds. If it is not, but 5 K above the air that this coil heats, the coil lies.
- A machine that does not pump makes all of them look wrong together: no speed, or neither indoor coil nor supply air 3 K from the
  room. Then none of these is held against a sensor (`drive` and `airflow` name the machine).
- Too wide an approach where the outdoor sensor reads as it did when it fitted: the coil has fallen for want of air or charge, and
  that is named (`starved`), no sensor.
- A coil that is convicted is no witness, nor is one in a minute in which it stands still.

The limits are guesses from the physics of a fin coil (2 to 5 K for each kW from the air, less than 12 K at full speed).
"""

from ..quantity import UNKNOWN, const, deg, minutes
from .channel import FRESH, OUTVOTED, UNDOUBTED
from .sources import SUNNY

STEADY = minutes(10)  # of heating, before it shows
STANDSTILL = minutes(30)
_NONE = deg(0.5)  # an approach below this is none,
_SOME = deg(1)  # above that one again
_MUCH_WARMER = deg(-2)
_WIDEST = deg(18)
_WIDEST_FROSTED = deg(26)
_CLEAR_LATELY = minutes(45)  # of heating since the frost was melted
_FALLS = deg(3)
_FAR = deg(4)
_FITS = deg(2)  # of the running coil's guess
_PATIENCE = const(3)  # times that of rooms, an hour: the sun on the wall passes
_FROSTLESS = deg(6)
_MELTED_LONG = 300  # s of a defrost: a dry coil takes 66 s (EPRI EM-4226), and as much again for stop, valve and drip
_MELTED = minutes(10)  # of evidence
_CONVICTED = minutes(20)
STARVED = minutes(20)  # of such heating
_COOLER = deg(5)
_USUAL_APPROACH = deg(5)


class Contradiction:
    """`outdoor`, `coil`, `discharge`: their `Channel`s. `phase`: a `Phase`. Writes `starved`, and takes back a `coil_approach`
    learned from liars."""

    def __init__(self, memory, phase, outdoor, coil, discharge):
        self._memory = memory
        self._phase = phase
        self._outdoor = outdoor
        self._coil = coil
        self._discharge = discharge
        self._rested = UNKNOWN  # the coil before it heated,
        self._ran = UNKNOWN  # and when it last did
        self._before = UNKNOWN  # and at the warmest of a defrost, with what it was before
        self._warmest = UNKNOWN
        self._turned = 0  # the valve, in a defrost: the indoor coil got cold, or says nothing
        self._defrosts = 0
        self._fitted = UNKNOWN  # outdoors, when the coil last was as it should be

    def judge(self, s, now, dt, indoor_coil):
        """Every minute. `indoor_coil`: its `Channel`."""
        phase = self._phase
        outdoor = self._outdoor
        before = outdoor.verdict
        coil = self._coil.value if self._coil.status == FRESH else UNKNOWN
        known = outdoor.status == FRESH and coil != UNKNOWN
        if s.defrosts != self._defrosts:
            self._defrosts = s.defrosts
            if s.defrost_by_time:
                if self._turned and self._before != UNKNOWN and self._warmest - self._before < _FALLS:
                    self._coil.doubt(1, _CONVICTED, OUTVOTED)
            elif self._coil.verdict == UNDOUBTED and outdoor.value >= _FROSTLESS and s.defrost_length >= _MELTED_LONG:
                outdoor.doubt(1, _MELTED, OUTVOTED)
        if not s.defrosting:
            self._before = self._warmest = coil
            self._turned = 0
        else:
            if s.room == UNKNOWN or s.indoor_coil < s.room:
                self._turned = 1
            if coil > self._warmest:
                self._warmest = coil
        if now - phase.heating_since >= STEADY:
            if known and self._pumps(s):
                self._heating(s, outdoor.value - coil, dt)
            self._ran = coil
        elif now == phase.heating_since:
            self._rested = coil
            if known and not phase.running and now - phase.since >= STANDSTILL:
                self._standing(s.readings.sun.value, outdoor.value - coil, dt)
        if outdoor.verdict > before:
            self._memory.coil_approach = _USUAL_APPROACH
        if s.turning and now - phase.since >= STEADY and self._discharge.status == FRESH:
            fed = indoor_coil if s.heating else self._coil
            if fed.status == FRESH and not s.defrosting and self._pumps(s):
                self._feeding(fed, s.supply if s.heating else s.outdoor, dt)

    def _feeding(self, fed, air, dt):
        """`fed`: the coil that the discharge goes to, `air`: what that one heats."""
        discharge = self._discharge
        hot = discharge.value
        if hot > fed.value:
            discharge.doubt(0, dt, OUTVOTED)
            if fed.value - air >= _SOME:
                fed.doubt(0, dt, OUTVOTED)
        elif fed.value - hot > _COOLER:
            (fed if air != UNKNOWN and hot - air >= _COOLER else discharge).doubt(1, dt, OUTVOTED)

    def _pumps(self, s):
        """Does heat arrive, or go, indoors, as far as known?"""
        room = s.room
        if room == UNKNOWN or s.indoor_coil == UNKNOWN:
            return 1
        lift = s.indoor_coil - room
        air = s.supply - room if s.supply != UNKNOWN else 0
        return 1 if (max(lift, air) >= _FALLS if s.heating else min(lift, air) <= -_FALLS) else 0

    def _heating(self, s, approach, dt):
        outdoor = self._outdoor
        coil = self._coil
        moves = self._rested != UNKNOWN and self._rested - coil.value >= _FALLS
        alive = coil.value != self._ran
        if approach < _NONE:
            if approach >= _MUCH_WARMER or not moves or coil.verdict != UNDOUBTED:
                coil.doubt(1, 2 * dt, OUTVOTED)
            elif alive:
                outdoor.doubt(1, dt, OUTVOTED)
        elif approach > _WIDEST:
            rose = self._fitted == UNKNOWN or outdoor.value - self._fitted >= _FALLS
            if moves and not rose:
                if approach > _WIDEST_FROSTED and coil.verdict == UNDOUBTED:
                    s.starved += dt
            elif (s.frost_run < _CLEAR_LATELY or approach > _WIDEST_FROSTED) and not s.defrost_by_time:
                if not moves:
                    coil.doubt(1, dt, OUTVOTED)
                elif alive and coil.verdict == UNDOUBTED and s.starved < STARVED:
                    outdoor.doubt(1, dt, OUTVOTED)
        else:
            s.starved = 0
            self._fitted = outdoor.value
            if approach > _SOME and alive:
                coil.doubt(0, 2 * dt, OUTVOTED)
            if outdoor.verdict != UNDOUBTED and -_FITS <= approach - self._memory.coil_approach <= _FITS:
                outdoor.doubt(0, dt // _PATIENCE, OUTVOTED)

    def _standing(self, sun, apart, dt):
        """`apart`: how much warmer the outdoor sensor is than the coil."""
        outdoor = self._outdoor
        coil = self._coil
        if coil.verdict != UNDOUBTED or (type(sun) is int and sun > SUNNY):
            return
        far = 0 if -_FAR <= apart <= _FAR else 1
        if far and self._ran != UNKNOWN and -_SOME < coil.value - self._ran < _SOME:
            coil.doubt(1, dt, OUTVOTED)
        else:
            outdoor.doubt(far, dt // _PATIENCE, OUTVOTED)
