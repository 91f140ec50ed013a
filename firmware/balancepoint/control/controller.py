"""The order of the stages, nothing else: each reads the Situation and writes its own part of it.

    controller = Controller(settings, memory, history)
    command = controller.step(readings, request, now)     # every 1 to 60 s; allocates nothing
    controller.learn()                                    # outside the tick, every few minutes
    controller.status(), controller.journal, controller.memory, controller.care

`now` is seconds since boot and never goes back. Sensing, drive and guard act at every tick, the deciding stages once a minute.
"""

from .air.airflow import Airflow
from .air.vanes import vane_for
from .care.care import Care
from .care.signals import ROOMS
from .drive.choice import drive_for
from .errand import errand
from .guard.choice import guard_for
from .heat.aux_heat import AuxHeat
from .heat.budget import Budget
from .heat.capacity import Capacity
from .heat.unit_map import UnitMap
from .house.accounts import Accounts
from .house.balance import Balance
from .house.house import House
from .house.ledger import Ledger
from .journal import codes as j
from .journal.chronicle import Chronicle
from .journal.journal import SIZE, Journal
from .sense.sensing import Sensing
from .sense.words import Words
from .situation import Situation
from .wish.adaptive import Adaptive
from .wish.advice import Advice
from .wish.comfort import Comfort
from .wish.recovery import Recovery
from .wish.schedule import Schedule

_DECIDE = 60  # s between decisions


class Controller:
    """`settings`: a `Settings`. `memory`: a `Memory`, restored or new, kept up to date in place. `history`: see `house.past`.
    `entries`: what the journal holds."""

    def __init__(self, settings, memory, history, entries=SIZE):
        self.settings = settings
        self.memory = memory
        journal = self.journal = Journal(entries)
        self.situation = Situation(memory)
        self.unit_map = UnitMap(settings, memory)
        self.house = House(settings, memory, history)
        self.balance = Balance(settings, memory, self.house, self.unit_map.heating)
        self.accounts = Accounts(memory, self.house, self.unit_map)
        self.sensing = Sensing(settings, memory, self.situation.sensor_faults)
        self.unit_words = Words()
        self.comfort = Comfort(settings, memory, journal)
        self.adaptive = Adaptive(memory, journal)
        self.timetable = Schedule(settings, memory, journal)
        self.recovery = Recovery(settings, memory, journal, self.house)
        self.adviser = Advice(memory, journal, self.house)
        self.capacity = Capacity(settings, self.house)
        self.drive = drive_for(settings, memory, journal, self.unit_map)
        self.aux_heat = AuxHeat(settings, memory, journal, self.house)
        self.budget = Budget(settings, memory, journal)
        self.ledger = Ledger(self.accounts, self.house, self.balance, self.budget)
        self.airflow = Airflow(settings, journal)
        self.vane = vane_for(settings)
        self.guard = guard_for(settings, memory, journal)
        self.chronicle = Chronicle(settings, memory, journal)
        self.care = Care(settings, memory, journal, self.unit_map)
        self._decided_at = -_DECIDE
        self._mode = -1  # as last asked for
        self._emergency = 0
        self.timetable.begin(self.situation)
        self.adaptive.begin(self.situation)
        self.guard.begin(self.situation)
        self.drive.learn()

    def step(self, readings, request, now):
        """The Command for now. `readings`: a `Readings`; `request`: a `Request`; `now`: s since boot."""
        s = self.situation
        dt = now - s.now
        s.now = now
        s.readings = readings
        s.request = request
        self.drive.watch(s, now, dt)
        self.sensing.step(s, now, dt)
        pause = now - self._decided_at
        # A change of mode is decided at once; by identity, for NaN never equals itself.
        if pause >= _DECIDE or (pause and (request.mode is not self._mode or request.emergency is not self._emergency)):
            self._decided_at = now
            self._mode = request.mode
            self._emergency = request.emergency
            self.decide(s, now, pause)
        self.drive.turn(s, now, dt)
        self.airflow.step(s, now, dt)
        self.drive.step(s, now, dt)
        self.guard.step(s, now, dt)
        self.chronicle.step(s, now, dt)
        self.accounts.step(s, now, dt)
        return s.command

    def decide(self, s, now, dt):
        """What once a minute is enough for; `dt`: s since the last time."""
        self.unit_words.step(s, now, dt)
        self.ledger.step(s, now, dt)
        self.comfort.take(s.request, now)
        self.timetable.step(s, now, dt)
        self.comfort.step(s, now, dt)
        self.adaptive.step(s, now, dt)
        self.drive.prepare(s, now, dt)
        self.unit_map.step(s, now, dt)
        self.recovery.step(s, now, dt)
        self.capacity.step(s, now, dt)
        self.drive.decide(s, now, dt)
        self.aux_heat.step(s, now, dt)
        self.vane.step(s, now, dt)
        self.airflow.decide(s, now, dt)
        self.drive.conclude(s, now, dt)
        self.chronicle.note(s, now, dt)
        self.care.watch(s, now, dt)

    def learn(self):
        """Outside the tick, every few minutes: the house, the balance point, the machine."""
        for _ in self.learn_steps():
            pass

    def learn_steps(self):
        """The same, for whoever has something to do in between: a generator that yields between small pieces."""
        while self.house.learn_piece():
            yield
        s = self.situation
        self.balance.learn(min(s.heat_setpoint, self.settings.wish_limit))
        self.chronicle.learned(s.now)
        self.care.learn(s, s.now)
        for room in range(ROOMS):
            self.sensing.trim(room, self.care.diagnosis.correction(room))
        self.recovery.learn()
        self.adviser.learn(s, s.now)
        self.drive.learn()

    def acknowledge(self):
        """A person releases the latches: heater, valve."""
        self.guard.acknowledge()
        self.drive.acknowledge()
        self.journal.add(self.situation.now, j.ACKNOWLEDGED)

    def status(self):
        """Where everything stands, as a plain dict in the units of the core. Outside the tick."""
        with errand:
            from . import status
        return status.status(self)
