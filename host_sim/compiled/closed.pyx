# cython: language_level=3, binding=False
"""Compiled plant and compiled core in turn, without Python in between: the plant's step is a C function, `host_sim.plant.home.InC`.
"""

from balancepoint_compiled.command cimport Command
from balancepoint_compiled.controller cimport Controller
from balancepoint_compiled.readings cimport Reading, Readings
from balancepoint_compiled.request cimport Request
from balancepoint_compiled.c_boundary import ask

ctypedef long (*Step)(void *, double *, long, long, long, long, long, long, long, long, long, long, long) noexcept

cdef long NONE = -(1 << 31)  # no value, `host_sim.plant.sensors`
cdef long LEASED = 2  # s, the longest step over which a Command can run out


cdef class Closed:
    """`controller`: the compiled one. `rooms`: how many room sensors it is told of. `home`: a home's InC."""

    cdef Controller _controller
    cdef Readings _readings
    cdef Request _request
    cdef list _told
    cdef long _value[64]
    cdef long _age[64]
    cdef long _last[64]
    cdef Step _step
    cdef void *_home
    cdef double *_floats
    cdef long *_read
    cdef long _length

    def __init__(self, Controller controller not None, long rooms, home):
        self._controller = controller
        self._readings = Readings(rooms)
        self._request = Request()
        self._step = <Step><size_t>home.step
        self._home = <void *><size_t>home.home
        self._floats = <double *><size_t>home.floats
        self._read = <long *><size_t>home.read
        self._length = home.length
        self._told = []
        for k, (name, place) in enumerate(home.places.values.items()):
            room = name.startswith("room") and name != "rooms"
            reading = self._readings.rooms[int(name[4:] or 1) - 1] if room else getattr(self._readings, name)
            reading.age = 0
            self._told.append(reading)
            self._value[k] = place
            self._age[k] = home.places.ages.get(name, -1)
            self._last[k] = NONE  # as a new reading has none

    def run(self, request, long now, long until, long dt):
        """The steps from `now` to before `until`, or parts of them (`host_sim.plant.home`)."""
        cdef Py_ssize_t k
        cdef Py_ssize_t count = len(self._told)
        cdef long value
        cdef Reading reading
        cdef Command c
        ask(self._request, request)
        while now < until:
            for k in range(count):
                value = self._read[self._value[k]]
                if value != self._last[k]:
                    self._last[k] = value
                    reading = <Reading>self._told[k]
                    reading.value = None if value == NONE else value
                if self._age[k] >= 0:
                    (<Reading>self._told[k]).age = self._read[self._age[k]]
            c = self._controller.step(self._readings, self._request, now)
            now += self._step(
                self._home, self._floats, self._length, c.speed, c.valve, c.fan, c.outdoor_fan, c.defrost, c.vane, c.wide_vane,
                c.aux, c.aux_contact, dt <= LEASED and c.valid_until <= now,
            )
