"""The broker that `balancepoint twin --mqtt` writes into the board's settings."""

import json
import socket

import pytest

from balancepoint.services.config import parse
from host_sim.errors import InputError
from host_sim.twin.board import board_module, install_broker, install_page, install_settings, page_password


def test_the_settings_have_a_broker_and_all_that_was_there(tmp_path):
    install_settings("esp32_devkitc", tmp_path)
    path = tmp_path / "settings.json"
    before = json.loads(path.read_text(encoding="utf-8"))
    install_broker(tmp_path, "127.0.0.1:1884")
    install_broker(tmp_path, "127.0.0.2")
    after = json.loads(path.read_text(encoding="utf-8"))
    assert after.pop("network") == {"ssid": "twin", "mqtt": {"broker": "127.0.0.2", "port": 1884}} and after == before
    board = board_module("esp32_devkitc")
    assert parse(path.read_text(encoding="utf-8"), board.NAME, board.PINS).network["mqtt"]["broker"] == "127.0.0.2"


@pytest.mark.parametrize("where", ["127.0.0.1:mqtt", "127.0.0.1:70000", "no host at all"])
def test_what_is_no_broker_is_told_in_one_line(tmp_path, where):
    install_settings("esp32_devkitc", tmp_path)
    with pytest.raises(InputError) as told:
        install_broker(tmp_path, where)
    assert str(told.value).startswith(f"--mqtt {where}: ") and "\n" not in str(told.value)


def test_the_page_goes_into_the_settings_on_a_port_that_is_free(tmp_path):
    install_settings("esp32_devkitc", tmp_path)
    path = tmp_path / "settings.json"
    found = install_page(tmp_path)
    port = int(found.rsplit(":", 1)[1].strip("/"))
    assert found == f"http://127.0.0.1:{port}/" and port >= 1024
    board = board_module("esp32_devkitc")
    assert parse(path.read_text(encoding="utf-8"), board.NAME, board.PINS).network["page"]["port"] == port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        assert install_page(tmp_path) != found, "somebody else is there"


def test_each_folder_has_a_password_of_its_own_made_once(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
    first, second = page_password(one), page_password(two)
    assert len(first) >= 12 and first != second
    assert page_password(one) == "", "it is not told again"
