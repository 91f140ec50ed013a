"""Direct drive over Modbus RTU: the inverter is told its speed on the wire, and tells what it measures.

What the drive has no register for stays a relay of this board: `valve`, `outdoor_fan`, and `run_enable` in series with the
high-pressure switch. A Command that has lapsed writes speed 0; if the board itself is gone, the drive stops after its own
time-out (`registers`: `timeout`), which is set, or stands, in it.
"""

from ...control.quantity import UNKNOWN, const
from ...control.readings import HIGH_PRESSURE
from ...errand import errand
from ..direct import DirectDrive
from .session import Session

_RAMP = const(120)  # s of an inverter's slowest ramp
_USUAL_FAN = const(3)


class ModbusDrive(DirectDrive):
    """`drive`: the settings file's section, checked, with `modbus` of `registers.check`. `line`: see `line`, set up here."""

    pace = Session.pace

    def __init__(self, hal, drive, line):
        DirectDrive.__init__(self, hal, drive)
        self._speed = None  # no 0-10 V
        self.line = line
        self.session = Session(drive["modbus"])
        line.setup(self.session.BAUD, self.session.PARITY, self.session.STOP)
        self._writes = drive["modbus"]["writes"]
        self._names = [read[0] for read in drive["modbus"]["reads"]]
        self._agreed = 0  # s, when it last turned as it should
        self._trouble = 0  # as it was told
        self._tell(None)

    def step(self, command, now):
        """1: the Command holds."""
        if not DirectDrive.step(self, command, now):
            self._tell(None)
            return 0
        self._tell(command)
        return 1

    def _tell(self, command):
        """What the registers shall hold; without a Command the compressor stands and the rest stays as it is."""
        session = self.session
        speed = self.speed if command is not None else 0
        session.stop = 0 if speed else 1
        for i in range(len(self._writes)):
            name, _function, _register, a, b = self._writes[i]
            if name == "speed":
                session.shall[i] = min((speed * a + b // 2) // b, 0xFFFF)
            elif name == "run":
                session.shall[i] = a if speed else b
            elif command is None:
                if name == "outdoor_fan":
                    session.shall[i] = b
            elif name == "valve":
                session.shall[i] = a if command.valve else b
            elif name == "outdoor_fan":
                turns = speed if command.outdoor_fan == 1 else command.outdoor_fan
                session.shall[i] = a if turns else b
            else:
                session.shall[i] = a[command.fan if command.fan <= 5 else _USUAL_FAN]

    def look(self, now, ms):
        DirectDrive.look(self, now, ms)
        session = self.session
        session.now = now
        session.step(self.line, ms)
        if session.trouble != self._trouble:
            self._trouble = session.trouble
            self.faults.pop("drive", None)
            if self._trouble:
                self.faults["drive"] = errand("units.trouble_text").WORDS[self._trouble]
        self._watch(now)

    def _value(self, name):
        """What it says, UNKNOWN if it does not."""
        if name in self._names:
            return self.session.values[self._names.index(name)]
        return UNKNOWN

    def _turns(self):
        """Hz; where it says only that it turns, the speed that it was told."""
        speed = self._value("speed")
        if speed == UNKNOWN:
            running = self._value("running")
            if running != UNKNOWN:
                speed = self.speed if running else 0
        return speed

    def _watch(self, now):
        turns = self._turns()
        if turns == UNKNOWN or (turns > 0) == (self.speed > 0):
            self._agreed = now
            if "compressor" in self.faults:
                del self.faults["compressor"]
        elif now - self._agreed > _RAMP:
            self.faults["compressor"] = "does not stop" if turns else "does not turn"

    def fill(self, readings, now):
        session = self.session
        for i in range(len(self._names)):
            name = self._names[i]
            value = session.values[i]
            if value == UNKNOWN:
                continue
            age = now - session.read_at[i]
            if name == "running":
                if "speed" not in self._names:
                    readings.speed.set(self._turns(), age)
            elif name == "fault":
                readings.fault.set(min(value, HIGH_PRESSURE - 1), age)
            elif name == "defrosting":
                readings.defrosting.set(1 if value else 0, age)
            else:
                getattr(readings, name).set(value, age)

    def safe(self):
        DirectDrive.safe(self)
        self._tell(None)
