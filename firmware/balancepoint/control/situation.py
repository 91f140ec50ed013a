"""What is known at this moment: the one thing that all stages share.

Made once, read by every stage, and each field is written by one of them alone: the one whose name stands above it. A stage reads
what those before it have written; of a later one only what is marked so, and that is then of the last time. In the units of
the core (`quantity`): 0.01 °C, 0.01 K, W, Hz, s, ‰; UNKNOWN where nothing is known. `status` shows it, a bench may record it.

What the machine can give is said with the reason why not more: `most` W, `most_because`; `least` W, `least_because`.
"""

from .command import FAN_OFF, VANE_AUTO, Command
from .quantity import NEVER, UNKNOWN, const, minutes

IDLE = const(0)  # side
HEATING = const(1)
COOLING = const(2)

# why the heat pump gives no more, or no less
FREE = const(0)  # the unit's own limits by the data sheet
LOCKED_OUT = const(1)  # it may not run at all (`lockout`)
AT_REST = const(2)  # a start must wait: minimum times, starts an hour, the valve on its way
DEFROSTING = const(3)
RAMP = const(4)  # start ramp
COLD_COIL = const(5)  # the indoor coil, in cooling
HOT_COIL = const(6)  # the indoor coil, in heating: too little air
DISCHARGE = const(7)
FROST = const(8)  # the outdoor coil is frosted
OIL = const(9)  # oil return asks for speed
STANDBY = const(10)  # another head of the outdoor unit has the compressor

# how it is known what turns: `heat_source`
OWN = const(0)  # the speed is ours, or fed back to us
SPEED_SAID = const(1)  # the unit says its speed,
POWER_SAID = const(2)  # its power, and by the map so much heat
ESTIMATED = const(3)  # it is taken to do as it was asked

AFTER_DEFROST = minutes(5)


class Situation:
    """Fields by writer. `memory`: what holds before anything was decided."""

    __slots__ = (
        "now", "readings", "request", "heating", "turning", "heat_source", "heat_accuracy", "defrosts",
        "defrost_length", "defrost_by_time", "after_defrost", "frost_run", "frost_cycles", "frost_approach",
        "lockout", "available", "cycling", "most", "most_because", "least", "least_because", "want", "defrosting",
        "sequence", "defrost_ended", "frost_share", "compressor_on", "compressor_speed", "compressor_since",
        "run_time", "saturated", "room", "room_status", "room_source", "slope", "indoor_min", "indoor_max",
        "cold_voice", "starved", "outdoor", "outdoor_source", "outdoor_slow", "outdoor_low", "look", "return_air", "indoor_coil",
        "outdoor_coil", "discharge", "supply", "humidity", "sensor_faults", "unit_fault", "minute", "window_open",
        "presence", "heat_now", "expected", "side", "active", "cooling", "target", "heat_setpoint", "cool_setpoint",
        "aux_setpoint", "drying", "fan_only", "preset", "setback", "next_change", "rise", "cool_suggestion",
        "recovery_begins", "recovery_trim", "goal", "goal_extra", "aux_goal", "recovering", "goal_heating", "goal_at",
        "map", "able", "given", "error", "demand", "base", "call_error", "call_demand", "call_base", "trim", "aux",
        "aux_allowed", "aux_called", "capacity_fault", "vane", "wide_vane", "fan_most", "fan", "air_limit",
        "fan_level", "freeze", "command", "start_heating_at", "start_cooling_at", "discharge_limit",
    )  # fmt: skip

    def __init__(self, memory):
        # controller
        self.now = 0  # s since boot
        self.readings = None  # as they came in: what is trusted of them stands below
        self.request = None

        # drive
        self.heating = 0  # 1: the valve stands in heating
        self.turning = 0  # Hz, as far as known
        self.heat_source = OWN
        self.heat_accuracy = 0  # ‰ that the heat by it may be wrong, beyond what the map is
        self.after_defrost = 0  # one runs or has just ended: the dip of the room is no call, the coil no witness
        self.frost_run = 0  # s of heating since the outdoor coil was last clear
        self.frost_cycles = 0  # of which the clean coil's approach is known
        self.frost_approach = 0  # 0.01 K/kW, of the last one
        self.lockout = 0  # LOCKED_* of the journal's codes
        self.available = 1  # the heat pump may run at all
        self.cycling = 0  # the load is below the least output
        self.least = 0  # W below which it cannot go at present
        self.least_because = FREE
        self.want = Command()  # what is asked of the guard
        # drive; earlier stages read the last one
        self.most = 0  # W that the heat pump can give at present
        self.most_because = FREE
        self.defrosts = 0  # ended since boot
        self.defrost_length = 0  # s, the last one
        self.defrost_by_time = 0  # it was not the coil that ended it
        self.defrosting = 0  # any defrost, ours or the unit's own
        self.sequence = 0  # a defrost of ours has the machine: its state (`drive.direct.defrost`)
        self.defrost_ended = -86400  # s since boot: none yet
        self.frost_share = 1000  # ‰ of the map's heat that frost leaves
        self.compressor_on = 0
        self.compressor_speed = 0  # Hz, before the sequence and the guard
        self.compressor_since = 0  # s since boot, of the last start or stop
        self.run_time = 0  # s since the start, 0 at rest
        self.saturated = 0  # s at the limit of its speed

        # sense: sensing
        self.room = UNKNOWN  # filtered
        self.room_status = 3  # FRESH .. FAILED of `sense.channel`
        self.room_source = 0  # ROOM, RETURN_AIR, COIL, NONE of `sense.sources`
        self.slope = 0  # 0.01 K/h
        self.indoor_min = UNKNOWN  # coldest and hottest trusted one, rooms and return air
        self.indoor_max = UNKNOWN
        self.cold_voice = UNKNOWN  # a doubted one below 8 °C that protects the house all the same
        self.look = 0  # the fan is to carry room air to the return air's sensor
        self.outdoor = UNKNOWN
        self.outdoor_source = 0  # SENSOR, COIL_STANDSTILL, COIL_RUNNING, NONE
        self.outdoor_slow = UNKNOWN  # over 30 min,
        self.outdoor_low = UNKNOWN  # and its lowest in a day or two
        self.return_air = UNKNOWN
        self.indoor_coil = UNKNOWN
        self.outdoor_coil = UNKNOWN
        self.starved = 0  # s for which the outdoor coil has been too cold for a machine with air and charge
        self.discharge = UNKNOWN
        self.supply = UNKNOWN
        self.humidity = UNKNOWN  # ‰
        # FINE .. DISPUTE for each of FAULT_NAMES of `sense.sources`, then the count of changes, of which the last byte
        self.sensor_faults = bytearray(12)
        # sense: words
        self.unit_fault = UNKNOWN  # the unit's own code, 0 = none
        self.minute = UNKNOWN  # of the local week, 0 = Monday 00:00
        self.window_open = 0  # 1: a contact says so; 2: so it seems (ledger)
        self.presence = UNKNOWN  # bits of the zones with people in them

        # house: accounts; earlier stages read the last one
        self.heat_now = 0  # W by the map at the speed that turns, positive on either side
        # house: ledger; earlier stages read the last one
        self.expected = 0  # 0.01 K/h that the room should move by

        # wish: comfort
        self.side = IDLE
        self.active = 0  # a side is served
        self.cooling = 0  # it is cooling
        self.target = memory.heat_setpoint
        self.heat_setpoint = memory.heat_setpoint
        self.cool_setpoint = memory.cool_setpoint
        self.aux_setpoint = memory.heat_setpoint  # what the backup may serve, but for a recovery
        self.drying = 0
        self.fan_only = 0
        # wish: schedule
        self.preset = 0
        self.setback = 0  # 0.01 K from the set points
        self.next_change = -1  # s, -1: none is coming
        self.rise = 0  # 0.01 K by which less is set back then
        # wish: adaptive
        self.cool_suggestion = UNKNOWN
        # wish: recovery
        self.recovery_begins = 0
        self.recovery_trim = 0  # W by which the loss is wrong, at its beginning
        self.goal = 0  # 0.01 °C that is led up to now: the ramp of a recovery, else the target
        self.goal_extra = 0  # W beyond the loss that the way there takes
        self.aux_goal = memory.heat_setpoint  # what the backup may serve
        # wish: recovery; earlier stages read the last one
        self.recovering = 0
        self.goal_heating = 1  # the recovery, or the last one, was in heating
        self.goal_at = 0  # s since boot when the room is to be there

        # heat: unit map
        self.map = None  # `Side` of the side that is served, at the outdoor temperature of now
        self.able = 0  # W it has at most, as learned
        self.given = 0  # W that heat pump and backup give on that side
        # heat: capacity
        self.error = 0  # 0.01 K, positive: the side has work to do
        self.demand = 0  # W that this takes, may be negative or beyond capacity
        self.base = 0  # the part without the error
        self.call_demand = 0  # these two likewise, see `call_error`
        self.call_base = 0
        # heat: capacity; earlier stages read the last one
        self.call_error = 0  # as the drive is to take it: drying, recovery, backup, blindness and frost counted
        self.trim = 0  # W by which the loss proved wrong
        # heat: aux heat
        self.aux = 0  # stages asked for
        self.aux_allowed = 0
        # heat: aux heat; earlier stages read the last one
        self.aux_called = 0  # the heater is at work
        # heat: budget
        self.capacity_fault = 0

        # air: vane
        self.vane = VANE_AUTO  # ° below the horizontal
        self.wide_vane = 0  # ° to the right
        self.fan_most = 5  # the level that nobody minds
        # air: airflow
        self.fan = FAN_OFF
        self.air_limit = NEVER  # Hz that the compressor may turn with this air
        # air: airflow; earlier stages read the last one
        self.fan_level = 1  # now, or next

        # guard; earlier stages read the last one
        self.freeze = 0  # 1: freeze protection by the heat pump, 2: by the heater as well
        self.command = Command()
        self.start_heating_at = 0  # s since boot from when a start would be let through, NEVER: not as things are
        self.start_cooling_at = 0
        self.discharge_limit = 0  # Hz, 0: none
