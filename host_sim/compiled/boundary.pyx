# cython: language_level=3, binding=False
"""Between the plant, whose readings, requests and commands are plain Python, and the compiled core: all are carried over once a step.

A plain `Reading` keeps value and age in slots, which are read here where they lie. Whole numbers beyond 40 bits are carried as the
nearest of 40 bits: no range of the core reaches that far.
"""

from cpython.object cimport PyObject
from balancepoint_compiled.command cimport Command
from balancepoint_compiled.controller cimport Controller
from balancepoint_compiled.readings cimport Reading, Readings
from balancepoint_compiled.request cimport Request

cdef extern from *:
    """
    #include "structmember.h"
    static Py_ssize_t slot_offset(PyObject *descriptor) {
        return ((PyMemberDescrObject *)descriptor)->d_member->offset;
    }
    static PyObject *slot(PyObject *object, Py_ssize_t offset) {
        return *(PyObject **)((char *)object + offset);
    }
    """
    Py_ssize_t slot_offset(PyObject *descriptor)
    PyObject *slot(PyObject *thing, Py_ssize_t offset)

cdef extern from "Python.h":
    long PyLong_AsLongAndOverflow(object value, int *overflow) except? -1

cdef long MOST = 1 << 40


cpdef ask(Request ours, theirs):
    """Carry a request over."""
    ours.mode = theirs.mode
    ours.heat_setpoint = theirs.heat_setpoint
    ours.cool_setpoint = theirs.cool_setpoint
    ours.dial = theirs.dial
    ours.emergency = theirs.emergency
    ours.preset = theirs.preset
    ours.schedule = theirs.schedule


cdef class Core:
    """A controller that takes plain readings and gives a plain command. `readings`, `reading`: their classes; `command`: what is
    kept up to date."""

    cdef readonly Controller controller
    cdef object _plain
    cdef object _reading
    cdef object _command
    cdef Py_ssize_t _value
    cdef Py_ssize_t _age
    cdef Py_ssize_t _rooms
    cdef Py_ssize_t _places[32]
    cdef Readings _readings
    cdef Request _request
    cdef list _ours
    cdef long _told[14]

    def __init__(self, Controller controller not None, readings, reading, command):
        self.controller = controller
        self._plain = readings
        self._reading = reading
        self._command = command
        self._value = slot_offset(<PyObject *>reading.value)
        self._age = slot_offset(<PyObject *>reading.age)
        self._rooms = slot_offset(<PyObject *>readings.rooms)
        self._meet(1)
        self._request = Request()
        for k in range(14):
            self._told[k] = -1 << 62

    cdef _meet(self, long rooms):
        """Readings of ours with so many rooms."""
        names = [name for name in self._plain.__slots__ if name != "rooms"]
        if len(names) > 32:
            raise TypeError("more readings than the boundary has places for")
        self._readings = Readings(rooms)
        self._ours = [getattr(self._readings, name) for name in names]
        for k, name in enumerate(names):
            place = getattr(self._plain, name)
            self._places[k] = slot_offset(<PyObject *>place)

    cdef int _take(self, object readings) except -1:
        """Carry all over."""
        cdef Py_ssize_t k
        cdef list theirs
        cdef object each
        if type(readings) is not self._plain:
            raise TypeError(f"readings: {type(readings).__name__}; the core takes Readings")
        theirs = <list?>slot(<PyObject *>readings, self._rooms)
        if len(theirs) != len(self._readings.rooms):
            self._meet(len(theirs))
        for k in range(len(theirs)):
            each = theirs[k]
            self._carry(<PyObject *>each, <Reading>self._readings.rooms[k])
        for k in range(len(self._ours)):
            self._carry(slot(<PyObject *>readings, self._places[k]), <Reading>self._ours[k])
        return 0

    cdef inline int _carry(self, PyObject *theirs, Reading ours) except -1:
        cdef PyObject *value
        cdef PyObject *age
        cdef int over = 0
        if theirs is NULL or type(<object>theirs) is not self._reading:
            raise TypeError("readings: one of them is no Reading")
        value = slot(theirs, self._value)
        age = slot(theirs, self._age)
        if value is NULL or age is NULL:
            raise TypeError("readings: one of them has no value or age")
        if value is not <PyObject *>ours.value:
            ours.value = <object>value
            if type(<object>value) is int:
                PyLong_AsLongAndOverflow(<object>value, &over)
                if over:
                    ours.value = MOST * over
        ours.age = PyLong_AsLongAndOverflow(<object>age, &over)
        if over:
            ours.age = MOST * over
        return 0

    cdef int _tell(self, Command ours) except -1:
        """The fields that changed, into the plain command."""
        cdef object plain = self._command
        if ours.valid_until != self._told[0]:
            plain.valid_until = self._told[0] = ours.valid_until
        if ours.speed != self._told[1]:
            plain.speed = self._told[1] = ours.speed
        if ours.valve != self._told[2]:
            plain.valve = self._told[2] = ours.valve
        if ours.fan != self._told[3]:
            plain.fan = self._told[3] = ours.fan
        if ours.outdoor_fan != self._told[4]:
            plain.outdoor_fan = self._told[4] = ours.outdoor_fan
        if ours.defrost != self._told[5]:
            plain.defrost = self._told[5] = ours.defrost
        if ours.vane != self._told[6]:
            plain.vane = self._told[6] = ours.vane
        if ours.wide_vane != self._told[7]:
            plain.wide_vane = self._told[7] = ours.wide_vane
        if ours.aux != self._told[8]:
            plain.aux = self._told[8] = ours.aux
        if ours.aux_contact != self._told[9]:
            plain.aux_contact = self._told[9] = ours.aux_contact
        if ours.mode != self._told[10]:
            plain.mode = self._told[10] = ours.mode
        if ours.setpoint != self._told[11]:
            plain.setpoint = self._told[11] = ours.setpoint
        if ours.feed != self._told[12]:
            plain.feed = self._told[12] = ours.feed
        if ours.wish != self._told[13]:
            plain.wish = self._told[13] = ours.wish
        return 0

    def step(self, readings, request, long now):
        """The Command for now, the same object every time."""
        self._take(readings)
        ask(self._request, request)
        self._tell(self.controller.step(self._readings, self._request, now))
        return self._command
