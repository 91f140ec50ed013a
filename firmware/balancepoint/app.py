"""The application: tasks around the control core, what they share, and who feeds the watchdog.

Control ticks once a second, the outputs are carried out eight times a second, sensors are asked once a second, the unit is
listened to four times a second; learning, storage, console, button and lamp have their own pace. The watchdog is fed only when
control, outputs, sensors and link have each proved since the last time that they ran. A task that raises is told on the console
and begun again; what it drives drops to safe by the lease meanwhile.

Three starts in a row that did not last end in safe mode: outputs safe, console alive, the heater against frost, one more
attempt every half an hour.
A bench (`services.bench`) that wants the core gets a start of its own, for the heap has no room for two controllers: outputs
safe, no sensors, and back to the house by one more start when it has gone.
"""

import asyncio
import gc

from . import hal
from .errand import errand, spare
from .services.about import describe
from .services.console import Console
from .services.panel import Panel
from .services.storage import Store
from .services.uptime import Uptime
from .units.ticks import MASK

CONTROL = 1
OUTPUTS = 2
SENSORS = 4
LINK = 8
_ALL = CONTROL | OUTPUTS | SENSORS | LINK

_LASTED = 120  # s after which a start counts as good
_RETRY = 1800  # s of safe mode until the next attempt
_LEARN = 300  # s, as in the simulator
_SAVE = 900  # s between two looks whether what was learned has changed,
_SAVE_YOUNG = 120  # and in the first hour, so that the starts within the hour grow older over losses of power
_YOUNG = 3600
_SAVE_WISH = 5  # s after a wish
_BENCH_WAIT = 30  # s that a start for a bench waits for it
_LAST_TICKS = 64
PANEL = 50  # ms

sleep_ms = getattr(asyncio, "sleep_ms", None) or (lambda milliseconds: asyncio.sleep(milliseconds / 1000))


class App:
    """`controller` is None in safe mode, without settings, and in a start for a bench, where `bench` is what answers it."""

    def __init__(self, folder="/"):
        self.uptime = Uptime(hal.ticks_ms, hal.ticks_diff)
        self.store = Store(folder + "data")
        self.settings_path = folder + "settings.json"
        self.cause = hal.reset_cause()
        self.alive = hal.output("alive")
        self.lamp = hal.lamp()
        self.button = hal.contact("button")
        self.port = hal.console()
        self.starts = 0  # in a row that did not last, this one included
        self.safe_mode = False
        self.safe_heat = None  # what protects from frost in safe mode
        self.problems = []  # lines for people: settings, storage
        self.crashes = {}  # task: (how often, last error)
        self.job = None  # of an update: a `services.update.Update`, `update_switch.Switch`, `update_trial.Trial`
        self.net = None  # a `services.network.Network`, where the settings name one and it fits
        self.scarce = hal.scarce()  # 1: what is wanted now and then is loaded for it, and goes again
        if self.scarce:
            spare()
        self.controller = None
        self.history = None  # of the house, in files
        self.request = None
        self.asker = 0  # who asks at this moment, for the journal: 0 console, 1 MQTT, 2 page
        self.readings = None
        self.link = None
        self.drivers = []
        self.probes = []
        self.remote = {}  # probes that the network fills, by name
        self.zone = None
        self.bench = None  # 0: this start is for a bench, not for the house; then what answers it
        self.command = None
        self.typed = 0  # lines at the console
        self.ticks = 0
        self.tick_longest = 0  # µs
        self.tick_mean = 0  # µs, of the last ticks
        self.save_due = 0
        self.restart_due = 0
        self.first_tick = None  # ms of the counter at the end of the first one
        self.fed = 0
        self._proved = 0

    def start(self):
        """Settings, memory, drivers and controller. What fails is told, and leaves the rest running."""
        errand("services.starting").start(self)

    def boots(self):
        """The count of boots that did not last."""
        return errand("services.boots").BootCount(hal.nvs())

    def running(self):
        """The controller; ValueError if there is none."""
        if self.controller is None:
            raise ValueError("the controller does not run: %s" % "; ".join(self.problems))
        return self.controller

    def prove(self, part):
        self._proved |= part

    def wish(self):
        """The request was changed by a person: in memory at once, in storage soon."""
        self.controller.comfort.take(self.request, self.controller.situation.now)
        self.save_due = self.uptime.now() + _SAVE_WISH

    def save(self):
        """What must survive, to storage. None, or in one line what went wrong, which is told among the problems, too."""
        if self.controller is None:
            return None
        try:
            error = self.store.save("memory", self.controller.memory.to_dict())
        except MemoryError as found:
            error = "memory: not saved (%s)" % describe(found)
        self._tell(error)
        return error

    def _urgent(self):
        """What is saved at once when it changes: each start, and the latches."""
        if self.controller is None:
            return None
        memory = self.controller.memory
        return memory.compressor_starts, memory.heater_latched, memory.valve_locked

    def _tell(self, error):
        if error and error not in self.problems:
            self.problems.append(error)

    def restart(self):
        """Outputs safe, everything saved, then the chip starts again."""
        if self.link:
            self.link.safe()
        self.save()
        if self.history is not None:
            self.history.save(True)
        hal.reset()

    # Tasks ---------------------------------------------------------------------------------------------------------

    async def control(self):
        while True:
            now = self.uptime.now()
            if self.controller is not None:
                self._tick(now)
            elif self.safe_heat is not None:
                self.command = self.safe_heat.step(now)
            elif self.bench is not None:
                bench = self.bench
                if bench:
                    bench.idle(now)
                if not bench.active if bench else now >= _BENCH_WAIT:
                    hal.reset()
            self.prove(CONTROL)
            self.uptime.now()
            await sleep_ms(1001 - self.uptime.milliseconds)

    def _tick(self, now):
        readings = self.readings
        for reading, probe in self.probes:
            probe.into(reading, now)
        self.link.fill(readings, now)
        if self.link.wish(self.request):
            self.wish()
        minute = self.zone.minute_of_week() if self.zone else None
        if minute is None:
            readings.minute_of_week.clear()
        else:
            readings.minute_of_week.set(minute)
        begun = hal.ticks_us()
        self.command = self.controller.step(readings, self.request, now)
        took = hal.ticks_diff(hal.ticks_us(), begun)
        self.ticks += 1
        if took > self.tick_longest:
            self.tick_longest = took
        self.tick_mean += (took - self.tick_mean) // min(self.ticks, _LAST_TICKS)
        if self.first_tick is None:
            self.first_tick = hal.ticks_ms()

    async def outputs(self):
        alive = self.alive
        while True:
            now = self.uptime.now()
            if self.link is not None:
                self.link.step(None if self.restart_due else self.command, now)
                if alive is not None:
                    alive.on(self.link.valid and 1 - alive.state)
            self.prove(OUTPUTS)
            await sleep_ms(125)

    async def sensors(self):
        while True:
            now = self.uptime.now()
            for driver in self.drivers:
                driver.step(now)
                await sleep_ms(0)
            self.prove(SENSORS)
            await sleep_ms(1000)

    async def listen(self):
        pace = 250
        while True:
            link = self.link
            if link is not None:
                pace = link.pace
                link.look(self.uptime.now(), hal.ticks_diff(hal.ticks_ms(), 0) & MASK)
                if link.restart and not self.restart_due:
                    errand("services.boots").start_again(self)
            self.prove(LINK)
            await sleep_ms(pace)

    async def learning(self):
        while True:
            await sleep_ms(_LEARN * 1000)
            if self.controller is not None:
                gc.collect()
                for _ in self.controller.learn_steps():
                    await sleep_ms(0)
                gc.collect()

    async def storage(self):
        good = 0
        due = self.uptime.now() + _SAVE_YOUNG
        kept = self._urgent()
        pause = 1000
        while True:
            await sleep_ms(pause)
            now = self.uptime.now()
            pause = 1000
            if self.job is not None:
                pause = self.job.step(now)
                if not pause:
                    self.job = None
            urgent = self._urgent()
            if urgent != kept:
                kept = urgent
                due = now
            if not good and now >= _LASTED and not self.safe_mode and not self.restart_due:
                try:
                    self.boots().good()
                    good = 1
                except MemoryError:  # soon
                    gc.collect()
            if self.safe_mode and now >= _RETRY:
                self.boots().retry()
                hal.reset()
            if self.restart_due and now >= self.restart_due:
                self.restart()
            if now >= due or (self.save_due and now >= self.save_due):
                self.save_due = 0
                due = now + (_SAVE if now >= _YOUNG else _SAVE_YOUNG)
                self.save()
            elif self.history is not None:
                self._tell(self.history.save())

    async def panel(self):
        panel = Panel(self)
        while True:
            panel.step(self.uptime.now(), hal.ticks_ms())
            await sleep_ms(PANEL)

    async def console(self):
        await Console(self, self.port, sleep_ms).serve()

    async def watch(self):
        """Feeds the watchdog, as long as all that matters runs."""
        dog = hal.watchdog()
        while True:
            if self._proved == _ALL:
                self._proved = 0
                self.fed += 1
                dog.feed()
            await sleep_ms(500)

    async def keep(self, name, task):
        """Runs a task; one that raises is told and begun again."""
        while True:
            try:
                await task()
                return
            except Exception as error:
                count = self.crashes[name][0] + 1 if name in self.crashes else 1
                self.crashes[name] = (count, describe(error))
            await sleep_ms(1000)

    def tasks(self):
        """(name, what runs) of all of them, the most urgent first."""
        own = (
            ("outputs", self.outputs),
            ("control", self.control),
            ("sensors", self.sensors),
            ("link", self.listen),
            ("watchdog", self.watch),
            ("console", self.console),
            ("panel", self.panel),
            ("learning", self.learning),
            ("storage", self.storage),
        )
        return own if self.net is None else own + self.net.tasks(sleep_ms)

    async def run(self):
        """All tasks, for ever."""
        await asyncio.gather(*[self.keep(name, task) for name, task in self.tasks()])


def main(folder="/"):
    """Runs until the power goes; a person's Ctrl-C leaves to the prompt with the outputs safe."""
    try:
        app = App(folder)
        hal.watchdog()
        app.start()
        asyncio.run(app.run())
    except KeyboardInterrupt:
        hal.service()
        print("service mode: outputs safe for %d min, then the thermostat starts again" % (hal.SERVICE // 60))
