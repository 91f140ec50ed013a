"""Frost on the outdoor coil: how much heat it takes, and when it is worth a defrost.

Signal: the approach (outdoor less coil temperature) per W taken from the air rises as frost blocks the air. Clean it is
learned 10 to 20 min after each defrost, run back to the clean coil where frost is already growing. From its rise follows
the heat lost: frost that takes a quarter of the heat takes half of the air, and power falls by a third as much as heat
(EPRI EM-4226, table 3-5). `cycle`: what dirt can be told by once frost has come and gone, the clean coil's approach as it would
have been in dry air. How fast frost took the heat tells how damp the air was, and so how much latent heat helped the coil.

Rule: the least cost over whole cycles. With r(t) the power that frost costs now and D what a defrost costs (energy, heat
taken from the room and made up for at the margin), the mean of both per time is least when r t - integral of r = D: the
marginal value theorem, the same as "present COP has fallen to the net COP of the cycle, defrost included", but free of what
the load does meanwhile. Without a reference from a coil known to be clean: an approach 3 K above the best of this run for 3
min (Midea, Lennox). Without a trustworthy outdoor temperature: the coil below -5 °C + 0.4 T_out after 45 min (Daikin).
Without a coil: every 90 min below 5 °C. Never when coil and outdoor sensor agree that there is no frost: in dry cold none grows.
Where they do not (`agreed`), a defrost is overdue some time, whatever one of them says."""

from ...quantity import UNKNOWN, clamp, const, deg, minutes
from ...sense.sources import SENSOR

# why a defrost begins; 0 is one of the unit's own
WORTH = const(1)
APPROACH = const(2)
COLD_COIL = const(3)
NO_COIL = const(4)
LONG = const(5)
AGAIN = const(6)  # the last one was ended by time
OVERDUE = const(7)  # what is read leaves it open whether there is frost
ASKED = const(8)  # by a person

_CLEAN_FROM = minutes(10)
_CLEAN_HALF = minutes(15)
_CLEAN_TO = minutes(20)
_POSSIBLE = deg(7)
_WIDEST = deg(30)
_FILTER = minutes(4)
_CALM = minutes(3)  # after a leap of the speed (oil return) the coil does not belong to the heat
_LEAP = const(8)  # a part of the heat: more from minute to minute is one
_BLOCKING = 1850  # ‰ of air lost for each ‰ of heat: half the air where heat is down by 27 % (EPRI EM-4226)
_STEEPEST = 250
_AT_REFERENCE = 450  # ‰ by which the approach rises for each ‰ of heat while that is little
_SAVED = 340  # ‰ of the share of heat lost that power falls by
_LEAST = 600  # ‰, no more is made up for
_REFERENCE = 5  # a clean spell counts a fifth
_FINE = 16
_DIRTIER = 1250  # ‰ of the remembered reference: a coil that starts out above was not clean
_FITTING = 700  # ‰ of the reference: below, coil and outdoor sensor do not tell the same
_DOWN = minutes(30)  # in which a reference that is too high comes down
_THAWED = deg(1)
_THAW_TIME = minutes(15)

_SURE = const(820)  # ‰ of the heat left: with more there is too little frost to be sure of it,
_SURE_SLOW = const(800)  # where it has grown slowly: load and weather move the approach too
_SURE_EARLY = const(900)  # where one is to be out of the way before a time
_SLOW = minutes(110)  # of heating
_SOONEST = minutes(25)
_RISE = deg(3)
_RISE_TIME = minutes(3)
_DAIKIN = deg(-5)
_DAIKIN_RUN = minutes(45)
_NO_COIL_RUN = minutes(90)
_NO_COIL_BELOW = deg(5)
_LONGEST_RUN = minutes(360)
_LONGEST_UNCALIBRATED = minutes(120)
_STILL = minutes(180)  # a coil that reads the same for so long agrees with nothing
_AGAIN_RUN = minutes(30)
_ONCE_RUN = minutes(60)  # after a single defrost ended by time: what lies there passes for a clean coil (a guess)
_HOPELESS = const(5)  # defrosts in a row that were ended by time: then a quick repetition will not help either

_DEFROST_TIME = 330  # s, until one has been seen
_INTAKE = 2300  # ‰ of a defrost's energy that it takes from the room besides (OCHRE: 1/0.1528 of it in all)
_REHEAT = 60  # s of heat after it that go into the coil
_TOP = 1 << 28
_LONGEST_COUNT = const(1 << 16)
_GROWN = const(100)  # ‰ of heat lost from which frost has told how damp it is
# Heat falls by 5.3 of itself for each (kg/kg of water in excess) * min (EPRI EM-4226, table 3-5); 1 kg/kg of water turned to ice
# warms air by 2834/1.006 K: ‰ of heat lost in a time in s to 0.01 K.
_LATENT = const(3190)
_LEAST_TAKEN = const(50)  # W from the air, or the signal is nothing but noise


class Frost:
    """`step()` writes `s.frost_share` (‰ of the map's heat that is left) and `s.frost_run` (s of heating since the coil was last
    clear), and sets `cost` (W that frost costs now) and what follows from it, for the rule.

    `heat`, `power`: W by the map at the speed of this moment; `margin`: W of power for one more kW of heat.
    """

    def __init__(self, memory, side):
        self._memory = memory
        self._side = side
        self.heat = self.power = self.margin = 0
        self.share = 1000
        self.cost = 0
        self.spent = 0  # J that frost has cost since the last defrost
        self.run = 0
        self.rise = 0  # 0.01 K above the clean coil's approach
        self.known = 0  # the reference is that of a clean coil
        self.agreed = 0  # outdoor sensor and coil, which moves, tell of as little frost as the reference
        self._coil = UNKNOWN
        self._same = 0  # s for which the coil has read the same while the heat moved
        self._reference = 0  # of this cycle, 0.01 K/kW
        self._ratio = 0  # filtered approach per W from the air, 0.01 K/kW * _FINE
        self._sum = 0
        self._count = 0
        self._first = 0  # mean of the spell's first half
        self._thaw = 0
        self._before = 0  # W of heat, a decision ago
        self._calm = 0  # s without a leap
        self._taken = 0  # W from the air while the reference was learned

    def step(self, s, run_time, dt):
        """Once a decision. `run_time`: s of heating since the start or the last defrost, 0 without."""
        side = self._side
        # By the speed of this moment: at long ticks the accounts' is that of a tick ago, and the coil is not.
        heat = self.heat = side.heat_at(s.turning) if s.heating else 0
        self.power = side.power_for(heat)
        self.margin = side.margin(heat)
        self._follow(s, run_time, dt)
        s.frost_share = self.share
        s.frost_run = self.run

    def _follow(self, s, run_time, dt):
        heat = self.heat
        power = self.power
        coil = s.outdoor_coil
        outdoor = s.outdoor if s.outdoor_source == SENSOR else UNKNOWN
        if coil != UNKNOWN and coil > _THAWED:
            self._thaw += dt
            if self._thaw >= _THAW_TIME:
                self.cleared(s)
        else:
            self._thaw = 0
        if not run_time:
            self._close()
            self._ratio = 0
            return
        self.run = min(self.run + dt, _LONGEST_COUNT)
        if coil != self._coil:
            self._coil = coil
            self._same = 0
        elif heat != self._before:
            self._same = min(self._same + dt, _LONGEST_COUNT)
        if coil == UNKNOWN or outdoor == UNKNOWN or outdoor > _POSSIBLE or heat < power + _LEAST_TAKEN:
            self.share = 1000
            self.cost = self.agreed = 0
            return
        if run_time < _CLEAN_FROM:
            return
        leap = heat - self._before
        if not -self._before <= leap * _LEAP <= self._before:
            self._calm = 0
        self._before = heat
        if self._calm < _CALM:
            self._calm += dt
            self.spent = min(self.spent + self.cost * dt, _TOP)
            return
        taken = heat - power
        approach = clamp(outdoor - coil, 0, _WIDEST)
        ratio = approach * 1000 // taken * _FINE
        if not self._ratio:
            self._ratio = ratio
        self._ratio += (ratio - self._ratio) * dt // (_FILTER + dt)
        ratio = self._ratio // _FINE
        clean = min(run_time, self.run)
        if clean <= _CLEAN_TO and not self._reference:
            if clean < _CLEAN_FROM:
                return
            if self._count and clean > _CLEAN_HALF and not self._first:
                self._first = self._sum // self._count
                self._sum = self._count = 0
            self._sum += ratio
            self._count += 1
            self._taken = taken
            return
        if self._count:
            self._close()
        reference = self._reference or self._memory.clean_approach
        if not reference:
            self.agreed = 0
            return
        highest = ratio * _DIRTIER // 1000
        self.agreed = 1 if ratio * 1000 > reference * _FITTING and self._same < _STILL else 0
        if reference > highest:  # learned in the sun, or on a dirty day
            self._reference = reference - (reference - highest) * dt // (_DOWN + dt)
        self.share = clamp(1000 - self._loss(ratio * 1000 // reference, power * 1000 // heat), _LEAST, 1000)
        self.rise = (ratio - reference) * (taken // 16) // 62
        # What is lost is made up for at the margin; a frosted unit takes a little less itself.
        self.cost = max((heat * self.margin - power * _SAVED) // 1000 * (1000 - self.share) // 1000, 0)
        self.spent = min(self.spent + self.cost * dt, _TOP)

    def _loss(self, risen, share):
        """‰ of the heat, from the risen approach, ‰ of the reference. `share`: power over heat, ‰."""
        # The reference had some frost already: what grew until then, if it grew evenly.
        risen += (
            risen * (1000 - self.share) // 1000 * _AT_REFERENCE // max(self.run, 2 * _CLEAN_HALF) * _CLEAN_HALF // 1000
        )
        taken = (1000000 - _SAVED * share) // (
            1000 - share
        )  # ‰ by which the heat from the air falls for each ‰ of heat
        return (risen - 1000) * 1000 // max(_BLOCKING * risen // 1000 - taken, _STEEPEST)

    def _close(self):
        """The end of a clean spell: its mean, less what grew since the defrost, is this cycle's reference."""
        first = self._first
        if first and self._count >= 3:
            mean = self._sum // self._count
            reference = max(first - max(mean - first, 0) * 2, first * 3 // 4)
            memory = self._memory
            clean = memory.clean_approach
            if self.known:
                memory.clean_approach = clean + (reference - clean) // _REFERENCE if clean else reference
            elif clean:
                reference = min(reference, clean * _DIRTIER // 1000)
            self._reference = reference
        self._sum = self._count = self._first = 0

    def cleared(self, s, known=1, frosted=0):
        """The coil is clean: after a full defrost (`known`: to the last drop) or a long thaw. `frosted`: with much to melt."""
        if frosted and self.known and self._reference and 1000 - self.share >= _GROWN and self._taken:
            latent = _LATENT * (1000 - self.share) // max(self.run, _CLEAN_FROM)
            # Saturated air at 0 °C has half as much latent heat to give as the cold fins take of the other.
            s.frost_approach = self._reference + min(latent * 1000 // self._taken, self._reference // 2)
            s.frost_cycles += 1
        self.known = known
        self.share = 1000
        self.cost = self.spent = self.run = self.rise = 0
        self._reference = self._ratio = 0
        self._sum = self._count = self._first = 0
        self._thaw = 0
        s.frost_share = 1000
        s.frost_run = 0


class Demand:
    """The rule: `due()` says why a defrost should begin, 0 if it should not. Others may take its place."""

    def __init__(self, memory, frost):
        self._memory = memory
        self._frost = frost
        self._risen = 0  # s for which the approach has been above the limit

    def due(self, s, patience, dt):
        """Once a decision of a heating run in which frost is possible. `patience`: 1000, or ‰ of the price at which it is worth
        it now."""
        frost = self._frost
        memory = self._memory
        run = frost.run
        coil = s.outdoor_coil
        guess = s.outdoor
        if coil == UNKNOWN:
            return NO_COIL if run >= _NO_COIL_RUN and (guess == UNKNOWN or guess < _NO_COIL_BELOW) else 0
        if guess == UNKNOWN or s.outdoor_source != SENSOR:
            if guess == UNKNOWN:
                guess = 0
            cold = coil < _DAIKIN + guess * 2 // 5
            return COLD_COIL if cold and run >= max(_DAIKIN_RUN, memory.defrost_wait) else 0
        stuck = memory.stuck_defrosts
        if stuck and run >= (_ONCE_RUN if stuck == 1 else _AGAIN_RUN if stuck < _HOPELESS else _NO_COIL_RUN):
            return AGAIN
        if patience < 1000:
            sure = _SURE_EARLY
        else:
            sure = _SURE if run < _SLOW else _SURE_SLOW
        if run < _SOONEST or frost.share > sure:
            self._risen = 0
            return 0
        self._risen = self._risen + dt if frost.rise >= _RISE else 0
        if frost.known or memory.clean_approach:
            worth = frost.cost * run - frost.spent
            if worth >= self.price() // 1000 * patience or frost.share <= _LEAST:
                return WORTH
        elif self._risen >= _RISE_TIME and run >= memory.defrost_wait:
            return APPROACH
        elif run >= _LONGEST_UNCALIBRATED:
            return LONG
        return LONG if run >= _LONGEST_RUN else 0

    def price(self):
        """What a defrost costs, J: its energy, less what heating would have taken meanwhile, and the heat to be made up for."""
        memory = self._memory
        frost = self._frost
        time = memory.defrost_time or _DEFROST_TIME
        power = frost.power
        heat = frost.heat * frost.share // 1000
        energy = memory.defrost_energy * 1000 or power * time
        owed = heat * (time + _REHEAT) // 1000 + energy // 1000 * _INTAKE // 1000  # kJ
        return max(energy - power * time + owed * frost.margin, power * 60)
