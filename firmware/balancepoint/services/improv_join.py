"""A network that somebody gives the board over Improv: tried, and kept in the settings only once it was joined. Loaded for it.

A chip without PSRAM has no room left for the radio beside the program (`network_room`): there it is kept first, and the board
starts again; who asks for the state after that hears what came of it.
"""

import asyncio

from .. import hal
from ..errand import errand, load
from .station import Station

_PATIENCE = 30  # s; those who ask wait for 45 (ESP Web Tools 10)


def join(app, ssid, password, sleep_ms):
    """A generator: None while it tries; then 1, or 0 where that network is not joined, and all is as it was. ValueError says in a
    line why it is not even tried. A board's first network puts the page on, too: who came by a browser goes on there."""
    net = app.net
    if app.bench is not None or (net is not None and net.station is None):
        raise ValueError("this start is for something else; start the board again ('reboot')")
    change = errand("services.change")
    values = {"network.ssid": ssid, "network.password": password or None}
    text, config = change.changed(app, values)
    if net is None and " network.page." not in config.given:
        values["network.page.on"] = "true"
        text, config = change.changed(app, values)
    if net is not None and not app.scarce:
        return _elsewhere(app, net.station, config.network, text)
    return _first(app, config.network, text, sleep_ms)


def _elsewhere(app, station, wanted, text):
    """The radio is on: another network."""
    before = dict(wanted, ssid=station.ssid, password=station.password or "")
    _move(station, wanted)
    until = app.uptime.now() + _PATIENCE
    while not station.joined and app.uptime.now() < until:
        yield None
    if not station.joined:
        _move(station, before)
        yield 0
        return
    errand("services.change").write(app, text)
    yield 1


def _move(station, wanted):
    """As if it began there."""
    station.wlan.disconnect()
    Station.__init__(station, station.wlan, wanted)


def _first(app, wanted, text, sleep_ms):
    """The radio, and once it has joined, all that is done on a network."""
    room = errand("services.network_room")
    if app.scarce:
        _after_a_start(app, room, text)
        while True:  # it comes in a second
            yield None
    wlan = room.start(app, wanted)
    if wlan is None:
        raise ValueError(app.problems.pop())
    station = Station(wlan, wanted)
    until = app.uptime.now() + _PATIENCE
    while not station.connected and app.uptime.now() < until:
        station.step(app.uptime.now())
        yield None
    if not station.connected:
        wlan.disconnect()
        wlan.active(False)
        yield 0
        return
    errand("services.change").write(app, text)
    net = load("services.network").Network(app, wlan, wanted)
    net.station = station
    app.net = net
    net.begun = [asyncio.create_task(app.keep(name, task)) for name, task in net.tasks(sleep_ms)]
    yield 1


def _after_a_start(app, room, text):
    refused = room.refusal(hal.memory())
    if refused:
        raise ValueError(refused)
    errand("services.change").write(app, text)
    errand("services.boots").start_again(app)
