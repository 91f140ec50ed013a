"""What the page says that it is doing, and why."""

from types import SimpleNamespace

import pytest

from balancepoint.services import doing

REST = {
    "defrosting": 0, "sequence": 0, "freeze": 0, "turning": 0, "window_open": 0, "lockout": 0, "active": 1, "cooling": 0,
    "now": 0, "target": 2100, "start_heating_at": 0, "start_cooling_at": 0,
}  # fmt: skip


def said(mode=1, **fields):
    situation = SimpleNamespace(**{**REST, **fields}, command=SimpleNamespace(aux=0))
    controller = SimpleNamespace(situation=situation, settings=SimpleNamespace(start_band=40))
    return doing.doing(SimpleNamespace(controller=controller, request=SimpleNamespace(mode=mode)))


@pytest.mark.parametrize(
    ("room", "cooling", "why"),
    [
        (2100, 0, "It has 21.0 °C, 21.0 °C is wanted."),
        (2070, 0, "It has 20.7 °C, 21.0 °C is wanted; it starts at 20.6 °C."),
        (2130, 1, "It has 21.3 °C, 21.0 °C is wanted; it starts at 21.4 °C."),
    ],
)
def test_at_rest_it_says_where_it_starts(room, cooling, why):
    assert said(room=room, cooling=cooling) == (f"Resting: the room is {'cool' if cooling else 'warm'} enough.", why)


def test_a_window_that_a_contact_tells_of_is_open_and_another_seems_so():
    assert said(room=2000, window_open=1)[0] == "Waiting until the window is shut."
    assert said(room=2000, window_open=2)[0] == "A window seems to be open."
