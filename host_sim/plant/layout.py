"""What a home consists of for the kernels: one record of all that has a fixed size, one array of floats for the rest.

Two arrays, because each one handed over costs more than most of the physics. Numba reads the record's fields by name; it is
handed over as an array of one (host_sim.plant.record). States and inputs of the house, sensors, faults, set points, weather,
events, the record and the tape have the sizes that the house, the sensors and the run decide: `parts` finds them. A record's
fields are part of what a kernel is cached by: a new field compiles anew.
"""

import numpy as np
from numba import carray, njit, types
from numba.core.cgutils import voidptr_t
from numba.extending import intrinsic, overload

from host_sim.plant import electronics as el
from host_sim.plant import forcing as fo
from host_sim.plant import heat_pump as hp
from host_sim.plant.aux_heater import AUX, ELEMENTS
from host_sim.plant.record import beside, floats
from host_sim.plant.seat import PLACE
from host_sim.plant.sensors import COUNT, FAULT_WIDTH, ROOMS, SENSOR_WIDTH
from host_sim.trace import COLUMNS

EVENT_WIDTH = 4  # s, event, ice melted and left in kg (for the end of a defrost)
LINKED = 6  # speed, fan proven, defrosting, fault, minute of the week, occupied seats
RECORD_WIDTH = len(COLUMNS)
ORDER = (
    7  # first in a row of the tape: s since the start, speed, valve, fan, defrost, stages and contact of the Command
)

HOME = beside(
    np.dtype(
        [
            # How it is made
            ("dt", np.float64), ("part", np.float64), ("row_time", np.float64),  # s of a step, of its parts, of a row
            ("n_states", np.int64), ("n_inputs", np.int64), ("n_sensors", np.int64), ("n_faults", np.int64),
            ("n_set_points", np.int64), ("n_table", np.int64), ("most_events", np.int64), ("most_rows", np.int64),
            ("most_taped", np.int64),
            ("minute", np.int64),  # of the week, at the start
            ("air_mass", np.float64), ("glass_film", np.float64), ("wall_film", np.float64),  # kg; W/K to what water condenses on
            ("head", np.float64), ("sun_bias", np.float64),
            ("leaks", np.float64, (4,)), ("walls", np.float64, (ROOMS,)),
            ("unit", hp.UNIT), ("elements", ELEMENTS), ("place", PLACE),
            # How it is
            ("now", np.int64), ("steps", np.int64), ("quiet_from", np.float64),  # s, steps and parts taken, s
            ("set_point", np.int64), ("lease", np.int64), ("stages", np.int64), ("ordered", np.int64),
            ("w_room", np.float64), ("machine", hp.MACHINE), ("aux", AUX),
            # What the sensors say: values of the fitted ones, LINKED of the unit and the clock, ages
            ("seed", np.int64), ("truth", np.float64, (COUNT,)), ("read", np.int64, (2 * COUNT + LINKED,)),
            # What happened: in the step, in the row of the trace, since the start
            ("flow", hp.FLOW), ("sums", floats(*COLUMNS)), ("in_row", np.float64), ("rows", np.int64), ("n_events", np.int64),
            ("taping", np.int64), ("taped", np.int64),  # whether the tape runs, and its rows so far
            ("abuse", el.ABUSE),
            ("balance", np.float64), ("throughput", np.float64), ("travel", np.float64), ("condensate", np.float64),
            ("condensed", np.float64), ("owed", np.float64),  # kg on glass and walls and as mist; J of mist that they get yet
            ("grown", np.float64), ("refrozen", np.float64), ("melted", np.float64), ("no_airflow", np.float64),
        ]
    ),
    {"all_flow": "flow", "all_sums": "sums"},
)  # fmt: skip


@njit(cache=True)
def places(homes):
    """Where each of the parts begins in the floats, and where the last one ends."""
    home = homes[0]
    n, m, k = home.n_states, home.n_inputs, home.n_sensors
    w = n + m
    columns = fo.U0 + m - 2
    b = k
    c = b + k * SENSOR_WIDTH
    d = c + home.n_faults * FAULT_WIDTH
    e = d + home.n_set_points * 3
    f = e + columns
    g = f + n
    h = g + n
    i = h + m
    j = i + n
    o = j + n
    q = o + 4 * w
    r = q + 4 * n * w
    s = r + home.n_table * columns
    v = s + home.most_events * EVENT_WIDTH
    y = v + home.most_rows * RECORD_WIDTH
    z = y + home.most_taped * (ORDER + 2 * k + LINKED)
    return 0, b, c, d, e, f, g, h, i, j, o, q, r, s, v, y, z


def _view(floats, at, shape):
    return floats[at : at + int(np.prod(shape))].reshape(shape)


@intrinsic
def _pointer(_typing, _address):
    def to_pointer(_context, builder, _signature, arguments):
        return builder.inttoptr(arguments[0], voidptr_t)

    return types.voidptr(types.uintp), to_pointer


@overload(_view)
def _bare_view(floats, at, shape):
    """In a kernel: nobody counts who uses it and no shape is worked out, which took a third of the step."""

    def view(floats, at, shape):
        return carray(_pointer(floats.ctypes.data + 8 * at), shape, np.float64)  # type: ignore[call-arg]

    return view


@njit(cache=True)
def parts(homes, floats):
    """Views of what has no fixed size: filtered, sensors, faults, set points, row, x, x_mean, u, shadow, shadow's mean,
    the rows of the outputs (radiant, wall, loss, glass), steps (whole, part), table, events, the record's rows, the tape.
    Python asks `parts.py_func` for views that keep the floats alive."""
    home = homes[0]
    n, m, k = home.n_states, home.n_inputs, home.n_sensors
    w = n + m
    columns = fo.U0 + m - 2
    a, b, c, d, e, f, g, h, i, j, o, q, r, s, v, y, _ = places(homes)
    return (
        _view(floats, a, (k,)), _view(floats, b, (k, SENSOR_WIDTH)), _view(floats, c, (home.n_faults, FAULT_WIDTH)),
        _view(floats, d, (home.n_set_points, 3)), _view(floats, e, (columns,)), _view(floats, f, (n,)),
        _view(floats, g, (n,)), _view(floats, h, (m,)), _view(floats, i, (n,)), _view(floats, j, (n,)),
        _view(floats, o, (4, w)), _view(floats, q, (2, 2 * n, w)), _view(floats, r, (home.n_table, columns)),
        _view(floats, s, (home.most_events, EVENT_WIDTH)), _view(floats, v, (home.most_rows, RECORD_WIDTH)),
        _view(floats, y, (home.most_taped, ORDER + 2 * k + LINKED)),
    )  # fmt: skip
