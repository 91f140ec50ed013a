"""What the journal can say: a code for each kind of entry, and what its value means. The words are in `words`."""

from ..quantity import const

# code: what it says, its value
BOOT = const(1)
START = const(2)  # compressor started, Hz
STOP = const(3)  # compressor stopped, reason (STOPPED_*) + 16 * which: LOCKED_* or, of a protection, LIMIT_*
DEFROST = const(4)  # the outdoor unit melts frost; why (direct.frost), 0 = by itself
DEFROST_END = const(5)  # its length, s
CHANGEOVER = const(6)  # to heating 1 or cooling 2
AUX_ON = const(7)  # stages
AUX_OFF = const(8)  # s that it ran
WISH_CAPPED = const(9)  # set point beyond the wish limit, 0.01 °C
SENSOR = const(10)  # place in sense.sources.FAULT_NAMES * 16 + fault code of sense.channel, 0 = well again
ROOM_STATUS = const(11)  # FRESH .. FAILED of sense.channel
ROOM_SOURCE = const(12)  # ROOM .. of sense.sources
OUTDOOR_SOURCE = const(13)
LOCKOUT = const(14)  # heat pump unavailable, reason (LOCKED_*), 0 = available again
VALVE = const(15)  # the reversing valve did not follow; attempts
FREEZE = const(16)  # freeze protection: 1 heat pump, 2 heater, 0 over
HOT = const(17)  # room above the high limit, 0.01 °C
HEATER_LATCHED = const(18)  # LATCHED_*
HEATER_CHECK = const(19)  # 4 h of heater: relay check
DISCHARGE = const(20)  # discharge limit, 0.01 °C
COIL_FREEZING = const(21)  # indoor coil too cold in cooling, 0.01 °C
OIL_RETURN = const(22)
CAPACITY_FAULT = const(23)  # the backup carried too much for this weather, ‰ of the heat
UNIT_FAULT = const(24)  # the unit's own fault code, 0 = gone, -1 = no longer told of
LEARNED = const(25)  # heat loss, 0.1 W/K
BALANCE_POINT = const(26)  # 0.01 °C
ACKNOWLEDGED = const(27)
BAD_REQUEST = const(28)  # a wish that cannot be; the last good one holds
SHORT_CYCLING = const(29)  # starts within the last hour * 16 + why it stopped most often (STOPPED_*)
CYCLING = const(30)  # the load is below the least output: it will start and stop; that output, W
START_HELD = const(31)  # a start must wait: so many have been within the hour
CHANGEOVER_HELD = const(32)  # it would change over, but has done so this often within a day
COIL_LIMIT = const(33)  # slower, before the indoor coil ices up in cooling; coil, 0.01 °C
COOL_SUGGESTION = const(34)  # the season makes a warmer cooling set point comfortable, 0.01 °C
COIL_STARVED = const(41)  # the outdoor coil is far colder than the air: too little air or charge
COIL_NOT_CLEARING = const(40)  # defrosts in a row that were ended by time
SCHEDULE_RESTS = const(50)  # 1: no clock, the last preset holds; 0: the schedule is followed again
EARLY_START = const(52)  # on its way back from a setback; min before the time asked
SETBACK_ADVICE = const(
    51
)  # what a setback did and what would do better: (extra cost, ‰ * 64 + best) * 64 + asked, 0.1 K
DIAGNOSIS = const(60)  # fault * 65536 + sensor * 4096 + confidence in ‰ (`diagnosis`), 0 = gone
FILTER_DUE = const(61)  # h at full airflow since it was cleaned
OUTDOOR_DUE = const(62)  # h of run since the outdoor unit was looked at, or defrosts stopped by time, negative
EFFICIENCY = const(63)  # a week's, ‰ of the first one's
CARED_FOR = const(64)  # a person says: filter cleaned 1, outdoor unit looked at 2, serviced 3
COIL_DOUBTED = const(70)  # the indoor coil is not warm after 5 min of heating, 0.01 °C
COIL_HOT = const(71)  # slower, because the indoor coil is too hot in heating, 0.01 °C
FAN_HELD = const(72)  # no more air, or somebody would sit in a draught; highest level of the fan
HELD_BACK = const(73)  # for an hour it has given less than was asked for: LIMIT_*
WINDOW = const(74)  # one has been open for so many h, 0: one seems to be
HEATER_UNLIT = const(75)  # on for 5 min, and its meter shows no current
# of a unit that owns its compressor
OWN_SENSOR = const(80)  # 1: handed back to its own sensor at the person's set point; 0: led again
STANDBY = const(81)  # 1: another head of the outdoor unit has the compressor; 0: it has it again
UNIT_RESTARTED = const(82)  # it turned again so soon after it stood, s
UNIT_STANDS = const(83)  # asked to run, it has stood for so many min
UNIT_RUNS = const(84)  # asked to stand by its set point, it runs: it is switched off
COIL_ICY = const(85)  # indoor coil below 2 °C for 6 min in cooling, and it runs on; 0.01 °C
AT_HANDSET = const(90)  # asked for there: mode << 14 | set point, 0.01 °C; mode 7: fan or vane alone
UNIT_LINK = const(91)  # what stands between us and the unit, a code of units.trouble; 0: it answers
# a wish: who << 20 | what << 16 | value; who: 0 console, 1 MQTT, 2 page; what: a place in services.wishes.NAMES
ASKED = const(92)
UPDATE = const(93)  # a new program: UPDATE_*

STOPPED_SATISFIED = const(0)
STOPPED_OFF = const(1)
STOPPED_CHANGEOVER = const(2)
STOPPED_LOCKOUT = const(3)
STOPPED_PROTECTION = const(4)
STOPPED_BY_UNIT = const(5)
STOPPED_AT_SETPOINT = const(6)  # a unit that owns its compressor, at its own
STOPPED_WINDOW = const(7)

LIMIT_COIL = const(1)  # the indoor coil, hot in heating or cold in cooling
LIMIT_DISCHARGE = const(2)
LIMIT_ROOM = const(3)  # above the high limit

LOCKED_COLD = const(1)
LOCKED_VALVE = const(2)
LOCKED_UNIT = const(3)
LOCKED_SWITCHOVER = const(4)
LOCKED_STANDBY = const(5)  # another head of the outdoor unit has had the compressor for long
LOCKED_SEASON = const(6)  # the side is not asked for in this season (`season_lock`)
LOCKED_LOW_AMBIENT = const(7)  # too cold outdoors for cooling
LOCKED_TRIPS = const(8)  # protections have stopped it again and again: it rests

UPDATE_WAITS = const(0)  # it is here and waits for a standstill
UPDATE_STOP = const(1)  # and has waited for a day
UPDATE_TRIAL = const(2)  # it runs, and is judged
UPDATE_GOOD = const(3)
UPDATE_BACK = const(4)  # it did not stand its trial; the one before runs again

LATCHED_HOT = const(1)
LATCHED_WELDED = const(2)
LATCHED_CURRENT = const(3)  # too little for a stage
