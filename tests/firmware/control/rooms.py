"""Winters to learn from, in two-capacity rooms of known parameters."""

import math
import random

from balancepoint.control.house.house import House
from balancepoint.control.house.past import Past
from balancepoint.control.settings.memory import Memory
from host_sim.validate.two_capacities import Room
from tests.firmware.control import bench
from tests.firmware.control.bench import observe

__all__ = ["Room", "lived", "make_memory", "make_settings", "ticks"]


def make_memory(**values):
    given = dict.fromkeys(
        ("heat_loss", "heat_capacity", "mass_capacity", "air_capacity", "mass_coupling", "mass_path", "gains",
         "sun_share", "house_error", "balance_point")
    )  # fmt: skip
    given.update(sun_gains=0, sun_aperture=0, house_age=0, capacity_scale=1000)
    given.update(values)
    return with_values(Memory(), given)


def make_settings(**values):
    return with_values(bench.make_settings(), values)


def with_values(holder, values):
    """Whatever their bounds."""
    for name, value in values.items():
        setattr(holder, name, value)
    return holder


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


def lived(stream, knows="clock", settings=None, memory=None, dt=60, history=None):
    """A house that has seen `stream` on a board that `knows` "sun", "clock" or "nothing"; learning every 5 min."""
    house = House(settings or make_settings(), memory or make_memory(), history or Past())
    pause = 300 // dt
    for k, (room, outdoor, heat, sun, minute) in enumerate(stream):
        observe(
            house, room, outdoor, heat, sun if knows == "sun" else None, None if knows == "nothing" else minute, dt, 1
        )
        if k % pause == 0:
            house.learn()
    while house.learn():
        pass
    return house
