"""What a home consists of for the kernels: one record of all that has a fixed size, one array of floats for the rest.

Two arrays, because each one handed over costs more than most of the physics. Numba reads the record's fields by name; it is
handed over as an array of one (host_sim.plant.record). States and inputs of the house, sensors, faults, set points, weather
and events have the sizes that the house, the sensors and the weather decide: `parts` finds them. A record's fields are part of
what a kernel is cached by: a new field compiles anew.
"""

import numpy as np
from numba import njit

from host_sim.plant import electronics as el
from host_sim.plant import forcing as fo
from host_sim.plant import heat_pump as hp
from host_sim.plant.aux_heater import AUX, ELEMENTS
from host_sim.plant.record import beside, floats
from host_sim.plant.seat import PLACE
from host_sim.plant.sensors import COUNT, FAULT_WIDTH, ROOMS, SENSOR_WIDTH
from host_sim.trace import COLUMNS

EVENT_WIDTH = 4  # s, event, ice melted and left in kg (for the end of a defrost)
LINKED = 7  # speed, fan proven, defrosting, fault, minute of the week, occupied seats, how many sensors have no value

HOME = beside(
    np.dtype(
        [
            # How it is made
            ("dt", np.float64), ("per_row", np.int64),  # s of a step, steps of a row of the trace
            ("n_states", np.int64), ("n_inputs", np.int64), ("n_sensors", np.int64), ("n_faults", np.int64),
            ("n_set_points", np.int64), ("n_table", np.int64),
            ("minute", np.int64),  # of the week, at the start
            ("air_mass", np.float64), ("head", np.float64), ("sun_bias", np.float64),
            ("leaks", np.float64, (4,)), ("walls", np.float64, (ROOMS,)),
            ("unit", hp.UNIT), ("elements", ELEMENTS), ("place", PLACE),
            # How it is
            ("steps", np.int64), ("set_point", np.int64), ("lease", np.int64), ("stages", np.int64),
            ("w_room", np.float64), ("machine", hp.MACHINE), ("aux", AUX),
            # What the sensors say: values of the fitted ones, LINKED of the unit and the clock, ages
            ("seed", np.int64), ("truth", np.float64, (COUNT,)), ("read", np.int64, (2 * COUNT + LINKED,)),
            # What happened: in the step, in the row of the trace, since the start
            ("flow", hp.FLOW), ("sums", floats(*COLUMNS)), ("in_row", np.int64), ("rows", np.int64), ("n_events", np.int64),
            ("abuse", el.ABUSE),
            ("balance", np.float64), ("throughput", np.float64), ("travel", np.float64), ("condensate", np.float64),
            ("grown", np.float64), ("refrozen", np.float64), ("melted", np.float64), ("no_airflow", np.float64),
        ]
    ),
    {"all_flow": "flow", "all_sums": "sums"},
)  # fmt: skip


@njit(cache=True)
def parts(homes, floats):
    """Views of what has no fixed size: filtered, sensors, faults, set points, row, x, x_mean, u, shadow, shadow's mean,
    the rows of the outputs (radiant, wall, loss), steps, table, events."""
    home = homes[0]
    n, m, k = home.n_states, home.n_inputs, home.n_sensors
    w = n + m
    columns = fo.U0 + m - 2
    b = k
    c = b + k * SENSOR_WIDTH
    d = c + home.n_faults * FAULT_WIDTH
    e = d + home.n_set_points * 3
    f = e + columns
    g = f + 2 * n
    i = g + m
    j = i + 2 * n
    o = j + 3 * w
    q = o + 2 * n * w
    r = q + home.n_table * columns
    return (
        floats[:b], floats[b:c].reshape((k, SENSOR_WIDTH)), floats[c:d].reshape((-1, FAULT_WIDTH)),
        floats[d:e].reshape((-1, 3)), floats[e:f], floats[f : f + n], floats[f + n : g], floats[g:i], floats[i : i + n],
        floats[i + n : j], floats[j:o].reshape((3, w)), floats[o:q].reshape((2 * n, w)),
        floats[q:r].reshape((-1, columns)), floats[r:].reshape((-1, EVENT_WIDTH)),
    )  # fmt: skip
