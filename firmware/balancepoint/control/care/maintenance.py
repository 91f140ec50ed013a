"""What wants care before it breaks: the filter, the outdoor unit, and how the efficiency goes from week to week.

Filter: hours weighted by airflow, for what passes the filter is what soils it; makers' hour timers say 250 h (project's control
reference, section 2g). Between the lowest and the highest level the air is taken as evenly spread; the unit's automatic goes by
the compressor's speed. Outdoor unit: a look every 2000 h of run, about half a year, or after five
defrosts that were stopped by time: leaves, snow, or a coil that does not come clean.

Efficiency: electricity that the map would have taken for the heat that was made, over what the meter says; the heat is the map's
corrected by what `fdd` has found. Weeks are 7 * 24 h of operation of this controller, not the calendar's. The first with enough
run is the measure for all that follow. Reminders come once, then at most weekly until a person says it is done.
"""

from ..command import FAN_AUTO
from ..errand import errand
from ..quantity import clamp, const, minutes
from .faults import LONG_DEFROSTS

_LONG_DEFROST = minutes(10)
_METER = const(30000)  # W
_AGE = const(120)  # s
_LONGEST = const(120)  # s of a decision that count
_NEVER = const(-(1 << 28))


class Maintenance:
    """`watch()` once a decision, `defrosted()` after each defrost, `learn()` outside the tick."""

    def __init__(self, settings, memory, journal, fdd):
        self.settings = settings
        self.memory = memory
        self.journal = journal
        self.fdd = fdd
        # ‰ of the highest level's air that the lowest moves
        self._least = min(settings.airflow_low_m3h * 1000 // settings.airflow_high_m3h, 1000)
        self._airflow = 0  # ‰ · s
        self._run = 0  # s
        self._time = 0
        self._measured = 0  # W · s, J
        self._expected = 0
        self.filter_at = self.outdoor_at = _NEVER  # when it was said last
        self._hour = -1  # since boot, in which `upkeep` looked last: a small board reads it from flash
        self.heating_share = self.cooling_share = 1000  # ‰ of the map's heat that is really made
        self.weigh()

    def watch(self, s, side, dt):
        """`side`: of the unit map, where the valve stands."""
        if dt > _LONGEST:
            dt = _LONGEST
        settings = self.settings
        self._time += dt
        fan = s.command.fan
        turning = s.turning
        if fan == FAN_AUTO:
            if turning:
                reach = settings.speed_max - settings.speed_min
                share = clamp(turning - settings.speed_min, 0, reach) * 1000 // reach
                self._airflow += (self._least + (1000 - self._least) * share // 1000) * dt
        elif fan:
            self._airflow += (self._least + (1000 - self._least) * min(fan - 1, 4) // 4) * dt
        if not turning:
            return
        self._run += dt
        meter = s.readings.power.within(0, _METER, _AGE)
        if meter is not None:
            self._measured += meter * dt
            share = self.heating_share if s.heating else self.cooling_share
            self._expected += side.power_for(side.heat_at(turning)) * share // 1000 * dt
        if self._measured >= 1 << 24 or self._expected >= 1 << 24 or self._airflow >= 1 << 24:
            self.settle()

    def weigh(self):
        """What `fdd` has found has changed. Outside the tick."""
        with errand:
            from . import upkeep
        upkeep.weigh(self)

    def settle(self):
        """Whole minutes and Wh go to memory, the rest is carried."""
        memory = self.memory
        memory.filter_minutes = min(memory.filter_minutes + self._airflow // 60000, 1 << 24)
        self._airflow %= 60000
        memory.outdoor_minutes = min(memory.outdoor_minutes + self._run // 60, 1 << 24)
        self._run %= 60
        memory.week_minutes = min(memory.week_minutes + self._time // 60, 1 << 20)
        self._time %= 60
        memory.week_measured = min(memory.week_measured + self._measured // 3600, 1 << 24)
        self._measured %= 3600
        memory.week_expected = min(memory.week_expected + self._expected // 3600, 1 << 24)
        self._expected %= 3600

    def defrosted(self, duration):
        """`duration` of a defrost, s."""
        if duration >= _LONG_DEFROST:
            self.memory.long_defrosts += 1

    def learn(self, now):
        """Outside the tick: accounts; once an hour the week's figure and reminders."""
        self.settle()
        if now // 3600 == self._hour:
            return
        self._hour = now // 3600
        with errand:
            from . import upkeep
        upkeep.learn(self, now)

    def report(self):
        """For `status`. Outside the tick."""
        memory = self.memory
        settings = self.settings
        run = memory.outdoor_minutes
        return {
            "filter_hours": memory.filter_minutes // 60,
            "filter_due": 1 if memory.filter_minutes >= settings.filter_hours * 60 else 0,
            "outdoor_hours": run // 60,
            "outdoor_due": 1
            if run >= settings.outdoor_check_hours * 60 or memory.long_defrosts >= LONG_DEFROSTS
            else 0,
            "efficiency": memory.efficiency,  # ‰ of the first week's
        }
