"""What the deviations that `fdd` sees mean: the pattern of all of them, and how sure it is. An errand of `diagnosis`.

                     coil    air     exchange  approach  superheat  else
    DIRTY_FILTER     up      up      down      -         -          heating: power up; cooling: coil and air follow the damp
    DIRTY_OUTDOOR    not up  not up  same      up        -          at standstill the outdoor sensors agree
    LOW_CHARGE       down    down    same      not up    up         cooling: superheat up, approach down
    DRIFTING_SENSOR  one witness alone against all others that are as ever
    UNKNOWN_LOSS     something is off for two days, and the sensors that are there do not tell what

Why: less air over the indoor coil takes its heat at a higher difference and leaves warmer, and nearer to the coil (Kays and
London, effectiveness over transfer units). Less air outdoors widens the outdoor approach. A lack of charge takes heat from both
coils, and the gas leaves hotter (Daikin service rule U0; NIST TN 1848). A sensor that drifts moves what is measured with it and
nothing else. A room sensor against the return air: if the return air lies, coil and supply seem to have moved as well, most
clearly at standstill; else the room sensor does.
"""

from ..quantity import const
from . import scatter, signals
from .faults import DIRTY_FILTER, DIRTY_OUTDOOR, DRIFTING_SENSOR, LOW_CHARGE, NOTHING, UNKNOWN_LOSS
from .signals import COOLING, HEATING, STANDSTILL

_RETURN, _SUPPLY, _COIL, _OUTDOOR = 4, 5, 6, 7  # places in sense.sources.FAULT_NAMES; room sensors come first

# ‰ where nothing else is said
_AIRFLOW = const(25)  # of the exchange; with the sensors of a house it stays within 5
_COIL_UP = const(60)
_COIL_SAME = const(25)
_COIL_DOWN = const(60)
_APPROACH_UP = (120, 180)  # in heating, cooling: damp, wind and rest of frost move it by less
_APPROACH_DOWN = const(60)
_SUPERHEAT_UP = const(120)  # weather and damp move it by half of that
_POWER_UP = const(15)
_POWER_DOWN = const(10)
_POWER_LOST = const(80)  # so much more power is worth a word whatever the cause
_GAP = const(60)  # 0.01 K between room sensor and return air
_TELLING = const(6)  # ‰ of the exchange that tells which of the two it is
_STILL = const(100)  # 0.01 K at standstill
_STILL_OUTDOOR = const(200)  # the sun warms the one and not the other


class Patterns:
    """`find()` gives fault * 16 + sensor, or NOTHING; `confidence`, ‰, is 600 and 100 for each further witness."""

    def __init__(self, diagnosis, fdd):
        self.level = diagnosis.level
        self._fdd = fdd
        self._side = diagnosis.side
        self.confidence = 600

    def find(self):
        sensor = self._liar()
        if sensor < 0:
            sensor = self._still()
        if sensor >= 0:
            return DRIFTING_SENSOR * 16 + sensor
        if self._side == HEATING:
            return self._heating() * 16
        if self._side == COOLING:
            return self._cooling() * 16
        return NOTHING

    def _alarm(self, kind, signal):
        return scatter.alarm(self._fdd.memory, kind, signal)

    def _says(self, true):
        if true:
            self.confidence += 100
        return true

    def _liar(self):
        """Return air against room sensors: the place of the one that lies, -1 if none does."""
        side = self._side
        if side < HEATING:
            return self._liar_at_rest()
        alarm = self._alarm
        moved = [0, 0]
        for k in range(2):
            gap = self.level(side, signals.GAP_1 + k)
            if gap is not None and abs(gap) >= _GAP and alarm(side, signals.GAP_1 + k):
                moved[k] = gap
        if not moved[0] and not moved[1]:
            return self._liar_at_rest()
        if self.level(side, signals.GAP_2) is not None:
            self.confidence += 200
            if moved[0] and moved[1]:
                return _RETURN if moved[0] * moved[1] > 0 else -1
            return 0 if moved[0] else 1
        gap = moved[0]
        coil = self.level(STANDSTILL, signals.COIL)
        if coil is not None and abs(self._fdd.level(STANDSTILL, signals.GAP_1)) * 2 >= abs(gap):
            self.confidence += 200
            return _RETURN if abs(coil + gap) < abs(coil) else 0
        exchange = self.level(side, signals.EXCHANGE)
        lift, rise = self._fdd.lift, self._fdd.rise
        if exchange is not None and lift and rise:
            # What the exchange would be if the return air had moved
            moved_exchange = 1000 * gap // rise - 1000 * gap // lift
            if abs(moved_exchange) >= _TELLING:
                self.confidence += 100
                return _RETURN if abs(exchange - moved_exchange) < abs(exchange) else 0
        self.confidence -= 100  # it may be the return air as well
        return 0

    def _liar_at_rest(self):
        """The same where the machine hardly runs: the coil at standstill is the witness."""
        gap = self.level(STANDSTILL, signals.GAP_1)
        coil = self.level(STANDSTILL, signals.COIL)
        if gap is None or coil is None or abs(gap) < _STILL or not self._alarm(STANDSTILL, signals.GAP_1):
            return -1
        self.confidence += 200
        return _RETURN if abs(coil + gap) < abs(coil) else 0

    def _still(self):
        """Sensors that should agree at standstill."""
        coil = self.level(STANDSTILL, signals.COIL)
        supply = self.level(STANDSTILL, signals.AIR)
        outdoor = self.level(STANDSTILL, signals.APPROACH)
        alarm = self._alarm
        coil_off = coil is not None and abs(coil) >= _STILL and alarm(STANDSTILL, signals.COIL)
        supply_off = supply is not None and abs(supply) >= _STILL and alarm(STANDSTILL, signals.AIR)
        if coil_off and supply is not None and supply * coil > 0 and abs(supply) * 3 >= abs(coil):
            coil_off = False  # the coil is still warm: so is the air beside it
        if coil_off != supply_off and supply is not None:
            return _COIL if coil_off else _SUPPLY
        if outdoor is not None and abs(outdoor) >= _STILL_OUTDOOR and alarm(STANDSTILL, signals.APPROACH):
            return _OUTDOOR
        return -1

    def _heating(self):
        level = self.level
        alarm = self._alarm
        power = level(HEATING, signals.POWER)
        coil = level(HEATING, signals.COIL)
        air = level(HEATING, signals.AIR)
        exchange = level(HEATING, signals.EXCHANGE)
        approach = level(HEATING, signals.APPROACH)
        superheat = level(HEATING, signals.SUPERHEAT)
        wide = approach is not None and approach >= scatter.limit(
            self._fdd.memory, HEATING, signals.APPROACH, _APPROACH_UP[HEATING]
        )
        if coil is None:
            return UNKNOWN_LOSS if wide or self._power_lost(power, HEATING) else NOTHING
        if exchange is not None:
            if exchange <= -_AIRFLOW and alarm(HEATING, signals.EXCHANGE) < 0:
                if coil >= _COIL_SAME:
                    self._says(power is not None and power >= _POWER_UP)
                    self._says(coil >= _COIL_UP)
                    self._says(not wide)
                    return DIRTY_FILTER
                return UNKNOWN_LOSS
            same = exchange < _AIRFLOW
        else:
            if coil >= _COIL_UP and alarm(HEATING, signals.COIL) > 0:
                # Without the supply's word: a coil that has to be warmer costs power, one whose sensor lies does not.
                return DIRTY_FILTER if power is not None and power >= _POWER_UP else UNKNOWN_LOSS
            same = True
        if wide and coil < _COIL_SAME and alarm(HEATING, signals.APPROACH) > 0:
            self._says(exchange is not None)
            self._says(power is not None and abs(power) < _POWER_LOST)
            return DIRTY_OUTDOOR
        if superheat is not None:
            if (
                superheat >= scatter.limit(self._fdd.memory, HEATING, signals.SUPERHEAT, _SUPERHEAT_UP)
                and coil <= -_COIL_SAME
                and same
                and not wide
            ):
                if alarm(HEATING, signals.SUPERHEAT) > 0:
                    self._says(air is not None)
                    self._says(coil <= -_COIL_DOWN)
                    self._says(approach is not None and approach <= -_APPROACH_DOWN)
                    return LOW_CHARGE
        elif coil <= -_COIL_DOWN and same and alarm(HEATING, signals.COIL) < 0:
            # Without the discharge's word: both coils must have lost heat.
            if approach is not None and approach <= -_APPROACH_DOWN and air is not None:
                return LOW_CHARGE
            return UNKNOWN_LOSS
        if (
            coil <= -2 * _COIL_DOWN and same and alarm(HEATING, signals.COIL) < 0
        ):  # not same: more air than was learned, a clean filter
            return UNKNOWN_LOSS
        return UNKNOWN_LOSS if self._power_lost(power, HEATING) else NOTHING

    def _cooling(self):
        level = self.level
        alarm = self._alarm
        power = level(COOLING, signals.POWER)
        exchange = level(COOLING, signals.EXCHANGE)
        approach = level(COOLING, signals.APPROACH)
        superheat = level(COOLING, signals.SUPERHEAT)
        if exchange is not None and exchange <= -_AIRFLOW and alarm(COOLING, signals.EXCHANGE) < 0:
            self._says(approach is not None and approach < _APPROACH_UP[COOLING])
            return DIRTY_FILTER
        if approach is not None and approach >= _APPROACH_UP[COOLING] and alarm(COOLING, signals.APPROACH) > 0:
            self._says(power is not None and power >= _POWER_UP)
            self._says(exchange is not None)
            return DIRTY_OUTDOOR
        hot = scatter.limit(self._fdd.memory, COOLING, signals.SUPERHEAT, _SUPERHEAT_UP)
        if superheat is not None and superheat >= hot and alarm(COOLING, signals.SUPERHEAT) > 0:
            coil = level(COOLING, signals.COIL)
            # Dry air and sun on the outdoor sensor do the same to approach and discharge, but not so much, nor does power fall;
            # damp air alone moves the coil. So two of three.
            signs = 1 if superheat >= 2 * hot else 0
            signs += 1 if coil is not None and coil <= -_COIL_SAME else 0
            signs += 1 if power is not None and power <= -_POWER_DOWN else 0
            if approach is not None and approach <= -_APPROACH_DOWN and signs >= 2:
                self._says(exchange is not None)
                self._says(approach <= -2 * _APPROACH_DOWN)
                return LOW_CHARGE
        return UNKNOWN_LOSS if self._power_lost(power, COOLING) else NOTHING

    def _power_lost(self, power, kind):
        return power is not None and power >= _POWER_LOST and self._alarm(kind, signals.POWER) > 0
