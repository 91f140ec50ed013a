"""The test rig of a heat pump for the compiled kernels: one unit, what it is doing, the air on both sides."""

import numpy as np
from numba import njit

from host_sim.plant import electronics as el
from host_sim.plant import heat_pump as hp
from host_sim.plant.record import beside

RIG = beside(
    np.dtype(
        [
            ("unit", hp.UNIT), ("machine", hp.MACHINE), ("flow", hp.FLOW), ("abuse", el.ABUSE),
            ("room", np.float64), ("w_room", np.float64), ("outdoor", np.float64), ("w_out", np.float64),
            ("pressure", np.float64), ("rain", np.float64), ("wind", np.float64),
        ]
    ),
    {"all_flow": "flow"},
)  # fmt: skip


@njit(cache=True)
def rig_step(rigs, h, speed, valve, fan, lost, injected, stuck, stalled):
    """`h` seconds of the rig in an array of one; the events of `electronics_step`."""
    rig = rigs[0]
    s, p = rig.machine, rig.unit
    happened = el.electronics_step(
        s, p, rig.abuse, h, speed, valve, fan, 1, 0, lost, rig.outdoor, injected, stuck, stalled
    )
    heating, cooling = hp.points(p.heating, rig.outdoor), hp.points(p.cooling, rig.outdoor)
    hp.heat_pump_step(
        s, p, rig.flow, heating, cooling, h, rig.room, rig.w_room, rig.outdoor, rig.w_out, rig.pressure, rig.rain, rig.wind
    )  # fmt: skip
    return happened


@njit(cache=True)
def rig_stored(rigs):
    """J in its coils, shell and ice."""
    return hp.stored(rigs[0].machine, rigs[0].unit)
