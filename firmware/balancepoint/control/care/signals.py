"""The signals by which the machine is judged, and how `fdd` keeps them in memory: `comparison` says how each is made.

Memory has `behaviour`, rows of ROW integers; and for each kind of window and signal `trends`, TREND integers, and `scatter`, one.
"""

from ..quantity import const, minutes

HEATING = const(0)  # kinds of window
COOLING = const(1)
STANDSTILL = const(2)
KINDS = const(3)

POWER, COIL, AIR, EXCHANGE, APPROACH, SUPERHEAT, GAP_1, GAP_2 = range(8)
SIGNALS = const(8)
ROOMS = const(2)  # room sensors that are watched

ROW = const(10)  # key, windows, one value a signal
ROWS = const(80)  # bins at most
NONE = const(-(1 << 20))  # not learned: the sensor is missing
LARGEST = const(1 << 20)
LEARNED = const(8)  # windows
TREND = const(3)  # level * FINE, sum upwards, sum downwards
TRENDS = const(72)  # KINDS * SIGNALS * TREND
SCATTERS = const(24)  # KINDS * SIGNALS
FINE = const(16)

PAUSE = minutes(30)  # between two windows that count: neighbours say the same
# Deviation that proves nothing, by signal, ‰ or 0.01 K, at least: 3 %, more where frost and damp air play, less where nothing but
# airflow does.
SLACK = (30, 30, 30, 15, 40, 50, 25, 25)
