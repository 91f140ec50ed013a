"""What the history writes in a day."""

from host_sim.runtimes import wear


def test_one_append_every_quarter_of_an_hour():
    assert wear.run(days=3) == (96, 1)


def test_the_line_says_what_was_assumed():
    assert "96 appends a day" in wear.told() and "assumed" in wear.told()
