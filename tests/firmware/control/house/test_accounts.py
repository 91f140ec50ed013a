"""What the room must do at least, the less of it the less is known of the heat."""

from balancepoint.control.heat.unit_map import UnitMap
from balancepoint.control.house.accounts import Accounts
from balancepoint.control.settings.memory import Memory
from tests.firmware.control.bench import SteadyHouse, make_settings, make_situation


def closed(accuracy, times=1):
    """Accounts of five minutes of heating, as many times."""
    memory = Memory()
    memory.heat_capacity = 3000
    settings = make_settings()
    house = SteadyHouse()
    house.daylight = 0
    accounts = Accounts(memory, house, UnitMap(settings))
    s = make_situation(turning=100, heating=1, heat_accuracy=accuracy)
    for _ in range(times):
        for _minute in range(5):
            accounts.step(s, 0, 60)
        assert accounts.close(s)
    return accounts, memory


def test_a_heat_that_is_a_guess_says_less_of_the_room():
    sure, guess = [closed(accuracy)[0].movement(2000, 0) for accuracy in (0, 300)]
    assert sure > guess >= 0


def test_how_well_the_heat_was_known_is_remembered_slowly():
    assert closed(0, 50)[1].heat_accuracy == 0
    assert closed(300, 50)[1].heat_accuracy == 50
    assert closed(300, 400)[1].heat_accuracy == 300
