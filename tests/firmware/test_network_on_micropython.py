"""The network side in the real MicroPython VM: the image of a board joins a broker, says what there is, takes a wish; what that
takes of the heap. The VM has no sockets: those of tests/firmware/on_vm_network end at a broker of a few lines.
"""

import json
from pathlib import Path

import pytest

from host_sim.runtimes.budget import limit
from host_sim.runtimes.memory import PLACES
from host_sim.runtimes.start import BEGIN, HEAP, LEFT, chip, files
from host_sim.runtimes.vm import VmError
from tests.firmware.test_app_on_micropython import begun

BOARD = "esp32_devkitc"
ON_THE_AIR = Path(__file__).with_name("on_vm_network")
NETWORK = {"ssid": "house", "password": "long enough", "ntp": "192.0.2.9", "mqtt": {"broker": "192.0.2.7"}}

BROKER = """
import socket, select


class Ready:
    def register(self, thing, events):
        pass

    def unregister(self, thing):
        pass

    def poll(self, wait):
        return [(None, 4)]


class Broker:
    def __init__(self):
        self.data = b""
        self.said = []
        self.largest = 0

    def take(self, data):
        self.data += data
        self.largest = max(self.largest, len(data))
        out = b""
        while True:
            size = shift = 0
            at = 1
            while at < len(self.data):
                byte = self.data[at]
                at += 1
                size |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            else:
                return out
            if len(self.data) < at + size:
                return out
            first, body = self.data[0], self.data[at : at + size]
            self.data = self.data[at + size :]
            if first == 0x10:
                out += b"\\x20\\x02\\x00\\x00"
            elif first == 0xC0:
                out += b"\\xd0\\x00"
            elif first == 0x82:
                out += b"\\x90\\x05" + body[:2] + b"\\x01\\x00\\x00"
            elif first & 0xF0 == 0x30:
                end = 2 + (body[0] << 8 | body[1])
                if first & 6:
                    out += b"\\x40\\x02" + body[end : end + 2]
                self.said.append((body[2:end].decode(), len(body) - end))
                if body[2:end].endswith(b"/climate"):
                    self.climate = body[end:]


socket.BROKER = broker = Broker()
"""


@pytest.fixture(scope="module")
def settings():
    return {**json.loads(files(BOARD)["settings.json"]), "network": NETWORK}


def started(settings, place=None):
    """The second start of a board with those settings, at work for a while. `place`: B before the rest of a counted heap."""
    text = json.dumps(settings).encode()
    with chip(BOARD, {"settings.json": text}) as vm:
        vm.mount("/net", ON_THE_AIR)
        vm.run("import sys\nsys.path.insert(0, '/net')")
        vm.run(BEGIN.replace("HEAP", str(HEAP)))
        with pytest.raises(VmError, match="reset"):
            vm.run("from balancepoint import app as application\napplication.App('/').start()")
        kept = {f"data/{name}": vm.run(f"print(open('/data/{name}').read(), end='')").encode() for name in LEFT}
    vm = chip(BOARD, {"settings.json": text, **kept}, counts=place is not None)
    vm.mount("/net", ON_THE_AIR)
    vm.run(f"import sys\nsys.path.insert(0, '/net')\nPLACE = bytearray({place or 0})")
    vm.run(BROKER)
    vm.run(
        begun(
            "import sys\nsys.modules['select'] = type('m', (), dict(poll=Ready, POLLOUT=4, POLLIN=1, POLLERR=8, POLLHUP=16))"
        )
    )
    vm.run("run(30)\nimport gc\ngc.collect()")
    return vm


def used(vm):
    vm.run("port.said = b''\nbroker.said.clear()\nbroker.data = broker.climate = b''\ngc.collect()")
    return int(vm.run("print(gc.mem_alloc())"))


def test_it_joins_says_what_there_is_and_takes_a_wish(settings):
    with started(settings) as vm:
        said = vm.run("print(app.problems, app.crashes, len(socket.LAST))\nfor each in broker.said:\n    print(*each)")
        lines = said.split("\n")
        assert lines[0] == "[] {} 1", said
        topics = {line.split(" ")[0]: int(line.split(" ")[1]) for line in lines[1:] if line.strip()}
        base = "balancepoint/025457494e01"
        assert {f"{base}/{name}" for name in ("online", "climate", "state", "diag", "fault", "journal")} <= set(topics)
        assert topics["homeassistant/device/balancepoint_025457494e01/config"] > 5000
        assert int(vm.run("print(broker.largest)")) <= 1100, "in pieces"
        vm.run(
            "line = socket.LAST[-1]\n"
            f"topic = b'{base}/set/heat'\n"
            "line.waiting += bytes((0x32, len(topic) + 8)) + bytes((0, len(topic))) + topic + b'\\x00\\x09' + b'20.5'\n"
            "run(3)"
        )
        assert vm.run("print(app.request.heat_setpoint)").strip() == "2050"
        assert json.loads(vm.run("print(broker.climate.decode())"))["heat"] == 20.5
        assert "over MQTT" in vm.run("ask('journal 1')")
        assert "mqtt: joined" in vm.run("ask('status')")


def least(settings, at_work):
    """B in use after `at_work(vm)`, the least of three places of the heap: see `memory.measure`."""
    found = []
    for place in PLACES:
        with started(settings, place) as vm:
            at_work(vm)
            found.append(used(vm) - place)
    return min(found)


def idle(vm):
    vm.run("ask('status')\nrun(130)")


def test_the_network_side_keeps_to_its_part_of_the_heap(settings):
    """What a joined broker takes beside the same house without a network; sockets and radio lie elsewhere."""
    alone = {key: value for key, value in settings.items() if key != "network"}
    taken = least(settings, idle) - least(alone, idle)
    print(f"network side: {taken} B")
    assert taken <= limit("network"), f"{taken} B"
