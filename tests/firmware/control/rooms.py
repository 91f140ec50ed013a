"""Rooms to learn from: two-capacity rooms of known parameters in floats, and the recordings; nothing of the core in here."""

import csv
import math
import random
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from scipy.linalg import expm
from scipy.optimize import least_squares

from balancepoint.control.house import House

DATA = Path(__file__).parents[2] / "data"


def make_memory(**values):
    given = dict.fromkeys(
        ("heat_loss", "heat_capacity", "mass_capacity", "air_capacity", "mass_coupling", "mass_path", "gains",
         "sun_share", "house_error", "balance_point")
    )  # fmt: skip
    given.update(sun_gains=0, sun_aperture=0, house_age=0, capacity_scale=1000)
    given.update(values)
    return SimpleNamespace(**given)


def make_settings(**values):
    return SimpleNamespace(**{"house_heat_loss": 1200, "house_heat_capacity": 3500, "house_gains": 300, "latitude": 0, **values})


@dataclass
class Room:
    """W/K, Wh/K, W, m²; `path` the part of the loss through the mass, `share` the part of the sun that heats the air."""

    heat_loss: float = 120
    mass: float = 4000
    air: float = 500
    coupling: float = 400
    path: float = 0.4
    gains: float = 300
    aperture: float = 4
    share: float = 0.25

    def rates(self):
        """A (1/h) and B (K/h per W, W, K): d[air, mass]/dt = A x + B [q_air, q_mass, outdoor]."""
        inner = self.heat_loss * self.path
        outer = self.coupling * inner / (self.coupling - inner)
        direct = self.heat_loss - inner
        a = np.array(
            [
                [-(direct + self.coupling) / self.air, self.coupling / self.air],
                [self.coupling / self.mass, -(self.coupling + outer) / self.mass],
            ]
        )
        return a, np.array([[1 / self.air, 0, direct / self.air], [0, 1 / self.mass, outer / self.mass]])

    def step(self, hours):
        """Exact zero-order hold: x' = P x + Q u."""
        a, b = self.rates()
        block = np.zeros((5, 5))
        block[:2, :2], block[:2, 2:] = a, b
        exact = expm(block * hours)
        return exact[:2, :2], exact[:2, 2:]

    def two_hours(self):
        """Effective heat capacity over two hours, Wh/K: what 1 W from rest fills, losses apart."""
        p, q = self.step(0.02)
        x, lost = np.zeros(2), 0.0
        for _ in range(100):
            new = p @ x + q[:, 0]
            lost += self.heat_loss * (x[0] + new[0]) / 2 * 0.02
            x = new
        return (2 - lost) / x[0]


def ticks(room, days, control="closed", seed=1, mean=-3.0, setback=0.0, people=150.0, dt=60):
    """A winter in that room: (room as a sensor gives it, outdoor, heat, sun, minute of the week) for each tick.

    Sensor lag 5 min, noise 0.03 K, steps of 0.1 K; outdoors a daily wave, larger and colder on clear days, over slow
    fronts; people come and go. `control`: "closed", a PI loop at 21 °C, or "prbs", heat at random.
    """
    random_ = random.Random(seed)
    p, q = room.step(dt / 3600)
    p11, p12, p21, p22 = p.ravel().tolist()
    b = q.ravel().tolist()
    air, mass, felt = 21.0, 20.0, 21.0
    front = integral = occupied = clear = 0.0
    on = True
    for k in range(days * 86400 // dt):
        t = k * dt
        hour = t % 86400 / 3600
        if t % 86400 == 0:
            clear = random_.random() ** 0.7
        if t % 3600 == 0:
            front += -front / 60 + random_.gauss(0, 0.9)
            occupied = max(0.0, random_.gauss(0, 1))
            on = random_.random() < 0.4
        outdoor = mean + front + (2 + 3 * clear) * math.sin(2 * math.pi * (hour - 9) / 24) - 3 * (clear - 0.5)
        sun = 900 * clear * math.sin(math.pi * (hour - 7.6) / 9.2) ** 1.2 if 7.6 < hour < 16.8 else 0.0
        felt += (air - felt) * dt / 300
        seen = round((felt + random_.gauss(0, 0.03)) * 10) * 10
        if control == "closed":
            error = 21 - (setback if hour > 22 or hour < 6 else 0) - seen / 100
            heat = 100 * (21 - outdoor) + 700 * error + integral
            if 0 < heat < 12000:
                integral += 700 * error * dt / 5400
            heat = min(max(heat, 0.0), 12000.0)
        else:
            heat = 3500.0 * on if air < 26 else 0.0
        yield seen, round(outdoor * 100), round(heat), round(sun), t // 60 % 10080
        q_air = heat + room.gains + people * occupied + room.share * room.aperture * sun
        q_mass = (1 - room.share) * room.aperture * sun
        air, mass = (
            p11 * air + p12 * mass + b[0] * q_air + b[1] * q_mass + b[2] * outdoor,
            p21 * air + p22 * mass + b[3] * q_air + b[4] * q_mass + b[5] * outdoor,
        )


def lived(stream, knows="clock", settings=None, memory=None, dt=60):
    """A house that has seen `stream` on a board that `knows` "sun", "clock" or "nothing"; learning every 5 min."""
    house = House(settings or make_settings(), memory or make_memory())
    pause = 300 // dt
    for k, (room, outdoor, heat, sun, minute) in enumerate(stream):
        house.observe(
            room, outdoor, heat, sun if knows == "sun" else None, None if knows == "nothing" else minute, dt, 1
        )
        if k % pause == 0:
            house.learn()
    while house.learn():
        pass
    return house


class Recording:
    """One of the EnergyPlus recordings, 15-min means."""

    def __init__(self, name):
        with open(DATA / f"prbs_{name}.csv") as lines:
            rows = csv.DictReader(line for line in lines if not line.startswith("#"))
            table = np.array([[float(value) for value in row.values()] for row in rows])
        self.minute, self.room, self.outdoor, self.heat, self.sun = table.T

    def ticks(self, days):
        """As a board with a 0.1-K sensor sees it, every 5 min."""
        for k in range(days * 96):
            for part in (10, 5, 0):
                yield (
                    round(self.room[k] * 10) * 10, round(self.outdoor[k] * 100), round(self.heat[k]),
                    round(self.sun[k]), int(self.minute[k] - part) % 10080,
                )  # fmt: skip

    def simulate(self, room, mass):
        """Open loop from the start, the mass at `mass` °C: mean room temperature of each bin."""
        p, q = room.step(0.25)
        u = np.array(
            [
                self.heat + room.gains + room.share * room.aperture * self.sun,
                (1 - room.share) * room.aperture * self.sun,
                self.outdoor,
            ]
        )
        x = np.array([self.room[0], mass])
        out = np.empty(len(self.room))
        for k, drive in enumerate((q @ u).T):
            new = p @ x + drive
            out[k] = (x[0] + new[0]) / 2
            x = new
        return out

    def best_mass(self, room, bins):
        """Start temperature of the mass that fits the first `bins` best; the response to it is linear."""
        base = self.simulate(room, 15.0)
        slope = (self.simulate(room, 16.0) - base)[:bins]
        return 15.0 + slope @ (self.room - base)[:bins] / (slope @ slope)

    def least_squares(self, bins):
        """The two-capacity room that fits the first `bins` best, by SciPy."""

        def make(values):
            e = np.exp(values[:4])
            path = 0.9 / (1 + np.exp(-values[4]))
            return Room(e[0], e[1], e[2], e[3], path, values[5] * 100, values[6], values[7])

        def residual(values):
            return (self.simulate(make(values), values[8] * 10) - self.room)[:bins:4]

        start = [*np.log([100, 2000, 400, 400]), 0.0, 3.0, 8.0, 0.1, 1.5]
        return make(least_squares(residual, start, x_scale=[0.3, 0.3, 0.3, 0.3, 1, 1, 2, 0.2, 0.3], max_nfev=60).x)


def learned(memory):
    """What a house has learned, as a Room."""
    return Room(
        memory.heat_loss / 10, memory.mass_capacity, memory.air_capacity, memory.mass_coupling / 10,
        memory.mass_path / 1000, memory.gains, memory.sun_aperture / 100, memory.sun_share / 1000,
    )  # fmt: skip
