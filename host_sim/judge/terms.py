"""What the judge knows: the design's nine interlocks in numbers and clauses, and the allowances before it accuses.

0.01 °C, s, W, mA throughout. The allowances are the readings of the design under which a reasonable guard cannot be
blamed: how long a filter may take, when a reading surely is trusted, what may count as an unavailable heat pump.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

NONE = -(1 << 30)  # a reading that is not there
NEVER = -(1 << 40)  # a moment long before boot

# The interlocks' numbers -------------------------------------------------------------------------------------------
EQUALISE, EQUALISE_MODE, EQUALISE_DEFROST = 180, 300, 60
RUNNING_POWER = 80
RESTART = 180
SECOND_CEILING = 1500
FREEZE_HEAT_PUMP, FREEZE_HEATER = 700, 500
TOO_HOT, LATCH_HOT = 3200, 3500
DISCHARGE_REDUCE, DISCHARGE_STOP = 10200, 11500
COIL_FREEZING, COIL_FREEZING_TIME = 200, 360
FAN_RUN_ON = 90
HEATER_LONGEST, HEATER_PAUSE = 4 * 3600, 600
LEASE = 2  # s that a command stays valid
HEATER_LEAST = 300  # run and pause, where the settings do not ask for less
FAILED_AGE = 900  # a reading older than that is not trusted
ROOM_LOW, ROOM_HIGH = -1000, 5000  # the ranges of working sensors
ERROR_CODES = -4000  # and these are no readings at all
OUTDOOR_LOW, OUTDOOR_HIGH = -4500, 6000
COIL_LOW, COIL_HIGH = -4000, 9000
DISCHARGE_HIGH = 13000

# Allowances --------------------------------------------------------------------------------------------------------
LONGEST_STEP = 60  # a longer gap between two ticks is a lost lease: what ran has stopped
FRESH = 120  # older temperatures accuse nobody
FRESH_FEEDBACK, FRESH_CURRENT = 5, 30
STEADY = 900  # without a jump for so long a reading surely is trusted
STUCK, MOVE = 1200, 40  # within MOVE for so long it may be taken as stuck
JUMP, JUMP_SPAN, SPAN = 30, 250, 300  # a tick, a span of s: faster readings may be rejected
AGREE = 250  # two sensors further apart may both be doubted
# An outdoor coil that heats is colder than the air by no more, frosted, or above what lets frost grow; else one of them lies.
APPROACH_FROSTED, APPROACH, FROSTLESS = 2600, 1500, 600
MARGIN = 10  # past a limit
FREEZE_MARGIN = 50
OUTDOOR_MARGIN = 50  # hysteresis of the ceiling
REACT = 600  # for filters on room and outdoor temperature
DEAD_MARGIN = 60  # past FAILED_AGE
WARM = 900  # below it freeze protection may still be at work
COLD_MEMORY = 1800  # after it a freeze protection surely is over
SPIKE_TICKS, SPIKE = 3, 30  # a hot discharge that lasts no longer may be a spike
REDUCE, REDUCE_AFTER_START = 60, 300  # to reduce speed; a gas that is hot at the start leaves time for the ramp
FREEZE_START = 900  # minimum off, equalising, proof
FREEZE_START_HEATER = 1200  # minimum off of the heater, the heat pump's try first
WELD = 180  # of current until a welded relay is evident
CURRENT = 500
IDLE_COIL = 600  # standstill until the supply air says nothing of the heat pump
HOT_PIPE, COOLED, COOLING = 6000, 200, 900  # a pipe so hot cools by so much within so long where no compressor heats it
SUPPLY_RISE, SUPPLY_OVER = 1000, 1500  # since idle, and above the room: only a heater does that
SUPPLY_RISE_ALONE, WARM_UP = 1500, 3600  # without a sure room: within so long no room warms by so much
TROUBLE = 3600  # the heat pump may count as unavailable so long after anything odd
AFTER_DEFROST = 600
HEATED = 540  # of unbroken heating out of which a defrost may come (10 min, less a tick)
LONGEST_DEFROST = 900  # after which it is none any more
DEFROST_STARTS = 2
WARM_SUPPLY = 300  # above the room at standstill: a cautious guard may take it for a welded relay
OFF_GRACE = 10
HOUR, DAY, FORGOTTEN = 3600, 86400, 7200
BELOW_WEATHER = 250  # no house is so much colder than the coldest hour of a day or two,
NIGHT = 1200  # the swing of a clear inland day, of which nobody has seen the night yet

CLAUSES = (
    (1, "valve moved while the compressor is told to run"),
    (1, "valve moved before the equalise time was over"),
    (1, "valve moved while the feedback says that the compressor runs"),
    (2, "compressor started less than 3 min after the stop or the boot"),
    (3, "heater on in cooling mode"),
    (3, "heater on while the heat pump cools"),
    (3, "heater on without any indoor reading"),
    (3, "heater on above the ceiling"),
    (3, "heater on above 15 °C outdoor"),
    (3, "heater in the air stream on without the fan proven"),
    (3, "fan stopped within 90 s of the heater in the air stream"),
    (3, "heater on again before its least pause was over"),
    (4, "room below 7 °C and nothing heats"),
    (4, "room below 5 °C and the heater is off"),
    (5, "indoor reading above 32 °C and heating goes on"),
    (5, "heater on after an indoor reading above 35 °C"),
    (6, "compressor runs on after OFF"),
    (6, "heater runs on after OFF"),
    (7, "discharge above 102 °C and the speed is not reduced"),
    (7, "discharge above 115 °C and the compressor runs on"),
    (7, "indoor coil below 2 °C for 6 min and cooling goes on"),
    (8, "heater draws current while commanded off and the second contact stays closed"),
    (8, "supply air heated by nothing but the heater, commanded off, and the second contact stays closed"),
    (8, "second contact closed again after a welded relay"),
    (9, "heater on for more than 4 h without a pause"),
    (9, "heater on again before its 10-min check was over"),
)
(
    VALVE_RUNNING, VALVE_EARLY, VALVE_UNPROVEN, START_EARLY, AUX_COOLING, AUX_COOLING_RUN, AUX_BLIND, AUX_CEILING,
    AUX_SECOND, AUX_FAN, AUX_RUN_ON, AUX_PAUSE, FREEZE_PUMP, FREEZE_AUX, HOT_HEATING, HOT_LATCH, OFF_COMPRESSOR, OFF_AUX,
    DISCHARGE_UNREDUCED, DISCHARGE_RUNS, COIL_ICED, WELD_CURRENT, WELD_HEAT, WELD_AGAIN, AUX_LONG, AUX_SHORT,
) = range(len(CLAUSES))  # fmt: skip

# Places in the array of terms that the rules read.
HEATING_VALVE, SPEED_MIN, STAGES, IN_STREAM, CEILING, CUTOUT, EXACT, PAUSE = range(8)


class InstallerSettings(Protocol):
    """The part of the core's settings that the interlocks depend on."""

    speed_min: int
    valve_energised_in: str
    low_cutout: int
    compressor_lockout: int
    switchover: int
    aux_stages: int
    aux_in_air_stream: int
    aux_ceiling: int
    aux_minimum_off: int


@dataclass(frozen=True)
class Terms:
    """What is connected and set. Temperatures in 0.01 °C, speed in Hz.

    `heating_valve`: the valve's state in heating. `ceiling`: outdoor temperature above which the heater stays off.
    `cutout`: outdoor temperature below which the heat pump may rest. `exact`: readings are those the guard itself is
    given, already judged (None: not trusted), so that no allowance is made for filters. `pause`: s that the heater rests at
    least.
    """

    heating_valve: int = 1
    speed_min: int = 15
    aux_stages: int = 1
    in_air_stream: bool = False
    ceiling: int = 500
    cutout: int = -2600
    exact: bool = False
    pause: int = 0

    @classmethod
    def of(cls, settings: InstallerSettings, exact: bool = False) -> Terms:
        return cls(
            heating_valve=1 if settings.valve_energised_in == "heating" else 0,
            speed_min=settings.speed_min,
            aux_stages=settings.aux_stages,
            in_air_stream=bool(settings.aux_in_air_stream),
            ceiling=settings.aux_ceiling,
            cutout=max(settings.low_cutout, settings.compressor_lockout, settings.switchover),
            exact=exact,
            pause=min(settings.aux_minimum_off, HEATER_LEAST),
        )

    def array(self) -> np.ndarray:
        """For the rules."""
        numbers = [0] * 8
        numbers[HEATING_VALVE] = self.heating_valve
        numbers[SPEED_MIN] = self.speed_min
        numbers[STAGES] = self.aux_stages
        numbers[IN_STREAM] = int(self.in_air_stream)
        numbers[CEILING] = self.ceiling
        numbers[CUTOUT] = self.cutout
        numbers[EXACT] = int(self.exact)
        numbers[PAUSE] = self.pause
        return np.array(numbers, dtype=np.int64)


@dataclass(frozen=True)
class Violation:
    """The beginning of an episode: number of the interlock, s since boot, what happened."""

    interlock: int
    time: int
    reason: str

    def __str__(self) -> str:
        return f"interlock {self.interlock} at {self.time} s: {self.reason}"
